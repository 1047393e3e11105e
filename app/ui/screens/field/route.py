"""/field and its pages (team/<id>, stop, injury): the queries of out and back, its commands."""

import flet as ft

from app.domain.calendar_jp import day_of
from app.domain.staff_access import SCREENS
from app.ui.component import component, keyed
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import section_header, stack
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.runtime import current_runtime
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.injury_form import InjuryForm
from app.ui.screens.field.screen import FieldScreen
from app.ui.screens.field.state import (
    BOARD_TOPICS,
    PAGE_TOPICS,
    STOP_TOPICS,
    field_view,
    page_view,
    stops_view,
)
from app.ui.screens.field.stop_screen import StopScreen
from app.ui.screens.field.team_screen import TeamScreen
from app.ui.section import Section
from app.ui.use_query import use_query


@component
def FieldRoute() -> ft.Control:
    runtime = current_runtime()
    use_minute()
    day = day_of(runtime.clock.now_ms())
    actions = use_kept(lambda: FieldActions(runtime))
    state = use_query(lambda db: field_view(db, day), BOARD_TOPICS, day)
    return shown(state, lambda view: FieldScreen(view, actions))


@component
def TeamRoute() -> ft.Control:
    return keyed(ft.use_route_params()["team"], _Team, ft.use_route_params()["team"])


@component
def _Team(team_hex: str) -> ft.Control:
    runtime = current_runtime()
    day = day_of(runtime.clock.now_ms())
    actions = use_kept(lambda: FieldActions(runtime))
    team = _id_of(team_hex)
    state = use_query(lambda db: page_view(db, team, day), PAGE_TOPICS, team, day)
    return shown(state, lambda view: TeamScreen(view, actions))


@component
def StopRoute() -> ft.Control:
    runtime = current_runtime()
    use_minute()
    day = day_of(runtime.clock.now_ms()).isoformat()
    actions = use_kept(lambda: FieldActions(runtime))
    state = use_query(lambda db: stops_view(db, day), STOP_TOPICS, day)
    return shown(state, lambda stops: StopScreen(stops, actions))


@component
def InjuryRoute() -> ft.Control:
    """Somebody at the centre: staff fall, too."""
    runtime = current_runtime()
    actions = use_kept(lambda: FieldActions(runtime))
    back = quiet_button("field.to_board", t("field.to_board"), lambda: actions.go("/field"),
                        icon=ft.Icons.ARROW_BACK)  # fmt: skip
    header = section_header(t("field.injury_here"), back, note=t("field.injury_here_note"))
    return stack([header, InjuryForm(None, (), (), actions)], scroll=True)


def _id_of(hexadecimal: str) -> bytes:
    """The id in an address; what is none finds no team."""
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""


SECTION = Section(
    key="field",
    icon=ft.Icons.SWAP_HORIZ,
    route="/field",
    function_key="F6",
    pages=(
        ft.Route(index=True, component=FieldRoute),
        ft.Route(path="team/:team", component=TeamRoute),
        ft.Route(path="stop", component=StopRoute),
        ft.Route(path="injury", component=InjuryRoute),
    ),
    codes=SCREENS["dispatch"],
)
