"""The line in the band that says how fresh this device is; a tap opens the sync screen."""

import flet as ft

from app.ui.component import component
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import LINE_HEIGHT, scale
from app.ui.sync_words import Fresh, fresh_words
from app.ui.tagged import tagged
from app.ui.use_sync import use_sync_state

ROUTE = "/sync"
HEIGHT = 56  # the least that a finger needs: with large letters a band of two lines is high enough
SHAPES = {
    "same": ft.Icons.CHECK_CIRCLE,
    "unsent": ft.Icons.UPLOAD,
    "away": ft.Icons.CLOUD_OFF,
    "alone": ft.Icons.CIRCLE,
    "alarm": ft.Icons.WARNING_ROUNDED,
}


@component
def FreshLine(ink: str, short: bool, fill: bool) -> ft.Control:
    """`fill` where it takes the rest of its line. Without other devices everything entered is on
    this device's disk, and there is nobody to be behind."""
    runtime = current_runtime()
    use_minute()
    state = use_sync_state()
    fresh = Fresh("alone", t("frame.kept_here"))
    if state is not None:
        fresh = fresh_words(state, runtime.clock.now_ms(), short=short)
    alarm = fresh.kind == "alarm"
    late = palette().late
    colour = late.on_fill if alarm else ink
    sizes = scale()
    lines = max(1, int(HEIGHT / (sizes.small * LINE_HEIGHT)))
    control = ft.Container(
        ft.Row(
            [
                ft.Icon(SHAPES[fresh.kind], size=sizes.small + 2, color=colour),
                text(fresh.text, size=sizes.small, colour=colour, bold=alarm, lines=lines,
                     expand=fill or None),
            ],
            spacing=6,
            tight=not fill,
        ),
        height=HEIGHT,
        padding=ft.Padding.symmetric(horizontal=8),
        bgcolor=late.fill if alarm else None,
        border_radius=8,
        alignment=ft.Alignment.CENTER_LEFT,
        ink=state is not None,
        tooltip=t("sync.open") if state is not None else None,
        on_click=guarded(lambda: runtime.go(ROUTE)) if state is not None else None,
        expand=fill or None,
    )  # fmt: skip
    return tagged("frame.fresh", control)
