"""A status in three ways at once: a colour, a shape and a word."""

import flet as ft

from app.ui.components.texts import text
from app.ui.palette import StatusName, palette
from app.ui.scale import scale

SHAPES: dict[StatusName, ft.IconData] = {
    "waiting": ft.Icons.HOURGLASS_EMPTY,
    "ready": ft.Icons.FLAG,
    "out": ft.Icons.NORTH_EAST,
    "late": ft.Icons.WARNING_ROUNDED,
    "done": ft.Icons.CHECK_CIRCLE,
    "stopped": ft.Icons.BLOCK,
    "decide": ft.Icons.HELP,
}


def status_chip(status: StatusName, word: str, *, loud: bool = False) -> ft.Control:
    """`word` is the state in the field's own words; `loud` for what must be seen first."""
    sizes, colours = scale(), palette().status(status)
    ink = colours.on_fill if loud else colours.ink
    return ft.Container(
        ft.Row(
            [
                ft.Icon(SHAPES[status], size=sizes.small + 4, color=ink),
                text(word, size=sizes.small, bold=True, colour=ink),
            ],
            spacing=6,
            tight=True,
        ),
        bgcolor=colours.fill if loud else colours.tint,
        border=ft.Border.all(1, colours.ink),
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=10, vertical=4),
    )
