"""資機材: the section, its tabs and its addresses.

/equipment                渡す        /equipment/team/<team>    the same with a team open
/equipment/back           戻る        /equipment/back/<team>
/equipment/stock          在庫        /equipment/item/<item>    one thing, /equipment/washing
/equipment/count          棚卸
/equipment/borrowed       借りている物
/equipment/add            追加        /equipment/add/<item>     receiving one thing
"""

import flet as ft

from app.domain.staff_access import SCREENS
from app.ui.component import component
from app.ui.scale import GAP
from app.ui.screens.equipment.bring_back_route import BringBackRoute
from app.ui.screens.equipment.count_route import AddRoute, CountRoute
from app.ui.screens.equipment.hand_out_route import HandOutRoute
from app.ui.screens.equipment.pieces import ROOT, Tabs
from app.ui.screens.equipment.stock_route import (
    BorrowedRoute,
    ItemRoute,
    StockRoute,
    WashingRoute,
)
from app.ui.section import Section


@component
def EquipmentLayout() -> ft.Control:
    """The tabs above whichever page is open."""
    outlet = ft.use_route_outlet()
    return ft.Column(
        [Tabs(), ft.Container(outlet, expand=True)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


_PAGES = [
    ft.Route(index=True, component=HandOutRoute),
    ft.Route(path="team/:team", component=HandOutRoute),
    ft.Route(path="back", component=BringBackRoute),
    ft.Route(path="back/:team", component=BringBackRoute),
    ft.Route(path="stock", component=StockRoute),
    ft.Route(path="item/:item", component=ItemRoute),
    ft.Route(path="washing", component=WashingRoute),
    ft.Route(path="count", component=CountRoute),
    ft.Route(path="borrowed", component=BorrowedRoute),
    ft.Route(path="add", component=AddRoute),
    ft.Route(path="add/:item", component=AddRoute),
]

SECTION = Section(
    key="equipment",
    icon=ft.Icons.HANDYMAN,
    route=ROOT,
    function_key="F7",
    pages=(ft.Route(component=EquipmentLayout, children=_PAGES),),
    codes=SCREENS["equipment"],
)
