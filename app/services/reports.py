"""What a team tells when it is back: 継続 or 完了 in the report is the need's new state.

A report is made once for each team. Its numbers are in `centre`; everything told in words may
name a resident and is sealed, and so is an injury. Blank stays blank: nobody was asked.
"""

from dataclasses import dataclass, field, fields

from app.domain.calendar_jp import Unreadable, parse_day
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.day_marks import day_notices
from app.services.dispatch import bring_back
from app.services.need_steps import step
from app.services.teams_out import FIELD, TeamNow, team_now
from sync.core.ids import EntityId
from sync.core.operations import Value

# What the report says about the work -> the act on the need. Stopped work waits for its next team.
ACT_OF_PROGRESS = {
    "continuing": "report_continuing",
    "stopped": "report_continuing",
    "completed": "report_completed",
}
COUNT_MAX = 9_999
_COUNTS = ("heads", "injured", "near_misses", "next_people", "sandbags")


@dataclass(frozen=True)
class Words:
    """What was told in words; sealed. Names are those of `report_private`."""

    text: str = ""
    near_miss: str = ""
    remaining: str = ""
    extra_wish: str = ""
    watch_note: str = ""
    breakage: str = ""


@dataclass(frozen=True)
class Report:
    """Names are those of the table `report`. `progress` is needed where the team had a need;
    `next_on` is YYYY-MM-DD; `watch`: somebody should look in on the resident afterwards."""

    progress: str | None = None
    reporter: str = ""
    heads: int | None = None
    injured: int | None = None
    near_misses: int | None = None
    next_people: int | None = None
    next_on: str | None = None
    next_tools: tuple[str, ...] = ()
    tools_ok: bool | None = None
    sandbags: int | None = None
    watch: bool | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True)
class ReportTeam(Command):
    """The report of a team that is back."""

    team: EntityId
    report: Report


@decides(ReportTeam, sections=FIELD)
def report_team(command: ReportTeam, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "back")
    if isinstance(team, Refused):
        return team
    refused = _draft_report(ctx, team, command.report, team.heads_back)
    return refused or Accepted(team.id, _next_day_notices(ctx, command.report))


@dataclass(frozen=True)
class ReturnAndReport(Command):
    """Back at the desk and telling at once: the return and the report are one act."""

    team: EntityId
    heads_back: int | None
    hurt: bool | None
    report: Report
    going_home: bool = False


@decides(ReturnAndReport, sections=FIELD)
def return_and_report(command: ReturnAndReport, ctx: Context) -> Decision:
    team = team_now(ctx, command.team, "out")
    if isinstance(team, Refused):
        return team
    answer = bring_back(ctx, team, command.heads_back, command.hurt, command.going_home)
    if isinstance(answer, Refused):
        return answer
    refused = _draft_report(ctx, team, command.report, command.heads_back)
    return refused or Accepted(team.id, (*answer, *_next_day_notices(ctx, command.report)))


def _next_day_notices(ctx: Context, report: Report) -> tuple[Notice, ...]:
    """Whether anybody can go on the day that was promised."""
    return () if report.progress == "completed" else day_notices(ctx.db, report.next_on)


def _draft_report(ctx: Context, team: TeamNow, report: Report, heads: int | None) -> Refused | None:
    refused = _refused(ctx, team, report)
    if refused is not None:
        return refused
    if team.need is not None and report.progress is not None:
        values = _need_values(report)
        refused = step(ACT_OF_PROGRESS[report.progress], team.need, ctx, values, team=team.id)
        if refused is not None:
            return refused
    identifier = ctx.new_id()
    told = {name: getattr(report, name) for name in _COUNTS}
    if told["heads"] is None:
        told["heads"] = heads
    ctx.draft.new("report", identifier, {
        "team": team.id, "need": team.need, "day": team.day, "at": ctx.now_ms,
        "reporter": report.reporter.strip() or None, "progress": report.progress, **told,
        "next_on": report.next_on if report.progress != "completed" else None,
        "next_tools": report.next_tools or None, "tools_ok": report.tools_ok,
        "watch": report.watch,
    })  # fmt: skip
    words = _told(report.words)
    if words:
        ctx.draft.new("report_private", identifier, words)
    return None


