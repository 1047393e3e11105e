"""Shared equipment of a county: who has what and how much of it is free, who asks for what.

Free is what may be lent, without what is promised, out, or gone for good since the yard was
counted. Sums of the ledger only: equal on every device that knows the same rows.
"""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from app.domain.county_goods import (
    OFFERED,
    not_free_since,
    request_state,
    reserved,
)
from app.store.queries.county_goods_loans import LoanRow, loan_rows, moves_by_loan
from sync.core.ids import EntityId

GOODS_TOPICS = (
    "stockyard", "stock_item", "starter_kit", "kit_line", "goods_request", "goods_loan",
    "goods_move", "council", "centre_state", "travel_time",
)  # fmt: skip
OVER = ("closed", "withdrawn")


@dataclass(frozen=True)
class Yard:
    id: EntityId
    council: EntityId
    council_name: str
    name: str
    kind: str
    cell: str
    phone: str
    hours: str
    capacity: int | None
    active: bool


@dataclass(frozen=True)
class StockRow:
    """A line of the county ledger. `out` is not home, `promised` lies ready for somebody, `gone`
    is lost, used up or damaged since the count."""

    id: EntityId
    yard: EntityId
    yard_name: str
    council: EntityId
    council_name: str
    equipment: str
    ownership: str
    quantity: int
    out: int
    promised: int
    gone: int
    as_of: int
    note: str

    @property
    def free(self) -> int:
        return self.quantity - self.out - self.promised - self.gone


@dataclass(frozen=True)
class RequestLine:
    """`promised`: agreed or on its way; `offered`: waits for a yes."""

    id: EntityId
    number: str
    council: EntityId
    council_name: str
    equipment: str
    quantity: int
    needed_on: str | None
    stored: str
    kit: EntityId | None
    kit_name: str
    note: str
    place: str
    at: int
    promised: int
    offered: int
    loans: tuple[EntityId, ...]

    @property
    def state(self) -> str:
        return request_state(self.stored, self.quantity, self.promised, self.offered)

    @property
    def over(self) -> bool:
        return self.stored in OVER

    @property
    def open(self) -> int:
        """So many are still asked for."""
        return 0 if self.over else max(0, self.quantity - self.promised - self.offered)


@dataclass(frozen=True)
class Kit:
    id: EntityId
    name: str
    active: bool
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CouncilName:
    id: EntityId
    code: str
    name: str


def yards(db: sqlite3.Connection) -> tuple[Yard, ...]:
    """All yards, open ones first, by council and name."""
    return tuple(
        Yard(
            EntityId(row[0]), EntityId(row[1]), row[2], row[3], row[4], row[5], row[6], row[7],
            row[8], row[9] != 0,
        )
        for row in db.execute(
            "SELECT y.id, y.council, coalesce(c.name, ''), coalesce(y.name, ''), "
            "coalesce(y.kind, ''), coalesce(y.cell, ''), coalesce(y.phone, ''), "
            "coalesce(y.hours, ''), y.capacity, coalesce(y.active, 1) FROM live_stockyard y "
            "LEFT JOIN council c ON c.id = y.council "
            "ORDER BY coalesce(y.active, 1) DESC, c.position, y.name, y.id"
        )
    )  # fmt: skip


def ledger(db: sqlite3.Connection, yard: bytes | None = None) -> tuple[StockRow, ...]:
    """Every line of stock with what is out of it, by thing, council and yard; of one yard where it
    is named."""
    which = (yard is None, yard)
    loans_there = loan_rows(db, "WHERE l.yard IS NOT NULL AND (? OR l.yard = ?)", *which)
    moves = moves_by_loan(db, None if yard is None else [loan.id for loan in loans_there])
    by_lot: dict[tuple[bytes, str, str], list[LoanRow]] = defaultdict(list)
    for loan in loans_there:
        assert loan.yard is not None
        by_lot[loan.yard, loan.equipment, loan.ownership].append(loan)
    found = []
    for row in db.execute(
        "SELECT s.id, s.yard, coalesce(y.name, ''), y.council, coalesce(c.name, ''), "
        "coalesce(s.equipment, ''), coalesce(s.ownership, ''), coalesce(s.quantity, 0), "
        "coalesce(s.as_of, 0), coalesce(s.note, '') FROM live_stock_item s "
        "JOIN live_stockyard y ON y.id = s.yard LEFT JOIN council c ON c.id = y.council "
        "WHERE coalesce(y.active, 1) = 1 AND (? OR s.yard = ?) "
        "ORDER BY s.equipment, c.position, y.name, s.ownership, s.id",
        which,
    ):
        loans = by_lot.get((row[1], row[5], row[6]), [])
        found.append(StockRow(
            EntityId(row[0]), EntityId(row[1]), row[2], EntityId(row[3]),
            row[4], row[5], row[6], row[7],
            out=sum(max(0, loan.sums.owed) for loan in loans if loan.out),
            promised=sum(reserved(one.stored, one.quantity, one.sums) for one in loans),
            gone=sum(not_free_since(moves.get(loan.id, ()), row[8]) for loan in loans),
            as_of=row[8], note=row[9],
        ))  # fmt: skip
    return tuple(found)


