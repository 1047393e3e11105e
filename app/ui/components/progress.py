"""Long work: how far it is, in numbers, and a way to stop it."""

import flet as ft

from app.ui.components.buttons import Handler, button
from app.ui.components.cards import card
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette


def progress_card(
    tag: str, label: str, done: int, total: int | None, on_stop: Handler | None = None
) -> ft.Control:
    """`total` None: nobody knows yet. `on_stop` None: it cannot be stopped (any more)."""
    share = None if not total else min(1.0, done / total)
    count = f"{done:,}" if total is None else f"{done:,} / {total:,}"
    bar = ft.ProgressBar(
        value=share,
        bar_height=14,
        border_radius=7,
        color=palette().primary,
        bgcolor=palette().raised,
    )
    parts: list[ft.Control] = [
        ft.Row([text(label, bold=True, expand=True), text(count)], wrap=False),
        bar,
    ]
    if on_stop is not None:
        parts.append(button(f"{tag}.stop", t("frame.stop"), on_stop, icon=ft.Icons.STOP))
    return ft.Semantics(content=card(*parts), live_region=True)
