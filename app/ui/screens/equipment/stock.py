"""在庫: what there is, where it is, what is short; and what waits to be washed.

A balance below zero is shown as it is, in red and in words: more went out than the book has.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.equipment_moves import ToolLine
from app.store.queries.equipment import PlaceRow, StockRow
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import empty_state, section_header, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import refusal_line
from app.ui.components.lists import windowed_list
from app.ui.components.search import search_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, RADIUS
from app.ui.screens.equipment.pieces import ROOT, quantity_row
from app.ui.screens.equipment.state import StockView, item_fits
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

FILTERS = ("all", "short", "wrong", "outside")


@dataclass(frozen=True)
class StockForm:
    words: str = ""
    only: str = "all"
    unknown: str = ""


@dataclass(frozen=True)
class StockActions:
    search: Callable[[str], None]
    accept: Callable[[str], Awaitable[None]]
    filter: Callable[[str | None], None]
    start: Callable[[], Awaitable[None]]
    washing: Callable[[], None]
    lists: Callable[[], Awaitable[None]]


def fits(row: StockRow, form: StockForm) -> bool:
    """Whether a thing stays in the list."""
    kept = {
        "short": row.low,
        "wrong": row.negative or row.out < 0,
        "outside": row.out != 0,
    }.get(form.only, True)
    return kept and item_fits(row.item, form.words)


@component
def StockScreen(view: StockView, form: StockForm, actions: StockActions) -> ft.Control:
    if not view.rows:
        return empty_state(
            t("equipment.no_catalogue"),
            t("equipment.no_catalogue_hint"),
            big_button("equipment.start", t("equipment.start_catalogue"), actions.start),
            icon=ft.Icons.INVENTORY_2_OUTLINED,
        )
    rows = tuple(row for row in view.rows if fits(row, form))
    counts = {only: sum(fits(row, StockForm(only=only)) for row in view.rows) for only in FILTERS}
    options = [(only, t(f"equipment.only_{only}", count=counts[only])) for only in FILTERS]
    top: list[ft.Control] = [
        search_field(
            "equipment.search",
            t("equipment.search_item"),
            form.words,
            actions.search,
            actions.accept,
        )
    ]
    if form.unknown:
        top.append(refusal_line(t("equipment.unknown_scan", words=form.unknown)))
    top.append(choice_chips("equipment.only", "", options, form.only, actions.filter))
    acts: list[ft.Control] = [
        button("equipment.list", t("equipment.list_file"), actions.lists, icon=ft.Icons.TABLE_VIEW)
    ]
    if view.washing:
        acts.insert(
            0,
            button(
                "equipment.washing",
                t("equipment.washing_now", count=view.washing),
                actions.washing,
                icon=ft.Icons.WATER_DROP_OUTLINED,
            ),
        )
    top.append(ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8))
    empty = empty_state(t("equipment.no_hits"), t("equipment.no_hits_hint"))
    return ft.Column(
        [*top, windowed_list("equipment.stock", rows, _line(view.places), empty=empty)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _line(places: tuple[PlaceRow, ...]) -> Callable[[StockRow], ft.Control]:
    names = {place.id: place.name for place in places}

    def draw(row: StockRow) -> ft.Control:
        return keyed(row.item.id, StockLine, row, where_text(row, names))

    return draw


def where_text(row: StockRow, names: Mapping[EntityId, str]) -> str:
    """Places in words, where there are several: 置き場 12　洗い場 3."""
    if len(row.places) < 2:
        return ""
    return "　".join(
        f"{names.get(place) or t('equipment.closed_place')} {quantity:,}"
        for place, quantity in row.places
    )


@memo
def StockLine(row: StockRow, where: str) -> ft.Control:
    """A thing: what is ready in large figures, what is elsewhere in words."""
    item, colours = row.item, palette()
    ink = colours.late.ink if row.ready < 0 else None
    words: list[ft.Control] = [text(item.name, bold=True)]
    parts = [t("equipment.outside", count=row.out)] if row.out else []
    if where:
        parts.append(where)
    if item.low_mark:
        parts.append(t("equipment.mark", count=item.low_mark))
    if parts:
        words.append(soft_text("　".join(parts)))
    words += marks_of(row)
    amount = ft.Row(
        [code_text(f"{row.ready:,}", colour=ink), text(item.unit)],
        spacing=6,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    control = ft.Container(
        ft.Row([ft.Column(words, spacing=2, tight=True, expand=True), amount], spacing=GAP),
        bgcolor=colours.surface,
        border=ft.Border.all(1, colours.line if row.negative else colours.hair),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=14, vertical=10),
        ink=True,
        on_click=guarded(lambda: open_item(item.id)),
    )
    wrapper = tagged(row_tag("equipment.item", item.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper


def marks_of(row: StockRow) -> list[ft.Control]:
    """What needs a look, in words and colour."""
    chips: list[ft.Control] = []
    if row.negative:
        chips.append(status_chip("late", t("equipment.negative")))
    if row.out < 0:
        chips.append(status_chip("late", t("equipment.too_many_back", count=-row.out)))
    if row.low and not row.negative:
        chips.append(status_chip("decide", t("equipment.low")))
    if not row.item.active:
        chips.append(status_chip("stopped", t("equipment.retired")))
    return [ft.Row(chips, wrap=True, spacing=8, run_spacing=4)] if chips else []


def open_item(identifier: EntityId) -> None:
    current_runtime().go(f"{ROOT}/item/{identifier.hex()}")


# ------------------------------------------------------------------------------------ washing

Counts = Mapping[EntityId, int | None]


@dataclass(frozen=True)
class WashActions:
    enter: Callable[[EntityId, int | None], None]
    done: Callable[[], Awaitable[None]]
    back: Callable[[], None]


@dataclass(frozen=True)
class Dirty:
    """Some of one thing in a washing place."""

    row: StockRow
    place: EntityId
    quantity: int

    @property
    def key(self) -> EntityId:
        """One thing in one place."""
        return EntityId(bytes(a ^ b for a, b in zip(self.row.item.id, self.place, strict=True)))


def dirty_of(view: StockView) -> tuple[Dirty, ...]:
    """What lies in washing places."""
    washing = {place.id for place in view.places if place.kind == "washing"}
    return tuple(
        Dirty(row, place, quantity)
        for row in view.rows
        for place, quantity in row.places
        if place in washing and quantity > 0
    )


def washed_lines(dirty: tuple[Dirty, ...], counts: Counts) -> tuple[ToolLine, ...]:
    lines = (
        ToolLine(one.row.item.id, counts.get(one.key, one.quantity) or 0, one.place)
        for one in dirty
    )
    return tuple(line for line in lines if line.quantity)


@component
def WashingScreen(
    dirty: tuple[Dirty, ...], counts: Counts, refused: Refused | None, actions: WashActions
) -> ft.Control:
    back = button("equipment.close", t("equipment.to_list"), actions.back, icon=ft.Icons.ARROW_BACK)
    head = section_header(t("equipment.washing"), back, note=t("equipment.washing_hint"))
    if not dirty:
        empty = empty_state(t("equipment.nothing_dirty"), t("equipment.nothing_dirty_hint"))
        return stack([head, empty], scroll=True)
    rows = [_dirty_row(one, counts.get(one.key, one.quantity), actions) for one in dirty]
    lines = washed_lines(dirty, counts)
    bottom: list[ft.Control] = []
    if refused is not None:
        bottom.append(refusal_line(refusal_text(refused)))
    bottom.append(
        big_button(
            "equipment.washed",
            t("equipment.wash_done", count=sum(line.quantity for line in lines)),
            actions.done,
            icon=ft.Icons.CHECK,
        )
    )
    return ft.Column(
        [stack([head, *rows], scroll=True), *bottom],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _dirty_row(one: Dirty, count: int | None, actions: WashActions) -> ft.Control:
    item = one.row.item
    return keyed(one.key, DirtyRow, one, count, item.unit, actions.enter)


@memo
def DirtyRow(
    one: Dirty, count: int | None, unit: str, enter: Callable[[EntityId, int | None], None]
) -> ft.Control:
    return quantity_row(
        row_tag("equipment.dirty", one.key),
        one.row.item.name,
        [soft_text(t("equipment.in_washing", count=one.quantity, unit=unit))],
        count,
        lambda value: enter(one.key, value),
        unit=unit,
    )
