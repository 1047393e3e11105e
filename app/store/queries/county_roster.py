"""Who of whom is where: the stays of relief staff, their days, what they hand over.

Nobody's name is here: a worker is a number of the council that sends.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from app.domain.county_dispatch import COUNTED, Stay, assignment_state
from app.store.queries.county_dispatch import Row, day
from sync.core.ids import EntityId

ROSTER_TOPICS = ("assignment", "tour", "aid_request", "aid_offer", "council", "handover",
                 "attendance", "end_report")  # fmt: skip


@dataclass(frozen=True)
class Assignment:
    """`request` and `tour` are None where only the card has come yet, and the plan has not.
    `own_judgement`: of a request that was begun because contact was lost."""

    id: EntityId
    tour: EntityId | None
    tour_number: int
    request: EntityId | None
    request_number: str
    offer: EntityId | None
    host: EntityId
    host_code: str
    host_name: str
    home: EntityId
    home_code: str
    home_name: str
    worker: str
    section: str
    role: str
    leads: bool
    arrives_on: date
    leaves_on: date
    lodging: str
    car: bool
    state: str
    arrived_at: int | None
    left_at: int | None
    reason: str
    own_judgement: bool
    reported: bool

    @property
    def stay(self) -> Stay:
        return Stay(self.arrives_on, self.leaves_on, 1, self.section)

    @property
    def counts(self) -> bool:
        return self.state in COUNTED


@dataclass(frozen=True)
class Attendance:
    """One day of one worker. Instants in epoch milliseconds, overtime in minutes."""

    id: EntityId
    assignment: EntityId
    day: date
    started_at: int | None
    ended_at: int | None
    overtime: int
    duty: str
    fund: str
    night: bool
    travel_day: bool
    rest_day: bool
    note: str


@dataclass(frozen=True)
class OpenItem:
    """So many things of a kind are open; `numbers` are those of records, never of people."""

    kind: str
    count: int
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handover:
    id: EntityId
    host: EntityId
    section: str
    assignment: EntityId | None
    worker: str
    home_name: str
    day: date
    at: int
    state: str
    items: tuple[OpenItem, ...]
    warnings: tuple[str, ...]
    contacts: str
    taken_by: EntityId | None
    taken_worker: str
    taken_at: int | None


@dataclass(frozen=True)
class EndReport:
    assignment: EntityId
    at: int
    done: str
    lessons: str
    wishes: str


_ASSIGNMENT = """
SELECT a.id, a.tour, coalesce(t.number, 0), t.request, coalesce(r.number, ''), a.offer, a.host,
    coalesce(h.code, ''), coalesce(h.name, ''), a.home, coalesce(m.code, ''), coalesce(m.name, ''),
    coalesce(a.worker, ''), coalesce(a.section, ''), coalesce(a.role, ''), coalesce(a.leads, 0),
    a.arrives_on, a.leaves_on, coalesce(a.lodging, ''), coalesce(a.car, 0), a.state, a.arrived_at,
    a.left_at, coalesce(a.reason, ''), coalesce(r.own_judgement, 0), e.id IS NOT NULL
FROM live_assignment a LEFT JOIN live_tour t ON t.id = a.tour
LEFT JOIN live_aid_request r ON r.id = t.request
LEFT JOIN live_council h ON h.id = a.host LEFT JOIN live_council m ON m.id = a.home
LEFT JOIN live_end_report e ON e.assignment = a.id
"""
_ORDER = "ORDER BY a.section, a.arrives_on, a.worker, a.id"
_HANDOVER = """
SELECT d.id, d.host, coalesce(d.section, ''), d.assignment, coalesce(a.worker, ''),
    coalesce(m.name, ''), d.day, coalesce(d.at, 0), coalesce(d.state, ''), d.open_items,
    coalesce(d.warning_1, ''), coalesce(d.warning_2, ''), coalesce(d.warning_3, ''),
    coalesce(d.contacts, ''), d.taken_by, coalesce(b.worker, ''), d.taken_at
