"""Needs as lists: the desk's list and search, counts by state, crises, the queue of surveys.

Names and addresses come from the sealed half; where this device cannot read it they are None. A
need that was merged away is found by its own words and shown as the one that holds.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.domain.needs import OPEN, SETTLED, WAITING_FOR_TEAM, WITH_TEAM, NeedStatus
from app.store.queries.aliases import record_that_holds
from app.store.search import search
from sync.core.ids import EntityId

SEARCH_HITS_MAX = 60

# What the desk looks at, and the states it shows. `crisis` goes across the states.
FILTERS: dict[str, frozenset[NeedStatus]] = {
    "open": OPEN,
    "survey": frozenset({NeedStatus.SURVEY_WAITING, NeedStatus.SURVEY_SCHEDULED}),
    "ready": WAITING_FOR_TEAM,
    "team": WITH_TEAM,
    "crisis": OPEN,
    "settled": SETTLED - {NeedStatus.DUPLICATE_MERGED},
}


@dataclass(frozen=True)
class NeedLine:
    """One need in a list. Instants in epoch milliseconds; `planned_at` is the next visit."""

    id: EntityId
    number: str
    status: str
    crisis: bool
    crisis_told_to: str | None
    urgency: str | None
    town: str | None
    kinds: tuple[str, ...]
    people: int | None
    name: str | None
    affected_name: str | None
    phone: str | None
    received_at: int
    status_at: int | None
    visits: int
    planned_at: int | None
    surveyor: str | None
    next_on: str | None


_LINES = """
SELECT n.id, n.number, n.status, n.crisis, n.crisis_told_to, n.urgency, n.town, n.kinds, n.people,
       p.name, p.affected_name, p.phone, n.received_at, n.status_at, n.visits,
       s.planned_at, s.surveyor, n.next_on
FROM live_need n
LEFT JOIN live_need_private p ON p.id = n.id
LEFT JOIN live_survey s ON s.id = (
    SELECT id FROM live_survey WHERE need = n.id AND state = 'planned' ORDER BY id DESC LIMIT 1)
"""


def needs_for_list(db: sqlite3.Connection, chosen: str) -> tuple[NeedLine, ...]:
    """All needs of a filter (key of `FILTERS`): crisis first, then who has waited longest.

    What is settled stands newest first.
    """
    states = sorted(FILTERS[chosen])
    marks = ", ".join("?" for _ in states)
    only = " AND n.crisis = 1" if chosen == "crisis" else ""
    newest = chosen == "settled"
    order = "n.status_at DESC" if newest else "coalesce(n.crisis, 0) DESC, n.received_at, n.number"
    rows = db.execute(
        f"{_LINES} WHERE coalesce(n.status, 'received') IN ({marks}){only} ORDER BY {order}", states
    )
    return tuple(_line(row) for row in rows)


def needs_matching(db: sqlite3.Connection, text: str) -> tuple[NeedLine, ...]:
    """What a number, a phone number, an address or a name finds, the best first; all states."""
    found: dict[EntityId, None] = {}
    for hit in search(db, "need", text, SEARCH_HITS_MAX):
        found.setdefault(record_that_holds(db, "need", hit.entity))
    return need_lines(db, tuple(found))


def need_lines(db: sqlite3.Connection, needs: tuple[EntityId, ...]) -> tuple[NeedLine, ...]:
    """These needs, in this order; those that are gone are left out."""
    marks = ", ".join("?" for _ in needs)
    by_id = {
        row[0]: _line(row) for row in db.execute(f"{_LINES} WHERE n.id IN ({marks})", list(needs))
    }
    return tuple(by_id[need] for need in needs if need in by_id)


def need_by_number(db: sqlite3.Connection, number: str) -> EntityId | None:
    """The need with this number as it is stored (N-0412)."""
    row = db.execute("SELECT id FROM live_need WHERE number = ?", (number,)).fetchone()
    return None if row is None else EntityId(row[0])


@dataclass(frozen=True)
class NeedCounts:
    """`by_status` has every state that occurs; `crisis` counts open needs, `untold` those of them
    that no named person has been told of."""

    by_status: tuple[tuple[str, int], ...]
    crisis: int
    untold: int

    def of(self, chosen: str) -> int:
        """How many a filter shows."""
        if chosen == "crisis":
            return self.crisis
        states = FILTERS[chosen]
        return sum(count for status, count in self.by_status if status in states)


def need_counts(db: sqlite3.Connection) -> NeedCounts:
    by_status = tuple(
        (str(status), int(count))
        for status, count in db.execute(
            "SELECT coalesce(status, 'received'), count(*) FROM live_need GROUP BY 1 ORDER BY 1"
        )
    )
    crises = crisis_needs(db)
    return NeedCounts(by_status, len(crises), sum(1 for crisis in crises if not crisis.told_at))


@dataclass(frozen=True)
class CrisisLine:
    """A need whose people may be in danger: what the chief's screen shows."""

    id: EntityId
    number: str
    town: str | None
    status: str
    received_at: int
    received_by: str | None
    told_to: str | None
    told_at: int | None
    note: str | None
    phone: str | None


def crisis_needs(db: sqlite3.Connection) -> tuple[CrisisLine, ...]:
    """Open crises: those that nobody was told of first, then the oldest."""
    states = sorted(OPEN)
    marks = ", ".join("?" for _ in states)
    rows = db.execute(
        "SELECT n.id, n.number, n.town, coalesce(n.status, 'received'), n.received_at, "
        "n.received_by, n.crisis_told_to, n.crisis_told_at, p.crisis_note, p.phone "
        "FROM live_need n LEFT JOIN live_need_private p ON p.id = n.id "
        f"WHERE n.crisis = 1 AND coalesce(n.status, 'received') IN ({marks}) "
        "ORDER BY n.crisis_told_at IS NOT NULL, n.received_at",
        states,
    )
    return tuple(
        CrisisLine(EntityId(row[0]), row[1] or "", row[2], row[3], row[4] or 0, *row[5:])
        for row in rows
    )


def recent_crisis_marks(db: sqlite3.Connection, limit: int) -> tuple[bool | None, ...]:
    """What the latest intakes were judged as, the newest first."""
    rows = db.execute("SELECT crisis FROM live_need ORDER BY received_at DESC LIMIT ?", (limit,))
    return tuple(None if row[0] is None else bool(row[0]) for row in rows)


def codes(column: str | None) -> tuple[str, ...]:
    """The codes of a set column; not asked gives none."""
    return tuple(json.loads(column)) if column else ()


def _line(row: tuple[Any, ...]) -> NeedLine:
    (
        identifier, number, status, crisis, told_to, urgency, town, kinds, people, name, affected,
        phone, received_at, status_at, visits, planned_at, surveyor, next_on,
    ) = row  # fmt: skip
    return NeedLine(
        EntityId(identifier), number or "", status or "received", bool(crisis), told_to, urgency,
        town, codes(kinds), people, name, affected, phone, received_at or 0, status_at, visits or 0,
        planned_at, surveyor, next_on,
    )  # fmt: skip
