"""What the matching shows, frozen, and the queries that make it; search and filters over waiting.

Everybody who waits is in memory once; a search word or a filter only chooses among them, so that a
letter typed answers at once with 2,000 people in the hall.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.domain.calendar_jp import day_of
from app.domain.names import expand_query, fold, normalise_phone
from app.domain.teams import OPEN_STATES
from app.services.teams_choices import (
    JobToServe,
    PersonWaiting,
    job_to_serve,
    jobs_to_serve,
    people_who_wait,
)
from app.store.queries.equipment import EquipmentRow, equipment_rows
from app.store.queries.places import Place, at_place, known_place, open_places
from app.store.queries.teams import Team, Vehicle, team_by_id, teams_of_day, vehicles_for
from app.store.queries.waiting import Person
from sync.core.ids import EntityId

JOB_TOPICS = (
    "need", "team", "team_member", "wbgt", "stop_order", "setting", "code_entry", "check_in",
    "volunteer", "volunteer_group", "vehicle", "tool_list", "equipment", "satellite",
    "calendar_day",
)  # fmt: skip
PEOPLE_TOPICS = (
    "check_in", "team_member", "team", "volunteer", "volunteer_group", "insurance", "vehicle",
    "need", "setting", "hard_stop_override", "code_entry", "satellite",
)  # fmt: skip
PHONE_DIGITS_MIN = 4
NUMBER_DIGITS_MAX = 4
# What the list of waiting people can be narrowed to, in the order of the chips.
FILTERS = ("truck", "drives", "experienced", "first", "group", "women", "again")


@dataclass(frozen=True)
class BoardView:
    """Needs, the teams of today that are still here, and what is chosen of them. `job` is the need
    of the chosen team, too. `place` is the one that the lists are narrowed to, blank for all."""

    jobs: tuple[JobToServe, ...]
    teams: tuple[Team, ...]
    job: JobToServe | None
    team: Team | None
    vehicles: tuple[Vehicle, ...]
    tools: tuple[EquipmentRow, ...]
    places: tuple[Place, ...] = ()
    place: str = ""

    @property
    def chosen(self) -> bool:
        return self.job is not None or self.team is not None


@dataclass(frozen=True, eq=False)
class PeopleView:
    """Everybody who waits, in the order of the list; heads of groups are counted. Two readings are
    never taken for the same: comparing 2,000 people costs more than drawing 60."""

    people: tuple[PersonWaiting, ...]
    heads: int


def board_view(
    db: sqlite3.Connection, now_ms: int, need: EntityId | None, team: EntityId | None,
    place: str = "",
) -> BoardView:  # fmt: skip
    """A team that has left, was disbanded or taken back is no longer chosen."""
    today = day_of(now_ms)
    teams = teams_of_day(db, today, OPEN_STATES)
    chosen = next((one for one in teams if one.id == team), None)
    wanted = chosen.need if chosen is not None else need
    places = open_places(db)
    here = known_place(places, place)
    jobs = jobs_to_serve(db, now_ms)
    job = next((one for one in jobs if one.row.id == wanted), None)
    if job is None and wanted is not None:
        job = job_to_serve(db, now_ms, wanted)
    return BoardView(
        tuple(one for one in jobs if at_place(one.row.satellite, here)),
        tuple(one for one in teams if at_place(one.satellite, here)), job, chosen,
        vehicles_for(db, chosen.id) if chosen is not None else (),
        equipment_rows(db) if chosen is not None else (), places, here,
    )  # fmt: skip


def people_view(
    db: sqlite3.Connection, now_ms: int, need: EntityId | None, team: EntityId | None,
    place: str = "",
) -> PeopleView:  # fmt: skip
    """For a chosen need whoever fits is first, else whoever has waited longest."""
    found = None if team is None else team_by_id(db, team)
    if found is not None and found.state not in OPEN_STATES:
        found = None
    wanted = found.need if found is not None else need
    job = None if wanted is None else job_to_serve(db, now_ms, wanted)
    people = people_who_wait(db, now_ms, None if job is None else job.row, found)
    here = known_place(open_places(db), place)
    people = tuple(one for one in people if at_place(one.person.satellite, here))
    return PeopleView(people, sum(one.person.free for one in people))


# ----------------------------------------------------------------------- search and filters


def narrowed(
    people: Iterable[PersonWaiting], words: str, filters: frozenset[str], skills: frozenset[str]
) -> tuple[PersonWaiting, ...]:
    """Whom a search word and all chosen filters leave, in the same order."""
    found = tuple(people)
    if filters:
        found = tuple(one for one in found if all(fits(one.person, name) for name in filters))
    if skills:
        found = tuple(one for one in found if skills <= one.person.member.skills)
    if words.strip():
        keys, digits = expand_query(words), normalise_phone(words)
        # Other readings and scripts only where nothing has what was typed: they are broader.
        found = next(
            (hits for some in (keys[:1], keys)
             if (hits := tuple(one for one in found if _said(one.person, some, digits)))), (),
        )  # fmt: skip
    return found


def fits(person: Person, name: str) -> bool:
    """Whether a filter leaves the person."""
    member = person.member
    return {
        "truck": member.truck,
        "drives": member.drives,
        "experienced": member.experienced > 0,
        "first": member.first_time > 0,
        "group": person.group is not None,
        "women": member.women > 0,
        "again": person.jobs_today > 0,
    }[name]


def counted(people: Iterable[PersonWaiting]) -> dict[str, int]:
    """How many rows each filter would leave."""
    everybody = tuple(one.person for one in people)
    return {name: sum(1 for one in everybody if fits(one, name)) for name in FILTERS}


def skills_of(people: Iterable[PersonWaiting]) -> tuple[tuple[str, int], ...]:
    """Skills that somebody who waits has, the rarest last."""
    counts: dict[str, int] = {}
    for one in people:
        for skill in one.person.member.skills:
            counts[skill] = counts.get(skill, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def first_in_line(people: Iterable[PersonWaiting], heads: int) -> tuple[tuple[EntityId, int], ...]:
    """So many heads from those who have waited longest and whom nothing stops; the last group
    gives only as many as are still wanted."""
    found: list[tuple[EntityId, int]] = []
    left = heads
    for one in sorted(people, key=lambda one: (one.person.since, one.person.id)):
        if left <= 0:
            break
        if one.stops:
            continue
        taken = min(one.person.free, left)
        found.append((one.person.id, taken))
        left -= taken
    return tuple(found)


def _said(person: Person, keys: tuple[str, ...], digits: str) -> bool:
    if (
        digits
        and person.number.rpartition("-")[2].lstrip("0").startswith(digits.lstrip("0"))
        and (len(digits) <= NUMBER_DIGITS_MAX)
    ):
        return True
    if len(digits) >= PHONE_DIGITS_MIN and digits in normalise_phone(person.phone):
        return True
    spoken = _search_key(person.name, person.kana, person.number, person.affiliation)
    return any(key in spoken for key in keys)


@lru_cache(maxsize=8192)
def _search_key(*parts: str) -> str:
    return "\n".join(fold(part) for part in parts)
