"""要確認: one card for each question, with what is needed to decide it, and one tap.

Where two devices wrote the same field both values stand side by side, with whose and when; a tap
takes one. Two records of one person are merged or kept apart. Everything else leads to the screen
where it is put right.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.services.command import Refused
from app.store.queries.authors import Author
from app.store.queries.today_decide import Conflict, Question, Side
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.lists import windowed_list
from app.ui.components.phone import phone_button, ring
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.today.field_words import value_word
from app.ui.screens.today.questions import question_note, question_title
from app.ui.screens.today.state import route_of
from app.ui.signal import use_signal
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

Answer = Literal[
    "leave_as_it_is", "bring_record_back", "join_check_ins", "give_new_number", "erase_again"
]  # fmt: skip
# What may be answered in one tap beside opening the place where it is put right.
ANSWERS: dict[str, tuple[Answer, ...]] = {
    "need_twice": ("leave_as_it_is",),
    "car_twice": ("leave_as_it_is",),
    "same_number": ("give_new_number", "leave_as_it_is"),
    "parent_deleted": ("bring_record_back", "leave_as_it_is"),
    "twice_in": ("join_check_ins", "leave_as_it_is"),
    "heads_differ": ("leave_as_it_is",),
    "erased_late": ("erase_again",),
}
LEADS_NOWHERE = frozenset({"erased_late"})
URGENT = frozenset({"need_twice"})


@dataclass(frozen=True)
class DecideActions:
    """`take` decides a conflict, `settle` what no merge can hold; each answers with the refusal, or
    None where it was done."""

    take: Callable[[EntityId, bool], Awaitable[Refused | None]]
    merge: Callable[[EntityId, EntityId], Awaitable[Refused | None]]
    keep_apart: Callable[[EntityId, EntityId], Awaitable[Refused | None]]
    settle: Callable[[Question, Answer], Awaitable[Refused | None]]
    go: Callable[[str], None]


@component
def DecideScreen(questions: tuple[Question, ...], actions: DecideActions) -> ft.Control:
    head = section_header(
        t("today.decide"),
        quiet_button(
            "today.back", t("today.back"), lambda: actions.go("/today"), icon=ft.Icons.ARROW_BACK
        ),
    )
    empty = empty_state(
        t("today.nothing_to_decide"), t("today.nothing_hint"), icon=ft.Icons.CHECK_CIRCLE_OUTLINE
    )
    rows = windowed_list(
        "today.questions",
        questions,
        lambda one: keyed(one.id, QuestionCard, one, actions),
        empty=empty,
        spacing=GAP,
    )
    return ft.Column(
        [head, soft_text(t("today.decide_hint")), rows],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def QuestionCard(question: Question, actions: DecideActions) -> ft.Control:
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def answer(deciding: Awaitable[Refused | None]) -> None:
        set_refused(await deciding)

    parts: list[ft.Control] = [
        ft.Row(
            [
                status_chip("decide", t(f"today.kind_{question.kind}")),
                ft.Container(heading(question_title(question)), expand=True),
            ],
            spacing=GAP,
        ),
        soft_text(question_note(question)),
    ]
    if question.conflict is not None:
        parts.append(_Values(question, question.conflict, actions, answer))
    elif question.kind == "duplicate" and question.other is not None:
        parts.append(_duplicate(question, question.other, actions, answer))
    else:
        parts += [_side(question, side) for side in question.sides]
        if question.phone:
            parts.append(phone_button(row_tag("today.ring", question.id), question.phone, ring))
        if question.kind not in LEADS_NOWHERE:
            parts.append(
                button(
                    row_tag("today.open", question.id), t(f"today.open_{question.kind}"),
                    lambda: actions.go(route_of(question)), icon=ft.Icons.ARROW_FORWARD,
                )
            )  # fmt: skip
    answers = ANSWERS.get(question.kind, ())
    if answers:
        parts.append(_answers(question, answers, actions, answer))
    if refused is not None:
        parts.append(refusal_card(row_tag("today.refused", question.id), refused))
    return card(*parts, status="late" if question.kind in URGENT else "decide")


Answering = Callable[[Awaitable[Refused | None]], Awaitable[None]]


def _side(question: Question, side: Side) -> ft.Control:
    """One of the things that cannot both be, who did it, and the telephone to ask."""
    what = t(f"today.side_{side.what}") if question.kind == "parent_deleted" else side.what
    words = text(t("today.side", what=what, by=_written(side.by)).strip(), bold=True)
    if not side.phone:
        return words
    tag = row_tag("today.ring", side.about)
    return ft.Row([words, phone_button(tag, side.phone, ring)], wrap=True, spacing=GAP)


def _answers(
    question: Question, answers: tuple[Answer, ...], actions: DecideActions, answer: Answering
) -> ft.Control:
    def settle(with_words: Answer) -> Callable[[], Awaitable[None]]:
        return lambda: answer(actions.settle(question, with_words))

    return ft.Row(
        [
            button(row_tag(f"today.{one}", question.id), t(f"today.{one}"), settle(one),
                   icon=ft.Icons.CHECK)
            for one in answers
        ],
        wrap=True, spacing=GAP, run_spacing=GAP,
    )  # fmt: skip


@component
def _Values(
    question: Question, conflict: Conflict, actions: DecideActions, answer: Answering
) -> ft.Control:
    window = use_signal(current_runtime().window)
    if conflict.kind == "edited_after_deletion":
        shown = t("today.stays_deleted")
        note = _with_author(t("today.deleted_elsewhere"), conflict.shown_by)
        other = t(
            "today.bring_back", value=value_word(conflict, conflict.other, conflict.other_name)
        )
    else:
        shown = value_word(conflict, conflict.shown, conflict.shown_name)
        note = _with_author(t("today.shown_now"), conflict.shown_by)
        other = value_word(conflict, conflict.other, conflict.other_name)
    by = conflict.other_by
    wrote = t("today.other_value", by=_written(by) if by else t("today.unknown_device"))
    choices = [
        _value(row_tag("today.keep_shown", question.id), shown, note, conflict.hidden,
               lambda: answer(actions.take(question.id, False))),
        _value(row_tag("today.take_other", question.id), other, wrote, conflict.hidden,
               lambda: answer(actions.take(question.id, True))),
    ]  # fmt: skip
    if not window.wide:
        for choice in choices:
            choice.expand = None
        return stack(choices)
    return ft.Row(choices, spacing=GAP, intrinsic_height=True,
                  vertical_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _value(
    tag: str, value: str, note: str, hidden: bool, on_press: Callable[[], Awaitable[None]]
) -> ft.Control:
    colours = palette()
    control = ft.Container(
        ft.Column(
            [
                soft_text(note),
                text(value, size=scale().title, bold=True),
                *([] if hidden else [text(t("today.take_this"), colour=colours.primary)]),
            ],
            spacing=4,
            tight=True,
        ),
        bgcolor=colours.surface,
        border=ft.Border.all(2, colours.line),
        border_radius=RADIUS,
        padding=16,
        ink=not hidden,
        expand=1,
        on_click=None if hidden else guarded(on_press),
    )
    wrapper = tagged(tag, control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = not hidden
    return wrapper


def _duplicate(
    question: Question, other: EntityId, actions: DecideActions, answer: Answering
) -> ft.Control:
    one = question.about
    return ft.Row(
        [
            big_button(
                row_tag("today.same", question.id), t("today.same_person"),
                lambda: answer(actions.merge(one, other)), icon=ft.Icons.MERGE,
            ),
            button(
                row_tag("today.apart", question.id), t("today.two_people"),
                lambda: answer(actions.keep_apart(one, other)), icon=ft.Icons.PEOPLE_ALT,
            ),
        ],
        wrap=True, spacing=GAP, run_spacing=GAP,
    )  # fmt: skip


def _with_author(words: str, by: Author | None) -> str:
    return words if by is None else f"{words}　{_written(by)}"


def _written(by: Author) -> str:
    """Whose device, which person, when."""
    return t(
        "today.written_by", time=_when(by.at_ms), person=by.person or t("today.unknown_person"),
        device=" ".join(filter(None, (by.letter, by.label))) or t("today.unknown_device"),
    )  # fmt: skip


def _when(at_ms: int) -> str:
    day = day_of(at_ms)
    time = time_text(at_ms)
    if day.isoformat() == current_runtime().today:
        return time
    return f"{short_day_text(day)} {time}"
