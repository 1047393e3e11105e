"""県へ送る: exactly what will leave the own centre, when it went last, and the one tap."""

import flet as ft

from app.domain.calendar_jp import short_day_text
from app.services.publishing import Outgoing
from app.store.queries.county_board import CouncilRow
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import card
from app.ui.components.choices import big_toggle
from app.ui.components.outgoing import outgoing_lines
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import scale
from app.ui.screens.county.board_state import OwnView, SendActions, fresh_text, tone_of


@component
def SendCard(view: OwnView, row: CouncilRow, now_ms: int, actions: SendActions) -> ft.Control:
    sent, today = view.sent, view.today
    last = t("county_board.never_sent")
    if sent is not None:
        word = "sent_by_itself" if sent.by_itself else "sent"
        last = t(f"county_board.{word}", when=fresh_text(sent.as_of, now_ms))
    parts: list[ft.Control] = [
        _own_state(row, actions),
        heading(t("county_board.send_title")),
        soft_text(last),
        text(t("county_board.goes"), size=scale().small),
        outgoing_lines(today),
    ]
    same = (
        sent is not None
        and sent.day == today.day.isoformat()
        and (sent.figures == today.figures and sent.final == today.final)
    )
    if same:
        parts.append(text(t("county_board.same"), size=scale().small, colour=palette().done.ink))
    word = "send_final" if today.final else "send_now"
    parts.append(
        big_button(
            "county_board.send", t(f"county_board.{word}"), lambda: actions.send(today),
            icon=ft.Icons.SEND,
        )
    )  # fmt: skip
    parts += [_waiting(one, actions) for one in view.waiting]
    parts.append(
        big_toggle(
            "county_board.by_itself", t("county_board.by_itself"), view.by_itself,
            lambda: actions.turn(not view.by_itself), note=t("county_board.by_itself_note"),
        )
    )  # fmt: skip
    return card(*parts)


def _own_state(row: CouncilRow, actions: SendActions) -> ft.Control:
    tone = tone_of(row.state.status)
    words: list[ft.Control] = [heading(row.name)]
    if tone is None:
        words.append(soft_text(t("county_board.no_state")))
    else:
        words.append(status_chip(tone, code_label("centre_status", row.state.status), loud=True))
    edit = button(
        "county_board.edit_own", t("county_board.edit_state"), actions.edit, icon=ft.Icons.EDIT
    )
    return ft.Row(
        [ft.Column(words, spacing=4, tight=True), edit],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN, wrap=True, spacing=8, run_spacing=8,
    )  # fmt: skip


def _waiting(one: Outgoing, actions: SendActions) -> ft.Control:
    """A closed day that has not gone: from before this device was in the county."""
    day = short_day_text(one.day)
    return ft.Column(
        [
            text(t("county_board.waits", day=day), size=scale().small, bold=True),
            outgoing_lines(one),
            button(
                f"county_board.send:{one.day.isoformat()}",
                t("county_board.send_day", day=day),
                lambda: actions.send(one),
                icon=ft.Icons.SEND,
            ),
        ],
        spacing=6,
        tight=True,
    )
