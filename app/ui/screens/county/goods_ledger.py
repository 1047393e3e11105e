"""台帳: who has what, how much of it is free; and who has so many within an hour."""

from collections import defaultdict
from collections.abc import Callable

import flet as ft

from app.services.county_goods_requests import AskForGoods, AskForm
from app.store.queries.county_goods import StockRow
from app.store.queries.county_travel import NearStock, WhoHas, who_has
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import list_and_detail, moment
from app.ui.components.county_picker import Picker
from app.ui.components.fields import number_stepper
from app.ui.components.queries import shown
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.goods_export import save_goods
from app.ui.screens.county.goods_pieces import GOODS, page_of
from app.ui.screens.county.goods_state import (
    TOPICS,
    GoodsView,
    amount,
    thing_name,
    thing_options,
)
from app.ui.tagged import tagged
from app.ui.use_query import use_county_query
from sync.core.ids import EntityId

ASKED_FIRST = 50
WITHIN_FIRST = 60
MINUTES_MAX = 600


@component
def LedgerPage(view: GoodsView) -> ft.Control:
    thing, set_thing = ft.use_state("")
    right: list[ft.Control] = [
        Picker("goods.thing", t("county_goods.thing"), thing_options(), thing, set_thing)
    ]
    if thing:
        right.append(keyed(thing, Search, view, thing))
    else:
        right.append(soft_text(t("county_goods.search_hint")))
    left = [
        section_header(
            t("county_goods.ledger"),
            button("goods.xlsx", t("county_goods.xlsx"), lambda: save_goods("ledger_xlsx"),
                   icon=ft.Icons.TABLE_VIEW),
            button("goods.csv", t("county_goods.csv"), lambda: save_goods("ledger_csv"),
                   icon=ft.Icons.TABLE_VIEW),
        ),
        _rows_of(view, thing) if thing else _sums(view, set_thing),
    ]  # fmt: skip
    heads = [section_header(t("county_goods.search")), *right]
    return page_of("", _two(left, heads))


def _two(left: list[ft.Control], right: list[ft.Control]) -> ft.Control:
    """Side by side on a wide window; on a narrow one the search stands first."""
    if current_runtime().window.value.wide:
        return list_and_detail(left, right, shares=(6, 5))
    return list_and_detail([*right, *left], None, shares=(1, 1))


def _sums(view: GoodsView, choose: Callable[[str], None]) -> ft.Control:
    """One line a thing, over all yards."""
    if not view.stock:
        return empty_state(
            t("county_goods.nothing"), t("county_goods.nothing_hint"),
            big_button("goods.to_yards", t("county_goods.page_yards"),
                       lambda: current_runtime().go(f"{GOODS}/yards")),
            icon=ft.Icons.WAREHOUSE_OUTLINED,
        )  # fmt: skip
    found: dict[str, list[StockRow]] = defaultdict(list)
    for row in view.stock:
        found[row.equipment].append(row)
    columns = (
        Column(t("county_goods.thing"), 5), Column(t("county_goods.yards"), 2, number=True),
        Column(t("county_goods.lendable"), 3, number=True),
        Column(t("county_goods.out"), 2, number=True),
        Column(t("county_goods.free"), 3, number=True),
    )  # fmt: skip
    order = [code for code, _ in thing_options() if code in found]
    order += sorted(set(found) - set(order))
    rows = [_sum_row(code, found[code], choose) for code in order]
    return table(columns, rows)


def _sum_row(
    code: str, rows: list[StockRow], choose: Callable[[str], None]
) -> list[str | ft.Control]:
    free = sum(row.free for row in rows)
    name = tagged(
        f"goods.line.{code}",
        ft.Container(
            text(thing_name(code), bold=True, colour=palette().primary), ink=True,
            on_click=lambda: choose(code), padding=ft.Padding.symmetric(vertical=6),
        ),
    )  # fmt: skip
    return [
        name, f"{len({row.yard for row in rows})}", amount(code, sum(row.quantity for row in rows)),
        amount(code, sum(row.out + row.promised for row in rows)), _free(code, free),
    ]  # fmt: skip


def _free(code: str, free: int) -> ft.Control:
    ink = palette().late.ink if free <= 0 else None
    return text(amount(code, free), bold=True, colour=ink, align=ft.TextAlign.RIGHT)


