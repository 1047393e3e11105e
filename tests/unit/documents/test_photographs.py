"""Photographs are kept small, upright and without the place where they were taken."""

import io
from base64 import b64decode

import pytest
from PIL import Image

from app.documents import photographs
from app.documents.photographs import (
    EDGE_MAX,
    PREVIEW_BYTES_MAX,
    NotAPhotograph,
    photograph,
)

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 120).convert("RGB")


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def with_exif(picture: Image.Image, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "訓練カメラ"
    exif.get_ifd(GPS)[2] = (35.0, 15.0, 0.0)
    return encoded(picture, exif=exif, comment=b"kept by the maker")


def test_nothing_but_the_picture_is_left() -> None:
    original = with_exif(noise(400, 300), 1)
    assert opened(original).getexif().get_ifd(GPS)
    kept = photograph(original)
    for jpeg in (kept.jpeg, b64decode(kept.thumbnail)):
        picture = opened(jpeg)
        assert not dict(picture.getexif())
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert "訓練カメラ".encode() not in jpeg
        assert b"maker" not in jpeg


def test_the_camera_was_held_upright() -> None:
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("red", (0, 0, 200, 200))  # left half
    kept = photograph(with_exif(picture, 6))  # shown turned a quarter to the right
    assert (kept.width, kept.height) == (200, 400)
    top = opened(kept.jpeg).convert("RGB").getpixel((100, 40))
    assert isinstance(top, tuple)
    assert top[0] > 200
    assert top[1] < 60


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1601, 20)])
def test_a_large_picture_is_shrunk_and_keeps_its_shape(size: tuple[int, int]) -> None:
    kept = photograph(encoded(noise(*size)))
    assert max(kept.width, kept.height) == EDGE_MAX
    assert kept.width / kept.height == pytest.approx(size[0] / size[1], rel=0.05)


def test_a_small_picture_is_not_blown_up() -> None:
    assert photograph(encoded(noise(90, 60))).width == 90


def test_even_noise_has_a_preview_that_fits() -> None:
    assert len(photograph(encoded(noise(1600, 1600))).thumbnail) <= PREVIEW_BYTES_MAX


def test_transparent_parts_are_white() -> None:
    kept = photograph(encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))
    assert opened(kept.jpeg).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "RGB"])
def test_every_kind_of_picture_becomes_a_plain_one(mode: str) -> None:
    kind = "JPEG" if mode in ("L", "CMYK", "RGB") else "PNG"
    assert opened(photograph(encoded(noise(60, 40).convert(mode), kind)).jpeg).mode == "RGB"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 not a picture", encoded(noise(300, 300))[:900]]
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPhotograph):
        photograph(content)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photographs, "PIXELS_MAX", 100 * 100)
    with pytest.raises(NotAPhotograph):
        photograph(encoded(Image.new("RGB", (101, 100))))
