"""What others have built on an action beside its own rows: then undo leaves it alone.

A person is not taken off, or put back on, a team that has left or come home since. A line of the
ledger stays while what it brought was passed on. A value stays while a later one stands on it; a
later one that was itself taken back does not count. `since`: the clock of the action.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from app.domain.teams import OPEN_STATES
from app.store.queries.audit import was_undone
from app.store.queries.equipment_loans import given_to_team, with_team
from sync.core.ids import EntityId
from sync.core.merge import field_key
from sync.core.operations import Move, Value
from sync.core.registry import Registry

Write = tuple[int, str | int | bytes | None, tuple[int, ...]]


def writes(db: sqlite3.Connection, entity: EntityId, place: str) -> list[Write]:
    """(clock, value, bases) of every write to one field; none where only its row was made."""
    return [
        (clock, value, tuple(json.loads(bases)))
        for clock, value, bases in db.execute(
            "SELECT clock, value, bases FROM _write WHERE entity = ? AND place = ?", (entity, place)
        )
    ]


def standing(db: sqlite3.Connection, found: Iterable[Write], clock: int) -> int | None:
    """The clock of the write that shows what the one at `clock` wrote: itself, or, where what
    came after was taken back, the write that took it back. None where something stands on it."""
    rows = tuple(found)
    later = [row for row in rows if clock in row[2]]
    if not later:
        return clock
    if len(later) > 1 or not _taken_back(db, later[0][0]):
        return None
    back = [row for row in rows if later[0][0] in row[2]]
    return standing(db, rows, back[0][0]) if len(back) == 1 else None


def _taken_back(db: sqlite3.Connection, clock: int) -> bool:
    devices = db.execute("SELECT id FROM _device").fetchall()
    return any(was_undone(db, clock, device) for (device,) in devices)


def team_moved_on(db: sqlite3.Connection, registry: Registry, team: Value, since: int) -> bool:
    """Whether a team has left, come back or been dissolved since."""
    if not isinstance(team, bytes):
        return False
    table = registry.by_name["team"]
    found = writes(db, EntityId(team), field_key(table, table.by_name["state"]))
    before = [row for row in found if row[0] <= since]
    row = db.execute("SELECT state FROM live_team WHERE id = ?", (team,)).fetchone()
    if row is None or not before:
        return row is not None and bool(found) and row[0] not in OPEN_STATES
    then = max(before, key=lambda write: write[0])[1]
    return row[0] != then and not {row[0], then} <= set(OPEN_STATES)


def went_home(db: sqlite3.Connection, registry: Registry, check_in: Value, since: int) -> bool:
    """Whether somebody was sent home since."""
    if not isinstance(check_in, bytes):
        return False
    table = registry.by_name["check_in"]
    row = db.execute("SELECT left_at FROM live_check_in WHERE id = ?", (check_in,)).fetchone()
    if row is None or row[0] is None:
        return row is None
    found = writes(db, EntityId(check_in), field_key(table, table.by_name["left_at"]))
    return any(clock > since and value is not None for clock, value, _ in found)


def passed_on(db: sqlite3.Connection, moves: Iterable[Move]) -> bool:
    """Whether these lines of the ledger brought something that went further: a lot of which some
    was given back, a loan that came back."""
    lines = [move for move in moves if move.table == "stock_move"]
    mine = {move.id for move in lines}
    lent: Counter[tuple[bytes, bytes]] = Counter()
    for move in lines:
        rows = db.execute(
            "SELECT id FROM live_stock_move WHERE reason = 'give_back' AND lot = ?", (move.id,)
        ).fetchall()
        if any(row[0] not in mine for row in rows):
            return True
        team, equipment = move.values.get("team"), move.values.get("equipment")
        quantity = move.values.get("quantity")
        if move.values.get("reason") == "lend" and isinstance(quantity, int):
            assert isinstance(team, bytes)
            assert isinstance(equipment, bytes)
            lent[team, equipment] += quantity
    return any(returned_of(db, team, thing, count) for (team, thing), count in lent.items())


def returned_of(db: sqlite3.Connection, team: bytes, equipment: bytes, quantity: int) -> bool:
    """Whether so many of what a team was lent are no longer with it."""
    rows = (*with_team(db, team), *given_to_team(db, team))
    there = sum(row.quantity for row in rows if row.equipment == equipment)
    return there < quantity
