"""A log in memory, for tests and the simulator: the plainest thing that keeps the contract."""

import threading
from collections.abc import Iterator, Mapping, Sequence

from sync.core.batch import Batch, Header, header_bytes
from sync.core.ids import DeviceId, EntityId
from sync.core.space import Space
from sync.log.checking import (
    ChainCheck,
    fits,
    is_anchor,
    require_next,
    require_same,
    require_signed,
)
from sync.log.contract import Chain, SealedEntry, Tip, Vector, VerifyReport


class MemoryLog:
    """See `contract.BatchLog`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._batches: dict[Chain, list[Batch]] = {}
        self._tips: dict[Chain, Tip] = {}
        self._anchors: dict[Chain, list[Tip]] = {}

    def append(self, entries: Sequence[SealedEntry]) -> int:
        with self._lock:
            tips: dict[Chain, Tip] = {}
            fresh: list[tuple[Chain, SealedEntry]] = []
            for entry in entries:
                chain = (entry.header.device, entry.header.space)
                tip = tips.get(chain) or self._tips.get(chain)
                if tip is not None and entry.header.seq <= tip.seq:
                    require_same(entry, self._known(chain, entry.header.seq, fresh))
                    continue
                tips[chain] = require_next(entry, header_bytes(entry.header), tip)
                fresh.append((chain, entry))
            require_signed(tips.values())
            for chain, entry in fresh:
                self._batches.setdefault(chain, []).append(Batch(entry.header, entry.body))
                anchors = self._anchors.setdefault(chain, [])
                last = anchors[-1].seq if anchors else 0
                if is_anchor(entry, last):
                    anchors.append(Tip(entry.header.seq, entry.head, entry.signature))
            self._tips.update(tips)
            return len(fresh)

    def _known(
        self, chain: Chain, seq: int, fresh: list[tuple[Chain, SealedEntry]]
    ) -> Batch | None:
        stored = self.get(*chain, seq)
        if stored is not None:
            return stored
        for other, entry in fresh:
            if other == chain and entry.header.seq == seq:
                return Batch(entry.header, entry.body)
        return None

    def tip(self, device: DeviceId, space: Space) -> Tip | None:
        with self._lock:
            return self._tips.get((device, space))

    def tips(self, space: Space) -> dict[DeviceId, Tip]:
        with self._lock:
            return {device: tip for (device, held), tip in self._tips.items() if held == space}

    def proofs(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> tuple[Tip, ...]:
        with self._lock:
            found = list(self._anchors.get((device, space), []))
            tip = self._tips.get((device, space))
        if tip is not None and tip.signature is not None and tip not in found:
            found.append(tip)
        last = found[-1].seq if to_seq is None and found else to_seq or 0
        return tuple(proof for proof in found if from_seq <= proof.seq <= last)

    def proof_before(self, device: DeviceId, space: Space, seq: int) -> Tip | None:
        return max(self.proofs(device, space, 1, seq), default=None)

    def vector(self) -> dict[Chain, int]:
        with self._lock:
            return {chain: tip.seq for chain, tip in self._tips.items()}

    def count(self) -> int:
        with self._lock:
            return sum(map(len, self._batches.values()))

    def read(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> Iterator[Batch]:
        with self._lock:
            batches = self._batches.get((device, space), [])[max(from_seq, 1) - 1 : to_seq]
        yield from batches

    def read_since(self, vector: Vector) -> Iterator[Batch]:
        for (device, space), last in self.vector().items():
            yield from self.read(device, space, vector.get((device, space), 0) + 1, last)

    def get(self, device: DeviceId, space: Space, seq: int) -> Batch | None:
        return next(self.read(device, space, seq, seq), None) if seq > 0 else None

    def about(self, subject: EntityId) -> list[tuple[DeviceId, Space, int]]:
        with self._lock:
            return [
                (*chain, batch.header.seq)
                for chain, batches in self._batches.items()
                for batch in batches
                if subject in batch.header.subjects
            ]

    def erase_body(self, device: DeviceId, space: Space, seq: int) -> bool:
        with self._lock:
            batch = self.get(device, space, seq)
            if batch is None or batch.body is None:
                return False
            self._batches[device, space][seq - 1] = Batch(batch.header, None)
            return True

    def bodiless(self, space: Space) -> list[Header]:
        with self._lock:
            return [
                batch.header
                for (_device, held), batches in self._batches.items() if held == space
                for batch in batches if batch.body is None
            ]  # fmt: skip

    def fill_body(self, batch: Batch) -> bool:
        device, space, seq = batch.header.device, batch.header.space, batch.header.seq
        with self._lock:
            if not fits(batch, self.get(device, space, seq)):
                return False
            self._batches[device, space][seq - 1] = batch
            return True

    def verify(self, public_keys: Mapping[DeviceId, bytes]) -> VerifyReport:
        with self._lock:
            checks = []
            for chain, batches in self._batches.items():
                check = ChainCheck(chain, self.proofs(*chain), public_keys)
                for batch in batches:
                    check.take(batch)
                check.finish(self._tips[chain].seq)
                checks.append(check)
        return VerifyReport(
            chains=len(checks),
            batches=sum(check.batches for check in checks),
            erased=sum(check.erased for check in checks),
            damages=tuple(damage for check in checks for damage in check.damages),
        )

    def close(self) -> None:
        """Nothing to let go of."""
