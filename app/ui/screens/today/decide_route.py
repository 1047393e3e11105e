"""要確認 at /today/decide: the questions, and the commands that decide them."""

from collections.abc import Callable

import flet as ft

from app.services.command import Command, Refused
from app.services.day_decide import (
    DECIDE_TOPICS,
    DecideConflict,
    DenyDuplicate,
    things_to_decide,
)
from app.services.day_merges import (
    BringRecordBack,
    GiveNewNumber,
    JoinCheckIns,
    LeaveAsItIs,
)
from app.services.erasure import EraseSubject
from app.services.prints import access_of
from app.services.volunteers_merging import MergeVolunteers
from app.store.queries.today_decide import Question
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.runtime import current_runtime
from app.ui.screens.today.acting import done
from app.ui.screens.today.decide import Answer, DecideActions, DecideScreen
from app.ui.use_query import use_query
from sync.core.ids import EntityId

Settling = Callable[[Question], Command]
ANSWERED: dict[Answer, tuple[Settling, str]] = {
    "leave_as_it_is": (lambda question: LeaveAsItIs(question.id), "left_as_it_is"),
    "bring_record_back": (lambda question: BringRecordBack(question.id), "record_is_back"),
    "join_check_ins": (lambda question: JoinCheckIns(question.id), "check_ins_joined"),
    "give_new_number": (lambda question: GiveNewNumber(question.id), "number_given"),
    "erase_again": (lambda question: EraseSubject(question.about, question.note), "erased_again"),
}


@component
def DecideRoute() -> ft.Control:
    runtime = current_runtime()
    minute = use_minute()
    access = access_of(runtime.actor)
    state = use_query(
        lambda db: things_to_decide(db, runtime.clock.now_ms(), access), DECIDE_TOPICS, minute
    )

    async def take(question: EntityId, other: bool) -> Refused | None:
        return await done(runtime, DecideConflict(question, other), t("today.decided"))

    async def merge(keep: EntityId, other: EntityId) -> Refused | None:
        return await done(runtime, MergeVolunteers(keep, other), t("today.merged"))

    async def keep_apart(one: EntityId, other: EntityId) -> Refused | None:
        return await done(runtime, DenyDuplicate(one, other), t("today.kept_apart"))

    async def settle(question: Question, answer: Answer) -> Refused | None:
        command, words = ANSWERED[answer]
        return await done(runtime, command(question), t(f"today.{words}"))

    actions = DecideActions(take, merge, keep_apart, settle, runtime.go)
    return shown(state, lambda questions: DecideScreen(questions, actions))
