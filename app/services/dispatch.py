"""Out and back: the check before a team leaves, the send-off, the planned return, the return.

A team leaves only when the four checks are done and no hard stop stands; the stops are asked again
at the door, because insurance ends and heat rises after the team was formed. What a named person
decided while it was formed still holds, but for the heat and the stop orders of this moment. The
return counts heads and asks for injuries; whoever comes back is free for a second job.
"""

from dataclasses import dataclass

from app.domain.board import usual_return
from app.domain.calendar_jp import Unreadable, parse_minutes
from app.domain.settings import SETTING_BY_KEY
from app.services.command import Accepted, Command, Decision, Notice, Override, Refused, decides
from app.services.context import Context
from app.services.hard_stops import go_over
from app.services.need_steps import step
from app.services.team_stops import stops_at_the_door
from app.services.teams_out import FIELD, MemberNow, TeamNow, team_now
from sync.core.ids import EntityId
from sync.core.operations import Value

CHECKS = ("health", "clothes", "drink", "phone")
HEADS_MAX = 999
AWAY_MAX_MS = 24 * 3_600_000
DIGITS_OF_A_PHONE = 9


@dataclass(frozen=True)
class CheckTeam(Command):
    """What was looked at before the send-off; None leaves a check as it is. `phone_known` is the
    fourth check: the number the team is reached at, which `phone` writes down."""

    team: EntityId
    health: bool | None = None
    clothes: bool | None = None
    drink: bool | None = None
    phone_known: bool | None = None
    phone: str | None = None


@decides(CheckTeam, sections=FIELD)
def check_team(command: CheckTeam, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "forming", "ready", "out")
    if isinstance(team, Refused):
        return team
    given = {
        "check_health": command.health,
        "check_clothes": command.clothes,
        "check_drink": command.drink,
        "check_phone": command.phone_known,
    }
    values: dict[str, Value] = {name: done for name, done in given.items() if done is not None}
    phone = team.phone
    if command.phone is not None:
        phone = command.phone.strip()
        if phone and sum(sign.isdecimal() for sign in phone) < DIGITS_OF_A_PHONE:
            return Refused("phone_too_short", field="phone")
        values["phone"] = phone or None
        if not phone:
            values["check_phone"] = False
    if command.phone_known and not phone:
        return Refused("team_without_phone", field="phone")
    ctx.draft.set("team", team.id, values)
    return Accepted(team.id)


@dataclass(frozen=True)
class SendOut(Command):
    """The team leaves. `heads_out` None: as many as are on the team; `planned_return_at` None: at
    the centre's usual time."""

    team: EntityId
    heads_out: int | None = None
    planned_return_at: int | None = None
    overrides: tuple[Override, ...] = ()


@decides(SendOut, sections=FIELD)
def send_out(command: SendOut, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "forming", "ready")
    if isinstance(team, Refused):
        return team
    if team.day != ctx.today.isoformat():
        return Refused("team_of_other_day", field="team")
    missing = next((check for check in CHECKS if not team.checks[check]), None)
    if missing is not None:
        return Refused("check_missing", {"check": missing}, field=missing)
    heads = team.heads if command.heads_out is None else command.heads_out
    # A neighbourhood head may bring people whom nobody has on a list.
    nobody = not team.members and team.kind != "community"
    if nobody or not 1 <= heads <= HEADS_MAX:
        return Refused("nobody_goes_out", field="heads_out")
    planned = command.planned_return_at
    if planned is None:
        planned = usual_return(_usual_minutes(ctx), ctx.now_ms)
    elif bad := _bad_plan(planned, ctx):
        return bad
    stopped = go_over(ctx, stops_at_the_door(ctx, team), command.overrides, team.id)
    if stopped is not None:
        return stopped
    if team.need is not None:
        refused = step("send_out", team.need, ctx, team=team.id)
        if refused is not None:
            return refused
    ctx.draft.set("team", team.id, {
        "state": "out", "sent_at": ctx.now_ms, "heads_out": heads, "planned_return_at": planned,
    })  # fmt: skip
    ctx.draft.move("team_phase", ctx.new_id(), {
        "team": team.id, "phase": "work", "at": ctx.now_ms,
    })  # fmt: skip
    return Accepted(team.id)


def _usual_minutes(ctx: Context) -> int:
    try:
        return parse_minutes(str(ctx.setting("planned_return")))
    except Unreadable:
        return parse_minutes(str(SETTING_BY_KEY["planned_return"].default))


