"""応援職員, wired.

/county/aid                     open requests        /county/aid/new, /county/aid/own
/county/aid/request/<request>   one of them          /county/aid/request/<request>/edit
/county/aid/roster              calendar of a council
/county/aid/arrive              着任: scan and one tap
/county/aid/cards               cards for those who are sent
/county/aid/stay/<assignment>   one worker           /county/aid/stay/<assignment>/handover
/county/aid/handover/<handover> one handover
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import flet as ft

from app.services.command import Command
from app.store.queries.county_dispatch import REQUEST_TOPICS
from app.ui.component import component, keyed
from app.ui.components.cards import empty_state
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.county.aid_board import AidBoard, BoardActions
from app.ui.screens.county.aid_door_route import ArrivalRoute, CardsRoute
from app.ui.screens.county.aid_form import EDIT, NEW, OWN, AidForm
from app.ui.screens.county.aid_request import AidRequestScreen, RequestActions, RequestView
from app.ui.screens.county.aid_state import FormView, board_view, form_view, request_view
from app.ui.screens.county.aid_stay_route import (
    HandoverFormRoute,
    HandoverRoute,
    RosterRoute,
    StayRoute,
)
from app.ui.screens.county.aid_words import AID, asked_id, may_plan, stay_route
from app.ui.screens.county.tab import CountyTab
from app.ui.sending import send_or_say
from app.ui.use_query import use_county_query


@component
def AidRoute() -> ft.Control:
    runtime = current_runtime()
    letter, today = runtime.county.letter, date.fromisoformat(runtime.today)
    closed, set_closed = ft.use_state(False)
    state = use_county_query(
        lambda db: board_view(db, letter, today, closed=closed), REQUEST_TOPICS, closed, today
    )
    actions = BoardActions(
        open=lambda request: runtime.go(f"{AID}/request/{request.hex()}"),
        ask=lambda: runtime.go(f"{AID}/new"),
        begin=lambda: runtime.go(f"{AID}/own"),
        show_closed=lambda: set_closed(not closed),
    )
    return shown(state, lambda view: AidBoard(view, closed, actions))


def _form_route(kind: str) -> Callable[[], ft.Control]:
    @component
    def FormRoute() -> ft.Control:
        runtime = current_runtime()
        letter, today = runtime.county.letter, date.fromisoformat(runtime.today)
        request = asked_id("request")
        state = use_county_query(
            lambda db: form_view(db, letter, request, today), REQUEST_TOPICS, request
        )

        def close() -> None:
            runtime.go(f"{AID}/request/{request.hex()}" if request else AID)

        def draw(view: FormView) -> ft.Control:
            if kind == EDIT and view.page is None:
                return empty_state(t("refused.no_such_aid_request"), t("county_dispatch.gone_hint"))
            asked = view.page.page.request if view.page else None
            return keyed(f"form-{kind}", AidForm, kind, asked, view.councils, view.hub, close)

        return shown(state, draw)

    return FormRoute


@component
def RequestRoute() -> ft.Control:
    runtime = current_runtime()
    letter, today = runtime.county.letter, date.fromisoformat(runtime.today)
    request = asked_id("request")
    state = use_county_query(
        lambda db: request_view(db, letter, request, today) if request else None,
        REQUEST_TOPICS, request, today,
    )  # fmt: skip
    actions = RequestActions(
        send=lambda command, said: sender(runtime, command, said),
        edit=lambda: runtime.go(f"{AID}/request/{request.hex() if request else ''}/edit"),
        back=lambda: runtime.go(AID),
        stay=lambda one: runtime.go(stay_route(one)),
    )

    def draw(view: RequestView | None) -> ft.Control:
        if view is None:
            return empty_state(t("refused.no_such_aid_request"), t("county_dispatch.gone_hint"))
        if not may_plan():  # it reads, and presses nothing
            view = replace(view, own=b"", hub=False)
        return AidRequestScreen(view, actions)

    return shown(state, draw)


def sender(runtime: Runtime, command: Command, said: str) -> Callable[[], Awaitable[None]]:
    async def send() -> None:
        await send_or_say(runtime, command, said)

    return send


PAGES = (
    ft.Route(path="aid", component=AidRoute),
    ft.Route(path="aid/new", component=_form_route(NEW)),
    ft.Route(path="aid/own", component=_form_route(OWN)),
    ft.Route(path="aid/request/:request", component=RequestRoute),
    ft.Route(path="aid/request/:request/edit", component=_form_route(EDIT)),
    ft.Route(path="aid/roster", component=RosterRoute),
    ft.Route(path="aid/arrive", component=ArrivalRoute),
    ft.Route(path="aid/cards", component=CardsRoute),
    ft.Route(path="aid/stay/:assignment", component=StayRoute),
    ft.Route(path="aid/stay/:assignment/handover", component=HandoverFormRoute),
    ft.Route(path="aid/handover/:handover", component=HandoverRoute),
)
AID_TAB = CountyTab("aid", "aid", ft.Icons.GROUPS, PAGES)
