"""What an open operation shows of its log: kept up with what comes in, made anew where it must be.

While a new device shows an image and its log is still coming (`app.services.filling`), nothing is
made anew from the log: it would take away what only the image says. What that leaves undone is
made good when the log is here, because from then on the log alone is shown.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection, Error

from app.domain.tables import REGISTRY
from app.services.checkpointing import CheckpointKeeper
from app.services.command import Changes
from app.services.erasing import ErasureParts, carry_out, may_concern
from app.services.excused_bodies import ExcusedBodies
from app.services.filling import Filling
from app.services.judging import AUTH, Judge
from app.services.membership import Membership
from app.services.operation_start import Starter
from app.services.rebirth_place import close_kept, drop_kept
from app.services.sealing import BatchSealer
from app.store.foreign_image import require_image
from app.store.projection import HELD_BACK, OpenBatch
from app.store.working_set import WorkingSet
from sync.core.authority import Authority
from sync.core.batch import Batch
from sync.core.clock import HybridClock
from sync.core.errors import BadInput, LogBusy, LogFull, LogUnwritable, SyncError
from sync.core.ids import DeviceId
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.log.contract import BatchLog, SealedEntry

_log = logging.getLogger(__name__)
EVERYTHING = Changes(frozenset({*REGISTRY.by_name, HELD_BACK}), frozenset())


class Showing:
    """Not safe for threads, but for `digest` and `replayed`: whoever has the operation's turn owns
    it. `starter` makes one with a clock of its own."""

    def __init__(
        self, working_set: WorkingSet, log: BatchLog, judge: Judge, membership: Membership,
        sealer: BatchSealer, keeper: CheckpointKeeper, filling: Filling, photos: Path,
        starter: Callable[[], Starter],
    ) -> None:  # fmt: skip
        self._shown = working_set
        self._log = log
        self._judge = judge
        self._membership = membership
        self._sealer = sealer
        self._keeper = keeper
        self._filling = filling
        self._photos = photos
        self._starter = starter
        self.gathering = False
        self.excuse = ExcusedBodies(working_set.read, lambda: self.gathering or not filling.is_over)

    def begin(self) -> None:
        """What a crash, or an older app, has left."""
        self.erase()
        self.believe(self._judge.authority)

    def apply(self, batches: Iterable[OpenBatch]) -> Changes:
        """What this device has just written."""
        touched = self._shown.apply(batches)
        return Changes(frozenset(touched.tables), frozenset(touched.ids))

    def show(self, entries: Sequence[SealedEntry]) -> Changes:
        """What came in and is in the log now."""
        changes = self._show(entries)
        if may_concern((entry.header for entry in entries), self._shown.read):
            changes = self.erase() or changes
        return changes

    def fill(self, batches: Sequence[Batch]) -> Changes:
        """Put bodies into the log that were kept back. No checkpoint knows what they say. Raises
        LogFull, LogUnwritable, LogBusy."""
        try:
            self._keeper.drop()
        except OSError as error:
            raise LogUnwritable(f"checkpoint: {error.strerror}") from error
        for batch in batches:
            self._log.fill_body(batch)
        before = self._judge.authority
        self.rebuild()
        self.believe(before)
        if may_concern((batch.header for batch in batches), self._shown.read):
            self.erase()
        return EVERYTHING

    def _show(self, entries: Sequence[SealedEntry]) -> Changes:
        speak_of_devices = AUTH in {entry.header.space for entry in entries}
        batches = [
            Batch(entry.header, entry.body) for entry in entries
            if not self.gathering or entry.header.space == AUTH
        ]  # fmt: skip
        if self._filling.from_image:
            shown = self._shown.vector()
            batches = [
                batch for batch in batches
                if batch.header.seq > shown.get((batch.header.device, batch.header.space), 0)
            ]  # fmt: skip
        before = self._judge.authority
        if speak_of_devices:
            self._judge.learn()
        changes = self.apply(map(self._judge.open_or_hold, batches))
        return self.believe(before) or changes if speak_of_devices else changes

    def believe(self, before: Authority) -> Changes | None:
        """Act upon what was said of devices: keys that were granted, words that count no more."""
        opens_more = self._membership.learn(self._shown.reader())
        if self._membership.give_up():
            self._filling.end()
            self._keeper.drop()
            close_kept(self._photos.parent)
            return self.rebuild()
        if opens_more or self._judge.judges_otherwise_than(before):
            return self.rebuild()
        return None

    def erase(self) -> Changes | None:
        """Carry erasures out on this device's files. What the disk refuses now, the next start
        takes up again."""
        parts = ErasureParts(
            self._membership.device, self._log, self._sealer, self._shown.read, self._photos,
            self._drop_copies,
        )  # fmt: skip
        try:
            return self.rebuild() if carry_out(parts) else None
        except (LogFull, LogUnwritable, LogBusy, OSError) as error:
            _log.warning("erasure waits: %s", type(error).__name__)
            return self.rebuild()  # it may have written something anew already

    def _drop_copies(self) -> None:
        """Of what was shown, and of what this device was before."""
        self._keeper.drop()
        drop_kept(self._photos.parent)

    def digest(self, space: Space) -> bytes | None:
        """Of what is shown of a space; None where this device cannot read it."""
        if self.gathering or not self._sealer.reads(space):
            return None
        return self._shown.space_digest(space.kind)

    def replayed(self) -> WorkingSet:
        """A fresh one from the log alone."""
        return self._starter().replayed()

    def rebuild(self) -> Changes:
        """Something that is shown does not count any more, or the other way round."""
        if self._filling.from_image:
            self._starter().catch_up(self._shown)
        else:
            self._replay()
        return EVERYTHING

    def _replay(self) -> None:
        fresh = self.replayed()
        try:
            self._shown.become(fresh)
        finally:
            fresh.close()

    def adopt(self, maker: DeviceId, clock: HybridClock, packed: bytes, image: bytes) -> Changes:
        """Show an image of `maker`, and what the log has beyond it. Raises BadInput for an image
        that does not fit, LogFull, OSError: then nothing has changed."""
        try:
            self._shown.restore(image, self._look)
        except BadInput:
            raise
        except (Error, MemoryError, ValueError) as error:
            self._replay()
            raise BadInput(f"not an image: {type(error).__name__}") from None
        try:
            self._keeper.drop()
            self._filling.begin(maker)
            self._keeper.put(packed, clock.last)
        except BaseException:
            with suppress(SyncError, OSError):
                self._filling.again()
            self._replay()
            raise
        self._starter().catch_up(self._shown)
        return EVERYTHING

    def settle(self, fresh: WorkingSet, now_ms: int, *, of_now: bool) -> Changes:
        """The log is here: from now on it alone is shown. `fresh` was made from it; unless it is
        `of_now`, what it says of devices may be over, and it is made once more."""
        if not of_now:
            anew = self.replayed()
            try:
                fresh.become(anew)
            finally:
                anew.close()
        self._starter().catch_up(fresh)
        kinds = [kind for kind in SpaceKind if self._is_known(kind)]
        same = all(self._shown.space_digest(one) == fresh.space_digest(one) for one in kinds)
        self._shown.become(fresh)
        self._keeper.drop()
        if same:
            self._filling.end()
        else:
            _log.warning("an image was not what the log says")
            self._filling.end_otherwise(now_ms)
        return EVERYTHING

    @property
    def is_covered(self) -> bool:
        """Whether the log has all that is shown."""
        log = self._log.vector()
        return all(log.get(chain, 0) >= seq for chain, seq in self._shown.vector().items())

    def _is_known(self, kind: SpaceKind) -> bool:
        return any(key.space.kind is kind for key in self._membership.keys)

    def _look(self, db: Connection) -> None:
        vector = require_image(db, REGISTRY)
        own = self._membership.device
        log = self._log.vector()
        spaces = {key.space for key in self._membership.keys}
        if any(space not in spaces for _device, space in vector):
            raise BadInput("an image of a space that is not ours")
        if any(device == own and seq > log.get((device, space), 0)
               for (device, space), seq in vector.items()):  # fmt: skip
            raise BadInput("an image that knows more of this device than itself")
        if not self._judge.judged_alike(vector):
            raise BadInput("an image from before somebody's words were judged otherwise")
