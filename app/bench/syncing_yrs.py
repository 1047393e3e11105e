"""The peer: Yrs by `pycrdt` (the extra `bench`), doing the same work as a document of maps.

It merges field by field as Tasuki does, and keeps one of two values that were written at the same
time. It seals, signs and stores nothing, and checks nobody: what that costs is the difference.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

from app.services.operation import Operation

LIBRARY, NO_YRS = "pycrdt", "no_yrs"
TABLE = "volunteer"
Rows: TypeAlias = "dict[str, dict[str, str | int | float]]"


def has_yrs() -> bool:
    return find_spec(LIBRARY) is not None


class Yrs:
    """One replica. Raises ModuleNotFoundError where `has_yrs` is False."""

    def __init__(self) -> None:
        library = import_module(LIBRARY)
        self._map = library.Map
        self._doc: Any = library.Doc()
        self._rows: Any = self._doc.get(TABLE, type=library.Map)
        self.received = 0

    @classmethod
    def filled(cls, rows: Rows) -> "Yrs":
        yrs = cls()
        with yrs._doc.transaction():
            for key, values in rows.items():
                yrs._rows[key] = yrs._map(values)
        return yrs

    def take_from(self, other: "Yrs") -> None:
        """Everything that is new there, by the state vectors of both."""
        update = other._doc.get_update(self._doc.get_state())
        self._doc.apply_update(update)
        self.received += len(update)

    def meet(self, other: "Yrs") -> None:
        self.take_from(other)
        other.take_from(self)

    def edit(self, edits: Mapping[tuple[str, str], str]) -> None:
        with self._doc.transaction():
            for (key, field), value in edits.items():
                self._rows[key][field] = value

    def value(self, key: str, field: str) -> object:
        return self._rows[key].get(field)

    def count(self) -> int:
        return len(self._rows)


def fields_of(operation: Operation) -> Rows:
    """What is known of each registered person, as any store of maps can hold it."""

    def read(db: Any) -> Rows:
        cursor = db.execute("SELECT * FROM live_volunteer")
        names = [column[0] for column in cursor.description]
        return {row[names.index("id")].hex(): _plain(names, row) for row in cursor}

    return operation.read(read)


def _plain(names: list[str], row: tuple[Any, ...]) -> dict[str, str | int | float]:
    return {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value in zip(names, row, strict=True)
        if value is not None and name != "id" and not name.startswith("_")
    }
