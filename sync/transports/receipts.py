"""Receipts: what a reader of bundles has, left beside them, so that the next bundle is a delta.

`<device>.receipt` is a card (see `bundle_card`) and nothing more; its contents are the vectors of
the spaces that the reader may hold, and the beginnings of the names of the photos that it has. A
receipt counts only from a device that belongs and was not sent away. It is never needed: without
any, a bundle holds everything.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from sync.core.errors import BadSignature, DecodeError, SyncError
from sync.core.ids import DeviceId
from sync.core.packing import Packed
from sync.core.ports import Random
from sync.core.space import Space
from sync.crypto.disk import Disk
from sync.protocol.messages import pack_vector, read_space, read_vector
from sync.protocol.ports import Mark, Replica, SpaceVector, Standing
from sync.transports.bundle import held
from sync.transports.bundle_card import (
    CARD_BYTES_MAX,
    RECEIPT,
    Envelope,
    Signer,
    open_card,
    read_card,
    require_maker,
    write_card,
)

SUFFIX = ".receipt"
BLOB_PART_BYTES = 8
BLOBS_MAX = 50_000
RECEIPT_BYTES_MAX = CARD_BYTES_MAX + 256


@dataclass(frozen=True)
class Receipt:
    """What `device` had at `made_ms`, for each space that it holds; `blobs` are sealed files, by
    the beginnings of their names."""

    device: DeviceId
    made_ms: int
    vectors: dict[Space, dict[DeviceId, Mark]]
    blobs: frozenset[bytes] = frozenset()

    def has(self, name: bytes) -> bool:
        return name[:BLOB_PART_BYTES] in self.blobs


def receipt_of(
    replica: Replica, envelope: Envelope, made_ms: int, random: Random,
    blobs: Sequence[bytes] = (),
) -> bytes:  # fmt: skip
    """What this device has now. Of `blobs`, which begin with the newest, as many as find room."""
    contents: list[Packed] = [
        [space.space_id, pack_vector(replica.vector(space))] for space in held(replica)
    ]
    if blobs:
        contents.append([b"".join(name[:BLOB_PART_BYTES] for name in blobs[:BLOBS_MAX])])
    signer = Signer(replica.public_key, replica.sign)
    return write_card(RECEIPT, signer, envelope, made_ms, contents, random).data


def leave_receipt(
    replica: Replica, folder: Path, envelope: Envelope, made_ms: int, random: Random, disk: Disk,
    blobs: Sequence[bytes] = (),
) -> bool:  # fmt: skip
    """Beside the bundles; False where the stick is locked or full, which loses nothing."""
    data = receipt_of(replica, envelope, made_ms, random, blobs)
    try:
        disk.write_atomically(folder / f"{replica.device.hex()}{SUFFIX}", data)
    except OSError:
        return False
    return True


def read_receipt(data: bytes, standing: Standing, envelope: Envelope) -> Receipt:
    """Raises DecodeError, DamagedFile, NewerFormat, BadSignature (also of a stranger or of a device
    that was sent away), OtherOperation, NotReadable, BadSeal."""
    card = read_card(RECEIPT, BytesIO(data))
    require_maker(card, standing.public_key(card.device))
    if standing.is_revoked(card.device):
        raise BadSignature("its maker was sent away")
    _seal, contents = open_card(RECEIPT, card, envelope)
    return Receipt(card.device, card.made_ms, *_read(contents))


def receipts_in(
    folder: Path, replica: Replica, envelope: Envelope, disk: Disk
) -> tuple[Receipt, ...]:
    """The newest one of every other device. What cannot be read is passed over: the bundle is then
    larger, and nothing else."""
    standing = replica.standing()
    found: dict[DeviceId, Receipt] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(SyncError, OSError):
            data = disk.read_start(path, RECEIPT_BYTES_MAX) or b""
            receipt = read_receipt(data, standing, envelope)
            known = found.get(receipt.device)
            if known is None or known.made_ms < receipt.made_ms:
                found[receipt.device] = receipt
    found.pop(replica.device, None)
    return tuple(found.values())


def known_to_all(replica: Replica, receipts: Iterable[Receipt]) -> dict[Space, SpaceVector]:
    """What every reader has: the minimum over the receipts, by space and chain.

    A receipt says nothing of a space that its device does not hold. A chain that forked between
    here and a reader bounds nothing: what the reader lacks of it does not fit there anyway.
    """
    by_space: dict[Space, list[SpaceVector]] = {}
    for receipt in receipts:
        for space, theirs in receipt.vectors.items():
            by_space.setdefault(space, []).append(theirs)
    return {space: _least(replica, space, vectors) for space, vectors in by_space.items()}


def _least(replica: Replica, space: Space, vectors: list[SpaceVector]) -> SpaceVector:
    forked = [set(replica.forked(space, theirs)) for theirs in vectors]
    least: dict[DeviceId, Mark] = {}
    for device in {device for theirs in vectors for device in theirs}:
        bounds = [
            theirs.get(device)
            for theirs, apart in zip(vectors, forked, strict=True) if device not in apart
        ]  # fmt: skip
        marks = [mark for mark in bounds if mark is not None]
        if marks and len(marks) == len(bounds):
            least[device] = min(marks, key=lambda mark: mark.seq)
    return least


def _read(contents: Packed) -> tuple[dict[Space, dict[DeviceId, Mark]], frozenset[bytes]]:
    vectors: dict[Space, dict[DeviceId, Mark]] = {}
    blobs: frozenset[bytes] = frozenset()
    for entry in contents if isinstance(contents, list) else [None]:
        match entry:
            case [bytes(space_id), list(vector)]:
                vectors[read_space(space_id)] = read_vector(vector)
            case [bytes(names)]:
                starts = range(0, len(names), BLOB_PART_BYTES)
                blobs = frozenset(names[start : start + BLOB_PART_BYTES] for start in starts)
            case _:
                raise DecodeError("not a receipt")
    return vectors, blobs
