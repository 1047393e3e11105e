"""The red bar while a stop holds: what it is, who gave it, how many nobody has reached."""

from collections.abc import Sequence

import flet as ft

from app.domain.calendar_jp import time_text
from app.domain.stops import STOP_CODES
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.state import StopView
from app.ui.tagged import tagged


@component
def StopBar(stops: Sequence[StopView], actions: FieldActions) -> ft.Control:
    """All stops that hold, with the way to the list of phones."""
    colours = palette().late
    words = [stop_words(view) for view in stops]
    content = ft.Row(
        [
            ft.Icon(ft.Icons.FRONT_HAND, size=scale().icon, color=colours.on_fill),
            ft.Column(
                [text(word, bold=True, colour=colours.on_fill) for word in words],
                spacing=0, tight=True, expand=True,
            ),
            button("field.phones", t("field.phones"), lambda: actions.go("/field/stop"),
                   icon=ft.Icons.PHONE),
        ],
        spacing=GAP,
    )  # fmt: skip
    box = ft.Container(
        content, bgcolor=colours.fill, border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=16, vertical=8),
    )  # fmt: skip
    return tagged("field.stop_bar", ft.Semantics(content=box, live_region=True))


def stop_words(view: StopView) -> str:
    """What holds, who gave it when, and how many teams nobody has spoken to."""
    stop = view.stop
    said = t(f"refused.{STOP_CODES.get(stop.kind, STOP_CODES['other'])}")
    given = t("field.stop_given", time=time_text(stop.at), name=stop.by_name)
    if view.open_calls:
        left = t("field.calls_open", teams=view.open_calls, heads=view.open_heads)
    else:
        left = t("field.calls_done")
    return f"{said}　{given}　{left}"
