"""/reception: the desk, and the pages behind it."""

import flet as ft

from app.store.queries.reception import whose_check_in
from app.ui.component import component
from app.ui.components.cards import empty_state, loading_state
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.reception.banner import path_of
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.group_form import GroupFormRoute
from app.ui.screens.reception.group_page import GroupRoute
from app.ui.screens.reception.person_route import PersonRoute, entity_of
from app.ui.screens.reception.screen import ReceptionScreen
from app.ui.screens.reception.state import desk_view, hits_for
from app.ui.screens.reception.today_list import TodayRoute
from app.ui.screens.reception.walk_in import WalkInRoute
from app.ui.section import Section
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query

HIT_TOPICS = (
    "volunteer",
    "volunteer_group",
    "insurance",
    "check_in",
    "booking",
    "alias",
    "setting",
)
DESK_TOPICS = (
    "check_in", "volunteer", "volunteer_group", "team", "team_member", "setting", "satellite",
    "calendar_day",
)  # fmt: skip


@component
def ReceptionRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    desk = ReceptionDesk.of(runtime)
    state, set_state = ft.use_state(desk.state)
    desk.show = set_state
    ft.use_effect(lambda: None, [], cleanup=desk.leave_screen)
    now = runtime.clock.now_ms()
    view = use_query(lambda db: desk_view(db, now), DESK_TOPICS)
    if isinstance(view, Ready):
        desk.places = view.value.places
    words = state.text
    found = use_query(lambda db: hits_for(db, words, now), HIT_TOPICS, words)
    fresh = isinstance(found, Ready) and found.deps == (words,)
    hits = found.value if isinstance(found, Ready) and fresh else ()
    if fresh:
        desk.hits = (words, hits)
    return shown(view, lambda value: ReceptionScreen(state, hits, value, desk, window.wide))


@component
def HereRoute() -> ft.Control:
    """Whose check-in it is: other screens know people by that; their page is opened."""
    runtime = current_runtime()
    check_in = entity_of(str(ft.use_route_params().get("check_in", "")))
    state = use_query(
        lambda db: None if check_in is None else whose_check_in(db, check_in), ("check_in",),
        check_in,
    )  # fmt: skip
    found = state.value if isinstance(state, Ready) else None

    def go_on() -> None:
        if found is not None:
            runtime.go(path_of(found.id, found.group))

    ft.use_effect(go_on, [found])
    gone = empty_state(t("refused.no_such_check_in"), t("reception.nobody_hint"))
    return shown(state, lambda whose: gone if whose is None else loading_state())


SECTION = Section(
    key="reception",
    icon=ft.Icons.HOW_TO_REG,
    route="/reception",
    function_key="F2",
    pages=(
        ft.Route(index=True, component=ReceptionRoute),
        ft.Route(path="new", component=WalkInRoute),
        ft.Route(path="today", component=TodayRoute),
        ft.Route(path="here/:check_in", component=HereRoute),
        ft.Route(path="groups/new", component=GroupFormRoute),
        ft.Route(path="groups/:group", component=GroupRoute),
        ft.Route(path=":volunteer", component=PersonRoute),
    ),
    codes=frozenset({"reception", "certificates", "general"}),
)
