"""The image that a new device takes: its pieces on the disk, sealed, and the proof of it.

    image/<name of the image, hexadecimal>-<number of the piece>

Pieces come in any order and stay when the link breaks; the next session asks for the others. They
open with the key of this device only. An image that is not what it should be is thrown away, no
other is asked for until the next start, and the log is taken instead.
"""

import errno
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.store.checkpoint import split_plain, unpack_image
from sync.core.authority import Authority
from sync.core.errors import BadInput, BadSignature, LogFull, LogUnwritable, SyncError
from sync.core.ids import DeviceId
from sync.core.limits import IMAGE_PIECE_BYTES
from sync.crypto.device import DeviceKey
from sync.crypto.disk import Disk
from sync.crypto.images import NAME_BYTES, ImageCard, open_image, read_card
from sync.protocol.ports import Wanted

_log = logging.getLogger(__name__)
IMAGE = "image"
OPENED_BYTES_MAX = 1536 * 1024 * 1024  # 64 MB, five hundred thousand registrations, open to this
# maker, clock of the maker, packed image, image; raises BadInput for one that does not fit
Adopt = Callable[[DeviceId, int, bytes, bytes], None]


class TakenImages:
    """`folder` is that of the operation. Used by one session at a time."""

    def __init__(
        self, folder: Path, disk: Disk, device: DeviceKey, operation: bytes, schema: bytes,
        authority: Callable[[], Authority], adopt: Adopt,
    ) -> None:  # fmt: skip
        self._folder = folder / IMAGE
        self._disk = disk
        self._device = device
        self._operation = operation
        self._schema = schema
        self._authority = authority
        self._adopt = adopt
        self._card: ImageCard | None = None
        self.refused = False

    def wish(self) -> bytes:
        """The schema, and the image that was begun, if one was."""
        return self._schema + (self._begun() or b"")

    def begin(self, maker: DeviceId, card: bytes) -> Wanted | None:
        try:
            self._card = self._proven(maker, card)
        except SyncError as error:
            self._refuse(error)
            return None
        if self._begun() not in (None, self._card.name):
            self.throw_away()
        missing = [at for at in self._card.offsets if not self._is_here(self._card, at)]
        return Wanted(self._card.name, tuple(missing))

    def put_piece(self, name: bytes, offset: int, data: bytes) -> bool:
        card = self._of(name)
        if offset not in card.offsets or len(data) != card.piece_bytes(offset):
            self._refuse(BadInput("not a piece of an image"))
            return False
        try:
            self._disk.make_folder(self._folder)
            self._disk.write_atomically(self._piece(card, offset), data)
        except OSError as error:
            raise _unwritable(error) from error
        return True

    def finish(self, name: bytes) -> bool:
        card = self._of(name)
        try:
            sealed = b"".join(self._disk.read(self._piece(card, at)) or b"" for at in card.offsets)
            plain = open_image(sealed, card, self._device)
            del sealed
            clock, packed = split_plain(plain)
            self._adopt(card.maker, clock, bytes(packed), unpack_image(packed, OPENED_BYTES_MAX))
        except (LogFull, LogUnwritable):
            raise
        except OSError as error:
            raise _unwritable(error) from error
        except SyncError as error:
            self._refuse(error)
            return False
        self.throw_away()
        return True

    def throw_away(self) -> None:
        """What is there of an image: it is here, or it is of no use."""
        for path in self._folder.glob("*"):
            with suppress(OSError):
                path.unlink()
        with suppress(OSError):
            self._folder.rmdir()

    def _proven(self, maker: DeviceId, data: bytes) -> ImageCard:
        authority = self._authority()
        key = authority.public_key(maker)
        if key is None or authority.is_revoked(maker) or not authority.roles(maker):
            raise BadSignature("an image of a device that does not belong")
        card = read_card(data, key)
        said = (card.maker, card.receiver, card.operation, card.schema)
        if said != (maker, self._device.device_id, self._operation, self._schema):
            raise BadInput("an image for somebody else")
        if not set(authority.readable(maker)) >= set(authority.readable(self._device.device_id)):
            raise BadInput("an image of a device that reads less")
        return card

    def _of(self, name: bytes) -> ImageCard:
        if self._card is None or self._card.name != name:
            raise BadInput("this image was not begun")
        return self._card

    def _begun(self) -> bytes | None:
        for path in self._folder.glob("*-*"):
            with suppress(ValueError):
                name = bytes.fromhex(path.name.partition("-")[0])
                if len(name) == NAME_BYTES:
                    return name
        return None

    def _is_here(self, card: ImageCard, offset: int) -> bool:
        try:
            return self._piece(card, offset).stat().st_size == card.piece_bytes(offset)
        except OSError:
            return False

    def _piece(self, card: ImageCard, offset: int) -> Path:
        return self._folder / f"{card.name.hex()}-{offset // IMAGE_PIECE_BYTES:04}"

    def _refuse(self, error: SyncError) -> None:
        _log.warning("an image is not taken: %s (%s)", error.code, error)
        self.refused = True
        self._card = None
        self.throw_away()


def _unwritable(error: OSError) -> SyncError:
    if error.errno == errno.ENOSPC:
        return LogFull("no space for an image")
    return LogUnwritable(f"image: {error.strerror}")
