"""貸し借り: what has to go home, what is out, where the two ends counted otherwise."""

from collections.abc import Callable

import flet as ft

from app.documents.payloads import Kind, parse
from app.services.county_goods_requests import LendDirectly, OfferForm
from app.store.queries.county_goods_loans import (
    LoanRow,
    OutPart,
    borrowed_from,
    differing,
    lent_to,
    loan_by_number,
)
from app.ui.code_texts import code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import button
from app.ui.components.camera import CameraPanel, Eye, codes_in
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.choices import choice_chips
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import list_and_detail
from app.ui.components.county_picker import Picker
from app.ui.components.fields import refusal_line
from app.ui.components.scan_field import ScanField
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.county.goods_export import save_goods
from app.ui.screens.county.goods_pieces import GOODS, Cards, LoanCard, page_of
from app.ui.screens.county.goods_state import (
    GoodsView,
    amount,
    thing_options,
    unit_of,
)
from sync.core.ids import EntityId

SHOWN = ("borrowed", "lent", "differ", "mine", "all")


def loan_code_in(picture: bytes) -> str | None:
    """The first code of a loan in a picture."""
    for words in codes_in(picture):
        payload = parse(words)
        if payload is not None and payload.kind is Kind.LOAN:
            return words
    return None


SLIPS = Eye("goods.camera", lambda word: t(f"county_goods.camera_{word}"), loan_code_in)


@component
def LoansPage(view: GoodsView) -> ft.Control:
    shown, set_shown = ft.use_state("all" if view.prefecture else "borrowed")
    lending, set_lending = ft.use_state(False)
    right: list[ft.Control] = [Scan()]
    if lending:
        right.append(LendCard(view, lambda: set_lending(False)))
    else:
        right += [
            button("goods.lend", t("county_goods.lend_directly"), lambda: set_lending(True),
                   icon=ft.Icons.LOCAL_SHIPPING),
            soft_text(t("county_goods.lend_directly_hint")),
        ]  # fmt: skip
    counts = {key: len(_loans(view, key)) for key in SHOWN}
    options = [
        (key, t(f"county_goods.show_{key}", count=counts[key]))
        for key in SHOWN if key != "all" or view.prefecture or counts[key] != counts["mine"]
    ]  # fmt: skip
    left: list[ft.Control] = [
        section_header(
            t("county_goods.loans"),
            button("goods.returns", t("county_goods.return_list"), lambda: save_goods("returns"),
                   icon=ft.Icons.PRINT),
            button("goods.lent_list", t("county_goods.lent_list"), lambda: save_goods("lent"),
                   icon=ft.Icons.PRINT),
        ),
        choice_chips("goods.show", "", options, shown, lambda key: set_shown(key or "borrowed")),
        *_listed(view, shown),
    ]  # fmt: skip
    if current_runtime().window.value.wide:
        return page_of("loans", list_and_detail(left, right, shares=(7, 4)))
    return page_of("loans", list_and_detail([*right, *left], None, shares=(1, 1)))


def _loans(view: GoodsView, shown: str) -> list[LoanRow]:
    if shown == "borrowed":
        return [loan for loan in view.loans if loan.borrower == view.own and loan.out]
    if shown == "lent":
        return [loan for loan in view.loans if loan.lender == view.own and loan.out]
    ours = [loan for loan in view.loans
            if view.prefecture or view.own in (loan.lender, loan.borrower)]  # fmt: skip
    if shown == "differ":
        return list(differing(ours))
    if shown == "mine":
        return [loan for loan in ours if view.own in (loan.lender, loan.borrower)]
    return list(view.loans)


def _listed(view: GoodsView, shown: str) -> list[ft.Control]:
    loans = _loans(view, shown)
    if not loans:
        return [empty_state(t(f"county_goods.none_{shown}"), t("county_goods.none_hint"),
                            icon=ft.Icons.CHECK_CIRCLE_OUTLINE)]  # fmt: skip
    parts: tuple[OutPart, ...] = ()
    if shown == "borrowed":
        parts = borrowed_from(loans, view.own)
    elif shown == "lent":
        parts = lent_to(loans, view.own)
    key = "county_goods.back_to" if shown == "borrowed" else "county_goods.out_at"
    lines = [(part.name, loan) for part in parts for loan in part.loans]
    lines = lines or [("", loan) for loan in loans]

    def draw(count: int) -> list[ft.Control]:
        """By council at the other end, where the list is by council: a heading and its loans."""
        found: list[ft.Control] = []
        before = ""
        for name, loan in lines[:count]:
            if name != before:
                found.append(heading(t(key, name=name)))
            about = _about(loan) if name else _ends(loan)
            found.append(keyed(loan.id, LoanCard, loan, about))
            before = name
        return found

    return [Cards("goods.loans", len(lines), draw)]


