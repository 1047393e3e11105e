"""What is settled about a team before it goes: leader, return, phone, and that it is ready.

What a team still lacks is said in words and stops nothing; only a team of nobody stays. Members
that two teams hold at once are settled first: one of the two lets them go.
"""

from dataclasses import dataclass

from app.domain.minors import is_minor
from app.domain.needs import NeedStatus
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.teams import open_team
from app.services.teams_seats import leader_values
from sync.core.ids import EntityId
from sync.core.operations import Value

NOTE_MAX = 500
_NEED_WITH_TEAM = (NeedStatus.ASSIGNED, NeedStatus.IN_PROGRESS)


@dataclass(frozen=True)
class ChooseLeader(Command):
    """`member` is the claim (`team_member`); None: nobody leads yet."""

    team: EntityId
    member: EntityId | None = None


@dataclass(frozen=True)
class ChangeTeam(Command):
    """What is None stays as it is; an empty text takes back what stood there."""

    team: EntityId
    planned_return_at: int | None = None
    note: str | None = None
    phone: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    people: int | None = None


@dataclass(frozen=True)
class MakeTeamReady(Command):
    """The team goes on to the send-off."""

    team: EntityId


@dataclass(frozen=True)
class TakeTeamBack(Command):
    """A ready team comes back to the matching, to be changed or held."""

    team: EntityId


@dataclass(frozen=True)
class FinishCentreWork(Command):
    """Work at the centre is done: everybody is free for the next job."""

    team: EntityId


@decides(ChooseLeader, sections=("matching",))
def choose_leader(command: ChooseLeader, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    chosen = next((one for one in team.members if one.id == command.member), None)
    if command.member is not None and chosen is None:
        return Refused("no_such_member", field="leader")
    values: dict[str, Value] = {"leader": None, "leader_name": None, "phone": None}
    if chosen is not None:
        values = dict(leader_values(chosen.person))
    if team.kind == "community":
        values["phone"] = team.contact_phone or values["phone"]
    ctx.draft.set("team", team.id, values)
    for member in team.members:
        if member.is_leader != (member is chosen):
            ctx.draft.set("team_member", member.id, {"is_leader": member is chosen})
    young = chosen is not None and is_minor(chosen.person.candidate.minor, ctx.today)
    notices = (Notice("leader_is_minor", {"name": chosen.person.name}),) if young and chosen else ()
    return Accepted(team.id, notices)


@decides(ChangeTeam, sections=("matching",))
def change_team(command: ChangeTeam, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    if command.planned_return_at is not None and command.planned_return_at <= ctx.now_ms:
        return Refused("return_in_the_past", field="planned_return_at")
    values: dict[str, Value] = {
        "planned_return_at": command.planned_return_at,
        "people_wanted": command.people,
    }
    values = {name: value for name, value in values.items() if value is not None}
    fields = {"note": "job_note", "phone": "phone", "contact_name": "contact_name",
              "contact_phone": "contact_phone"}  # fmt: skip
    for name, column in fields.items():
        text = getattr(command, name)
        if text is None:
            continue
        if len(text) > NOTE_MAX:
            return Refused("text_too_long", {"limit": NOTE_MAX}, name)
        values[column] = text.strip() or None
    ctx.draft.set("team", team.id, values)
    return Accepted(team.id)


@decides(MakeTeamReady, sections=("matching",))
def make_team_ready(command: MakeTeamReady, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    if team.kind == "centre":
        return Refused("team_stays_at_centre", {"team": team.number})
    if not team.heads:
        return Refused("team_empty", {"team": team.number})
    for member in team.members:
        if member.person.left:
            return Refused("has_gone_home", {"name": member.person.name})
        if member.also_on:
            numbers = ", ".join(member.also_on)
            return Refused("already_on_team", {"name": member.person.name, "team": numbers})
    if team.need is not None and team.need_status not in _NEED_WITH_TEAM:
        return Refused("team_need_moved_on", {"number": team.need_number})
    ctx.draft.set("team", team.id, {"state": "ready"})
    return Accepted(team.id)


@decides(TakeTeamBack, sections=("matching", "dispatch"))
def take_team_back(command: TakeTeamBack, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    ctx.draft.set("team", team.id, {"state": "forming"})
    return Accepted(team.id)


@decides(FinishCentreWork, sections=("matching",))
def finish_centre_work(command: FinishCentreWork, ctx: Context) -> Decision:
    team = open_team(ctx, command.team)
    if isinstance(team, Refused):
        return team
    if team.kind != "centre":
        return Refused("team_goes_out", {"team": team.number})
    for member in team.members:
        ctx.draft.end("team_member", member.id, ctx.now_ms)
    ctx.draft.set("team", team.id, {"state": "back", "returned_at": ctx.now_ms})
    return Accepted(team.id)
