"""Other people's readers of what we write: poppler for PDF, ZXing and ZBar for QR, LibreOffice."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

DPI = 200  # what a copier scans and a cheap printer prints
PIXELS_PER_MM = DPI / 25.4
NO_CODE = 4  # how zbarimg says that it found none
WHITE = 250  # of 255: what anti-aliasing leaves is no ink


def needs(program: str) -> pytest.MarkDecorator:
    """Skips where a reader is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def squeezed(text: str) -> str:
    """Without spaces and line ends, which wrapping adds and takes."""
    return re.sub(r"\s+", "", text)


def poppler_text(content: bytes) -> str:
    """All text in the order of drawing, squeezed."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    answer = subprocess.run(command, input=content, capture_output=True, check=True)
    return squeezed(answer.stdout.decode())


def page_texts(content: bytes) -> list[str]:
    """Text by page, squeezed, as pypdf reads it."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def pixels(content: bytes, folder: Path) -> list[Image.Image]:
    """The pages in grey, drawn by poppler."""
    source = folder / "paper.pdf"
    source.write_bytes(content)
    prefix = folder / "page"
    for old in folder.glob("page*.pgm"):
        old.unlink()
    command = ["pdftoppm", "-r", str(DPI), "-gray", str(source), str(prefix)]
    subprocess.run(command, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page*.pgm"))]


def ink_outside(page: Image.Image, boxes: list[tuple[float, float, float, float]]) -> bool:
    """Whether anything is drawn outside the boxes (x, y, width, height in millimetres)."""
    rest = page.copy()
    for x, y, width, height in boxes:
        left, top, right, bottom = (
            round(edge * PIXELS_PER_MM) for edge in (x, y, x + width, y + height)
        )
        rest.paste(255, (left, top, right, bottom))
    return any(rest.histogram()[:WHITE])


def zxing_codes(page: Image.Image) -> list[str]:
    import zxingcpp

    # Bars of other kinds are seen in the noise now and then.
    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return sorted(found.text for found in zxingcpp.read_barcodes(page, formats=kind))


def zbar_codes(page: Image.Image) -> list[str]:
    picture = io.BytesIO()
    page.save(picture, "png")
    command = ["zbarimg", "--quiet", "--raw", "png:-"]
    answer = subprocess.run(command, input=picture.getvalue(), capture_output=True, check=False)
    assert answer.returncode in (0, NO_CODE), answer.stderr.decode()
    return sorted(answer.stdout.decode().split())


CODE_READERS = [
    pytest.param(zxing_codes, id="zxing"),
    pytest.param(zbar_codes, id="zbar", marks=needs("zbarimg")),
]


def fonts_of(content: bytes) -> list[tuple[str, bool]]:
    """Name of every font of the file, and whether its letters are inside."""
    found = set()
    for page in PdfReader(io.BytesIO(content)).pages:
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"].get_object()
        assert isinstance(fonts, DictionaryObject)
        for reference in fonts.values():
            font = reference.get_object()
            for descendant in font.get("/DescendantFonts", [font]):
                descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                embedded = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
                found.add((str(font["/BaseFont"]), embedded))
    return sorted(found)
