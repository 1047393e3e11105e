"""A foreign file as tables of text, whatever program wrote it.

Promises a `Decoded` or a `FileRefused` with a code that says what to do, for any bytes. The file's
content decides, never its name. Refuses what is no list: old Excel, locked files, PDF, pictures.
"""

from app.documents.readers.delimited import read_delimited
from app.documents.readers.table import FILE_BYTES_MAX, Decoded, FileRefused, Progress
from app.documents.readers.workbook import read_workbook

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Microsoft's container of a locked workbook has a stream of this name, in UTF-16.
LOCKED = "EncryptedPackage".encode("utf-16-le")
SIGNATURES = (
    (b"%PDF", "is_pdf"),
    (b"\x89PNG", "is_picture"),
    (b"\xff\xd8\xff", "is_picture"),
    (b"GIF8", "is_picture"),
    (b"{\\rtf", "is_document"),
    (b"SQLite format 3", "is_database"),
)
HTML_STARTS = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def decode(data: bytes, progress: Progress | None = None) -> Decoded:
    """Tables of a CSV or XLSX file. Raises FileRefused (see `import.file.*`) or Stopped."""
    progress = progress or Progress()
    progress.at("open", 0)
    if len(data) > FILE_BYTES_MAX:
        raise FileRefused("file_too_large", limit=FILE_BYTES_MAX // (1024 * 1024))
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("file_empty")
    if data.startswith((ZIP, EMPTY_ZIP)):
        decoded = read_workbook(data, progress)
    else:
        _refuse_other_kinds(data)
        decoded = read_delimited(data, progress)
    if not any(table.rows for table in decoded.tables):
        raise FileRefused("file_empty")
    return decoded


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(COMPOUND_FILE):
        raise FileRefused("password_protected" if LOCKED in data else "old_excel")
    for signature, code in SIGNATURES:
        if data.startswith(signature):
            raise FileRefused(code)
    if data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML_STARTS):
        raise FileRefused("is_web_page")
