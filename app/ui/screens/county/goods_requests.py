"""要請: who asks for what, who offered how much, and the forms to ask and to offer."""

from collections.abc import Callable

import flet as ft

from app.services.county_goods_requests import (
    AskForGoods,
    AskForm,
    EndGoodsRequest,
    OfferForm,
    OfferGoods,
)
from app.store.queries.county_goods import RequestLine, StockRow
from app.store.queries.county_goods_loans import LoanRow
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, list_and_detail, moment
from app.ui.components.county_picker import Picker
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP
from app.ui.screens.county.goods_pieces import (
    GOODS,
    Cards,
    LoanCard,
    day_words,
    page_of,
    request_chip,
)
from app.ui.screens.county.goods_state import (
    GoodsView,
    amount,
    thing_amount,
    thing_options,
    unit_of,
)
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId


@component
def RequestsPage(view: GoodsView, opened: str) -> ft.Control:
    """`opened`: the id of a request, `new` for the form, empty for neither."""
    over, set_over = ft.use_state(False)
    runtime = current_runtime()

    def go(which: str) -> None:
        runtime.go(f"{GOODS}/requests/{which}" if which else f"{GOODS}/requests")

    listed = [one for one in view.requests if over or not one.over]
    left: list[ft.Control] = [
        section_header(
            t("county_goods.requests"),
            button("goods.new", t("county_goods.ask_new"), lambda: go("new"), icon=ft.Icons.ADD),
        )
    ]
    left.append(Cards("goods.requests", len(listed), lambda count: [
        keyed(one.id, RequestCard, one, one.id.hex() == opened) for one in listed[:count]
    ]))  # fmt: skip
    if not listed:
        left.append(empty_state(t("county_goods.no_requests"), t("county_goods.no_requests_hint")))
    key = "county_goods.hide_over" if over else "county_goods.show_over"
    left.append(quiet_button("goods.over", t(key), lambda: set_over(not over)))
    right: list[ft.Control] | None = None
    if opened == "new":
        right = [keyed("new", AskNew, view, lambda: go(""))]
    elif opened:
        chosen = next((one for one in view.requests if one.id.hex() == opened), None)
        right = (
            [keyed(opened, RequestPane, view, chosen, lambda: go(""))] if chosen
            else [empty_state(t("refused.no_such_goods_request"), t("county_goods.gone_hint"))]
        )  # fmt: skip
    beside = soft_text(t("county_goods.choose_request"))
    return page_of("requests", list_and_detail(left, right, shares=(5, 6), beside=beside))


@memo
def RequestCard(request: RequestLine, chosen: bool) -> ft.Control:
    about = [
        request.council_name, request.place,
        t("county_goods.needed_by", day=day_words(request.needed_on)) if request.needed_on else "",
        request.kit_name,
    ]  # fmt: skip
    body = card(
        ft.Row([code_text(request.number), request_chip(request)], wrap=True, spacing=GAP),
        heading(thing_amount(request.equipment, request.quantity)),
        soft_text("　".join(part for part in about if part)),
        text(_how_far(request), bold=bool(request.open)),
        status="out" if chosen else None,
        padding=12,
        spacing=4,
    )
    body.ink = True
    route = f"{GOODS}/requests/{request.id.hex()}"
    body.on_click = guarded(lambda: current_runtime().go(route))
    return tagged(row_tag("goods.request", request.id), body)


def _how_far(request: RequestLine) -> str:
    thing = request.equipment
    parts = [t("county_goods.promised_so_far", amount=amount(thing, request.promised))]
    if request.offered:
        parts.append(t("county_goods.offered_so_far", amount=amount(thing, request.offered)))
    if request.open:
        parts.append(t("county_goods.still_open", amount=amount(thing, request.open)))
    return "・".join(parts)


