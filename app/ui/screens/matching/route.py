"""/matching: needs that are ready beside people who wait."""

import flet as ft

from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.runtime import current_runtime
from app.ui.screens.matching.desk import DeskState, MatchingDesk
from app.ui.screens.matching.screen import MatchingScreen
from app.ui.screens.matching.state import JOB_TOPICS, PEOPLE_TOPICS, board_view, people_view
from app.ui.section import Section
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query


@component
def MatchingRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    desk = use_kept(lambda: MatchingDesk(runtime))
    state, set_state = ft.use_state(DeskState())
    desk.show = set_state
    now = runtime.clock.now_ms()
    need, team = state.need, state.team
    board = use_query(lambda db: board_view(db, now, need, team), JOB_TOPICS, need, team)
    people = use_query(lambda db: people_view(db, now, need, team), PEOPLE_TOPICS, need, team)
    desk.see(
        board.value if isinstance(board, Ready) else None,
        people.value if isinstance(people, Ready) else None,
    )
    return shown(
        board,
        lambda jobs: shown(
            people, lambda waiting: MatchingScreen(state, jobs, waiting, desk, window)
        ),
    )


SECTION = Section(
    key="matching",
    icon=ft.Icons.JOIN_INNER,
    route="/matching",
    function_key="F4",
    pages=(ft.Route(index=True, component=MatchingRoute),),
    codes=frozenset({"matching"}),
)
