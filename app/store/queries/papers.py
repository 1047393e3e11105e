"""What stands on papers: the team with its need, the people of a team, people for tags and cards.

Codes stay codes; words are made by whoever assembles the paper. Where the sealed half of a need
cannot be read here, its fields are None.
"""

import sqlite3
from dataclasses import dataclass

from app.store.queries.needs import codes
from sync.core.ids import EntityId


@dataclass(frozen=True)
class CentreRow:
    """Whose paper it is. The desk hours are `opens` and `closes`."""

    name: str
    phone: str
    disaster: str
    drill: bool
    opens: str
    closes: str


def centre_row(db: sqlite3.Connection) -> CentreRow:
    row = db.execute(
        "SELECT name, phone, disaster, drill, opens, closes FROM live_centre_profile LIMIT 1"
    ).fetchone()
    name, phone, disaster, drill, opens, closes = row if row is not None else (None,) * 6
    return CentreRow(
        name or "", phone or "", disaster or "", bool(drill), opens or "", closes or ""
    )


@dataclass(frozen=True)
class OrderTeam:
    """A team as its work order names it; `vehicle` is the centre's own car."""

    id: EntityId
    number: str
    day: str
    need: EntityId | None
    kind: str
    leader: EntityId | None
    leader_name: str
    phone: str
    vehicle: str
    vehicle_kind: str
    contact_name: str
    contact_phone: str
    planned_return_at: int | None
    job_note: str
    slot: str
    satellite: EntityId | None


_TEAM_SQL = """
SELECT t.id, coalesce(t.number, ''), coalesce(t.day, ''), t.need, coalesce(t.kind, ''), t.leader,
    coalesce(v.name, t.leader_name, ''), coalesce(t.phone, v.phone, ''),
    trim(coalesce(c.name, '') || ' ' || coalesce(c.plate, '') || ' ' ||
         coalesce(t.vehicle_note, '')), coalesce(c.kind, ''),
    coalesce(t.contact_name, ''), coalesce(t.contact_phone, ''), t.planned_return_at,
    coalesce(t.job_note, ''), coalesce(t.slot, ''), t.satellite
FROM live_team t LEFT JOIN live_volunteer v ON v.id = t.leader
LEFT JOIN live_vehicle c ON c.id = t.vehicle
WHERE t.id = ?
"""


def order_team(db: sqlite3.Connection, team: bytes) -> OrderTeam | None:
    row = db.execute(_TEAM_SQL, (team,)).fetchone()
    return None if row is None else OrderTeam(*row)


@dataclass(frozen=True)
class OrderNeed:
    """A need as the work order says it; the second half is from the sealed tables."""

    id: EntityId
    number: str
    town: str | None
    kinds: tuple[str, ...]
    dangers: tuple[str, ...]
    tools: tuple[str, ...]
    tools_note: str | None
    parking: str | None
    road: str | None
    toilet_water: str | None
    waste_site: str | None
    inspection: str | None
    inspection_kind: str | None
    name: str | None
    kana: str | None
    phone: str | None
    phone_other: str | None
    postal_code: str | None
    address: str | None
    building: str | None
    directions: str | None
    affected_name: str | None
    affected_phone: str | None
    request: str | None
    pet_note: str | None
    attendee: str | None
    at_home: str | None
    tilt_gas_leak: str | None
    carry_to: str | None


_NEED_SQL = """
SELECT n.id, coalesce(n.number, ''), n.town, n.kinds, n.dangers, n.tools, n.tools_note, n.parking,
    n.road, n.toilet_water, n.waste_site, n.inspection, n.inspection_kind,
    p.name, p.kana, p.phone, p.phone_other, p.postal_code, p.address, p.building, p.directions,
    p.affected_name, p.affected_phone, p.request, p.pet_note,
    s.attendee, s.at_home, s.tilt_gas_leak, s.carry_to
FROM live_need n LEFT JOIN live_need_private p ON p.id = n.id
LEFT JOIN live_survey_private s ON s.id = (
    SELECT id FROM live_survey WHERE need = n.id AND state = 'done'
    ORDER BY visited_at DESC, id DESC LIMIT 1)
WHERE n.id = ?
"""


def order_need(db: sqlite3.Connection, need: bytes) -> OrderNeed | None:
    row = db.execute(_NEED_SQL, (need,)).fetchone()
    if row is None:
        return None
    identifier, number, town, kinds, dangers, tools, *rest = row
    return OrderNeed(identifier, number, town, codes(kinds), codes(dangers), codes(tools), *rest)


