"""はじめの準備: on a centre's first morning, what to do before the first person stands there."""

from collections.abc import Callable

import flet as ft

from app.store.queries.first_steps import FirstSteps
from app.ui.components.buttons import big_button, choice_row
from app.ui.components.cards import card
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t

ROUTES = {
    "staff": ("/settings/staff", ft.Icons.BADGE),
    "centre": ("/settings/centre", ft.Icons.HOME_WORK),
    "event": ("/settings/event", ft.Icons.FLOOD),
    "people": ("/settings/import", ft.Icons.UPLOAD_FILE),
    "tools": ("/equipment/add", ft.Icons.HANDYMAN),
}


def first_steps_card(steps: FirstSteps, go: Callable[[str], None]) -> ft.Control:
    """Each step leads to where it is done; what is there already has a tick."""
    rows: list[ft.Control] = [
        choice_row(
            f"today.first.{name}",
            t(f"today.first_{name}"),
            lambda route=route: go(route),  # type: ignore[misc]
            note=t(f"today.first_{name}_note"),
            selected=getattr(steps, name),
            icon=icon,
        )
        for name, (route, icon) in ROUTES.items()
    ]
    begin = big_button(
        "today.first.begin", t("today.first_begin"), lambda: go("/reception"),
        icon=ft.Icons.HOW_TO_REG,
    )  # fmt: skip
    return card(heading(t("today.first")), soft_text(t("today.first_note")), *rows, ft.Row([begin]))
