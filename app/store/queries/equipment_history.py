"""What happened to one kind of thing, and what is borrowed from whom."""

import sqlite3
from dataclasses import dataclass

from app.domain.equipment import Move, owed_lots
from sync.core.ids import EntityId

HISTORY_MAX = 100


@dataclass(frozen=True)
class MoveRow:
    """A line of the ledger in words; `source` and `target` are places, teams or empty (outside)."""

    id: EntityId
    at: int
    by_name: str
    reason: str
    quantity: int
    source: str
    target: str
    team_number: str
    owner: str
    note: str


@dataclass(frozen=True)
class BorrowedRow:
    """A borrowed lot and what of it is still to give back."""

    lot: EntityId
    equipment: EntityId
    name: str
    unit: str
    owner: str
    ownership: str
    received: int
    left: int
    received_at: int | None
    due_on: str | None
    note: str


@dataclass(frozen=True)
class LotRow:
    """Of which thing a lot is, and from whom."""

    lot: EntityId
    equipment: EntityId
    owner: str


def history_of(db: sqlite3.Connection, equipment: bytes) -> tuple[MoveRow, ...]:
    """The newest moves of one kind of thing, newest first."""
    rows = db.execute(
        "SELECT m.id, coalesce(m.at, 0), coalesce(m.by_name, ''), coalesce(m.reason, ''), "
        "coalesce(m.quantity, 0), coalesce(f.name, ''), coalesce(g.name, ''), "
        "coalesce(t.number, ''), coalesce(m.owner, ''), coalesce(m.note, '') "
        "FROM live_stock_move m LEFT JOIN place f ON f.id = m.from_place "
        "LEFT JOIN place g ON g.id = m.to_place LEFT JOIN team t ON t.id = m.team "
        "WHERE m.equipment = ? ORDER BY m.at DESC, m._clock DESC, m.id DESC LIMIT ?",
        (equipment, HISTORY_MAX),
    )
    return tuple(MoveRow(EntityId(row[0]), *row[1:]) for row in rows)


def borrowed_rows(
    db: sqlite3.Connection, give_back: frozenset[str], *, settled: bool = False
) -> tuple[BorrowedRow, ...]:
    """Lots that are not wholly given back, the earliest due first; with `settled` also the others.

    `give_back`: codes of ownership that oblige.
    """
    lots, returns = _ledger(db)
    owed = {lot.lot: lot.quantity for lot in owed_lots([*lots, *returns], give_back)}
    facts = {
        row[0]: row[1:]
        for row in db.execute(
            "SELECT m.id, coalesce(e.name, ''), coalesce(e.unit, ''), m.at, coalesce(m.note, '') "
            "FROM live_stock_move m LEFT JOIN equipment e ON e.id = m.equipment "
            "WHERE m.reason = 'receive'"
        )
    }
    found = []
    for lot in lots:
        if lot.ownership not in give_back or not (settled or lot.id in owed):
            continue
        name, unit, at, note = facts[lot.id]
        left = owed.get(lot.id, 0)
        found.append(
            BorrowedRow(
                EntityId(lot.id),
                EntityId(lot.equipment),
                name,
                unit,
                lot.owner or "",
                lot.ownership or "",
                lot.quantity,
                left,
                at,
                lot.due_on,
                note,
            )
        )
    found.sort(key=lambda row: (row.due_on or "9999", row.owner, row.name, row.lot))
    return tuple(found)


def owed_of_lot(db: sqlite3.Connection, lot: bytes, give_back: frozenset[str]) -> int | None:
    """What of one lot is still to give back; None where it is no borrowed lot."""
    lots, returns = _ledger(db, lot)
    if not lots or lots[0].ownership not in give_back:
        return None
    return sum(owed.quantity for owed in owed_lots([*lots, *returns], give_back))


def lot_row(db: sqlite3.Connection, lot: bytes) -> LotRow | None:
    """A lot that was received and not taken back."""
    row = db.execute(
        "SELECT id, equipment, coalesce(owner, '') FROM live_stock_move "
        "WHERE id = ? AND reason = 'receive'",
        (lot,),
    ).fetchone()
    return None if row is None else LotRow(EntityId(row[0]), EntityId(row[1]), row[2])


def _ledger(db: sqlite3.Connection, lot: bytes | None = None) -> tuple[list[Move], list[Move]]:
    columns = "id, equipment, quantity, reason, ownership, owner, lot, due_on"
    one = "" if lot is None else " AND {column} = ?"
    values = () if lot is None else (lot,)

    def read(reason: str, column: str) -> list[Move]:
        rows = db.execute(
            f"SELECT {columns} FROM live_stock_move "
            f"WHERE reason = '{reason}'{one.format(column=column)} ORDER BY at, id",
            values,
        )
        return [
            Move(
                row[1], row[2] or 0, row[3], ownership=row[4], owner=row[5], lot=row[6], id=row[0],
                due_on=row[7],
            )
            for row in rows
        ]  # fmt: skip

    return read("receive", "id"), read("give_back", "lot")
