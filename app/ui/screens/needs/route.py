"""Needs at /needs: the list, and beside or over it what was opened.

/needs                       the list (beside it, where there is room: how to begin)
/needs/new                   taking a call
/needs/surveys               the queue of surveys
/needs/calls                 who must be called back
/needs/<id>                  one need
/needs/<id>/edit             its sheet
/needs/<id>/survey           its survey sheet
/needs/<id>/merge            with which need it is one
/needs/<id>/acts             everything else that may be done
/needs/<id>/do/<act>         one act that asks something
/needs/<id>/mark/<mark>      crisis or watch
"""

import sqlite3

import flet as ft

from app.domain.needs import NeedFacts, next_step
from app.services.need_steps import need_facts
from app.store.queries.needs import NeedLine, need_lines
from app.ui.component import component, keyed
from app.ui.components.cards import empty_state
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import scale
from app.ui.screens.needs.edit import EditPane
from app.ui.screens.needs.intake import IntakeRoute
from app.ui.screens.needs.list_pane import ListChoice, ListPane
from app.ui.screens.needs.merge import MergePane
from app.ui.screens.needs.page import NeedPane
from app.ui.screens.needs.queue import CallsPane, SurveysPane
from app.ui.screens.needs.step_bar import OtherActs
from app.ui.screens.needs.step_form import StepFormPage
from app.ui.screens.needs.steps import FORMS
from app.ui.screens.needs.survey_form import SurveyPane
from app.ui.section import Section
from app.ui.signal import use_signal
from app.ui.use_query import use_query
from sync.core.ids import EntityId

ID_DIGITS = 32
ROOT = "/needs"
# A list stands beside a need from so many letters on.
TWO_PANES = 56
# Below this height the rows need the room more than the filters do.
TALL = 1_000
WHOLE_WIDTH = frozenset({"new", "surveys", "calls"})


def opened_need(location: str) -> EntityId | None:
    """The need that an address names; None for the list and for what is no id."""
    word = location.removeprefix(ROOT).strip("/").partition("/")[0]
    if len(word) != ID_DIGITS or not set(word) <= set("0123456789abcdef"):
        return None
    return EntityId(bytes.fromhex(word))


def _two_panes(width: int) -> bool:
    return width >= scale().body * TWO_PANES


@component
def NeedsHome() -> ft.Control:
    """The list stays, with its search and filter, while needs are opened beside it."""
    runtime = current_runtime()
    window = use_signal(runtime.window)
    choice, choose = ft.use_state(ListChoice())
    location = ft.use_route_location()
    outlet = ft.use_route_outlet()
    word = location.removeprefix(ROOT).strip("/").partition("/")[0]
    need = opened_need(location)
    two = _two_panes(window.width)
    listed = word not in WHOLE_WIDTH and (two or not word)
    shown_here = bool(word) or two
    # Both places stay, shown or not: what moves in the tree loses what it was waiting for.
    return ft.Row(
        [
            ft.Container(
                ListPane(choice, choose, need, two or window.height < TALL) if listed else None,
                expand=6,
                visible=listed,
            ),
            ft.Container(outlet if shown_here else None, expand=8, visible=shown_here),
        ],
        spacing=20,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def NothingOpened() -> ft.Control:
    return empty_state(t("needs.choose"), t("needs.choose_hint"), icon=ft.Icons.TOUCH_APP)


def _need() -> EntityId | None:
    return opened_need(f"{ROOT}/{ft.use_route_params().get('need', '')}")


@component
def NeedRoute() -> ft.Control:
    window = use_signal(current_runtime().window)
    need = _need()
    if need is None:
        return _gone()
    return keyed(need, NeedPane, need, not _two_panes(window.width))


@component
def EditRoute() -> ft.Control:
    need = _need()
    return _gone() if need is None else keyed(need, EditPane, need)


@component
def SurveyRoute() -> ft.Control:
    need = _need()
    return _gone() if need is None else keyed(need, SurveyPane, need)


@component
def MergeRoute() -> ft.Control:
    need = _need()
    return _gone() if need is None else keyed(need, MergePane, need)


@component
def ActsRoute() -> ft.Control:
    need = _need()
    return _gone() if need is None else keyed(need, StepPane, need, None)


@component
def DoRoute() -> ft.Control:
    act = ft.use_route_params().get("act", "")
    need = _need()
    if need is None or act not in FORMS:
        return _gone()
    return keyed(need.hex() + act, StepPane, need, act)


@component
def MarkRoute() -> ft.Control:
    mark = ft.use_route_params().get("mark", "")
    need = _need()
    if need is None or mark not in ("crisis", "watch"):
        return _gone()
    return keyed(need.hex() + mark, StepPane, need, mark)


@component
def StepPane(need: EntityId, act: str | None) -> ft.Control:
    """Reads what an act looks at; `act` None lists them all."""

    def query(db: sqlite3.Connection) -> tuple[NeedLine, NeedFacts] | None:
        facts, lines = need_facts(db, need), need_lines(db, (need,))
        return None if facts is None or not lines else (lines[0], facts)

    state = use_query(query, ("need", "need_private", "survey", "team", "report"), need)

    def draw(found: tuple[NeedLine, NeedFacts] | None) -> ft.Control:
        if found is None:
            return _gone()
        line, facts = found
        if act is None:
            return OtherActs(need, facts, next_step(facts), line.number)
        wanted = act if act != "watch" else "watch_off" if facts.watch else "watch_on"
        return StepFormPage(need, line, wanted)

    return shown(state, draw)


def _gone() -> ft.Control:
    return empty_state(t("needs.gone"), t("needs.gone_hint"))


SECTION = Section(
    key="needs",
    icon=ft.Icons.HOME_REPAIR_SERVICE,
    route=ROOT,
    function_key="F3",
    codes=frozenset({"needs", "survey"}),
    # Words go before ids: the first address that fits is taken.
    pages=(
        ft.Route(
            component=NeedsHome,
            children=[
                ft.Route(index=True, component=NothingOpened),
                ft.Route(path="new", component=IntakeRoute),
                ft.Route(path="surveys", component=SurveysPane),
                ft.Route(path="calls", component=CallsPane),
                ft.Route(path=":need/edit", component=EditRoute),
                ft.Route(path=":need/survey", component=SurveyRoute),
                ft.Route(path=":need/merge", component=MergeRoute),
                ft.Route(path=":need/acts", component=ActsRoute),
                ft.Route(path=":need/do/:act", component=DoRoute),
                ft.Route(path=":need/mark/:mark", component=MarkRoute),
                ft.Route(path=":need", component=NeedRoute),
            ],
        ),
    ),
)
