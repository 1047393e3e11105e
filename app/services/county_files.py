"""A picked file made fit for sixty councils: pictures shrunk and stripped, papers limited in size.

Every device of every council keeps every file, so a picture is at most 1,600 pixels and a paper
(PDF) at most 3 MiB. Refuses (`FileUnfit`) what is neither, and what is larger.
"""

from dataclasses import dataclass, field

from app.documents.photographs import MEDIA_TYPE, NotAPhotograph, photograph

PDF = "application/pdf"
MEDIA_TYPES = (MEDIA_TYPE, PDF)
MEBIBYTE = 1024 * 1024
PAPER_MIB_MAX = 3
_PDF_START = b"%PDF-"
_JPEG_START = b"\xff\xd8\xff"


class FileUnfit(Exception):
    """Text is catalogue key `refused.<code>`. Nothing was kept."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def shown_as(content: bytes) -> str | None:
    """As what a file that came from another council may be shown; None for what is neither picture
    nor paper, whatever its row says: a page with a script must never open beside the app."""
    if content.startswith(_PDF_START):
        return PDF
    return MEDIA_TYPE if content.startswith(_JPEG_START) else None


@dataclass(frozen=True)
class FitFile:
    content: bytes = field(repr=False)
    media_type: str


def made_fit(content: bytes) -> FitFile:
    """What is kept of a picked file. Raises FileUnfit."""
    if content.startswith(_PDF_START):
        if len(content) > PAPER_MIB_MAX * MEBIBYTE:
            raise FileUnfit("county_file_too_large", limit=PAPER_MIB_MAX)
        return FitFile(content, PDF)
    try:
        return FitFile(photograph(content).jpeg, MEDIA_TYPE)
    except NotAPhotograph as error:
        raise FileUnfit("county_file_kind") from error
