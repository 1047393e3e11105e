"""Things to press, at least 56 px high. A bug under one becomes a toast, not a dead page.

Handlers take no argument: they are bound in the row that they belong to.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import flet as ft

from app.ui.components.texts import text
from app.ui.palette import StatusName, palette
from app.ui.runtime import guarded
from app.ui.scale import LINE_HEIGHT, RADIUS, scale
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD

Handler: TypeAlias = Callable[[], Awaitable[None] | None]
BUTTON_LINE = 1.3


def big_button(
    tag: str,
    label: str,
    on_press: Handler,
    *,
    icon: ft.IconData | None = None,
    status: StatusName | None = None,
    disabled: bool = False,
    expand: bool | int | None = None,
) -> ft.Control:
    """The one thing most people come for. `status` paints it (late: a stop that calls all back)."""
    colours = palette()
    paint = _Paint(colours.primary, colours.on_primary, None)
    if status:
        paint = _Paint(colours.status(status).fill, colours.status(status).on_fill, None)
    control = _pressable(label, on_press, icon, paint, scale().large)
    control.disabled, control.expand = disabled, expand
    return tagged(tag, control)


def button(
    tag: str,
    label: str,
    on_press: Handler,
    *,
    icon: ft.IconData | None = None,
    disabled: bool = False,
    expand: bool | int | None = None,
) -> ft.Control:
    """A second act: outlined."""
    paint = _Paint(palette().surface, palette().text, palette().line)
    control = _pressable(label, on_press, icon, paint, scale().body)
    control.disabled, control.expand = disabled, expand
    return tagged(tag, control)


def quiet_button(
    tag: str,
    label: str,
    on_press: Handler,
    *,
    icon: ft.IconData | None = None,
    disabled: bool = False,
) -> ft.Control:
    """A rarer act: words only."""
    control = _pressable(label, on_press, icon, _Paint(None, palette().primary, None), scale().body)
    control.disabled = disabled
    return tagged(tag, control)


def icon_button(
    tag: str, icon: ft.IconData, label: str, on_press: Handler, *, disabled: bool = False
) -> ft.Control:
    """`label` is read aloud and shown on hovering; use it only where the sign is known to all."""
    sizes = scale()
    return tagged(
        tag,
        ft.IconButton(
            icon=icon,
            icon_size=sizes.icon,
            icon_color=palette().text,
            tooltip=label,
            width=sizes.target,
            height=sizes.target,
            disabled=disabled,
            on_click=guarded(on_press),
        ),
    )


@dataclass(frozen=True)
class _Paint:
    fill: str | None
    ink: str
    line: str | None


def _pressable(
    label: str, on_press: Handler, icon: ft.IconData | None, paint: _Paint, letters: int
) -> ft.TextButton:
    sizes, colours = scale(), palette()
    # Room above and below makes one line as high as a target; a label that wraps makes it higher.
    above = max(8, (sizes.target - letters * BUTTON_LINE) / 2)
    fill = {ft.ControlState.DISABLED: colours.raised, ft.ControlState.DEFAULT: paint.fill or ""}
    return ft.TextButton(
        content=label,
        icon=icon,
        on_click=guarded(on_press),
        style=ft.ButtonStyle(
            color={ft.ControlState.DISABLED: colours.soft, ft.ControlState.DEFAULT: paint.ink},
            bgcolor=fill if paint.fill else None,
            side=ft.BorderSide(1.5, paint.line) if paint.line else None,
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
            padding=ft.Padding.symmetric(horizontal=20, vertical=above),
            text_style=ft.TextStyle(size=letters, font_family=FAMILY_BOLD, height=BUTTON_LINE),
            icon_size=sizes.icon,
            visual_density=ft.VisualDensity.STANDARD,
        ),
    )


def choice_row(
    tag: str,
    label: str,
    on_press: Handler,
    *,
    note: str | None = None,
    selected: bool = False,
    icon: ft.IconData | None = None,
) -> ft.Control:
    """One answer of several, over the whole width."""
    sizes, colours = scale(), palette()
    above = max(8, (sizes.target - sizes.body * LINE_HEIGHT) / 2)
    words: list[ft.Control] = [text(label, bold=True)]
    if note:
        words.append(text(note, size=scale().small, colour=colours.soft))
    parts: list[ft.Control] = []
    if icon is not None:
        parts.append(ft.Icon(icon, size=scale().icon, color=colours.text))
    parts.append(ft.Column(words, spacing=0, tight=True, expand=True))
    if selected:
        parts.append(ft.Icon(ft.Icons.CHECK_CIRCLE, size=scale().icon, color=colours.primary))
    return tagged(
        tag,
        ft.Container(
            ft.Row(parts),
            bgcolor=colours.primary_tint if selected else colours.surface,
            border=ft.Border.all(
                2 if selected else 1, colours.primary if selected else colours.line
            ),
            border_radius=RADIUS,
            padding=ft.Padding.symmetric(horizontal=16, vertical=above),
            ink=True,
            on_click=guarded(on_press),
        ),
    )
