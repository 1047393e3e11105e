"""Things to press that only out and back has: a framed sign, a tab."""

import flet as ft

from app.ui.components.buttons import Handler
from app.ui.components.texts import text
from app.ui.palette import palette
from app.ui.runtime import guarded
from app.ui.scale import RADIUS, scale
from app.ui.tagged import tagged


def framed_icon(tag: str, icon: ft.IconData, label: str, on_press: Handler) -> ft.Control:
    """A sign with the outline of a button, beside buttons with words."""
    sizes, colours = scale(), palette()
    control = ft.Container(
        ft.Icon(icon, size=sizes.icon, color=colours.text),
        width=sizes.target, height=sizes.target, alignment=ft.Alignment.CENTER,
        border=ft.Border.all(1.5, colours.line), border_radius=RADIUS, bgcolor=colours.surface,
        ink=True, tooltip=label, on_click=guarded(on_press),
    )  # fmt: skip
    wrapper = tagged(tag, control, label=label)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper


def tab(tag: str, name: str, count: str, here: bool, on_press: Handler) -> ft.Control:
    """One column of several, where there is room for one: its name, and how many below."""
    colours = palette()
    ink = colours.on_primary_tint if here else colours.text
    control = ft.Container(
        ft.Column(
            [
                text(name, bold=True, colour=ink, align=ft.TextAlign.CENTER),
                text(count, size=scale().small, colour=ink, align=ft.TextAlign.CENTER),
            ],
            spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=colours.primary_tint if here else colours.surface,
        border=ft.Border(
            bottom=ft.BorderSide(5, colours.primary if here else colours.hair),
        ),
        padding=8, ink=True, expand=1, on_click=guarded(on_press),
    )  # fmt: skip
    wrapper = tagged(tag, control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper
