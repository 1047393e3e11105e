"""Which tables and fields exist, by number.

The library knows no volunteers: an application fills a `Registry` at start. On the wire tables and
fields are numbers that are never reused and whose types never change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class FieldType(StrEnum):
    """How a value is stored. `None` is always allowed and means "not asked"."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"  # text, YYYY-MM-DD, a day in Asia/Tokyo
    INSTANT = "instant"  # integer, epoch milliseconds UTC
    ID = "id"  # 16 bytes
    SET = "set"  # of text codes; merged element by element


class SpaceKind(StrEnum):
    """Who may read: the unit of keys and of replication."""

    AUTH = "auth"
    SHARED = "shared"
    CENTRE = "centre"
    SEALED = "sealed"


@dataclass(frozen=True)
class Field:
    number: int
    name: str
    type: FieldType


@dataclass(frozen=True)
class Table:
    """`append_only` tables (ledgers, comment lists) take `new` and `move` but never `set`."""

    number: int
    name: str
    space: SpaceKind
    fields: tuple[Field, ...]
    append_only: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def by_number(self) -> dict[int, Field]:
        return {field.number: field for field in self.fields}


class Registry:
    """All tables of an application. Raises ValueError when a number or a name stands twice."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables: tuple[Table, ...] = tuple(tables)
        self.by_name: dict[str, Table] = {}
        self.by_number: dict[int, Table] = {}
        for table in self.tables:
            if table.name in self.by_name or table.number in self.by_number:
                raise ValueError(f"table stands twice: {table.number} {table.name}")
            if len(table.by_name) != len(table.fields) or len(table.by_number) != len(table.fields):
                raise ValueError(f"field stands twice in table {table.name}")
            self.by_name[table.name] = table
            self.by_number[table.number] = table
