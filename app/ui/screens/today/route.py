"""今日: the section of the day and its pages.

/today                     the day
/today/wall                the same, large, for the wall
/today/decide              what waits for a decision
/today/history             who did what, and undo from there
/today/papers              everything that can be printed, and the record of prints
/today/close/<day>         the seal of an earlier day
/today/calling/<day>       whom to tell that a day is called off
"""

import sqlite3
from datetime import date

import flet as ft

from app.services.command import Override, Refused
from app.services.day import CloseDay, NoteDay, ReopenDay
from app.services.day_decide import DECIDE_TOPICS, things_to_decide
from app.services.day_view import DAY_TOPICS, TodayView, seal_view, today_view
from app.services.needs import TellCrisis
from app.services.prints import access_of
from app.store.queries.day import day_trend
from app.store.queries.first_steps import FIRST_STEPS_TOPICS, first_steps
from app.store.queries.today_decide import Question
from app.ui.component import component, keyed
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import empty_state, stack
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.printing import print_paper
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.today.acting import done
from app.ui.screens.today.calling_route import CallingRoute
from app.ui.screens.today.decide_route import DecideRoute
from app.ui.screens.today.history_route import HistoryRoute
from app.ui.screens.today.papers_route import PapersRoute
from app.ui.screens.today.screen import TodayScreen, Trend
from app.ui.screens.today.seal import SealCard
from app.ui.screens.today.seal_devices import apart_now
from app.ui.screens.today.state import TREND_DAYS, SealActions, TodayActions
from app.ui.screens.today.wall import WallScreen
from app.ui.section import Section
from app.ui.use_query import Query, Ready, use_query
from sync.core.ids import EntityId


@component
def TodayRoute() -> ft.Control:
    runtime = current_runtime()
    minute = use_minute()
    state = use_query(_today(runtime), DAY_TOPICS, minute, runtime.look.value.language)
    questions = use_query(_questions(runtime), DECIDE_TOPICS, minute)
    trend = use_query(_trend(runtime), DAY_TOPICS, runtime.today)
    first = use_query(first_steps, FIRST_STEPS_TOPICS)
    asked = questions.value if isinstance(questions, Ready) else ()
    days: Trend = trend.value if isinstance(trend, Ready) else ()
    # Who may open the settings prepares the centre.
    chief = runtime.actor.all_sections
    steps = first.value if isinstance(first, Ready) and chief else None
    return shown(state, lambda view: TodayScreen(view, asked, days, today_actions(runtime), steps))


@component
def WallRoute() -> ft.Control:
    runtime = current_runtime()
    minute = use_minute()
    state = use_query(_today(runtime), DAY_TOPICS, minute, runtime.look.value.language)
    questions = use_query(_questions(runtime), DECIDE_TOPICS, minute)
    asked = len(questions.value) if isinstance(questions, Ready) else 0
    return shown(state, lambda view: WallScreen(view, asked, today_actions(runtime)))


@component
def CloseRoute() -> ft.Control:
    """The seal of an earlier day that nobody closed."""
    runtime = current_runtime()
    day = _day(ft.use_route_params().get("day", ""))
    language = runtime.look.value.language
    state = use_query(
        lambda db: None if day is None else seal_view(db, day, language), DAY_TOPICS, day, language
    )
    back = quiet_button(
        "today.back", t("today.back"), lambda: runtime.go("/today"), icon=ft.Icons.ARROW_BACK
    )
    if day is None:
        return empty_state(t("today.no_such_day"), t("today.no_such_day_hint"), back)
    actions = seal_actions(runtime)
    return shown(
        state,
        lambda view: stack(
            [ft.Row([back])]
            + ([keyed(str(day), SealCard, view, actions)] if view is not None else []),
            scroll=True,
        ),
    )


def _today(runtime: Runtime) -> Query[TodayView]:
    language = runtime.look.value.language

    def query(db: sqlite3.Connection) -> TodayView:
        return today_view(db, runtime.clock.now_ms(), language)

    return query


def _questions(runtime: Runtime) -> Query[tuple[Question, ...]]:
    access = access_of(runtime.actor)

    def query(db: sqlite3.Connection) -> tuple[Question, ...]:
        return things_to_decide(db, runtime.clock.now_ms(), access)

    return query


def _trend(runtime: Runtime) -> Query[Trend]:
    def query(db: sqlite3.Connection) -> Trend:
        return day_trend(db, date.fromisoformat(runtime.today), TREND_DAYS)

    return query


def today_actions(runtime: Runtime) -> TodayActions:
    async def tell(need: EntityId, whom: str) -> Refused | None:
        return await done(runtime, TellCrisis(need, whom), t("today.told", name=whom))

    return TodayActions(runtime.go, tell, seal_actions(runtime))


def seal_actions(runtime: Runtime) -> SealActions:
    async def close(day: date, reason: str, overrides: tuple[Override, ...]) -> Refused | None:
        # Asked now, not when it was drawn: a device may have come or gone since.
        command = CloseDay(day, reason, overrides, await apart_now(runtime))
        return await done(runtime, command, t("today.closed_now"))

    async def reopen(day: date) -> Refused | None:
        return await done(runtime, ReopenDay(day), t("today.reopened"))

    async def note(day: date, weather: str, words: str, tomorrow: str) -> Refused | None:
        return await done(runtime, NoteDay(day, weather, words, tomorrow), t("today.kept"))

    async def print_report(day: date) -> None:
        await print_paper(runtime, "day_report", day=day)

    return SealActions(close, reopen, note, print_report)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


SECTION = Section(
    key="today",
    icon=ft.Icons.TODAY,
    route="/today",
    function_key="F1",
    pages=(
        ft.Route(index=True, component=TodayRoute),
        ft.Route(path="wall", component=WallRoute),
        ft.Route(path="decide", component=DecideRoute),
        ft.Route(path="history", component=HistoryRoute),
        ft.Route(path="papers", component=PapersRoute),
        ft.Route(path="close/:day", component=CloseRoute),
        ft.Route(path="calling/:day", component=CallingRoute),
    ),
    open_to_all=True,
)
