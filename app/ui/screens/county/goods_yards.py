"""置き場: the own yards, what of them may be lent, taken over from the own centre or a file."""

from collections.abc import Callable

import flet as ft

from app.services.county_goods import (
    AddYard,
    EditYard,
    OpenYard,
    SetStock,
    StockLine,
    YardForm,
)
from app.services.county_goods_import import GoodsFile, stock_file
from app.store.queries.county_goods import StockRow, Yard
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.county import no_names
from app.ui.components.county_form import Form, use_form
from app.ui.components.county_layout import acts, list_and_detail, moment
from app.ui.components.county_picker import Picker
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime, guarded
from app.ui.screens.county.goods_books import has_books
from app.ui.screens.county.goods_files import FileIn
from app.ui.screens.county.goods_pieces import GOODS, page_of
from app.ui.screens.county.goods_state import (
    GoodsView,
    amount,
    thing_name,
    thing_options,
    unit_of,
)
from app.ui.screens.county.goods_takeover import Takeover
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag, tagged

FORM = "goods.yard_form"


@component
def YardsPage(view: GoodsView, opened: str) -> ft.Control:
    """`opened`: the id of a yard, `new` for the form, empty for neither."""
    runtime = current_runtime()

    def go(which: str) -> None:
        runtime.go(f"{GOODS}/yards/{which}" if which else f"{GOODS}/yards")

    left: list[ft.Control] = [
        section_header(
            t("county_goods.yards"),
            button("goods.new_yard", t("county_goods.new_yard"), lambda: go("new"),
                   icon=ft.Icons.ADD),
        )
    ]  # fmt: skip
    mine = [yard for yard in view.yards if yard.council == view.own]
    others = [yard for yard in view.yards if yard.council != view.own]
    left += [keyed(yard.id, YardCard, yard, yard.id.hex() == opened) for yard in mine]
    if not mine:
        left.append(empty_state(t("county_goods.no_yards"), t("county_goods.no_yards_hint")))
    if others:
        left.append(heading(t("county_goods.other_yards")))
        left += [keyed(yard.id, YardCard, yard, yard.id.hex() == opened) for yard in others]
    right: list[ft.Control] | None = None
    if opened == "new":
        right = [keyed("new", YardEdit, None, lambda: go(""))]
    elif opened:
        yard = next((one for one in view.yards if one.id.hex() == opened), None)
        right = (
            [keyed(opened, YardPane, view, yard, lambda: go(""))] if yard
            else [empty_state(t("refused.no_such_yard"), t("county_goods.gone_hint"))]
        )  # fmt: skip
    beside = soft_text(t("county_goods.choose_yard"))
    return page_of("yards", list_and_detail(left, right, shares=(4, 7), beside=beside))


@memo
def YardCard(yard: Yard, chosen: bool) -> ft.Control:
    chips: list[ft.Control] = []
    if not yard.active:
        chips.append(status_chip("stopped", t("county_goods.yard_closed")))
    about = [code_label("yard_kind", yard.kind), yard.hours, yard.phone]
    body = card(
        ft.Row([heading(yard.name), *chips], wrap=True),
        soft_text(yard.council_name),
        soft_text("　".join(part for part in about if part)),
        status="out" if chosen else None, padding=12, spacing=2,
    )  # fmt: skip
    body.ink = True
    body.on_click = guarded(lambda: current_runtime().go(f"{GOODS}/yards/{yard.id.hex()}"))
    return tagged(row_tag("goods.yard", yard.id), body)