FROM live_handover d LEFT JOIN live_assignment a ON a.id = d.assignment
LEFT JOIN live_council m ON m.id = a.home LEFT JOIN live_assignment b ON b.id = d.taken_by
"""


def assignment_of(db: sqlite3.Connection, assignment: EntityId) -> Assignment | None:
    row = db.execute(f"{_ASSIGNMENT} WHERE a.id = ?", (assignment,)).fetchone()
    return None if row is None else _assignment(row)


def assignments_of_request(db: sqlite3.Connection, request: EntityId) -> tuple[Assignment, ...]:
    rows = db.execute(f"{_ASSIGNMENT} WHERE t.request = ? {_ORDER}", (request,))
    return tuple(_assignment(row) for row in rows)


def assignments_at(db: sqlite3.Connection, host: EntityId) -> tuple[Assignment, ...]:
    """Everybody who helps a council."""
    rows = db.execute(f"{_ASSIGNMENT} WHERE a.host = ? {_ORDER}", (host,))
    return tuple(_assignment(row) for row in rows)


def assignments_from(db: sqlite3.Connection, home: EntityId) -> tuple[Assignment, ...]:
    """Everybody whom a council sends."""
    rows = db.execute(f"{_ASSIGNMENT} WHERE a.home = ? {_ORDER}", (home,))
    return tuple(_assignment(row) for row in rows)


def workers_of(db: sqlite3.Connection, home: EntityId) -> tuple[str, ...]:
    """All numbers that a council ever gave, also those of stays that were taken back."""
    rows = db.execute(
        "SELECT DISTINCT worker FROM assignment WHERE home = ? AND worker IS NOT NULL", (home,)
    )
    return tuple(row[0] for row in rows)


def attendance_of(db: sqlite3.Connection, assignment: EntityId) -> tuple[Attendance, ...]:
    rows = db.execute(
        "SELECT id, assignment, day, started_at, ended_at, coalesce(overtime, 0), "
        "coalesce(duty, ''), coalesce(fund, ''), coalesce(night, 0), coalesce(travel_day, 0), "
        "coalesce(rest_day, 0), coalesce(note, '') FROM live_attendance WHERE assignment = ? "
        "ORDER BY day",
        (assignment,),
    )
    return tuple(
        Attendance(
            EntityId(r[0]), EntityId(r[1]), day(r[2]), r[3], r[4], r[5], r[6], r[7], bool(r[8]),
            bool(r[9]), bool(r[10]), r[11],
        )
        for r in rows
    )  # fmt: skip


def handovers_at(db: sqlite3.Connection, host: EntityId) -> tuple[Handover, ...]:
    """The newest first."""
    rows = db.execute(f"{_HANDOVER} WHERE d.host = ? ORDER BY d.at DESC, d.id DESC", (host,))
    return tuple(_handover(row) for row in rows)


def handover_of(db: sqlite3.Connection, handover: EntityId) -> Handover | None:
    row = db.execute(f"{_HANDOVER} WHERE d.id = ?", (handover,)).fetchone()
    return None if row is None else _handover(row)


def last_handover(
    db: sqlite3.Connection, host: EntityId, section: str, apart_from: EntityId | None = None
) -> Handover | None:
    """What the last person of a section handed over."""
    row = db.execute(
        f"{_HANDOVER} WHERE d.host = ? AND d.section = ? AND d.assignment IS NOT ? "
        "ORDER BY d.at DESC, d.id DESC LIMIT 1",
        (host, section, apart_from),
    ).fetchone()
    return None if row is None else _handover(row)


def handover_written(db: sqlite3.Connection, assignment: EntityId) -> Handover | None:
    """The newest that somebody wrote."""
    row = db.execute(
        f"{_HANDOVER} WHERE d.assignment = ? ORDER BY d.at DESC, d.id DESC LIMIT 1", (assignment,)
    ).fetchone()
    return None if row is None else _handover(row)


def end_report_of(db: sqlite3.Connection, assignment: EntityId) -> EndReport | None:
    row = db.execute(
        "SELECT assignment, coalesce(at, 0), coalesce(done, ''), coalesce(lessons, ''), "
        "coalesce(wishes, '') FROM live_end_report WHERE assignment = ?",
        (assignment,),
    ).fetchone()
    return None if row is None else EndReport(EntityId(row[0]), *row[1:])


def items_from(text: str | None) -> tuple[OpenItem, ...]:
    """What the field `open_items` holds; what nobody can read is nothing."""
    try:
        found = json.loads(text or "[]")
        return tuple(OpenItem(str(k), int(c), tuple(map(str, n))) for k, c, n in found)
    except (ValueError, TypeError):
        return ()


def items_text(items: tuple[OpenItem, ...]) -> str:
    return json.dumps([[one.kind, one.count, list(one.numbers)] for one in items])


def _assignment(row: Row) -> Assignment:
    tour, request, offer = (EntityId(one) if one else None for one in (row[1], row[3], row[5]))
    return Assignment(
        EntityId(row[0]), tour, row[2], request, row[4], offer, EntityId(row[6]), row[7], row[8],
        EntityId(row[9]), row[10], row[11], row[12], row[13], row[14], bool(row[15]), day(row[16]),
        day(row[17]), row[18], bool(row[19]), assignment_state(row[20], row[21], row[22]), row[21],
        row[22], row[23], bool(row[24]), bool(row[25]),
    )  # fmt: skip


def _handover(row: Row) -> Handover:
    return Handover(
        EntityId(row[0]), EntityId(row[1]), row[2], EntityId(row[3]) if row[3] else None, row[4],
        row[5], day(row[6]), row[7], row[8], items_from(row[9]),
        tuple(words for words in row[10:13] if words), row[13],
        EntityId(row[14]) if row[14] else None, row[15], row[16],
    )  # fmt: skip


@dataclass(frozen=True)
class Roster:
    """One council's calendar: who helps it (`wanted`: what it asked for), or whom it sends."""

    council: EntityId
    name: str
    sends: bool
    stays: tuple[Assignment, ...]
    wanted: tuple[Stay, ...]


