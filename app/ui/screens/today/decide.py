"""要確認: one card for each question, with what is needed to decide it, and one tap.

Where two devices wrote the same field both values stand side by side, with whose and when; a tap
takes one. Two records of one person are merged or kept apart. Everything else leads to the screen
where it is put right.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.services.command import Refused
from app.store.queries.today_decide import Conflict, Question
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.lists import windowed_list
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


@dataclass(frozen=True)
class DecideActions:
    """`take` decides a conflict; each answers with the refusal, or None where it was done."""

    take: Callable[[EntityId, bool], Awaitable[Refused | None]]
    merge: Callable[[EntityId, EntityId], Awaitable[Refused | None]]
    keep_apart: Callable[[EntityId, EntityId], Awaitable[Refused | None]]
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
        parts.append(
            button(
                row_tag("today.open", question.id), t(f"today.open_{question.kind}"),
                lambda: actions.go(route_of(question)), icon=ft.Icons.ARROW_FORWARD,
            )
        )  # fmt: skip
    if refused is not None:
        parts.append(refusal_card(row_tag("today.refused", question.id), refused))
    return card(*parts, status="decide")


Answer = Callable[[Awaitable[Refused | None]], Awaitable[None]]


@component
def _Values(
    question: Question, conflict: Conflict, actions: DecideActions, answer: Answer
) -> ft.Control:
    window = use_signal(current_runtime().window)
    if conflict.kind == "edited_after_deletion":
        shown = t("today.stays_deleted")
        note = t("today.deleted_elsewhere")
        other = t(
            "today.bring_back", value=value_word(conflict, conflict.other, conflict.other_name)
        )
    else:
        shown = value_word(conflict, conflict.shown, conflict.shown_name)
        note = t("today.shown_now")
        other = value_word(conflict, conflict.other, conflict.other_name)
    wrote = t("today.other_device", device=_device(conflict), time=_when(conflict.at_ms))
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
    question: Question, other: EntityId, actions: DecideActions, answer: Answer
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


def _device(conflict: Conflict) -> str:
    named = " ".join(filter(None, (conflict.letter, conflict.device_label)))
    return named or t("today.unknown_device")


def _when(at_ms: int) -> str:
    day = day_of(at_ms)
    time = time_text(at_ms)
    if day.isoformat() == current_runtime().today:
        return time
    return f"{short_day_text(day)} {time}"
