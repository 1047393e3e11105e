"""One team at the desk of out and back: its people, its need, its tools, what it told.

What was told in words and injuries come from the sealed half; where this device cannot read it they
are blank.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.store.queries.board import TeamLine, team_line
from app.store.queries.equipment_loans import tool_list, with_team
from sync.core.ids import EntityId


@dataclass(frozen=True)
class MemberLine:
    """A person or a group on the team, also after its return."""

    id: EntityId
    volunteer: EntityId | None
    group: EntityId | None
    number: str
    name: str
    phone: str
    heads: int
    leader: bool
    first_time: bool | None


@dataclass(frozen=True)
class ToolLine:
    """Some of one thing."""

    name: str
    unit: str
    quantity: int


@dataclass(frozen=True)
class NeedAtHand:
    """What the desk says about the place. `other_teams`: out or still to leave for it."""

    status: str
    people: int | None
    dangers: tuple[str, ...]
    tools: tuple[str, ...]
    parking: str
    road: str
    toilet_water: str
    waste_site: str
    watch: bool | None
    other_teams: int


@dataclass(frozen=True)
class ReportLine:
    """A report as it was told. Names are those of `report` and `report_private`."""

    at: int
    reporter: str
    progress: str | None
    heads: int | None
    injured: int | None
    near_misses: int | None
    next_people: int | None
    next_on: str | None
    next_tools: tuple[str, ...]
    tools_ok: bool | None
    sandbags: int | None
    watch: bool | None
    text: str
    near_miss: str
    remaining: str
    extra_wish: str
    watch_note: str
    breakage: str


@dataclass(frozen=True)
class InjuryLine:
    id: EntityId
    name: str
    kind: str
    treatment: str | None
    course: str
    at: int


@dataclass(frozen=True)
class TeamPage:
    line: TeamLine
    members: tuple[MemberLine, ...]
    need: NeedAtHand | None
    to_fetch: tuple[ToolLine, ...]
    tools_out: tuple[ToolLine, ...]
    report: ReportLine | None
    injuries: tuple[InjuryLine, ...]


_MEMBERS = """
SELECT m.id, m.volunteer, m."group", coalesce(v.number, g.number, ''),
       coalesce(v.name, g.name, ''), coalesce(v.phone, g.mobile, g.phone, ''),
       coalesce(m.heads, 1), coalesce(m.is_leader, 0) OR coalesce(m.volunteer = t.leader, 0),
       c.first_time
FROM live_team_member m JOIN live_team t ON t.id = m.team
LEFT JOIN volunteer v ON v.id = m.volunteer
LEFT JOIN volunteer_group g ON g.id = m."group"
LEFT JOIN live_check_in c ON c.id = m.check_in
WHERE m.team = ? AND (m.ended_at IS NULL OR m.ended_at >= t.sent_at) ORDER BY 8 DESC, m.id
"""
_NEED = """
SELECT coalesce(n.status, 'received'), n.people, n.dangers, n.tools, coalesce(n.parking, ''),
       coalesce(n.road, ''), coalesce(n.toilet_water, ''), coalesce(n.waste_site, ''), n.watch,
       (SELECT count(*) FROM live_team o WHERE o.need = n.id AND o.id <> ?2
        AND o.state IN ('forming', 'ready', 'out'))
FROM live_need n WHERE n.id = ?1
"""
_REPORT = """
SELECT coalesce(r.at, 0), coalesce(r.reporter, ''), r.progress, r.heads, r.injured, r.near_misses,
       r.next_people, r.next_on, r.next_tools, r.tools_ok, r.sandbags, r.watch,
       coalesce(p.text, ''), coalesce(p.near_miss, ''), coalesce(p.remaining, ''),
       coalesce(p.extra_wish, ''), coalesce(p.watch_note, ''), coalesce(p.breakage, '')
FROM live_report r LEFT JOIN live_report_private p ON p.id = r.id
WHERE r.team = ? ORDER BY r.id DESC LIMIT 1
"""
_INJURIES = """
SELECT i.id, coalesce(v.name, i.name, ''), coalesce(i.kind, 'other'), i.treatment,
       coalesce(i.course, ''), coalesce(i.at, 0)
