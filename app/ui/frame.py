"""What stands around every screen: the band at the top, the rail or bar, the line at the bottom.

A drill paints the whole band and writes 訓練 across it. A section-only helper sees the own sections
and 今日. F-keys switch sections. On a narrow screen the rail becomes a bar with the own section
first.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import flet as ft

from app.services.command import Actor
from app.services.day_decide import DECIDE_TOPICS, count_to_decide
from app.store.queries.frame import FrameRow, frame_row
from app.ui.component import component
from app.ui.components.texts import fitting_size
from app.ui.components.toast_line import ToastLine
from app.ui.frame_band import Band
from app.ui.i18n import t
from app.ui.keys import use_keys
from app.ui.minute import use_minute
from app.ui.palette import palette
from app.ui.person_panel import PersonPanel
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import scale
from app.ui.section import Section
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD
from app.ui.use_query import Ready, use_query

NO_FIGURES = FrameRow("", False, 0, 0)
RAIL_WIDTH = 6  # in letters
BAR_WIDTH = 4  # the least in the bar at the bottom
EDGE = 5
ITEM_AIR = 24  # around an icon and its word in a rail that has room
PADDING = 4


def sections_for(
    actor: Actor, sections: Iterable[Section], *, own_first: bool = False
) -> tuple[Section, ...]:
    """The sections that `actor` may see; on a narrow screen the own ones come first."""
    seen = [
        section
        for section in sections
        if section.in_rail
        and (section.open_to_all or actor.all_sections or section.codes & actor.sections)
    ]
    if own_first:
        seen.sort(key=lambda section: not section.codes & actor.sections)
    return tuple(seen)


@component
def Frame() -> ft.Control:
    runtime = current_runtime()
    actor = use_signal(runtime.actor_signal)
    window = use_signal(runtime.window)
    minute = use_minute()
    ft.use_effect(runtime.turn_day, [runtime.today])
    state = use_query(frame_row, ("centre_profile", "team"))
    questions = use_query(
        lambda db: count_to_decide(db, runtime.clock.now_ms()), DECIDE_TOPICS, minute
    )
    panel_open, set_panel_open = ft.use_state(False)
    location = ft.use_route_location()
    outlet = ft.use_route_outlet()
    sections = sections_for(actor, runtime.sections, own_first=not window.wide)
    use_keys(
        runtime.keys,
        {section.function_key: _opener(section.route) for section in sections},
    )
    row = state.value if isinstance(state, Ready) else NO_FIGURES
    if isinstance(questions, Ready):
        row = replace(row, to_decide=questions.value)
    page = ft.Container(
        outlet, expand=True, padding=20 if window.wide else 12, bgcolor=palette().background
    )
    rail = _Rail(sections, location, window.wide)
    # Every part has a place of its own that stays, empty or not: a page that changes its place in
    # the tree loses what it was waiting for.
    nothing: list[ft.Control] = []
    left, below = ([rail], nothing) if window.wide else (nothing, [rail])
    middle = ft.Row(
        [_place(left), page],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    panel = [PersonPanel(lambda: set_panel_open(False))] if panel_open else []
    return ft.Column(
        [
            Band(row, panel_open, set_panel_open),
            _stacked(panel),
            middle,
            ToastLine(),
            _stacked(below),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _place(parts: list[ft.Control]) -> ft.Control:
    return ft.Row(parts, spacing=0, tight=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _stacked(parts: list[ft.Control]) -> ft.Control:
    return ft.Column(
        parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@component
def Home() -> ft.Control:
    """Goes to the first section of the person."""
    runtime = current_runtime()
    sections = sections_for(runtime.actor, runtime.sections, own_first=True)

    def enter() -> None:
        if sections:
            runtime.go(sections[0].route)

    ft.use_effect(enter, [])
    return ft.Container()


def _opener(route: str) -> Callable[[], None]:
    def open_section() -> None:
        current_runtime().go(route)

    return open_section


@component
def _Rail(sections: tuple[Section, ...], location: str, wide: bool) -> ft.Control:
    colours = palette()
    across = current_runtime().window.value.width
    fits = across >= len(sections) * scale().small * BAR_WIDTH
    room = scale().small * RAIL_WIDTH - 2 * PADDING
    if fits and not wide:
        room = (across - PADDING) // max(1, len(sections)) - PADDING
    tall = current_runtime().window.value.height
    # The band has a second line where letters are large.
    roomy = tall >= len(sections) * (scale().target + ITEM_AIR) + 2 * scale().target
    items: list[ft.Control] = [
        _rail_item(section, _is_inside(location, section.route), wide, fits, room, roomy)
        for section in sections
    ]
    if wide:
        return ft.Container(
            ft.Column(items, spacing=4 if roomy else 0, scroll=ft.ScrollMode.HIDDEN),
            width=scale().small * RAIL_WIDTH,
            bgcolor=colours.surface,
            border=ft.Border(right=ft.BorderSide(1, colours.hair)),
            padding=PADDING,
        )
    return ft.Container(
        ft.Row(items, spacing=PADDING, scroll=None if fits else ft.ScrollMode.HIDDEN),
        bgcolor=colours.surface,
        border=ft.Border(top=ft.BorderSide(1, colours.hair)),
        padding=PADDING,
    )


def _rail_item(
    section: Section, here: bool, wide: bool, fits: bool, room: int, roomy: bool
) -> ft.Control:
    sizes, colours = scale(), palette()
    ink = colours.on_primary_tint if here else colours.text
    words = t(f"section.{section.key}")
    edge = EDGE if wide else 0
    word = ft.Text(
        words,
        size=fitting_size(words, sizes.small, room - edge - 2 * PADDING),
        color=ink,
        font_family=FAMILY_BOLD,
        no_wrap=True,
        text_align=ft.TextAlign.CENTER,
    )
    icon: ft.Control = ft.Icon(section.icon, size=sizes.icon, color=ink)
    if section.badge is not None:
        icon = ft.Row([icon, section.badge()], spacing=2, tight=True)
    control = ft.Container(
        ft.Column(
            [icon, word],
            spacing=2,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        bgcolor=colours.primary_tint if here else None,
        border=ft.Border(left=ft.BorderSide(EDGE, colours.primary if here else colours.surface))
        if wide
        else ft.Border(top=ft.BorderSide(EDGE, colours.primary if here else colours.surface)),
        padding=ft.Padding.symmetric(horizontal=PADDING, vertical=8 if roomy or not wide else 3),
        width=None if wide or fits else sizes.small * RAIL_WIDTH,
        expand=fits and not wide,
        alignment=ft.Alignment.CENTER,
        ink=True,
        tooltip=section.function_key,
        on_click=guarded(lambda: current_runtime().go(section.route)),
    )
    wrapper = tagged(f"frame.section.{section.key}", control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper


def _is_inside(location: str, route: str) -> bool:
    return location == route or location.startswith(f"{route}/")
