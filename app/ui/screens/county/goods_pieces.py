"""Pieces that the pages of shared equipment have in common: their tabs, chips, and a loan's row."""

from collections.abc import Callable, Sequence
from datetime import date

import flet as ft

from app.domain.calendar_jp import short_day_text
from app.store.queries.county_goods import RequestLine
from app.store.queries.county_goods_loans import LoanRow
from app.ui.code_texts import code_label
from app.ui.component import component, memo
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, scale
from app.ui.screens.county.goods_state import amount, thing_amount
from app.ui.screens.county.tab import ROOT
from app.ui.tagged import row_tag, tagged

GOODS = f"{ROOT}/goods"
CARDS_FIRST = 40
PAGES = ("", "requests", "loans", "yards", "kits", "plan")
LOAN_TONES: dict[str, StatusName] = {
    "offered": "decide", "agreed": "ready", "dispatched": "out", "received": "waiting",
    "returning": "out", "returned": "done", "declined": "stopped",
}  # fmt: skip
REQUEST_TONES: dict[str, StatusName] = {
    "sent": "late", "working": "decide", "filled": "done", "closed": "done", "withdrawn": "stopped",
}  # fmt: skip


@component
def GoodsTabs(here: str) -> ft.Control:
    """The pages of shared equipment, as a line of words under the section's tabs."""
    return ft.Row([_tab(page, page == here) for page in PAGES], wrap=True, spacing=4, run_spacing=4)


def _tab(page: str, here: bool) -> ft.Control:
    colours, sizes = palette(), scale()
    ink = colours.primary if here else colours.text
    control = ft.Container(
        text(t(f"county_goods.page_{page or 'ledger'}"), bold=True, colour=ink),
        padding=ft.Padding.symmetric(
            horizontal=14, vertical=max(6, (sizes.target - sizes.body * 1.6) / 2)
        ),
        border=ft.Border(bottom=ft.BorderSide(4, ink if here else "transparent")),
        ink=True,
        on_click=guarded(lambda: current_runtime().go(f"{GOODS}/{page}" if page else GOODS)),
    )
    wrapper = tagged(f"goods.page.{page or 'ledger'}", control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper


def page_of(here: str, *content: ft.Control) -> ft.Control:
    """A page: its tabs and what stands below."""
    return ft.Column(
        [GoodsTabs(here), *content],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def stepper_box(stepper: ft.Control, unit: str = "") -> ft.Control:
    """A stepper beside words: as wide as it is, so that the words have the rest."""
    sizes = scale()
    return ft.Container(stepper, width=sizes.target * 4 + 40 + (len(unit) + 1) * sizes.body)


def day_words(day: str | None) -> str:
    return short_day_text(date.fromisoformat(day)) if day else ""


def loan_chip(loan: LoanRow) -> ft.Control:
    return status_chip(LOAN_TONES.get(loan.state, "waiting"), code_label("loan_state", loan.state))


def request_chip(request: RequestLine) -> ft.Control:
    word = code_label("request_state", request.state)
    return status_chip(REQUEST_TONES.get(request.state, "waiting"), word)


def loan_marks(loan: LoanRow) -> list[ft.Control]:
    """What must be seen first: differences, and what is late."""
    sums, marks = loan.sums, []
    if sums.missing > 0:
        marks.append(_late(t("county_goods.short", amount=amount(loan.equipment, sums.missing))))
    if sums.missing < 0:
        marks.append(_late(t("county_goods.surplus", amount=amount(loan.equipment, -sums.missing))))
    if sums.missing_back > 0:
        words = amount(loan.equipment, sums.missing_back)
        marks.append(_late(t("county_goods.short_back", amount=words)))
    if sums.owed < 0:
        marks.append(_late(t("county_goods.more_home", amount=amount(loan.equipment, -sums.owed))))
    if loan.late(current_runtime().today):
        marks.append(_late(t("county_goods.late", day=day_words(loan.due_on))))
    return marks


def _late(words: str) -> ft.Control:
    return status_chip("late", words, loud=True)


def where_it_is(loan: LoanRow) -> str:
    """「先方に47本・移動中 3本」, of what is not home."""
    sums, thing = loan.sums, loan.equipment
    parts = []
    if loan.out and sums.here:
        parts.append(t("county_goods.is_here", amount=amount(thing, sums.here)))
    if loan.out and not sums.arrival_counted and sums.unarrived > 0:
        parts.append(t("county_goods.is_on_way", amount=amount(thing, sums.unarrived)))
    if loan.out and sums.on_way_back:
        parts.append(t("county_goods.is_on_way_back", amount=amount(thing, sums.on_way_back)))
    return "・".join(parts)


@component
def Cards(tag: str, count: int, draw: Callable[[int], Sequence[ft.Control]]) -> ft.Control:
    """Long lists: `draw` gives the cards of the first so many records; the rest at a tap."""
    shown, set_shown = ft.use_state(CARDS_FIRST)
    parts = list(draw(min(shown, count)))
    if shown < count:
        word = t("frame.rows_more", count=count - shown)
        parts.append(quiet_button(f"{tag}.more", word, lambda: set_shown(shown + CARDS_FIRST),
                                  icon=ft.Icons.ARROW_DOWNWARD))  # fmt: skip
    return ft.Column(parts, spacing=GAP, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


@memo
def LoanCard(loan: LoanRow, other: str) -> ft.Control:
    """`other`: the council at the other end, as the page sees it."""
    about = [
        other, t("county_goods.due", day=day_words(loan.due_on)) if loan.due_on else "",
        where_it_is(loan),
    ]  # fmt: skip
    marks = loan_marks(loan)
    body = card(
        ft.Row([code_text(loan.number), loan_chip(loan), *marks], wrap=True, spacing=GAP),
        heading(thing_amount(loan.equipment, loan.quantity)),
        soft_text("　".join(part for part in about if part)),
        status="late" if marks else None,
        padding=12,
        spacing=4,
    )
    body.ink = True
    body.on_click = guarded(lambda: current_runtime().go(f"{GOODS}/loan/{loan.id.hex()}"))
    return tagged(row_tag("goods.loan", loan.id), body)
