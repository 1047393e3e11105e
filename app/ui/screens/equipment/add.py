"""追加・受け入れ: what comes in, new kinds of things, places; the standard catalogue by one tap."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.equipment import AddPlace, EditPlace
from app.store.queries.equipment import PlaceRow
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, choice_row, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.search import search_field
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.equipment.acts import Send
from app.ui.screens.equipment.item_form import ItemForm
from app.ui.screens.equipment.pieces import in_line
from app.ui.screens.equipment.receive import ReceiveForm
from app.ui.screens.equipment.state import StockView, item_fits
from app.ui.sending import Answer
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

PARTS = ("receive", "item", "place")
HITS_MAX = 8


@dataclass(frozen=True)
class AddActions:
    """`find` gives the thing that a scan means."""

    send: Send
    start: Callable[[], Awaitable[None]]
    find: Callable[[str], Awaitable[EntityId | None]]
    choose: Callable[[EntityId | None], None]


@component
def AddScreen(
    view: StockView, give_back: frozenset[str], chosen: EntityId | None, actions: AddActions
) -> ft.Control:
    part, set_part = ft.use_state("receive")
    options = [(code, t(f"equipment.part_{code}")) for code in PARTS]
    top = choice_chips(
        "equipment.part", "", options, part, lambda code: set_part(code or "receive")
    )
    body: ft.Control
    if part == "item":
        body = ItemForm(None, actions.send, lambda: set_part("receive"))
    elif part == "place":
        body = Places(view.places, actions.send)
    elif view.rows:
        body = Receive(view, give_back, chosen, actions)
    else:
        body = empty_state(t("equipment.no_catalogue"), t("equipment.no_catalogue_hint"))
    start = button(
        "equipment.start",
        t("equipment.start_catalogue" if not view.rows else "equipment.more_catalogue"),
        actions.start,
        icon=ft.Icons.PLAYLIST_ADD,
    )
    return stack([top, body, start], scroll=True)


@component
def Receive(
    view: StockView, give_back: frozenset[str], chosen: EntityId | None, actions: AddActions
) -> ft.Control:
    words, set_words = ft.use_state("")
    set_item = actions.choose
    row = next((one for one in view.rows if one.item.id == chosen), None)
    if row is not None:
        return ReceiveForm(row, view.places, give_back, actions.send, lambda: set_item(None))
    hits = [one for one in view.rows if item_fits(one.item, words)][:HITS_MAX]

    async def accept(typed: str) -> None:
        found = await actions.find(typed)
        set_item(found or (hits[0].item.id if hits and typed.strip() else None))

    rows: list[ft.Control] = [
        choice_row(
            row_tag("equipment.pick", one.item.id),
            one.item.name,
            lambda one=one: set_item(one.item.id),  # type: ignore[misc]
            note=t("equipment.in_stock", count=one.ready, unit=one.item.unit),
        )
        for one in hits
    ]
    if not rows:
        rows = [empty_state(t("equipment.no_hits"), t("equipment.no_item_hint"))]
    return ft.Column(
        [
            heading(t("equipment.receive_what")),
            search_field("equipment.search", t("equipment.search_item"), words, set_words, accept),
            *rows,
        ],
        spacing=GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def Places(places: tuple[PlaceRow, ...], send: Send) -> ft.Control:
    name, set_name = ft.use_state("")
    kind, set_kind = ft.use_state("stock")
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)

    async def add() -> None:
        answer = await send(AddPlace(name, kind), t("equipment.place_added", name=name.strip()))
        set_refused(answer)
        if answer is None:
            set_name("")

    form = card(
        text_field(
            "equipment.place_name",
            t("equipment.place_name"),
            name,
            set_name,
            needed=True,
            refusal=refusal_text(refused) if refused else None,
            on_submit=add,
        ),
        choice_chips(
            "equipment.place_kind",
            t("equipment.place_kind"),
            code_options("place_kind"),
            kind,
            lambda code: set_kind(code or "stock"),
        ),
        big_button("equipment.place_add", t("equipment.place_add"), add, icon=ft.Icons.ADD),
    )
    rows = [keyed(place.id, PlaceLine, place, send) for place in places]
    return ft.Column(
        [*rows, form],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def PlaceLine(place: PlaceRow, send: Send) -> ft.Control:
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)

    async def close() -> None:
        said = t("equipment.place_closed", name=place.name)
        set_refused(await send(EditPlace(place.id, active=False), said))

    words = ft.Column(
        [heading(place.name), soft_text(code_label("place_kind", place.kind))],
        spacing=0,
        tight=True,
    )
    act = quiet_button(
        row_tag("equipment.place_close", place.id), t("equipment.place_close"), close
    )
    parts: list[ft.Control] = [in_line(words, act)]
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    return card(*parts, padding=10)
