"""Loans between councils with their sums, both counts and differences, until the last is home."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.county_goods import (
    DECLINED,
    OPEN_STATES,
    RETURNED,
    GoodsMove,
    Tally,
    loan_state,
    tally,
)
from sync.core.ids import EntityId

LOAN_TOPICS = (
    "goods_loan", "goods_move", "goods_request", "stockyard", "council", "attachment",
    "stock_item",
)  # fmt: skip


FEW = 100  # loans whose counts are looked up one by one rather than all read


@dataclass(frozen=True)
class LoanRow:
    """`stored` is what was agreed; `state` how far the loan is by its moves."""

    id: EntityId
    number: str
    request: EntityId | None
    request_number: str
    yard: EntityId | None
    yard_name: str
    yard_kind: str
    lender: EntityId
    lender_name: str
    borrower: EntityId
    borrower_name: str
    equipment: str
    quantity: int
    ownership: str
    stored: str
    at: int
    due_on: str | None
    carrier: str
    note: str
    place: str
    sums: Tally
    moved_at: int = 0

    @property
    def state(self) -> str:
        return loan_state(self.stored, self.sums)

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def out(self) -> bool:
        """Something of it is not home."""
        return self.state not in (DECLINED, RETURNED) and self.sums.owed > 0

    @property
    def differs(self) -> bool:
        """Whether the two ends counted otherwise."""
        return bool(self.sums.missing or self.sums.missing_back or self.sums.owed < 0)

    def late(self, today: str) -> bool:
        return self.out and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class CountLine:
    """A line of the ledger of a loan. `mine`: written by the asking council."""

    id: EntityId
    kind: str
    quantity: int
    damaged: int
    at: int
    council: EntityId
    council_name: str
    note: str
    on_way: bool
    at_lender: bool


@dataclass(frozen=True)
class LoanPage:
    loan: LoanRow
    counts: tuple[CountLine, ...]
    files: int


@dataclass(frozen=True)
class OutPart:
    """What one council has of another: `loans` with something out, the earliest due first."""

    council: EntityId
    name: str
    loans: tuple[LoanRow, ...]

    @property
    def due_on(self) -> str | None:
        return min((loan.due_on for loan in self.loans if loan.due_on), default=None)


_SELECT = """
    SELECT l.id, coalesce(l.number, ''), l.request, coalesce(r.number, ''), l.yard,
           coalesce(y.name, ''), coalesce(y.kind, ''), l.lender, coalesce(a.name, ''), l.borrower,
           coalesce(b.name, ''), coalesce(l.equipment, ''), coalesce(l.quantity, 0),
           coalesce(l.ownership, ''), coalesce(l.state, ''), coalesce(l.at, 0), l.due_on,
           coalesce(l.carrier, ''), coalesce(l.note, ''), coalesce(r.place, '')
    FROM live_goods_loan l
    LEFT JOIN live_goods_request r ON r.id = l.request
    LEFT JOIN stockyard y ON y.id = l.yard
    LEFT JOIN council a ON a.id = l.lender
    LEFT JOIN council b ON b.id = l.borrower
