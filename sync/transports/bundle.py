"""Bundles (`*.tasuki`): what one device has and others lack, as a file that goes by hand.

    file      card (see `bundle_card`), then frames
    frame     marker 8 ‖ number 4 ‖ length 4 ‖ check 16 ‖ data
    data      sealed [space id, number of batches, chunk]; of sealed files (photos): sealed
              [hash, size, offset, piece]; of the last frame: sealed [frames]

Every frame is a chunk that is applicable alone, `auth` first, so a torn stick brings what is whole.
Photos come after all records, whole ones in a row of pieces: a damaged piece costs its photo only.
A frame aims at 192 KiB; it ends where a head is signed, and may have to be larger. The marker is
the same in all frames of a file: behind a damaged one the next is found. Written once: beside its
place, forced to the disk, renamed; a file that is there already is never touched.
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import NamedTuple, TypeAlias

from sync.core.errors import LogFull, LogUnwritable, SyncError
from sync.core.ids import DeviceId
from sync.core.limits import CHUNK_BYTES_MAX, FRAME_BYTES, PIECE_BYTES
from sync.core.packing import Packed, pack
from sync.core.ports import Random
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.disk import Disk
from sync.protocol.ports import Mark, Replica, SpaceVector
from sync.protocol.runs import Run, decode_chunk
from sync.transports.bundle_card import BUNDLE, Envelope, Signer, Written, write_card

MARKER_BYTES = 8
CHECK_BYTES = 16
FRAME_HEAD = Struct(f">{MARKER_BYTES}sII{CHECK_BYTES}s")
FRAME_BYTES_MAX = CHUNK_BYTES_MAX + 256
# What a frame adds to its chunk at most: head, seal, names.
FRAME_EXTRA_BYTES = FRAME_HEAD.size + 64
_CARD_GUESS_BYTES = 512
_SPAN_BYTES = 32
_AIM_BYTES_MIN = 256
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

OnStep: TypeAlias = Callable[[int, int], None]
# By space: after which number of each device the file begins, and to which one it goes.
Spans: TypeAlias = dict[Space, dict[DeviceId, tuple[int, int]]]


class BundleExists(SyncError):
    """There is a file of this name already. It was not touched; nothing was written."""

    code = "bundle_exists"


@dataclass(frozen=True)
class Order:
    """What goes into a bundle: everything beyond `known`, which is what the readers have (see
    `receipts`). `made_ms` is the wall clock; `random` gives the key of the file; `blobs` are the
    sealed files that go along, by name."""

    envelope: Envelope
    made_ms: int
    random: Random
    known: Mapping[Space, SpaceVector] = field(default_factory=dict)
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Sent:
    """`more`: not everything found room (payloads of pictures only)."""

    batches: int
    frames: int
    bytes: int
    more: bool = False
    blobs: int = 0


class BlobPiece(NamedTuple):
    """Some bytes of a sealed file."""

    name: bytes
    size: int
    offset: int
    data: bytes


class Piece(NamedTuple):
    """A chunk, and for each device after which number it begins and to which it goes."""

    space: Space
    chunk: bytes
    spans: dict[DeviceId, tuple[int, int]]

    @property
    def batches(self) -> int:
        return sum(to - after for after, to in self.spans.values())


def write_bundle(
    replica: Replica, target: Path, order: Order, disk: Disk,
    on_step: OnStep = lambda _done, _all: None,
) -> Sent:  # fmt: skip
    """The whole file, or nothing under any name. Without anything new there is no file, and 0
    batches. `on_step` hears batches and photos. Raises BundleExists, LogFull, LogUnwritable,
    SyncError."""
    spans = _spans_to_send(replica, order)
    total = sum(to - after for chains in spans.values() for after, to in chains.values())
    total += len(order.blobs)
    if not total:
        return Sent(0, 0, 0)
    tally = _Tally()

    def told(pieces: Iterable[Piece | BlobPiece]) -> Iterator[Piece | BlobPiece]:
        for piece in pieces:
            yield piece
            on_step(min(tally.batches + tally.blobs, total), total)

    try:
        if disk.read_start(target, 1) is not None:
            raise BundleExists(target.name)
        written = _card(replica, order, spans)
        pieces = chain[Piece | BlobPiece](_pieces(replica, order), _blob_pieces(replica, order))
        disk.write_pieces(target, _file(written, told(pieces), tally))
    except OSError as error:
        kind = LogFull if error.errno in _FULL else LogUnwritable
        raise kind(f"{target.name}: {errno.errorcode.get(error.errno or 0)}") from error
    return Sent(tally.batches, tally.frames, tally.bytes, blobs=tally.blobs)


def bundle_payload(replica: Replica, order: Order, bytes_max: int) -> tuple[bytes, Sent]:
    """The same in memory, as much as fits, for pictures. Empty where there is nothing new, or where
    not even the first piece finds room (then `more`)."""
    pieces, more = _pieces_that_fit(replica, order, bytes_max)
    while pieces:
        tally = _Tally()
        data = b"".join(_file(_card(replica, order, _spans_of(pieces)), pieces, tally))
        if len(data) <= bytes_max:
            return data, Sent(tally.batches, tally.frames, len(data), more)
        pieces.pop()
        more = True
    return b"", Sent(0, 0, 0, more)


def held(replica: Replica) -> tuple[Space, ...]:
    """The spaces that this device may hold, as `auth` says now."""
    mine = replica.standing().spaces(replica.device)
    return tuple(s for s in replica.spaces() if s.kind is SpaceKind.AUTH or s in mine)


def marker_of(digest: bytes) -> bytes:
    """What every frame of the file with this card begins with."""
    return digest[:MARKER_BYTES]


def check_of(digest: bytes, number: int, data: bytes) -> bytes:
    """Tells a damaged frame from a whole one, also where nothing is sealed."""
    start = digest + number.to_bytes(4, "big") + len(data).to_bytes(4, "big")
    return sha256(start + data).digest()[:CHECK_BYTES]


@dataclass
class _Tally:
    batches: int = 0
    frames: int = 0
    bytes: int = 0
    blobs: int = 0


def _file(written: Written, pieces: Iterable[Piece | BlobPiece], tally: _Tally) -> Iterator[bytes]:
    """The parts of the file, one in memory at a time."""
    tally.bytes += len(written.data)
    yield written.data
    for piece in pieces:
        tally.frames += 1
        if isinstance(piece, BlobPiece):
            tally.blobs += piece.offset + len(piece.data) == piece.size
            body: Packed = list(piece)
        else:
            tally.batches += piece.batches
            body = [piece.space.space_id, piece.batches, piece.chunk]
        frame = _frame(written, tally.frames, body)
        tally.bytes += len(frame)
        yield frame
    last = _frame(written, tally.frames + 1, [tally.frames])
    tally.bytes += len(last)
    yield last


def _frame(written: Written, number: int, body: Packed) -> bytes:
    data = written.seal.close(number, written.digest, pack(body, FRAME_BYTES_MAX))
    marker, check = marker_of(written.digest), check_of(written.digest, number, data)
    return FRAME_HEAD.pack(marker, number, len(data), check) + data


def _card(replica: Replica, order: Order, spans: Spans) -> Written:
    contents: Packed = [
        [space.space_id, [[device, after, to] for device, (after, to) in sorted(chains.items())]]
        for space, chains in spans.items()
    ]
    signer = Signer(replica.public_key, replica.sign)
    return write_card(BUNDLE, signer, order.envelope, order.made_ms, contents, order.random)


def _spans_to_send(replica: Replica, order: Order) -> Spans:
    """As things stand now; what others write meanwhile goes along."""
    standing = replica.standing()
    spans: Spans = {}
    for space in replica.spaces():
        known = order.known.get(space, {})
        passed = set(replica.forked(space, known))
        chains = {
            device: (after, mark.seq)
            for device, mark in replica.vector(space).items()
            if mark.seq > (after := known[device].seq if device in known else 0)
            and device not in passed and standing.public_key(device) is not None
        }  # fmt: skip
        if chains:
            spans[space] = chains
    return spans


def _pieces(replica: Replica, order: Order) -> Iterator[Piece]:
    for space in replica.spaces():
        known = dict(order.known.get(space, {}))
        more = True
        while more:
            piece, more = _piece(replica, space, known, FRAME_BYTES)
            if piece is None:
                break
            known |= _after(replica, piece)
            yield piece


def _blob_pieces(replica: Replica, order: Order) -> Iterator[BlobPiece]:
    """A file that went away meanwhile ends where it is."""
    for name in order.blobs:
        offset, size = 0, 1
        while offset < size:
            found = replica.blobs.piece(name, offset, PIECE_BYTES)
            if found is None or not found[1]:
                break
            size, data = found
            yield BlobPiece(name, size, offset, data)
            offset += len(data)


def _pieces_that_fit(replica: Replica, order: Order, bytes_max: int) -> tuple[list[Piece], bool]:
    """As many as there is room for, and whether something is left."""
    pieces: list[Piece] = []
    room, left_out = bytes_max - _CARD_GUESS_BYTES, False
    for space in replica.spaces():
        known = dict(order.known.get(space, {}))
        aim, more = room, True
        while more and aim >= _AIM_BYTES_MIN:
            piece, more = _piece(replica, space, known, aim)
            if piece is None:
                break
            size = len(piece.chunk) + FRAME_EXTRA_BYTES + _SPAN_BYTES * len(piece.spans)
            if size > room:
                aim, more = aim // 2, True  # it ends where a head is signed: ask for less
                continue
            pieces.append(piece)
            known |= _after(replica, piece)
            room -= size
            aim = room
        left_out = left_out or (more and replica.chunk(space, known, 1)[0] is not None)
    return pieces, left_out


def _piece(
    replica: Replica, space: Space, known: SpaceVector, aim: int
) -> tuple[Piece | None, bool]:
    chunk, more = replica.chunk(space, known, aim)
    if chunk is None:
        return None, False
    spans = {run.device: _span(run) for run in decode_chunk(chunk)[1]}
    return Piece(space, chunk, spans), more


def _after(replica: Replica, piece: Piece) -> dict[DeviceId, Mark]:
    return replica.marks(piece.space, {device: to for device, (_, to) in piece.spans.items()})


def _span(run: Run) -> tuple[int, int]:
    return run.batches[0].header.seq - 1, run.batches[-1].header.seq


def _spans_of(pieces: Iterable[Piece]) -> Spans:
    """Pieces of a chain follow each other."""
    spans: Spans = {}
    for piece in pieces:
        chains = spans.setdefault(piece.space, {})
        for device, (after, to) in piece.spans.items():
            chains[device] = (chains[device][0] if device in chains else after, to)
    return spans
