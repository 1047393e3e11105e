"""What one row becomes: records for the registry tables, and keys to find its twins by."""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.ids import EntityId
from sync.core.operations import Value


@dataclass(frozen=True)
class Record:
    """A row of a registry table; fields that were not asked are left out."""

    table: str
    id: EntityId
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Draft:
    """`twin` keys are equal only for the same person or thing; `alike` pairs (warning, key) make
    two rows worth a look without joining them."""

    key: str
    records: tuple[Record, ...]
    twin: tuple[str, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()


def present(values: Mapping[str, Value]) -> dict[str, Value]:
    """Only what was answered: None and empty text are left out, an empty set is an answer."""
    return {name: value for name, value in values.items() if value not in (None, "")}
