"""R3: a change beats what its author saw, whatever any clock says.

A device whose clock ran ahead leaves writes in the future. Whoever corrects one gives the
correction a clock just above it; only that field, that element or that row lives in the future, and
nobody else's clock is pulled along.
"""

import sqlite3
from dataclasses import replace

from sync.core.clock import lifted_clock
from sync.core.ids import EntityId
from sync.core.merge import field_key
from sync.core.operations import Add, Delete, Operation, Remove, Set, Undelete
from sync.core.registry import Registry


def lifted(change: Operation, hlc: int, db: sqlite3.Connection, registry: Registry) -> Operation:
    """`change` with a clock of its own where that of its batch (`hlc`) would not be enough."""
    if isinstance(change, Set):
        clock = lifted_clock(hlc, change.bases)
    elif isinstance(change, Delete | Undelete):
        clock = lifted_clock(hlc, _marks(change, db, registry))
    elif isinstance(change, Add | Remove):
        clock = lifted_clock(hlc, _words(change, db, registry))
    else:
        return change
    return change if clock is None else replace(change, clock=clock)


def _marks(change: Delete | Undelete, db: sqlite3.Connection, registry: Registry) -> list[int]:
    """Deletions and their undoings; who deletes once more has also seen what was edited since."""
    number = registry.by_name[change.table].number
    marks = _clocks(
        db, "SELECT max(clock) FROM _mark WHERE entity = ? AND table_no = ?", change.id, number
    )
    if isinstance(change, Undelete):
        return marks
    return marks + _clocks(
        db, "SELECT max(clock) FROM _conflict WHERE entity = ? AND table_no = ? "
        "AND kind = 'edited_after_deletion'", change.id, number,
    )  # fmt: skip


def _words(change: Add | Remove, db: sqlite3.Connection, registry: Registry) -> list[int]:
    """What was said of the element, and the whole sets that were written."""
    table = registry.by_name[change.table]
    place = field_key(table, table.by_name[change.field])
    said = _clocks(
        db, "SELECT max(clock) FROM _element WHERE entity = ? AND place = ? AND element = ?",
        change.id, place, change.element,
    )  # fmt: skip
    whole = _clocks(
        db, "SELECT max(clock) FROM _write WHERE entity = ? AND place = ?", change.id, place
    )
    made = _clocks(db, f'SELECT _clock FROM "{table.name}" WHERE id = ?', change.id)
    return said + whole + made


def _clocks(db: sqlite3.Connection, sql: str, entity: EntityId, *values: str | int) -> list[int]:
    return [row[0] for row in db.execute(sql, (entity, *values)) if row[0] is not None]
