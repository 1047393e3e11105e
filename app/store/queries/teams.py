"""The teams of a day as the matching sees them: who is on them, what they lack, cars, tools.

What a team lacks comes from `app.domain.teams`; here the facts are put together. A member who is on
two teams at once (two desks took the same person) is named on both, for a person to decide.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from app.catalogue.codes import CodeLists
from app.domain.teams import ACTIVE_STATES, Lack, Member, Wanted, heads_of, lacks
from app.store.queries.codes import code_entries
from app.store.queries.needs import codes
from app.store.queries.waiting import Person, people_by_id, truck_kinds
from sync.core.ids import EntityId

Row: TypeAlias = tuple[Any, ...]

_TEAMS = """
SELECT t.id, coalesce(t.number, ''), coalesce(t.day, ''), coalesce(t.kind, 'normal'),
       coalesce(t.state, 'forming'), t.need, coalesce(n.number, ''), coalesce(n.status, ''),
       n.crisis, n.kinds, n.town, coalesce(n.people, t.people_wanted), n.truck, n.women, n.skills,
       n.dangers, t.leader, coalesce(t.leader_name, ''), coalesce(t.phone, ''), t.vehicle,
       coalesce(t.vehicle_note, ''), coalesce(t.contact_name, ''), coalesce(t.contact_phone, ''),
       t.planned_return_at, coalesce(t.job_note, ''), t.slot, s.id, coalesce(s.name, '')
FROM live_team t LEFT JOIN live_need n ON n.id = t.need
LEFT JOIN live_satellite s ON s.id = t.satellite AND coalesce(s.active, 1) = 1
WHERE {where} ORDER BY length(t.number), t.number, t.id
"""
_MEMBERS = """
SELECT m.team, m.id, m.check_in, coalesce(m.heads, 1), coalesce(m.is_leader, 0)
FROM live_team t JOIN live_team_member m ON m.team = t.id
LEFT JOIN volunteer v ON v.id = m.volunteer
WHERE {where} AND m.ended_at IS NULL AND m.check_in IS NOT NULL
ORDER BY coalesce(m.is_leader, 0) DESC, m._clock, v.number, m.id
"""
_TOOLS = """
SELECT l.team, l.equipment, coalesce(e.name, ''), coalesce(e.unit, ''), l.quantity
FROM live_team t JOIN live_tool_list l ON l.team = t.id
LEFT JOIN equipment e ON e.id = l.equipment
WHERE {where} ORDER BY coalesce(e.position, 1000000), e.name, l.equipment
"""
_VEHICLES = """
SELECT w.id, coalesce(w.kind, 'other'), coalesce(w.name, ''), coalesce(w.plate, ''), w.seats,
       w.may_use_on_site, coalesce(w.count, 1), w.volunteer, w."group",
       coalesce(v.name, g.name, '')
FROM live_vehicle w LEFT JOIN live_volunteer v ON v.id = w.volunteer
LEFT JOIN live_volunteer_group g ON g.id = w."group"
"""


@dataclass(frozen=True)
class TeamMember:
    """A claim and whose it is. `also_on`: numbers of other teams that hold the same heads."""

    id: EntityId
    person: Person
    heads: int
    is_leader: bool
    member: Member
    also_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vehicle:
    """A car: the centre's own (no owner), a member's or a group's. `on_site` None: not asked."""

    id: EntityId
    kind: str
    name: str
    plate: str
    seats: int | None
    on_site: bool | None
    count: int
    volunteer: EntityId | None
    group: EntityId | None
    owner: str
    truck: bool

    @property
    def own(self) -> bool:
        return self.volunteer is None and self.group is None


@dataclass(frozen=True)
class Tool:
    equipment: EntityId
    name: str
    unit: str
    quantity: int


@dataclass(frozen=True)
class Team:
    """A team with everything that its card says. `wanted` comes from the need; `satellite` is one
    that is open, None the centre."""

    id: EntityId
    number: str
    day: str
    kind: str
    state: str
    need: EntityId | None
    need_number: str
    need_status: str
    crisis: bool
    kinds: tuple[str, ...]
    town: str
    wanted: Wanted
    dangers: tuple[str, ...]
    leader: EntityId | None
    leader_name: str
    phone: str
    vehicle: Vehicle | None
    vehicle_note: str
    contact_name: str
    contact_phone: str
    planned_return_at: int | None
    note: str
    slot: str | None
    members: tuple[TeamMember, ...]
    tools: tuple[Tool, ...]
    lacks: tuple[Lack, ...]
    satellite: EntityId | None = None
    place: str = ""

    @property
    def heads(self) -> int:
        return sum(member.heads for member in self.members)

    @property
    def places_left(self) -> int | None:
        """None where nobody said how many are wanted."""
        return None if self.wanted.people is None else max(self.wanted.people - self.heads, 0)


