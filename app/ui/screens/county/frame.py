"""What stands around every page of 県内: its tabs, or the way in where this device is in no county.

Only pages that exist have a tab. The page itself is drawn only where there is a county, so it may
use `use_county_query` without asking.
"""

import flet as ft

from app.store.queries.county_membership import membership
from app.ui.component import component
from app.ui.components.cards import card
from app.ui.components.county_unread import UnreadBadge
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.county.join import WayIn
from app.ui.screens.county.leave import LeavePart
from app.ui.screens.county.tab import CountyTab, tab_of
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD
from app.ui.use_query import Ready, use_county_query


@component
def CountyFrame(tabs: tuple[CountyTab, ...]) -> ft.Control:
    county = use_signal(current_runtime().county_signal)
    here = tab_of(ft.use_route_location(), tabs)
    outlet = ft.use_route_outlet()
    if county is None:
        return WayIn()
    row = [_tab(tab, tab.key == here) for tab in tabs]
    return ft.Column(
        [
            ft.Row(row, spacing=8, run_spacing=8, wrap=True),
            RevokedLine(),
            ft.Container(outlet, expand=True),
        ],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def RevokedLine() -> ft.Control:
    """Above every page of a device that was taken out; else nothing."""
    letter = current_runtime().county.letter
    state = use_county_query(lambda db: membership(db, letter), ("device",), letter)
    if not isinstance(state, Ready) or not state.value.revoked:
        return ft.Container()
    words = (text(t("county.member.revoked"), bold=True), text(t("county.member.revoked_hint")))
    return tagged(
        "county.revoked", card(*words, LeavePart(t("county.trouble.anew")), status="late")
    )


def _tab(tab: CountyTab, here: bool) -> ft.Control:
    sizes, colours = scale(), palette()
    ink = colours.on_primary if here else colours.text
    word = ft.Text(
        t(f"county.tab_{tab.key}"), size=sizes.body, color=ink, font_family=FAMILY_BOLD,
        no_wrap=True,
    )  # fmt: skip
    content: list[ft.Control] = [ft.Icon(tab.icon, size=sizes.icon - 2, color=ink), word]
    if tab.key == "notices":
        content.append(UnreadBadge())
    control = ft.Container(
        ft.Row(content, spacing=8, tight=True),
        bgcolor=colours.primary if here else colours.surface,
        border=ft.Border.all(1.5, colours.primary if here else colours.line),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(
            horizontal=14, vertical=max(8, (sizes.target - sizes.body * 1.5) / 2)
        ),
        ink=True,
        on_click=guarded(lambda: current_runtime().go(tab.route)),
    )
    wrapper = tagged(f"county.tab.{tab.key}", control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper
