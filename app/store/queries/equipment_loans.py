"""Teams and their tools: what each is to fetch, what each still has, which team a scan means.

What a team still has is its balance in the ledger, of any day: a tool that did not come back last
week is still out. `tools_out` adds up in SQL what `app.domain.equipment.outstanding` says.
"""

import sqlite3
from dataclasses import dataclass
from typing import Any

from sync.core.ids import EntityId

_UNITS = """sum(CASE
    WHEN m.reason = 'lend' AND m.to_place IS NULL THEN m.quantity
    WHEN m.reason IN ('return', 'lose', 'damage', 'consume') AND m.from_place IS NULL
        THEN -m.quantity
    ELSE 0 END)"""
_OUT_SQL = f"""
SELECT m.team, m.equipment, {_UNITS} AS units
FROM live_stock_move m LEFT JOIN equipment e ON e.id = m.equipment
WHERE m.team {{team}} AND coalesce(e.type, 'loan') {{type}} 'consumable'
GROUP BY m.team, m.equipment HAVING units <> 0
"""
_TEAM_SQL = """
SELECT t.id, coalesce(t.number, ''), coalesce(t.day, ''), coalesce(t.state, 'forming'),
    coalesce(v.name, t.leader_name, t.contact_name, ''), coalesce(t.phone, t.contact_phone, ''),
    t.need, coalesce(n.number, ''), n.tools, coalesce(n.people, t.people_wanted, 0),
    (SELECT coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_team_member m
        WHERE m.team = t.id AND m.ended_at IS NULL),
    t.planned_return_at, t.returned_at, coalesce(n.tools_note, '')
FROM {teams} t LEFT JOIN live_volunteer v ON v.id = t.leader
LEFT JOIN live_need n ON n.id = t.need
"""
_LIVE_TEAM_SQL = _TEAM_SQL.format(teams="live_team")


@dataclass(frozen=True)
class TeamRow:
    """A team as the tool desk sees it. `need_tools` is the JSON array of the need's tools."""

    id: EntityId
    number: str
    day: str
    state: str
    leader: str
    phone: str
    need: EntityId | None
    need_number: str
    need_tools: str
    people: int
    heads: int
    planned_return_at: int | None
    returned_at: int | None
    tools_note: str


@dataclass(frozen=True)
class ToolRow:
    """Some of one thing: on a team's list, or still with a team."""

    team: EntityId
    equipment: EntityId
    quantity: int


@dataclass(frozen=True)
class ToolOutRow:
    """Something that a team still has, in words: for the day's closing and for lists."""

    team: EntityId
    team_number: str
    day: str
    equipment: EntityId
    name: str
    unit: str
    quantity: int


def teams_of_day(db: sqlite3.Connection, day: str) -> tuple[TeamRow, ...]:
    """Teams of a day (ISO) that were not disbanded, in the order of their forming."""
    sql = f"{_LIVE_TEAM_SQL} WHERE t.day = ? AND coalesce(t.state, '') <> 'disbanded' ORDER BY t.id"
    return tuple(_team(row) for row in db.execute(sql, (day,)))


def team_row(db: sqlite3.Connection, team: bytes) -> TeamRow | None:
    row = db.execute(f"{_LIVE_TEAM_SQL} WHERE t.id = ?", (team,)).fetchone()
    return None if row is None else _team(row)


def team_ever(db: sqlite3.Connection, team: bytes) -> TeamRow | None:
    """Also a team that was taken back: what it fetched must be able to come back."""
    row = db.execute(f"{_TEAM_SQL.format(teams='team')} WHERE t.id = ?", (team,)).fetchone()
    return None if row is None else _team(row)


def teams_with_tools(db: sqlite3.Connection) -> tuple[TeamRow, ...]:
    """Teams of any day, also taken back ones, that still have something (or too little)."""
    out = _OUT_SQL.format(team="IS NOT NULL", type="<>")
    sql = _TEAM_SQL.format(teams="team")
    rows = db.execute(f"{sql} WHERE t.id IN (SELECT team FROM ({out})) ORDER BY t.day, t.id")
    return tuple(_team(row) for row in rows)


