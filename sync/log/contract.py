"""What a batch log promises. One suite of tests holds every implementation to it (tests/contract).

A log holds one chain of batches per (device, space): contiguous from 1, append-only, never with
holes. `append` is all or nothing and durable when it returns. Repeating what is there changes
nothing; anything that does not follow is refused and leaves the log as it was. Signatures are
checked by whoever takes batches in from outside, and by `verify`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from sync.core.batch import Batch, Header
from sync.core.ids import DeviceId, EntityId
from sync.core.space import Space

ANCHOR_EVERY = 64
# A large batch is an anchor of its own: a chunk must be able to end anywhere near its size.
ANCHOR_BYTES = 4 * 1024

Chain: TypeAlias = tuple[DeviceId, Space]
Vector: TypeAlias = Mapping[Chain, int]


class SealedEntry(NamedTuple):
    """A batch on its way into a log. `body` is None when it was erased; `head` is the chain's head
    after this batch. `signature` is that of `head`; it may be None inside a run, whose last entry
    proves all before it."""

    header: Header
    body: bytes | None
    head: bytes
    signature: bytes | None


class Tip(NamedTuple):
    """The end of a chain, or an anchor within it. `signature` is None only after a rescue that cut
    the chain behind its last anchor: the next batch of its device proves it again."""

    seq: int
    head: bytes
    signature: bytes | None


@dataclass(frozen=True)
class Damage:
    """One place that does not hold. `kind`: file, chain, missing, changed, head, signature,
    unknown_device, unsigned, subjects. `seq` is None where it concerns the whole chain."""

    kind: str
    device: DeviceId | None = None
    space: Space | None = None
    seq: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class VerifyReport:
    """What `verify` looked at, and every damaged place. `unsigned` are no damage: see `Tip`."""

    chains: int
    batches: int
    erased: int
    damages: tuple[Damage, ...]

    @property
    def sound(self) -> bool:
        return all(damage.kind == "unsigned" for damage in self.damages)


class BatchLog(Protocol):
    """Safe for threads. Every method may raise DamagedFile, LogBusy."""

    def append(self, entries: Sequence[SealedEntry]) -> int:
        """Store all entries or none; the number of those that were new. Durable on return.

        Raises BrokenChain (a hole, a wrong head, a body that is not the header's, a run without
        signature at its end), Fork (another batch has this number), NewerFormat, BadInput, LogFull,
        LogUnwritable.
        """

    def tip(self, device: DeviceId, space: Space) -> Tip | None:
        """The end of a chain; None where there is none."""

    def tips(self, space: Space) -> dict[DeviceId, Tip]:
        """The ends of all chains of a space, as of one moment."""

    def proofs(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> tuple[Tip, ...]:
        """The signed heads of a chain that are kept: anchors and the end, in order; both limits
        included."""

    def proof_before(self, device: DeviceId, space: Space, seq: int) -> Tip | None:
        """The last kept signed head at `seq` or before; None where there is none."""

    def vector(self) -> dict[Chain, int]:
        """The last seq of every chain."""

    def count(self) -> int:
        """Number of batches."""

    def read(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> Iterator[Batch]:
        """The batches of a chain in order, both ends included."""

    def read_since(self, vector: Vector) -> Iterator[Batch]:
        """All batches past `vector`, chain by chain, each in order. Chains that it does not name
        come from their beginning."""

    def get(self, device: DeviceId, space: Space, seq: int) -> Batch | None:
        """One batch; None where there is none."""

    def about(self, subject: EntityId) -> list[tuple[DeviceId, Space, int]]:
        """Where batches name `subject` in their headers."""

    def erase_body(self, device: DeviceId, space: Space, seq: int) -> bool:
        """Remove a body for ever, keeping header and hash. False where there was none."""

    def bodiless(self, space: Space) -> list[Header]:
        """The headers of a space whose body is not here: erased, or never came."""

    def fill_body(self, batch: Batch) -> bool:
        """Put in the body of a batch that is here without it. False where it is not lacking, or is
        not the body that the header here names."""

    def verify(self, public_keys: Mapping[DeviceId, bytes]) -> VerifyReport:
        """Recompute every chain, check hashes and signatures; never stops at the first damage."""

    def close(self) -> None:
        """Let go of the file. Further calls are mistakes."""
