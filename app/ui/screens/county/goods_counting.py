"""The form of the count that comes next: sent, arrived, sent back, home, or a difference settled.

The number that is expected stands ready, so that a count that is right is one tap.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.services.command import CountyCommand, Ok, Refused
from app.services.county_goods_counts import (
    DispatchLoan,
    ReceiveLoan,
    SendBack,
    SettleMissing,
    TakeBack,
)
from app.store.queries.county_goods_loans import LoanRow
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.county import no_names
from app.ui.components.county_form import LOOKS_PERSONAL, Form, use_form
from app.ui.components.county_layout import acts
from app.ui.components.fields import refusal_line
from app.ui.components.texts import heading, soft_text
from app.ui.hooks import use_once
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.goods_books import enter_books, leave_books
from app.ui.screens.county.goods_state import amount, unit_of
from sync.core.ids import EntityId

GONE = ("used_up", "lost", "broken")
_ICONS = {
    "dispatch": ft.Icons.LOCAL_SHIPPING, "receive": ft.Icons.INVENTORY_2_OUTLINED,
    "send_back": ft.Icons.KEYBOARD_RETURN, "take_back": ft.Icons.WAREHOUSE_OUTLINED,
    "settle": ft.Icons.RULE,
}  # fmt: skip


def next_counts(loan: LoanRow, lends: bool, borrows: bool) -> tuple[str, ...]:
    """Which counts may come next, the likeliest first."""
    sums, state = loan.sums, loan.state
    if state in ("declined", "returned"):
        return ()
    found = []
    if (lends or borrows) and sums.missing > 0:
        found.append("settle")
    if borrows and sums.unarrived > 0:
        found.append("receive")
    if lends and sums.on_way_back:
        found.append("take_back")
    if lends and state != "offered" and sums.dispatched < loan.quantity:
        found.append("dispatch")
    if borrows and sums.here > 0:
        found.append("send_back")
    if lends and sums.sent_out > 0 and sums.arrival_counted and "take_back" not in found:
        found.append("take_back")
    if borrows and not found and state in ("offered", "agreed"):
        found.append("receive")  # it came before the lender's count did
    return tuple(found)


def opened_first(loan: LoanRow, kinds: tuple[str, ...]) -> str:
    """The form that stands open: what somebody with the things in the hands came for."""
    if loan.state in ("agreed", "dispatched", "returning") and kinds:
        return kinds[0]
    return ""


@component
def Counting(loan: LoanRow, kinds: tuple[str, ...]) -> ft.Control:
    """One form is open; the other counts are a tap away."""
    opened, set_opened = ft.use_state(opened_first(loan, kinds))

    def open_it(kind: str) -> Callable[[], None]:
        return lambda: set_opened(kind)

    buttons = [
        button(f"goods.open.{kind}", _name(loan, kind), open_it(kind), icon=_ICONS[kind])
        for kind in kinds if kind != opened
    ]  # fmt: skip
    parts: list[ft.Control] = []
    if opened in kinds:
        parts.append(keyed(opened, CountForm, loan, opened))
    if buttons:
        parts.append(acts(*buttons))
    return ft.Column(parts, spacing=GAP, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _name(loan: LoanRow, kind: str) -> str:
    rest = kind == "receive" and loan.sums.arrival_counted
    return t("county_goods.do_receive_rest") if rest else t(f"county_goods.do_{kind}")


@dataclass(frozen=True)
class Asked:
    """What a form begins with and how it ends."""

    expected: int
    command: Callable[[Form, bool], CountyCommand]
    gone: bool = False


def _asked(loan: LoanRow, kind: str) -> Asked:
    sums, number = loan.sums, loan.id

    def gone(form: Form) -> dict[str, Any]:
        return {name: form[name] or 0 for name in GONE}

    def quantity(form: Form) -> int:
        return int(form["quantity"] or 0)

    def note(form: Form) -> str:
        return str(form["note"] or "")

    made: dict[str, Asked] = {
        "dispatch": Asked(
            loan.quantity - sums.dispatched,
            lambda form, sure: DispatchLoan(number, quantity(form), note=note(form), sure=sure),
        ),
        "receive": Asked(
            max(0, sums.unarrived) or loan.quantity,
            lambda form, sure: ReceiveLoan(number, quantity(form), note(form), sure),
        ),
        "send_back": Asked(
            sums.here,
            lambda form, sure: SendBack(
                number, quantity(form), note=note(form), sure=sure, **gone(form)
            ),
            gone=True,
        ),
        "take_back": Asked(
            sums.on_way_back or max(0, sums.owed - max(0, sums.missing)),
            lambda form, sure: TakeBack(
                number, quantity(form), damaged=form["damaged"] or 0, note=note(form), sure=sure,
                **gone(form),
            ),
            gone=True,
        ),
        "settle": Asked(
            max(0, sums.missing),
            lambda form, sure: SettleMissing(
                number, quantity(form), form["how"] or "lost", note(form), sure
            ),
        ),
    }  # fmt: skip
    return made[kind]


@component
def CountForm(loan: LoanRow, kind: str) -> ft.Control:
    asked = _asked(loan, kind)
    form = use_form(f"goods.{kind}", {
        "quantity": asked.expected, "note": "", "damaged": 0, "how": "lost",
        **dict.fromkeys(GONE, 0),
    })  # fmt: skip
    folded, set_folded = ft.use_state(True)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    runtime = current_runtime()
    once = use_once()

    async def go(sure: bool) -> bool:
        outcome = await runtime.submit(asked.command(form, sure))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return False
        await _said(loan, kind, form, outcome)
        return False

    parts: list[ft.Control] = [
        heading(_name(loan, kind)),
        soft_text(_hint(loan, kind, asked.expected)),
        _quantity(form, loan, refused),
    ]
    if kind == "settle":
        options = [(how, t(f"county_goods.settle_{how}")) for how in ("lost", "taken_back")]
        parts.append(form.choice("how", t("county_goods.settle_how"), options))
    if asked.gone:
        parts += _gone_fields(form, loan, kind, folded, lambda: set_folded(False))
    differs = (form["quantity"] or 0) != asked.expected
    if differs or not folded or form["note"]:
        parts += [form.text("note", t("county_goods.count_note")), no_names()]
    if refused is not None and refused.field != "quantity":
        parts.append(refusal_line(refusal_text(refused)))
    label, icon = t(f"county_goods.do_{kind}_go"), ft.Icons.CHECK
    parts.append(big_button(f"goods.{kind}.go", label, once.of(lambda: go(False)), icon=icon))
    if refused is not None and refused.code == LOOKS_PERSONAL:
        parts.append(button(f"goods.{kind}.sure", t("county.sure"), once.of(lambda: go(True))))
    return card(*parts, padding=14)


def _hint(loan: LoanRow, kind: str, expected: int) -> str:
    words = amount(loan.equipment, expected)
    if kind == "receive" and loan.sums.arrival_counted:
        return t("county_goods.do_settle_hint", amount=words)
    if kind == "receive" and not loan.sums.dispatched:
        return t("county_goods.do_receive_unsent", amount=words)
    return t(f"county_goods.do_{kind}_hint", amount=words)


def _quantity(form: Form, loan: LoanRow, refused: Refused | None) -> ft.Control:
    field = form.number("quantity", t("county_goods.counted_now"), unit=unit_of(loan.equipment),
                        most=99_999)  # fmt: skip
    if refused is None or refused.field != "quantity":
        return field
    return ft.Column([field, refusal_line(refusal_text(refused))], spacing=4, tight=True)


def _gone_fields(
    form: Form, loan: LoanRow, kind: str, folded: bool, unfold: Callable[[], None]
) -> list[ft.Control]:
    """Damaged, used up, lost, broken: folded away, since mostly nothing is."""
    if folded:
        word = t("county_goods.gone_open")
        return [quiet_button(f"goods.{kind}.more", word, unfold, icon=ft.Icons.EXPAND_MORE)]
    names = ("damaged", *GONE) if kind == "take_back" else GONE
    fields = [
        form.number(name, t(f"county_goods.{name}"), unit=unit_of(loan.equipment), most=99_999)
        for name in names
    ]
    return [soft_text(t(f"county_goods.gone_hint_{kind}")), ft.Row(fields, wrap=True)]


async def _said(loan: LoanRow, kind: str, form: Form, done: Ok) -> None:
    """What is said when the count is safe; the own centre's books follow in the same tap."""
    runtime = current_runtime()
    count = int(form["quantity"] or 0)
    words = [t(f"county_goods.did_{kind}", amount=amount(loan.equipment, count))]
    words += [notice_text(notice) for notice in done.notices]
    books: str | None = None
    if kind == "receive" and done.entity is not None:
        books = await enter_books(runtime, loan, EntityId(done.entity), count)
    elif kind == "send_back":
        gone = sum(int(form[name] or 0) for name in GONE)
        books = await leave_books(runtime, loan, count, gone)
    if books:
        words.append(books)
    runtime.sound("look" if done.notices else "accepted")
    # What is in two books is taken back at the count itself, which takes it out of both.
    runtime.notify("　".join(words), ok=None if books else done,
                   tone="decide" if done.notices else "done")  # fmt: skip
