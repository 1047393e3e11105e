"""The other half of a count: what arrived or goes home, in the books of the own centre.

The county's count is safe before anything here happens. Where the books refuse, the person is told
and the loan's page offers it again; the same count is never entered twice.
"""

import sqlite3
from collections.abc import Iterable

import flet as ft

from app.services.command import Refused
from app.services.county_goods_stock import (
    EnterLoan,
    LeaveLoan,
    loan_ownership,
    lot_of_count,
)
from app.services.equipment_stock import CancelMove
from app.store.queries.county_goods_loans import CountLine, LoanRow, loan_page
from app.store.queries.equipment_history import lot_row
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card
from app.ui.components.queries import shown
from app.ui.components.texts import soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.county.goods_state import amount
from app.ui.use_query import use_query
from sync.core.ids import EntityId


def has_books(runtime: Runtime) -> bool:
    """Whether this device has a centre of its own, and the person may enter its tool desk."""
    return runtime.operation is not runtime.county and runtime.actor.may_enter("equipment")


async def enter_books(
    runtime: Runtime, loan: LoanRow, count: EntityId, quantity: int
) -> str | None:
    """What of it must be said: it is in the books, or why not. None where there are none."""
    if not has_books(runtime) or quantity == 0:
        return None
    outcome = await runtime.submit(EnterLoan(
        count, loan.number, loan.equipment, quantity, loan.lender_name,
        loan_ownership(loan.yard_kind), loan.due_on,
    ))  # fmt: skip
    if isinstance(outcome, Refused):
        return t("county_goods.books_refused", why=refusal_text(outcome))
    return t("county_goods.in_books")


async def leave_books(runtime: Runtime, loan: LoanRow, quantity: int, gone: int) -> str | None:
    """The same for what goes home or never will."""
    if not has_books(runtime):
        return None
    page = await runtime.read_county(lambda db: loan_page(db, loan.id))
    counts = received(page.counts if page else ())
    outcome = await runtime.submit(
        LeaveLoan(tuple(line.id for line in counts), quantity, gone, loan.number)
    )
    if isinstance(outcome, Refused):
        return t("county_goods.books_refused", why=refusal_text(outcome))
    return t("county_goods.out_of_books")


async def remove_from_books(runtime: Runtime, count: EntityId) -> None:
    """A count was taken back: its lot goes too, where it stands."""
    if not has_books(runtime):
        return
    if await runtime.read(lambda db: lot_row(db, lot_of_count(count))) is None:
        return
    outcome = await runtime.submit(CancelMove(lot_of_count(count)))
    if isinstance(outcome, Refused):
        runtime.notify(t("county_goods.books_refused", why=refusal_text(outcome)), tone="late")


def received(counts: Iterable[CountLine]) -> tuple[CountLine, ...]:
    return tuple(line for line in counts if line.kind == "received" and line.quantity)


@component
def InBooks(loan: LoanRow, counts: tuple[CountLine, ...]) -> ft.Control:
    """Whether what arrived stands in the own centre's books; and the way to put it there."""
    runtime = current_runtime()
    arrived = received(counts)

    def missing(db: sqlite3.Connection) -> tuple[CountLine, ...]:
        return tuple(line for line in arrived if lot_row(db, lot_of_count(line.id)) is None)

    state = use_query(missing, ("stock_move",), arrived)
    if not has_books(runtime) or not arrived:
        return ft.Container()

    async def enter(lines: tuple[CountLine, ...]) -> None:
        said = [await enter_books(runtime, loan, line.id, line.quantity) for line in lines]
        runtime.notify("　".join(dict.fromkeys(words for words in said if words)))

    def draw(lines: tuple[CountLine, ...]) -> ft.Control:
        if not lines:
            return soft_text(t("county_goods.stands_in_books"))
        words = amount(loan.equipment, sum(line.quantity for line in lines))
        return card(
            text(t("county_goods.not_in_books", amount=words)),
            button("goods.enter_books", t("county_goods.enter_books"), lambda: enter(lines),
                   icon=ft.Icons.INVENTORY_2_OUTLINED),
            status="decide", padding=12,
        )  # fmt: skip

    return shown(state, draw)
