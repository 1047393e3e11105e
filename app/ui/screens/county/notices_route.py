"""/county/notices, /county/notices/<notice>, /county/notices/new."""

import flet as ft

from app.store.queries.county_membership import own_council
from app.store.queries.county_notices import NOTICE_TOPICS, notices_view
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.runtime import current_runtime
from app.ui.screens.county.notices import NoticesActions, NoticesScreen
from app.ui.screens.county.tab import ROOT, CountyTab
from app.ui.use_query import use_county_query


@component
def NoticesRoute() -> ft.Control:
    runtime = current_runtime()
    opened = ft.use_route_params().get("notice", "")
    over, set_over = ft.use_state(False)
    day, letter = runtime.today, runtime.county.letter
    state = use_county_query(
        lambda db: notices_view(db, own_council(db, letter), day), NOTICE_TOPICS, day
    )

    def go(notice: str) -> None:
        runtime.go(f"{ROOT}/notices/{notice}" if notice else f"{ROOT}/notices")

    actions = NoticesActions(go, lambda: set_over(not over))
    return shown(state, lambda view: NoticesScreen(view, opened, over, actions))


NOTICES = CountyTab(
    "notices",
    "notices",
    ft.Icons.CAMPAIGN,
    (
        ft.Route(path="notices", component=NoticesRoute),
        ft.Route(path="notices/:notice", component=NoticesRoute),
    ),
)