def free_of(db: sqlite3.Connection, yard: bytes, equipment: str, ownership: str) -> int:
    """What a yard can still promise of one thing; 0 where the list does not have it."""
    return sum(
        row.free for row in ledger(db, yard)
        if (row.equipment, row.ownership) == (equipment, ownership)
    )  # fmt: skip


def request_lines(
    db: sqlite3.Connection, where: str = "", *params: object
) -> tuple[RequestLine, ...]:
    """Requests, the latest first; those of a condition over `r`."""
    loans: dict[bytes, list[LoanRow]] = defaultdict(list)
    for loan in loan_rows(db, "WHERE l.request IS NOT NULL"):
        assert loan.request is not None
        loans[loan.request].append(loan)
    found = []
    for row in db.execute(
        "SELECT r.id, coalesce(r.number, ''), r.council, coalesce(c.name, ''), "
        "coalesce(r.equipment, ''), coalesce(r.quantity, 0), r.needed_on, coalesce(r.state, ''), "
        "r.kit, coalesce(k.name, ''), coalesce(r.note, ''), coalesce(r.place, ''), "
        "coalesce(r.at, 0) FROM live_goods_request r LEFT JOIN council c ON c.id = r.council "
        f"LEFT JOIN starter_kit k ON k.id = r.kit {where} ORDER BY r.at DESC, r.number, r.id",
        params,
    ):
        mine = [loan for loan in loans.get(row[0], ()) if loan.state != "declined"]
        waiting = [loan for loan in mine if loan.state == OFFERED]
        found.append(RequestLine(
            EntityId(row[0]), row[1], EntityId(row[2]), row[3], row[4], row[5], row[6], row[7],
            EntityId(row[8]) if row[8] else None, row[9], row[10], row[11], row[12],
            promised=sum(_counts(loan) for loan in mine if loan.state != OFFERED),
            offered=sum(loan.quantity for loan in waiting),
            loans=tuple(loan.id for loan in mine),
        ))  # fmt: skip
    return tuple(found)


def request_line(db: sqlite3.Connection, request: bytes) -> RequestLine | None:
    found = request_lines(db, "WHERE r.id = ?", request)
    return found[0] if found else None


def kits(db: sqlite3.Connection) -> tuple[Kit, ...]:
    """Starter kits in their order."""
    lines: dict[bytes, list[tuple[str, int]]] = defaultdict(list)
    for kit, equipment, quantity in db.execute(
        "SELECT kit, equipment, coalesce(quantity, 0) FROM live_kit_line ORDER BY equipment, id"
    ):
        lines[kit].append((equipment, quantity))
    return tuple(
        Kit(EntityId(row[0]), row[1], row[2] != 0, tuple(lines.get(row[0], ())))
        for row in db.execute(
            "SELECT id, coalesce(name, ''), coalesce(active, 1) FROM live_starter_kit "
            "ORDER BY position, id"
        )
    )


def council_names(db: sqlite3.Connection) -> tuple[CouncilName, ...]:
    """Councils that stand on lists, in their order."""
    return tuple(
        CouncilName(EntityId(row[0]), row[1], row[2])
        for row in db.execute(
            "SELECT id, coalesce(code, ''), coalesce(name, '') FROM live_council "
            "WHERE coalesce(active, 1) = 1 ORDER BY position, code"
        )
    )


def _counts(loan: LoanRow) -> int:
    """What a loan fills of a request: what arrived where it was counted, else what was agreed."""
    return loan.sums.received if loan.sums.arrival_counted else loan.quantity
