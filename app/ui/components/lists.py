"""Long lists: at most 200 rows are mounted, and of those only the visible ones are built.

2,000 people open as fast as 20, because a page of rows is drawn at a time and rows are memoized.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.scale import GAP, SCROLL_BAR

T = TypeVar("T")
WINDOW = 200


def windowed_list(
    tag: str,
    rows: Sequence[T],
    draw_row: Callable[[T], ft.Control],
    *,
    empty: ft.Control | None = None,
    spacing: int = 8,
    expand: bool = True,
    window: int = WINDOW,
) -> ft.Control:
    """`draw_row` gives `keyed(row.id, Row, row, …)` with a memoized Row. `rows` is a tuple.

    `window`: how many are mounted; few where all rows change at once, as in a ranked list.
    """
    if not rows and empty is not None:
        return empty
    drawn = _Windowed(tag, rows, draw_row, spacing, expand, window)
    return ft.Container(drawn, key=f"{tag}@", expand=expand)


@component
def _Windowed(
    tag: str,
    rows: Sequence[T],
    draw_row: Callable[[T], ft.Control],
    spacing: int,
    expand: bool,
    window: int,
) -> ft.Control:
    wanted, set_start = ft.use_state(0)
    start = min(wanted, max(0, (len(rows) - 1) // window * window))
    end = min(len(rows), start + window)
    controls = [draw_row(row) for row in rows[start:end]]
    if len(rows) > window:
        controls.append(_pager(tag, start, end, len(rows), set_start, window))
    return ft.ListView(
        controls, spacing=spacing, expand=expand, padding=ft.Padding.only(right=SCROLL_BAR)
    )


def _pager(
    tag: str,
    start: int,
    end: int,
    total: int,
    set_start: Callable[[int], None],
    window: int,
) -> ft.Control:
    parts: list[ft.Control] = [
        soft_text(t("frame.rows_place", first=start + 1, last=end, total=total))
    ]
    if start > 0:
        parts.append(
            button(
                f"{tag}.before",
                t("frame.rows_before", count=window),
                lambda: set_start(start - window),
                icon=ft.Icons.ARROW_UPWARD,
            )
        )
    if end < total:
        parts.append(
            button(
                f"{tag}.after",
                t("frame.rows_after", count=min(window, total - end)),
                lambda: set_start(start + window),
                icon=ft.Icons.ARROW_DOWNWARD,
            )
        )
    return ft.Row(parts, wrap=True, spacing=GAP, key=f"{tag}.pager")
