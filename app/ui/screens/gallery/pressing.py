"""Letters, statuses and everything to press."""

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import big_button, button, choice_row, icon_button, quiet_button
from app.ui.components.cards import card, stack
from app.ui.components.choices import big_toggle
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text, title
from app.ui.palette import STATUS_NAMES
from app.ui.scale import GAP
from app.ui.screens.gallery.words import w


@component
def PressingPage() -> ft.Control:
    pressed, set_pressed = ft.use_state(0)
    on, set_on = ft.use_state(True)

    def press() -> None:
        set_pressed(pressed + 1)

    letters = card(
        title(w("sentence")),
        heading(w("sentence")),
        text(w("names")),
        soft_text(w("names")),
        ft.Row([code_text("C-0137"), code_text("N-0412"), code_text("A-1111")], wrap=True),
    )
    statuses = card(
        ft.Row([status_chip(name, w(f"status_{name}")) for name in STATUS_NAMES], wrap=True),
        ft.Row(
            [status_chip(name, w(f"status_{name}"), loud=True) for name in STATUS_NAMES], wrap=True
        ),
    )
    buttons = ft.Row(
        [
            big_button("gallery.big", w("check_in"), press, icon=ft.Icons.HOW_TO_REG),
            big_button("gallery.stop", w("call_back"), press, status="late"),
            big_button("gallery.shut", w("check_in"), press, disabled=True),
            button("gallery.second", w("group"), press, icon=ft.Icons.GROUPS),
            button("gallery.second_shut", w("group"), press, disabled=True),
            quiet_button("gallery.quiet", w("later"), press),
            icon_button("gallery.sign", ft.Icons.PRINT, w("print"), press),
            text(w("pressed", count=pressed)),
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )
    rows = stack(
        [
            choice_row("gallery.row", w("answer"), press, note=w("answer_note"), selected=True),
            choice_row("gallery.row_other", w("answer_other"), press, icon=ft.Icons.LOGIN),
            ft.Row(
                [
                    big_toggle(
                        "gallery.on", w("check_drink"), on, lambda: set_on(not on), expand=1
                    ),
                    big_toggle("gallery.off", w("check_clothes"), not on, press, expand=1),
                ],
                spacing=GAP,
            ),
        ]
    )
    return stack([letters, statuses, buttons, rows], scroll=True)
