"""大きく映す: the day for a screen on the wall, read at five metres. Nothing to type, no names."""

import flet as ft

from app.domain.calendar_jp import day_text, time_text
from app.services.day_view import TodayView
from app.ui.component import component
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import card, columns, stack
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.today.screen import arrivals, states
from app.ui.screens.today.state import Tile, TodayActions, tiles_of
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES

SHOWN = ("waiting", "ready", "out", "decide")


@component
def WallScreen(view: TodayView, questions: int, actions: TodayActions) -> ft.Control:
    """The four figures, what moves now, and the queues."""
    runtime = current_runtime()
    window = use_signal(runtime.window)
    across = 4 if window.wide else 2
    figures = view.figures
    four = (
        ("participants", figures.participants), ("new_needs", figures.new_needs),
        ("activities", figures.activities), ("completed", figures.completed),
    )  # fmt: skip
    size = _figure_size(window.width, across)
    big = [_big(f"{value:,}", t(f"figures.{name}"), size, None) for name, value in four]
    tiles = [tile for tile in tiles_of(view, questions) if tile.key in SHOWN]
    moving = [_tile(tile, size) for tile in tiles]
    untold = sum(1 for crisis in view.crises if not crisis.told_at)
    parts: list[ft.Control] = [_head(view, actions)]
    if untold:
        parts.append(_alarm(t("today.crises", count=len(view.crises), untold=untold)))
    parts += [_in_rows(big, across), _in_rows(moving, across)]
    charts = [card(*arrivals(view), expand=1), card(*states(view), expand=1)]
    if window.wide:
        parts.append(columns(*charts, gap=GAP))
    else:
        for chart in charts:
            chart.expand = None
        parts += charts
    return stack(parts, scroll=True)


def _figure_size(width: int, across: int) -> int:
    """As large as four digits have room for, never smaller than on the desk."""
    return max(scale().figure, min(scale().figure * 2, width // across // 4))


def _head(view: TodayView, actions: TodayActions) -> ft.Control:
    runtime = current_runtime()
    now = time_text(runtime.clock.now_ms())
    day = day_text(view.day, current_look().language)
    return ft.Row(
        [
            text(t("today.wall_title", day=day, time=now), size=scale().title, bold=True,
                 expand=True),
            quiet_button("today.wall.back", t("today.wall_back"), lambda: actions.go("/today"),
                         icon=ft.Icons.CLOSE_FULLSCREEN),
        ]
    )  # fmt: skip


def _alarm(words: str) -> ft.Control:
    colours = palette().late
    return tagged(
        "today.wall.crisis",
        ft.Container(
            text(words, size=scale().title, bold=True, colour=colours.on_fill),
            bgcolor=colours.fill, padding=16, border_radius=8,
        ),
    )  # fmt: skip


def _in_rows(parts: list[ft.Control], across: int) -> ft.Control:
    rows = [parts[start : start + across] for start in range(0, len(parts), across)]
    return ft.Column([ft.Row(row, spacing=GAP) for row in rows], spacing=GAP, tight=True)


def _tile(tile: Tile, size: int) -> ft.Control:
    return _big(f"{tile.value:,}", t(f"today.tile_{tile.key}"), size * 2 // 3, tile.status)


def _big(number: str, name: str, size: int, status: StatusName | None) -> ft.Control:
    ink = palette().status(status).ink if status else palette().text
    figure = ft.Text(
        number, size=size, color=ink, font_family=FIGURES, font_family_fallback=[FAMILY_BOLD],
        no_wrap=True, style=ft.TextStyle(height=1.1),
    )  # fmt: skip
    words = text(name, size=scale().large, bold=True)
    return card(figure, words, status=status, expand=1, spacing=0)
