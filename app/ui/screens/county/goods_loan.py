"""One loan: the two counts side by side, where every unit is, and the count that comes next."""

from collections.abc import Callable

import flet as ft

from app.services.county_goods_counts import CancelCount
from app.services.county_goods_requests import AgreeLoan, DeclineLoan
from app.store.queries.county_goods_loans import CountLine, LoanPage, LoanRow
from app.store.queries.county_notices import AttachedFile
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.county_files import FileStrip
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, list_and_detail, moment
from app.ui.components.texts import code_text, figure, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.goods_books import InBooks, remove_from_books
from app.ui.screens.county.goods_counting import Counting, next_counts
from app.ui.screens.county.goods_export import save_goods
from app.ui.screens.county.goods_pieces import (
    GOODS,
    day_words,
    loan_chip,
    loan_marks,
    page_of,
)
from app.ui.screens.county.goods_state import amount, thing_amount, unit_of
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag


@component
def LoanScreen(
    page: LoanPage | None, files: tuple[AttachedFile, ...], own: bytes, prefecture: bool
) -> ft.Control:
    runtime = current_runtime()
    back = button("goods.loans", t("county_goods.to_loans"),
                  lambda: runtime.go(f"{GOODS}/loans"), icon=ft.Icons.ARROW_BACK)  # fmt: skip
    if page is None:
        gone = empty_state(t("refused.no_such_loan"), t("county_goods.loan_gone_hint"))
        return page_of("loans", back, gone)
    loan = page.loan
    lends, borrows = own == loan.lender or prefecture, own == loan.borrower or prefecture
    # The forms begin anew with every count of the own side, and keep what is typed otherwise.
    mine = sum(line.council == own for line in page.counts)
    left = [
        _facts(loan, back),
        _two_counts(loan),
        heading(t("county_goods.history")),
        *([] if page.counts else [soft_text(t("county_goods.no_counts"))]),
        *(keyed(line.id, HistoryLine, line, loan, line.council == own or prefecture)
          for line in page.counts),
    ]  # fmt: skip
    right: list[ft.Control] = [
        *_answers(loan, lends, borrows),
        keyed(f"{loan.state}-{mine}", Counting, loan, next_counts(loan, lends, borrows)),
    ]  # fmt: skip
    if own == loan.borrower:
        right.append(InBooks(loan, page.counts))
    right += [
        heading(t("county_goods.photos")),
        FileStrip(loan.id, files, lends or borrows, t("county_goods.add_photo")),
    ]
    return page_of("loans", list_and_detail(left, right, shares=(6, 5)) if
                   runtime.window.value.wide else
                   list_and_detail([left[0], *right, *left[1:]], None, shares=(1, 1)))  # fmt: skip


