"""Changes by the hundred thousand: written as they come, computed once, when all are there.

Gives what `WriteTrees` gives change by change, because a field is a function of the set of its
writes. Statements over whole tables replace a dozen look-ups per change.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter

from app.store.write_trees import (
    ENDED_AT,
    PUT_ELEMENT,
    PUT_END,
    PUT_MARK,
    PUT_WRITE,
    Place,
    WriteTrees,
    sql_value,
)
from sync.core.ids import EntityId
from sync.core.merge import field_key
from sync.core.operations import Add, Delete, End, Remove, Set, Undelete
from sync.core.registry import Field, FieldType, Registry, Table

Change = Set | Add | Remove | Delete | Undelete | End
BLOCK_ROWS = 20_000
ELEMENTS = (Add, Remove)
CONVERTED = (tuple, bool)

# entity, place, clock, device id, value, bases
WriteRow = tuple[bytes, str, int, bytes, str | int | bytes | None, str]


class BulkChanges:
    """One use: `take` all changes, `write` now and then, `finish` once every row is there."""

    def __init__(self, db: sqlite3.Connection, registry: Registry, trees: WriteTrees) -> None:
        self._db = db
        self._registry = registry
        self._trees = trees
        self._keys = {
            (table.name, field.name): field_key(table, field)
            for table in registry.tables
            for field in table.fields
        }
        self._places = {
            field_key(table, field): (table, field)
            for table in registry.tables
            for field in table.fields
        }
        self._numbers = {table.name: table.number for table in registry.tables}
        self._writes: list[tuple[bytes, str, int, int, object, str]] = []
        self._elements: list[tuple[bytes, str, str, int, int, int]] = []
        self._marks: list[tuple[bytes, int, int, int, int]] = []
        self._ends: list[tuple[bytes, int, int]] = []

    def take(self, change: Change, hlc: int, device: int) -> None:
        """One change of a batch with clock `hlc`."""
        if isinstance(change, Set):
            value, bases = change.value, change.bases
            clock = hlc if change.clock is None else change.clock
            text = f"[{bases[0]}]" if len(bases) == 1 else json.dumps(bases)
            cell = sql_value(value) if isinstance(value, CONVERTED) else value
            key = self._keys[change.table, change.field]
            if value is not None or bases:
                self._writes.append((change.id, key, clock, device, cell, text))
        elif isinstance(change, End):
            self._ends.append((change.id, self._numbers[change.table], change.at_ms))
        elif isinstance(change, ELEMENTS):
            key, present = self._keys[change.table, change.field], isinstance(change, Add)
            clock = hlc if change.clock is None else change.clock
            self._elements.append((change.id, key, change.element, clock, device, int(present)))
        else:
            deleted = int(isinstance(change, Delete))
            clock = hlc if change.clock is None else change.clock
            self._marks.append((change.id, self._numbers[change.table], clock, device, deleted))

    def write(self) -> None:
        """Into the bookkeeping tables; the rows themselves stay as they were made."""
        for sql, rows in (
            (PUT_WRITE, self._writes), (PUT_ELEMENT, self._elements), (PUT_MARK, self._marks),
            (PUT_END, self._ends),
        ):  # fmt: skip
            self._db.executemany(sql, rows)
        self._writes, self._elements, self._marks, self._ends = [], [], [], []

    def keep_creations(self) -> None:
        """What the rows were made with becomes a write in every field that anybody else wrote."""
        for key in self._touched_places():
            table, field = self._places[key]
            column = f'r."{field.name}"'
            self._db.execute(
                f"INSERT OR IGNORE INTO _write SELECT r.id, ?1, r._clock, r._device, {column}, '[]'"
                f' FROM "{table.name}" r WHERE {column} IS NOT NULL AND ('
                "EXISTS (SELECT 1 FROM _write w WHERE w.entity = r.id AND w.place = ?1) "
                "OR EXISTS (SELECT 1 FROM _element e WHERE e.entity = r.id AND e.place = ?1) "
                "OR (?2 AND EXISTS (SELECT 1 FROM _end d WHERE d.entity = r.id AND "
                "d.table_no = ?3)))",
                (key, field.name == ENDED_AT, table.number),
            )

    def settle(self) -> None:
        """Compute every field that was written, every set, deletion and end."""
        updates: dict[str, list[tuple[object, bytes]]] = {}
        held = 0
        for key, entity, group in self._groups():
            table, field = self._places[key]
            plain = None if field.type is FieldType.SET else _last_of_chain(group)
            if plain is None:
                self._trees.touch(Place(table, field, EntityId(entity)))
                continue
            updates.setdefault(key, []).append((plain[4], entity))
            held += 1
            if held >= BLOCK_ROWS:
                self._update(updates)
                updates, held = {}, 0
        self._update(updates)
        self._settle_ends()
        for entity, place in self._db.execute("SELECT DISTINCT entity, place FROM _element"):
            self._trees.touch(Place(*self._places[place], EntityId(entity)))
        for entity, number in self._db.execute("SELECT DISTINCT entity, table_no FROM _mark"):
            self._trees.touch_row(self._registry.by_number[number], EntityId(entity))

    def _touched_places(self) -> list[str]:
        found = {
            row[0]
            for row in self._db.execute(
                "SELECT DISTINCT place FROM _write UNION SELECT DISTINCT place FROM _element"
            )
        }
        for (number,) in self._db.execute("SELECT DISTINCT table_no FROM _end"):
            field = self._registry.by_number[number].by_name.get(ENDED_AT)
            if field is not None:
                found.add(field_key(self._registry.by_number[number], field))
        return sorted(found)

    def _groups(self) -> Iterator[tuple[str, bytes, list[WriteRow]]]:
        rows = self._db.cursor().execute(
            "SELECT w.entity, w.place, w.clock, d.id, w.value, w.bases FROM _write w "
            "JOIN _device d ON d.no = w.device ORDER BY w.entity, w.place, w.clock"
        )
        for (entity, place), group in groupby(rows, itemgetter(0, 1)):
            yield place, entity, list(group)

    def _update(self, updates: dict[str, list[tuple[object, bytes]]]) -> None:
        for key, rows in updates.items():
            table, field = self._places[key]
            self._db.executemany(f'UPDATE "{table.name}" SET "{field.name}" = ? WHERE id = ?', rows)

    def _settle_ends(self) -> None:
        for (number,) in self._db.execute("SELECT DISTINCT table_no FROM _end").fetchall():
            table: Table = self._registry.by_number[number]
            ended: Field | None = table.by_name.get(ENDED_AT)
            if ended is not None:
                self._db.execute(
                    f'UPDATE "{table.name}" SET ended_at = e.at FROM (SELECT entity, min(at) AS at '
                    "FROM _end WHERE table_no = ? GROUP BY entity) e WHERE id = e.entity",
                    (number,),
                )


def _last_of_chain(group: list[WriteRow]) -> WriteRow | None:
    """The winner where each write names just the one before it; None where it takes thought."""
    for before, row in pairwise(group):
        if row[5] != f"[{before[2]}]":
            return None
    # Two devices may write at one clock: then nobody knows who was seen.
    clocks = {row[2] for row in group}
    return group[-1] if len(clocks) == len(group) else None
