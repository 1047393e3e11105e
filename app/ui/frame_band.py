"""The band at the top: centre, time, heads out, what to decide, how fresh, who I am."""

from collections.abc import Callable

import flet as ft

from app.domain.calendar_jp import day_of, day_text, short_day_text, time_text
from app.store.queries.frame import FrameRow
from app.ui.component import component
from app.ui.components.texts import text
from app.ui.fresh_line import FreshLine
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, scale
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES

MINUTE_S = 60
# In small letters: below the first the line about syncing is a short one, below the second it
# stands below the rest, beside the clock, and has room for its words again down to the third.
ROOM_FOR_WORDS, ROOM_FOR_ONE_LINE, ROOM_FOR_WORDS_BELOW = 86, 72, 44
ACROSS = 24  # how often 訓練 stands in the painted band


@component
def Band(row: FrameRow, panel_open: bool, set_panel_open: Callable[[bool], None]) -> ft.Control:
    runtime = current_runtime()
    actor = use_signal(runtime.actor_signal)
    window = use_signal(runtime.window)
    colours = palette()
    fill = colours.drill if row.drill else colours.surface
    ink = colours.on_drill if row.drill else colours.text
    room = window.width / scale().small
    one_line = room >= ROOM_FOR_ONE_LINE
    short = room < (ROOM_FOR_WORDS if one_line else ROOM_FOR_WORDS_BELOW)
    clock, fresh = Clock(ink, window.wide), FreshLine(ink, short, not one_line)
    parts: list[ft.Control] = [text(row.centre, bold=True, colour=ink, lines=1, expand=True)]
    if one_line:
        parts.append(clock)
    if (row.heads_out or window.wide) and not runtime.is_county:
        parts.append(_figure("frame.out", t("frame.heads_out"), row.heads_out, ink))
    if (row.to_decide or window.wide) and not runtime.is_county:
        parts.append(_figure("frame.decide", t("frame.to_decide"), row.to_decide, ink))
    if one_line:
        parts.append(fresh)
    who = f"{actor.name}" if window.wide else ""
    parts.append(_person(who, ink, lambda: set_panel_open(not panel_open)))
    if row.drill:
        parts.insert(0, _drill_mark(ink))
    lines = [_line(parts)] if one_line else [_line(parts), _line([clock, fresh])]
    content = ft.Container(
        ft.Column(lines, spacing=0, tight=True),
        padding=ft.Padding.symmetric(horizontal=16, vertical=4),
    )
    if not row.drill:
        return ft.Container(
            content, bgcolor=fill, border=ft.Border(bottom=ft.BorderSide(1, colours.hair))
        )
    return ft.Container(
        ft.Stack([_across(ink), content]),
        bgcolor=fill,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )


def _line(parts: list[ft.Control]) -> ft.Control:
    return ft.Row(parts, spacing=GAP + 8, vertical_alignment=ft.CrossAxisAlignment.CENTER)


@component
def Clock(ink: str, with_year: bool) -> ft.Control:
    """Date with weekday, and the time; ticks once a minute."""
    runtime = current_runtime()
    now_ms, set_now = ft.use_state(runtime.clock.now_ms())

    async def tick() -> None:
        while True:
            await runtime.sleep(MINUTE_S - runtime.clock.now_ms() // 1000 % MINUTE_S)
            set_now(runtime.clock.now_ms())

    ft.use_effect(tick, [])
    day = day_of(now_ms)
    language = current_look().language
    words = day_text(day, language) if with_year else short_day_text(day)
    return ft.Row(
        [
            text(words, colour=ink, size=scale().small),
            ft.Text(time_text(now_ms), size=scale().large, color=ink, font_family=FIGURES),
        ],
        spacing=8,
        tight=True,
    )


def _figure(tag: str, label: str, number: int, ink: str) -> ft.Control:
    control = ft.Row(
        [
            text(label, size=scale().small, colour=ink),
            ft.Text(str(number), size=scale().large, color=ink, font_family=FIGURES),
        ],
        spacing=6,
        tight=True,
    )
    return tagged(tag, control)


def _person(name: str, ink: str, on_press: Callable[[], None]) -> ft.Control:
    sizes = scale()
    parts: list[ft.Control] = [ft.Icon(ft.Icons.ACCOUNT_CIRCLE, size=sizes.icon, color=ink)]
    if name:
        parts.append(text(name, size=sizes.small, bold=True, colour=ink, lines=1))
    parts.append(ft.Icon(ft.Icons.EXPAND_MORE, size=sizes.icon, color=ink))
    control = ft.Container(
        ft.Row(parts, spacing=4, tight=True),
        height=sizes.target,
        padding=ft.Padding.symmetric(horizontal=8),
        ink=True,
        tooltip=t("frame.person_menu"),
        on_click=guarded(on_press),
    )
    return tagged("frame.person", control, label=t("frame.person_menu"))


def _drill_mark(ink: str) -> ft.Control:
    return ft.Container(
        ft.Text(t("frame.drill"), size=scale().large, color=ink, font_family=FAMILY_BOLD),
        border=ft.Border.all(2, ink),
        border_radius=6,
        padding=ft.Padding.symmetric(horizontal=10, vertical=2),
    )


def _across(ink: str) -> ft.Control:
    words = "　".join([t("frame.drill")] * ACROSS)
    painted = ft.Text(
        words,
        size=scale().title,
        color=ink,
        opacity=0.13,
        font_family=FAMILY_BOLD,
        no_wrap=True,
        overflow=ft.TextOverflow.CLIP,
        max_lines=1,
    )
    return ft.Container(
        ft.Semantics(content=painted, exclude_semantics=True),
        alignment=ft.Alignment.CENTER_LEFT,
        left=0,
        right=0,
        top=0,
        bottom=0,
    )
