"""Needs that are ready beside people who wait.

/matching                  nothing chosen
/matching/<need>           a team for this need
/matching/team/<team>      this team, as long as it is here
"""

import flet as ft

from app.ui.component import component, keyed
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.runtime import current_runtime
from app.ui.screens.matching.desk import MatchingDesk
from app.ui.screens.matching.screen import MatchingScreen
from app.ui.screens.matching.state import (
    JOB_TOPICS,
    PEOPLE_TOPICS,
    BoardView,
    PeopleView,
    board_view,
    people_view,
)
from app.ui.section import Section
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId

ID_BYTES = 16


@component
def MatchingRoute() -> ft.Control:
    return Matching(None, None)


@component
def NeedRoute() -> ft.Control:
    """Another screen asked for a team for this need."""
    word = str(ft.use_route_params().get("need", ""))
    return keyed(f"need:{word}", Matching, _id_of(word), None)


@component
def TeamRoute() -> ft.Control:
    """A team that is still here is opened to be changed."""
    word = str(ft.use_route_params().get("team", ""))
    return keyed(f"team:{word}", Matching, None, _id_of(word))


def _id_of(word: str) -> EntityId | None:
    try:
        raw = bytes.fromhex(word)
    except ValueError:
        return None
    return EntityId(raw) if len(raw) == ID_BYTES else None


@component
def Matching(asked_need: EntityId | None, asked_team: EntityId | None) -> ft.Control:
    """The screen; `asked_…` is what it opens with."""
    runtime = current_runtime()
    window = use_signal(runtime.window)
    desk = use_kept(lambda: MatchingDesk(runtime, asked_need, asked_team))
    state, set_state = ft.use_state(desk.state)
    desk.show = set_state
    now = runtime.clock.now_ms()
    need, team, place = state.need, state.team, state.place
    board = use_query(
        lambda db: board_view(db, now, need, team, place), JOB_TOPICS, need, team, place
    )
    people = use_query(
        lambda db: people_view(db, now, need, team, place), PEOPLE_TOPICS, need, team, place
    )
    kept = use_kept(_Drawn)
    if isinstance(board, Ready) and isinstance(people, Ready) and board.deps == people.deps:
        kept.pair = board, people
    # Until both have read what was chosen, both stand as they were: no row is drawn twice.
    if isinstance(board, Ready) and isinstance(people, Ready) and kept.pair is not None:
        board, people = kept.pair
    ready = kept.pair is not None

    def choose() -> None:
        if ready and asked_need is not None:
            desk.choose_need(asked_need)

    ft.use_effect(choose, [ready])
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


class _Drawn:
    """The last two readings that belong together."""

    def __init__(self) -> None:
        self.pair: tuple[Ready[BoardView], Ready[PeopleView]] | None = None


SECTION = Section(
    key="matching",
    icon=ft.Icons.JOIN_INNER,
    route="/matching",
    function_key="F4",
    pages=(
        ft.Route(index=True, component=MatchingRoute),
        ft.Route(path="team/:team", component=TeamRoute),
        ft.Route(path=":need", component=NeedRoute),
    ),
    codes=frozenset({"matching"}),
)
