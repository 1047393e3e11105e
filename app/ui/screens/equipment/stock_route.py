"""在庫, 洗い場, a thing's page and 借りている物, wired."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

import flet as ft

from app.services.command import Refused
from app.services.equipment import StartCatalogue
from app.services.equipment_stock import WashDone
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.printing import save_list
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.equipment.acts import Send, asked_id
from app.ui.screens.equipment.borrowed import BorrowedActions, BorrowedScreen
from app.ui.screens.equipment.item import ItemActions, ItemScreen
from app.ui.screens.equipment.pieces import ROOT
from app.ui.screens.equipment.state import (
    STOCK_TOPICS,
    StockView,
    borrowed_view,
    find_scanned,
    item_fits,
    item_view,
    stock_view,
)
from app.ui.screens.equipment.stock import (
    StockActions,
    StockForm,
    StockScreen,
    WashActions,
    WashingScreen,
    dirty_of,
    open_item,
    washed_lines,
)
from app.ui.sending import send
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId

LIST_FORM = "xlsx"


def sender(runtime: Runtime) -> Send:
    """One for the life of a page, so that memoized rows stay."""
    return use_kept(lambda: partial(send, runtime))


def give_back_codes(runtime: Runtime) -> frozenset[str]:
    """Codes of ownership that oblige to give back, the centre's own among them."""
    owed = runtime.codes.attribute_map("ownership", "give_back")
    return frozenset(code for code, obliges in owed.items() if obliges)


def starter(runtime: Runtime) -> Callable[[], Awaitable[None]]:
    """Takes the standard catalogue over; says why not in the line at the bottom."""

    async def start() -> None:
        refused = await send(runtime, StartCatalogue(), t("equipment.catalogue_started"))
        if refused is not None:
            runtime.notify(t("refused.catalogue_is_there"), tone="stopped")

    return start


@component
def StockRoute() -> ft.Control:
    runtime = current_runtime()
    form, set_form = ft.use_state(StockForm())
    state = use_query(stock_view, STOCK_TOPICS)

    async def accept(words: str) -> None:
        """A label, a code or a whole name opens its page; Enter opens the first hit."""
        found = (await runtime.read(lambda db: find_scanned(db, words, runtime.today))).equipment
        view = state.value if isinstance(state, Ready) else StockView((), ())
        hits = [row.item.id for row in view.rows if words.strip() and item_fits(row.item, words)]
        if found is not None or hits:
            runtime.sound("accepted")
            open_item(found or hits[0])
        elif words.strip():
            runtime.sound("unknown")
            set_form(lambda now: replace(now, words="", unknown=words.strip()))

    async def lists() -> None:
        await save_list(runtime, "list_equipment", LIST_FORM)

    actions = StockActions(
        search=lambda words: set_form(lambda now: replace(now, words=words, unknown="")),
        accept=accept,
        filter=lambda only: set_form(lambda now: replace(now, only=only or "all")),
        start=starter(runtime),
        washing=lambda: runtime.go(f"{ROOT}/washing"),
        lists=lists,
    )
    return shown(state, lambda view: StockScreen(view, form, actions))


@component
def WashingRoute() -> ft.Control:
    runtime = current_runtime()
    state = use_query(stock_view, STOCK_TOPICS)
    nothing: Mapping[EntityId, int | None] = {}
    counts, set_counts = ft.use_state(nothing)
    quiet: Refused | None = None
    refused, set_refused = ft.use_state(quiet)

    async def done() -> None:
        if not isinstance(state, Ready):
            return
        lines = washed_lines(dirty_of(state.value), counts)
        said = t("equipment.wash_said", count=sum(line.quantity for line in lines))
        answer = await send(runtime, WashDone(lines), said)
        set_refused(answer)
        if answer is None:
            set_counts({})

    actions = WashActions(
        enter=lambda key, count: set_counts(lambda now: {**now, key: count}),
        done=done,
        back=lambda: runtime.go(f"{ROOT}/stock"),
    )
    return shown(state, lambda view: WashingScreen(dirty_of(view), counts, refused, actions))


@component
def ItemRoute() -> ft.Control:
    runtime = current_runtime()
    item = asked_id("item")
    topics = ("stock_move", "equipment", "place", "team")
    state = use_query(lambda db: item_view(db, item), topics, item)
    actions = ItemActions(
        send=sender(runtime),
        back=lambda: runtime.go(f"{ROOT}/stock"),
        receive=lambda: runtime.go(f"{ROOT}/add/{item.hex()}" if item else f"{ROOT}/add"),
    )
    return shown(state, lambda view: ItemScreen(view, actions))


@component
def BorrowedRoute() -> ft.Control:
    runtime = current_runtime()
    settled, set_settled = ft.use_state(False)
    codes = give_back_codes(runtime)
    state = use_query(
        lambda db: borrowed_view(db, codes, settled=settled), STOCK_TOPICS, settled, codes
    )

    async def lists() -> None:
        await save_list(runtime, "list_borrowed", LIST_FORM)

    actions = BorrowedActions(
        send=sender(runtime),
        show_settled=lambda: set_settled(not settled),
        lists=lists,
        receive=lambda: runtime.go(f"{ROOT}/add"),
    )
    return shown(state, lambda view: BorrowedScreen(view, runtime.today, settled, actions))
