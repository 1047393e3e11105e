"""An image on the disk of the new device: pieces that stay, and what is not taken."""

import errno
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest
import zstandard

from app.services.images_taken import TakenImages
from sync.core.authority import Authority
from sync.core.errors import BadInput, LogFull, LogUnwritable, SyncError
from sync.core.ids import DeviceId
from sync.core.limits import IMAGE_PIECE_BYTES
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.images import ImageCard, seal_image, seal_key, sign_card
from sync.engine.world import RealDisk
from tests.support.world import SeededRandom

MAKER, OWN = DeviceKey(b"m" * 32), DeviceKey(b"o" * 32)
OPERATION, SCHEMA = b"p" * 16, b"s" * 8
IMAGE = SeededRandom(3).bytes(IMAGE_PIECE_BYTES + 1000)  # two pieces: nothing to compress
PLAIN = (77).to_bytes(8, "big") + zstandard.compress(IMAGE)
SEALED = seal_image(PLAIN, b"k" * 32, OPERATION, SCHEMA)
CARD = ImageCard(
    OPERATION, MAKER.device_id, OWN.device_id, SCHEMA, len(SEALED), sha256(SEALED).digest(),
    seal_key(b"k" * 32, sealing_public(OWN), SeededRandom(4)),
)  # fmt: skip
SIGNED = sign_card(CARD, MAKER)
PIECES = [(at, SEALED[at : at + CARD.piece_bytes(at)]) for at in CARD.offsets]


class Sheet:
    """What is known of the devices: who is sent away, and who reads what."""

    def __init__(self) -> None:
        self.revoked: set[DeviceId] = set()
        self.readable_of = {MAKER.device_id: ("auth", "sealed"), OWN.device_id: ("auth",)}

    def public_key(self, device: DeviceId) -> bytes | None:
        return MAKER.public_key if device == MAKER.device_id else None

    def is_revoked(self, device: DeviceId) -> bool:
        return device in self.revoked

    def roles(self, device: DeviceId) -> tuple[str, ...]:
        return ("admin",) if device == MAKER.device_id else ()

    def readable(self, device: DeviceId) -> tuple[str, ...]:
        return self.readable_of[device]


class Disk(RealDisk):
    """Real until it fails with `number`."""

    number: int | None = None

    def write_atomically(self, path: Path, data: bytes) -> None:
        if self.number is not None:
            raise OSError(self.number, "the disk")
        super().write_atomically(path, data)

    def read(self, path: Path) -> bytes | None:
        if self.number is not None:
            raise OSError(self.number, "the disk")
        return super().read(path)


class Taker:
    def __init__(self, folder: Path) -> None:
        self.folder, self.disk, self.sheet = folder, Disk(), Sheet()
        self.adopted: list[tuple[DeviceId, int, bytes]] = []
        self.adoption: Callable[[], None] = lambda: None
        self.images = self.started()

    def started(self) -> TakenImages:
        """As after a start of the program."""

        def adopt(maker: DeviceId, clock: int, _packed: bytes, image: bytes) -> None:
            self.adoption()
            self.adopted.append((maker, clock, image))

        return TakenImages(
            self.folder, self.disk, OWN, OPERATION, SCHEMA,
            lambda: cast(Authority, self.sheet), adopt,
        )  # fmt: skip

    def take(self, pieces: list[tuple[int, bytes]]) -> None:
        for at, data in pieces:
            assert self.images.put_piece(CARD.name, at, data)

    def files(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "image").glob("*"))


@pytest.fixture
def taker(tmp_path: Path) -> Taker:
    return Taker(tmp_path)


