"""Who is here: everybody who checked in on a day, with what matters for going out, and who is free.

One read for a day of 2,000: people, their insurance, their cars and their teams are fetched in
five statements and put together here. A group counts in heads, and those of its heads that no team
has taken yet are free. "Not asked" stays None.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from app.catalogue.codes import CodeLists
from app.domain.eligibility import Candidate
from app.domain.insurance import Policy, policy_as_recorded
from app.domain.minors import Minor
from app.domain.teams import ACTIVE_STATES, Member
from app.store.queries.aliases import holders
from app.store.queries.codes import code_entries
from sync.core.ids import EntityId

Row: TypeAlias = tuple[Any, ...]
REMEMBERED = 4096  # people of a large day: of 2,000 who are read after each tap one has changed

# Whoever is here stays, also where another desk deleted the record meanwhile (要確認 says so).
_PEOPLE = """
SELECT c.id, c.volunteer, c."group", c.day, c.at, c.heads, c.first_time, c.left_at, c.wish,
       c.centre_work, v.number, v.name, v.kana, v.sex, v.phone, v.affiliation, v.experience,
       v.skills, v.licences, v.languages, v.activity_class, v.has_light_truck, v.insurance_claim,
       v.born_on, v.age_band, v.guardian_consent, v.accompanied, g.number, g.name, g.kana,
       coalesce(g.mobile, g.phone), g.heads, g.heads_female, g.experienced, g.uninsured,
       g.leader_name, s.id, coalesce(s.name, '')
FROM live_check_in c
LEFT JOIN volunteer v ON v.id = c.volunteer
LEFT JOIN volunteer_group g ON g.id = c."group"
LEFT JOIN live_satellite s ON s.id = c.satellite AND coalesce(s.active, 1) = 1
WHERE {where} AND (v.id IS NOT NULL OR g.id IS NOT NULL) ORDER BY c.at, c.id
"""
# Also those of records that were merged into the one that is here: few, so they come first
# (CROSS JOIN keeps the order; SQLite itself went through all insurance for everybody).
_POLICIES = """
WITH RECURSIVE merged(holder, part) AS (
    SELECT to_id, from_id FROM live_alias WHERE kind IN ('volunteer', 'group') UNION
    SELECT m.holder, a.from_id FROM merged m
    JOIN live_alias a ON a.to_id = m.part AND a.kind IN ('volunteer', 'group')
)
SELECT i.volunteer, i.plan, i.enrolled_at, i.effective_at, i.ends_at, i.fiscal_year, i.exception
FROM live_check_in c JOIN live_insurance i ON i.volunteer = c.volunteer WHERE {where} UNION ALL
SELECT c.volunteer, i.plan, i.enrolled_at, i.effective_at, i.ends_at, i.fiscal_year, i.exception
FROM merged m CROSS JOIN live_check_in c ON c.volunteer = m.holder
CROSS JOIN live_insurance i ON i.volunteer = m.part WHERE {where} UNION ALL
SELECT c."group", i.plan, i.enrolled_at, i.effective_at, i.ends_at, i.fiscal_year, i.exception
FROM live_check_in c JOIN live_insurance i ON i."group" = c."group" WHERE {where} UNION ALL
SELECT c."group", i.plan, i.enrolled_at, i.effective_at, i.ends_at, i.fiscal_year, i.exception
FROM merged m CROSS JOIN live_check_in c ON c."group" = m.holder
CROSS JOIN live_insurance i ON i."group" = m.part WHERE {where}
"""
_CARS = """
SELECT c.id, w.kind, w.may_use_on_site FROM live_check_in c
JOIN live_vehicle w ON w.volunteer = c.volunteer WHERE {where} UNION ALL
SELECT c.id, w.kind, w.may_use_on_site FROM live_check_in c
JOIN live_vehicle w ON w."group" = c."group" WHERE {where}
"""
_CLAIMS = """
SELECT c.id, t.id, t.number, t.state, coalesce(m.heads, 1), m.ended_at IS NULL, t.returned_at,
    m.went_home