FROM live_injury i LEFT JOIN live_volunteer v ON v.id = i.volunteer
WHERE i.team = ? ORDER BY i.id
"""


def team_page(db: sqlite3.Connection, team: bytes) -> TeamPage | None:
    """Everything that the desk says and asks about one team, or None."""
    line = team_line(db, team)
    if line is None:
        return None
    need = None
    if line.need is not None:
        row = db.execute(_NEED, (line.need, team)).fetchone()
        need = None if row is None else _need(row)
    members = tuple(
        MemberLine(
            EntityId(row[0]), _id(row[1]), _id(row[2]), row[3], row[4], row[5], row[6],
            bool(row[7]), None if row[8] is None else bool(row[8]),
        )
        for row in db.execute(_MEMBERS, (team,))
    )  # fmt: skip
    told = db.execute(_REPORT, (team,)).fetchone()
    injuries = tuple(
        InjuryLine(EntityId(row[0]), *row[1:]) for row in db.execute(_INJURIES, (team,))
    )
    return TeamPage(
        line,
        members,
        need,
        _named(db, {row.equipment: row.quantity for row in tool_list(db, team)}),
        _named(db, {row.equipment: row.quantity for row in with_team(db, team)}),
        None if told is None else _report(told),
        injuries,
    )


_FOUND = """
SELECT t.id FROM live_team t LEFT JOIN live_need n ON n.id = t.need
WHERE ({which}) AND (t.day = ?1 OR t.state = 'out') AND coalesce(t.state, '') <> 'disbanded'
ORDER BY CASE t.state WHEN 'out' THEN 0 WHEN 'back' THEN 2 ELSE 1 END, t.id DESC
"""
_OF_PERSON = """EXISTS (SELECT 1 FROM live_team_member m
    LEFT JOIN live_volunteer v ON v.id = m.volunteer
    LEFT JOIN live_volunteer_group g ON g.id = m."group"
    WHERE m.team = t.id AND (v.{column} = ?2 OR g.{column} = ?2))"""
_WHICH = {
    "need": "t.need = ?2",
    "person": _OF_PERSON.format(column="id"),
    "team": "t.number = ?2",
    "number": f"n.number = ?2 OR {_OF_PERSON.format(column='number')}",
}


def teams_found(
    db: sqlite3.Connection, day: str, kind: str, value: bytes | str
) -> tuple[EntityId, ...]:
    """Teams of a day, or still out, by what was scanned or typed: the id of a `need` or a `person`,
    the number of a `team`, or a `number` that a need or a person has. A team that is out goes
    before one that is to leave, that before one that is back."""
    rows = db.execute(_FOUND.format(which=_WHICH[kind]), (day, value))
    return tuple(EntityId(row[0]) for row in rows)


def _need(row: tuple[Any, ...]) -> NeedAtHand:
    return NeedAtHand(
        row[0], row[1], _codes(row[2]), _codes(row[3]), row[4], row[5], row[6], row[7],
        None if row[8] is None else bool(row[8]), row[9],
    )  # fmt: skip


def _report(row: tuple[Any, ...]) -> ReportLine:
    values = list(row)
    values[8] = _codes(values[8])
    for place in (9, 11):
        values[place] = None if values[place] is None else bool(values[place])
    return ReportLine(*values)


def _named(db: sqlite3.Connection, quantities: dict[EntityId, int]) -> tuple[ToolLine, ...]:
    lines = []
    for equipment, quantity in quantities.items():
        row = db.execute(
            "SELECT coalesce(name, code, ''), coalesce(unit, '') FROM equipment WHERE id = ?",
            (equipment,),
        ).fetchone()
        name, unit = row or ("", "")
        lines.append(ToolLine(name, unit, quantity))
    return tuple(lines)


def _codes(column: str | None) -> tuple[str, ...]:
    return tuple(json.loads(column)) if column else ()


def _id(value: bytes | None) -> EntityId | None:
    return None if value is None else EntityId(value)
