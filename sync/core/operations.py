"""The operations that a batch carries: what one action of one person changed.

Plain values only. Encoding is in `encoding.py`, meaning (who wins, what is a conflict) in
`merge.py`. Tables and fields are named here and numbered on the wire.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from sync.core.ids import EntityId

Value: TypeAlias = str | int | bool | bytes | tuple[str, ...] | None


@dataclass(frozen=True)
class New:
    """A row comes to be. Fields that are left out are None."""

    table: str
    id: EntityId
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Set:
    """A field changes. `bases` are the clocks of the writes the author saw (more than one resolves
    a conflict); `clock` is set only where R3 lifts it above the clock of the batch. On a set field
    it says that the question was asked (or not) and which elements hold; only `Remove` takes one
    away."""

    table: str
    id: EntityId
    field: str
    value: Value
    bases: tuple[int, ...]
    clock: int | None = None


@dataclass(frozen=True)
class Delete:
    """A row goes. `clock` as in `Set`: above the batch's where the mark it overrules is ahead."""

    table: str
    id: EntityId
    clock: int | None = None


@dataclass(frozen=True)
class Undelete:
    table: str
    id: EntityId
    clock: int | None = None


@dataclass(frozen=True)
class Add:
    """An element joins a set field (a skill, a tool on a list). `clock` as in `Delete`."""

    table: str
    id: EntityId
    field: str
    element: str
    clock: int | None = None


@dataclass(frozen=True)
class Remove:
    table: str
    id: EntityId
    field: str
    element: str
    clock: int | None = None


@dataclass(frozen=True)
class Move:
    """A row of an append-only ledger: quantities that went from one place to another."""

    table: str
    id: EntityId
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """Somebody takes something scarce (a volunteer for a team, an asset for a loan)."""

    table: str
    id: EntityId
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class End:
    """A claim ends at `at_ms`; of several ends the earliest holds."""

    table: str
    id: EntityId
    at_ms: int


@dataclass(frozen=True)
class Resolve:
    """A person decided about a derived issue or a conflict (`subject` is its deterministic id)."""

    subject: EntityId
    choice: str


@dataclass(frozen=True)
class Erase:
    """Everything about `subject` goes, on every replica; id, date and reason stay."""

    subject: EntityId
    reason: str


@dataclass(frozen=True)
class Attach:
    """A sealed file belongs to a row. `blob` is the SHA-256 of the sealed bytes, `key` opens it."""

    table: str
    id: EntityId
    blob: bytes
    size: int
    media_type: str
    key: bytes
    thumbnail: bytes


Operation: TypeAlias = (
    New | Set | Delete | Undelete | Add | Remove | Move | Claim | End | Resolve | Erase | Attach
)
