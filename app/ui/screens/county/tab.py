"""What a page of 県内 is: its word in the row of tabs, its address and its routes."""

from dataclasses import dataclass, field

import flet as ft

ROOT = "/county"
ORDER = ("status", "aid", "goods", "notices", "costs", "agreement", "bcp", "member")


@dataclass(frozen=True)
class CountyTab:
    """`key` is one of ORDER and names the word (`county.tab_<key>`); `path`
    is the address below `/county`, empty for the first page of the section. `pages` are its routes,
    each with its whole path below `/county`; the first one is what the tab opens."""

    key: str
    path: str
    icon: ft.IconData
    pages: tuple[ft.Route, ...] = field(compare=False)

    @property
    def route(self) -> str:
        return f"{ROOT}/{self.path}" if self.path else ROOT


def tab_of(location: str, tabs: tuple[CountyTab, ...]) -> str:
    """The key of the tab that an address belongs to; empty where it belongs to none."""
    rest = location.removeprefix(ROOT).strip("/")
    first = rest.partition("/")[0]
    named = next((tab.key for tab in tabs if tab.path and tab.path == first), None)
    if named is not None:
        return named
    return next((tab.key for tab in tabs if not tab.path), "")
