"""現地調査: appointments, visits to a closed door, and what was found.

One row a visit. Absences are counted on the need; from a limit on (a setting) a person is asked to
decide, nothing is dropped by itself. The findings go to the need, what was heard at the door stays
sealed with the visit. Refused: an appointment on a day that has passed, a visit of the future, a
result that does not say whether volunteers can do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.calendar_jp import MINUTE_MS, day_of
from app.domain.need_sheet import EDITABLE, SURVEY_PARTS, VISIT_FIELDS
from app.domain.surveys import next_attempt
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.day_marks import day_notices
from app.services.need_steps import step
from app.services.needs import DESKS, write_private
from app.services.needs_course import call_off_visits
from app.services.needs_values import need_values
from sync.core.ids import EntityId
from sync.core.operations import Value

SURVEY_FIELDS = frozenset(name for part in SURVEY_PARTS.values() for name in part) | {"note"}
SAME_VISIT_MINUTES = 10
_PLANNED = (
    "SELECT id FROM live_survey WHERE need = ? AND state = 'planned' ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True)
class ScheduleSurvey(Command):
    """An appointment; a second one for the same need moves the first."""

    need: EntityId
    planned_at: int | None
    surveyor: str = ""


@decides(ScheduleSurvey, sections=DESKS)
def schedule_survey(command: ScheduleSurvey, ctx: Context) -> Decision:
    if command.planned_at is not None and day_of(command.planned_at) < ctx.today:
        return Refused("planned_in_past", field="planned_at")
    refused = step(
        "schedule_survey", command.need, ctx, {"survey_status": "scheduled"},
        planned_at=command.planned_at,
    )  # fmt: skip
    if refused is not None:
        return refused
    values: dict[str, Value] = {
        "planned_at": command.planned_at, "surveyor": command.surveyor.strip() or None,
    }  # fmt: skip
    planned = _planned(ctx, command.need)
    if planned is None:
        planned = _new_visit(ctx, command.need, "planned", values)
    else:
        ctx.draft.set("survey", planned, values)
    day = None if command.planned_at is None else day_of(command.planned_at)
    return Accepted(planned, day_notices(ctx.db, day))


@dataclass(frozen=True)
class RecordAbsence(Command):
    """Nobody was at home. `visited_at`: now, where it is not said."""

    need: EntityId
    surveyor: str = ""
    visited_at: int | None = None
    note: str = field(default="", repr=False)


@decides(RecordAbsence, sections=DESKS)
def record_absence(command: RecordAbsence, ctx: Context) -> Decision:
    at = command.visited_at or ctx.now_ms
    if at > ctx.now_ms:
        return Refused("visit_in_future", field="visited_at")
    if _just_absent(ctx, command.need, at):
        return Refused("absence_just_recorded", {"minutes": SAME_VISIT_MINUTES})
    row = ctx.db.execute("SELECT visits FROM live_need WHERE id = ?", (command.need,)).fetchone()
    visits = (row[0] or 0) + 1 if row is not None else 1
    values: dict[str, Value] = {"survey_status": "queued", "visits": visits}
    refused = step("record_absence", command.need, ctx, values)
    if refused is not None:
        return refused
    visit = _visited(ctx, command.need, "absent", at, command.surveyor)
    if command.note.strip():
        ctx.draft.new("survey_private", visit, {"note": command.note.strip()})
    limit = ctx.setting("survey_absence_limit")
    notices: tuple[Notice, ...] = ()
    if isinstance(limit, int) and 0 < limit <= visits:
        notices = (Notice("absence_limit", {"visits": visits}),)
    return Accepted(visit, notices)


@dataclass(frozen=True)
class RecordSurvey(Command):
    """What was found. `values`: names of the survey sheet (`need_sheet.SURVEY_PARTS`) and `note`;
    only those named change. `feasible` must be among them or known already."""

    need: EntityId
    values: Mapping[str, Value] = field(repr=False)
    surveyor: str = ""
    visited_at: int | None = None


@decides(RecordSurvey, sections=DESKS)
def record_survey(command: RecordSurvey, ctx: Context) -> Decision:
    at = command.visited_at or ctx.now_ms
    if at > ctx.now_ms:
        return Refused("visit_in_future", field="visited_at")
    note = command.values.get("note")
    found = need_values(
        {name: value for name, value in command.values.items() if name != "note"}, SURVEY_FIELDS
    )
    if isinstance(found, Refused):
        return found
    findings: dict[str, Value] = {**found.need, "survey_status": "done"}
    refused = step("record_survey", command.need, ctx, findings)
    if refused is not None:
        return refused
    write_private(ctx, command.need, {k: v for k, v in found.private.items() if k in EDITABLE})
    visit = _visited(ctx, command.need, "done", at, command.surveyor)
    told = {name: value for name, value in found.visit.items() if name in VISIT_FIELDS}
    if isinstance(note, str) and note.strip():
        told["note"] = note.strip()
    if any(value is not None for value in told.values()):
        ctx.draft.new("survey_private", visit, told)
    return Accepted(visit)


def _just_absent(ctx: Context, need: EntityId, at: int) -> bool:
    """Two taps, or two people of one visit, are one absence."""
    span = SAME_VISIT_MINUTES * MINUTE_MS
    found = ctx.db.execute(
        "SELECT 1 FROM live_survey WHERE need = ? AND state = 'absent' "
        "AND visited_at > ? AND visited_at < ?",
        (need, at - span, at + span),
    ).fetchone()
    return found is not None


def _planned(ctx: Context, need: EntityId) -> EntityId | None:
    row = ctx.db.execute(_PLANNED, (need,)).fetchone()
    return None if row is None else EntityId(row[0])


def _visited(ctx: Context, need: EntityId, state: str, at: int, surveyor: str) -> EntityId:
    """The planned visit took place, or one that nobody had planned."""
    values: dict[str, Value] = {"visited_at": at}
    if surveyor.strip():
        values["surveyor"] = surveyor.strip()
    planned = _planned(ctx, need)
    if planned is None:
        values.setdefault("surveyor", ctx.actor.name or None)
        return _new_visit(ctx, need, state, values)
    # Another desk may have made a second appointment meanwhile.
    call_off_visits(ctx, need, apart_from=planned)
    ctx.draft.set("survey", planned, {"state": state, **values})
    return planned


def _new_visit(ctx: Context, need: EntityId, state: str, values: Mapping[str, Value]) -> EntityId:
    attempts = [
        row[0] for row in ctx.db.execute("SELECT attempt FROM live_survey WHERE need = ?", (need,))
    ]
    return ctx.draft.new("survey", ctx.new_id(), {
        "need": need, "state": state, "attempt": next_attempt(attempts), **values,
    })  # fmt: skip
