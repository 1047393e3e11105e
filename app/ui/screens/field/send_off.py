"""送り出し前: a team that is about to leave, with its four checks as large toggles.

The chosen team stands open on top; the others are one tap away. A hard stop stands beside the
button, with the way over it by name, role and reason.
"""

from collections.abc import Callable

import flet as ft

from app.domain.calendar_jp import day_of, instant_of, minutes_of
from app.services.command import Override, Refused
from app.store.queries.board import TeamLine
from app.ui.component import component, memo
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import big_toggle
from app.ui.components.dates import time_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP
from app.ui.screens.field.actions import FieldActions
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
    """The open card: checks, heads, planned return, and the one large button."""
    runtime = current_runtime()
    first = line.heads or None
    heads, set_heads = ft.use_state(first)
    minutes, set_minutes = ft.use_state(minutes_of(line.planned_return_at or usual_return))
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def plan(value: int | None) -> None:
        set_minutes(-1 if value is None else value)

    async def send(*overrides: Override) -> None:
        day = day_of(runtime.clock.now_ms())
        planned = instant_of(day, minutes) if minutes >= 0 else 0
        set_refused(await actions.send(line, heads or 0, planned, *overrides))

    async def go() -> None:
        await send()

    parts: list[ft.Control] = [
        _head(line),
        _Checks(line, refused, actions, set_refused),
        ft.Row(
            [
                number_stepper(
                    "field.heads_out", t("field.heads_out"), heads, set_heads, least=1, most=999,
                    refusal=refusal_at(refused, "heads_out"),
                ),
                ft.Container(
                    time_field(
                        "field.planned", t("field.planned_return"), max(minutes, 0), plan,
                        refusal=refusal_at(refused, "planned_return_at"),
                    ),
                    width=190,
                ),
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    ]  # fmt: skip
    beside = refused is not None and refused.field in FIELDS_OF_THE_FORM
    if refused is not None and not beside:
        parts.append(refusal_card("field.stop", spoken(refused), on_override=send))
    parts.append(big_button("field.send", t("field.send"), go, icon=ft.Icons.NORTH_EAST))
    parts.append(
        quiet_button(
            "field.print", t("field.print_order"), lambda: actions.print_order(line.id),
            icon=ft.Icons.PRINT,
        )
    )  # fmt: skip
    return card(*parts, status="late" if line.crisis else "ready", padding=12)


def _head(line: TeamLine) -> ft.Control:
    first: list[ft.Control] = [code_text(line.number), text(people_text(line.heads), bold=True)]
    if line.crisis:
        first.append(status_chip("late", t("field.crisis"), loud=True))
    words = [place_of(line)]
    if line.leader:
        words.append(t("field.led_by", name=line.leader))
    if line.vehicle:
        words.append(t("field.by_car", vehicle=line.vehicle))
    return ft.Column(
        [ft.Row(first, wrap=True, spacing=GAP), *(text(word) for word in words)],
        spacing=2, tight=True,
    )  # fmt: skip


@component
def _Checks(
    line: TeamLine,
    refused: Refused | None,
    actions: FieldActions,
    set_refused: Callable[[Refused | None], None],
) -> ft.Control:
    phone, set_phone = ft.use_state(line.phone)
    changing, set_changing = ft.use_state(False)
    done = {
        "health": line.health, "clothes": line.clothes, "drink": line.drink,
        "phone": line.phone_known,
    }  # fmt: skip

    async def flip(check: str) -> None:
        if check == "phone":
            number = None if phone.strip() == line.phone else phone
            answer = await actions.check(line.id, phone_known=not line.phone_known, phone=number)
        else:
            answer = await actions.check(line.id, **{check: not done[check]})
        set_refused(answer)
        set_changing(answer is not None and answer.field == "phone")

    def toggle(check: str) -> ft.Control:
        missing = refused is not None and refused.field == check
        return ft.Container(
            big_toggle(
                f"field.check.{check}", t(f"field.check.{check}"), done[check],
                lambda: flip(check), status="late" if missing else "done",
            ),
            border=ft.Border.all(3, palette().late.fill) if missing else None,
            border_radius=12, expand=1,
        )  # fmt: skip

    rows: list[ft.Control] = [
        ft.Row([toggle("health"), toggle("clothes")], spacing=GAP),
        ft.Row([toggle("drink"), toggle("phone")], spacing=GAP),
    ]
    typed_wrong = refusal_at(refused, "phone")
    if changing or typed_wrong or not line.phone:
        rows.append(
            text_field(
                "field.phone", t("field.phone"), phone, set_phone,
                keyboard=ft.KeyboardType.PHONE, refusal=typed_wrong,
                on_submit=lambda: flip("phone"),
            )
        )  # fmt: skip
    else:
        rows.append(
            quiet_button("field.phone_change", line.phone, lambda: set_changing(True),
                         icon=ft.Icons.PHONE)
        )  # fmt: skip
    return ft.Column(rows, spacing=GAP, tight=True)