def tool_lists(db: sqlite3.Connection, day: str) -> tuple[ToolRow, ...]:
    """What the teams of a day are to fetch."""
    rows = db.execute(
        "SELECT l.team, l.equipment, l.quantity FROM live_tool_list l "
        "JOIN live_team t ON t.id = l.team WHERE t.day = ? ORDER BY l.team, l.equipment",
        (day,),
    )
    return _tools(rows)


def tool_list(db: sqlite3.Connection, team: bytes) -> tuple[ToolRow, ...]:
    """What one team is to fetch, in the order of the catalogue."""
    rows = db.execute(
        "SELECT l.team, l.equipment, l.quantity FROM live_tool_list l "
        "LEFT JOIN live_equipment e ON e.id = l.equipment WHERE l.team = ? "
        "ORDER BY coalesce(e.position, 1000000), e.name, l.equipment",
        (team,),
    )
    return _tools(rows)


def with_teams(db: sqlite3.Connection) -> tuple[ToolRow, ...]:
    """What teams of any day still have; negative where more came back than was written out."""
    return _tools(db.execute(_OUT_SQL.format(team="IS NOT NULL", type="<>")))


def with_team(db: sqlite3.Connection, team: bytes) -> tuple[ToolRow, ...]:
    """What one team still has."""
    return _tools(db.execute(_OUT_SQL.format(team="= ?", type="<>"), (team,)))


def given_to_team(db: sqlite3.Connection, team: bytes) -> tuple[ToolRow, ...]:
    """Consumables that one team fetched and did not bring back unused."""
    return _tools(db.execute(_OUT_SQL.format(team="= ?", type="="), (team,)))


def tools_out(db: sqlite3.Connection) -> tuple[ToolOutRow, ...]:
    """Everything that is with teams, in words; the list that is empty when a day closes."""
    sql = (
        f"SELECT o.team, coalesce(t.number, ''), coalesce(t.day, ''), o.equipment, "
        f"coalesce(e.name, ''), coalesce(e.unit, ''), o.units "
        f"FROM ({_OUT_SQL.format(team='IS NOT NULL', type='<>')}) o "
        "LEFT JOIN team t ON t.id = o.team LEFT JOIN equipment e ON e.id = o.equipment "
        "ORDER BY 3, o.team, coalesce(e.position, 1000000)"
    )
    return tuple(
        ToolOutRow(EntityId(row[0]), row[1], row[2], EntityId(row[3]), *row[4:])
        for row in db.execute(sql)
    )


def team_units_differ(db: sqlite3.Connection, equipment: bytes) -> bool:
    """Whether some team has, or used up, units of a thing: then its type means something."""
    sql = (
        f"SELECT 1 FROM live_stock_move m WHERE m.equipment = ? AND m.team IS NOT NULL "
        f"GROUP BY m.team HAVING {_UNITS} <> 0 LIMIT 1"
    )
    return db.execute(sql, (equipment,)).fetchone() is not None


def team_members_of(db: sqlite3.Connection, number: str, day: str) -> tuple[EntityId, ...]:
    """Teams of a day to which the volunteer or group with a spoken number belongs."""
    rows = db.execute(
        "SELECT DISTINCT t.id FROM live_team t JOIN live_team_member m ON m.team = t.id "
        "LEFT JOIN live_volunteer v ON v.id = m.volunteer "
        'LEFT JOIN live_volunteer_group g ON g.id = m."group" '
        "WHERE t.day = ? AND (v.number = ? OR g.number = ?) AND m.ended_at IS NULL ORDER BY t.id",
        (day, number, number),
    )
    return tuple(EntityId(row[0]) for row in rows)


def _tools(rows: sqlite3.Cursor) -> tuple[ToolRow, ...]:
    return tuple(ToolRow(EntityId(row[0]), EntityId(row[1]), int(row[2] or 0)) for row in rows)


def _team(row: tuple[Any, ...]) -> TeamRow:
    identifier, number, day, state, leader, phone, need, need_number, tools = row[:9]
    people, heads, planned, returned, note = row[9:]
    return TeamRow(
        EntityId(identifier), str(number), str(day), str(state), str(leader), str(phone),
        EntityId(need) if isinstance(need, bytes) else None,
        str(need_number), str(tools or "[]"), int(str(people or 0)), int(str(heads or 0)),
        planned if isinstance(planned, int) else None,
        returned if isinstance(returned, int) else None,
        str(note or ""),
    )  # fmt: skip