def _ends(loan: LoanRow) -> str:
    return f"{loan.lender_name} → {loan.borrower_name}"


def _about(loan: LoanRow) -> str:
    return t("county_goods.owed", amount=amount(loan.equipment, loan.sums.owed))


@component
def Scan() -> ft.Control:
    """貸出票のQR: a scan opens the loan, ready to be counted."""
    camera, set_camera = ft.use_state(False)
    unknown, set_unknown = ft.use_state("")
    runtime = current_runtime()

    async def found(words: str) -> None:
        payload = parse(words)
        loan: EntityId | None = None
        if payload is not None and payload.kind is Kind.LOAN and payload.entity is not None:
            loan = EntityId(payload.entity)
        elif payload is None:
            loan = await runtime.read_county(lambda db: loan_by_number(db, words))
        if loan is None:
            runtime.sound("refused")
            set_unknown(words)
            return
        runtime.sound("accepted")
        runtime.go(f"{GOODS}/loan/{loan.hex()}")

    parts: list[ft.Control] = [
        heading(t("county_goods.scan_title")),
        ScanField("goods.scan", t("county_goods.scan"), t("county_goods.scan_hint"), found),
    ]
    if unknown:
        parts.append(refusal_line(t("county_goods.scan_unknown", words=unknown)))
    if camera:
        parts.append(CameraPanel(SLIPS, found, lambda: set_camera(False)))
    else:
        parts.append(button("goods.camera", t("county_goods.camera"), lambda: set_camera(True),
                            icon=ft.Icons.QR_CODE_SCANNER))  # fmt: skip
    return card(*parts, padding=12)


@component
def LendCard(view: GoodsView, close: Callable[[], None]) -> ft.Control:
    """Agreed by telephone, or nobody answers there."""
    form = use_form("goods.lend_form", {
        "borrower": "", "thing": "", "yard": None, "quantity": None, "ownership": "bought",
        "due_on": None, "carrier": "", "note": "",
    })  # fmt: skip

    def command(sure: bool) -> LendDirectly:
        yard = EntityId(bytes.fromhex(form["yard"])) if form["yard"] else None
        offer = OfferForm(form["quantity"] or 0, yard, form["ownership"] or "bought",
                          form["due_on"], form["carrier"] or "", form["note"] or "")  # fmt: skip
        borrower = EntityId(bytes.fromhex(form["borrower"]) if form["borrower"] else b"")
        return LendDirectly(borrower, form["thing"], offer, sure=sure)

    yards = [(yard.id.hex(), yard.name) for yard in view.own_yards if yard.active]
    parts: list[ft.Control] = [
        heading(t("county_goods.lend_directly")),
        Picker("goods.lend_to", t("county_goods.borrower"), view.council_options,
               form["borrower"], form.put("borrower"), form.why("borrower")),
        Picker("goods.lend_thing", t("county_goods.thing"), thing_options(), form["thing"],
               form.put("thing"), form.why("equipment")),
        form.number("quantity", t("county_goods.quantity"), unit=unit_of(form["thing"]), least=1,
                    most=99_999),
    ]  # fmt: skip
    if yards:
        parts.append(form.choice("yard", t("county_goods.from_yard"), yards))
    parts += [
        form.choice("ownership", t("county_goods.ownership"), code_options("ownership")),
        form.day("due_on", t("county_goods.due_on")),
        form.text("carrier", t("county_goods.carrier"), hint=t("county_goods.carrier_hint")),
        form.text("note", t("county_goods.note")),
        no_names(),
        *form.ending(t("county_goods.lend_send"), command, t("county_goods.lent"), close,
                     cancel=close,
                     shown=("borrower", "equipment", "quantity", "due_on", "carrier", "note")),
    ]  # fmt: skip
    return card(*parts)
