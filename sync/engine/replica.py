"""One device's copy of an operation, as the protocol sees it: the log, who belongs, what is shown.

Everything that comes in is proven here and stored by `store`, which the application gives: it
appends, projects and tells its screens. A hub gives the log's own `append`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sync.core.batch import GENESIS_HEAD, Batch, header_bytes, next_head
from sync.core.errors import BadInput, SyncError
from sync.core.garbage import no_garbage_collection
from sync.core.ids import DeviceId
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.engine.intake import entries_of
from sync.engine.removing import Removed, kept, nothing_removed, passed_on
from sync.engine.withheld import Excuse, Withheld
from sync.log.contract import BatchLog, SealedEntry, Tip
from sync.protocol.ports import (
    HEAD_PART_BYTES,
    Blobs,
    Images,
    Mark,
    NoImages,
    Refusal,
    SpaceVector,
    Standing,
    Taken,
)
from sync.protocol.runs import Run, decode_chunk, encode_chunk

BATCH_OVERHEAD_BYTES = 40
BATCHES_MAX = 16_384  # in one run: more do not fit a chunk


def nothing_filled(_batches: Sequence[Batch]) -> None:
    """Of a replica that asks for none."""


@dataclass(frozen=True)
class Shelf:
    """What the application gives: how entries are stored, who belongs, what is shown. The chain of
    `root`, who founded the operation, is taken before anything else is known. `removed`: bodies
    that are neither kept nor passed on here, whoever brings them; their headers are. `excuse` says
    which bodies are rightly not here; the others are asked for, and given to `fill`."""

    store: Callable[[Sequence[SealedEntry]], None]
    standing: Callable[[], Standing]
    digest: Callable[[Space], bytes | None]
    blobs: Blobs
    root: DeviceId | None = None
    removed: Callable[[Space], Removed] = field(default=nothing_removed, kw_only=True)
    excuse: Excuse | None = field(default=None, kw_only=True)
    fill: Callable[[Sequence[Batch]], None] = field(default=nothing_filled, kw_only=True)
    images: Images = field(default_factory=NoImages)


class LogReplica:
    """See `sync.protocol.ports.Replica`."""

    def __init__(
        self, key: DeviceKey, log: BatchLog, spaces: Sequence[Space], shelf: Shelf
    ) -> None:
        self._key = key
        self._log = log
        self._spaces = tuple(spaces)
        self._shelf = shelf
        self._intake = Lock()
        self._withheld = Withheld(log, shelf.excuse)
        self.device: DeviceId = key.device_id
        self.public_key: bytes = key.public_key

    @property
    def blobs(self) -> Blobs:
        return self._shelf.blobs

    @property
    def images(self) -> Images:
        return self._shelf.images

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)

    def standing(self) -> Standing:
        return self._shelf.standing()

    def spaces(self) -> tuple[Space, ...]:
        return self._spaces

    def lacking(self, space: Space) -> dict[DeviceId, tuple[int, ...]]:
        return self._withheld.lacking(space)

    def held(
        self, space: Space, numbers: Mapping[DeviceId, tuple[int, ...]]
    ) -> dict[DeviceId, tuple[int, ...]]:
        return self._withheld.held(space, numbers)

    def digest(self, space: Space) -> bytes | None:
        return self._shelf.digest(space)

    def vector(self, space: Space) -> dict[DeviceId, Mark]:
        return {
            device: Mark(tip.seq, tip.head[:HEAD_PART_BYTES])
            for device, tip in self._log.tips(space).items()
        }

    def forked(self, space: Space, theirs: SpaceVector) -> tuple[DeviceId, ...]:
        tips = self._log.tips(space)
        return tuple(
            device for device, mark in theirs.items()
            if (head := self._head_at(device, space, mark.seq, tips.get(device))) is not None
            and head[:HEAD_PART_BYTES] != mark.head
        )  # fmt: skip

    def marks(self, space: Space, seqs: Mapping[DeviceId, int]) -> dict[DeviceId, Mark]:
        tips = self._log.tips(space)
        heads = (
            (device, seq, self._head_at(device, space, seq, tips.get(device)))
            for device, seq in seqs.items()
        )
        return {device: Mark(seq, head[:HEAD_PART_BYTES]) for device, seq, head in heads if head}

    def chunk(self, space: Space, theirs: SpaceVector, bytes_max: int) -> tuple[bytes | None, bool]:
        with no_garbage_collection():
            return self._chunk(space, theirs, bytes_max)

    def _chunk(
        self, space: Space, theirs: SpaceVector, bytes_max: int
    ) -> tuple[bytes | None, bool]:
        passed = set(self.forked(space, theirs))
        standing = self.standing()
        runs: list[Run] = []
        left, more = bytes_max, False
        for device, mark in sorted(self.vector(space).items()):
            after = theirs[device].seq if device in theirs else 0
            key = standing.public_key(device)
            if device in passed or mark.seq <= after or key is None:
                continue
            if left <= 0:
                more = True
                break
            run, size = self._run(device, space, key, after + 1, left)
            if run is None:
                continue
            runs.append(run)
            left -= size
            more = more or run.batches[-1].header.seq < mark.seq
        return (encode_chunk(space, runs), more) if runs else (None, False)

    def take(self, space: Space, chunk: bytes) -> Taken:
        with no_garbage_collection():
            return self._take(space, chunk)

    def _take(self, space: Space, chunk: bytes) -> Taken:
        claimed, runs = decode_chunk(chunk)
        if claimed != space:
            raise BadInput("a chunk of another space")
        refused: dict[DeviceId, Refusal] = {}
        new = 0
        with self._intake:
            waiting = runs
            while waiting:
                entries, later = self._proven(waiting, refused)
                if entries:
                    self._shelf.store(entries)
                    self._withheld.came(entries)
                    new += len(entries)
                # What `auth` has just told may have enrolled the authors of the rest.
                if len(later) == len(waiting) or not entries or space.kind is not SpaceKind.AUTH:
                    for run in later:
                        refused[run.device] = Refusal(run.device, "not_enrolled")
                    break
                waiting = later
            known = (batch for run in runs if run.device not in refused for batch in run.batches)
            lacking = self._withheld.wanted(space, known)
            if lacking:
                self._shelf.fill(lacking)
                self._withheld.filled(lacking)
        return Taken(new, tuple(refused.values()), len(lacking))

    def _proven(
        self, runs: list[Run], refused: dict[DeviceId, Refusal]
    ) -> tuple[list[SealedEntry], list[Run]]:
        """Entries to store, and runs whose authors nobody knows yet."""
        standing = self.standing()
        entries: list[SealedEntry] = []
        strangers = []
        seen: set[DeviceId] = set()
        for run in runs:
            if run.device != self._shelf.root and standing.public_key(run.device) is None:
                strangers.append(run)
                continue
            try:
                if run.device in seen:
                    raise BadInput("two runs of one device in a chunk")
                seen.add(run.device)
                entries += kept(entries_of(run, self._log), self._shelf.removed(run.space))
            except SyncError as error:
                refused[run.device] = Refusal(run.device, error.code)
        return entries, strangers

    def _run(
        self, device: DeviceId, space: Space, key: bytes, first: int, bytes_max: int
    ) -> tuple[Run | None, int]:
        """The batches from `first` up to a signed head near `bytes_max`, and their size."""
        batches: list[Batch] = []
        proofs: list[Tip] = []
        ahead = iter(self._log.proofs(device, space, first, first + BATCHES_MAX))
        proof = next(ahead, None)
        removed = self._shelf.removed(space)
        size = cut = cut_size = 0
        for stored in self._log.read(device, space, first):
            if proof is None or (size > bytes_max and cut):
                break
            batch = passed_on(stored, removed)
            batches.append(batch)
            size += len(batch.body or b"") + 16 * len(batch.header.subjects) + BATCH_OVERHEAD_BYTES
            if batch.header.seq == proof.seq:
                proofs.append(proof)
                cut, cut_size = len(batches), size
                proof = next(ahead, None)
                if size > bytes_max:
                    break
        if not cut:
            return None, 0  # behind the last signature of a rescued log: its author signs again
        signatures = tuple((tip.seq, tip.signature or b"") for tip in proofs)
        return Run(key, device, space, tuple(batches[:cut]), signatures), cut_size

    def _head_at(self, device: DeviceId, space: Space, seq: int, tip: Tip | None) -> bytes | None:
        """The head after batch `seq`; None where the chain here is shorter."""
        if tip is None or tip.seq < seq:
            return None
        if tip.seq == seq:
            return tip.head
        start = self._log.proof_before(device, space, seq)
        head, last = (start.head, start.seq) if start else (GENESIS_HEAD, 0)
        for batch in self._log.read(device, space, last + 1, seq):
            head = next_head(head, header_bytes(batch.header))
        return head
