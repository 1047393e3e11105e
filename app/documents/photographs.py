"""A picked photograph made fit to keep: small, upright, and silent about where it was taken.

Promises a JPEG of at most 1,600 pixels whose only content is the picture: EXIF with its position,
the maker's notes and the embedded preview are gone; the orientation is applied first. With it comes
a preview that fits a list. Refuses (NotAPhotograph) what Pillow cannot read as a picture and what
would unpack to an absurd size.
"""

import io
import warnings
from base64 import b64encode
from dataclasses import dataclass, field

from PIL import Image, ImageOps, UnidentifiedImageError

EDGE_MAX = 1_600
QUALITY = 82
PREVIEW_EDGE = 320
PREVIEW_BYTES_MAX = 20_000
PREVIEW_QUALITIES = (70, 55, 40, 25)
# A phone of today takes 50 megapixels, a scan of A3 at 600 dpi has 70.
PIXELS_MAX = 120_000_000
MEDIA_TYPE = "image/jpeg"


class NotAPhotograph(Exception):
    """These bytes cannot be read as a picture. Nothing was kept."""


@dataclass(frozen=True)
class Photograph:
    """`thumbnail` is base64, ready for a row."""

    jpeg: bytes = field(repr=False)
    thumbnail: str = field(repr=False)
    width: int
    height: int


def photograph(content: bytes) -> Photograph:
    """Shrinks and strips one picture. Raises NotAPhotograph."""
    picture = _upright(content)
    picture.thumbnail((EDGE_MAX, EDGE_MAX), Image.Resampling.LANCZOS)
    return Photograph(_jpeg(picture, QUALITY), _preview(picture), picture.width, picture.height)


def _upright(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow's own warning about large pictures comes far below our limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content))
            if opened.width * opened.height > PIXELS_MAX:
                raise NotAPhotograph("too many pixels")
            # JPEG decodes straight to about the size that is wanted: a tenth of the memory.
            opened.draft("RGB", (EDGE_MAX, EDGE_MAX))
            picture = ImageOps.exif_transpose(opened)
            return _on_white(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise NotAPhotograph(str(error)) from error
    except (ValueError, SyntaxError, EOFError) as error:  # what broken files make of the decoders
        raise NotAPhotograph(str(error)) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """A new picture with the pixels only: whatever else the file carried stays behind."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    plain = picture.convert("RGB")
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    return bare


def _preview(picture: Image.Image) -> str:
    small = picture.copy()
    small.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE), Image.Resampling.LANCZOS)
    while True:
        for quality in PREVIEW_QUALITIES:
            encoded = b64encode(_jpeg(small, quality)).decode()
            if len(encoded) <= PREVIEW_BYTES_MAX:
                return encoded
        small = small.resize((max(1, small.width // 2), max(1, small.height // 2)))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
