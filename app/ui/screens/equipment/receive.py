"""The form of a lot that comes in: how many, whose, until when, and where it is put."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import flet as ft

from app.services.equipment_stock import ReceiveStock
from app.store.queries.equipment import EquipmentRow, PlaceRow, StockRow
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field
from app.ui.components.fields import number_stepper, refusal_line, text_field
from app.ui.components.texts import heading
from app.ui.i18n import refusal_text, t
from app.ui.screens.equipment.acts import Send
from app.ui.screens.equipment.pieces import in_line
from app.ui.sending import Answer
from sync.core.ids import EntityId


@dataclass(frozen=True)
class Receipt:
    """What was entered so far."""

    count: int | None = None
    ownership: str = "bought"
    owner: str = ""
    due_on: str | None = None
    place: EntityId | None = None
    note: str = ""

    def command(self, item: EntityId, owed: bool) -> ReceiveStock:
        return ReceiveStock(
            item, self.count or 0, self.ownership, self.owner, self.due_on if owed else None,
            self.place, self.note,
        )  # fmt: skip


Change = Callable[..., None]
Why = Callable[[str], str | None]


@component
def ReceiveForm(
    row: StockRow,
    places: tuple[PlaceRow, ...],
    give_back: frozenset[str],
    send: Send,
    close: Callable[[], None],
) -> ft.Control:
    first = next((place.id for place in places if place.kind == "stock"), None)
    receipt, set_receipt = ft.use_state(Receipt(place=first))
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)
    item, owed = row.item, receipt.ownership in give_back

    def change(**values: Any) -> None:
        set_receipt(lambda now: replace(now, **values))

    def why(field: str) -> str | None:
        return refusal_text(refused) if refused and refused.field == field else None

    async def go() -> None:
        count = receipt.count or 0
        said = t("equipment.received", name=item.name, count=count, unit=item.unit)
        answer = await send(receipt.command(item.id, owed), said)
        set_refused(answer)
        if answer is None:
            close()

    parts: list[ft.Control] = [
        in_line(
            heading(item.name), button("equipment.other_item", t("equipment.other_item"), close)
        ),
        _count(item, receipt, change, why),
        *_whose(receipt, owed, change, why),
    ]
    if len(places) > 1:
        parts.append(_where(places, receipt, first, change, why))
    parts.append(
        text_field(
            "equipment.receive_note",
            t("equipment.note"),
            receipt.note,
            lambda words: change(note=words),
        )
    )
    if refused is not None and refused.field is None:
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(
        big_button("equipment.receive_go", t("equipment.receive_go"), go, icon=ft.Icons.ADD_BOX)
    )
    return card(*parts)


def _count(item: EquipmentRow, receipt: Receipt, change: Change, why: Why) -> ft.Control:
    return number_stepper(
        "equipment.receive_count",
        t("equipment.receive_count"),
        receipt.count,
        lambda count: change(count=count),
        least=1,
        most=99_999,
        unit=item.unit,
        refusal=why("quantity"),
    )


def _whose(receipt: Receipt, owed: bool, change: Change, why: Why) -> list[ft.Control]:
    """Bought things ask nothing more; what is borrowed asks from whom and until when."""
    parts: list[ft.Control] = [
        choice_chips(
            "equipment.ownership",
            t("equipment.ownership"),
            code_options("ownership"),
            receipt.ownership,
            lambda code: change(ownership=code or "bought"),
            refusal=why("ownership"),
        )
    ]
    if receipt.ownership != "bought":
        parts.append(
            text_field(
                "equipment.owner",
                t("equipment.owner") if owed else t("equipment.giver"),
                receipt.owner,
                lambda words: change(owner=words),
                needed=owed,
                refusal=why("owner"),
            )
        )
    if owed:
        parts.append(
            date_field(
                "equipment.due",
                t("equipment.due_on"),
                receipt.due_on,
                lambda day: change(due_on=day),
                refusal=why("due_on"),
            )
        )
    return parts


def _where(
    places: tuple[PlaceRow, ...],
    receipt: Receipt,
    first: EntityId | None,
    change: Change,
    why: Why,
) -> ft.Control:
    return choice_chips(
        "equipment.place",
        t("equipment.receive_where"),
        [(one.id.hex(), one.name) for one in places],
        receipt.place.hex() if receipt.place else None,
        lambda code: change(place=EntityId(bytes.fromhex(code)) if code else first),
        refusal=why("place"),
    )
