"""要確認: decisions about what no merge can hold.

What two desks did stays as both did it. A person says what holds: it was meant so, a deleted record
comes back, two check-ins of one person become one (earliest arrival, latest leaving), a record that
has another one's number gets one of its own.
"""

import sqlite3
from dataclasses import dataclass

from app.domain.numbers import number_text
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.needs import next_need_number
from app.store.queries.today_decide import Question
from app.store.queries.today_merges import broken_by_merge
from sync.core.ids import EntityId
from sync.core.operations import Value

AS_IT_IS = "as_it_is"
# Questions that may be answered with "it was meant so".
LEFT_AS_THEY_ARE = frozenset(
    {"need_twice", "car_twice", "same_number", "parent_deleted", "twice_in", "heads_differ"}
)


@dataclass(frozen=True)
class LeaveAsItIs(Command):
    """Somebody has looked, and it is right as both desks did it."""

    question: EntityId


@decides(LeaveAsItIs)
def leave_as_it_is(command: LeaveAsItIs, ctx: Context) -> Decision:
    found = _asked(ctx, command.question)
    if found is None or found.kind not in LEFT_AS_THEY_ARE:
        return Refused("decided_already")
    ctx.draft.resolve(found.id, AS_IT_IS)
    return Accepted(found.about)


@dataclass(frozen=True)
class BringRecordBack(Command):
    """A record that was deleted while another desk used it is there again."""

    question: EntityId


@decides(BringRecordBack)
def bring_record_back(command: BringRecordBack, ctx: Context) -> Decision:
    found = _asked(ctx, command.question)
    if found is None or found.kind != "parent_deleted":
        return Refused("decided_already")
    ctx.draft.undelete(found.note, found.about)
    return Accepted(found.about)


@dataclass(frozen=True)
class JoinCheckIns(Command):
    """Two check-ins of one person at one time become one."""

    question: EntityId


@decides(JoinCheckIns, sections=("reception", "general"))
def join_check_ins(command: JoinCheckIns, ctx: Context) -> Decision:
    found = _asked(ctx, command.question)
    if found is None or found.kind != "twice_in" or found.other is None:
        return Refused("decided_already")
    keep, gone = found.about, found.other
    if _on_a_team(ctx.db, gone):
        if _on_a_team(ctx.db, keep):
            return Refused("both_on_a_team")
        keep, gone = gone, keep
    rows = ctx.db.execute(
        "SELECT at, left_at FROM live_check_in WHERE id IN (?, ?)", (keep, gone)
    ).fetchall()
    left = [row[1] for row in rows]
    values: dict[str, Value] = {
        "at": min(row[0] for row in rows if row[0] is not None),
        "left_at": None if None in left else max(left),
    }
    ctx.draft.set("check_in", keep, values)
    ctx.draft.delete("check_in", gone)
    return Accepted(keep)


@dataclass(frozen=True)
class GiveNewNumber(Command):
    """Of two records with one number the later one gets a number of this desk."""

    question: EntityId


@decides(GiveNewNumber, sections=("reception", "general", "needs"))
def give_new_number(command: GiveNewNumber, ctx: Context) -> Decision:
    found = _asked(ctx, command.question)
    if found is None or found.kind != "same_number":
        return Refused("decided_already")
    later = found.sides[-1].about
    ctx.draft.set(found.note, later, {"number": _number(ctx, found.note)})
    return Accepted(later)


def _number(ctx: Context, table: str) -> str:
    if table == "need":
        return next_need_number(ctx)
    return number_text(ctx.letter, ctx.next_counter(f"{ctx.letter}-"))


def _asked(ctx: Context, question: EntityId) -> Question | None:
    questions = broken_by_merge(ctx.db, ctx.today.isoformat())
    return next((one for one in questions if one.id == question), None)


def _on_a_team(db: sqlite3.Connection, check_in: EntityId) -> bool:
    row = db.execute(
        "SELECT 1 FROM live_team_member m JOIN live_team t ON t.id = m.team WHERE m.check_in = ? "
        "AND m.ended_at IS NULL AND t.state IN ('forming', 'ready', 'out')",
        (check_in,),
    ).fetchone()
    return row is not None
