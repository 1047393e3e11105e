"""A morning's walk-ins from screen to screen, by other people's readers, with 30 % missed.

What is read is taken in by the same code as a bundle from a stick.
"""

import io
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from app.documents.qr import FILM_VERSION, film_png
from sync.transports.fountain import PAYLOAD_BYTES_MAX, Decoder, Progress, encode
from sync.transports.qr_frames import (
    BLOCK_BYTES,
    QR_VERSION,
    TEXT_LETTERS_MAX,
    frame_text,
    parse_frame_text,
)
from tests.outputs.reading import needs
from tests.support.chains import CENTRE
from tests.support.sticks import Device
from tests.support.world import SeededRandom

SEED = 20260811
LOST = 0.3
REGISTRATIONS = 200
DESKS = 3
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)  # bars are seen in the noise as well


@pytest.fixture(scope="module")
def morning() -> Device:
    """A laptop that holds what three desks registered."""
    base = Device(1)
    for seed in range(2, 2 + DESKS):
        desk = Device(seed, base.roll).works(-(-REGISTRATIONS // DESKS))
        base.reads(desk.bundle())
    return base


@pytest.fixture(scope="module")
def texts(morning: Device) -> list[str]:
    """What the screen shows, of which three tenths are missed."""
    print(f"seed {SEED}")
    random = Random(SEED)
    payload = morning.payload(PAYLOAD_BYTES_MAX)
    shown = map(frame_text, encode(payload, BLOCK_BYTES, SeededRandom(SEED)))
    seen = [
        text for text in islice(shown, 2 * len(payload) // BLOCK_BYTES) if random.random() > LOST
    ]
    blocks = -(-len(payload) // BLOCK_BYTES)
    print(f"{len(payload)} bytes, {blocks} blocks")
    return seen


def by_zxing(pictures: list[bytes], folder: Path) -> Iterator[list[str]]:
    for picture in pictures:
        image = Image.open(io.BytesIO(picture)).convert("L")
        yield [found.text for found in zxingcpp.read_barcodes(image, formats=QR)]


def by_zbar(pictures: list[bytes], folder: Path) -> Iterator[list[str]]:
    """One call for all: `zbarimg` ends every text with a line end."""
    paths = []
    for number, picture in enumerate(pictures):
        paths.append(folder / f"{number:04}.png")
        paths[-1].write_bytes(picture)
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *map(str, paths)]
    answer = subprocess.run(command, capture_output=True, check=True)
    for line in answer.stdout.decode().split("\n")[:-1]:
        yield [line]


@pytest.mark.parametrize(
    "reader",
    [pytest.param(by_zxing, id="zxing"), pytest.param(by_zbar, id="zbar", marks=needs("zbarimg"))],
)
def test_a_morning_of_walk_ins_goes_from_screen_to_screen(
    morning: Device, texts: list[str], reader, tmp_path: Path
) -> None:
    pictures = [film_png(text, 3) for text in texts]
    decoder = Decoder()
    steps: list[Progress] = []
    for read in reader(pictures, tmp_path):
        assert len(read) == 1, f"picture {len(steps)} has {len(read)} codes"
        steps.append(decoder.add(parse_frame_text(read[0])) or Progress(0, 0))
        if steps[-1].payload:
            break
    used, (_got, blocks, payload) = len(steps), steps[-1]
    print(f"{used} pictures read of {used / (1 - LOST):.0f} shown, {blocks} blocks")
    assert payload is not None
    assert used <= blocks + 12
    other = Device(9, morning.roll)
    found = other.reads(payload)
    assert (found.new, found.refused, found.torn) == (found.stated, (), False)
    assert found.new >= REGISTRATIONS
    assert other.replica.vector(CENTRE) == morning.replica.vector(CENTRE)


def test_every_picture_of_a_film_is_of_one_size(texts: list[str]) -> None:
    sizes = {Image.open(io.BytesIO(film_png(text, 1))).size for text in texts[:3]}
    assert FILM_VERSION == QR_VERSION
    side = 17 + 4 * QR_VERSION + 2 * 4
    assert sizes == {(side, side)}
    longest = film_png("A" * TEXT_LETTERS_MAX, 1)
    assert Image.open(io.BytesIO(longest)).size == (side, side)


def test_a_picture_blurred_and_dimmed_as_by_a_camera_is_still_read(texts: list[str]) -> None:
    """Not instead of a telephone: but a film that fails here would fail there."""
    for text in texts[:5]:
        sharp = Image.open(io.BytesIO(film_png(text, 6))).convert("L")
        seen = sharp.rotate(4, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
        seen = seen.resize((420, 420), Image.Resampling.BILINEAR).filter(
            ImageFilter.GaussianBlur(1)
        )
        dim = seen.point([60 + value * 120 // 255 for value in range(256)])
        import zxingcpp

        assert [found.text for found in zxingcpp.read_barcodes(dim, formats=QR)] == [text]
