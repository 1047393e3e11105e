"""Who belongs, and which batches count: the authority of an operation, kept up with its log.

What the `auth` space says is computed from its batches alone, so equal logs judge alike. A batch
that does not count, or that this device has no key for, stays in the log, is passed on and noted.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from app.domain.device_roles import POLICY
from app.services.sealing import SCHEMA, BatchSealer
from app.store.projection import OpenBatch
from sync.core.authority import AuthBatch, Authority
from sync.core.batch import Batch
from sync.core.errors import NotReadable, SyncError
from sync.core.ids import DeviceId
from sync.core.operations import Erase, New, Operation
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.log.contract import BatchLog, Chain

NO_KEY = "no_key"
NEWER_APP = "newer_app"
DAMAGED = "damaged"
OURS = (NO_KEY, NEWER_APP, DAMAGED)  # reasons that lie here, not with who wrote it
AUTH = Space(SpaceKind.AUTH)


class Judge:
    """`root` is the device that founded the centre. `void` are (space, epoch) of keys that were
    given by words which do not count, and by no others: not everybody has them. Not safe for
    threads: whoever writes the log owns the judge; `authority` may be read by anybody."""

    def __init__(self, root: DeviceId, sealer: BatchSealer, log: BatchLog) -> None:
        self._root = root
        self._sealer = sealer
        self._log = log
        self.authority = Authority.of(root, (), POLICY)
        self.void: frozenset[tuple[bytes, int]] = frozenset()
        self.learn()

    def learn(self) -> bool:
        """Compute the authority anew from the log; whether it is another one than before."""
        before = self.authority
        batches = self._auth_batches()
        self.authority = Authority.of(self._root, batches, POLICY)
        self.void = _void(batches, self.authority)
        return self.authority != before

    def judged_alike(self, vector: Mapping[Chain, int]) -> bool:
        """Whether what was shown when the log ended at `vector` counts now as it did then."""
        ends = {chain: seq for chain, seq in self._log.vector().items() if chain[1] == AUTH}
        if all(vector.get(chain, 0) >= seq for chain, seq in ends.items()):
            return True
        then = [
            batch for batch in self._auth_batches()
            if batch.header.seq <= vector.get((batch.header.device, AUTH), 0)
        ]  # fmt: skip
        changed = self.authority.judged_otherwise(Authority.of(self._root, then, POLICY))
        return changed.isdisjoint(device for device, _space in vector)

    def open(self, batch: Batch) -> OpenBatch:
        """The batch, opened as far as this device can, and why it does not count, if so. Raises
        BadSeal, DecodeError."""
        header = batch.header
        if header.min_reader > SCHEMA:
            return _unopened(batch, NEWER_APP)
        try:
            opened = self._sealer.open(batch)
        except NotReadable:
            return _unopened(batch, NO_KEY)
        if self.authority.is_free(header.device):
            return opened
        held = self.authority.held_back(header, tables_of(opened))
        return opened if held is None else opened._replace(held=held)

    def open_or_hold(self, batch: Batch) -> OpenBatch:
        """As `open`; what cannot be opened although its chain holds is only noted."""
        try:
            return self.open(batch)
        except SyncError:
            return _unopened(batch, DAMAGED)

    def judges_otherwise_than(self, before: Authority) -> bool:
        """Whether any batch in the log counts now and did not, or the other way round."""
        changed = self.authority.judged_otherwise(before)
        for device, space in self._log.vector():
            if device not in changed:
                continue
            for batch in self._log.read(device, space):
                opened = self.open_or_hold(batch)
                if opened.held in OURS:
                    continue
                if before.held_back(batch.header, tables_of(opened)) != opened.held:
                    return True
        return False

    def _auth_batches(self) -> list[AuthBatch]:
        found = []
        for device, space in self._log.vector():
            if space != AUTH:
                continue
            for batch in self._log.read(device, space):
                try:
                    opened = self._sealer.open(batch)
                except SyncError:
                    continue  # damaged or of a newer app: noted where the log is opened
                if opened.body is not None:
                    found.append(AuthBatch(batch.header, opened.body.operations))
        return found


def tables_of(batch: OpenBatch) -> frozenset[str]:
    """The tables that a batch writes; an erasure is one, whatever else stands beside it."""
    return _tables(batch.body.operations if batch.body is not None else ())


def _tables(operations: Sequence[Operation]) -> frozenset[str]:
    names = (
        "erasure" if isinstance(item, Erase) else getattr(item, "table", None)
        for item in operations
    )  # fmt: skip
    return frozenset(name for name in names if name is not None)


def _unopened(batch: Batch, why: str) -> OpenBatch:
    header = batch.header
    return OpenBatch(header.space, header.device, header.seq, header.hlc, None, header.actor, why)


def _void(batches: Sequence[AuthBatch], authority: Authority) -> frozenset[tuple[bytes, int]]:
    counting: set[tuple[bytes, int]] = set()
    silent: set[tuple[bytes, int]] = set()
    for batch in batches:
        counts = authority.held_back(batch.header, _tables(batch.operations)) is None
        (counting if counts else silent).update(_given(batch.operations))
    return frozenset(silent - counting)


def _given(operations: Sequence[Operation]) -> Iterator[tuple[bytes, int]]:
    for one in operations:
        if isinstance(one, New) and one.table == "key_grant":
            space, epoch = one.values.get("space"), one.values.get("epoch")
            if isinstance(space, str) and isinstance(epoch, int):
                with suppress(ValueError):
                    yield bytes.fromhex(space), epoch
