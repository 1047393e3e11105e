"""Undo is the inverse batch, never a rewrite.

A change is taken back only while it is still what holds: where somebody has built on it since, the
whole undo is refused rather than half done. A claim that ended is claimed once more, unless the
person was taken for something else since.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable

from app.services.undo_guards import passed_on, standing, team_moved_on, went_home, writes
from app.store.queries.today_decide import OPEN_AGAIN
from app.store.schema import references
from app.store.write_trees import sql_value
from sync.core.auth_tables import AUTH_TABLES
from sync.core.ids import EntityId, imported_entity_id
from sync.core.merge import field_key
from sync.core.operations import (
    Add,
    Attach,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Operation,
    Remove,
    Resolve,
    Set,
    Undelete,
    Value,
)  # fmt: skip
from sync.core.registry import Field, FieldType, Registry

AUTH_NAMES = frozenset(table.name for table in AUTH_TABLES)


class Changed(Exception):
    """Somebody has built on the action since, or it cannot be taken back."""


def inverse(
    changes: Iterable[Operation], hlc: int, db: sqlite3.Connection, registry: Registry
) -> list[Operation]:
    """The operations that take `changes` back, last first. Raises Changed."""
    found: list[Operation] = []
    done = list(changes)
    if any(getattr(change, "table", None) in AUTH_NAMES for change in done):
        raise Changed("auth")  # acts about devices have opposites of their own
    made = {change.id for change in done if isinstance(change, New | Claim | Move)}
    since = max((change.clock or hlc for change in done if isinstance(change, Set)), default=hlc)
    if passed_on(db, (change for change in done if isinstance(change, Move))):
        raise Changed("stock_move")
    for change in reversed(done):
        match change:
            case New() | Claim() | Move():
                _require_unused(change, db, registry, made)
                if team_moved_on(db, registry, _team_of(change), since):
                    raise Changed("team")
                found.append(Delete(change.table, change.id))
            case Delete():
                found.append(Undelete(change.table, change.id))
            case Undelete():
                found.append(Delete(change.table, change.id))
            case Add():
                found.append(Remove(change.table, change.id, change.field, change.element))
            case Remove():
                found.append(Add(change.table, change.id, change.field, change.element))
            case Set():
                found.append(_set_back(change, hlc, db, registry))
            case End():
                sets = (one for one in done if isinstance(one, Set) and one.id == change.id)
                set_too = {one.field for one in sets}
                found += _claimed_again(change, hlc, db, registry, since, set_too)
            case Resolve():
                found.append(Resolve(change.subject, OPEN_AGAIN))
            case Erase() | Attach():
                raise Changed(type(change).__name__)
    return found


def _require_unused(
    change: New | Claim | Move, db: sqlite3.Connection, registry: Registry,
    made: set[EntityId],
) -> None:  # fmt: skip
    """A row goes only while it shows what it was made with and no other row is built on it."""
    table = registry.by_name[change.table]
    columns = ", ".join(f'"{item.name}"' for item in table.fields)
    now = db.execute(
        f'SELECT {columns} FROM "live_{table.name}" WHERE id = ?', (change.id,)
    ).fetchone()
    if now != tuple(sql_value(change.values.get(item.name)) for item in table.fields):
        raise Changed(table.name)
    for other, column in references(registry):
        for row in db.execute(
            f'SELECT id FROM "live_{other}" WHERE "{column}" = ?', (change.id,)
        ).fetchall():
            if EntityId(row[0]) not in made:
                raise Changed(other)


def _set_back(change: Set, hlc: int, db: sqlite3.Connection, registry: Registry) -> Set:
    table = registry.by_name[change.table]
    item = table.by_name[change.field]
    clock = change.clock if change.clock is not None else hlc
    rows = writes(db, change.id, field_key(table, item))
    shown = standing(db, rows, clock)
    if shown is None:
        raise Changed(change.field)
    before = [(at, value) for at, value, _ in rows if at in change.bases]
    value = max(before, key=lambda pair: pair[0])[1] if before else None
    return Set(change.table, change.id, change.field, _value(item, value), (shown,))


def _claimed_again(
    change: End, hlc: int, db: sqlite3.Connection, registry: Registry, since: int,
    set_too: Collection[str],
) -> list[Operation]:  # fmt: skip
    """An end cannot be unsaid (the earliest holds), so the same is claimed once more, without what
    the action itself set (`set_too`)."""
    table = registry.by_name[change.table]
    cursor = db.execute(f'SELECT * FROM "live_{table.name}" WHERE id = ?', (change.id,))
    names = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    if row is None:
        raise Changed(change.table)
    now = dict(zip(names, row, strict=True))
    taken = (
        "check_in" in table.by_name
        and db.execute(
            f'SELECT 1 FROM "live_{table.name}" WHERE check_in = ? AND _clock > ?',
            (now["check_in"], hlc),
        ).fetchone()
    )
    if now["ended_at"] != change.at_ms or taken:
        raise Changed("ended_at")
    moved_on = team_moved_on(db, registry, now.get("team"), since)
    if moved_on or went_home(db, registry, now.get("check_in"), since):
        raise Changed(change.table)
    values = {
        item.name: _value(item, now[item.name])
        for item in table.fields
        if item.name not in ("ended_at", *set_too) and now[item.name] is not None
    }
    again = imported_entity_id("undo", f"{change.id.hex()} {hlc}")
    return [Delete(change.table, change.id), Claim(change.table, again, values)]


def _team_of(change: New | Claim | Move) -> Value:
    """The team that a claim is for."""
    return change.values.get("team") if isinstance(change, Claim) else None


def _value(item: Field, value: str | int | bytes | None) -> Value:
    if value is None or item.type not in (FieldType.SET, FieldType.BOOLEAN):
        return value
    return tuple(json.loads(str(value))) if item.type is FieldType.SET else bool(value)
