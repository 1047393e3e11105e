"""Reading a bundle: frame by frame, what is whole is taken in, what is not is noted.

The file is opened for reading only and may lie on a stick that is locked, torn or pulled out: what
was taken in until then stays. Memory holds one frame. Every run proves itself (`engine.intake`), so
the maker of a file is told, and needs no trust.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sync.core.errors import (
    BadInput,
    BadSeal,
    DamagedFile,
    DecodeError,
    NewerFormat,
    SyncError,
)
from sync.core.ids import DeviceId
from sync.core.limits import INTEGER_MAX
from sync.core.packing import Packed, unpack
from sync.core.space import parse_space
from sync.protocol.ports import Refusal, Replica
from sync.protocol.runs import decode_chunk
from sync.transports.bundle import (
    FRAME_BYTES_MAX,
    FRAME_HEAD,
    MARKER_BYTES,
    OnStep,
    check_of,
    held,
    marker_of,
)
from sync.transports.bundle_card import BUNDLE, Card, Envelope, Seal, open_card, read_card

SEARCH_BYTES = 64 * 1024
DAMAGES_MAX = 256  # a file made of nothing but markers must not keep a laptop busy
# What is wrong with a piece, not with our own log.
_OF_THE_PIECE = (DecodeError, BadInput, NewerFormat, BadSeal)


class BundleUnreadable(SyncError):
    """The file cannot be read: it is not there, or the stick was pulled out. Nothing was taken."""

    code = "bundle_unreadable"


@dataclass(frozen=True)
class BundleRead:
    """`device` made the file at `made_ms` and says that it holds `stated` batches. Of these `new`
    are on our disk now, `already` were there before; those of spaces that this device may not hold
    were passed over. `blobs`: sealed files (photos) that are whole here now and were not. `torn`:
    the file ends early. `refused`: by device (the maker's for damaged
    frames), each reason once."""

    device: DeviceId
    made_ms: int
    stated: int
    new: int
    already: int
    passed_over: int
    refused: tuple[Refusal, ...]
    torn: bool
    blobs: int = 0


def read_bundle(
    replica: Replica, source: Path, envelope: Envelope,
    on_step: OnStep = lambda _done, _all: None,
) -> BundleRead:  # fmt: skip
    """`on_step` hears bytes. Raises BundleUnreadable, DecodeError (no bundle), DamagedFile,
    NewerFormat, BadSignature, OtherOperation, NotReadable, BadSeal: then nothing was taken in.
    Raises LogFull, LogBusy, LogUnwritable: then what came before is here."""
    try:
        stream = source.open("rb")
    except OSError as error:
        raise BundleUnreadable(source.name) from error
    with stream:
        return read_stream(replica, stream, envelope, on_step)


def read_stream(
    replica: Replica, stream: BinaryIO, envelope: Envelope,
    on_step: OnStep = lambda _done, _all: None,
) -> BundleRead:  # fmt: skip
    """The same from anything that can be read and searched."""
    try:
        size = stream.seek(0, SEEK_END)
        stream.seek(0)
        card = read_card(BUNDLE, stream)
    except OSError as error:
        raise BundleUnreadable("card") from error
    seal, contents = open_card(BUNDLE, card, envelope)
    reading = _Reading(replica, card, seal, _stated(contents))
    try:
        for found in _frames(stream, card):
            reading.take(found)
            on_step(stream.tell(), size)
    except OSError:
        reading.ended = False
    return reading.report()


def peek(source: Path) -> Card:
    """Who made a file and when, without a key. Raises as `read_bundle`."""
    try:
        with source.open("rb") as stream:
            return read_card(BUNDLE, stream)
    except OSError as error:
        raise BundleUnreadable(source.name) from error


class _Frame(NamedTuple):
    number: int
    data: bytes


class _Reading:
    def __init__(self, replica: Replica, card: Card, seal: Seal, stated: int) -> None:
        self._replica = replica
        self._stated = stated
        self._card = card
        self._seal = seal
        self._new = self._already = self._passed_over = self._frames = 0
        self._refused: dict[Refusal, None] = {}
        self._blobs = 0
        self._wanted: set[bytes] | None = None
        self.ended = False

    def take(self, frame: _Frame | None) -> None:
        """`None` is a place where no frame could be read."""
        if frame is None:
            self._note(DamagedFile.code)
            return
        self._frames += 1
        try:
            plain = self._seal.open(frame.number, self._card.digest, frame.data)
            match unpack(plain, FRAME_BYTES_MAX):
                case [bytes(space_id), int(batches), bytes(chunk)]:
                    self._apply(space_id, batches, chunk)
                case [bytes(name), int(size), int(offset), bytes(data)]:
                    self._put(name, size, offset, data)
                case [int(frames)]:
                    self._end(frames)
                case _:
                    raise DecodeError("not a frame")
        except _OF_THE_PIECE as error:
            self._note(error.code)

    def report(self) -> BundleRead:
        return BundleRead(
            self._card.device, self._card.made_ms, self._stated, self._new, self._already,
            self._passed_over, tuple(self._refused), not self.ended, self._blobs,
        )  # fmt: skip

    def _apply(self, space_id: bytes, batches: int, chunk: bytes) -> None:
        space = parse_space(space_id)
        if space not in held(self._replica):  # asked now: `auth` comes first, and may tell
            self._passed_over += batches
            return
        taken = self._replica.take(space, chunk)
        self._new += taken.new
        self._refused |= dict.fromkeys(taken.refused)
        if taken.refused:
            out = {refusal.device for refusal in taken.refused}
            batches = sum(
                len(run.batches) for run in decode_chunk(chunk)[1] if run.device not in out
            )
        self._already += max(0, batches - taken.new)

    def _put(self, name: bytes, size: int, offset: int, data: bytes) -> None:
        """A piece of a file that a record here names; what nobody asked for fills no disk."""
        blobs = self._replica.blobs
        if self._wanted is None:
            self._wanted = set(blobs.wanted())
        if name in self._wanted and blobs.put_piece(name, offset, size, data) == size:
            self._wanted.discard(name)
            self._blobs += 1

    def _end(self, frames: int) -> None:
        self.ended = True
        if self._frames != frames + 1:
            self._note(DamagedFile.code)

    def _note(self, code: str) -> None:
        self._refused[Refusal(self._card.device, code)] = None


def _frames(stream: BinaryIO, card: Card) -> Iterator[_Frame | None]:
    """Whole frames, and None for each damaged place between them."""
    marker = marker_of(card.digest)
    place: int | None = card.size
    damages = 0
    while place is not None and damages < DAMAGES_MAX:
        stream.seek(place)
        frame = _frame_here(stream, card, marker)
        if frame is not None:
            place = stream.tell()
            yield frame
            continue
        place = _find(stream, marker, place + 1)
        damages += 1
        if place is not None:
            yield None


def _frame_here(stream: BinaryIO, card: Card, marker: bytes) -> _Frame | None:
    head = stream.read(FRAME_HEAD.size)
    if len(head) < FRAME_HEAD.size:
        return None
    found, number, length, check = FRAME_HEAD.unpack(head)
    if found != marker or length > FRAME_BYTES_MAX:
        return None
    data = stream.read(length)
    if len(data) < length or check != check_of(card.digest, number, data):
        return None
    return _Frame(number, data)


def _find(stream: BinaryIO, marker: bytes, place: int) -> int | None:
    """Where the next frame begins, at `place` or later."""
    stream.seek(place)
    kept = b""
    while block := stream.read(SEARCH_BYTES):
        block = kept + block
        at = block.find(marker)
        if at >= 0:
            return place + at
        kept = block[-(MARKER_BYTES - 1) :]
        place += len(block) - len(kept)
    return None


def _stated(contents: Packed) -> int:
    """How many batches the card speaks of. Raises DecodeError."""
    total = 0
    for entry in contents if isinstance(contents, list) else [None]:
        match entry:
            case [bytes(_), list(chains)]:
                total += sum(_length(chain) for chain in chains)
            case _:
                raise DecodeError("not the contents of a bundle")
    return total


def _length(chain: Packed) -> int:
    match chain:
        case [bytes(_), int(after), int(to)] if 0 <= after < to <= INTEGER_MAX:
            return to - after
    raise DecodeError("not the contents of a bundle")
