"""The line at the bottom: what just happened, and 取り消す while it can be taken back."""

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import button, icon_button
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS
from app.ui.signal import use_signal


@component
def ToastLine() -> ft.Control:
    toaster = current_runtime().toaster
    toast = use_signal(toaster.now)
    if toast is None:
        return ft.Container(height=0)
    colours = palette().status(toast.tone)
    parts: list[ft.Control] = [text(toast.text, bold=True, colour=colours.ink, expand=True)]
    if toast.action is not None:
        parts.append(button("frame.undo", t("frame.undo"), toaster.undo, icon=ft.Icons.UNDO))
    close = icon_button("frame.toast_close", ft.Icons.CLOSE, t("frame.close"), toaster.dismiss)
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            ft.Row([*parts, close], spacing=GAP),
            bgcolor=colours.tint,
            border=ft.Border.all(2, colours.ink),
            border_radius=RADIUS,
            padding=ft.Padding.symmetric(horizontal=16, vertical=4),
        ),
    )
