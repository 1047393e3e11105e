"""外にいる: a team outside, with what somebody at the desk needs at once.

Late ones are red, with a word and the minutes; the number to ring is one tap away and large enough
to be read out; the clock of rest stands beside the button that turns it.
"""

import flet as ft

from app.domain.calendar_jp import time_text
from app.ui.component import memo
from app.ui.components.buttons import button
from app.ui.components.cards import card
from app.ui.components.phone import phone_button
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.pressed import framed_icon
from app.ui.screens.field.state import OutRow
from app.ui.screens.field.words import people_text, place_of, soft_line, time_or_dash
from app.ui.tagged import row_tag


@memo
def OutCard(row: OutRow, actions: FieldActions) -> ft.Control:
    """One team outside. A tap on its head opens the return form."""
    line = row.line
    red = row.late_minutes > 0 or row.rest_overdue
    head = ft.Row(
        [code_text(line.number), text(people_text(line.heads_out), bold=True), *_chips(row)],
        wrap=True, spacing=10, run_spacing=4,
    )  # fmt: skip
    where = "　".join(part for part in (line.leader, place_of(line, kinds=False)) if part)
    acts = ft.Row(
        [
            phone_button(row_tag("field.call", line.id), line.phone, actions.call),
            _rest_button(row, actions),
            button(
                row_tag("field.back", line.id), t("field.back"),
                lambda: actions.go(f"/field/team/{line.id.hex()}"),
            ),
        ],
        wrap=True, spacing=8, run_spacing=8,
    )  # fmt: skip
    status: StatusName = "late" if red else "out"
    return card(head, soft_line(where), acts, status=status, padding=10, spacing=6)


def _chips(row: OutRow) -> list[ft.Control]:
    line, chips = row.line, list[ft.Control]()
    planned = time_or_dash(line.planned_return_at)
    chips.append(text(t("field.until", time=planned), colour=palette().soft))
    if row.late_minutes:
        chips.append(status_chip("late", t("field.late", minutes=row.late_minutes), loud=True))
    if line.called_back_at is not None:  # they are to come back, not to rest
        chips.append(status_chip("late", t("field.called_back")))
    elif row.clock is not None:
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
    """The clock is turned by its sign: a cup when they rest, tools when they work again."""
    line = row.line
    if row.clock is not None and row.clock.phase == "rest":
        return framed_icon(
            row_tag("field.work", line.id), ft.Icons.CONSTRUCTION, t("field.begin_work"),
            lambda: actions.turn(actions.work(line)),
        )  # fmt: skip
    return framed_icon(
        row_tag("field.rest", line.id), ft.Icons.LOCAL_CAFE, t("field.begin_rest"),
        lambda: actions.turn(actions.rest(line)),
    )  # fmt: skip
