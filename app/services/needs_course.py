"""The course of a need as its desk decides it: who is asked, where it waits, how it leaves.

Each command is one act of the table in `app.domain.needs`, through `need_steps.step`. Declined and
referred are outcomes with a reason and a destination. A visit that stands in the calendar is called
off when its need leaves. Nothing here can lose a need: every exit can be reopened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.code_fields import REASON_LIST_OF
from app.domain.needs import NeedStatus, target_of
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.day_marks import day_notices
from app.services.need_steps import need_facts, step
from app.services.needs import DESKS, write_private
from sync.core.ids import EntityId
from sync.core.operations import Value

_PLANNED = "SELECT id FROM live_survey WHERE need = ? AND state = 'planned'"


def call_off_visits(ctx: Context, need: EntityId, apart_from: EntityId | None = None) -> None:
    """Visits that stand in the calendar do not take place, but for the one that did."""
    for (visit,) in ctx.db.execute(_PLANNED, (need,)).fetchall():
        if visit != apart_from:
            ctx.draft.set("survey", EntityId(visit), {"state": "cancelled"})


def _leave(
    act: str, need: EntityId, ctx: Context, values: Mapping[str, Value] | None = None
) -> Decision:
    refused = step(act, need, ctx, values)
    if refused is not None:
        return refused
    call_off_visits(ctx, need)
    return Accepted(need)


def _go(
    act: str, need: EntityId, ctx: Context, values: Mapping[str, Value] | None = None
) -> Decision:
    return step(act, need, ctx, values) or Accepted(need)


def _with_day(decision: Decision, ctx: Context, next_on: str | None) -> Decision:
    """Also says what the calendar knows of the day that was named."""
    if isinstance(decision, Refused):
        return decision
    notices = (*decision.notices, *day_notices(ctx.db, next_on))
    return Accepted(decision.entity, notices)


@dataclass(frozen=True)
class AskLeader(Command):
    """The desk cannot decide about the survey; the leader looks."""

    need: EntityId


@decides(AskLeader, sections=DESKS)
def ask_leader(command: AskLeader, ctx: Context) -> Decision:
    return _go("ask_leader", command.need, ctx)


@dataclass(frozen=True)
class QueueSurvey(Command):
    """The need waits for a visit."""

    need: EntityId


@decides(QueueSurvey, sections=DESKS)
def queue_survey(command: QueueSurvey, ctx: Context) -> Decision:
    values: dict[str, Value] = {"survey_status": "queued", "survey_wanted": "required"}
    return _go("queue_survey", command.need, ctx, values)


@dataclass(frozen=True)
class MakeReady(Command):
    """Everything is known: a team may be formed. `next_on`: not before this day (ISO)."""

    need: EntityId
    next_on: str | None = None


@decides(MakeReady, sections=DESKS)
def make_ready(command: MakeReady, ctx: Context) -> Decision:
    values: dict[str, Value] = {} if command.next_on is None else {"next_on": command.next_on}
    return _with_day(_leave("make_ready", command.need, ctx, values), ctx, command.next_on)


@dataclass(frozen=True)
class DeclineNeed(Command):
    """お断り, with the reason (list `decline_reason`) and, where there is one, who may help."""

    need: EntityId
    reason: str
    note: str = ""
    refer_to: str | None = None


@decides(DeclineNeed, sections=DESKS)
def decline_need(command: DeclineNeed, ctx: Context) -> Decision:
    values = _reason(command.reason, command.note)
    if command.refer_to:
        values["refer_to"] = command.refer_to
    return _leave("decline_need", command.need, ctx, values)


@dataclass(frozen=True)
class ReferNeed(Command):
    """つなぎ済み: another body takes it on. `refer_to` of the list `refer_to`."""

    need: EntityId
    refer_to: str
    reason: str = ""
    note: str = ""


@decides(ReferNeed, sections=DESKS)
def refer_need(command: ReferNeed, ctx: Context) -> Decision:
    values: dict[str, Value] = {"refer_to": command.refer_to or None}
    values |= _reason(command.reason, command.note)
    return _leave("refer_need", command.need, ctx, values)


@dataclass(frozen=True)
class HoldNeed(Command):
    """保留, with the reason (list `hold_reason`); `next_on` is the day to look again (ISO)."""

    need: EntityId
    reason: str
    note: str = ""
    next_on: str | None = None


@decides(HoldNeed, sections=DESKS)
def hold_need(command: HoldNeed, ctx: Context) -> Decision:
    values = _reason(command.reason, command.note)
    if command.next_on is not None:
        values["next_on"] = command.next_on
    return _with_day(_leave("hold_need", command.need, ctx, values), ctx, command.next_on)


@dataclass(frozen=True)
class MarkSkilledOnly(Command):
    """専門班へ: only people with the skill may do it."""

    need: EntityId
    note: str = ""


@decides(MarkSkilledOnly, sections=DESKS)
def mark_skilled_only(command: MarkSkilledOnly, ctx: Context) -> Decision:
    values: dict[str, Value] = {"skilled_only": True, **_reason("", command.note)}
    return _leave("mark_skilled_only", command.need, ctx, values)


@dataclass(frozen=True)
class CancelNeed(Command):
    """取り下げ, with the reason (list `cancel_reason`)."""

    need: EntityId
    reason: str
    note: str = ""


@decides(CancelNeed, sections=DESKS)
def cancel_need(command: CancelNeed, ctx: Context) -> Decision:
    return _leave("cancel_need", command.need, ctx, _reason(command.reason, command.note))


@dataclass(frozen=True)
class ResumeNeed(Command):
    """What was put aside goes on where it stood."""

    need: EntityId


@decides(ResumeNeed, sections=DESKS)
def resume_need(command: ResumeNeed, ctx: Context) -> Decision:
    facts = need_facts(ctx.db, command.need)
    values: dict[str, Value] = {"skilled_only": None, "reason": None, "next_on": None}
    if facts is not None and facts.survey_status != "done":
        waits = target_of("resume_need", facts) is NeedStatus.SURVEY_WAITING
        values["survey_status"] = "queued" if waits else "none"
    return _go("resume_need", command.need, ctx, values)


@dataclass(frozen=True)
class ReopenNeed(Command):
    """A need that was finished, declined, referred or withdrawn is wanted again."""

    need: EntityId
    note: str = ""


@decides(ReopenNeed, sections=DESKS)
def reopen_need(command: ReopenNeed, ctx: Context) -> Decision:
    values: dict[str, Value] = {"reason": None, "completed_on": None, **_reason("", command.note)}
    return _go("reopen_need", command.need, ctx, values)


@dataclass(frozen=True)
class StartWatch(Command):
    """見守りを始める: the work is done, somebody looks in again."""

    need: EntityId
    note: str = field(default="", repr=False)


@decides(StartWatch, sections=DESKS)
def start_watch(command: StartWatch, ctx: Context) -> Decision:
    decision = _go("start_watch", command.need, ctx, {"watch": True})
    if isinstance(decision, Accepted) and command.note.strip():
        write_private(ctx, command.need, {"watch_note": command.note.strip()})
    return decision


@dataclass(frozen=True)
class CloseNeed(Command):
    """終了: nothing more is expected, also no looking in."""

    need: EntityId


@decides(CloseNeed, sections=DESKS)
def close_need(command: CloseNeed, ctx: Context) -> Decision:
    return _go("close_need", command.need, ctx)


def _reason(reason: str, note: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if reason.strip():
        values["reason"] = reason.strip()
    if note.strip():
        values["reason_note"] = note.strip()
    return values


def reason_list(act: str) -> str:
    """The code list of the reasons that an exit asks for."""
    states = {"decline_need": "declined", "hold_need": "on_hold", "cancel_need": "cancelled"}
    return REASON_LIST_OF[states[act]]
