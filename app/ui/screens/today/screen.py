"""今日: four figures, the queues, what is due, what a person must decide, and the seal.

The same facts hang on the wall (`wall.py`), larger and without anything to type.
"""

from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, hour_of
from app.domain.figures import Figures as DayFigures
from app.services.day_view import TodayView
from app.store.queries.calendar import DayMarks
from app.store.queries.first_steps import FirstSteps
from app.store.queries.places import PlaceOfDay
from app.store.queries.today_decide import Question
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import button, choice_row
from app.ui.components.cards import card, columns, section_header, stack
from app.ui.components.charts import Bar, day_line, hour_bars, state_bars
from app.ui.components.day_strip import day_strip, no_work_strip
from app.ui.components.figures import Figure, Figures
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import STATUS_NAMES, StatusName
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.today.crisis import CrisisBar
from app.ui.screens.today.first_steps import first_steps_card
from app.ui.screens.today.questions import QuestionList
from app.ui.screens.today.seal import SealCard
from app.ui.screens.today.state import TodayActions, tiles_of
from app.ui.screens.today.tiles import Tiles
from app.ui.signal import use_signal

Trend = tuple[tuple[str, DayFigures], ...]


@component
def TodayScreen(
    view: TodayView,
    questions: tuple[Question, ...],
    trend: Trend,
    actions: TodayActions,
    steps: FirstSteps | None = None,
) -> ft.Control:
    window = use_signal(current_runtime().window)
    day = day_text(view.day, current_look().language)
    parts: list[ft.Control] = [
        section_header(
            t("today.title", day=day),
            button("today.wall", t("today.wall"), lambda: actions.go("/today/wall"),
                   icon=ft.Icons.TV),
            button("today.papers", t("today.papers"), lambda: actions.go("/today/papers"),
                   icon=ft.Icons.PRINT),
            button("today.history", t("today.history"), lambda: actions.go("/today/history"),
                   icon=ft.Icons.HISTORY),
        ),
        *([first_steps_card(steps, actions.go)] if steps is not None else []),
        *(_unclosed(iso, actions) for iso in view.unclosed),
        *day_strip(view.marks, _calling("today.calling", view.marks, actions)),
        *no_work_strip(
            view.tomorrow, _calling("today.calling_tomorrow", view.tomorrow, actions),
            tomorrow=True,
        ),
        CrisisBar(view.crises, actions),
        Figures(four_figures(view.figures)),
        Tiles(tiles_of(view, len(questions))),
    ]  # fmt: skip
    if view.places:
        parts.append(card(heading(t("place.today")), _places(view.places)))
    charts = [card(*arrivals(view), expand=1), card(*states(view), expand=1)]
    asked = card(QuestionList(questions), expand=1)
    line = card(*_trend(trend), expand=1)
    if window.wide:
        parts += [columns(*charts, gap=GAP), columns(asked, line, gap=GAP)]
    else:
        for part in (*charts, asked, line):
            part.expand = None
            parts.append(part)
    parts.append(keyed(view.day.isoformat(), SealCard, view.seal, actions.seal))
    return stack(parts, scroll=True)


def _calling(tag: str, marks: DayMarks, actions: TodayActions) -> ft.Control:
    """Whoever was to come and whoever waits must be told."""
    return button(
        tag, t("today.calling"), lambda: actions.go(f"/today/calling/{marks.day}"),
        icon=ft.Icons.CONTACT_PHONE,
    )  # fmt: skip


def _places(places: tuple[PlaceOfDay, ...]) -> ft.Control:
    """Heads and teams at the centre and at each satellite."""
    heads = (
        Column(t("place.column"), 5), Column(t("place.here"), 3, number=True),
        Column(t("place.waiting"), 3, number=True), Column(t("place.forming"), 3, number=True),
        Column(t("place.out"), 3, number=True), Column(t("place.heads_out"), 3, number=True),
    )  # fmt: skip
    rows = [
        (
            one.name or t("place.hq"), f"{one.here:,}", f"{one.waiting:,}", f"{one.forming:,}",
            f"{one.out:,}", f"{one.heads_out:,}",
        )
        for one in places
    ]  # fmt: skip
    return table(heads, rows)


def _unclosed(iso: str, actions: TodayActions) -> ft.Control:
    day = day_text(date.fromisoformat(iso), current_look().language)
    return choice_row(
        f"today.unclosed.{iso}",
        t("today.unclosed", day=day),
        lambda: actions.go(f"/today/close/{iso}"),
        icon=ft.Icons.LOCK_CLOCK,
    )


def four_figures(figures: DayFigures) -> tuple[Figure, ...]:
    """What prefectures publish, in their order."""
    return (
        Figure(figures.participants, t("figures.participants")),
        Figure(figures.new_needs, t("figures.new_needs")),
        Figure(figures.activities, t("figures.activities")),
        Figure(figures.completed, t("figures.completed"), "done" if figures.completed else None),
    )


def arrivals(view: TodayView) -> tuple[ft.Control, ...]:
    """People by the hour in which they came."""
    if not view.arrivals:
        return (heading(t("today.arrivals")), soft_text(t("today.nobody_yet")))
    hours = [hour for hour, _ in view.arrivals]
    now = hour_of(current_runtime().clock.now_ms())
    bars = [Bar(t("today.hour", hour=hour), heads) for hour, heads in view.arrivals]
    place = hours.index(now) if now in hours else None
    return heading(t("today.arrivals")), hour_bars(bars, now=place)


def states(view: TodayView) -> tuple[ft.Control, ...]:
    """Open needs by state, in the order of their life."""
    if not view.states:
        return (heading(t("today.needs_by_state")), soft_text(t("today.no_open_needs")))
    bars = [
        Bar(code_label("need_status", status), count, _tone(status))
        for status, count in view.states
    ]
    return heading(t("today.needs_by_state")), state_bars(bars)


def _tone(status: str) -> StatusName:
    tone = current_runtime().codes.attribute("need_status", status, "tone")
    return next((name for name in STATUS_NAMES if name == tone), "waiting")


def _trend(trend: Trend) -> tuple[ft.Control, ...]:
    """Participants over the days as a line, and the four figures of each day as numbers."""
    name = heading(t("today.trend"))
    if len(trend) < 2:
        return (name, soft_text(t("today.trend_later")))
    points = [(_short(iso), figures.participants) for iso, figures in trend]
    heads = (
        Column(t("today.day"), 2), Column(t("figures.participants"), 4, number=True),
        Column(t("figures.new_needs"), 3, number=True),
        Column(t("figures.activities"), 3, number=True),
        Column(t("figures.completed"), 3, number=True),
    )  # fmt: skip
    rows = [
        (
            _short(iso), f"{figures.participants:,}", f"{figures.new_needs:,}",
            f"{figures.activities:,}", f"{figures.completed:,}",
        )
        for iso, figures in reversed(trend[-7:])
    ]  # fmt: skip
    return name, day_line(points), table(heads, rows)


def _short(iso: str) -> str:
    return f"{int(iso[5:7])}/{int(iso[8:])}"
