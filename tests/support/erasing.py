"""Erasures over real logs: the device that erased, one that heard of it, one that wrote late."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copytree

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.erasing import ErasureParts, carry_out
from app.services.operation import Operation
from app.services.operation_files import PHOTOS
from app.services.sealing import BatchSealer
from sync.core.batch import GENESIS_HEAD, header_bytes, next_head
from sync.core.body import Body
from sync.core.ids import DeviceId
from sync.core.operations import Operation as Change
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.log.contract import Chain, SealedEntry
from tests.support.centres import PASSPHRASE


def parts_of(operation: Operation, device: DeviceId | None = None) -> ErasureParts:
    """`device` pretends to be another one."""
    return ErasureParts(
        device or DeviceId(operation.device), operation.log, operation._sealer, operation.read,
        operation.folder / PHOTOS, operation._keeper.drop,
    )  # fmt: skip


def finish(operation: Operation, device: DeviceId | None = None) -> int:
    """Carry erasures out; then what is shown comes from the log alone."""
    done = carry_out(parts_of(operation, device))
    _show_the_log(operation)
    return done


def _show_the_log(operation: Operation) -> None:
    fresh = operation._starter(operation._clock).replayed()
    operation.working_set.become(fresh)
    fresh.close()


def copy_of(operation: Operation, folder: Path) -> Operation:
    """Another device's log at this moment. It must write nothing: it has the same key."""
    operation.log.flush()  # type: ignore[attr-defined]
    copytree(operation.folder, folder)
    return open_operation(folder, PASSPHRASE, operation.world)


def entries_after(operation: Operation, vector: Mapping[Chain, int]) -> list[SealedEntry]:
    """What came since, as it lies in the log; the end of each chain is signed."""
    entries = []
    for (device, space), last in operation.log.vector().items():
        head = GENESIS_HEAD
        signatures = {one.seq: one.signature for one in operation.log.proofs(device, space)}
        for batch in operation.log.read(device, space, 1, last):
            head = next_head(head, header_bytes(batch.header))
            if batch.header.seq > vector.get((device, space), 0):
                signature = signatures.get(batch.header.seq) or bytes(64)
                entries.append(SealedEntry(batch.header, batch.body, head, signature))
    return entries


def pass_on(giver: Operation, taker: Operation) -> int:
    """What the other lacks, as it lies in the log."""
    entries = entries_after(giver, taker.log.vector())
    taker.log.append(entries)
    _show_the_log(taker)
    return len(entries)


class OtherDesk:
    """A device with keys of its own that writes straight into somebody's log."""

    def __init__(self, operation: Operation, seed: bytes) -> None:
        contents = replace(operation.vault.contents, device=DeviceKey(seed))
        self.device = contents.device.device_id
        self.public_key = contents.device.public_key.hex()
        self._contents = contents
        self._random = operation.world.random

    def write(self, into: Operation, space: Space, hlc: int, *changes: Change, act: str) -> int:
        """The number of its batch."""
        sealer = BatchSealer(self._contents, into.log, shipped_dictionaries(), self._random)
        entries = sealer.seal([(space, Body(act, changes))], hlc, None)
        into.log.append(entries)
        return entries[0].header.seq


def everything_said(operation: Operation) -> bytes:
    """What whoever has every key reads in the log, and what is shown."""
    said = [
        repr(operation._sealer.open(batch)).encode() for batch in operation.log.read_since({})
        if batch.body is not None
    ]  # fmt: skip
    said.append(operation.working_set.copy().serialize())
    return b"\n".join(said)
