"""県内の様子: the readiness of every council in one line."""

from collections.abc import Callable
from typing import TypeAlias

import flet as ft

from app.domain.county_bcp import BcpLine
from app.ui.component import component, keyed, memo
from app.ui.components.cards import empty_state, stack
from app.ui.components.county_bcp import bcp_chips
from app.ui.components.county_layout import moment
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import guarded
from app.ui.scale import RADIUS
from app.ui.tagged import row_tag, tagged

Lines: TypeAlias = tuple[tuple[str, BcpLine], ...]


@component
def AllCouncils(lines: Lines, open_it: Callable[[str], None]) -> ft.Control:
    if not lines:
        return empty_state(
            t("county_bcp.all_empty"), t("county_bcp.all_empty_hint"), icon=ft.Icons.CHECKLIST
        )
    rows = [keyed(line.council, CouncilLine, name, line, open_it) for name, line in lines]
    return stack(rows, spacing=6, scroll=True)


@memo
def CouncilLine(name: str, line: BcpLine, open_it: Callable[[str], None]) -> ft.Control:
    colours = palette()
    row: list[ft.Control] = [
        ft.Container(text(name, bold=True), expand=3),
        ft.Container(ft.Row(bcp_chips(line), wrap=True, spacing=6, run_spacing=4), expand=8),
        ft.Container(
            soft_text(t("county_bcp.as_of", at=moment(line.as_of)) if line.as_of else ""),
            expand=3,
        ),
    ]
    control = ft.Container(
        ft.Row(row, spacing=12, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        bgcolor=colours.surface,
        border=ft.Border.all(1, colours.hair),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=14, vertical=10),
        ink=True,
        on_click=guarded(lambda: open_it(line.council.hex())),
    )
    wrapper = tagged(row_tag("county_bcp.council", line.council), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper
