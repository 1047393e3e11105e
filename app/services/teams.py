"""Teams: forming them, by taps or in bulk, and letting their people go again.

Over-full and short teams are allowed, people are never taken from a crisis need, and a need's state
follows in the same act. A team without a need does what its note says: work at the centre, or what
a neighbourhood head (区長) hands out.
"""

from dataclasses import dataclass, replace

from app.domain.board import usual_return
from app.domain.calendar_jp import Unreadable, minutes_of, parse_minutes
from app.domain.eligibility import stops_for_work
from app.domain.needs import NeedStatus
from app.domain.settings import SETTING_BY_KEY
from app.domain.staff_access import CHIEF
from app.domain.teams import OPEN_STATES, next_team_number
from app.services.command import Accepted, Command, Decision, Override, Refused, decides
from app.services.context import Context
from app.services.going_out import risk_classes, work_of
from app.services.hard_stops import go_over
from app.services.need_steps import step
from app.services.operation_files import FIRST_LETTER
from app.services.places import place_of_need, place_refusal
from app.services.teams_seats import (
    Heads,
    Joining,
    crisis_keeps,
    joining,
    leader_values,
    stops_for,
    take,
)
from app.services.teams_tools import list_tools, tools_of_need
from app.services.teams_vehicles import vehicle_refusal
from app.store.queries.teams import Team, team_by_id, team_numbers
from sync.core.ids import EntityId
from sync.core.operations import Value

KINDS = ("normal", "community", "centre", "skilled")
_NOON_MINUTES = 12 * 60


@dataclass(frozen=True)
class FormTeam(Command):
    """A new team of the day, with nobody on it yet or with `members` (check-ins) at once.

    `need` None is for work at the centre, which `note` names; then the team stands at `satellite`,
    else where its need does. `heads`: a part of a group. `leader`
    is the check-in of a member. `tools` None takes what the need asks for.
    """

    need: EntityId | None = None
    members: tuple[EntityId, ...] = ()
    heads: Heads = ()
    kind: str = "normal"
    leader: EntityId | None = None
    vehicle: EntityId | None = None
    vehicle_note: str = ""
    planned_return_at: int | None = None
    people: int | None = None
    note: str = ""
    tools: tuple[tuple[EntityId, int], ...] | None = None
    overrides: tuple[Override, ...] = ()
    satellite: EntityId | None = None


@dataclass(frozen=True)
class FormCommunityTeam(Command):
    """Many people for a neighbourhood head, who hands out the work: 30 to 50 at once."""

    contact_name: str
    contact_phone: str
    members: tuple[EntityId, ...] = ()
    heads: Heads = ()
    need: EntityId | None = None
    people: int | None = None
    planned_return_at: int | None = None
    note: str = ""
    tools: tuple[tuple[EntityId, int], ...] | None = None
    overrides: tuple[Override, ...] = ()
    satellite: EntityId | None = None


@dataclass(frozen=True)
class AddMembers(Command):
    """`heads`: how many of a group; a group that is in `members` joins with all that are free.
    `leader` is the check-in of one who joins; it counts where nobody leads yet."""

    team: EntityId
    members: tuple[EntityId, ...] = ()
    heads: Heads = ()
    leader: EntityId | None = None
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class RemoveMember(Command):
    """`member` is the claim (`team_member`), not the check-in."""

    team: EntityId
    member: EntityId


@dataclass(frozen=True)
class DisbandTeam(Command):
    """Everybody is free again and the need waits. Of a crisis need only the chief may."""

    team: EntityId
    overrides: tuple[Override, ...] = ()


@decides(FormTeam, sections=("matching",))
def form_team(command: FormTeam, ctx: Context) -> Decision:
    if command.kind not in KINDS:
        return Refused("no_such_team_kind", {"kind": command.kind}, "kind")
    if command.need is None and not command.note.strip():
        return Refused("team_without_work", field="note")
    return _form(command, {"kind": command.kind}, ctx)


@decides(FormCommunityTeam, sections=("matching",))
def form_community_team(command: FormCommunityTeam, ctx: Context) -> Decision:
    if not command.contact_name.strip():
        return Refused("contact_name_missing", field="contact_name")
    if not command.contact_phone.strip():
        return Refused("contact_phone_missing", field="contact_phone")
    if command.need is None and not command.note.strip():
        return Refused("team_without_work", field="note")
    values: dict[str, Value] = {
        "kind": "community",
        "contact_name": command.contact_name.strip(),
        "contact_phone": command.contact_phone.strip(),
        "phone": command.contact_phone.strip(),
    }
    common = FormTeam(
        command.need, command.members, command.heads, "community",
        planned_return_at=command.planned_return_at, people=command.people, note=command.note,
        tools=command.tools, overrides=command.overrides, satellite=command.satellite,
    )  # fmt: skip
    return _form(common, values, ctx)


def _form(command: FormTeam, values: dict[str, Value], ctx: Context) -> Decision:
    joins = joining(ctx, command.members, command.heads)
    if isinstance(joins, Refused):
        return joins
    work = work_of(ctx.db, command.need)
    team = ctx.new_id()
    leader = next((one for one in joins if one.person.id == command.leader), None)
    if command.leader is not None and leader is None:
        return Refused("no_such_member", field="leader")
    refused = vehicle_refusal(ctx, command.vehicle, team) or place_refusal(ctx, command.satellite)
    if refused is not None:
        return refused
    stops = (*stops_for_work(work, risk_classes(ctx.db)), *stops_for(ctx, joins, work))
    refused = take(ctx, team, joins, stops, command.overrides, command.leader)
    if refused is None and command.need is not None:
        refused = step("assign_team", command.need, ctx, team=team)
    if refused is not None:
        return refused
    if leader is not None:
        values = {**leader_values(leader.person), **values}
    ctx.draft.new("team", team, {
        "number": _number(ctx), "day": ctx.today.isoformat(), "need": command.need,
        "state": "forming", "vehicle": command.vehicle,
        "vehicle_note": command.vehicle_note.strip() or None,
        "planned_return_at": command.planned_return_at or planned_return(ctx),
        "people_wanted": command.people or _people_wanted(ctx, command.need),
        "job_note": command.note.strip() or None, "slot": _slot(ctx, joins),
        "satellite": _place(ctx, command), **values,
    })  # fmt: skip
    tools = command.tools
    if tools is None:
        tools = tools_of_need(ctx.db, command.need)
    refused = list_tools(ctx, team, tools)
    return refused or Accepted(team)


@decides(AddMembers, sections=("matching",))
def add_members(command: AddMembers, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    joins = joining(ctx, command.members, command.heads)
    if isinstance(joins, Refused):
        return joins
    stops = stops_for(ctx, joins, work_of(ctx.db, team.need))
    leader = next((one for one in joins if one.person.id == command.leader), None)
    led = any(member.is_leader for member in team.members)
    chosen = None if led or leader is None else leader.person
    lead = None if chosen is None else chosen.id
    refused = take(ctx, team.id, joins, stops, command.overrides, lead)
    if refused is not None:
        return refused
    if chosen is not None:
        values = dict(leader_values(chosen))
        if team.kind == "community":
            values.pop("phone")
        ctx.draft.set("team", team.id, values)
    return Accepted(team.id)


@decides(RemoveMember, sections=("matching",))
def remove_member(command: RemoveMember, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    member = next((one for one in team.members if one.id == command.member), None)
    if member is None:
        return Refused("no_such_member")
    stop = crisis_keeps(ctx, team, (member,))
    if stop is not None:
        return Refused(stop.code, stop.params, override=stop.override_role)
    ctx.draft.end("team_member", member.id, ctx.now_ms)
    if member.is_leader:
        ctx.draft.set("team", team.id, {"leader": None, "leader_name": None, "phone": None})
    return Accepted(team.id)


@decides(DisbandTeam, sections=("matching",))
def disband_team(command: DisbandTeam, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    # The rule lets nobody take people away, but a team that cannot go must not be held for ever:
    # the chief may end it as a whole, with a reason.
    stop = crisis_keeps(ctx, team, team.members)
    stops = () if stop is None else (replace(stop, override_role=CHIEF),)
    refused = go_over(ctx, stops, command.overrides, team.id)
    if refused is not None:
        return refused
    for member in team.members:
        ctx.draft.end("team_member", member.id, ctx.now_ms)
    ctx.draft.set("team", team.id, {"state": "disbanded"})
    # A need whose other team is out already stays with that team.
    if team.need is not None and team.need_status == NeedStatus.ASSIGNED:
        refused = step("release_team", team.need, ctx, team=team.id)
        if refused is not None:
            return refused
    return Accepted(team.id)


def open_team(ctx: Context, identifier: EntityId) -> Team | Refused:
    """The team, if it may still be changed. Refusals: `no_such_team`, `team_is_out` and so on."""
    team = team_by_id(ctx.db, identifier)
    if team is None:
        return Refused("no_such_team")
    if team.state not in OPEN_STATES:
        return Refused(f"team_is_{team.state}", {"team": team.number})
    return team


def planned_return(ctx: Context) -> int:
    """The centre's usual hour of return, later where that is near."""
    try:
        minutes = parse_minutes(str(ctx.setting("planned_return")))
    except Unreadable:
        minutes = parse_minutes(str(SETTING_BY_KEY["planned_return"].default))
    return usual_return(minutes, ctx.now_ms)


def _number(ctx: Context) -> str:
    letter = "" if ctx.letter == FIRST_LETTER else ctx.letter
    return next_team_number(team_numbers(ctx.db, ctx.today), letter)


def _people_wanted(ctx: Context, need: EntityId | None) -> int | None:
    row = ctx.db.execute("SELECT people FROM live_need WHERE id = ?", (need,)).fetchone()
    return None if row is None else row[0]


def _place(ctx: Context, command: FormTeam) -> EntityId | None:
    """Where the team gathers: with its need, else where it was formed."""
    if command.need is None:
        return command.satellite
    return place_of_need(ctx.db, command.need)


def _slot(ctx: Context, joins: tuple[Joining, ...]) -> str:
    """Morning or afternoon; who comes back in the morning takes the afternoon's job."""
    again = any(one.person.jobs_today for one in joins)
    return "pm" if again or minutes_of(ctx.now_ms) >= _NOON_MINUTES else "am"
