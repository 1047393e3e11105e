"""What the matching looks at: needs in their order, people by how they fit, a suggestion.

Puts rows of the working set into the words of `app.matching` and back. Everybody who waits is in
the list, with the reasons for and the stops against; a suggestion only fills the screen.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import day_of
from app.domain.eligibility import (
    HardStop,
    stops_for_day,
    stops_for_person,
    stops_for_work,
)
from app.domain.needs import NeedStatus
from app.matching.jobs import order_jobs, waiting_days
from app.matching.people import rank_people
from app.matching.suggest import Suggestion, suggest_team
from app.matching.words import Because, Job, Waiting
from app.services.context import setting_value
from app.services.going_out import conditions_of, risk_classes
from app.store.queries.calendar import marks_of
from app.store.queries.matching import STAFFED, JobRow, job_by_id, ready_jobs, short_jobs
from app.store.queries.places import at_place
from app.store.queries.teams import Team, overrides_of_day, teams_of_day
from app.store.queries.waiting import Person, waiting_people
from sync.core.ids import EntityId


@dataclass(frozen=True)
class JobToServe:
    """A need, why it stands where it stands, and what keeps anybody from it. `teams` are forming
    for it now; `short`: it has teams already (in the list: fewer people
    than it asked for). `waste_closed`: there is waste to bring away, and the site takes none
    today."""

    row: JobRow
    days: int
    reasons: tuple[Because, ...]
    stops: tuple[HardStop, ...]
    teams: tuple[tuple[EntityId, str, int], ...]
    short: bool
    waste_closed: bool = False


@dataclass(frozen=True)
class PersonWaiting:
    """Somebody who is free. Without a chosen need there are no reasons, only the own stops."""

    person: Person
    reasons: tuple[Because, ...]
    stops: tuple[HardStop, ...]


def jobs_to_serve(db: sqlite3.Connection, now_ms: int) -> tuple[JobToServe, ...]:
    """Every need that a team may be formed for, the first to be served first; those whose team is
    short stand last."""
    ready, short = ready_jobs(db), short_jobs(db)
    return (*_served(db, now_ms, ready), *_served(db, now_ms, short))


def job_to_serve(db: sqlite3.Connection, now_ms: int, need: EntityId) -> JobToServe | None:
    """One need, in whatever state it is; None where it is not there."""
    row = job_by_id(db, need)
    return None if row is None else _served(db, now_ms, (row,))[0]


def _served(
    db: sqlite3.Connection, now_ms: int, rows: tuple[JobRow, ...]
) -> tuple[JobToServe, ...]:
    if not rows:
        return ()
    today = day_of(now_ms)
    conditions, classes = conditions_of(db, now_ms, today), risk_classes(db)
    forming, closed = _forming(db, today), marks_of(db, today).waste_closed
    by_id = {row.id: row for row in rows}
    found = []
    for choice in order_jobs((job_of(row) for row in rows), today):
        row = by_id[EntityId(choice.id)]
        stops = (*stops_for_work(row.work, classes), *stops_for_day(row.work, conditions))
        found.append(JobToServe(
            row, waiting_days(job_of(row), today), choice.reasons, stops,
            forming.get(row.id, ()), row.status in STAFFED, closed and row.waste,
        ))  # fmt: skip
    return tuple(found)


def _forming(
    db: sqlite3.Connection, today: date
) -> dict[EntityId, tuple[tuple[EntityId, str, int], ...]]:
    found: dict[EntityId, tuple[tuple[EntityId, str, int], ...]] = {}
    for team in teams_of_day(db, today, ("forming",)):
        if team.need is not None:
            found[team.need] = (*found.get(team.need, ()), (team.id, team.number, team.heads))
    return found


def people_who_wait(
    db: sqlite3.Connection, now_ms: int, job: JobRow | None = None, team: Team | None = None
) -> tuple[PersonWaiting, ...]:
    """Who is here and free. For a chosen job the best fit first and whom a stop keeps last; without
    one whoever has waited longest first."""
    today = day_of(now_ms)
    conditions, people = conditions_of(db, now_ms, today), waiting_people(db, today)
    decided = overrides_of_day(db, today)
    if job is None:
        return tuple(
            PersonWaiting(one, (), _open_stops(one, stops_for_person(one.candidate, conditions),
                                               decided))
            for one in people
        )  # fmt: skip
    by_id = {one.id: one for one in people}
    ranked = rank_people(
        job_of(job),
        (_waiting(one) for one in people),
        () if team is None else tuple(member.member for member in team.members),
        conditions,
        risk_classes(db),
    )
    found = []
    for choice in ranked:
        one = by_id[EntityId(choice.id)]
        found.append(PersonWaiting(one, choice.reasons, _open_stops(one, choice.stops, decided)))
    return tuple(found)


def suggested(
    db: sqlite3.Connection, now_ms: int, need: EntityId, team: Team | None = None,
    place: str = "",
) -> Suggestion | None:  # fmt: skip
    """Whom the team could take of those at a place (`places.at_place`), up to the number wanted;
    None for a need that is not there."""
    job = job_by_id(db, need)
    if job is None:
        return None
    today = day_of(now_ms)
    size = setting_value(db, "team_size", today)
    return suggest_team(
        job_of(job),
        tuple(_waiting(one) for one in waiting_people(db, today) if at_place(one.satellite, place)),
        conditions_of(db, now_ms, today),
        risk_classes(db),
        default_people=size if isinstance(size, int) and size > 0 else 5,
        begun=() if team is None else tuple(member.member for member in team.members),
    )


def job_of(row: JobRow) -> Job:
    """A need in the words of the matching."""
    return Job(
        row.id, row.number, row.work, row.wanted, row.received_on,
        continuing=row.status == NeedStatus.CONTINUING, next_on=row.next_on,
        wanted_from=row.wanted_from, wanted_until=row.wanted_until, urgency=row.urgency,
        priority=row.priority,
    )  # fmt: skip


def _waiting(person: Person) -> Waiting:
    return Waiting(
        person.id, person.candidate, person.member, person.since, person.wish,
        centre_work=person.centre_work, jobs_today=person.jobs_today,
    )  # fmt: skip


def _open_stops(
    person: Person, stops: Iterable[HardStop], decided: frozenset[tuple[str, bytes]]
) -> tuple[HardStop, ...]:
    """Stops that nobody with the right role has gone over for this person today."""
    own = (person.id, person.volunteer, person.group)
    return tuple(stop for stop in stops if not any((stop.code, key) in decided for key in own))