@dataclass(frozen=True)
class Helped:
    """A council that is helped, or has asked; `there` are its workers that have arrived."""

    council: EntityId
    name: str
    there: int


def roster_of(db: sqlite3.Connection, council: EntityId, *, sends: bool) -> Roster:
    row = db.execute("SELECT name FROM live_council WHERE id = ?", (council,)).fetchone()
    stays = assignments_from(db, council) if sends else assignments_at(db, council)
    wanted = () if sends else db.execute(
        "SELECT starts_on, ends_on, people FROM live_aid_request WHERE council = ? "
        "AND coalesce(state, 'sent') IN ('sent', 'working', 'filled') ORDER BY starts_on, id",
        (council,),
    ).fetchall()  # fmt: skip
    return Roster(
        council, str(row[0] or "") if row else "", sends, tuple(one for one in stays if one.counts),
        tuple(Stay(day(first), day(last), people or 0) for first, last, people in wanted),
    )  # fmt: skip


def helped_councils(db: sqlite3.Connection) -> tuple[Helped, ...]:
    """Councils with workers or open requests, those with most workers first."""
    rows = db.execute(
        "SELECT c.id, c.name, (SELECT count(*) FROM live_assignment a WHERE a.host = c.id "
        "AND a.arrived_at IS NOT NULL AND a.left_at IS NULL) AS there FROM live_council c "
        "WHERE c.id IN (SELECT host FROM live_assignment) OR c.id IN (SELECT council "
        "FROM live_aid_request WHERE coalesce(state, 'sent') IN ('sent', 'working', 'filled')) "
        "ORDER BY there DESC, c.position, c.code"
    )
    return tuple(Helped(EntityId(row[0]), str(row[1] or ""), int(row[2])) for row in rows)
