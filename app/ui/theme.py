"""Flet's theme out of our palette and scale, so that bare controls look right too."""

import flet as ft

from app.ui.look import Look
from app.ui.palette import PALETTES, Palette
from app.ui.scale import LINE_HEIGHT, SCALES, Scale

FAMILY = "Tasuki UDP"
FAMILY_BOLD = "Tasuki UDP Bold"  # flet loads one file for one family name
FIGURES = "Tasuki Figures"  # numbers of one width
FONTS = {
    FAMILY: "/fonts/TasukiUDP-Regular.ttf",
    FAMILY_BOLD: "/fonts/TasukiUDP-Bold.ttf",
    FIGURES: "/fonts/TasukiFigures-Bold.ttf",
}


def build_theme(look: Look) -> ft.Theme:
    colours, sizes = PALETTES[look.theme], SCALES[look.letters]
    return ft.Theme(
        font_family=FAMILY,
        color_scheme=_scheme(colours),
        text_theme=_letters(colours, sizes),
        scaffold_bgcolor=colours.background,
        canvas_color=colours.background,
        divider_color=colours.hair,
        hint_color=colours.soft,
        focus_color=colours.primary_tint,
        visual_density=ft.VisualDensity.STANDARD,
        tooltip_theme=ft.TooltipTheme(
            text_style=ft.TextStyle(
                size=sizes.small, font_family=FAMILY, color=colours.surface, height=1.3
            ),
            decoration=ft.BoxDecoration(bgcolor=colours.text, border_radius=6),
        ),
        scrollbar_theme=ft.ScrollbarTheme(thickness=10, thumb_visibility=True, interactive=True),
    )


def theme_mode(look: Look) -> ft.ThemeMode:
    return ft.ThemeMode.DARK if look.theme == "dark" else ft.ThemeMode.LIGHT


def _scheme(colours: Palette) -> ft.ColorScheme:
    return ft.ColorScheme(
        primary=colours.primary,
        on_primary=colours.on_primary,
        primary_container=colours.primary_tint,
        on_primary_container=colours.on_primary_tint,
        secondary=colours.primary,
        on_secondary=colours.on_primary,
        secondary_container=colours.primary_tint,
        on_secondary_container=colours.on_primary_tint,
        error=colours.late.ink,
        on_error=colours.late.tint,
        error_container=colours.late.tint,
        on_error_container=colours.late.ink,
        surface=colours.surface,
        on_surface=colours.text,
        on_surface_variant=colours.soft,
        surface_container_lowest=colours.surface,
        surface_container_low=colours.surface,
        surface_container=colours.raised,
        surface_container_high=colours.raised,
        surface_container_highest=colours.raised,
        outline=colours.line,
        outline_variant=colours.hair,
        surface_tint=colours.surface,
    )


def _letters(colours: Palette, sizes: Scale) -> ft.TextTheme:
    def style(size: int, *, bold: bool = False) -> ft.TextStyle:
        return ft.TextStyle(
            size=size,
            height=LINE_HEIGHT,
            color=colours.text,
            font_family=FAMILY_BOLD if bold else FAMILY,
        )

    small, body, large = style(sizes.small), style(sizes.body), style(sizes.large)
    title = style(sizes.title, bold=True)
    return ft.TextTheme(
        body_small=small,
        body_medium=body,
        body_large=body,
        label_small=small,
        label_medium=small,
        label_large=body,
        title_small=large,
        title_medium=large,
        title_large=title,
        headline_small=title,
        headline_medium=title,
        headline_large=title,
    )
