"""The pages of the settings, and the menu that leads to them."""

from dataclasses import dataclass

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import choice_row, quiet_button
from app.ui.components.cards import section_header, stack
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import scale
from app.ui.signal import use_signal

ROUTE = "/settings"
MENU_WIDTH = 15  # in letters


@dataclass(frozen=True)
class PageName:
    """`key` names the words (`settings.page.<key>`) and the address; `route` is there where the
    page is not one of the settings. Pages that are `of_councils` are also there where councils
    have an operation without a centre."""

    key: str
    icon: ft.IconData
    route: str = ""
    of_councils: bool = False


PAGES: tuple[PageName, ...] = (
    PageName("centre", ft.Icons.HOME_WORK),
    PageName("event", ft.Icons.FLOOD),
    PageName("rules", ft.Icons.RULE),
    PageName("staff", ft.Icons.BADGE),
    PageName("satellites", ft.Icons.PLACE),
    PageName("codes", ft.Icons.LIST_ALT),
    PageName("calendar", ft.Icons.CALENDAR_MONTH),
    PageName("import", ft.Icons.UPLOAD_FILE),
    PageName("look", ft.Icons.TEXT_INCREASE, of_councils=True),
    PageName("device", ft.Icons.SAVE, of_councils=True),
)
# A section of its own, which the band leads to as well.
SYNC = PageName("sync", ft.Icons.SYNC, "/sync", of_councils=True)


def pages_here() -> tuple[PageName, ...]:
    """Those that make sense in the operation that is open."""
    runtime = current_runtime()
    pages = PAGES if runtime.desk.sync is None else (*PAGES, SYNC)
    return tuple(page for page in pages if page.of_councils or not runtime.is_county)


@component
def Menu(here: str) -> ft.Control:
    return stack([section_header(t("settings.title")), *_rows(here)], spacing=6, scroll=True)


@component
def BesideMenu(here: str, page: ft.Control) -> ft.Control:
    """The page, beside the menu where there is room for both; else below a way back."""
    window = use_signal(current_runtime().window)
    if not window.wide:
        back = quiet_button(
            "settings.back",
            t("settings.title"),
            lambda: current_runtime().go(ROUTE),
            icon=ft.Icons.ARROW_BACK,
        )
        return ft.Column(
            [ft.Row([back]), ft.Container(page, expand=True, key=f"page.{here}")],
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    menu = ft.Container(
        Menu(here),
        width=scale().body * MENU_WIDTH,
        border=ft.Border(right=ft.BorderSide(1, palette().hair)),
        padding=ft.Padding.only(right=8),
    )
    return ft.Row(
        [menu, ft.Container(page, expand=True, key=f"page.{here}")],
        spacing=20,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _rows(here: str) -> list[ft.Control]:
    return [
        choice_row(
            f"settings.page.{page.key}",
            t(f"settings.page.{page.key}"),
            lambda page=page: _open(page),  # type: ignore[misc]
            icon=page.icon,
            selected=page.key == here,
        )
        for page in pages_here()
    ]


def _open(page: PageName) -> None:
    current_runtime().go(page.route or f"{ROUTE}/{page.key}")


def page_head(key: str, *acts: ft.Control) -> ft.Control:
    """Title and note of a page; the note may wrap."""
    head = section_header(t(f"settings.page.{key}"), *acts)
    return stack([head, soft_text(t(f"settings.note.{key}"))], spacing=0)