FROM live_check_in c JOIN live_team_member m ON m.check_in = c.id
JOIN live_team t ON t.id = m.team WHERE {where} AND t.state <> 'disbanded' ORDER BY t.id
"""


@dataclass(frozen=True)
class Seat:
    """Heads of a check-in that a team has now."""

    team: EntityId
    number: str
    heads: int


@dataclass(frozen=True)
class Person:
    """Somebody who checked in, or a group. `free` heads are on no team; `since` is the check-in, or
    the return from the last team. `left`: went home. `member` and `candidate` are those of the
    free heads, `whole` that of all of them. `satellite` is one that is open, None the centre.
    """

    id: EntityId
    volunteer: EntityId | None
    group: EntityId | None
    day: str
    number: str
    name: str
    kana: str
    phone: str
    affiliation: str
    heads: int
    free: int
    since: int
    left: bool
    wish: str | None
    centre_work: bool
    leader_name: str
    languages: tuple[str, ...]
    member: Member
    candidate: Candidate
    jobs_today: int = 0
    seats: tuple[Seat, ...] = ()
    whole: Member = field(default_factory=Member)
    satellite: EntityId | None = None
    place: str = ""

    @property
    def waits(self) -> bool:
        return not self.left and self.free > 0

    def part(self, heads: int) -> tuple[Member, Candidate]:
        """So many heads of a group as the rules see them; of a person always the person."""
        if self.group is None:
            return self.whole, self.candidate
        return part_of(self.whole, heads), replace(self.candidate, heads=heads)


def part_of(group: Member, heads: int) -> Member:
    """A part of a group; who exactly is in it nobody knows, so counts are shares, rounded down."""
    total = max(group.heads, 1)
    return replace(
        group,
        heads=heads,
        women=group.women * heads // total,
        experienced=group.experienced * heads // total,
        first_time=group.first_time * heads // total,
    )


def people_of_day(db: sqlite3.Connection, day: date | str) -> tuple[Person, ...]:
    """Everybody who checked in on the day, the first first; also who is out or went home."""
    return _people(db, "c.day = ?1", (str(day),))


def waiting_people(db: sqlite3.Connection, day: date | str) -> tuple[Person, ...]:
    """Who is here and free, the longest waiting first.

    Somebody who was checked in twice, under records that were merged since, is one person: on a
    team with one of the check-ins, and waiting with none of the others.
    """
    people = people_of_day(db, day)
    held = holders(db, "volunteer")
    seated = (one.volunteer for one in people if one.volunteer is not None and one.seats)
    taken = {held.get(volunteer, volunteer) for volunteer in seated}
    waiting: list[Person] = []
    for person in people:
        if not person.waits:
            continue
        if person.volunteer is not None:
            who = held.get(person.volunteer, person.volunteer)
            if who in taken:
                continue
            taken.add(who)
        waiting.append(person)
    return tuple(sorted(waiting, key=lambda person: (person.since, person.id)))


def people_by_id(
    db: sqlite3.Connection, check_ins: Iterable[EntityId]
) -> Mapping[EntityId, Person]:
    """These check-ins; those that are gone are left out."""
    wanted = tuple(dict.fromkeys(check_ins))
    marks = ", ".join(f"?{place}" for place in range(1, len(wanted) + 1))
    found = _people(db, f"c.id IN ({marks})", wanted)
    return {person.id: person for person in found}


def _people(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> tuple[Person, ...]:
    policies: dict[bytes, list[Policy]] = {}
    for owner, *row in db.execute(_POLICIES.format(where=where), values):
        policy = _policy(*row)
        if policy is not None:
            policies.setdefault(owner, []).append(policy)
    cars = _cars(db, where, values)
    claims: dict[bytes, list[Row]] = {}
    for check_in, *claim in db.execute(_CLAIMS.format(where=where), values):
        claims.setdefault(check_in, []).append(tuple(claim))
    driving = _driving_licences(db)
    return tuple(
        _person(
            row,
            tuple(policies.get(row[1] or row[2], ())),
            cars.get(row[0], (False, False)),
            tuple(claims.get(row[0], ())),
            driving,
        )
        for row in db.execute(_PEOPLE.format(where=where), values)
    )


def _cars(
    db: sqlite3.Connection, where: str, values: tuple[object, ...]
) -> dict[bytes, tuple[bool, bool]]:
    """Check-in to (a car that may go along, a truck that may). "May it?" not asked counts as yes:
    the desk that chooses it sees the question open."""
    trucks = truck_kinds(db)
    found: dict[bytes, tuple[bool, bool]] = {}
    for check_in, kind, on_site in db.execute(_CARS.format(where=where), values):
        if on_site == 0:
            continue
        car, truck = found.get(check_in, (False, False))
        found[check_in] = (car or kind not in trucks, truck or kind in trucks)
    return found


def truck_kinds(db: sqlite3.Connection) -> frozenset[str]:
    """Kinds of vehicle that serve where a truck is wanted."""
    return _codes_with(db, "vehicle", "carries_waste")


def _driving_licences(db: sqlite3.Connection) -> frozenset[str]:
    return _codes_with(db, "licence", "drives")


def _codes_with(db: sqlite3.Connection, name: str, attribute: str) -> frozenset[str]:
    codes = CodeLists.load().with_rows(code_entries(db))
    return frozenset(code for code, on in codes.attribute_map(name, attribute).items() if on)


@lru_cache(maxsize=REMEMBERED)
def _person(
    row: Row,
    policies: tuple[Policy, ...],
    cars: tuple[bool, bool],
    claims: tuple[Row, ...],
    driving: frozenset[str],
) -> Person:
    (
        identifier, volunteer, group, day, at, heads, first_time, left_at, wish, centre_work,
        number, name, kana, sex, phone, affiliation, experience, skills, licences, languages,
        activity_class, light_truck, claim, born_on, age_band, consent, accompanied, g_number,
        g_name, g_kana, g_phone, g_heads, g_women, g_experienced, g_uninsured, g_leader, satellite,
        place,
    ) = row  # fmt: skip
    seats, taken, back, jobs = _seats(claims)
    car, truck = cars
    truck = truck or bool(light_truck)
    free = (int(heads or g_heads or 1) if group else 1) - taken
    if group:
        total = int(heads or g_heads or 1)
        known = None if g_experienced is None else min(int(g_experienced), total)
        whole = Member(
            total, min(int(g_women or 0), total), known or 0,
            0 if known is None else total - known, drives=car or truck, car=car, truck=truck,
        )  # fmt: skip
        candidate = Candidate(
            str(g_name or ""), policies, group=True, heads=total,
            uninsured_heads=None if g_uninsured is None else int(g_uninsured),
        )  # fmt: skip
    else:
        total = 1
        experienced = experience == 1 or first_time == 0
        whole = Member(
            1, int(sex == "female"), int(experienced),
            int(not experienced and (first_time == 1 or experience == 0)),
            drives=car or truck or bool(driving & _set(licences)), car=car, truck=truck,
            skills=_set(skills),
        )  # fmt: skip
        candidate = Candidate(
            str(name or ""), policies, applying=claim == "applying",
            minor=Minor(_day(born_on), _text(age_band), _bool(consent), _bool(accompanied)),
            skills=_set(skills), activity_class=_text(activity_class),
        )  # fmt: skip
    return Person(
        EntityId(identifier), _id(volunteer), _id(group), str(day or ""),
        str((g_number if group else number) or ""), candidate.name,
        str((g_kana if group else kana) or ""), str((g_phone if group else phone) or ""),
        str(affiliation or ""), total, max(free, 0), max(int(at or 0), back),
        left_at is not None, _text(wish), bool(centre_work), str(g_leader or ""),
        tuple(sorted(_set(languages))),
        part_of(whole, max(free, 0)) if group else whole,
        replace(candidate, heads=max(free, 1)) if group else candidate,
        jobs, seats, whole, _id(satellite), str(place),
    )  # fmt: skip


_policy = lru_cache(maxsize=REMEMBERED)(policy_as_recorded)


def _seats(claims: tuple[Row, ...]) -> tuple[tuple[Seat, ...], int, int, int]:
    """Seats now, heads taken or gone home, the last return, and how many teams came back today."""
    seats, back, done, gone = [], 0, set(), 0
    for team, number, state, heads, running, returned_at, went_home in claims:
        gone += int(heads) if went_home else 0
        if running and state in ACTIVE_STATES:
            seats.append(Seat(EntityId(team), str(number or ""), int(heads)))
        elif state == "back":
            done.add(team)
            back = max(back, int(returned_at or 0))
    return tuple(seats), sum(seat.heads for seat in seats) + gone, back, len(done)


@lru_cache(maxsize=4096)
def _set(column: str | None) -> frozenset[str]:
    """The same few combinations stand in thousands of rows."""
    return frozenset(json.loads(column)) if column else frozenset()


def _text(column: object) -> str | None:
    return None if column is None else str(column)


def _bool(column: object) -> bool | None:
    return None if column is None else bool(column)


def _id(column: object) -> EntityId | None:
    return EntityId(column) if isinstance(column, bytes) else None


def _day(column: object) -> date | None:
    return date.fromisoformat(str(column)) if column else None
