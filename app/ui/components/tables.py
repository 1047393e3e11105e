"""Tables out of rows with fixed shares of the width.

Flet's DataTable measures its columns before the Japanese font has arrived and then breaks cells
to one letter a line; here the widths do not depend on any measuring, and long cells wrap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.ui.components.texts import text
from app.ui.palette import palette
from app.ui.scale import scale


@dataclass(frozen=True)
class Column:
    """`share` is the weight of the width; numbers stand at the right."""

    name: str
    share: int = 1
    number: bool = False


Cell = str | ft.Control


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, expand: bool = False
) -> ft.Control:
    """At most a few hundred rows; longer ones go through `windowed_list` with `table_row`."""
    lines = [table_row(columns, cells, shade=place % 2 == 1) for place, cells in enumerate(rows)]
    body: ft.Control = (
        ft.ListView(lines, expand=True) if expand else ft.Column(lines, spacing=0, tight=True)
    )
    return ft.Column(
        [table_head(columns), body],
        spacing=0,
        expand=expand,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def table_head(columns: Sequence[Column]) -> ft.Control:
    cells = [
        _cell(text(c.name, size=scale().small, bold=True, align=_align(c)), c) for c in columns
    ]
    return ft.Container(
        ft.Row(cells, spacing=12),
        padding=ft.Padding.symmetric(horizontal=12, vertical=8),
        border=ft.Border(bottom=ft.BorderSide(2, palette().line)),
    )


def table_row(
    columns: Sequence[Column], cells: Sequence[Cell], *, shade: bool = False
) -> ft.Control:
    drawn = [
        _cell(text(cell, align=_align(column)) if isinstance(cell, str) else cell, column)
        for column, cell in zip(columns, cells, strict=True)
    ]
    return ft.Container(
        ft.Row(drawn, spacing=12, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        padding=ft.Padding.symmetric(horizontal=12, vertical=8),
        bgcolor=palette().raised if shade else None,
        border=ft.Border(bottom=ft.BorderSide(1, palette().hair)),
    )


def _cell(control: ft.Control, column: Column) -> ft.Control:
    return ft.Container(
        control,
        expand=column.share,
        alignment=ft.Alignment.CENTER_RIGHT if column.number else ft.Alignment.CENTER_LEFT,
    )


def _align(column: Column) -> ft.TextAlign:
    return ft.TextAlign.RIGHT if column.number else ft.TextAlign.LEFT