def _bad_plan(planned: int, ctx: Context) -> Refused | None:
    if planned <= ctx.now_ms:
        return Refused("return_in_the_past", field="planned_return_at")
    if planned > ctx.now_ms + AWAY_MAX_MS:
        return Refused("return_too_late", field="planned_return_at")
    return None


@dataclass(frozen=True)
class ChangePlannedReturn(Command):
    """The team called: it will be later, or earlier."""

    team: EntityId
    planned_return_at: int


@decides(ChangePlannedReturn, sections=FIELD)
def change_planned_return(command: ChangePlannedReturn, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "forming", "ready", "out")
    if isinstance(team, Refused):
        return team
    if bad := _bad_plan(command.planned_return_at, ctx):
        return bad
    ctx.draft.set("team", team.id, {"planned_return_at": command.planned_return_at})
    return Accepted(team.id)


@dataclass(frozen=True)
class ReturnTeam(Command):
    """The team is back. `hurt` is the first question and must be answered. `going_home`: nobody of
    the team takes another job today."""

    team: EntityId
    heads_back: int | None
    hurt: bool | None
    going_home: bool = False


@decides(ReturnTeam, sections=FIELD)
def return_team(command: ReturnTeam, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "out")
    if isinstance(team, Refused):
        return team
    if team.need is not None:
        refused = step("return_team", team.need, ctx, team=team.id)
        if refused is not None:
            return refused
    answer = bring_back(ctx, team, command.heads_back, command.hurt, command.going_home)
    return answer if isinstance(answer, Refused) else Accepted(team.id, answer)


def bring_back(
    ctx: Context, team: TeamNow, heads_back: int | None, hurt: bool | None, going_home: bool
) -> Refused | tuple[Notice, ...]:
    """Drafts the return itself, apart from the need: heads, the question, the released members."""
    if hurt is None:
        return Refused("hurt_not_asked", field="hurt")
    if heads_back is None or not 0 <= heads_back <= HEADS_MAX:
        return Refused("heads_not_counted", field="heads_back")
    ctx.draft.set("team", team.id, {
        "state": "back", "returned_at": ctx.now_ms, "heads_back": heads_back, "hurt": hurt,
    })  # fmt: skip
    for member in team.members:
        ctx.draft.end("team_member", member.id, ctx.now_ms)
        if not going_home or member.check_in is None or member.left:
            continue
        if member.group is not None and _others_here(ctx, member):
            ctx.draft.set("team_member", member.id, {"went_home": True})
        else:
            ctx.draft.set("check_in", member.check_in, {"left_at": ctx.now_ms})
    return heads_notice(team, team.heads_out, heads_back)


def _others_here(ctx: Context, member: MemberNow) -> bool:
    """Whether heads of the same group are with other teams, or wait."""
    (others,) = ctx.db.execute(
        "SELECT coalesce(c.heads, 1) - coalesce((SELECT sum(coalesce(m.heads, 1)) "
        "FROM live_team_member m WHERE m.check_in = c.id AND m.went_home = 1), 0) "
        "FROM live_check_in c WHERE c.id = ?",
        (member.check_in,),
    ).fetchone()
    return int(others) > member.heads


def heads_notice(team: TeamNow, out: int | None, back: int | None) -> tuple[Notice, ...]:
    """Names the difference between who left and who came back; nothing where there is none."""
    if out is None or back is None or out == back:
        return ()
    return (Notice("heads_differ", {"team": team.number, "out": out, "back": back}),)


@dataclass(frozen=True)
class CorrectHeads(Command):
    """A slip in counting, found when the numbers differ at the return or when the day closes."""

    team: EntityId
    heads_out: int
    heads_back: int


@decides(CorrectHeads, sections=FIELD)
def correct_heads(command: CorrectHeads, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "back")
    if isinstance(team, Refused):
        return team
    if not 1 <= command.heads_out <= HEADS_MAX:
        return Refused("nobody_goes_out", field="heads_out")
    if not 0 <= command.heads_back <= HEADS_MAX:
        return Refused("heads_not_counted", field="heads_back")
    ctx.draft.set("team", team.id, {
        "heads_out": command.heads_out, "heads_back": command.heads_back,
    })  # fmt: skip
    return Accepted(team.id, heads_notice(team, command.heads_out, command.heads_back))
