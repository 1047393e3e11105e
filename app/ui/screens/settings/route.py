"""設定 F9: the menu, the pages, the import."""

from collections.abc import Callable

import flet as ft

from app.ui.component import component
from app.ui.runtime import current_runtime
from app.ui.screens.settings.calendar_page import CalendarRoute
from app.ui.screens.settings.centre_page import CentreRoute
from app.ui.screens.settings.codes_page import CodesRoute
from app.ui.screens.settings.device_page import DeviceRoute
from app.ui.screens.settings.import_route import ImportRoute
from app.ui.screens.settings.look_page import LookRoute
from app.ui.screens.settings.menu import ROUTE, BesideMenu, Menu, pages_here
from app.ui.screens.settings.rules_page import EventRoute, RulesRoute
from app.ui.screens.settings.satellites_page import SatellitesRoute
from app.ui.screens.settings.staff_page import StaffRoute
from app.ui.section import Section
from app.ui.signal import use_signal

FIRST = "centre"
DRAWN: dict[str, Callable[[], ft.Control]] = {
    "centre": CentreRoute,
    "event": EventRoute,
    "rules": RulesRoute,
    "staff": StaffRoute,
    "satellites": SatellitesRoute,
    "codes": CodesRoute,
    "calendar": CalendarRoute,
    "import": ImportRoute,
    "look": LookRoute,
    "device": DeviceRoute,
}


@component
def SettingsHome() -> ft.Control:
    """The menu alone where a page would not fit beside it."""
    window = use_signal(current_runtime().window)
    return SettingsPage(pages_here()[0].key) if window.wide else Menu("")


@component
def SettingsRoute() -> ft.Control:
    return SettingsPage(str(ft.use_route_params().get("page", FIRST)))


@component
def SettingsPage(key: str) -> ft.Control:
    here = [page.key for page in pages_here() if page.key in DRAWN]
    key = key if key in here else here[0]
    return BesideMenu(key, DRAWN[key]())


SECTION = Section(
    key="settings",
    icon=ft.Icons.SETTINGS,
    route=ROUTE,
    function_key="F9",
    pages=(
        ft.Route(index=True, component=SettingsHome),
        ft.Route(path=":page", component=SettingsRoute),
    ),
    codes=frozenset({"general"}),
    of_councils=True,
)
