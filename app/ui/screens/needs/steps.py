"""Which act is done how: at once, by a short form, or on a screen of its own.

The table of acts is in `app.domain.needs`; here stands only where a tap on one leads, and what a
form of it asks for before the command can be made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import instant_of
from app.domain.needs import ACTS, NeedFacts, acts_from, missing_for
from app.domain.staff_access import at_least
from app.services.command import Command
from app.services.needs_course import (
    AskLeader,
    CancelNeed,
    CloseNeed,
    DeclineNeed,
    HoldNeed,
    MakeReady,
    MarkSkilledOnly,
    QueueSurvey,
    ReferNeed,
    ReopenNeed,
    ResumeNeed,
    StartWatch,
)
from app.services.needs_merge import UnmergeNeed
from app.services.surveys import RecordAbsence, ScheduleSurvey
from sync.core.ids import EntityId
from sync.core.operations import Value

# Acts of teams: where they are done.
ELSEWHERE = {
    "assign_team": "/matching",
    "release_team": "/matching",
    "send_out": "/field",
    "return_team": "/field",
    "report_continuing": "/field",
    "report_completed": "/field",
}
# A need page of its own below the need.
OWN_PAGE = {"record_survey": "survey", "merge_need": "merge"}


@dataclass(frozen=True)
class StepForm:
    """What a form asks: names are those of the fields below; `needed` cannot be left out."""

    names: tuple[str, ...]
    needed: frozenset[str] = field(default=frozenset())


FORMS: dict[str, StepForm] = {
    "schedule_survey": StepForm(("day", "time", "surveyor"), frozenset({"planned_at"})),
    "record_absence": StepForm(("surveyor", "note")),
    "decline_need": StepForm(("decline_reason", "refer_to", "note"), frozenset({"reason"})),
    "refer_need": StepForm(("refer_to", "note"), frozenset({"refer_to"})),
    "hold_need": StepForm(("hold_reason", "next_on", "note"), frozenset({"reason"})),
    "cancel_need": StepForm(("cancel_reason", "note"), frozenset({"reason"})),
    "mark_skilled_only": StepForm(("note",)),
    "reopen_need": StepForm(("note",)),
    "start_watch": StepForm(("note",)),
}
SIMPLE = {
    "ask_leader": AskLeader,
    "queue_survey": QueueSurvey,
    "make_ready": MakeReady,
    "resume_need": ResumeNeed,
    "close_need": CloseNeed,
    "unmerge_need": UnmergeNeed,
}
# What the survey's own page asks for.
_ASKED_THERE = {"record_survey": frozenset({"feasible"})}


def lacking(act: str, facts: NeedFacts) -> tuple[str, ...]:
    """What blocks the act and is not asked by its own form."""
    asked = FORMS[act].needed if act in FORMS else _ASKED_THERE.get(act, frozenset())
    return tuple(name for name in missing_for(act, facts) if name not in asked)


def may_do(act: str, role: str) -> bool:
    roles = ACTS[act].roles
    return not roles or any(at_least(role, wanted) for wanted in roles)


def other_acts(facts: NeedFacts, first: str) -> tuple[str, ...]:
    """Everything else that the state allows at this desk, in the order of the table."""
    return tuple(act for act in acts_from(facts.status) if act != first and act not in ELSEWHERE)


def route_elsewhere(act: str, need: EntityId, team: EntityId | None) -> str:
    """The screen on which an act of teams is done, opened with the need or its team."""
    if act == "assign_team":
        return f"{ELSEWHERE[act]}/{need.hex()}"
    if team is None:
        return ELSEWHERE[act]
    return f"{ELSEWHERE[act]}/team/{team.hex()}"


def simple_command(act: str, need: EntityId) -> Command:
    """The command of an act that asks nothing. KeyError for another."""
    return SIMPLE[act](need)


def form_command(act: str, need: EntityId, given: Mapping[str, Value]) -> Command:
    """The command that a filled form stands for; blank fields are left to the rules to refuse."""

    def words(name: str) -> str:
        value = given.get(name)
        return value if isinstance(value, str) else ""

    note = words("note")
    match act:
        case "schedule_survey":
            return ScheduleSurvey(need, _planned_at(given), words("surveyor"))
        case "record_absence":
            return RecordAbsence(need, words("surveyor"), note=note)
        case "decline_need":
            refer_to = words("refer_to") or None
            return DeclineNeed(need, words("decline_reason"), note, refer_to)
        case "refer_need":
            return ReferNeed(need, words("refer_to"), note=note)
        case "hold_need":
            return HoldNeed(need, words("hold_reason"), note, words("next_on") or None)
        case "cancel_need":
            return CancelNeed(need, words("cancel_reason"), note)
        case "mark_skilled_only":
            return MarkSkilledOnly(need, note)
        case "reopen_need":
            return ReopenNeed(need, note)
        case "start_watch":
            return StartWatch(need, note)
    raise KeyError(act)


def _planned_at(given: Mapping[str, Value]) -> int | None:
    day, minutes = given.get("day"), given.get("time")
    if not isinstance(day, str) or not isinstance(minutes, int):
        return None
    return instant_of(date.fromisoformat(day), minutes)
