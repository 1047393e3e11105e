"""A number to ring: large, under the finger, and readable out loud."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.components.status_chip import status_chip
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import guarded
from app.ui.scale import RADIUS, scale
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES


async def ring(phone: str) -> None:
    """Hands the number to whatever telephones on this device; it also stands on the screen."""
    digits = "".join(sign for sign in phone if sign.isdecimal() or sign == "+")
    await ft.UrlLauncher().launch_url(ft.Url(f"tel:{digits}", target=ft.UrlTarget.SELF))


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
