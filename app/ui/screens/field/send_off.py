"""送り出し前: a team that is about to leave, with its four checks as large toggles.

The chosen team stands open on top; the others are one tap away. A hard stop stands beside the
button, with the way over it by name, role and reason.
"""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.board import return_at
from app.domain.calendar_jp import minutes_of, minutes_text
from app.services.command import Override, Refused
from app.services.dispatch import CHECKS
from app.store.queries.board import TeamLine
from app.ui.component import component, memo
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card, stack
from app.ui.components.choices import big_toggle
from app.ui.components.dates import time_field
from app.ui.components.fields import number_stepper, refusal_line, text_field
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.i18n import refusal_text, t
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, RADIUS
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.pressed import framed_icon
from app.ui.screens.field.words import people_text, place_of, refusal_at, soft_line, spoken
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

FIELDS_OF_THE_FORM = frozenset({"heads_out", "planned_return_at", "phone"})


@memo
def WaitingCard(line: TeamLine, choose: Callable[[EntityId], None]) -> ft.Control:
    """A team that can be chosen for the send-off."""
    if line.state == "forming":
        chip = status_chip("waiting", t("field.forming"))
    elif line.unchecked:
        chip = status_chip("ready", t("field.checks_left", count=line.unchecked))
    else:
        chip = status_chip("done", t("field.checked"))
    head = ft.Row(
        [code_text(line.number), text(people_text(line.heads)), chip],
        wrap=True, spacing=GAP, run_spacing=4,
    )  # fmt: skip
    parts: list[ft.Control] = [head, text(place_of(line))]
    if line.leader:
        parts.append(soft_line(t("field.led_by", name=line.leader)))
    box = card(*parts, status="late" if line.crisis else "ready", spacing=2, padding=12)
    box.ink, box.on_click = True, guarded(lambda: choose(line.id))
    wrapper = tagged(row_tag("field.ready", line.id), box)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper


@component
def SendOffPanel(line: TeamLine, usual_return: int, actions: FieldActions) -> ft.Control:
    """The open card: the checks, what will be written down, and the one large button. Heads, time
    and phone are mostly right already; they are changed one tap away."""
    runtime = current_runtime()
    heads, set_heads = ft.use_state(line.heads or None)
    minutes, set_minutes = ft.use_state(minutes_of(line.planned_return_at or usual_return))
    phone, set_phone = ft.use_state(line.phone)
    changing, set_changing = ft.use_state(not line.phone or not line.heads)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def answered(answer: Refused | None) -> None:
        set_refused(answer)
        if answer is not None and answer.field in FIELDS_OF_THE_FORM:
            set_changing(True)

    async def flip(check: str, done: bool) -> None:
        if check == "phone":
            number = None if phone.strip() == line.phone else phone
            answered(await actions.check(line.id, phone_known=not done, phone=number))
        else:
            answered(await actions.check(line.id, **{check: not done}))

    async def send(*overrides: Override) -> None:
        planned = return_at(minutes, runtime.clock.now_ms()) if minutes >= 0 else 0
        answered(await actions.send(line, heads or 0, planned, *overrides))

    async def go() -> None:
        await send()

    parts: list[ft.Control] = [_head(line), _checks(line, refused, flip)]
    if changing:
        parts += [
            number_stepper(
                "field.heads_out", t("field.heads_out"), heads, set_heads, least=1, most=999,
                refusal=refusal_at(refused, "heads_out"),
            ),
            time_field(
                "field.planned", t("field.planned_return"), max(minutes, 0),
                lambda value: set_minutes(-1 if value is None else value),
                refusal=refusal_at(refused, "planned_return_at"),
            ),
            text_field(
                "field.phone", t("field.phone"), phone, set_phone,
                keyboard=ft.KeyboardType.PHONE, refusal=refusal_at(refused, "phone"),
                on_submit=lambda: flip("phone", False),
            ),
        ]  # fmt: skip
    else:
        parts.append(_plan(heads, minutes, phone, lambda: set_changing(True)))
    if refused is not None and refused.field not in (*FIELDS_OF_THE_FORM, *CHECKS):
        parts.append(refusal_card("field.stop", spoken(refused), on_override=send))
    parts.append(big_button("field.send", t("field.send"), go, icon=ft.Icons.NORTH_EAST))
    parts.append(
        quiet_button(
            "field.print", t("field.print_order"), lambda: actions.print_order(line.id),
            icon=ft.Icons.PRINT,
        )
    )  # fmt: skip
    status: StatusName = "late" if line.crisis else "ready"
    return card(stack(parts, spacing=10), status=status, padding=12)


def _head(line: TeamLine) -> ft.Control:
    first: list[ft.Control] = [code_text(line.number)]
    if line.crisis:
        first.append(status_chip("late", t("field.crisis"), loud=True))
    if line.leader:
        first.append(text(t("field.led_by", name=line.leader)))
    words: list[ft.Control] = [text(place_of(line))]
    if line.vehicle:
        words.append(soft_line(t("field.by_car", vehicle=line.vehicle)))
    return ft.Column(
        [ft.Row(first, wrap=True, spacing=GAP, run_spacing=2), *words], spacing=2, tight=True
    )


def _checks(
    line: TeamLine, refused: Refused | None, flip: Callable[[str, bool], Awaitable[None]]
) -> ft.Control:
    done = {
        "health": line.health, "clothes": line.clothes, "drink": line.drink,
        "phone": line.phone_known,
    }  # fmt: skip

    def toggle(check: str) -> ft.Control:
        missing = refused is not None and refused.field == check
        return ft.Container(
            big_toggle(
                f"field.check.{check}", t(f"field.check.{check}"), done[check],
                lambda: flip(check, done[check]),
            ),
            border=ft.Border.all(3, palette().late.fill) if missing else None,
            border_radius=RADIUS + 2, expand=1,
        )  # fmt: skip

    rows: list[ft.Control] = [
        ft.Row([toggle("health"), toggle("clothes")], spacing=8),
        ft.Row([toggle("drink"), toggle("phone")], spacing=8),
    ]
    if refused is not None and refused.field in CHECKS:
        rows.append(refusal_line(refusal_text(spoken(refused))))
    return ft.Column(rows, spacing=8, tight=True)


def _plan(heads: int | None, minutes: int, phone: str, change: Callable[[], None]) -> ft.Control:
    """What the send-off will write down."""
    words = t("field.plan_words", heads=heads or 0, time=minutes_text(max(minutes, 0)))
    edit = framed_icon("field.change", ft.Icons.EDIT, t("field.change"), change)
    lines = ft.Column([text(words, bold=True), text(phone)], spacing=0, tight=True, expand=True)
    return ft.Row([lines, edit], spacing=8)
