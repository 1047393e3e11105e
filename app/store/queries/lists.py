"""The rows of the day's lists: who was there, who is insured, which needs there are.

Codes stay codes. A person or group that was checked in twice stands once in the list, with the
first arrival, and with the largest number of heads.
"""

import sqlite3
from dataclasses import dataclass
from typing import Any

from app.store.queries.needs import codes
from sync.core.ids import EntityId


@dataclass(frozen=True)
class ParticipantRow:
    """A person or group of the day. `teams` are the teams of the day, in their order. `women`,
    `men` and `experienced` are those of a group's entry."""

    volunteer: EntityId | None
    group: EntityId | None
    number: str
    name: str
    kana: str
    at: int | None
    heads: int
    first_time: bool | None
    left_at: int | None
    affiliation: str
    sex: str | None
    born_on: str | None
    age_band: str | None
    phone: str
    postal_code: str
    address: str
    emergency: str
    light_truck: bool | None
    insurance_claim: str | None
    uninsured: int | None
    women: int | None
    men: int | None
    experienced: int | None
    teams: tuple[str, ...]
    note: str


_PARTICIPANTS_SQL = """
SELECT c.volunteer, c."group", coalesce(v.number, g.number, ''), coalesce(v.name, g.name, ''),
    coalesce(v.kana, g.kana, ''), min(c.at), max(coalesce(c.heads, 1)), max(c.first_time),
    max(c.left_at),
    coalesce(v.affiliation, ''), v.sex, v.born_on, v.age_band,
    coalesce(v.phone, g.mobile, g.phone, ''), coalesce(v.postal_code, ''),
    coalesce(v.address, g.address, ''),
    trim(coalesce(v.emergency_name, '') || ' ' ||
         coalesce('（' || v.emergency_relation || '）', '') || ' ' ||
         coalesce(v.emergency_phone, '')),
    v.has_light_truck, v.insurance_claim, g.uninsured, g.heads_female, g.heads_male,
    g.experienced, coalesce(v.note, g.note, '')
FROM live_check_in c LEFT JOIN live_volunteer v ON v.id = c.volunteer
LEFT JOIN live_volunteer_group g ON g.id = c."group"
WHERE c.day = ? GROUP BY coalesce(c.volunteer, c."group", c.id) ORDER BY min(c.at), c.id
"""
_TEAMS_SQL = """
SELECT DISTINCT coalesce(m.volunteer, m."group"), t.number FROM live_team t
JOIN live_team_member m ON m.team = t.id
WHERE t.day = ? AND coalesce(t.state, '') <> 'disbanded' AND t.number IS NOT NULL
    AND (m.ended_at IS NULL OR t.sent_at IS NOT NULL)
ORDER BY t.id
"""


def participant_rows(db: sqlite3.Connection, day: str) -> tuple[ParticipantRow, ...]:
    """Everybody who was checked in on a day (ISO), in the order of arrival."""
    teams: dict[bytes, list[str]] = {}
    for subject, number in db.execute(_TEAMS_SQL, (day,)):
        teams.setdefault(subject, []).append(number)
    return tuple(
        _participant(row, tuple(teams.get(row[0] or row[1], ())))
        for row in db.execute(_PARTICIPANTS_SQL, (day,))
    )


def _participant(row: tuple[Any, ...], teams: tuple[str, ...]) -> ParticipantRow:
    before, after = (*row[:7], _flag(row[7]), *row[8:17]), (_flag(row[17]), *row[18:23])
    return ParticipantRow(*(*before, *after, teams, row[23]))


@dataclass(frozen=True)
class PolicyRow:
    """One enrolment as it was recorded; anything may be unknown."""

    volunteer: EntityId | None
    group: EntityId | None
    plan: str | None
    enrolled_at: int | None
    effective_at: int | None
    ends_at: int | None
    fiscal_year: int | None
    exception: bool | None
    paid_by: str | None


_POLICIES_SQL = """
SELECT i.volunteer, i."group", i.plan, i.enrolled_at, i.effective_at, i.ends_at, i.fiscal_year,
    i.exception, i.paid_by
FROM live_insurance i
"""


def policies_of_day(db: sqlite3.Connection, day: str) -> tuple[PolicyRow, ...]:
    """Enrolments of everybody who was checked in on a day."""
    rows = db.execute(
        f"{_POLICIES_SQL} WHERE i.volunteer IN (SELECT volunteer FROM live_check_in WHERE day = ?1)"
        ' OR i."group" IN (SELECT "group" FROM live_check_in WHERE day = ?1) ORDER BY i.id',
        (day,),
    )
    return tuple(_policy(row) for row in rows)


@dataclass(frozen=True)
class InsuredRow:
    """Whom the insurer is told of: a person, or a member of a group."""

    volunteer: EntityId | None
    group: EntityId | None
    name: str
    kana: str
    postal_code: str
    address: str
    phone: str


_INSURED_SQL = """
SELECT c.volunteer, NULL, coalesce(v.name, ''), coalesce(v.kana, ''), coalesce(v.postal_code, ''),
    coalesce(v.address, ''), coalesce(v.phone, ''), min(c.at) AS first, 0
FROM live_check_in c JOIN live_volunteer v ON v.id = c.volunteer
WHERE c.day = ?1 GROUP BY c.volunteer
UNION ALL
SELECT m.volunteer, g.id, coalesce(m.name, ''), coalesce(m.kana, ''), '', coalesce(m.address, ''),
    coalesce(m.phone, ''), (SELECT min(at) FROM live_check_in WHERE "group" = g.id AND day = ?1)
    AS first, coalesce(m.position, 0)
FROM live_volunteer_group g JOIN live_group_member m ON m."group" = g.id
WHERE g.id IN (SELECT "group" FROM live_check_in WHERE day = ?1)
ORDER BY first, 9
"""


def insured_rows(db: sqlite3.Connection, day: str) -> tuple[InsuredRow, ...]:
    """Everybody of a day with a name, group members one by one, in the order of arrival."""
    return tuple(InsuredRow(*row[:7]) for row in db.execute(_INSURED_SQL, (day,)))


@dataclass(frozen=True)
class NeedListRow:
    """A need with what its list shows; the sealed half is None where it cannot be read."""

    id: EntityId
    number: str
    status: str
    received_at: int | None
    town: str
    kinds: tuple[str, ...]
    people: int | None
    crisis: bool | None
    next_on: str | None
    completed_on: str | None
    reason: str | None
    refer_to: str | None
    reason_note: str
    name: str | None
    phone: str | None
    address: str | None
    building: str | None
    request: str | None


_NEEDS_SQL = """
SELECT n.id, coalesce(n.number, ''), coalesce(n.status, 'received'), n.received_at,
    coalesce(n.town, ''), n.kinds, n.people, n.crisis, n.next_on, n.completed_on, n.reason,
    n.refer_to, coalesce(n.reason_note, ''), p.name, p.phone, p.address, p.building, p.request
FROM live_need n LEFT JOIN live_need_private p ON p.id = n.id
WHERE coalesce(n.received_at, 0) < ? ORDER BY n.received_at, n.number, n.id
"""


def need_list_rows(db: sqlite3.Connection, end_ms: int) -> tuple[NeedListRow, ...]:
    """Every need that was received before an instant, in that order."""
    return tuple(
        NeedListRow(*(*row[:5], codes(row[5]), row[6], _flag(row[7]), *row[8:]))
        for row in db.execute(_NEEDS_SQL, (end_ms,))
    )


def _policy(row: tuple[Any, ...]) -> PolicyRow:
    return PolicyRow(*(*row[:7], _flag(row[7]), row[8]))


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)
