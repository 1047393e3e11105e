"""外にいる: a team outside, with what somebody at the desk needs at once.

Late ones are red, with a word and the minutes; the number to ring is one tap away and large enough
to be read out; the clock of rest stands beside the button that turns it.
"""

import flet as ft

from app.domain.calendar_jp import time_text
from app.ui.component import memo
from app.ui.components.buttons import button
from app.ui.components.cards import card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.state import OutRow
from app.ui.screens.field.words import people_text, place_of, soft_line, time_or_dash
from app.ui.tagged import row_tag, tagged
from app.ui.theme import FAMILY_BOLD, FIGURES


def phone_button(tag: str, phone: str, actions: FieldActions) -> ft.Control:
    """The number, large, under the finger. Where there is none, it says so."""
    sizes, colours = scale(), palette()
    if not phone:
        return status_chip("decide", t("field.no_phone"))
    control = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.PHONE, size=sizes.icon, color=colours.primary),
                ft.Text(
                    phone, size=sizes.large, color=colours.text, font_family=FIGURES,
                    font_family_fallback=[FAMILY_BOLD], no_wrap=True,
                ),
            ],
            tight=True, spacing=8,
        ),
        border=ft.Border.all(1.5, colours.line), border_radius=RADIUS, bgcolor=colours.surface,
        padding=ft.Padding.symmetric(
            horizontal=14, vertical=max(8, (sizes.target - sizes.large * 1.4) / 2)
        ),
        ink=True, tooltip=t("field.call"),
        on_click=guarded(lambda: actions.call(phone)),
    )  # fmt: skip
    wrapper = tagged(tag, control, label=t("field.call"))
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper


@memo
def OutCard(row: OutRow, actions: FieldActions) -> ft.Control:
    """One team outside. A tap on its head opens the return form."""
    line = row.line
    red = row.late_minutes > 0 or row.rest_overdue
    head = ft.Row(
        [code_text(line.number), text(people_text(line.heads_out), bold=True), *_chips(row)],
        wrap=True, spacing=GAP, run_spacing=4,
    )  # fmt: skip
    words: list[ft.Control] = [head, text(place_of(line))]
    if line.leader:
        words.append(soft_line(t("field.led_by", name=line.leader)))
    acts = ft.Row(
        [
            phone_button(row_tag("field.call", line.id), line.phone, actions),
            _rest_button(row, actions),
            button(
                row_tag("field.back", line.id), t("field.back"),
                lambda: actions.go(f"/field/team/{line.id.hex()}"),
                icon=ft.Icons.SOUTH_WEST,
            ),
        ],
        wrap=True, spacing=8, run_spacing=8,
    )  # fmt: skip
    status: StatusName = "late" if red else "out"
    return card(ft.Column(words, spacing=2, tight=True), acts, status=status, padding=12, spacing=8)


def _chips(row: OutRow) -> list[ft.Control]:
    line, chips = row.line, list[ft.Control]()
    if row.late_minutes:
        chips.append(status_chip("late", t("field.late", minutes=row.late_minutes), loud=True))
    if line.called_back_at is not None:
        chips.append(status_chip("late", t("field.called_back")))
    planned = time_or_dash(line.planned_return_at)
    chips.append(text(t("field.until", time=planned), colour=palette().soft))
    if row.clock is not None:
        chips.append(_clock_chip(row))
    return chips


def _clock_chip(row: OutRow) -> ft.Control:
    clock = row.clock
    assert clock is not None
    due = time_text(clock.due_at)
    if clock.rest_overdue:
        words = t("field.rest_overdue", minutes=clock.overdue_minutes)
        return status_chip("late", words, loud=True)
    if clock.phase == "rest":
        return status_chip("waiting", t("field.rests_until", time=due))
    return status_chip("out", t("field.rest_at", time=due))


def _rest_button(row: OutRow, actions: FieldActions) -> ft.Control:
    line = row.line
    if row.clock is not None and row.clock.phase == "rest":
        return button(
            row_tag("field.work", line.id), t("field.begin_work"),
            lambda: actions.turn(actions.work(line)), icon=ft.Icons.CONSTRUCTION,
        )  # fmt: skip
    return button(
        row_tag("field.rest", line.id), t("field.begin_rest"),
        lambda: actions.turn(actions.rest(line)), icon=ft.Icons.LOCAL_CAFE,
    )  # fmt: skip