def teams_of_day(
    db: sqlite3.Connection, day: date | str, states: Iterable[str] = ACTIVE_STATES
) -> tuple[Team, ...]:
    """Teams of a day by their numbers; by default those whose people are taken."""
    wanted = tuple(states)
    marks = ", ".join(f"?{place}" for place in range(2, len(wanted) + 2))
    where = f"t.day = ?1 AND coalesce(t.state, 'forming') IN ({marks})"
    return _teams(db, where, (str(day), *wanted))


def team_by_id(db: sqlite3.Connection, team: bytes) -> Team | None:
    return next(iter(_teams(db, "t.id = ?1", (team,))), None)


def teams_of_need(db: sqlite3.Connection, need: bytes) -> tuple[Team, ...]:
    """Teams that are forming, ready or out for a need."""
    marks = ", ".join(f"'{state}'" for state in ACTIVE_STATES)
    return _teams(db, f"t.need = ?1 AND t.state IN ({marks})", (need,))


def team_numbers(db: sqlite3.Connection, day: date | str) -> tuple[str, ...]:
    """Every number given on a day, also those of teams that were taken back: papers may show it."""
    rows = db.execute("SELECT number FROM team WHERE day = ? AND number IS NOT NULL", (str(day),))
    return tuple(row[0] for row in rows)


def vehicles(db: sqlite3.Connection) -> Mapping[EntityId, Vehicle]:
    """Every car that is known."""
    trucks = truck_kinds(db)
    return {EntityId(row[0]): _vehicle(row, trucks) for row in db.execute(_VEHICLES)}


def vehicles_for(db: sqlite3.Connection, team: bytes) -> tuple[Vehicle, ...]:
    """What the team may take: its members' cars, then the centre's own."""
    found = team_by_id(db, team)
    if found is None:
        return ()
    people = {member.person.volunteer for member in found.members} - {None}
    groups = {member.person.group for member in found.members} - {None}
    cars = [
        car
        for car in vehicles(db).values()
        if (car.own or car.volunteer in people or car.group in groups) and car.on_site is not False
    ]
    return tuple(sorted(cars, key=lambda car: (car.own, not car.truck, car.name, car.id)))


def vehicle_by_id(db: sqlite3.Connection, vehicle: bytes) -> Vehicle | None:
    row = db.execute(f"{_VEHICLES} WHERE w.id = ?", (vehicle,)).fetchone()
    return None if row is None else _vehicle(row, truck_kinds(db))


def teams_with_vehicle(
    db: sqlite3.Connection, vehicle: bytes, day: date | str
) -> tuple[tuple[EntityId, str], ...]:
    """Teams that have a car now, as (id, number)."""
    rows = db.execute(
        "SELECT id, coalesce(number, '') FROM live_team WHERE day = ? AND vehicle = ? "
        "AND state IN ('forming', 'ready', 'out') ORDER BY id",
        (str(day), vehicle),
    )
    return tuple((EntityId(row[0]), row[1]) for row in rows)


def overrides_of_day(db: sqlite3.Connection, day: date | str) -> frozenset[tuple[str, bytes]]:
    """What named persons went over today: (refusal code, the record it was about)."""
    rows = db.execute(
        "SELECT rule, subject FROM live_hard_stop_override WHERE day = ?", (str(day),)
    )
    return frozenset((row[0] or "", row[1] or b"") for row in rows)


def need_equipment(db: sqlite3.Connection, need: bytes | None) -> tuple[EntityId, ...]:
    """The kinds of equipment that a need asks for and the centre has, in the catalogue's order."""
    row = db.execute("SELECT tools FROM live_need WHERE id = ?", (need,)).fetchone()
    wanted = () if row is None else codes(row[0])
    marks = ", ".join("?" for _ in wanted)
    rows = db.execute(
        f"SELECT id FROM live_equipment WHERE code IN ({marks}) AND coalesce(active, 1) = 1 "
        "ORDER BY coalesce(position, 1000000), id",
        wanted,
    )
    return tuple(EntityId(row[0]) for row in rows)


def wanted_of(
    people: int | None, truck: object, women: object, skills: str | None, risk_class: str
) -> Wanted:
    """What a need asks for, from its columns."""
    return Wanted(
        people,
        None if truck is None else bool(truck),
        None if women is None else bool(women),
        frozenset(codes(skills)),
        risk_class,
    )


