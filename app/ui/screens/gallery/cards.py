"""Cards: plain, with a status, empty, failed, refused, busy."""

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import (
    card,
    empty_state,
    failed_card,
    loading_state,
    section_header,
    stack,
)
from app.ui.components.progress import progress_card
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.screens.gallery.words import w


@component
def CardsPage() -> ft.Control:
    stopped, set_stopped = ft.use_state(False)
    refused = Refused("failed", {"number": "E-0000"}, override="leader")

    def nothing() -> None:
        return

    person = card(
        ft.Row([code_text("C-0137"), text(w("names"), expand=True)]),
        status_chip("ready", w("status_ready")),
        status="ready",
    )
    return stack(
        [
            section_header(
                w("header"),
                button("gallery.head_act", w("print"), nothing, icon=ft.Icons.PRINT),
                note=w("header_note"),
                icon=ft.Icons.GROUPS,
            ),
            person,
            refusal_card(
                "gallery.refused",
                refused,
                next_step=(w("enrol"), nothing),
                on_override=lambda _override: None,
            ),
            failed_card("E-0000"),
            progress_card(
                "gallery.import",
                w("stopped") if stopped else w("importing"),
                1234,
                2000,
                lambda: set_stopped(True),
            ),
            loading_state(),
            empty_state(
                w("empty"), w("empty_hint"), big_button("gallery.begin", w("begin"), nothing)
            ),
        ],
        scroll=True,
    )
