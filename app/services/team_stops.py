"""The hard stops that a team still has to pass at the door.

A stop that a named person went over while the team was formed, or at the reception, is not asked
again for the same people and the same work. Heat and stop orders are always asked: they are about
this moment. An override for a team covers those who were on it when it was given.
"""

from dataclasses import dataclass

from app.domain.eligibility import (
    Candidate,
    HardStop,
    stops_for_day,
    stops_for_person,
    stops_for_skill,
    stops_for_work,
)
from app.services.context import Context
from app.services.going_out import (
    candidate_of,
    conditions_now,
    group_candidate,
    risk_classes,
    volunteer_candidate,
    work_of,
)
from app.services.teams_out import MemberNow, TeamNow


@dataclass(frozen=True)
class _Decided:
    """An override of today: the stop's code, what it was about, and when it was recorded."""

    rule: str
    subject: bytes
    clock: int


def stops_at_the_door(ctx: Context, team: TeamNow) -> tuple[HardStop, ...]:
    """Everything that keeps this team from leaving now and that nobody has gone over yet."""
    conditions, classes = conditions_now(ctx), risk_classes(ctx.db)
    work = work_of(ctx.db, team.need)
    decided = _decided_today(ctx)
    places = {team.id, team.need}
    found = list(stops_for_day(work, conditions))
    found += [
        stop
        for stop in stops_for_work(work, classes)
        if not any(one.rule == stop.code and one.subject in places for one in decided)
    ]
    for member in team.members:
        person = _candidate(ctx, member)
        if person is None:
            continue
        stops = (*stops_for_person(person, conditions), *stops_for_skill(person, work, classes))
        found += [stop for stop in stops if not _gone_over(stop, member, team, decided)]
    return tuple(found)


def _gone_over(
    stop: HardStop, member: MemberNow, team: TeamNow, decided: tuple[_Decided, ...]
) -> bool:
    own = {member.check_in, member.volunteer, member.group} - {None}
    return any(
        one.rule == stop.code
        and (one.subject in own or (one.subject == team.id and one.clock >= member.since))
        for one in decided
    )


def _decided_today(ctx: Context) -> tuple[_Decided, ...]:
    rows = ctx.db.execute(
        "SELECT rule, subject, _clock FROM live_hard_stop_override WHERE day = ?",
        (ctx.today.isoformat(),),
    )
    return tuple(_Decided(row[0] or "", row[1] or b"", int(row[2])) for row in rows)


def _candidate(ctx: Context, member: MemberNow) -> Candidate | None:
    if member.group is not None:
        return group_candidate(ctx.db, member.group, member.heads)
    if member.volunteer is not None:
        return volunteer_candidate(ctx.db, member.volunteer)
    return None if member.check_in is None else candidate_of(ctx.db, member.check_in)
