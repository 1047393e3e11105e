"""Things to press that only out and back has: a number to ring, a framed sign, a tab."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.components.buttons import Handler
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import guarded
from app.ui.scale import RADIUS, scale
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES


def phone_button(tag: str, phone: str, call: Callable[[str], Awaitable[None]]) -> ft.Control:
    """The number, large, under the finger. Where there is none, it says so."""
    sizes, colours = scale(), palette()
    if not phone:
        return status_chip("decide", t("field.no_phone"))
    control = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.PHONE, size=sizes.icon, color=colours.primary),
                ft.Text(
                    phone, size=sizes.large, color=colours.text, font_family=FIGURES,
                    font_family_fallback=[FAMILY_BOLD], no_wrap=True,
                ),
            ],
            tight=True, spacing=8,
        ),
        border=ft.Border.all(1.5, colours.line), border_radius=RADIUS, bgcolor=colours.surface,
        padding=ft.Padding.symmetric(
            horizontal=14, vertical=max(8, (sizes.target - sizes.large * 1.4) / 2)
        ),
        ink=True, tooltip=t("field.call"),
        on_click=guarded(lambda: call(phone)),
    )  # fmt: skip
    wrapper = tagged(tag, control, label=t("field.call"))
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper


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
