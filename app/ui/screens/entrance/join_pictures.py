"""What a device sees that came in by pictures: where to get what the centre has."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import stack
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import ROUTE


def entered_part(begin: Callable[[str], Awaitable[None]]) -> ft.Control:
    """It is in and holds nothing yet: where to get it. `begin` goes to a page."""
    acts = [
        big_button("join.by_usb", t("sync.join.by_usb"), lambda: begin(f"{ROUTE}/usb"),
                   icon=ft.Icons.USB),
        big_button("join.by_pictures", t("sync.join.by_pictures"),
                   lambda: begin(f"{ROUTE}/pictures"), icon=ft.Icons.QR_CODE_SCANNER),
        quiet_button("join.later", t("sync.join.later"), lambda: begin(ROUTE)),
    ]  # fmt: skip
    return stack(
        [
            ft.Row([status_chip("done", t("sync.join.entered"), loud=True)]),
            text(t("sync.join.entered_hint")),
            ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP),
        ]
    )
