"""県内の様子: the readiness of every council in one line."""

from collections.abc import Callable
from typing import TypeAlias

import flet as ft

from app.domain.county_bcp import BcpLine
from app.ui.component import component, keyed, memo
from app.ui.components.cards import empty_state, stack
from app.ui.components.county_layout import moment
from app.ui.components.status_chip import status_chip
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


def bcp_chips(line: BcpLine) -> list[ft.Control]:
    """Work, what cannot be done, what is lost, and how staff are."""
    chips: list[ft.Control] = []
    if line.tasks:
        words = t("county_bcp.line_work", done=line.done, tasks=line.tasks)
        chips.append(status_chip("done" if line.done == line.tasks else "waiting", words))
    if line.impossible:
        chips.append(status_chip("late", t("county_bcp.line_impossible", count=line.impossible)))
    if line.lost:
        chips.append(status_chip("late", t("county_bcp.line_lost", count=line.lost)))
    if line.expected:
        words = t("county_bcp.line_staff", safe=line.safe, all=line.expected, hurt=line.hurt,
                  missing=line.missing)  # fmt: skip
        chips.append(status_chip("late" if line.missing or line.hurt else "done", words))
        chips.append(status_chip("ready", t("county_bcp.line_coming", count=line.coming)))
    return chips
