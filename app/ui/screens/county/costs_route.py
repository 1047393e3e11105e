"""費用: /county/costs 費用, …/shifts 勤務, …/missing 足りない証拠, …/acts 災害救助法."""

import sqlite3
from collections.abc import Callable
from datetime import date
from functools import partial

import flet as ft

from app.domain.calendar_jp import fiscal_year, fiscal_year_text
from app.domain.tables_county import PREFECTURE, council_id
from app.services.county_cost_papers import cost_workbook, gather_costs
from app.services.papers import XLSX_TYPE
from app.store.queries.county_costs import (
    ALL,
    COST_TOPICS,
    HOSTED,
    PAID,
    CostsView,
    costs_view,
)
from app.store.queries.county_membership import own_council
from app.ui.component import component
from app.ui.components.buttons import quiet_button
from app.ui.components.choices import choice_chips
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.paper_tray import Paper
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.cost_acts import Acts
from app.ui.screens.county.cost_gaps import Missing, Shifts
from app.ui.screens.county.costs import Costs
from app.ui.screens.county.tab import ROOT, CountyTab
from app.ui.use_query import use_county_query

HERE = f"{ROOT}/costs"
PARTS = ("items", "shifts", "missing", "acts")
SCOPES = (PAID, HOSTED, ALL)


@component
def CostsRoute() -> ft.Control:
    runtime = current_runtime()
    part = ft.use_route_params().get("part") or "items"
    nothing_said: str | None = None
    said, set_scope = ft.use_state(nothing_said)
    this_year = fiscal_year(date.fromisoformat(runtime.today))
    year, set_year = ft.use_state(this_year)
    letter = runtime.county.letter
    state = use_county_query(lambda db: _read(db, letter, said, year), COST_TOPICS, said, year)

    async def export(view: CostsView) -> None:
        language, now = current_look().language, runtime.clock.now_ms()
        paper = await runtime.read_county(
            lambda db: gather_costs(
                db, view.council, _scope(said, view.council), year, language, now
            )
        )
        content = await runtime.work(lambda: cost_workbook(paper))
        name = f"{t('county_costs.file')}_{year}.xlsx"
        await runtime.open_paper(Paper(content, name, XLSX_TYPE, inline=False))

    def draw(view: CostsView) -> ft.Control:
        prefecture = view.council == council_id(PREFECTURE)
        if part == "shifts":
            body: ft.Control = Shifts(view)
        elif part == "missing":
            body = Missing(view)
        elif part == "acts":
            body = Acts(view, prefecture)
        else:
            body = Costs(view, prefecture, lambda: export(view))
        head: list[ft.Control] = [_parts(part)]
        if part != "acts":
            scope = _scope(said, view.council)
            head.append(_whose(scope, set_scope, year, this_year, set_year))
        return ft.Column(
            [*head, ft.Container(body, expand=True)],
            spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip

    return shown(state, draw)


def _read(db: sqlite3.Connection, letter: str, said: str | None, year: int) -> CostsView:
    council = own_council(db, letter)
    return costs_view(db, council, _scope(said, council), year)


def _scope(said: str | None, council: bytes) -> str:
    """What was chosen; else the own costs, and at the prefectural council everybody's."""
    return said or (ALL if council == council_id(PREFECTURE) else PAID)


def _parts(part: str) -> ft.Control:
    runtime = current_runtime()
    return choice_chips(
        "county_costs.part", "", [(one, t(f"county_costs.part_{one}")) for one in PARTS], part,
        lambda one: runtime.go(f"{HERE}/{one}" if one and one != "items" else HERE),
    )  # fmt: skip


def _whose(
    scope: str,
    set_scope: Callable[[str], None],
    year: int,
    this_year: int,
    set_year: Callable[[int], None],
) -> ft.Control:
    scopes = [
        _radio(
            f"scope.{one}", t(f"county_costs.scope_{one}"), one == scope, partial(set_scope, one)
        )
        for one in SCOPES
    ]
    japanese = current_look().language == "ja"
    years = [
        _radio(
            f"year.{one}", fiscal_year_text(one) if japanese else str(one), one == year,
            partial(set_year, one),
        )
        for one in (this_year, this_year - 1)
    ]  # fmt: skip
    return ft.Row([*scopes, ft.Container(width=24), *years], wrap=True, spacing=0)


def _radio(tag: str, words: str, on: bool, press: Callable[[], None]) -> ft.Control:
    icon = ft.Icons.RADIO_BUTTON_CHECKED if on else ft.Icons.RADIO_BUTTON_UNCHECKED
    return quiet_button(f"county_costs.{tag}", words, press, icon=icon)


COSTS = CountyTab(
    "costs",
    "costs",
    ft.Icons.PAYMENTS,
    (
        ft.Route(path="costs", component=CostsRoute),
        ft.Route(path="costs/:part", component=CostsRoute),
    ),
)