def _rows_of(view: GoodsView, code: str) -> ft.Control:
    """One thing: every yard that has it."""
    rows = [row for row in view.stock if row.equipment == code]
    if not rows:
        return empty_state(t("county_goods.nobody_has", name=thing_name(code)),
                           t("county_goods.nobody_has_hint"))  # fmt: skip
    columns = (
        Column(t("county_goods.yard"), 6), Column(t("county_goods.lendable"), 2, number=True),
        Column(t("county_goods.out"), 2, number=True),
        Column(t("county_goods.promised"), 2, number=True),
        Column(t("county_goods.free"), 2, number=True),
    )  # fmt: skip
    cells: list[list[str | ft.Control]] = []
    for row in rows:
        about = [
            code_label("ownership", row.ownership),
            t("county_goods.counted", at=moment(row.as_of)),
            t("county_goods.gone", amount=amount(code, row.gone)) if row.gone else "", row.note,
        ]  # fmt: skip
        where = ft.Column(
            [
                text(f"{row.council_name}　{row.yard_name}", bold=True),
                soft_text("　".join(part for part in about if part)),
            ],
            spacing=0,
            tight=True,
        )
        cells.append([
            where, f"{row.quantity:,}", f"{row.out:,}", f"{row.promised:,}", _free(code, row.free),
        ])  # fmt: skip
    return ft.Column([heading(thing_name(code)), table(columns, cells)], tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


@component
def Search(view: GoodsView, thing: str) -> ft.Control:
    """Who has so many of it near a council; and the way to ask for them."""
    quantity, set_quantity = ft.use_state(ASKED_FIRST)
    within, set_within = ft.use_state(WITHIN_FIRST)
    where, set_where = ft.use_state(view.own.hex())
    asking, set_asking = ft.use_state(False)
    council = bytes.fromhex(where or view.own.hex())
    state = use_county_query(
        lambda db: who_has(db, thing, quantity, council, within), TOPICS,
        thing, quantity, council, within,
    )  # fmt: skip
    parts: list[ft.Control] = [
        ft.Row(
            [
                ft.Container(content=stepper, expand=1)
                for stepper in (
                    number_stepper("goods.quantity", t("county_goods.quantity"), quantity,
                                   lambda value: set_quantity(value or 0), most=99_999),
                    number_stepper("goods.within", t("county_goods.within"), within,
                                   lambda value: set_within(value or 0), most=MINUTES_MAX),
                )
            ],
            spacing=GAP,
        ),
        Picker("goods.where", t("county_goods.where"), view.council_options, where, set_where),
        shown(state, lambda found: _found(thing, within, found)),
    ]  # fmt: skip
    if asking:
        parts.append(AskCard(thing, quantity, where, lambda: set_asking(False)))
    else:
        label = t("county_goods.ask_this", amount=amount(thing, quantity))
        parts.append(button("goods.ask", label, lambda: set_asking(True), icon=ft.Icons.CAMPAIGN))
    return ft.Column(parts, spacing=GAP, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _found(thing: str, within: int, found: WhoHas) -> ft.Control:
    if found.missing == 0:
        words = t("county_goods.enough", amount=amount(thing, found.found), minutes=within)
        head: ft.Control = status_chip("done", words)
    else:
        words = t("county_goods.lacking", amount=amount(thing, found.missing), minutes=within,
                  found=amount(thing, found.found))  # fmt: skip
        head = status_chip("late", words, loud=True)
    parts: list[ft.Control] = [head]
    if found.missing and found.enough_at is not None:
        parts.append(text(t("county_goods.enough_at", minutes=found.enough_at)))
    elif found.missing:
        parts.append(text(t("county_goods.never_enough")))
    parts += [_near(thing, line) for line in found.lines]
    if found.estimated:
        parts.append(soft_text(t("county_goods.estimates")))
    return card(*parts, padding=12, spacing=8)


def _near(thing: str, line: NearStock) -> ft.Control:
    way = line.way
    if way is None:
        minutes = t("county_goods.way_unknown")
    else:
        key = "county_goods.about_minutes" if way.estimated else "county_goods.minutes"
        minutes = t(key, minutes=way.minutes)
    ink = None if line.within else palette().soft
    together = t("county_goods.together", amount=amount(thing, line.together))
    return ft.Row(
        [
            text(minutes, bold=True, colour=ink),
            text(f"{line.stock.council_name}　{line.stock.yard_name}", colour=ink, expand=True),
            ft.Column(
                [text(amount(thing, line.stock.free), bold=True, colour=ink), soft_text(together)],
                spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.END,
            ),
        ],
        spacing=GAP,
    )  # fmt: skip


@component
def AskCard(thing: str, quantity: int, where: str, close: Callable[[], None]) -> ft.Control:
    """The request itself, with what was searched for filled in."""
    form = use_form("goods.ask_form", {"needed_on": None, "place": "", "note": ""})
    council = EntityId(bytes.fromhex(where)) if where else None

    def command(sure: bool) -> AskForGoods:
        ask = AskForm(form["needed_on"], form["place"] or "", form["note"] or "")
        return AskForGoods(((thing, quantity),), form=ask, council=council, sure=sure)

    return card(
        heading(t("county_goods.ask_title")),
        text(f"{thing_name(thing)}　{amount(thing, quantity)}", bold=True),
        form.day("needed_on", t("county_goods.needed_on")),
        form.text("place", t("county_goods.place")),
        form.text("note", t("county_goods.note")),
        no_names(),
        *form.ending(t("county_goods.ask_send"), command, t("county_goods.asked"), close,
                     cancel=close),
    )  # fmt: skip
