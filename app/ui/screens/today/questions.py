"""One line for each thing to decide: what it is, about whom, and since when or how much."""

import flet as ft

from app.store.queries.today_decide import Question
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import choice_row
from app.ui.components.cards import stack
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.today.field_words import field_word
from app.ui.screens.today.state import QUESTIONS_SHOWN, route_of
from app.ui.tagged import row_tag

ICONS = {
    "late_team": ft.Icons.RUNNING_WITH_ERRORS,
    "no_insurance": ft.Icons.GPP_MAYBE,
    "two_teams": ft.Icons.CALL_SPLIT,
    "leader": ft.Icons.SUPERVISOR_ACCOUNT,
    "absent": ft.Icons.DOOR_FRONT_DOOR,
    "conflict": ft.Icons.COMPARE_ARROWS,
    "duplicate": ft.Icons.PEOPLE_ALT,
    "stock_below_zero": ft.Icons.INVENTORY,
    "need_twice": ft.Icons.CALL_SPLIT,
    "car_twice": ft.Icons.LOCAL_SHIPPING,
    "same_number": ft.Icons.PIN,
    "parent_deleted": ft.Icons.DELETE_OUTLINE,
    "erased_late": ft.Icons.DELETE_FOREVER,
    "twice_in": ft.Icons.PEOPLE_ALT,
    "heads_differ": ft.Icons.GROUPS,
}


def question_title(question: Question) -> str:
    """The thing itself: 「3班が戻っていません」."""
    if question.conflict is not None:
        field = field_word(question.conflict.table, question.conflict.field)
        name = question.label or t("today.some_record")
        return t("today.question_conflict", name=name, field=field)
    return t(
        f"today.question_{question.kind}", name=question.label or t("today.some_record"),
        note=question.note, number=question.number,
    )  # fmt: skip


def question_note(question: Question) -> str:
    """What helps to decide it, in a few words."""
    return t(f"today.question_{question.kind}_note", note=question.note, number=question.number)


@component
def QuestionList(questions: tuple[Question, ...]) -> ft.Control:
    """The first few, each leading to where it is put right, and how many there are."""
    if not questions:
        return ft.Column([heading(t("today.decide")), soft_text(t("today.nothing_to_decide"))])
    rows = [keyed(one.id, QuestionRow, one) for one in questions[:QUESTIONS_SHOWN]]
    more = len(questions) - len(rows)
    if more:
        rows.append(
            choice_row(
                "today.decide.all",
                t("today.all_questions", count=len(questions)),
                lambda: current_runtime().go("/today/decide"),
                icon=ft.Icons.FORMAT_LIST_BULLETED,
            )
        )
    return stack([heading(t("today.decide_count", count=len(questions))), *rows])


@memo
def QuestionRow(question: Question) -> ft.Control:
    return choice_row(
        row_tag("today.question", question.id),
        question_title(question),
        lambda: current_runtime().go(route_of(question)),
        note=question_note(question),
        icon=ICONS.get(question.kind, ft.Icons.HELP),
    )