def _facts(loan: LoanRow, back: ft.Control) -> ft.Control:
    about = [
        loan.yard_name, code_label("ownership", loan.ownership),
        t("county_goods.due", day=day_words(loan.due_on)) if loan.due_on else "", loan.carrier,
        t("county_goods.bring_to", place=loan.place) if loan.place else "",
        loan.request_number,
    ]  # fmt: skip
    rows: list[ft.Control] = [
        section_header(
            thing_amount(loan.equipment, loan.quantity),
            back,
            button("goods.slip", t("county_goods.slip"), lambda: save_goods("slip", loan.id),
                   icon=ft.Icons.PRINT),
        ),
        ft.Row([code_text(loan.number), loan_chip(loan), *loan_marks(loan)], wrap=True,
               spacing=GAP),
        text(f"{loan.lender_name} → {loan.borrower_name}", bold=True),
        soft_text("　".join(part for part in about if part)),
    ]  # fmt: skip
    if loan.note:
        rows.append(text(loan.note))
    return ft.Column(rows, spacing=6, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _two_counts(loan: LoanRow) -> ft.Control:
    """Lender at the left, borrower at the right, the difference between them in words."""
    sums = loan.sums
    late = palette().late.ink

    def count(value: int, counted: bool, key: str, wrong: bool = False) -> ft.Control:
        words = f"{value:,}" if counted else "－"
        return figure(words, t(f"county_goods.{key}"), colour=late if wrong else None)

    def side(name: str, *figures: ft.Control) -> ft.Control:
        row = ft.Row(list(figures), spacing=28, wrap=True)
        return card(soft_text(name), row, padding=12, spacing=4, expand=1)

    off, off_back = bool(sums.missing), bool(sums.missing_back)
    ends = ft.Row(
        [
            side(
                t("county_goods.counted_by", name=loan.lender_name),
                count(sums.dispatched, sums.dispatched > 0, "count_sent", off),
                count(sums.home_in, sums.return_counted, "count_home", off_back),
            ),
            side(
                t("county_goods.counted_by", name=loan.borrower_name),
                count(sums.received, sums.arrival_counted, "count_arrived", off),
                count(sums.sent_back, sums.sent_back > 0, "count_sent_back", off_back),
            ),
        ],
        spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip
    unit = loan.equipment
    facts = [
        t("county_goods.now_here", amount=amount(unit, sums.here)) if loan.out else "",
        t("county_goods.owed", amount=amount(unit, max(0, sums.owed))) if loan.out else "",
        t("county_goods.gone_is", amount=amount(unit, sums.gone)) if sums.gone else "",
        t("county_goods.damaged_is", amount=amount(unit, sums.damaged)) if sums.damaged else "",
    ]  # fmt: skip
    said = "　".join(part for part in facts if part)
    return ft.Column([ends, *([text(said, bold=True)] if said else [])], spacing=8, tight=True)


def _answers(loan: LoanRow, lends: bool, borrows: bool) -> list[ft.Control]:
    """Before anything has left: yes, no."""
    runtime = current_runtime()
    if loan.state not in ("offered", "agreed"):
        return []

    async def decline() -> None:
        await send_or_say(runtime, DeclineLoan(loan.id), t("county_goods.declined"))

    parts: list[ft.Control] = []
    if loan.state == "offered" and not borrows:
        parts.append(soft_text(t("county_goods.waits_for_yes", name=loan.borrower_name)))
    if lends or borrows:
        parts.append(quiet_button("goods.decline", t("county_goods.decline"), decline))
    yes = loan.state == "offered" and borrows
    found: list[ft.Control] = [Agree(loan)] if yes else []
    return [*found, acts(*parts)] if parts else found


@component
def Agree(loan: LoanRow) -> ft.Control:
    """Yes, to all that is offered or to less."""
    form = use_form("goods.agree", {"quantity": loan.quantity})

    def command(_sure: bool) -> AgreeLoan:
        return AgreeLoan(loan.id, form["quantity"] or 0)

    unit = unit_of(loan.equipment)
    return card(
        heading(t("county_goods.agree")),
        form.number("quantity", t("county_goods.agree_quantity"), unit=unit, least=1,
                    most=loan.quantity),
        *form.ending(t("county_goods.agree_go"), command, t("county_goods.agreed"), _nothing,
                     shown=("quantity",)),
        padding=14,
    )  # fmt: skip


def _nothing() -> None:
    """The page draws the agreed loan by itself."""


@memo
def HistoryLine(line: CountLine, loan: LoanRow, mine: bool) -> ft.Control:
    """When, who, what, how many; and the way to take it back."""
    asked, set_asked = ft.use_state(False)
    runtime = current_runtime()

    async def cancel() -> None:
        done = await send_or_say(runtime, CancelCount(line.id), t("county_goods.count_cancelled"))
        if done and line.kind == "received":
            await remove_from_books(runtime, line.id)

    words = code_label("goods_move", line.kind)
    if line.on_way:
        words = t(f"county_goods.settled_{line.kind}")
    about = [
        line.council_name, moment(line.at),
        t("county_goods.damaged_is", amount=amount(loan.equipment, line.damaged))
        if line.damaged else "", line.note,
    ]  # fmt: skip
    row: list[ft.Control] = [
        ft.Column(
            [
                text(f"{words}　{amount(loan.equipment, line.quantity)}", bold=True),
                soft_text("　".join(part for part in about if part)),
            ],
            spacing=0, tight=True, expand=True,
        )
    ]  # fmt: skip
    if mine:
        tag = row_tag("goods.count", line.id)
        ask: Callable[[], None] = lambda: set_asked(True)  # noqa: E731
        row.append(
            button(f"{tag}.sure", t("county_goods.cancel_sure"), cancel) if asked
            else quiet_button(f"{tag}.cancel", t("county_goods.cancel_count"), ask)
        )  # fmt: skip
    return ft.Row(row, spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.CENTER)
