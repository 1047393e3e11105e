"""要確認: one list of what a person must decide, and the decisions.

A conflict is decided by taking one of the two values: it is written over both, so the question is
gone everywhere, and it can be taken back. Other questions go when their cause goes; whether two
records are one person can also be answered with "no". Residents' values are hidden from those
whose work does not need them.
"""

import json
import sqlite3
from dataclasses import dataclass, replace

from app.domain.calendar_jp import day_of
from app.domain.eligibility import stops_for_person
from app.domain.staff_access import Access, may_read_residents
from app.domain.tables import REGISTRY
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context, setting_value
from app.services.draft import Draft
from app.services.going_out import conditions_of
from app.services.prints import access_of
from app.store.queries.today_decide import (
    Conflict,
    Question,
    absent_needs,
    conflict_questions,
    decided,
    duplicates_of_day,
    late_teams,
    leaders_needs,
    maybe_uninsured,
    question_id,
    stock_below_zero,
    two_teams,
)
from app.store.queries.today_merges import broken_by_merge
from app.store.queries.waiting import people_by_id
from sync.core.ids import EntityId
from sync.core.operations import Value
from sync.core.registry import FieldType

# Tables that the list is read from: whoever shows it watches these.
DECIDE_TOPICS = (
    "alias", "check_in", "contact", "device", "equipment", "erasure", "group_member", "injury",
    "insurance", "need", "photo", "report", "resolution", "setting", "stock_move", "survey",
    "team", "team_member", "vehicle", "volunteer", "volunteer_group",
)  # fmt: skip
DIFFERENT = "different"


def things_to_decide(db: sqlite3.Connection, now_ms: int, access: Access) -> tuple[Question, ...]:
    """Everything, the most urgent kind first."""
    day = day_of(now_ms)
    iso = day.isoformat()
    absences = setting_value(db, "survey_absence_limit", day)
    settled = decided(db)
    broken = tuple(broken_by_merge(db, iso))
    found = (
        *late_teams(db, now_ms),
        *_no_insurance(db, now_ms),
        *(question for question in broken if question.kind != "heads_differ"),
        *two_teams(db, iso),
        *leaders_needs(db),
        *absent_needs(db, absences if isinstance(absences, int) else 0),
        *(_for_eyes(question, access) for question in conflict_questions(db)),
        *duplicates_of_day(db, iso),
        *stock_below_zero(db),
        *(question for question in broken if question.kind == "heads_differ"),
    )
    return tuple(question for question in found if question.id not in settled)


def count_to_decide(db: sqlite3.Connection, now_ms: int) -> int:
    """How many there are: the figure at the top of every screen."""
    return len(things_to_decide(db, now_ms, Access("observer")))


def _no_insurance(db: sqlite3.Connection, now_ms: int) -> tuple[Question, ...]:
    """People who wait and could not go out for want of insurance."""
    day = day_of(now_ms)
    conditions = conditions_of(db, now_ms, day)
    doubtful = maybe_uninsured(db, day.isoformat(), now_ms, earthquake=conditions.earthquake)
    if not doubtful:
        return ()
    found = []
    for person in people_by_id(db, doubtful).values():
        stops = stops_for_person(person.candidate, conditions)
        if person.waits and any("insur" in stop.code for stop in stops):
            found.append(
                Question(
                    "no_insurance", question_id("no_insurance", person.id), person.id,
                    person.name, person.number, person.free,
                )
            )  # fmt: skip
    return tuple(found)


def _for_eyes(question: Question, access: Access) -> Question:
    conflict = question.conflict
    if conflict is None or not conflict.sealed or may_read_residents(access):
        return question
    return replace(question, conflict=replace(conflict, shown=None, other=None, hidden=True))


@dataclass(frozen=True)
class DecideConflict(Command):
    """Which of two values holds: the one that is shown now, or the other."""

    question: EntityId
    take_other: bool


@decides(DecideConflict)
def decide_conflict(command: DecideConflict, ctx: Context) -> Decision:
    questions = conflict_questions(ctx.db)
    found = next((one for one in questions if one.id == command.question), None)
    if found is None or found.conflict is None:
        return Refused("decided_already")
    conflict = found.conflict
    if conflict.sealed and not may_read_residents(access_of(ctx.actor)):
        return Refused("other_section")
    take(command.take_other, found, conflict, ctx.draft)
    return Accepted(found.about)


def take(other: bool, question: Question, conflict: Conflict, draft: Draft) -> None:
    """Draft what closes a conflict: the other value holds, or the one that is shown."""
    value = {conflict.field: _value(conflict, conflict.other)}
    if conflict.kind == "edited_after_deletion":
        if not other:
            draft.delete(conflict.table, question.about)
            return
        draft.undelete(conflict.table, question.about)
        draft.set(conflict.table, question.about, value)
    elif other:
        draft.set(conflict.table, question.about, value)
    else:
        draft.confirm(conflict.table, question.about, conflict.field)


def _value(conflict: Conflict, stored: str | int | bytes | None) -> Value:
    kind = REGISTRY.by_name[conflict.table].by_name[conflict.field].type
    if kind is FieldType.SET and isinstance(stored, str):
        return tuple(json.loads(stored))
    return bool(stored) if kind is FieldType.BOOLEAN and stored is not None else stored


@dataclass(frozen=True)
class DenyDuplicate(Command):
    """Two records that look alike are two people: nobody is asked again."""

    one: EntityId
    other: EntityId


@decides(DenyDuplicate, sections=("reception", "general"))
def deny_duplicate(command: DenyDuplicate, ctx: Context) -> Decision:
    if command.one == command.other:
        return Refused("no_such_pair")
    for volunteer in (command.one, command.other):
        sql = "SELECT 1 FROM live_volunteer WHERE id = ?"
        if ctx.db.execute(sql, (volunteer,)).fetchone() is None:
            return Refused("no_such_pair")
    ctx.draft.resolve(question_id("duplicate", command.one, command.other), DIFFERENT)
    return Accepted(command.one)
