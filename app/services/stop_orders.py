"""Stops: heat, lightning, wind, rain call everybody back; somebody rings one team after another.

Anybody at the desk may order a stop; only a leader or the chief lifts one. A team that nobody
reached stays on the list until it is reached or back.
"""

from dataclasses import dataclass

from app.domain.staff_access import LEADER, at_least
from app.domain.stops import STOP_CODES, Stop, stops_work
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.going_out import work_of
from app.services.teams_out import FIELD, team_now
from sync.core.ids import EntityId

WHO_STOPS = (*FIELD, "chief", "general")


@dataclass(frozen=True)
class OrderStop(Command):
    """Everybody comes back. `kind` is a code of the list `stop_kind`."""

    kind: str
    reason: str = ""


@decides(OrderStop, sections=WHO_STOPS)
def order_stop(command: OrderStop, ctx: Context) -> Decision:
    if command.kind not in STOP_CODES:
        return Refused("stop_kind_missing", field="kind")
    day = ctx.today.isoformat()
    holds = ctx.db.execute(
        "SELECT 1 FROM live_stop_order WHERE day = ? AND kind = ? AND lifted_at IS NULL",
        (day, command.kind),
    ).fetchone()
    if holds:
        return Refused("stop_holds_already", field="kind")
    identifier = ctx.draft.new("stop_order", ctx.new_id(), {
        "kind": command.kind, "day": day, "at": ctx.now_ms, "by_staff": ctx.actor.staff,
        "by_name": ctx.actor.name, "reason": command.reason.strip() or None,
    })  # fmt: skip
    stop = Stop(command.kind, ctx.now_ms)
    out = ctx.db.execute("SELECT id, need FROM live_team WHERE state = 'out'").fetchall()
    for team, need in out:
        if stops_work(stop, work_of(ctx.db, need and EntityId(need)).kinds):
            ctx.draft.set("team", EntityId(team), {"called_back_at": ctx.now_ms})
    return Accepted(identifier)


@dataclass(frozen=True)
class LiftStop(Command):
    stop: EntityId


@decides(LiftStop, sections=WHO_STOPS)
def lift_stop(command: LiftStop, ctx: Context) -> Decision:
    if not at_least(ctx.actor.role, LEADER):
        return Refused("needs_role")
    row = ctx.db.execute(
        "SELECT lifted_at FROM live_stop_order WHERE id = ?", (command.stop,)
    ).fetchone()
    if row is None:
        return Refused("no_such_stop")
    if row[0] is not None:
        return Refused("stop_lifted_already")
    ctx.draft.set("stop_order", command.stop, {
        "lifted_at": ctx.now_ms, "lifted_by": ctx.actor.name,
    })  # fmt: skip
    return Accepted(command.stop)


@dataclass(frozen=True)
class ReachTeam(Command):
    """Somebody spoke to the team after a stop; `reached` False takes a wrong tick back."""

    stop: EntityId
    team: EntityId
    reached: bool = True


@decides(ReachTeam, sections=WHO_STOPS)
def reach_team(command: ReachTeam, ctx: Context) -> Decision:
    if not ctx.db.execute("SELECT 1 FROM live_stop_order WHERE id = ?", (command.stop,)).fetchone():
        return Refused("no_such_stop")
    team = team_now(ctx, command.team, "out", "back")
    if isinstance(team, Refused):
        return team
    known = ctx.db.execute(
        "SELECT id FROM live_call_back WHERE stop = ? AND team = ?", (command.stop, team.id)
    ).fetchall()
    if command.reached and not known:
        ctx.draft.new("call_back", ctx.new_id(), {
            "stop": command.stop, "team": team.id, "reached_at": ctx.now_ms,
            "by_name": ctx.actor.name,
        })  # fmt: skip
    elif not command.reached:
        for (identifier,) in known:
            ctx.draft.delete("call_back", EntityId(identifier))
    return Accepted(team.id)