@component
def YardPane(view: GoodsView, yard: Yard, close: Callable[[], None]) -> ft.Control:
    doing, set_doing = ft.use_state("")
    runtime = current_runtime()
    rows = [row for row in view.stock if row.yard == yard.id]
    may = view.may(yard.council)

    async def turn() -> None:
        key = "county_goods.yard_closed_said" if yard.active else "county_goods.yard_opened_said"
        await send_or_say(runtime, OpenYard(yard.id, not yard.active), t(key, name=yard.name))

    async def foresee(content: bytes) -> GoodsFile:
        return await runtime.work(lambda: stock_file(content, yard.id))

    def done() -> None:
        set_doing("")

    head: list[ft.Control] = []
    if not runtime.window.value.wide:
        head.append(button("goods.yard_back", t("frame.close"), close, icon=ft.Icons.ARROW_BACK))
    parts: list[ft.Control] = [section_header(yard.name, *head), _stock_table(rows)]
    if not may:
        return ft.Column(parts, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    buttons: list[ft.Control] = [
        button("goods.set_line", t("county_goods.set_line"), lambda: set_doing("line"),
               icon=ft.Icons.ADD_BOX),
    ]  # fmt: skip
    if yard.council == view.own and has_books(runtime):
        buttons.append(button("goods.takeover", t("county_goods.takeover"),
                              lambda: set_doing("takeover"), icon=ft.Icons.MOVE_UP))  # fmt: skip
    buttons += [
        quiet_button("goods.edit_yard", t("county_goods.edit_yard"), lambda: set_doing("edit")),
        quiet_button("goods.turn_yard",
                     t("county_goods.close_yard" if yard.active else "county_goods.reopen_yard"),
                     turn),
    ]  # fmt: skip
    parts.append(acts(*buttons))
    if doing == "line":
        parts.append(LineCard(yard, rows, done))
    elif doing == "takeover":
        parts.append(Takeover(yard, rows, done))
    elif doing == "edit":
        parts.append(YardEdit(yard, done))
    parts += [
        FileIn("goods.stock_file", t("county_goods.stock_file"), foresee),
        soft_text(t("county_goods.stock_file_hint")),
    ]
    return ft.Column(parts, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _stock_table(rows: list[StockRow]) -> ft.Control:
    if not rows:
        return empty_state(t("county_goods.yard_empty"), t("county_goods.yard_empty_hint"))
    columns = (
        Column(t("county_goods.thing"), 5), Column(t("county_goods.lendable"), 2, number=True),
        Column(t("county_goods.out"), 2, number=True),
        Column(t("county_goods.promised"), 2, number=True),
        Column(t("county_goods.free"), 2, number=True),
    )  # fmt: skip
    cells: list[list[str | ft.Control]] = []
    for row in rows:
        about = [
            code_label("ownership", row.ownership),
            t("county_goods.counted", at=moment(row.as_of)), row.note,
        ]  # fmt: skip
        name = ft.Column(
            [text(thing_name(row.equipment), bold=True),
             soft_text("　".join(part for part in about if part))], spacing=0, tight=True,
        )  # fmt: skip
        cells.append([name, amount(row.equipment, row.quantity), f"{row.out:,}",
                      f"{row.promised:,}", amount(row.equipment, row.free)])  # fmt: skip
    return table(columns, cells)


@component
def LineCard(yard: Yard, rows: list[StockRow], close: Callable[[], None]) -> ft.Control:
    """One line: all that may be lent of one thing, lent out or not."""
    form = use_form("goods.line_form", {
        "thing": "", "quantity": None, "ownership": "bought", "note": "",
    })  # fmt: skip
    known = next((row for row in rows if row.equipment == form["thing"]
                  and row.ownership == form["ownership"]), None)  # fmt: skip

    def command(sure: bool) -> SetStock:
        line = StockLine(form["thing"], form["quantity"] or 0, form["ownership"] or "bought",
                         form["note"] or "")  # fmt: skip
        return SetStock(yard.id, (line,), sure)

    parts: list[ft.Control] = [
        heading(t("county_goods.set_line")),
        Picker("goods.line_thing", t("county_goods.thing"), thing_options(), form["thing"],
               form.put("thing"), form.why("equipment")),
        form.choice("ownership", t("county_goods.ownership"), code_options("ownership")),
        form.number("quantity", t("county_goods.lendable_all"), unit=unit_of(form["thing"]),
                    most=99_999),
        soft_text(t("county_goods.lendable_hint")),
    ]  # fmt: skip
    if known is not None:
        now = amount(known.equipment, known.quantity)
        parts.append(soft_text(t("county_goods.lendable_now", amount=now)))
    parts += [
        form.text("note", t("county_goods.note")),
        no_names(),
        *form.ending(t("county_goods.save_line"), command, t("county_goods.line_saved"), close,
                     cancel=close, shown=("equipment", "quantity", "note")),
    ]  # fmt: skip
    return card(*parts)


@component
def YardEdit(yard: Yard | None, close: Callable[[], None]) -> ft.Control:
    form = use_form(FORM, {
        "name": yard.name if yard else "", "kind": yard.kind if yard else "store",
        "cell": yard.cell if yard else "", "phone": yard.phone if yard else "",
        "hours": yard.hours if yard else "", "capacity": yard.capacity if yard else None,
    })  # fmt: skip

    def command(sure: bool) -> AddYard | EditYard:
        values = _values(form)
        return EditYard(yard.id, values, sure) if yard else AddYard(values, None, sure)

    return card(
        heading(t("county_goods.edit_yard" if yard else "county_goods.new_yard")),
        form.text("name", t("county_goods.yard_name"), needed=True),
        form.choice("kind", t("county_goods.yard_kind"), code_options("yard_kind")),
        form.text("phone", t("county_goods.yard_phone"), keyboard=ft.KeyboardType.PHONE),
        form.text("hours", t("county_goods.yard_hours"), hint="9:00～17:00"),
        form.text("cell", t("county_goods.yard_cell"), hint=t("county_goods.yard_cell_hint")),
        form.number("capacity", t("county_goods.yard_capacity")),
        no_names(),
        *form.ending(t("county_goods.save_yard"), command, t("county_goods.yard_saved"), close,
                     cancel=close, shown=("name", "cell", "phone", "hours")),
    )  # fmt: skip


def _values(form: Form) -> YardForm:
    return YardForm(
        form["name"] or "", form["kind"] or "store", form["cell"] or "", form["phone"] or "",
        form["hours"] or "", form["capacity"],
    )  # fmt: skip