"""


def loan_rows(db: sqlite3.Connection, where: str = "", *params: object) -> tuple[LoanRow, ...]:
    """All loans, or those of a condition over `l`, the latest first."""
    found = db.execute(f"{_SELECT} {where} ORDER BY l.at DESC, l.id", params).fetchall()
    few = len(found) <= FEW
    moves = moves_by_loan(db, [row[0] for row in found] if few else None)
    rows = []
    for row in found:
        mine = moves.get(row[0], ())
        rows.append(LoanRow(
            EntityId(row[0]), row[1], _id(row[2]), row[3], _id(row[4]), row[5], row[6],
            EntityId(row[7]), row[8], EntityId(row[9]), row[10], row[11],
            row[12], row[13], row[14], row[15], row[16], row[17], row[18], row[19], tally(mine),
            max((move.at for move in mine), default=0),
        ))  # fmt: skip
    return tuple(rows)


def loan_row(db: sqlite3.Connection, loan: bytes) -> LoanRow | None:
    found = loan_rows(db, "WHERE l.id = ?", loan)
    return found[0] if found else None


def loan_by_number(db: sqlite3.Connection, number: str) -> EntityId | None:
    """What somebody typed or said: L-A-3."""
    row = db.execute(
        "SELECT id FROM live_goods_loan WHERE number = ? ORDER BY id", (number.strip().upper(),)
    ).fetchone()
    return EntityId(row[0]) if row is not None else None


def moves_by_loan(
    db: sqlite3.Connection, loans: Sequence[bytes] | None = None
) -> dict[bytes, list[GoodsMove]]:
    """The counts of these loans, or of all."""
    found: dict[bytes, list[GoodsMove]] = defaultdict(list)
    marks = "" if loans is None else f"WHERE loan IN ({', '.join('?' for _ in loans)})"
    for loan, *rest in db.execute(
        "SELECT loan, kind, coalesce(quantity, 0), coalesce(damaged, 0), coalesce(on_way, 0), "
        f"coalesce(at_lender, 0), coalesce(at, 0) FROM live_goods_move {marks} ORDER BY at, id",
        tuple(loans or ()),
    ):
        kind, quantity, damaged, on_way, at_lender, at = rest
        found[loan].append(GoodsMove(kind, quantity, damaged, bool(on_way), bool(at_lender), at))
    return found


def loan_page(db: sqlite3.Connection, loan: bytes) -> LoanPage | None:
    """One loan with every count, the earliest first."""
    row = loan_row(db, loan)
    if row is None:
        return None
    counts = tuple(
        CountLine(
            EntityId(line[0]), line[1], line[2], line[3], line[4], EntityId(line[5]), line[6],
            line[7], bool(line[8]), bool(line[9]),
        )
        for line in db.execute(
            "SELECT m.id, m.kind, coalesce(m.quantity, 0), coalesce(m.damaged, 0), "
            "coalesce(m.at, 0), m.council, coalesce(c.name, ''), coalesce(m.note, ''), "
            "coalesce(m.on_way, 0), coalesce(m.at_lender, 0) "
            "FROM live_goods_move m LEFT JOIN council c ON c.id = m.council "
            "WHERE m.loan = ? ORDER BY m.at, m.id",
            (loan,),
        )
    )  # fmt: skip
    (files,) = db.execute(
        "SELECT count(*) FROM live_attachment WHERE subject = ?", (loan,)
    ).fetchone()
    return LoanPage(row, counts, files)


def borrowed_from(loans: Iterable[LoanRow], council: bytes) -> tuple[OutPart, ...]:
    """What a council has of others, by lender: the list that must be empty in the end."""
    mine = [loan for loan in loans if loan.borrower == council and loan.out]
    return _parts(mine, lambda loan: (loan.lender, loan.lender_name))


def lent_to(loans: Iterable[LoanRow], council: bytes) -> tuple[OutPart, ...]:
    """What of a council is out, by borrower."""
    mine = [loan for loan in loans if loan.lender == council and loan.out]
    return _parts(mine, lambda loan: (loan.borrower, loan.borrower_name))


def differing(loans: Iterable[LoanRow]) -> tuple[LoanRow, ...]:
    """Loans whose two ends counted otherwise, and nobody has settled it."""
    return tuple(loan for loan in loans if loan.differs)


def _parts(
    loans: list[LoanRow], other: Callable[[LoanRow], tuple[EntityId, str]]
) -> tuple[OutPart, ...]:
    found: dict[tuple[EntityId, str], list[LoanRow]] = defaultdict(list)
    for loan in loans:
        found[other(loan)].append(loan)
    parts = (
        OutPart(key[0], key[1], tuple(sorted(rows, key=lambda r: (r.due_on or "9999", r.number))))
        for key, rows in found.items()
    )
    return tuple(sorted(parts, key=lambda part: (part.due_on or "9999", part.name)))


def _id(value: bytes | None) -> EntityId | None:
    return None if value is None else EntityId(value)
