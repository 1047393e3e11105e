"""Small pieces of the matching: a card to press, a tag, tabs with counts."""

from collections.abc import Sequence

import flet as ft

from app.ui.components.buttons import Handler
from app.ui.components.texts import text
from app.ui.palette import StatusName, palette
from app.ui.runtime import guarded
from app.ui.scale import RADIUS, scale
from app.ui.tagged import tagged


def pressable(
    tag: str,
    content: ft.Control,
    on_press: Handler,
    *,
    selected: bool = False,
    status: StatusName | None = None,
    expand: bool | int | None = None,
) -> ft.Control:
    """A card that is one tap. `status` paints its left edge; the word stands inside."""
    colours = palette()
    line = ft.BorderSide(3 if selected else 1, colours.primary if selected else colours.hair)
    edge = ft.BorderSide(8, colours.status(status).fill) if status else line
    control = ft.Container(
        content,
        bgcolor=colours.primary_tint if selected else colours.surface,
        border=ft.Border(left=edge, top=line, right=line, bottom=line),
        border_radius=None if status else RADIUS,
        padding=ft.Padding.symmetric(horizontal=12, vertical=8),
        ink=True,
        on_click=guarded(on_press),
        expand=expand,
    )
    wrapper = tagged(tag, control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, selected
    return wrapper


def mark(word: str, *, status: StatusName | None = None) -> ft.Control:
    """One or two words about somebody, in a frame."""
    colours = palette()
    ink = colours.status(status).ink if status else colours.text
    return ft.Container(
        text(word, size=scale().small, colour=ink, bold=status is not None),
        bgcolor=colours.status(status).tint if status else colours.raised,
        border_radius=6,
        padding=ft.Padding.symmetric(horizontal=8, vertical=1),
    )


def marks(words: Sequence[ft.Control]) -> ft.Control:
    return ft.Row(list(words), wrap=True, spacing=6, run_spacing=4)


def tabs(tag: str, options: Sequence[tuple[str, str, int | None]], chosen: str,
         on_choose: dict[str, Handler]) -> ft.Control:  # fmt: skip
    """Parts of a screen that take turns: (key, word, count or None)."""
    sizes, colours = scale(), palette()
    parts: list[ft.Control] = []
    for key, word, count in options:
        here = key == chosen
        ink = colours.on_primary if here else colours.text
        label = word if count is None else f"{word} {count}"
        control = ft.Container(
            text(label, bold=True, colour=ink, align=ft.TextAlign.CENTER, lines=1),
            bgcolor=colours.primary if here else colours.surface,
            border=ft.Border.all(1.5, colours.primary if here else colours.line),
            border_radius=RADIUS,
            padding=ft.Padding.symmetric(
                horizontal=8, vertical=max(8, (sizes.target - sizes.body * 1.5) / 2)
            ),
            alignment=ft.Alignment.CENTER,
            ink=True,
            on_click=guarded(on_choose[key]),
            expand=True,
        )
        wrapper = tagged(f"{tag}.{key}", control)
        assert isinstance(wrapper, ft.Semantics)
        wrapper.button, wrapper.selected = True, here
        parts.append(wrapper)
    return ft.Row(parts, spacing=8)
