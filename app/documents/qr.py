"""QR codes as pictures in black and white, for paper and for the screen.

Promises medium error correction (15 % may be dirty or torn) and the quiet zone of four modules that
readers need. Holds only what `payloads` writes: never hand it a name.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

QUIET_MODULES = 4
PIXELS_PER_MODULE = 8
FILM_VERSION = 15  # 77 modules: 758 letters, as many as `sync.transports.qr_frames` writes


@lru_cache(maxsize=256)
def matrix(payload: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules, True is black, with the quiet zone around them."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def image(payload: str, pixels_per_module: int = PIXELS_PER_MODULE) -> Image.Image:
    """A picture of whole pixels, black or white, one byte each (fpdf2 garbles one-bit pictures)."""
    return _drawn(matrix(payload), pixels_per_module)


def _drawn(modules: Sequence[Sequence[bool]], pixels_per_module: int) -> Image.Image:
    side = len(modules)
    pixels = bytes(0 if module else 255 for row in modules for module in row)
    enlarged = (side * pixels_per_module, side * pixels_per_module)
    return Image.frombytes("L", (side, side), pixels).resize(enlarged, Image.Resampling.NEAREST)


def png(payload: str, pixels_per_module: int = PIXELS_PER_MODULE) -> bytes:
    """The picture as a PNG file with one bit a pixel, for the screen."""
    return _file(image(payload, pixels_per_module))


def terminal_lines(payload: str) -> list[str]:
    """The picture for a terminal, two modules a letter, dark on light whatever its colours are."""
    rows = [list(row) for row in matrix(payload)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    signs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return [
        "".join(signs[above, below] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


def film_png(text: str, pixels_per_module: int = PIXELS_PER_MODULE) -> bytes:
    """One of many pictures that follow each other on a screen, all of one size. Low correction,
    since the screen is clean and the next picture makes good for this one; one mask for all, since
    choosing takes four times as long as drawing and the text is random anyway."""
    code = qrcode.QRCode(FILM_VERSION, ERROR_CORRECT_L, border=QUIET_MODULES, mask_pattern=0)
    code.add_data(text, optimize=0)
    code.make(fit=False)
    return _file(_drawn(code.get_matrix(), pixels_per_module))


def _file(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()
