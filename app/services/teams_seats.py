"""Taking people for a team: who is free, what stops them, and the claims that hold them.

One person is on one team at a time; a group is counted in heads and may be split over teams. Hard
stops are asked for everybody who joins, and gone over only by name, role and reason. Nothing is
written before everybody may join: a refusal leaves all of them where they were.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.eligibility import (
    HardStop,
    Work,
    stop_for_taking_away,
    stops_for_person,
    stops_for_skill,
)
from app.services.command import Override, Refused
from app.services.context import Context
from app.services.going_out import conditions_now, risk_classes
from app.services.hard_stops import go_over
from app.store.queries.aliases import merged_into, record_that_holds
from app.store.queries.teams import Team, TeamMember, overrides_of_day, teams_of_need
from app.store.queries.waiting import Person, people_by_id, people_of_day
from sync.core.ids import EntityId

Heads = tuple[tuple[EntityId, int], ...]


@dataclass(frozen=True)
class Joining:
    """A check-in and how many of its heads join."""

    person: Person
    heads: int


def joining(
    ctx: Context, check_ins: Iterable[EntityId], heads: Heads
) -> tuple[Joining, ...] | Refused:
    """Who would join. `heads`: how many of a group; all that are free where it is not named.

    Refusals: `no_such_check_in`, `not_here_today`, `has_gone_home`, `already_on_team` (naming the
    team), `group_heads_left`, `quantity_positive`.
    """
    asked = dict(heads)
    wanted = tuple(dict.fromkeys((*check_ins, *asked)))
    people = people_by_id(ctx.db, wanted)
    found = []
    for check_in in wanted:
        person = people.get(check_in)
        if person is None:
            return Refused("no_such_check_in")
        count = asked.get(check_in, person.free)
        refused = _not_free(person, count, ctx.today.isoformat()) or _elsewhere(ctx, person)
        if refused is not None:
            return refused
        found.append(Joining(person, count))
    return tuple(found)


def _not_free(person: Person, heads: int, today: str) -> Refused | None:
    if person.day != today:
        return Refused("not_here_today", {"name": person.name})
    if person.left:
        return Refused("has_gone_home", {"name": person.name})
    if not person.free:
        numbers = ", ".join(seat.number for seat in person.seats)
        return Refused("already_on_team", {"name": person.name, "team": numbers})
    if heads < 1:
        return Refused("quantity_positive", field="heads")
    if heads > person.free:
        return Refused("group_heads_left", {"name": person.name, "heads": person.free}, "heads")
    return None


def _elsewhere(ctx: Context, person: Person) -> Refused | None:
    """The same human under another record, merged since, who is on a team already."""
    if person.volunteer is None:
        return None
    holder = record_that_holds(ctx.db, "volunteer", person.volunteer)
    records = {holder, *merged_into(ctx.db, "volunteer", holder)} - {person.volunteer}
    if not records:
        return None
    for other in people_of_day(ctx.db, ctx.today):
        if other.volunteer in records and other.seats:
            team = other.seats[0].number
            return Refused("already_on_team", {"name": person.name, "team": team})
    return None


def stops_for(ctx: Context, joins: Iterable[Joining], work: Work) -> tuple[HardStop, ...]:
    """What keeps these people from this work; the place and the weather are not theirs.

    What a named person went over for one of them today, at the reception, is not asked again.
    """
    conditions, risks = conditions_now(ctx), risk_classes(ctx.db)
    decided = overrides_of_day(ctx.db, ctx.today)
    found: list[HardStop] = []
    for join in joins:
        person = join.person
        _, candidate = person.part(join.heads)
        stops = (
            *stops_for_person(candidate, conditions),
            *stops_for_skill(candidate, work, risks),
        )
        own = (person.id, person.volunteer, person.group)
        found += [one for one in stops if not any((one.code, key) in decided for key in own)]
    return tuple(found)


def take(
    ctx: Context,
    team: EntityId,
    joins: tuple[Joining, ...],
    stops: tuple[HardStop, ...],
    overrides: Iterable[Override],
    leader: EntityId | None = None,
) -> Refused | None:
    """Drafts the claims, or says which stop stands. `leader` is the check-in of the leader."""
    refused = go_over(ctx, stops, overrides, team)
    if refused is not None:
        return refused
    for join in joins:
        person = join.person
        ctx.draft.claim("team_member", ctx.new_id(), {
            "team": team, "check_in": person.id, "volunteer": person.volunteer,
            "group": person.group, "heads": join.heads,
            "is_leader": True if person.id == leader else None,
        })  # fmt: skip
    return None


def leader_values(person: Person) -> Mapping[str, str | EntityId | None]:
    """Fields of the team that say who leads it; a group is led by whom it named."""
    if person.group is not None:
        name = person.leader_name or person.name
        return {"leader": None, "leader_name": name, "phone": person.phone or None}
    return {
        "leader": person.volunteer,
        "leader_name": person.name,
        "phone": person.phone or None,
    }


def crisis_keeps(ctx: Context, team: Team, going: Iterable[TeamMember]) -> HardStop | None:
    """The stop where people would be taken from a crisis need. Not where they went home, nor where
    the need keeps as many as it asked for: who is put in first may be taken out again."""
    if team.need is None:
        return None
    staying = [member for member in going if not member.person.left]
    left = sum(other.heads for other in teams_of_need(ctx.db, team.need))
    left -= sum(member.heads for member in staying)
    wanted = team.wanted.people
    if not staying or (wanted is not None and left >= wanted):
        return None
    return stop_for_taking_away(Work(crisis=team.crisis), team.need_number)
