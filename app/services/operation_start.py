"""How the working set of an operation comes to be: the newest good checkpoint, then the log's tail.

Without a good checkpoint, or with a tail that is longer than a replay is slow, the whole log is
replayed. Whatever the way, the rows are the same.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.tables import REGISTRY
from app.services.judging import Judge
from app.store.checkpoint import AHEAD, Checkpoint, CheckpointFiles, PassedOver
from app.store.projection import OpenBatch
from app.store.working_set import WorkingSet
from sync.core.batch import Batch
from sync.core.clock import HybridClock
from sync.core.errors import BadSeal, DamagedFile, DecodeError, SyncError
from sync.core.ids import DeviceId
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.log.contract import BatchLog, Chain

_log = logging.getLogger(__name__)
# A batch of the tail costs some four times a batch of a replay, which does them all at once.
TAIL_FREE = 20_000
TAIL_FACTOR = 4
DAMAGED_BLOCK = 2_000


@dataclass(frozen=True)
class Start:
    """`checkpoint` is the file it came from, None after a replay; `batches` were read from the log;
    `passed_over` are checkpoints that could not be used; `unreadable` names damaged batches by
    space and number: everything else is shown, and `tasuki verify` says more."""

    checkpoint: str | None
    batches: int
    passed_over: tuple[PassedOver, ...] = ()
    unreadable: tuple[tuple[SpaceKind, int], ...] = ()

    @property
    def lost(self) -> bool:
        """Whether something that was durable once cannot be read now."""
        return bool(self.unreadable) or any(one.why == AHEAD for one in self.passed_over)


class Starter:
    """`device` is the one that writes this log: its own clock never goes back. `from_image`: what
    is shown came from another device, and the log of it is still coming."""

    def __init__(
        self, name: str, log: BatchLog, judge: Judge, clock: HybridClock, device: DeviceId, *,
        from_image: bool = False,
    ) -> None:  # fmt: skip
        self._name = name
        self._log = log
        self._judge = judge
        self._clock = clock
        self._device = device
        self._from_image = from_image
        self._read = 0
        self._unreadable: list[tuple[SpaceKind, int]] = []

    def start(self, checkpoints: CheckpointFiles) -> tuple[WorkingSet, Start]:
        """A filled working set. Raises DamagedFile where the log itself cannot be read."""
        passed: list[PassedOver] = []
        for found in checkpoints.newest_first():
            if isinstance(found, PassedOver):
                passed.append(found)
                continue
            restored = self._restored(found)
            if isinstance(restored, WorkingSet):
                return restored, self._said(found.name, passed)
            passed.append(checkpoints.pass_over(found, restored))
        for one in passed:
            _log.warning("%s is passed over: %s", one.name, one.why)
        made = self.replayed()
        return made, self._said(None, passed)

    def replayed(self) -> WorkingSet:
        """From the log alone."""
        made = WorkingSet(REGISTRY, self._name)
        try:
            made.load(self._open_batches({}))
        except BaseException:
            made.close()
            raise
        return made

    def catch_up(self, shown: WorkingSet) -> None:
        """Project what the log has beyond it."""
        shown.apply(self._open_batches(shown.vector()))

    def _said(self, checkpoint: str | None, passed: list[PassedOver]) -> Start:
        return Start(checkpoint, self._read, tuple(passed), tuple(self._unreadable))

    def _restored(self, checkpoint: Checkpoint) -> WorkingSet | str:
        """The working set, or why this checkpoint is of no use."""
        made = WorkingSet(REGISTRY, f"{self._name}-{checkpoint.generation}")
        why = self._fill(made, checkpoint)
        if why is None:
            return made
        made.close()
        return why

    def _fill(self, made: WorkingSet, checkpoint: Checkpoint) -> str | None:
        try:
            made.restore(checkpoint.image, _nothing if self._from_image else None)
            vector = made.vector()
        except (sqlite3.Error, SyncError, MemoryError):
            return "damaged"
        log = self._log.vector()
        if any(log.get(chain, 0) < seq and not (self._from_image and chain[0] != self._device)
               for chain, seq in vector.items()):  # fmt: skip
            return AHEAD
        if not self._judge.judged_alike(vector):
            return "other_authority"
        total = sum(log.values())
        tail = sum(max(0, seq - vector.get(chain, 0)) for chain, seq in log.items())
        if tail > TAIL_FREE and tail * TAIL_FACTOR > total:
            return "long_ago"
        self._clock.last = max(self._clock.last, checkpoint.clock)
        made.apply(self._open_batches(vector))
        return None

    def _open_batches(self, vector: Mapping[Chain, int]) -> Iterator[OpenBatch]:
        self._read, self._unreadable = 0, []
        own, open_one = self._device, self._judge.open
        last = foreign = 0
        for batch in self._sealed(vector):
            header = batch.header
            self._read += 1
            if header.device == own:
                last = max(last, header.hlc)
            else:
                foreign = max(foreign, header.hlc)
            try:
                yield open_one(batch)
            except (BadSeal, DecodeError) as error:
                self._note_unreadable(header.space, header.seq, error)
        self._clock.last = max(self._clock.last, last)
        self._clock.observe(foreign)

    def _sealed(self, vector: Mapping[Chain, int]) -> Iterator[Batch]:
        """Chain by chain; around a damaged place batch by batch, so that the rest is not lost."""
        for (device, space), last in self._log.vector().items():
            seq = vector.get((device, space), 0) + 1
            while seq <= last:
                try:
                    for batch in self._log.read(device, space, seq, last):
                        yield batch
                        seq = batch.header.seq + 1
                except DamagedFile:
                    end = min(seq + DAMAGED_BLOCK, last + 1)
                    yield from self._one_by_one(device, space, seq, end)
                    seq = end

    def _one_by_one(self, device: DeviceId, space: Space, seq: int, end: int) -> Iterator[Batch]:
        for number in range(seq, end):
            try:
                batch = self._log.get(device, space, number)
            except DamagedFile as error:
                self._note_unreadable(space, number, error)
                continue
            if batch is not None:
                yield batch

    def _note_unreadable(self, space: Space, seq: int, error: SyncError) -> None:
        _log.warning("%s %d: %s", space.kind, seq, error.code)
        self._unreadable.append((space.kind, seq))


def _nothing(_db: sqlite3.Connection) -> None:
    """What another device counted in it is counted anew, whenever it is opened."""
