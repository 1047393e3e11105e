"""What the protocol needs from a replica and from the authority of its operation.

The engine's `LogReplica` is the real one; the simulator uses the same over a log in memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from sync.core.ids import DeviceId
from sync.core.space import Space

HEAD_PART_BYTES = 8


class Mark(NamedTuple):
    """The end of one device's chain in a vector: its number and the first bytes of its head."""

    seq: int
    head: bytes


SpaceVector: TypeAlias = Mapping[DeviceId, Mark]


class Refusal(NamedTuple):
    """A run that was not taken in. `code` is that of a `SyncError`, or a word of `Standing`."""

    device: DeviceId
    code: str


@dataclass(frozen=True)
class Taken:
    """`new` batches are on the disk; the runs of `refused` are not. `filled` bodies were lacking of
    batches that were here."""

    new: int
    refused: tuple[Refusal, ...] = ()
    filled: int = 0


class Standing(Protocol):
    """Who belongs to the operation, as its `auth` space says now."""

    def public_key(self, device: DeviceId) -> bytes | None:
        """None for a device that was never enrolled."""

    def fingerprint(self, device: DeviceId) -> bytes | None:
        """SHA-256 of the certificate that the device shows on the network, if it shows one."""

    def is_revoked(self, device: DeviceId) -> bool:
        """Whether it was lost or sent away."""

    def spaces(self, device: DeviceId) -> tuple[Space, ...]:
        """What it may hold; nothing for a stranger or a revoked device."""


class Blobs(Protocol):
    """Sealed files (photos), named by the SHA-256 of their sealed bytes."""

    def wanted(self) -> tuple[bytes, ...]:
        """Files that records name and that are not here."""

    def has(self, names: Sequence[bytes]) -> tuple[bool, ...]: ...

    def piece(self, name: bytes, offset: int, count: int) -> tuple[int, bytes] | None:
        """(size of the whole file, some of its bytes); None where it is not here."""

    def put_piece(self, name: bytes, offset: int, size: int, data: bytes) -> int:
        """How many bytes from the beginning are here now. The file counts once it is whole and has
        the hash that it is named by. Raises BadInput, LogFull."""


class Wanted(NamedTuple):
    """An image on its way: its name, and where the pieces begin that are not here yet."""

    name: bytes
    offsets: tuple[int, ...]


class Images(Protocol):
    """Images of everything that is shown: a new device takes one first, and the log after it.

    What is in one, and who may have it, is the application's business. An image is only a short
    cut: whoever refuses one, or gives none, loses nothing, because the log has everything."""

    def wish(self) -> bytes | None:
        """What to ask another device for; None where this device needs none (any more)."""

    def offer(self, device: DeviceId, wish: bytes) -> bytes | None:
        """The card of an image for a device that asks; None: there is none for it."""

    def piece(self, device: DeviceId, name: bytes, offset: int) -> bytes | None:
        """Of an image that was offered to this device; None where it is gone."""

    def begin(self, maker: DeviceId, card: bytes) -> Wanted | None:
        """Prove a card that `maker` gave; None: this image is not taken."""

    def put_piece(self, name: bytes, offset: int, data: bytes) -> bool:
        """Pieces come in any order, and stay when the link breaks. False: it is none, and the
        image is not taken. Raises LogFull, LogUnwritable."""

    def finish(self, name: bytes) -> bool:
        """All pieces are here: show what is in it. False: it was not what it should be. Raises
        LogFull, LogUnwritable, LogBusy."""

    def met(self, peer: DeviceId, equal: bool) -> None:
        """A session has ended; whether both have the same of every chain that both may hold, but
        for those that forked."""


class NoImages:
    """Of a replica that only knows the log: a hub."""

    def wish(self) -> bytes | None:
        return None

    def offer(self, device: DeviceId, wish: bytes) -> bytes | None:  # noqa: ARG002
        return None

    def piece(self, device: DeviceId, name: bytes, offset: int) -> bytes | None:  # noqa: ARG002
        return None

    def begin(self, maker: DeviceId, card: bytes) -> Wanted | None:  # noqa: ARG002
        return None

    def put_piece(self, name: bytes, offset: int, data: bytes) -> bool:  # noqa: ARG002
        return False

    def finish(self, name: bytes) -> bool:  # noqa: ARG002
        return False

    def met(self, peer: DeviceId, equal: bool) -> None:
        """All that there is came with the log."""


class Replica(Protocol):
    """One device's copy of an operation. Safe for threads."""

    @property
    def device(self) -> DeviceId: ...

    @property
    def public_key(self) -> bytes: ...

    @property
    def blobs(self) -> Blobs: ...

    @property
    def images(self) -> Images: ...

    def sign(self, data: bytes) -> bytes: ...

    def standing(self) -> Standing: ...

    def spaces(self) -> tuple[Space, ...]:
        """What is held here, `auth` first."""

    def vector(self, space: Space) -> dict[DeviceId, Mark]: ...

    def forked(self, space: Space, theirs: SpaceVector) -> tuple[DeviceId, ...]:
        """Chains that have another batch under one number here and there: a device was copied."""

    def marks(self, space: Space, seqs: Mapping[DeviceId, int]) -> dict[DeviceId, Mark]:
        """The chains here as they stood at these numbers; without those that are shorter."""

    def chunk(self, space: Space, theirs: SpaceVector, bytes_max: int) -> tuple[bytes | None, bool]:
        """What is here beyond `theirs`, as a chunk (None: nothing), and whether more follows."""

    def take(self, space: Space, chunk: bytes) -> Taken:
        """Check and store, in one transaction. Raises DecodeError for what is no chunk, LogFull."""

    def lacking(self, space: Space) -> Mapping[DeviceId, tuple[int, ...]]:
        """Batches that are here without the body that they should have, by their authors."""

    def held(
        self, space: Space, numbers: Mapping[DeviceId, tuple[int, ...]]
    ) -> Mapping[DeviceId, tuple[int, ...]]:
        """Of these batches, those whose body is here."""

    def digest(self, space: Space) -> bytes | None:
        """Of what is shown of a space; None where this replica cannot read it."""
