"""Surfaces: cards, section headers, empty states, the card that stands where drawing failed."""

from collections.abc import Sequence

import flet as ft

from app.ui.components.texts import heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.scale import GAP, RADIUS, SCROLL_BAR, scale


def card(
    *content: ft.Control,
    status: StatusName | None = None,
    padding: int = 16,
    spacing: int = GAP,
    expand: bool | int | None = None,
    width: int | None = None,
) -> ft.Container:
    """A surface. `status` paints the edge at the left (the word must stand inside)."""
    colours = palette()
    edge = colours.status(status).fill if status else colours.hair
    line = ft.BorderSide(1, colours.hair)
    return ft.Container(
        ft.Column(list(content), spacing=spacing, tight=True),
        bgcolor=colours.surface,
        border=ft.Border(
            left=ft.BorderSide(8, edge) if status else line, top=line, right=line, bottom=line
        ),
        border_radius=None if status else RADIUS,
        padding=padding,
        expand=expand,
        width=width,
    )


def section_header(
    name: str, *actions: ft.Control, note: str | None = None, icon: ft.IconData | None = None
) -> ft.Control:
    """Title of a screen or part, a note below it, rarer acts at the right (they may wrap)."""
    front: list[ft.Control] = []
    if icon is not None:
        front.append(ft.Icon(icon, size=scale().icon, color=palette().text))
    words: list[ft.Control] = [title(name)]
    if note:
        words.append(soft_text(note))
    front.append(ft.Column(words, spacing=0, tight=True))
    return ft.Row(
        [ft.Row(front, tight=True), ft.Row(list(actions), wrap=True, tight=True)],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )


def empty_state(
    what: str, hint: str, *acts: ft.Control, icon: ft.IconData = ft.Icons.INBOX_OUTLINED
) -> ft.Control:
    """Says what will stand here (`what`), how it comes here (`hint`), and offers the first act."""
    return ft.Container(
        ft.Column(
            [
                ft.Icon(icon, size=scale().figure, color=palette().soft),
                text(what, size=scale().large, bold=True, align=ft.TextAlign.CENTER),
                text(hint, colour=palette().soft, align=ft.TextAlign.CENTER),
                *acts,
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=GAP,
            tight=True,
        ),
        alignment=ft.Alignment.CENTER,
        padding=32,
    )


def loading_state() -> ft.Control:
    """While the first answer is under way: milliseconds, so no promise of a percentage."""
    return ft.Container(
        ft.Row(
            [ft.ProgressRing(width=28, height=28), text(t("frame.loading"))],
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        padding=32,
    )


def failed_card(number: str) -> ft.Control:
    """Where drawing a component failed. Must never fail itself, so the words have a fallback."""
    try:
        words = t("frame.card_failed", number=number)
        hint = t("frame.card_failed_hint")
    except Exception:
        words, hint = f"Error {number}", ""
    colours = palette().late
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.WARNING_AMBER_ROUNDED, color=colours.ink, size=scale().icon),
                ft.Column(
                    [heading(words), text(hint)],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
            ],
        ),
        key="failed_card",
        bgcolor=colours.tint,
        border=ft.Border.all(2, colours.ink),
        border_radius=RADIUS,
        padding=16,
    )


def columns(*content: ft.Control, gap: int = 20) -> ft.Control:
    """Parts that stand side by side and share the width: `expand` on each weighs it."""
    return ft.Row(
        list(content),
        spacing=gap,
        vertical_alignment=ft.CrossAxisAlignment.START,
        expand=True,
    )


def side_by_side(
    head: ft.Control, left: Sequence[ft.Control], right: Sequence[ft.Control]
) -> ft.Control:
    """A head over two halves of a wide window, each of which scrolls by itself."""
    halves = [ft.Container(stack(half, scroll=True), expand=1) for half in (left, right)]
    return ft.Column(
        [head, columns(*halves)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def stack(content: Sequence[ft.Control], *, spacing: int = GAP, scroll: bool = False) -> ft.Column:
    """Parts that stand below each other, as wide as there is room. `scroll` where they may be too
    many; the scroll bar then stands beside them, not on them."""
    column = ft.Column(
        list(content), spacing=spacing, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    if not scroll:
        return column
    return ft.Column(
        [ft.Container(column, padding=ft.Padding.only(right=SCROLL_BAR))],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