@dataclass(frozen=True)
class OrderMember:
    """Somebody on a team: a person or a group with its heads."""

    check_in: EntityId | None
    volunteer: EntityId | None
    group: EntityId | None
    number: str
    name: str
    kana: str
    heads: int
    first_time: bool | None
    is_leader: bool


_MEMBERS_SQL = """
SELECT m.check_in, coalesce(m.volunteer, c.volunteer), coalesce(m."group", c."group"),
    coalesce(v.number, g.number, ''), coalesce(v.name, g.name, ''), coalesce(v.kana, g.kana, ''),
    coalesce(m.heads, c.heads, 1), c.first_time,
    coalesce(m.is_leader, 0) OR (t.leader IS NOT NULL AND t.leader = v.id)
FROM live_team_member m JOIN live_team t ON t.id = m.team
LEFT JOIN live_check_in c ON c.id = m.check_in
LEFT JOIN live_volunteer v ON v.id = coalesce(m.volunteer, c.volunteer)
LEFT JOIN live_volunteer_group g ON g.id = coalesce(m."group", c."group")
WHERE m.team = ? AND (m.ended_at IS NULL OR t.state IN ('back', 'out'))
ORDER BY 9 DESC, m.id
"""


def order_members(db: sqlite3.Connection, team: bytes) -> tuple[OrderMember, ...]:
    """Who is on a team, the leader first; once it went out, also those whose claim has ended."""
    return tuple(
        OrderMember(*(*row[:7], _flag(row[7]), bool(row[8])))
        for row in db.execute(_MEMBERS_SQL, (team,))
    )


@dataclass(frozen=True)
class OrderTool:
    name: str
    quantity: int | None
    unit: str


def order_tools(db: sqlite3.Connection, team: bytes) -> tuple[OrderTool, ...]:
    """What a team is to fetch, in the order of the catalogue."""
    rows = db.execute(
        "SELECT coalesce(e.name, ''), l.quantity, coalesce(e.unit, '') FROM live_tool_list l "
        "LEFT JOIN live_equipment e ON e.id = l.equipment WHERE l.team = ? "
        "ORDER BY coalesce(e.position, 1000000), e.name, l.id",
        (team,),
    )
    return tuple(OrderTool(*row) for row in rows)


@dataclass(frozen=True)
class TagPerson:
    """A volunteer for a name tag or a card; `first_time` and `leads` are of the day."""

    id: EntityId
    number: str
    name: str
    kana: str
    affiliation: str
    first_time: bool | None
    leads: bool


_PERSON_SQL = """
SELECT v.id, coalesce(v.number, ''), coalesce(v.name, ''), coalesce(v.kana, ''),
    coalesce(v.affiliation, ''),
    (SELECT c.first_time FROM live_check_in c WHERE c.volunteer = v.id AND c.day = ?2
     ORDER BY c.at LIMIT 1), v.experience,
    EXISTS (SELECT 1 FROM live_team_member m JOIN live_team t ON t.id = m.team
            WHERE m.volunteer = v.id AND t.day = ?2 AND (m.is_leader = 1 OR t.leader = v.id)
              AND coalesce(t.state, '') <> 'disbanded' AND m.ended_at IS NULL)
FROM live_volunteer v WHERE v.id = ?1
"""


def tag_person(db: sqlite3.Connection, volunteer: bytes, day: str) -> TagPerson | None:
    row = db.execute(_PERSON_SQL, (volunteer, day)).fetchone()
    if row is None:
        return None
    first_time = _flag(row[5])
    if first_time is None and row[6] is not None:
        first_time = not row[6]
    return TagPerson(*(*row[:5], first_time, bool(row[7])))


@dataclass(frozen=True)
class TagGroup:
    """A group entry with the names that were given; `heads` may be more than those."""

    id: EntityId
    number: str
    name: str
    kana: str
    heads: int
    members: tuple[tuple[str, str, bool], ...]  # name, kana, leader


def tag_group(db: sqlite3.Connection, group: bytes) -> TagGroup | None:
    row = db.execute(
        "SELECT id, coalesce(number, ''), coalesce(name, ''), coalesce(kana, ''), "
        "coalesce(heads, 0) FROM live_volunteer_group WHERE id = ?",
        (group,),
    ).fetchone()
    if row is None:
        return None
    members = db.execute(
        "SELECT coalesce(name, ''), coalesce(kana, ''), coalesce(is_leader, 0) "
        'FROM live_group_member WHERE "group" = ? ORDER BY position, id',
        (group,),
    )
    named = tuple((name, kana, bool(leads)) for name, kana, leads in members)
    return TagGroup(*(*row, named))


