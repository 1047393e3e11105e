"""/county/goods and below: the ledger, requests, loans, yards, kits, the planning of yards."""

import sqlite3

import flet as ft

from app.domain.tables_county import PREFECTURE, council_id
from app.store.queries.county_goods_loans import LOAN_TOPICS, LoanPage, loan_page
from app.store.queries.county_membership import own_council
from app.store.queries.county_notices import AttachedFile, files_by_subject
from app.ui.component import component, keyed
from app.ui.components.queries import shown
from app.ui.runtime import current_runtime
from app.ui.screens.county.goods_kits import KitsPage
from app.ui.screens.county.goods_ledger import LedgerPage
from app.ui.screens.county.goods_loan import LoanScreen
from app.ui.screens.county.goods_loans import LoansPage
from app.ui.screens.county.goods_plan import PlanPage
from app.ui.screens.county.goods_requests import RequestsPage
from app.ui.screens.county.goods_state import use_goods
from app.ui.screens.county.goods_yards import YardsPage
from app.ui.screens.county.tab import CountyTab
from app.ui.use_query import use_county_query


@component
def LedgerRoute() -> ft.Control:
    return shown(use_goods(), LedgerPage)


@component
def RequestsRoute() -> ft.Control:
    opened = ft.use_route_params().get("request", "")
    return shown(use_goods(), lambda view: RequestsPage(view, opened))


@component
def LoansRoute() -> ft.Control:
    return shown(use_goods(), LoansPage)


@component
def YardsRoute() -> ft.Control:
    opened = ft.use_route_params().get("yard", "")
    return shown(use_goods(), lambda view: YardsPage(view, opened))


@component
def KitsRoute() -> ft.Control:
    return shown(use_goods(), KitsPage)


@component
def LoanRoute() -> ft.Control:
    asked = ft.use_route_params().get("loan", "")
    letter = current_runtime().county.letter

    def read(
        db: sqlite3.Connection,
    ) -> tuple[LoanPage | None, tuple[AttachedFile, ...], bytes]:
        loan = _id(asked)
        page = loan_page(db, loan) if loan else None
        return page, files_by_subject(db).get(loan, ()), own_council(db, letter)

    state = use_county_query(read, LOAN_TOPICS, asked)
    prefecture = council_id(PREFECTURE)
    return shown(state, lambda found: keyed(
        asked, LoanScreen, found[0], found[1], found[2], found[2] == prefecture
    ))  # fmt: skip


def _id(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""


GOODS_TAB = CountyTab(
    "goods",
    "goods",
    ft.Icons.HARDWARE,
    (
        ft.Route(path="goods", component=LedgerRoute),
        ft.Route(path="goods/requests", component=RequestsRoute),
        ft.Route(path="goods/requests/:request", component=RequestsRoute),
        ft.Route(path="goods/loans", component=LoansRoute),
        ft.Route(path="goods/loan/:loan", component=LoanRoute),
        ft.Route(path="goods/yards", component=YardsRoute),
        ft.Route(path="goods/yards/:yard", component=YardsRoute),
        ft.Route(path="goods/kits", component=KitsRoute),
        ft.Route(path="goods/plan", component=PlanPage),
    ),
)
