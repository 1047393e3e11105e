"""Long lists: forty rows are mounted at first, up to 200 as somebody scrolls, then come pages.

2,000 people open as fast as 20: few rows are drawn at a time, and rows are memoized. The browser
feels every row that is mounted, also those that nobody sees.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.scale import GAP, SCROLL_BAR

T = TypeVar("T")
WINDOW = 200
FIRST, MORE = 40, 80  # rows at first, and with every look at the end of them
SCROLL_MS = 150  # how often the browser tells where it is


@dataclass(frozen=True)
class _Place:
    """The page that begins with row `start`, and how many of its rows are mounted."""

    start: int = 0
    mounted: int = FIRST


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

    `window`: how many are mounted at most; few where all change at once, as in a ranked list.
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
    place, set_place = ft.use_state(_Place())
    start = min(place.start, max(0, (len(rows) - 1) // window * window))
    end = min(len(rows), start + window)
    mounted = min(end, start + place.mounted)

    def mount_more() -> None:
        set_place(replace(place, mounted=place.mounted + MORE))

    def scrolled(event: ft.OnScrollEvent) -> None:
        if event.max_scroll_extent - event.pixels < event.viewport_dimension:
            mount_more()

    def turn(to: int) -> None:
        set_place(_Place(to))

    controls = [draw_row(row) for row in rows[start:mounted]]
    foot = _before(tag, start, turn, window)
    if mounted < end:
        foot.append(_more(tag, len(rows) - mounted, mount_more))
    elif len(rows) > window:
        foot = [_where(start, end, len(rows)), *foot, *_after(tag, end, len(rows), turn, window)]
    if foot:
        controls.append(ft.Row(foot, wrap=True, spacing=GAP, key=f"{tag}.foot"))
    return ft.ListView(
        controls,
        spacing=spacing,
        expand=expand,
        padding=ft.Padding.only(right=SCROLL_BAR),
        on_scroll=scrolled if mounted < end else None,
        scroll_interval=SCROLL_MS,
    )


def _more(tag: str, left: int, mount_more: Callable[[], None]) -> ft.Control:
    """Who scrolls seldom sees it: by then the next rows are there."""
    label = t("frame.rows_more", count=left)
    return button(f"{tag}.more", label, mount_more, icon=ft.Icons.ARROW_DOWNWARD)


def _where(start: int, end: int, total: int) -> ft.Control:
    return soft_text(t("frame.rows_place", first=start + 1, last=end, total=total))


def _before(tag: str, start: int, turn: Callable[[int], None], window: int) -> list[ft.Control]:
    if start == 0:
        return []
    label = t("frame.rows_before", count=window)
    return [
        button(f"{tag}.before", label, lambda: turn(start - window), icon=ft.Icons.ARROW_UPWARD)
    ]


def _after(
    tag: str, end: int, total: int, turn: Callable[[int], None], window: int
) -> list[ft.Control]:
    if end == total:
        return []
    label = t("frame.rows_after", count=min(window, total - end))
    return [button(f"{tag}.after", label, lambda: turn(end), icon=ft.Icons.ARROW_DOWNWARD)]