@dataclass(frozen=True)
class PrintRow:
    """A paper that was made. `about` is the number of its team, need, person or group."""

    id: EntityId
    kind: str
    about: str
    at: int
    by_name: str
    copies: int
    form: str
    collected_at: int | None
    purpose: str


_PRINTS_SQL = """
SELECT r.id, coalesce(r.kind, ''),
    coalesce(trim(t.number || ' ' || coalesce(n.number, '')), v.number, g.number, ''),
    coalesce(r.at, 0), coalesce(r.by_name, ''), coalesce(r.copies, 1), coalesce(r.form, ''),
    r.collected_at, coalesce(r.purpose, '')
FROM live_print_record r LEFT JOIN team t ON t.id = r.subject LEFT JOIN need n ON n.id = t.need
LEFT JOIN volunteer v ON v.id = r.subject LEFT JOIN volunteer_group g ON g.id = r.subject
"""


def prints_between(
    db: sqlite3.Connection, start_ms: int, end_ms: int, limit: int = 300
) -> tuple[PrintRow, ...]:
    """What was made in a span, the newest first."""
    rows = db.execute(
        f"{_PRINTS_SQL} WHERE r.at >= ? AND r.at < ? ORDER BY r.at DESC, r.id DESC LIMIT ?",
        (start_ms, end_ms, limit),
    )
    return tuple(PrintRow(*row) for row in rows)


def papers_out(db: sqlite3.Connection, kinds: tuple[str, ...], end_ms: int) -> tuple[PrintRow, ...]:
    """Papers of these kinds made before an instant and not counted back, the oldest first."""
    marks = ", ".join("?" for _ in kinds)
    rows = db.execute(
        f"{_PRINTS_SQL} WHERE r.kind IN ({marks}) AND r.collected_at IS NULL AND r.at < ? "
        "ORDER BY r.at, r.id",
        (*kinds, end_ms),
    )
    return tuple(PrintRow(*row) for row in rows)


def team_on_paper(db: sqlite3.Connection, number: str, day: str) -> EntityId | None:
    """The team of a day that people call by this number (3班, or 3)."""
    row = db.execute(
        "SELECT id FROM live_team WHERE day = ?1 AND coalesce(state, '') <> 'disbanded' "
        "AND (number = ?2 OR number GLOB ?2 || '[^0-9]') ORDER BY id DESC LIMIT 1",
        (day, number),
    ).fetchone()
    return None if row is None else EntityId(row[0])


def team_of_need(db: sqlite3.Connection, need: bytes, day: str) -> EntityId | None:
    """The newest team of a need, one of this day before any other."""
    row = db.execute(
        "SELECT id FROM live_team WHERE need = ?1 AND coalesce(state, '') <> 'disbanded' "
        "ORDER BY day = ?2 DESC, day DESC, id DESC LIMIT 1",
        (need, day),
    ).fetchone()
    return None if row is None else EntityId(row[0])


def teams_of_papers(db: sqlite3.Connection, day: str) -> tuple[EntityId, ...]:
    """Teams of a day that were not disbanded, in the order of their numbers."""
    rows = db.execute(
        "SELECT id FROM live_team WHERE day = ? AND coalesce(state, '') <> 'disbanded' "
        "ORDER BY length(number), number, id",
        (day,),
    )
    return tuple(EntityId(row[0]) for row in rows)


def people_of_papers(db: sqlite3.Connection, day: str) -> tuple[EntityId, ...]:
    """Everybody who was checked in on a day, people and groups, in the order of arrival."""
    rows = db.execute(
        'SELECT coalesce(volunteer, "group") FROM live_check_in WHERE day = ? '
        'AND coalesce(volunteer, "group") IS NOT NULL GROUP BY 1 ORDER BY min(at), 1',
        (day,),
    )
    return tuple(EntityId(row[0]) for row in rows)


def exists_live(db: sqlite3.Connection, table: str, identifier: bytes) -> bool:
    """Whether a row is there and was not taken back."""
    found = db.execute(f'SELECT 1 FROM "live_{table}" WHERE id = ?', (identifier,)).fetchone()
    return found is not None


def person_by_number(db: sqlite3.Connection, number: str) -> EntityId | None:
    """The volunteer, else the group, with a number as it is stored."""
    for table in ("volunteer", "volunteer_group"):
        row = db.execute(f"SELECT id FROM live_{table} WHERE number = ?", (number,)).fetchone()
        if row is not None:
            return EntityId(row[0])
    return None


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)
