"""What of the own centre's equipment may be lent: chosen from its list, sent in one act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.catalogue.codes import CodeLists
from app.services.command import Refused
from app.services.county_goods import SetStock, StockLine
from app.store.queries.county_goods import StockRow, Yard
from app.store.queries.equipment import stock_rows
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card
from app.ui.components.county_layout import acts
from app.ui.components.fields import number_stepper, refusal_line
from app.ui.components.queries import shown
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.screens.county.goods_pieces import stepper_box
from app.ui.sending import send
from app.ui.use_query import use_query


@dataclass(frozen=True)
class Lendable:
    """A thing of the centre's list: `ready` lie in its stores now."""

    code: str
    name: str
    unit: str
    ready: int


@component
def Takeover(yard: Yard, rows: list[StockRow], close: Callable[[], None]) -> ft.Control:
    nothing: Mapping[str, int] = {}
    chosen, set_chosen = ft.use_state(nothing)
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)
    runtime = current_runtime()
    once = use_once()
    known = {row.equipment: row.quantity for row in rows if row.ownership == "bought"}

    def own(db: Any) -> tuple[tuple[Lendable, ...], int]:
        shipped = CodeLists.load()
        found = stock_rows(db)
        here = tuple(
            Lendable(row.item.code, row.item.name, row.item.unit, row.ready)
            for row in found
            if row.ready > 0 and shipped.get("equipment", row.item.code) is not None
        )
        return here, sum(row.ready > 0 for row in found) - len(here)

    state = use_query(own, ("equipment", "stock_move", "place"))

    def choose(code: str, count: int | None) -> None:
        set_chosen(lambda now: {**now, code: count or 0})

    async def go() -> bool:
        lines = tuple(StockLine(code, count) for code, count in sorted(chosen.items()))
        answer = await send(runtime, SetStock(yard.id, lines),
                            t("county_goods.taken_over", count=len(lines)))  # fmt: skip
        set_refused(answer)
        if answer is None:
            close()
        return False

    def draw(view: tuple[tuple[Lendable, ...], int]) -> ft.Control:
        here, left_out = view
        parts: list[ft.Control] = [
            heading(t("county_goods.takeover")), soft_text(t("county_goods.takeover_hint")),
        ]  # fmt: skip
        parts += [
            keyed(one.code, LendableRow, one, chosen.get(one.code, known.get(one.code, 0)), choose)
            for one in here
        ]
        if not here:
            parts.append(text(t("county_goods.takeover_empty")))
        if left_out:
            parts.append(soft_text(t("county_goods.takeover_left_out", count=left_out)))
        if refused is not None:
            parts.append(refusal_line(refusal_text(refused)))
        label = t("county_goods.takeover_go", count=len(chosen))
        row = [quiet_button("goods.takeover_close", t("frame.close"), close)]
        if chosen:
            row.insert(0, big_button("goods.takeover_go", label, once.of(go), icon=ft.Icons.CHECK))
        return card(*parts, acts(*row))

    return shown(state, draw)


@memo
def LendableRow(one: Lendable, count: int, choose: Callable[[str, int | None], None]) -> ft.Control:
    ready = t("county_goods.ready_here", count=f"{one.ready:,}", unit=one.unit)
    words = ft.Column([text(one.name, bold=True), soft_text(ready)], spacing=0, tight=True,
                      expand=True)  # fmt: skip
    stepper = number_stepper(f"goods.lendable.{one.code}", one.name, count,
                             lambda value: choose(one.code, value), most=99_999, unit=one.unit,
                             named=False)  # fmt: skip
    return ft.Row([words, stepper_box(stepper, one.unit)])
