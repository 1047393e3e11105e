"""Costs of councils: items with the fund that pays them today, shifts, and what is missing."""

import json
import sqlite3
from dataclasses import dataclass

from app.domain.county_costs import (
    RULES,
    Act,
    Gap,
    Ground,
    Item,
    Shift,
    Sorted,
    gaps,
    in_fiscal_year,
    is_covered,
    sort_items,
)
from app.store.queries.county_notices import AttachedFile, files_by_subject
from sync.core.ids import EntityId

COST_TOPICS = (
    "cost_item", "relief_act", "cost_rule", "attendance", "assignment", "attachment", "council",
    "goods_loan",
)  # fmt: skip
PAID, HOSTED, ALL = "paid", "hosted", "all"


@dataclass(frozen=True)
class Stay:
    """An assignment that a cost may be for."""

    id: EntityId
    worker: str
    host: bytes
    home: bytes
    arrives_on: str
    leaves_on: str


@dataclass(frozen=True)
class LoanChoice:
    """A loan of equipment that a cost may be for."""

    id: EntityId
    number: str
    equipment: str
    ownership: str
    borrower: bytes


@dataclass(frozen=True)
class CostsView:
    """Of a fiscal year and of whom was asked for."""

    items: tuple[Sorted, ...]
    shifts: tuple[Shift, ...]
    gaps: tuple[Gap, ...]
    acts: tuple[Act, ...]
    rules: tuple[tuple[str, bool, str], ...]
    """Kind of cost, whether the Act pays it here, where that is written."""
    stays: tuple[Stay, ...]
    loans: tuple[LoanChoice, ...]
    names: tuple[tuple[bytes, str], ...]
    councils: tuple[tuple[bytes, str], ...]
    """Municipalities, for a choice."""
    files: tuple[tuple[bytes, tuple[AttachedFile, ...]], ...]
    council: bytes
    covered: frozenset[tuple[bytes, str]]
    """Shifts that the Act pays for, by assignment and day."""

    def name_of(self, council: bytes | None) -> str:
        return dict(self.names).get(council or b"", "")

    def files_of(self, item: bytes) -> tuple[AttachedFile, ...]:
        return dict(self.files).get(item, ())

    @property
    def lacking(self) -> tuple[Sorted, ...]:
        """Items without all their evidence."""
        return tuple(one for one in self.items if one.lacks)


_ITEMS = """
SELECT id, coalesce(council, x''), host, coalesce(kind, 'other'), coalesce(day, ''),
       coalesce(yen, 0), coalesce(fund, ''), assignment, loan, coalesce(ownership, ''),
       coalesce(text, ''), evidence, settled_on, coalesce(duty, ''), coalesce(worker, ''), minutes
FROM live_cost_item ORDER BY day, id
"""
_SHIFTS = """
SELECT t.assignment, coalesce(a.worker, ''), coalesce(a.host, x''), coalesce(a.home, x''),
       coalesce(t.day, ''), t.started_at, t.ended_at, coalesce(t.overtime, 0),
       coalesce(t.duty, ''), coalesce(t.night, 0), coalesce(t.travel_day, 0)
FROM live_attendance t LEFT JOIN live_assignment a ON a.id = t.assignment
ORDER BY t.day, a.worker, t.id
"""
_ACTS = """
SELECT id, coalesce(council, x''), decided_on, effective_from, ends_on, coalesce(note, '')
FROM live_relief_act ORDER BY effective_from, id
"""
_STAYS = """
SELECT id, coalesce(worker, ''), coalesce(host, x''), coalesce(home, x''),
       coalesce(arrives_on, ''), coalesce(leaves_on, '')
FROM live_assignment WHERE coalesce(state, '') <> 'cancelled' ORDER BY arrives_on, worker
"""
_LOANS = """
SELECT id, coalesce(number, ''), coalesce(equipment, ''), coalesce(ownership, ''),
       coalesce(borrower, x''), coalesce(lender, x'')
FROM live_goods_loan ORDER BY number
"""


def all_items(db: sqlite3.Connection) -> tuple[Item, ...]:
    return tuple(
        Item(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9],
            row[10], frozenset(json.loads(row[11])) if row[11] else frozenset(), row[12], row[13],
            row[14], row[15],
        )
        for row in db.execute(_ITEMS)
    )  # fmt: skip


def all_shifts(db: sqlite3.Connection) -> tuple[Shift, ...]:
    return tuple(
        Shift(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], bool(row[9]),
            bool(row[10]),
        )
        for row in db.execute(_SHIFTS)
    )  # fmt: skip


def ground_of(db: sqlite3.Connection, shifts: tuple[Shift, ...]) -> Ground:
    """What items are sorted by, today."""
    return Ground(
        tuple(Act(*row) for row in db.execute(_ACTS)),
        {(shift.assignment, shift.day): shift for shift in shifts},
        {
            key: bool(pays)
            for key, pays in db.execute(
                "SELECT key, chargeable FROM live_cost_rule WHERE chargeable IS NOT NULL"
            )
        },
        dict(db.execute("SELECT id, parent FROM live_council WHERE parent IS NOT NULL").fetchall()),
    )


def costs_view(db: sqlite3.Connection, council: bytes, scope: str, year: int) -> CostsView:
    """`scope`: what the council PAID, what was done where it is HOSTED, or ALL."""
    shifts = all_shifts(db)
    ground = ground_of(db, shifts)
    everything = all_items(db)
    items = tuple(
        one for one in everything
        if in_fiscal_year(one.day, year) and _is_in(scope, council, one.council, one.host)
    )  # fmt: skip
    worked = tuple(
        one for one in shifts
        if in_fiscal_year(one.day, year) and _is_in(scope, council, one.home, one.host)
    )  # fmt: skip
    councils = db.execute(
        "SELECT id, coalesce(name, ''), kind FROM live_council ORDER BY position, code"
    ).fetchall()
    sources = dict(db.execute("SELECT key, coalesce(source, '') FROM live_cost_rule").fetchall())
    files = files_by_subject(db)
    return CostsView(
        sort_items(items, ground),
        worked,
        gaps(worked, everything),
        ground.acts,
        tuple((kind, ground.pays(kind), sources.get(kind, "")) for kind in RULES),
        tuple(Stay(EntityId(row[0]), *row[1:]) for row in db.execute(_STAYS)),
        tuple(
            LoanChoice(EntityId(row[0]), *row[1:5])
            for row in db.execute(_LOANS)
            if council in row[4:6]
        ),
        tuple((row[0], row[1]) for row in councils),
        tuple((row[0], row[1]) for row in councils if row[2] == "municipality"),
        tuple((one.id, files[one.id]) for one in items if one.id in files),
        council,
        frozenset((one.assignment, one.day) for one in worked if is_covered(one, ground)),
    )


def _is_in(scope: str, council: bytes, payer: bytes, host: bytes | None) -> bool:
    if scope == ALL:
        return True
    return council == (host if scope == HOSTED else payer)
