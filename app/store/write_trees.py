"""Changed fields: their writes, who wins, and which values a person must look at.

Places that a run of batches touched are computed once, at `settle`. The creation of a row becomes a
write in `_write` only when something else is written to that field.
"""

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache

from sync.core.ids import EntityId
from sync.core.merge import (
    ElementMark,
    Mark,
    Write,
    conflict_id,
    conflicts,
    edited_after_deletion,
    elements,
    field_key,
    is_deleted,
    winner,
)  # fmt: skip
from sync.core.operations import Value
from sync.core.registry import Field, FieldType, Registry, Table

ENDED_AT = "ended_at"
_NOT_KNOWN = object()

# Two writes of one device at one clock: no honest app's. The larger value stays, in whatever order
# they come.
PUT_WRITE = (
    "INSERT INTO _write VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
    "SET value = excluded.value, bases = excluded.bases "
    "WHERE (quote(excluded.value), excluded.bases) > (quote(value), bases)"
)
PUT_ELEMENT = (
    "INSERT INTO _element VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
    "SET present = max(present, excluded.present)"
)
PUT_MARK = (
    "INSERT INTO _mark VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
    "SET deleted = max(deleted, excluded.deleted)"
)
PUT_END = "INSERT OR IGNORE INTO _end VALUES (?, ?, ?)"


@dataclass(frozen=True)
class Place:
    """One field of one row."""

    table: Table
    field: Field
    entity: EntityId

    @property
    def key(self) -> str:
        return field_key(self.table, self.field)