def test_an_image_goes_on_after_a_start_where_it_stopped(taker: Taker) -> None:
    assert taker.images.wish() == SCHEMA
    wanted = taker.images.begin(MAKER.device_id, SIGNED)
    assert wanted is not None
    assert wanted.offsets == tuple(CARD.offsets)
    taker.take(PIECES[:1])
    taker.images = taker.started()
    assert taker.images.wish() == SCHEMA + CARD.name
    wanted = taker.images.begin(MAKER.device_id, SIGNED)
    assert wanted is not None
    assert wanted.offsets == (IMAGE_PIECE_BYTES,)
    taker.take(PIECES[1:])
    assert taker.images.finish(CARD.name)
    assert taker.adopted == [(MAKER.device_id, 77, IMAGE)]
    assert not (taker.folder / "image").exists()


def test_pieces_of_another_image_and_files_of_nobody_make_room(taker: Taker) -> None:
    folder = taker.folder / "image"
    folder.mkdir()
    (folder / "zz-0000").write_bytes(b"no name")
    (folder / f"{'0a' * 5}-0000").write_bytes(b"a short name")
    assert taker.images.wish() == SCHEMA
    (folder / f"{'0b' * 32}-0000").write_bytes(b"another image")
    assert taker.images.wish() == SCHEMA + b"\x0b" * 32
    assert taker.images.begin(MAKER.device_id, SIGNED) is not None
    assert not folder.exists()


def sent_away(taker: Taker) -> None:
    taker.sheet.revoked.add(MAKER.device_id)


def reads_less(taker: Taker) -> None:
    taker.sheet.readable_of[MAKER.device_id] = ()


@pytest.mark.parametrize("spoil", [sent_away, reads_less])
def test_an_image_of_a_device_that_may_not_give_it_is_refused(
    taker: Taker, spoil: Callable[[Taker], None]
) -> None:
    taker.images.begin(MAKER.device_id, SIGNED)
    taker.take(PIECES[:1])
    spoil(taker)
    assert taker.images.begin(MAKER.device_id, SIGNED) is None
    assert taker.images.refused
    assert taker.files() == []
    with pytest.raises(BadInput, match="not begun"):
        taker.images.put_piece(CARD.name, *PIECES[0])


def test_a_device_that_nobody_knows_gives_no_image(taker: Taker) -> None:
    assert taker.images.begin(OWN.device_id, SIGNED) is None
    assert taker.images.refused


@pytest.mark.parametrize("piece", [(1, b"x"), (0, b"x")])
def test_a_piece_at_another_place_or_of_another_length_ends_it(
    taker: Taker, piece: tuple[int, bytes]
) -> None:
    taker.images.begin(MAKER.device_id, SIGNED)
    taker.take(PIECES[1:])
    assert not taker.images.put_piece(CARD.name, *piece)
    assert taker.images.refused
    assert taker.files() == []


def test_an_image_with_a_hole_is_not_shown(taker: Taker) -> None:
    taker.images.begin(MAKER.device_id, SIGNED)
    taker.take(PIECES[1:])
    assert not taker.images.finish(CARD.name)
    assert taker.images.refused
    assert taker.adopted == []


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, LogFull), (errno.EIO, LogUnwritable)])
def test_a_disk_that_fails_loses_no_piece_and_it_can_be_tried_again(
    taker: Taker, number: int, kind: type[SyncError]
) -> None:
    taker.images.begin(MAKER.device_id, SIGNED)
    taker.take(PIECES[:1])
    taker.disk.number = number
    with pytest.raises(kind):
        taker.images.put_piece(CARD.name, *PIECES[1])
    taker.disk.number = None
    taker.take(PIECES[1:])
    taker.disk.number = number
    with pytest.raises(kind):
        taker.images.finish(CARD.name)
    taker.disk.number = None

    def no_room() -> None:
        raise LogFull("no space")

    taker.adoption = no_room
    with pytest.raises(LogFull):
        taker.images.finish(CARD.name)
    assert len(taker.files()) == 2
    assert not taker.images.refused
    taker.adoption = lambda: None
    assert taker.images.finish(CARD.name)
    assert len(taker.adopted) == 1
