"""棚卸: what was counted in one place. What is left blank was not counted and stays as it is.

What the book said at the moment of the first number is kept with the count, so that a hand-out in
between still counts.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import flet as ft

from app.services.command import Refused
from app.services.equipment_stock import CountLine
from app.store.queries.equipment import StockRow
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import empty_state
from app.ui.components.choices import choice_chips
from app.ui.components.fields import refusal_line
from app.ui.components.lists import windowed_list
from app.ui.components.search import search_field
from app.ui.components.texts import soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.scale import GAP
from app.ui.screens.equipment.pieces import quantity_row
from app.ui.screens.equipment.state import StockView, item_fits
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


@dataclass(frozen=True)
class Counted:
    """`expected` is what the book said when the first number was entered."""

    expected: int
    counted: int | None


Counts = Mapping[EntityId, Counted]


@dataclass(frozen=True)
class CountForm:
    words: str = ""
    place: EntityId | None = None
    counts: Counts = field(default_factory=dict)
    refused: Refused | None = None


@dataclass(frozen=True)
class CountActions:
    search: Callable[[str], None]
    accept: Callable[[str], Awaitable[None]]
    choose: Callable[[EntityId], None]
    enter: Callable[[EntityId, int, int | None], None]
    record: Callable[[], Awaitable[None]]


def lines_of(counts: Counts) -> tuple[CountLine, ...]:
    return tuple(
        CountLine(equipment, one.expected, one.counted)
        for equipment, one in counts.items()
        if one.counted is not None
    )


def rows_of(view: StockView, place: EntityId, words: str) -> tuple[StockRow, ...]:
    """What lies here by the book first, then the rest of the catalogue."""
    fitting = [row for row in view.rows if item_fits(row.item, words)]
    return tuple(sorted(fitting, key=lambda row: row.at(place) == 0))


@component
def CountScreen(view: StockView, form: CountForm, actions: CountActions) -> ft.Control:
    if not view.places or form.place is None:
        return empty_state(
            t("equipment.no_places"), t("equipment.no_places_hint"), icon=ft.Icons.WAREHOUSE
        )
    place = form.place

    def choose(code: str | None) -> None:
        actions.choose(EntityId(bytes.fromhex(code)) if code else place)

    options = [(one.id.hex(), one.name) for one in view.places]
    lines = lines_of(form.counts)
    bottom: list[ft.Control] = []
    if form.refused is not None and form.refused.field is None:
        bottom.append(refusal_line(refusal_text(form.refused)))
    bottom.append(
        big_button(
            "equipment.record",
            t("equipment.record_count", kinds=len(lines))
            if lines
            else t("equipment.record_nothing"),
            actions.record,
            icon=ft.Icons.FACT_CHECK,
        )
    )

    def row(one: StockRow) -> ft.Control:
        counted = form.counts.get(one.item.id)
        refused = form.refused
        why = refusal_text(refused) if refused and refused.field == one.item.id.hex() else None
        return keyed(
            one.item.id, CountRow, one.item.id, one.item.name, one.item.unit, one.at(place),
            counted, why, actions.enter,
        )  # fmt: skip

    rows = rows_of(view, place, form.words)
    empty = empty_state(t("equipment.no_hits"), t("equipment.no_hits_hint"))
    return ft.Column(
        [
            choice_chips(
                "equipment.place", t("equipment.count_where"), options, place.hex(), choose
            ),
            search_field(
                "equipment.search",
                t("equipment.search_item"),
                form.words,
                actions.search,
                actions.accept,
            ),
            soft_text(t("equipment.count_hint")),
            windowed_list("equipment.counts", rows, row, empty=empty),
            *bottom,
        ],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def CountRow(
    equipment: EntityId,
    name: str,
    unit: str,
    expected: int,
    counted: Counted | None,
    refusal: str | None,
    enter: Callable[[EntityId, int, int | None], None],
) -> ft.Control:
    """One thing: what the book says, what was counted, and the difference in words."""
    colours = palette()
    ink = colours.late.ink if expected < 0 else colours.soft
    notes: list[ft.Control] = [
        text(t("equipment.book_says", count=expected, unit=unit), colour=ink)
    ]
    count = counted.counted if counted else None
    beside: ft.Control | None = None
    if counted is not None and count is not None:
        difference = count - counted.expected
        if difference:
            words = t("equipment.difference", difference=f"{difference:+,}", unit=unit)
            notes.append(text(words, bold=True, colour=colours.decide.ink))
        else:
            notes.append(text(t("equipment.no_difference"), bold=True, colour=colours.done.ink))
    elif expected > 0:
        beside = button(
            row_tag("equipment.right", equipment),
            t("equipment.count_right", count=expected, unit=unit),
            lambda: enter(equipment, expected, expected),
            icon=ft.Icons.CHECK,
        )
    return quantity_row(
        row_tag("equipment.count", equipment),
        name,
        notes,
        count,
        lambda value: enter(equipment, expected, value),
        unit=unit,
        refusal=refusal,
        beside=beside,
    )
