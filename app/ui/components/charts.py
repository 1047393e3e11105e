"""Charts that are read at five metres: every bar carries its number and its word.

Bars are plain boxes, so that they look the same with every letter size and are read aloud; lines
over time come from flet-charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft
import flet_charts as charts

from app.ui.components.status_chip import SHAPES
from app.ui.components.texts import text
from app.ui.palette import StatusName, palette
from app.ui.scale import scale
from app.ui.theme import FAMILY, FIGURES


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    status: StatusName = "waiting"


def hour_bars(bars: Sequence[Bar], *, height: int = 180, now: int | None = None) -> ft.Control:
    """Upright bars side by side (people by hour); `now` is the place of the running hour."""
    most = max((bar.value for bar in bars), default=0) or 1
    drawn: list[ft.Control] = []
    for place, bar in enumerate(bars):
        colours = palette().status(bar.status)
        box = ft.Container(
            height=max(2, (height - 60) * bar.value / most),
            bgcolor=colours.fill,
            border=ft.Border.all(3, palette().text) if place == now else None,
            border_radius=ft.BorderRadius.only(top_left=4, top_right=4),
        )
        drawn.append(
            ft.Column(
                [_number(str(bar.value) if bar.value else ""), box, _under(bar.label)],
                spacing=2,
                expand=True,
                alignment=ft.MainAxisAlignment.END,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            )
        )
    return ft.Row(
        drawn,
        spacing=6,
        height=height + scale().small,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )


def state_bars(bars: Sequence[Bar]) -> ft.Control:
    """Lying bars below each other (needs by state): shape, word, bar, number."""
    most = max((bar.value for bar in bars), default=0) or 1
    lines: list[ft.Control] = []
    for bar in bars:
        colours = palette().status(bar.status)
        share = max(1, round(1000 * bar.value / most)) if bar.value else 0
        filled: list[ft.Control] = []
        if share:
            filled.append(
                ft.Container(
                    height=scale().body, bgcolor=colours.fill, border_radius=4, expand=share
                )
            )
        if share < 1000:
            filled.append(ft.Container(expand=1000 - share))
        lines.append(
            ft.Row(
                [
                    ft.Icon(SHAPES[bar.status], size=scale().icon, color=colours.ink),
                    ft.Container(text(bar.label), width=scale().body * 7),
                    ft.Row(filled, spacing=0, expand=True),
                    ft.Container(_number(str(bar.value)), width=scale().body * 3),
                ],
                spacing=10,
            )
        )
    return ft.Column(lines, spacing=8, tight=True)


def day_line(points: Sequence[tuple[str, int]], *, status: StatusName = "waiting") -> ft.Control:
    """A line over days: (label, value) in order. The values stand in the table beside it, too."""
    colours, sizes = palette(), scale()
    most = max((value for _label, value in points), default=0) or 1
    labels = [
        charts.ChartAxisLabel(place, label=_under(label))
        for place, (label, _v) in enumerate(points)
    ]
    line = charts.LineChartData(
        points=[charts.LineChartDataPoint(x, value) for x, (_label, value) in enumerate(points)],
        color=colours.status(status).fill,
        stroke_width=4,
        point=True,
    )
    chart: ft.Control = charts.LineChart(
        data_series=[line],
        min_y=0,
        max_y=_above(most),
        min_x=-0.4,  # so that the first and the last label are whole
        max_x=max(len(points) - 0.6, 0.4),
        height=240,
        bottom_axis=charts.ChartAxis(
            labels=labels, label_size=sizes.small * 2, show_min=False, show_max=False
        ),
        left_axis=charts.ChartAxis(label_size=sizes.small * 4, label_spacing=_above(most) / 4),
        horizontal_grid_lines=charts.ChartGridLines(color=colours.hair, width=1),
        border=ft.Border(bottom=ft.BorderSide(1, colours.line)),
    )
    return chart


def _above(most: int) -> int:
    """The least of 4, 8, 12, 20, 40, 80, 120, 200… that is not below `most`: four equal steps."""
    tens = 4
    while True:
        for size in (tens, tens * 2, tens * 3, tens * 5):
            if size >= most:
                return size
        tens *= 10


def _number(words: str) -> ft.Control:
    return ft.Text(
        words,
        size=scale().body,
        color=palette().text,
        font_family=FIGURES,
        text_align=ft.TextAlign.CENTER,
        no_wrap=True,
    )


def _under(label: str) -> ft.Control:
    return ft.Text(
        label,
        size=scale().small,
        color=palette().text,
        font_family=FAMILY,
        text_align=ft.TextAlign.CENTER,
        no_wrap=True,
    )
