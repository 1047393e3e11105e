"""県内 F10: what councils do for each other. The section, its tabs and its addresses.

/county         状況        the board, /county/council/<council>, /county/centre/<council>
/county/goods   備品        shared equipment, its requests, loans, yards, kits and planning
/county/join    端末        as what this device is in the county; where it is in none, the way in
/county/aid     応援職員    requests, calendar, arrivals, cards: `aid_route.py`
/county/notices 掲示板      notices between councils, /county/notices/<notice>
/county/costs   費用        items by fund, …/shifts, …/missing, …/acts (災害救助法)
/county/agreement 協定      terms, …/blocks, …/calls, …/directory/<council>, …/import
/county/bcp     BCP         止めない仕事, …/alternates, …/safety, …/all; …/<council>

A page adds its line to _PAGES, in any order. The first tab in the order of `tab.ORDER` is what the
section opens.
"""

import flet as ft

from app.ui.component import component
from app.ui.components.county_unread import UnreadBadge
from app.ui.runtime import current_runtime
from app.ui.screens.county.agreement_route import AGREEMENT
from app.ui.screens.county.aid_route import AID_TAB
from app.ui.screens.county.bcp_route import BCP
from app.ui.screens.county.board_route import BOARD
from app.ui.screens.county.costs_route import COSTS
from app.ui.screens.county.frame import CountyFrame
from app.ui.screens.county.goods_route import GOODS_TAB
from app.ui.screens.county.member import MembershipRoute
from app.ui.screens.county.notices_route import NOTICES
from app.ui.screens.county.tab import ORDER, ROOT, CountyTab
from app.ui.section import Section

_PAGES: tuple[CountyTab, ...] = (
    BOARD,
    AID_TAB,
    GOODS_TAB,
    CountyTab(
        "member", "join", ft.Icons.HANDSHAKE, (ft.Route(path="join", component=MembershipRoute),)
    ),
    NOTICES,
    AGREEMENT,
    COSTS,
    BCP,
)
TABS = tuple(sorted(_PAGES, key=lambda tab: ORDER.index(tab.key)))


@component
def CountyLayout() -> ft.Control:
    return CountyFrame(TABS)


@component
def First() -> ft.Control:
    """Goes to the first tab."""
    runtime = current_runtime()
    ft.use_effect(lambda: runtime.go(TABS[0].route), [])
    return ft.Container()


def _pages() -> list[ft.Route]:
    pages = [page for tab in TABS for page in tab.pages]
    return pages if any(page.index for page in pages) else [
        ft.Route(index=True, component=First), *pages
    ]  # fmt: skip


SECTION = Section(
    key="county",
    icon=ft.Icons.HUB,
    route=ROOT,
    function_key="F10",
    pages=(ft.Route(component=CountyLayout, children=_pages()),),
    open_to_all=True,
    of_councils=True,
    badge=UnreadBadge,
)