def _refused(ctx: Context, team: TeamNow, report: Report) -> Refused | None:
    if ctx.db.execute("SELECT 1 FROM live_report WHERE team = ?", (team.id,)).fetchone():
        return Refused("reported_already", {"team": team.number})
    if report.progress is None and team.need is not None:
        return Refused("progress_missing", field="progress")
    if report.progress is not None and report.progress not in ACT_OF_PROGRESS:
        return Refused("progress_missing", field="progress")
    for name in _COUNTS:
        count = getattr(report, name)
        if count is not None and not 0 <= count <= COUNT_MAX:
            return Refused("count_out_of_range", {"most": COUNT_MAX}, field=name)
    if report.next_on is not None:
        try:
            next_on = parse_day(report.next_on)
        except Unreadable:
            return Refused("next_on_unreadable", field="next_on")
        if next_on < ctx.today and report.progress != "completed":
            return Refused("next_on_past", field="next_on")
    return None


def _need_values(report: Report) -> dict[str, Value]:
    """What the report says about the need itself; blank leaves what the need says."""
    values: dict[str, Value] = {}
    if report.watch is not None:
        values["watch"] = report.watch
    if report.progress == "completed":
        return values
    values["next_on"] = report.next_on
    if report.next_people:
        values["people"] = report.next_people
    if report.next_tools:
        values["tools"] = report.next_tools
    return values


def _told(words: Words) -> dict[str, Value]:
    spoken = {item.name: str(getattr(words, item.name)).strip() for item in fields(words)}
    return {name: text for name, text in spoken.items() if text}


@dataclass(frozen=True)
class AddToReport(Command):
    """What came to light after the report: a near miss, a broken tool. Blank changes nothing."""

    team: EntityId
    words: Words
    near_misses: int | None = None


@decides(AddToReport, sections=FIELD)
def add_to_report(command: AddToReport, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT id FROM live_report WHERE team = ? ORDER BY id DESC", (command.team,)
    ).fetchone()
    if row is None:
        return Refused("not_reported_yet")
    identifier = EntityId(row[0])
    if command.near_misses is not None:
        if not 0 <= command.near_misses <= COUNT_MAX:
            return Refused("count_out_of_range", {"most": COUNT_MAX}, field="near_misses")
        ctx.draft.set("report", identifier, {"near_misses": command.near_misses})
    words = _told(command.words)
    there = ctx.db.execute("SELECT 1 FROM live_report_private WHERE id = ?", (identifier,))
    if words and there.fetchone():
        ctx.draft.set("report_private", identifier, words)
    elif words:
        ctx.draft.new("report_private", identifier, words)
    return Accepted(command.team)


@dataclass(frozen=True)
class RecordInjury(Command):
    """Somebody was hurt or fell ill. `team` is None for an injury at the centre. `kind` and
    `treatment` are codes; `name` for whom has no record (a group's member, staff)."""

    team: EntityId | None
    kind: str
    treatment: str | None = None
    volunteer: EntityId | None = None
    name: str = ""
    course: str = ""


@decides(RecordInjury, sections=FIELD)
def record_injury(command: RecordInjury, ctx: Context) -> Decision:
    if not command.kind:
        return Refused("injury_kind_missing", field="kind")
    day = ctx.today.isoformat()
    if command.team is not None:
        team = team_now(ctx, command.team, "out", "back")
        if isinstance(team, Refused):
            return team
        day = team.day or day
        ctx.draft.set("team", team.id, {"hurt": True})
    identifier = ctx.draft.new("injury", ctx.new_id(), {
        "team": command.team, "volunteer": command.volunteer,
        "name": command.name.strip() or None, "day": day, "kind": command.kind,
        "course": command.course.strip() or None, "treatment": command.treatment,
        "at": ctx.now_ms,
    })  # fmt: skip
    notices = (Notice("ambulance_called"),) if command.treatment == "ambulance" else ()
    return Accepted(identifier, notices)