class WriteTrees:
    def __init__(self, db: sqlite3.Connection, registry: Registry) -> None:
        self._db = db
        self._registry = registry
        self._places: dict[tuple[EntityId, str], Place] = {}
        self._rows: set[tuple[EntityId, int]] = set()

    def add_write(
        self, place: Place, clock: int, device: int, value: Value, bases: tuple[int, ...]
    ) -> None:
        self._keep_creation(place)
        self._insert_write(place, clock, device, value, bases)
        self._places[place.entity, place.key] = place

    def add_element(
        self, place: Place, element: str, clock: int, device: int, present: bool
    ) -> None:
        self._keep_creation(place)
        self._db.execute(
            PUT_ELEMENT,
            (place.entity, place.key, element, clock, device, int(present)),
        )
        self._places[place.entity, place.key] = place

    def add_mark(
        self, table: Table, entity: EntityId, clock: int, device: int, deleted: bool
    ) -> None:
        self._db.execute(
            PUT_MARK,
            (entity, table.number, clock, device, int(deleted)),
        )
        self._rows.add((entity, table.number))

    def add_end(self, table: Table, entity: EntityId, at_ms: int) -> None:
        ended = table.by_name.get(ENDED_AT)
        if ended is not None:
            self._keep_creation(Place(table, ended, entity))
        self._db.execute(PUT_END, (entity, table.number, at_ms))
        self._rows.add((entity, table.number))

    def created(
        self, table: Table, entity: EntityId, clock: int, device: int, values: dict[str, Value]
    ) -> bool:
        """A row came to be; changes that arrived before it now find it. Whether there were any."""
        if not self._db.execute(_SPOKEN_OF, (entity,)).fetchone()[0]:
            return False
        for item in table.fields:
            place = Place(table, item, entity)
            if self._has_history(place):
                self._insert_write(place, clock, device, values.get(item.name), ())
                self._places[entity, place.key] = place
        self._rows.add((entity, table.number))
        return True

    def created_again(
        self, table: Table, entity: EntityId, clock: int, device: int, values: dict[str, Value]
    ) -> None:
        """The same row from elsewhere (one file imported on two laptops): concurrent writes.

        The row counts as made by the earlier of the two, so every device says the same.
        """
        own = self._db.execute(
            "SELECT r._clock, d.id, (SELECT id FROM _device WHERE no = ?2) "
            f'FROM "{table.name}" r JOIN _device d ON d.no = r._device WHERE r.id = ?1',
            (entity, device),
        ).fetchone()
        # The same batch once more says nothing new; two batches of one stamp come from a fault.
        known = self._made_with(table, entity) if (own[0], own[1]) == (clock, own[2]) else {}
        for item in table.fields:
            if known.get(item.name, _NOT_KNOWN) == sql_value(values.get(item.name)):
                continue
            place = Place(table, item, entity)
            self._keep_creation(place)
            self._insert_write(place, clock, device, values.get(item.name), ())
            self._places[entity, place.key] = place
        if (clock, own[2]) < (own[0], own[1]):
            self._db.execute(
                f'UPDATE "{table.name}" SET _clock = ?, _device = ? WHERE id = ?',
                (clock, device, entity),
            )

    def touch(self, place: Place) -> None:
        """Compute this field at the next `settle`."""
        self._places[place.entity, place.key] = place

    def touch_row(self, table: Table, entity: EntityId) -> None:
        """Compute whether this row is deleted at the next `settle`."""
        self._rows.add((entity, table.number))

    def erase(self, subject: EntityId) -> None:
        for name in ("_write", "_element", "_mark", "_end", "_conflict"):
            self._db.execute(f"DELETE FROM {name} WHERE entity = ?", (subject,))
        self._places = {key: place for key, place in self._places.items() if key[0] != subject}

    def settle(self) -> None:
        """Compute every touched place anew."""
        for place in self._places.values():
            self._settle_field(place)
        for entity, number in self._rows:
            self._settle_row(self._registry.by_number[number], entity)
        self._places, self._rows = {}, set()

    def writes(self, place: Place) -> list[Write]:
        return [
            Write(clock, device, _from_sql(place.field, value), tuple(json.loads(bases)))
            for clock, device, value, bases in self._db.execute(
                "SELECT w.clock, d.id, w.value, w.bases FROM _write w JOIN _device d "
                "ON d.no = w.device WHERE w.entity = ? AND w.place = ?",
                (place.entity, place.key),
            )
        ]

    def _settle_field(self, place: Place) -> None:
        tree = self.writes(place)
        chosen = winner(tree)
        value: Value = chosen.value if chosen else None
        if place.field.type is FieldType.SET:
            value = elements(tree, self._element_marks(place))
        if place.field.name == ENDED_AT:
            value = self._earliest_end(place, value)
        self._db.execute(
            f'UPDATE "{place.table.name}" SET "{place.field.name}" = ? WHERE id = ?',
            (sql_value(value), place.entity),
        )
        self._db.execute(
            "DELETE FROM _conflict WHERE entity = ? AND table_no = ? AND field = ?",
            (place.entity, place.table.number, place.field.name),
        )
        if place.field.type is not FieldType.SET:
            for losing in conflicts(tree):
                self._record_conflict(place, losing, "both_wrote")
        for late in edited_after_deletion(self._marks(place.table, place.entity), tree):
            self._record_conflict(place, late, "edited_after_deletion")

    def _settle_row(self, table: Table, entity: EntityId) -> None:
        deleted = is_deleted(self._marks(table, entity))
        # A deletion may come after the edits that it did not see.
        for item in table.fields:
            place = Place(table, item, entity)
            if (entity, place.key) not in self._places and self._has_history(place):
                self._settle_field(place)
        self._db.execute(
            f'UPDATE "{table.name}" SET _deleted = ? WHERE id = ?', (int(deleted), entity)
        )

    def _earliest_end(self, place: Place, written: Value) -> Value:
        """Of several ends of a claim the earliest holds, whatever was written beside them."""
        (at,) = self._db.execute(
            "SELECT min(at) FROM _end WHERE entity = ? AND table_no = ?",
            (place.entity, place.table.number),
        ).fetchone()
        return written if at is None else int(at)

    def _record_conflict(self, place: Place, losing: Write, kind: str) -> None:
        identifier = conflict_id(place.entity, place.key, losing.clock, losing.device)
        self._db.execute(
            "INSERT OR REPLACE INTO _conflict VALUES (?, ?, ?, ?, ?, "
            "(SELECT no FROM _device WHERE id = ?), ?, ?)",
            (identifier, place.entity, place.table.number, place.field.name, losing.clock,
             losing.device, sql_value(losing.value), kind),
        )  # fmt: skip

    def _marks(self, table: Table, entity: EntityId) -> list[Mark]:
        return [
            Mark(clock, device, bool(deleted))
            for clock, device, deleted in self._db.execute(
                "SELECT m.clock, d.id, m.deleted FROM _mark m JOIN _device d ON d.no = m.device "
                "WHERE m.entity = ? AND m.table_no = ?",
                (entity, table.number),
            )
        ]

    def _element_marks(self, place: Place) -> list[ElementMark]:
        return [
            ElementMark(clock, device, element, bool(present))
            for clock, device, element, present in self._db.execute(
                "SELECT e.clock, d.id, e.element, e.present FROM _element e JOIN _device d "
                "ON d.no = e.device WHERE e.entity = ? AND e.place = ?",
                (place.entity, place.key),
            )
        ]

    def _has_history(self, place: Place) -> bool:
        found = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM _write WHERE entity = ?1 AND place = ?2) OR "
            "EXISTS (SELECT 1 FROM _element WHERE entity = ?1 AND place = ?2)",
            (place.entity, place.key),
        ).fetchone()
        if place.field.name == ENDED_AT and not found[0]:
            # Once a claim has an end, its column no longer shows what the row was made with.
            found = self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM _end WHERE entity = ? AND table_no = ?)",
                (place.entity, place.table.number),
            ).fetchone()
        return bool(found[0])

    def _keep_creation(self, place: Place) -> None:
        """The value a row was made with becomes a write, before the first other one."""
        if self._has_history(place):
            return
        row = self._db.execute(
            f'SELECT "{place.field.name}", _clock, _device FROM "{place.table.name}" WHERE id = ?',
            (place.entity,),
        ).fetchone()
        if row is not None and row[0] is not None:
            self._db.execute(
                "INSERT OR IGNORE INTO _write VALUES (?, ?, ?, ?, ?, '[]')",
                (place.entity, place.key, row[1], row[2], row[0]),
            )

    def _made_with(self, table: Table, entity: EntityId) -> dict[str, object]:
        """What the row was made with, in the fields that nobody wrote since."""
        columns = ", ".join(f'"{item.name}"' for item in table.fields)
        row = self._db.execute(
            f'SELECT {columns} FROM "{table.name}" WHERE id = ?', (entity,)
        ).fetchone()
        return {
            item.name: cell
            for item, cell in zip(table.fields, row, strict=True)
            if not self._has_history(Place(table, item, entity))
        }

    def _insert_write(
        self, place: Place, clock: int, device: int, value: Value, bases: tuple[int, ...]
    ) -> None:
        if value is None and not bases:
            return  # A creation that leaves the field out says nothing about it.
        self._db.execute(
            PUT_WRITE,
            (place.entity, place.key, clock, device, sql_value(value), json.dumps(bases)),
        )


# Rows that are spoken of before they are there: a page of paper that came in late.
_SPOKEN_OF = (
    "SELECT EXISTS (SELECT 1 FROM _write WHERE entity = ?1) OR "
    "EXISTS (SELECT 1 FROM _element WHERE entity = ?1) OR "
    "EXISTS (SELECT 1 FROM _mark WHERE entity = ?1) OR "
    "EXISTS (SELECT 1 FROM _end WHERE entity = ?1)"
)


def sql_value(value: Value) -> str | int | bytes | None:
    """How a value stands in a column."""
    if isinstance(value, tuple):
        return set_text(value)
    return int(value) if isinstance(value, bool) else value


@lru_cache(4_096)  # a hundred thousand people tick the same few combinations
def set_text(value: tuple[str, ...]) -> str:
    """How a set stands in a column: a sorted JSON array."""
    return json.dumps(sorted(value), ensure_ascii=False)


def _from_sql(item: Field, value: str | int | bytes | None) -> Value:
    if value is None:
        return None
    if item.type is FieldType.SET:
        return tuple(json.loads(str(value)))
    return bool(value) if item.type is FieldType.BOOLEAN else value