@component
def RequestPane(view: GoodsView, request: RequestLine, close: Callable[[], None]) -> ft.Control:
    offering, set_offering = ft.use_state(False)
    runtime = current_runtime()
    loans = [loan for loan in view.loans if loan.id in request.loans]
    mine = view.may(request.council)

    async def end(withdrawn: bool) -> None:
        key = "county_goods.withdrawn" if withdrawn else "county_goods.closed"
        await send_or_say(runtime, EndGoodsRequest(request.id, withdrawn=withdrawn), t(key))

    buttons: list[ft.Control] = []
    if not runtime.window.value.wide:
        buttons.append(button("goods.back", t("frame.close"), close, icon=ft.Icons.ARROW_BACK))
    if mine and not request.over:
        word = t("county_goods.close_request")
        buttons.append(button("goods.close", word, lambda: end(False), icon=ft.Icons.CHECK))
    if mine and not request.over and not request.promised:
        word = t("county_goods.withdraw_request")
        buttons.append(quiet_button("goods.withdraw", word, lambda: end(True)))
    parts: list[ft.Control] = [_facts(request)]
    if buttons:
        parts.append(acts(*buttons))
    parts.append(heading(t("county_goods.offers")))
    parts += [keyed(loan.id, LoanCard, loan, _from(loan)) for loan in loans]
    if not loans:
        parts.append(soft_text(t("county_goods.no_offers")))
    may_offer = not request.over and (view.prefecture or request.council != view.own)
    if may_offer and offering:
        parts.append(OfferCard(view, request, lambda: set_offering(False)))
    elif may_offer:
        word = t("county_goods.offer")
        parts.append(button("goods.offer", word, lambda: set_offering(True),
                            icon=ft.Icons.VOLUNTEER_ACTIVISM))  # fmt: skip
    return ft.Column(parts, spacing=GAP, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _from(loan: LoanRow) -> str:
    return f"{loan.lender_name}　{loan.yard_name}"


def _facts(request: RequestLine) -> ft.Control:
    needed = day_words(request.needed_on) or t("county_goods.no_day")
    about = [
        t("county_goods.asked_at", at=moment(request.at)),
        t("county_goods.needed_by", day=needed),
        t("county_goods.bring_to", place=request.place) if request.place else "",
    ]
    rows: list[ft.Control] = [
        ft.Row([code_text(request.number), request_chip(request)], wrap=True, spacing=GAP),
        heading(f"{request.council_name}　{thing_amount(request.equipment, request.quantity)}"),
        soft_text("　".join(part for part in about if part)),
        text(_how_far(request)),
    ]
    if request.note:
        rows.append(text(request.note))
    return card(*rows, padding=12, spacing=6)


@component
def AskNew(view: GoodsView, close: Callable[[], None]) -> ft.Control:
    """One thing, or a starter kit."""
    form = use_form("goods.ask_form", {
        "kit": None, "kits": 1, "thing": "", "quantity": None, "council": view.own.hex(),
        "needed_on": None, "place": "", "note": "",
    })  # fmt: skip
    kits = [kit for kit in view.kits if kit.active and kit.lines]
    chosen = next((kit for kit in kits if kit.id.hex() == form["kit"]), None)

    def command(sure: bool) -> AskForGoods:
        ask = AskForm(form["needed_on"], form["place"] or "", form["note"] or "")
        council = EntityId(bytes.fromhex(form["council"])) if form["council"] else None
        if chosen is not None:
            return AskForGoods(kit=chosen.id, kits=form["kits"] or 0, form=ask, council=council,
                               sure=sure)  # fmt: skip
        lines = ((form["thing"], form["quantity"] or 0),) if form["thing"] else ()
        return AskForGoods(lines, form=ask, council=council, sure=sure)

    parts: list[ft.Control] = [heading(t("county_goods.ask_title"))]
    if kits:
        options = [(kit.id.hex(), kit.name) for kit in kits]
        parts.append(form.choice("kit", t("county_goods.kit_or_thing"), options))
    if chosen is not None:
        inside = "・".join(thing_amount(code, count) for code, count in chosen.lines)
        parts += [form.number("kits", t("county_goods.kits_count"), least=1, most=99),
                  soft_text(inside)]  # fmt: skip
    else:
        parts += [
            Picker("goods.ask_thing", t("county_goods.thing"), thing_options(), form["thing"],
                   form.put("thing")),
            form.number("quantity", t("county_goods.quantity"), unit=unit_of(form["thing"]),
                        least=1, most=99_999),
        ]  # fmt: skip
    if view.prefecture:
        parts.append(Picker("goods.ask_for", t("county_goods.for_whom"), view.council_options,
                            form["council"], form.put("council")))  # fmt: skip
    parts += [
        form.day("needed_on", t("county_goods.needed_on")),
        form.text("place", t("county_goods.place")),
        form.text("note", t("county_goods.note")),
        no_names(),
        *form.ending(t("county_goods.ask_send"), command, t("county_goods.asked"), close,
                     cancel=close, shown=("quantity", "kits", "needed_on", "place", "note")),
    ]  # fmt: skip
    return card(*parts)


@component
def OfferCard(view: GoodsView, request: RequestLine, close: Callable[[], None]) -> ft.Control:
    """From which yard, how many, until when. What is free stands beside each yard."""
    lots = [row for row in view.stock if row.equipment == request.equipment
            and view.may(row.council) and row.council != request.council]  # fmt: skip
    first = max(lots, key=lambda row: row.free, default=None)
    wanted = request.open or request.quantity
    form = use_form("goods.offer_form", {
        "lot": first.id.hex() if first else None, "due_on": None, "carrier": "", "note": "",
        "quantity": min(wanted, max(first.free, 0)) if first and first.free > 0 else wanted,
        "ownership": "bought",
    })  # fmt: skip
    lot = next((row for row in lots if row.id.hex() == form["lot"]), None)

    def command(sure: bool) -> OfferGoods:
        offer = OfferForm(
            form["quantity"] or 0, lot.yard if lot else None,
            lot.ownership if lot else form["ownership"] or "bought", form["due_on"],
            form["carrier"] or "", form["note"] or "",
        )  # fmt: skip
        return OfferGoods(request.id, offer, sure=sure)

    parts: list[ft.Control] = [heading(t("county_goods.offer_title"))]
    if lots:
        options = [(row.id.hex(), _lot_words(row)) for row in lots]
        parts.append(form.choice("lot", t("county_goods.from_yard"), options))
    if lot is None:
        parts += [soft_text(t("county_goods.from_no_yard")),
                  form.choice("ownership", t("county_goods.ownership"),
                              code_options("ownership"))]  # fmt: skip
    parts += [
        form.number("quantity", t("county_goods.quantity"), unit=unit_of(request.equipment),
                    least=1, most=99_999),
        form.day("due_on", t("county_goods.due_on")),
        form.text("carrier", t("county_goods.carrier"), hint=t("county_goods.carrier_hint")),
        form.text("note", t("county_goods.note")),
        no_names(),
        *form.ending(t("county_goods.offer_send"), command, t("county_goods.offered"), close,
                     cancel=close, shown=("quantity", "due_on", "carrier", "note")),
    ]  # fmt: skip
    return card(*parts)


def _lot_words(row: StockRow) -> str:
    free = t("county_goods.free_is", amount=amount(row.equipment, row.free))
    return f"{row.yard_name}　{code_label('ownership', row.ownership)}　{free}"
