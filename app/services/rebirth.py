"""A device that was copied is born again: a new device, which brings along what the copy wrote.

Two folders with one key write two different batches under one number. Others keep the branch that
they met first and pass the other over, so whoever holds the other one has to become somebody else.
The old folder is only read. What it has of others comes along as it is; what it has of a chain that
went apart is written again by the new device, with the clock and the person of then, so nothing of
it is lost and everybody can have it. It may be done again: what is there already is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile

from app.domain.calendar_jp import jst
from app.services.blobs import HASH_LETTERS
from app.services.command import Refused
from app.services.joining import Connect, Joiner, OnStep
from app.services.judging import AUTH
from app.services.operation import Operation
from app.services.operation_files import PHOTOS, World, is_vacant
from app.services.rebirth_place import BORN, change_places, note_complete
from app.store.projection import OpenBatch
from sync.core.batch import Batch
from sync.core.body import Body
from sync.core.errors import BadInput, LogFull, LogUnwritable, SyncError, WrongPassphrase
from sync.core.ids import DeviceId
from sync.core.limits import CHUNK_BYTES
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries
from sync.crypto.vault import Vault
from sync.engine.lines import drive
from sync.protocol.client import Client, Link
from sync.protocol.messages import NONCE_BYTES

# In the vault: this device is the base station; who let it in; it had all that that one has.
BASE, INVITED_BY, FILLED = "base", "invited_by", "filled_once"


@dataclass(frozen=True)
class Reborn:
    """`brought`: batches of others and of the common past; `again`: batches written again;
    `closed`: those that can be opened neither with the new keys nor with the old ones. They stay
    in the old folder. `letter` is that of the new device; `kept` is where the old one lies."""

    brought: int
    again: int
    closed: int
    letter: str
    kept: Path | None = None


class Rebirth:
    """`app.ui.sync_port.RebirthPort` for one folder: what `tasuki reborn` does, in two steps, so
    that work goes on until the new device is let in."""

    def __init__(
        self, folder: Path, world: World, dictionaries: Dictionaries, connect: Connect
    ) -> None:
        self._folder = folder
        self._world = world
        self._dictionaries = dictionaries
        self._connect = connect

    def begun(self) -> bool:
        """A new device was let in already: no further invitation is needed."""
        return not is_vacant(self._folder / BORN)

    def begin(
        self, invitation: str, label: str, passphrase: str, on_step: OnStep
    ) -> Refused | None:
        """The new device is let in, beside the old one, which may be open. Steps and refusals as
        those of `Joiner.join`; when refused, nothing has changed."""
        try:
            Vault.open(
                self._folder / "vault", passphrase, disk=self._world.disk,
                random=self._world.random,
            )  # fmt: skip
        except WrongPassphrase:
            return Refused("passphrase_wrong", field="passphrase")
        born = self._folder / BORN
        if not self.begun():
            joiner = Joiner(born, self._world, self._dictionaries, self._connect)
            joined = joiner.join(invitation, label, passphrase, on_step)
            if isinstance(joined, Refused):
                return joined
        new = Operation.open(born, passphrase, self._world, self._dictionaries)
        try:
            return _fill(new, self._connect)
        finally:
            new.close()

    def finish(self, passphrase: str, invitation: str = "") -> Reborn | Refused:
        """Nobody has the operation open: the new device brings everything along and takes the
        place of the old one. When refused, the old one is still in its place and goes on. Without
        `begin` it needs an invitation. Raises what opening raises."""
        born, world = self._folder / BORN, self._world
        try:
            done = reborn(
                self._folder, passphrase, invitation, born, world, self._dictionaries,
                self._connect,
            )  # fmt: skip
            if isinstance(done, Refused):
                return done
            when = f"{jst(world.clock.now_ms()):%Y%m%d-%H%M%S}"
            kept = change_places(self._folder, when, world.disk)
            if not done.closed:
                note_complete(kept)
            return replace(done, kept=kept)
        except LogFull:
            return Refused("disk_full")
        except (LogUnwritable, OSError):
            return Refused("disk_unwritable")


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
            label = (me.label or me.letter) if me else ""
            joined = joiner.join(invitation, label, passphrase, lambda _step: None)
            if isinstance(joined, Refused):
                return joined
        new = Operation.open(target, passphrase, world, dictionaries)
        try:
            refused = _fill(new, connect)
            if refused is not None:
                return refused
            new.remember(**{BASE: bool(old.vault.contents.extras.get(BASE))})
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
    said = _Said(new)
    for apart in _apart(old, new):
        opened = _opened(apart, new, old)
        if opened is None:
            closed += 1
        elif opened.body is not None and not said.holds(apart, opened.body):
            header = apart.header
            new.take_in(new.sealer.seal([(header.space, opened.body)], header.hlc, header.actor))
            again += 1
    return Reborn(brought, again, closed, new.letter)


def _fill(new: Operation, connect: Connect) -> Refused | None:
    """Everything that the inviting device has, batch for batch, once: what is not here afterwards
    is what nobody has. An image shows more than the log of a new device holds."""
    extras = new.vault.contents.extras
    if extras.get(FILLED):
        return None
    transport = connect(str(extras[INVITED_BY]), None)
    try:
        world = new.world
        link = Link(transport.fingerprint)
        nonce = world.random.bytes(NONCE_BYTES)
        with new.gathering():
            drive(Client(new.replica, link, nonce, world.clock.now_ms()).run(), transport)
    except (LogFull, LogUnwritable):
        raise
    except SyncError:
        return Refused("inviter_unreachable", field="invitation")
    finally:
        transport.close()
    new.remember(**{FILLED: True})
    return None


def _pass_on(old: Operation, new: Operation, space: Space) -> int:
    """Chains that did not go apart, as they are. Not what nobody has yet of the device's own: it
    would be the first branch that others meet, and the copy that goes on would have to yield. Its
    words about devices are the exception: said by another one they may not count."""
    passed = 0
    more = True
    own = old.replica.vector(space).get(DeviceId(old.device))
    said_again = {DeviceId(old.device): own} if own is not None and space != AUTH else {}
    while more:
        theirs = {**new.replica.vector(space), **said_again}
        chunk, more = old.replica.chunk(space, theirs, CHUNK_BYTES)
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
        for device in {*here, *there, DeviceId(old.device)}:
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


def _opened(batch: Batch, *operations: Operation) -> OpenBatch | None:
    for operation in operations:  # the old one gave its keys up, if it heard that it was lost
        try:
            return operation.sealer.open(batch)
        except SyncError:
            continue
    return None


class _Said:
    """What the new device has heard, of whomever: another one may have said the same again."""

    def __init__(self, new: Operation) -> None:
        self._new = new
        self._places: dict[Space, dict[int, list[tuple[DeviceId, int]]]] = {}

    def holds(self, batch: Batch, body: Body) -> bool:
        header = batch.header
        for device, seq in self._at(header.space).get(header.hlc, ()):
            found = self._new.log.get(device, header.space, seq)
            opened = _opened(found, self._new) if found is not None else None
            if opened is not None and opened.body == body:
                return True
        return False

    def _at(self, space: Space) -> dict[int, list[tuple[DeviceId, int]]]:
        if space not in self._places:
            places = self._places[space] = {}
            for device, where in self._new.log.vector():
                for batch in self._new.log.read(device, space) if where == space else ():
                    places.setdefault(batch.header.hlc, []).append((device, batch.header.seq))
        return self._places[space]


def _bring_photos(source: Path, target: Path) -> None:
    """Sealed as they are; their keys stand in the records."""
    for path in source.iterdir() if source.is_dir() else ():
        if len(path.name) == HASH_LETTERS and not (target / path.name).exists():
            part = target / f"{path.name}.part"
            copyfile(path, part)
            part.replace(target / path.name)
