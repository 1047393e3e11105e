"""Which values a field takes, and tables by number: the registry turned into lookups for the codec.

Encoding refuses a value of the wrong type with `BadInput`, decoding with `DecodeError`: types never
change, so neither can come from another version of the app.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from sync.core.ids import ID_BYTES
from sync.core.limits import INTEGER_MAX, INTEGER_MIN, SET_ELEMENTS_MAX, TEXT_BYTES_MAX
from sync.core.registry import FieldType, Registry, Table

Check: TypeAlias = Callable[[Any], bool]
# A table has a few hundred combinations of answered questions; beyond that they are made anew.
_SHAPES_MAX = 2_000
# The class of a value on the wire, and what else must hold of it.
Kind: TypeAlias = tuple[type[Any], Check | None]


def is_text(value: object) -> bool:
    """Short enough; a text that came through `unpack` is."""
    return isinstance(value, str) and (
        len(value) * 4 <= TEXT_BYTES_MAX
        or len(value.encode(errors="surrogatepass")) <= TEXT_BYTES_MAX
    )


def is_integer(value: object) -> bool:
    """A whole number of 64 bits, and no boolean."""
    return type(value) is int and INTEGER_MIN <= value <= INTEGER_MAX


def is_clock(value: object) -> bool:
    """A clock value, a size, a number in the registry: never negative."""
    return type(value) is int and 0 <= value <= INTEGER_MAX


def is_id(value: object) -> bool:
    """16 bytes."""
    return type(value) is bytes and len(value) == ID_BYTES


def _is_64_bit(value: int) -> bool:
    return INTEGER_MIN <= value <= INTEGER_MAX


def _is_day(value: str) -> bool:
    """YYYY-MM-DD, a day that exists."""
    if len(value) != 10 or value[4] != "-" or value[7] != "-":
        return False  # other notations of ISO 8601
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_id_long(value: bytes) -> bool:
    return len(value) == ID_BYTES


def _is_ascending(elements: list[Any]) -> bool:
    """Texts, each greater than the one before: one byte string per set."""
    if len(elements) > SET_ELEMENTS_MAX:
        return False
    before: str | None = None
    for element in elements:
        if element.__class__ is not str or (before is not None and element <= before):
            return False
        before = element
    return True


# Texts need no further look on the way in: `unpack` has limited them.
KINDS: dict[FieldType, Kind] = {
    FieldType.TEXT: (str, None),
    FieldType.INTEGER: (int, _is_64_bit),
    FieldType.BOOLEAN: (bool, None),
    FieldType.DATE: (str, _is_day),
    FieldType.INSTANT: (int, _is_64_bit),
    FieldType.ID: (bytes, _is_id_long),
    FieldType.SET: (list, _is_ascending),
}


@dataclass(frozen=True)
class Shape:
    """What rows with the same fields have in common, so that they are checked in one go."""

    names: tuple[str, ...]
    kinds: tuple[type[Any], ...]
    checks: tuple[tuple[int, Check], ...]  # by position
    sets: tuple[int, ...]  # positions


@dataclass(frozen=True)
class TablePlan:
    """`by_number`: field number -> (name, class, check); `by_name`: name -> (number, class,
    check)."""

    table: Table
    by_number: dict[int, tuple[str, type[Any], Check | None]]
    by_name: dict[str, tuple[int, type[Any], Check | None]]
    shapes: dict[tuple[int, ...], Shape] = field(default_factory=dict)

    def shape(self, numbers: tuple[int, ...]) -> Shape:
        """The shape of a row with these fields, all known and ascending; remembered."""
        fields = [self.by_number[number] for number in numbers]
        shape = Shape(
            tuple(name for name, _kind, _check in fields),
            tuple(kind for _name, kind, _check in fields),
            tuple((place, check) for place, (_n, _k, check) in enumerate(fields) if check),
            tuple(place for place, (_n, kind, _c) in enumerate(fields) if kind is list),
        )
        if len(self.shapes) < _SHAPES_MAX:
            self.shapes[numbers] = shape
        return shape


@dataclass(frozen=True)
class WirePlan:
    """All tables of a registry."""

    by_number: dict[int, TablePlan]
    by_name: dict[str, TablePlan]


@lru_cache(maxsize=16)
def plan_of(registry: Registry) -> WirePlan:
    """The lookups of a registry, made once."""
    by_number: dict[int, TablePlan] = {}
    by_name: dict[str, TablePlan] = {}
    for table in registry.tables:
        plan = TablePlan(
            table,
            {one.number: (one.name, *KINDS[one.type]) for one in table.fields},
            {one.name: (one.number, *KINDS[one.type]) for one in table.fields},
        )
        by_number[table.number] = by_name[table.name] = plan
    return WirePlan(by_number, by_name)
