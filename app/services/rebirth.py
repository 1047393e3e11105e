"""A device that was copied is born again: a new device, which brings along what the copy wrote.

Two folders with one key write two different batches under one number. Others keep the branch that
they met first and pass the other over, so whoever holds the other one has to become somebody else.
The old folder is only read. What it has of others comes along as it is; what it has of a chain that
went apart is written again by the new device, with the clock and the person of then, so nothing of
it is lost and everybody can have it. It may be done again: what is there already is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from app.services.blobs import HASH_LETTERS
from app.services.command import Refused
from app.services.joining import Connect, Joiner
from app.services.operation import Operation
from app.services.operation_files import PHOTOS, World, is_vacant
from app.store.projection import OpenBatch
from sync.core.batch import Batch
from sync.core.body import Body
from sync.core.errors import BadInput, SyncError
from sync.core.ids import DeviceId
from sync.core.limits import CHUNK_BYTES
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries


@dataclass(frozen=True)
class Reborn:
    """`brought`: batches of others and of the common past; `again`: batches written again;
    `closed`: those that can be opened neither with the new keys nor with the old ones. They stay
    in the old folder. `letter` is that of the new device."""

    brought: int
    again: int
    closed: int
    letter: str


def reborn(
    folder: Path, passphrase: str, invitation: str, target: Path, world: World,
    dictionaries: Dictionaries, connect: Connect,
) -> Reborn | Refused:  # fmt: skip
    """A new device in `target`, let in by the invitation, with everything of the one in `folder`.
    Where `target` is that new device already, it goes on where it was broken off.

    Refused as `Joiner.join` refuses. Raises what opening raises, BadInput, LogFull, LogUnwritable.
    """
    old = Operation.open(folder, passphrase, world, dictionaries)
    try:
        if is_vacant(target):
            me = old.authority.members.get(DeviceId(old.device))
            joiner = Joiner(target, world, dictionaries, connect)
            joined = joiner.join(invitation, me.label if me else "", passphrase, lambda _step: None)
            if isinstance(joined, Refused):
                return joined
        new = Operation.open(target, passphrase, world, dictionaries)
        try:
            return bring_along(old, new)
        finally:
            new.close()
    finally:
        old.close()


def bring_along(old: Operation, new: Operation) -> Reborn:
    """Everything of `old` that `new` does not have. `new` was let in just now, of the same
    operation. Raises BadInput, LogFull, LogUnwritable: what is in then stays, and it goes on."""
    if old.card.id != new.card.id or old.device == new.device:
        raise BadInput("not another device of the same operation")
    brought = sum(_pass_on(old, new, space) for space in new.spaces)
    _bring_photos(old.folder / PHOTOS, new.folder / PHOTOS)
    again = closed = 0
    for apart in _apart(old, new):
        opened = _opened(apart, old, new)
        if opened is None:
            closed += 1
        elif opened.body is not None and not _is_there(new, apart, opened.body):
            header = apart.header
            new.take_in(new.sealer.seal([(header.space, opened.body)], header.hlc, header.actor))
            again += 1
    return Reborn(brought, again, closed, new.letter)


def _pass_on(old: Operation, new: Operation, space: Space) -> int:
    """Chains that did not go apart, as they are."""
    passed = 0
    more = True
    while more:
        chunk, more = old.replica.chunk(space, new.replica.vector(space), CHUNK_BYTES)
        if chunk is None:
            break
        taken = new.replica.take(space, chunk).new
        passed += taken
        more = more and taken > 0
    return passed


def _apart(old: Operation, new: Operation) -> Iterator[Batch]:
    """Batches of `old` that `new` has another one for or cannot read, in the order of their clocks:
    an act comes after those that it builds on."""
    found: list[Batch] = []
    for space in new.spaces:
        # Whoever has the longer branch sees it, so both are asked.
        here = old.replica.forked(space, new.replica.vector(space))
        there = new.replica.forked(space, old.replica.vector(space))
        for device in {*here, *there}:
            found += _branch(old, new, device, space)
        if old.device not in {*here, *there}:
            found += _closed_to(new, DeviceId(old.device), space)
    yield from sorted(found, key=lambda one: (one.header.hlc, one.header.seq))


def _closed_to(new: Operation, device: DeviceId, space: Space) -> Iterator[Batch]:
    """Of the device's own chain, what was sealed with a key that others never got."""
    for batch in new.log.read(device, space):
        try:
            new.sealer.open(batch)
        except SyncError:
            yield batch


def _branch(old: Operation, new: Operation, device: DeviceId, space: Space) -> Iterator[Batch]:
    theirs = {batch.header.seq: batch.header for batch in new.log.read(device, space)}
    apart = False
    for batch in old.log.read(device, space):
        apart = apart or theirs.get(batch.header.seq) != batch.header
        if apart:
            yield batch


def _opened(batch: Batch, old: Operation, new: Operation) -> OpenBatch | None:
    for operation in (new, old):  # the old one gave its keys up, if it heard that it was lost
        try:
            return operation.sealer.open(batch)
        except SyncError:
            continue
    return None


def _is_there(new: Operation, batch: Batch, body: Body) -> bool:
    """Whether the new device has said it already."""
    header = batch.header
    return any(
        own.header.hlc == header.hlc and own.body is not None
        and new.sealer.open(own).body == body
        for own in new.log.read(DeviceId(new.device), header.space)
    )  # fmt: skip


def _bring_photos(source: Path, target: Path) -> None:
    """Sealed as they are; their keys stand in the records."""
    for path in source.iterdir() if source.is_dir() else ():
        if len(path.name) == HASH_LETTERS and not (target / path.name).exists():
            part = target / f"{path.name}.part"
            copyfile(path, part)
            part.replace(target / path.name)
