"""Heat: the WBGT that somebody reads off by the hour, and the work and rest clocks of the teams.

A reading of the same hour and place is corrected, not doubled. A reading that nobody can mean is
refused; one that crosses the warning or the stop says so at once.
"""

from dataclasses import dataclass

from app.domain.calendar_jp import MINUTE_MS, hour_of, instant_of
from app.domain.conditions import heat_rules
from app.domain.heat import REST, WORK, needs_care, orders_stop, plausible
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.teams_out import FIELD, team_now
from sync.core.ids import EntityId

# The value of the next hour is read off a little before it.
AHEAD_MINUTES = 10


@dataclass(frozen=True)
class MeasureHeat(Command):
    """A WBGT of today in tenths of a degree; `place` blank is the centre itself."""

    hour: int
    tenths: int
    place: str = ""


@decides(MeasureHeat, sections=FIELD)
def measure_heat(command: MeasureHeat, ctx: Context) -> Decision:
    if not plausible(command.tenths):
        return Refused("wbgt_implausible", field="tenths")
    if not 0 <= command.hour <= 23:
        return Refused("hour_unreadable", field="hour")
    if instant_of(ctx.today, command.hour * 60) > ctx.now_ms + AHEAD_MINUTES * MINUTE_MS:
        return Refused("hour_ahead", field="hour")
    day, place = ctx.today.isoformat(), command.place.strip()
    at = ctx.now_ms
    if command.hour < hour_of(ctx.now_ms):
        at = instant_of(ctx.today, command.hour * 60)
    known = ctx.db.execute(
        "SELECT id FROM live_wbgt WHERE day = ? AND hour = ? AND coalesce(place, '') = ?",
        (day, command.hour, place),
    ).fetchone()
    if known is None:
        identifier = ctx.draft.new("wbgt", ctx.new_id(), {
            "day": day, "hour": command.hour, "tenths": command.tenths, "place": place or None,
            "at": at, "by_name": ctx.actor.name,
        })  # fmt: skip
    else:
        identifier = EntityId(known[0])
        ctx.draft.set("wbgt", identifier, {
            "tenths": command.tenths, "at": at, "by_name": ctx.actor.name,
        })  # fmt: skip
    rules = heat_rules(ctx.setting)
    if orders_stop(command.tenths, rules):
        return Accepted(identifier, (Notice("heat_orders_stop"),))
    if needs_care(command.tenths, rules):
        params = {"work": rules.work_minutes, "rest": rules.rest_minutes}
        return Accepted(identifier, (Notice("heat_clocks_matter", params),))
    return Accepted(identifier)


@dataclass(frozen=True)
class BeginRest(Command):
    team: EntityId


@dataclass(frozen=True)
class BeginWork(Command):
    team: EntityId


@decides(BeginRest, sections=FIELD)
def begin_rest(command: BeginRest, ctx: Context) -> Decision:
    return _begin(ctx, command.team, REST)


@decides(BeginWork, sections=FIELD)
def begin_work(command: BeginWork, ctx: Context) -> Decision:
    return _begin(ctx, command.team, WORK)


def _begin(ctx: Context, team_id: EntityId, phase: str) -> Decision:
    """Somebody at another desk may have tapped the same: then nothing is added."""
    team = team_now(ctx, team_id, "out")
    if isinstance(team, Refused):
        return team
    last = ctx.db.execute(
        "SELECT phase FROM live_team_phase WHERE team = ? AND at <= ? ORDER BY at DESC, id DESC",
        (team.id, ctx.now_ms),
    ).fetchone()
    if (last[0] if last else WORK) != phase:
        ctx.draft.move("team_phase", ctx.new_id(), {
            "team": team.id, "phase": phase, "at": ctx.now_ms,
        })  # fmt: skip
    return Accepted(team.id)
