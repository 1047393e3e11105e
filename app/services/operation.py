"""An open operation: the only door for change.

`submit` decides, seals and signs one batch per space (several for an import), appends them durably
in one transaction, projects them and tells the bus. What it returned as `Ok` is on the disk.
`take_in` does the same with what other devices wrote; `replica` is what syncs.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from app.domain.device_roles import may_write
from app.domain.staff_access import may_act
from app.domain.tables import REGISTRY
from app.services.batch_parts import parts
from app.services.blobs import BlobStore
from app.services.change_bus import ChangeBus
from app.services.checkpointing import CheckpointKeeper
from app.services.command import (
    HANDLERS,
    Action,
    Actor,
    Changes,
    Command,
    Ok,
    Outcome,
    Refused,
)  # fmt: skip
from app.services.context import Context
from app.services.draft import Draft
from app.services.erasure import EraseSubject
from app.services.filling import Filling
from app.services.image_parts import image_exchange
from app.services.judging import Judge
from app.services.lifting import lifted
from app.services.membership import ABOUT_DEVICES, Membership
from app.services.operation_files import (
    LOG,
    PHOTOS,
    FolderLock,
    World,
    read_card,
    require_fit,
    root_of,
    spaces_of,
)  # fmt: skip
from app.services.operation_start import Starter
from app.services.photo_exchange import PhotoExchange
from app.services.rebirth_place import end_change
from app.services.sealing import BatchSealer
from app.services.showing import Showing
from app.services.undo import Changed, inverse
from app.services.undo_rights import access_of_actor, may_undo
from app.store.audit_trail import UNDO, undo_note
from app.store.checkpoint import CheckpointFiles
from app.store.projection import OpenBatch
from app.store.queries.audit import was_undone
from app.store.schema import schema_id
from sync.core.authority import Authority
from sync.core.batch import Batch
from sync.core.body import Body
from sync.core.clock import HybridClock
from sync.core.errors import LogBusy, LogFull, LogUnwritable
from sync.core.ids import DeviceId, new_entity_id
from sync.core.operations import Operation as Change
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries
from sync.crypto.vault import Vault
from sync.engine.replica import LogReplica, Shelf
from sync.log.contract import BatchLog, SealedEntry
from sync.log.sqlite import SqliteLog

T = TypeVar("T")


class Operation:
    """Made by `Operation.open`."""

    def __init__(
        self, folder: Path, vault: Vault, log: BatchLog, lock: FolderLock, world: World,
        dictionaries: Dictionaries,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.card = read_card(folder, world.disk)
        require_fit(self.card, vault.contents)
        self.vault = vault
        self.log = log
        self.world = world
        self.bus = ChangeBus()
        self.blobs = BlobStore(folder / PHOTOS, world.disk, world.random)
        self._lock = lock
        self._turn = Lock()
        self._closed = False
        self._spaces = spaces_of(self.card)
        self._sealer = BatchSealer(vault.contents, log, dictionaries, world.random)
        self._judge = Judge(root_of(vault.contents), self._sealer, log)
        self.membership = Membership(vault, log, self._judge, self._sealer, world.clock)
        self._clock = HybridClock(world.clock)
        self._checkpoints = CheckpointFiles(
            folder, vault.contents.checkpoint_key, self.card.id, schema_id(REGISTRY),
            world.disk, world.random,
        )  # fmt: skip
        self.filling = Filling(lambda: vault.contents.extras, self.membership.remember)
        self.working_set, self.start = self._starter(self._clock).start(self._checkpoints)
        if self.filling.from_image and self.start.checkpoint is None:
            self.filling.lost()
        self._keeper = CheckpointKeeper(self._checkpoints, self.start.batches)
        self._showing = Showing(
            self.working_set, log, self._judge, self.membership, self._sealer, self._keeper,
            self.filling, folder / PHOTOS, self._apart,
        )  # fmt: skip
        self.images = image_exchange(self, self._checkpoints, self._keeper)
        shelf = Shelf(
            self.take_in, lambda: self.authority, self._showing.digest,
            PhotoExchange(folder / PHOTOS, self.read), self.root, self.images,
            excuse=self._showing.excuse, fill=self.fill_in,
        )  # fmt: skip
        self.replica = LogReplica(vault.contents.device, log, list(self._spaces.values()), shelf)
        self._showing.begin()

    @classmethod
    def open(
        cls, folder: Path, passphrase: str, world: World, dictionaries: Dictionaries
    ) -> "Operation":
        """Raises NoOperation, OperationInUse, WrongPassphrase, DamagedFile, NewerFormat."""
        end_change(folder, world.disk)
        read_card(folder, world.disk)
        lock = FolderLock(folder)
        try:
            vault = Vault.open(folder / "vault", passphrase, disk=world.disk, random=world.random)
            # A log that is gone is a damage: an empty one in its place would look like a new day.
            log = SqliteLog.open(folder / LOG)
            try:
                return cls(folder, vault, log, lock, world, dictionaries)
            except BaseException:
                log.close()
                raise
        except BaseException:
            lock.release()
            raise

    @property
    def device(self) -> bytes:
        return self.vault.contents.device.device_id

    @property
    def letter(self) -> str:
        return str(self.vault.contents.extras["letter"])

    @property
    def authority(self) -> Authority:
        """Who belongs, as far as the log here says."""
        return self._judge.authority

    @property
    def root(self) -> DeviceId:
        return root_of(self.vault.contents)

    @property
    def sealer(self) -> BatchSealer:
        """With every key that this device holds, and its own signature."""
        return self._sealer

    @property
    def spaces(self) -> tuple[Space, ...]:
        return tuple(self._spaces.values())

    def submit(self, command: Command, actor: Actor) -> Outcome:
        """Decide and, if accepted, make durable. Raises only for bugs and damaged files."""
        handler = HANDLERS[type(command)]
        not_theirs = may_act(access_of_actor(actor), handler.sections)
        if not_theirs:
            return Refused(not_theirs)
        with self._turn:
            not_here = self.membership.not_here(handler.sections)
            if not_here:
                return Refused(not_here)
            db = self.working_set.reader()
            context = self._context(db, actor)
            decision = handler.decide(command, context)
            if isinstance(decision, Refused):
                return decision
            outcome = self._commit(handler.act, context.draft.operations, actor)
            if isinstance(outcome, Ok) and not outcome.changes.topics.isdisjoint(ABOUT_DEVICES):
                self._showing.believe(self.authority)
            if isinstance(outcome, Ok) and isinstance(command, EraseSubject):
                self._showing.erase()
        if isinstance(outcome, Refused):
            return outcome
        self.bus.publish(outcome.changes)
        return Ok(outcome.changes, decision.entity, outcome.action, decision.notices)

    def undo(self, action: Action, actor: Actor) -> Outcome:
        """The inverse batch of an action, by whoever may do it themselves. Refused where somebody
        has built on it since, or where a higher role than the actor's did it."""
        with self._turn:
            db = self.working_set.reader()
            batches = list(self._batches_of(action))
            if len(batches) < len(action.batches):
                return Refused("undo_not_here_yet")
            not_theirs = may_undo(db, batches, actor)
            if not_theirs:
                return Refused(not_theirs)
            changes = [
                change for batch in batches if batch.body is not None
                for change in batch.body.operations
            ]  # fmt: skip
            if was_undone(db, action.hlc, action.device or self.device):
                return Refused("undo_done_already")
            try:
                operations = inverse(changes, action.hlc, db, REGISTRY)
            except Changed:
                return Refused("undo_changed_since")
            device = DeviceId(action.device or self.device)
            outcome = self._commit(UNDO, operations, actor, undo_note(action.hlc, device))
        if isinstance(outcome, Ok):
            self.bus.publish(outcome.changes)
        return outcome

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """While it lasts, what comes in is stored and not shown yet: at its end everything is shown
        at once, which costs a quarter. For the first sync of a device."""
        self._showing.gathering = True
        try:
            yield
        finally:
            with self._turn:
                self._showing.gathering = False
                changes = self._showing.rebuild()
            self.bus.publish(changes)

    def take_in(self, entries: Sequence[SealedEntry]) -> None:
        """Store and show what other devices wrote; durable when it returns. The entries are proven
        (`sync.engine.intake`). Raises LogFull, LogUnwritable, LogBusy, and what `append` raises."""
        with self._turn:
            self._require_open()
            self.log.append(entries)
            self._clock.observe(max((entry.header.hlc for entry in entries), default=0))
            self._keeper.note_change()
            changes = self._showing.show(entries)
        self.bus.publish(changes)

    def fill_in(self, batches: Sequence[Batch]) -> None:
        """Bodies that somebody had kept back. Raises as `take_in`."""
        with self._turn:
            self._require_open()
            changes = self._showing.fill(batches)
        self.bus.publish(changes)

    def adopt(self, maker: DeviceId, clock: int, packed: bytes, image: bytes) -> None:
        """Show the image of another device. Raises BadInput, LogFull, LogBusy, OSError: then
        nothing has changed."""
        with self._turn:
            self._require_open()
            self._clock.observe(clock)
            changes = self._showing.adopt(maker, self._clock, packed, image)
        self.bus.publish(changes)

    def settle(self) -> None:
        """The log has come after an image: show what it says, whatever the image did. The log is
        read beside whoever works here meanwhile."""
        before = (self.authority, self._keeper.dropped)
        fresh = self._showing.replayed()
        try:
            fresh.space_digest(SpaceKind.AUTH)  # counts all of it
            with self._turn:
                self._require_open()
                of_now = before == (self.authority, self._keeper.dropped)
                changes = self._showing.settle(fresh, self.world.clock.now_ms(), of_now=of_now)
        finally:
            fresh.close()
        self.bus.publish(changes)

    @property
    def is_covered(self) -> bool:
        """Whether the log has all that is shown: not while it still follows an image."""
        with self._turn:
            return self._showing.is_covered

    def remember(self, **extras: object) -> None:
        """Keep something of this device alone in its vault. Raises LogFull, OSError, LogBusy."""
        with self._turn:
            self._require_open()
            self.membership.remember(extras)

    def foresee(self, decide: Callable[[Context], T], actor: Actor) -> T:
        """What a decision would be, over what holds now: its draft is thrown away.

        No transaction is held: a long look at a large file must not keep a desk from writing.
        """
        return decide(self._context(self.working_set.reader(), actor))

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query over the working set, on the calling thread."""
        return self.working_set.read(query)

    def rebuild_digest(self) -> str:
        """The digest of a fresh working set made from the log alone."""
        with closing(self._showing.replayed()) as fresh:
            return fresh.digest()

    def checkpoint(self) -> bool:
        """Make the next start fast. False where nothing changed since the last, or the disk
        refused: then the next start takes longer and nothing else."""
        return self._keeper.keep(self._copy)

    def close(self) -> None:
        """Whoever waits for a change is served first; then nothing is."""
        self.checkpoint()
        with self._turn:
            self._closed = True
            self.working_set.close()
            self.log.close()
            self._lock.release()

    def _copy(self) -> tuple[sqlite3.Connection, int] | None:
        with self._turn:
            return None if self._closed else (self.working_set.copy(), self._clock.last)

    def _starter(self, clock: HybridClock) -> Starter:
        name = f"{self.card.id.hex()}-{self.world.random.bytes(4).hex()}"
        return Starter(
            name, self.log, self._judge, clock, DeviceId(self.device),
            from_image=self.filling.from_image,
        )  # fmt: skip

    def _apart(self) -> Starter:
        """For a working set apart from the one that is shown: its clock is nobody's."""
        return self._starter(HybridClock(self.world.clock))

    def _require_open(self) -> None:
        if self._closed:
            raise LogBusy("the operation is closed")

    def _context(self, db: sqlite3.Connection, actor: Actor) -> Context:
        return Context(
            db, self.world.clock.now_ms(), actor, self.letter, self.card.centre, self.device,
            Draft(db, REGISTRY), lambda: new_entity_id(self.world.clock, self.world.random),
            self.membership.device_keys(self.world.random), self.card.kind,
        )  # fmt: skip

    def _commit(
        self, act: str, operations: list[Change], actor: Actor, note: str | None = None
    ) -> Outcome:
        tables = {name for change in operations if (name := getattr(change, "table", None))}
        if not may_write(self.membership.roles, tables):
            return Refused("device_role")
        hlc = self._clock.tick()
        db = self.working_set.reader()
        by_space: dict[Space, list[Change]] = {}
        for change in operations:
            by_space.setdefault(self._space_of(change), []).append(
                lifted(change, hlc, db, REGISTRY)
            )
        if not by_space:
            return Ok(Changes(frozenset(), frozenset()), None, Action(hlc, (), act))
        bodies = [
            (space, Body(act, part, note)) for space, changes in by_space.items()
            for part in parts(changes)
        ]  # fmt: skip
        entries = self._sealer.seal(bodies, hlc, actor.staff)
        try:
            self.log.append(entries)
        except LogFull:
            return Refused("disk_full")
        except LogUnwritable:
            return Refused("disk_unwritable")
        except LogBusy:
            return Refused("disk_busy")
        self._keeper.note_change()
        changes = self._showing.apply(
            OpenBatch(
                entry.header.space, entry.header.device, entry.header.seq, hlc, body,
                entry.header.actor,
            )
            for entry, (_, body) in zip(entries, bodies, strict=True)
        )  # fmt: skip
        batches = tuple((entry.header.space.space_id, entry.header.seq) for entry in entries)
        return Ok(changes, None, Action(hlc, batches, act))

    def _space_of(self, change: Change) -> Space:
        table = getattr(change, "table", None)
        # Decisions and erasures concern the centre's own records.
        kind = REGISTRY.by_name[table].space if table else REGISTRY.by_name["alias"].space
        return self._spaces.get(kind) or self._spaces[SpaceKind.SHARED]  # a county has no others

    def _batches_of(self, action: Action) -> Iterator[OpenBatch]:
        for space_id, seq in action.batches:
            space = next(item for item in self._spaces.values() if item.space_id == space_id)
            batch = self.log.get(DeviceId(action.device or self.device), space, seq)
            if batch is not None:
                yield self._sealer.open(batch)