def risk_class_of(kinds: Iterable[str], classes: Mapping[str, object]) -> str:
    """The highest class of the kinds; work that nobody has classed counts as B."""
    return max((str(classes.get(kind, "B")) for kind in kinds), default="B")


def work_kind_classes(db: sqlite3.Connection) -> Mapping[str, object]:
    """Kind of work to its class of risk, with the centre's own entries."""
    lists = CodeLists.load().with_rows(code_entries(db))
    return lists.attribute_map("work_kind", "risk_class")


def _teams(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> tuple[Team, ...]:
    members: dict[EntityId, list[tuple[EntityId, EntityId, int, bool]]] = {}
    for team, claim, check_in, heads, is_leader in db.execute(_MEMBERS.format(where=where), values):
        row = (EntityId(claim), EntityId(check_in), int(heads), bool(is_leader))
        members.setdefault(EntityId(team), []).append(row)
    people = people_by_id(db, (row[1] for rows in members.values() for row in rows))
    tools: dict[EntityId, list[Tool]] = {}
    for team, equipment, *tool in db.execute(_TOOLS.format(where=where), values):
        tools.setdefault(EntityId(team), []).append(Tool(EntityId(equipment), *tool))
    classes = work_kind_classes(db)
    rows = db.execute(_TEAMS.format(where=where), values).fetchall()
    cars = vehicles(db) if any(row[19] for row in rows) else {}
    return tuple(
        _team(
            row,
            tuple(_member(EntityId(row[0]), one, people) for one in members.get(row[0], ())
                  if one[1] in people),
            tuple(tools.get(row[0], ())),
            cars,
            classes,
        )
        for row in rows
    )  # fmt: skip


def _member(
    team: EntityId,
    row: tuple[EntityId, EntityId, int, bool],
    people: Mapping[EntityId, Person],
) -> TeamMember:
    claim, check_in, heads, is_leader = row
    person = people[check_in]
    facts, _ = person.part(heads)
    taken = sum(seat.heads for seat in person.seats)
    others = tuple(seat.number for seat in person.seats if seat.team != team)
    return TeamMember(
        claim, person, heads, is_leader,
        Member(
            facts.heads, facts.women, facts.experienced, facts.first_time, facts.drives, facts.car,
            facts.truck, facts.skills, is_leader,
        ),
        others if taken > person.heads else (),
    )  # fmt: skip


def _team(
    row: Row,
    members: tuple[TeamMember, ...],
    tools: tuple[Tool, ...],
    cars: Mapping[EntityId, Vehicle],
    classes: Mapping[str, object],
) -> Team:
    (
        identifier, number, day, kind, state, need, need_number, status, crisis, kinds, town,
        people, truck, women, skills, dangers, leader, leader_name, phone, vehicle, vehicle_note,
        contact_name, contact_phone, planned_return_at, note, slot, satellite, place,
    ) = row  # fmt: skip
    kind_codes = codes(kinds)
    risk = risk_class_of(kind_codes, classes) if need else "A"
    wanted = wanted_of(people, truck, women, skills, risk)
    car = cars.get(vehicle) if vehicle else None
    facts = tuple(member.member for member in members)
    missing = lacks(
        facts,
        wanted,
        has_leader=bool(leader_name) or bool(contact_name),
        has_vehicle=car is not None or bool(vehicle_note) or kind == "centre",
        has_truck=car is not None and car.truck,
    )
    return Team(
        identifier, number, day, kind, state, need, need_number, status, bool(crisis), kind_codes,
        town or "", wanted, codes(dangers), leader, leader_name, phone, car, vehicle_note,
        contact_name, contact_phone, planned_return_at, note, slot, members, tools,
        missing if kind != "centre" else _for_centre_work(facts, wanted), satellite, place,
    )  # fmt: skip


def _for_centre_work(facts: tuple[Member, ...], wanted: Wanted) -> tuple[Lack, ...]:
    """Work inside the centre needs people and nothing else."""
    short = (wanted.people or 0) - heads_of(facts)
    return (Lack("people_short", {"people": short}),) if short > 0 else ()


def _vehicle(row: Row, trucks: frozenset[str]) -> Vehicle:
    identifier, kind, name, plate, seats, on_site, count, volunteer, group, owner = row
    return Vehicle(
        identifier, kind, name, plate, seats, None if on_site is None else bool(on_site), count,
        volunteer, group, owner, kind in trucks,
    )  # fmt: skip
