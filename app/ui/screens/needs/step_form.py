"""A step that asks something: why a need is declined, when it is visited, where it is referred to.

One page for one act, its questions in order, and the button says what will happen. A refusal
stands beside the field that it is about.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import flet as ft

from app.domain.calendar_jp import minutes_text, short_day_text, weekday_text
from app.services.command import Command, Refused
from app.services.needs import MarkCrisis, MarkWatch
from app.store.queries.needs import NeedLine
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card, stack
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field, time_field
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.texts import text, title
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.needs.alike import line_summary
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.steps import FORMS, form_command
from sync.core.ids import EntityId
from sync.core.operations import Value

LISTS = {
    "decline_reason": "decline_reason", "hold_reason": "hold_reason",
    "cancel_reason": "cancel_reason", "refer_to": "refer_to",
}  # fmt: skip
# The refusal's field -> where it is shown in the form.
_FIELD_OF = {"planned_at": "time"}
TIMES = (9 * 60 + 30, 10 * 60 + 30, 13 * 60, 14 * 60, 15 * 60)
Change = Callable[[str, Value], None]


@component
def StepFormPage(need: EntityId, line: NeedLine, act: str) -> ft.Control:
    """`act` is a key of `FORMS`, or crisis and watch for the two marks."""
    runtime = current_runtime()
    first: Mapping[str, Value] = {}
    given, set_given = ft.use_state(first)
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)

    def change(name: str, value: Value) -> None:
        set_given(lambda now: {**now, name: value})

    async def go() -> None:
        outcome = await runtime.submit(_command(act, need, line, given))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return
        runtime.sound("accepted")
        if outcome.notices:
            runtime.notify(notice_text(outcome.notices[0]), ok=outcome, tone="decide")
        else:
            runtime.notify(t(f"need_done.{act}"), ok=outcome)
        runtime.go(need_route(need))

    names = FORMS[act].names if act in FORMS else ("note",)
    at_field = _refused_field(refused, names)
    fields = [
        _field(name, given, change, refusal_text(refused) if refused and at_field == name else None)
        for name in names
    ]
    parts: list[ft.Control] = [title(_title(act, line)), card(*line_summary(line), spacing=4)]
    note = _note(act, line)
    if note:
        parts.append(text(note))
    parts += fields
    if refused is not None and at_field is None:
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(
        ft.Row(
            [
                big_button(f"needs.do.{act}", _title(act, line), go, icon=ft.Icons.CHECK),
                quiet_button("needs.back", t("frame.stop"), lambda: runtime.go(need_route(need))),
            ],
            wrap=True,
            spacing=GAP,
            run_spacing=GAP,
        )
    )
    return stack(parts, scroll=True, spacing=16)


def _command(act: str, need: EntityId, line: NeedLine, given: Mapping[str, Value]) -> Command:
    note = given.get("note")
    words = note if isinstance(note, str) else ""
    if act == "crisis":
        return MarkCrisis(need, not line.crisis, words)
    if act in ("watch_on", "watch_off"):
        return MarkWatch(need, act == "watch_on", words)
    return form_command(act, need, given)


def _title(act: str, line: NeedLine) -> str:
    if act == "crisis":
        return t("needs.crisis_off" if line.crisis else "needs.crisis_on")
    if act in ("watch_on", "watch_off"):
        return t(f"needs.{act}")
    return t(f"need_act.{act}")


def _note(act: str, line: NeedLine) -> str:
    if act == "crisis":
        return "" if line.crisis else t("needs.crisis_head_hint")
    return "" if act in ("watch_on", "watch_off") else t(f"need_note.{act}")


def _refused_field(refused: Refused | None, names: tuple[str, ...]) -> str | None:
    if refused is None or refused.field is None:
        return None
    wanted = _FIELD_OF.get(refused.field, refused.field)
    if wanted == "reason":
        wanted = next((name for name in names if name.endswith("_reason")), wanted)
    return wanted if wanted in names else None


def _field(
    name: str, given: Mapping[str, Value], change: Change, refusal: str | None
) -> ft.Control:
    tag, label, value = f"needs.form.{name}", t(f"needs.form_{name}"), given.get(name)
    words = value if isinstance(value, str) else ""
    if name in LISTS:
        return choice_chips(
            tag, label, code_options(LISTS[name]), words or None,
            lambda code: change(name, code), refusal=refusal,
        )  # fmt: skip
    if name in ("day", "next_on"):
        return _day_field(name, tag, label, words or None, change, refusal)
    if name == "time":
        return _time_field(tag, label, value if isinstance(value, int) else None, change, refusal)
    return text_field(
        tag, label, words, lambda new: change(name, new), refusal=refusal,
        lines=2 if name == "note" else 1,
    )  # fmt: skip


def _near(day: date, ahead: int) -> str:
    weekday = weekday_text(day, current_look().language)
    words = t("needs.day_chip", day=short_day_text(day), weekday=weekday)
    return t(f"needs.chip_{('today', 'tomorrow')[ahead]}", day=words) if ahead < 2 else words


def _day_field(
    name: str, tag: str, label: str, value: str | None, change: Change, refusal: str | None
) -> ft.Control:
    """Today, tomorrow and the day after by a tap; any other day by typing."""
    today = date.fromisoformat(current_runtime().today)
    days = [today + timedelta(days=ahead) for ahead in range(4)]
    options = tuple((day.isoformat(), _near(day, ahead)) for ahead, day in enumerate(days))
    chips = choice_chips(
        f"{tag}.near", label, options, value, lambda code: change(name, code or value)
    )
    typed = date_field(
        tag, t("needs.other_day"), value, lambda new: change(name, new), refusal=refusal
    )
    return ft.Column(
        [chips, typed], spacing=6, tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def _time_field(
    tag: str, label: str, value: int | None, change: Change, refusal: str | None
) -> ft.Control:
    options = tuple((str(minutes), minutes_text(minutes)) for minutes in TIMES)
    chips = choice_chips(
        f"{tag}.near", label, options, None if value is None else str(value),
        lambda code: change("time", value if code is None else int(code)),
    )  # fmt: skip
    typed = time_field(
        tag, t("needs.other_time"), value, lambda new: change("time", new), refusal=refusal
    )
    return ft.Column(
        [chips, typed], spacing=6, tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
