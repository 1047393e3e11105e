"""棚卸 and 追加・受け入れ, wired."""

from dataclasses import replace

import flet as ft

from app.services.equipment_stock import CountStock
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.equipment.acts import use_asked
from app.ui.screens.equipment.add import AddActions, AddScreen
from app.ui.screens.equipment.count import (
    CountActions,
    Counted,
    CountForm,
    CountScreen,
    lines_of,
)
from app.ui.screens.equipment.state import STOCK_TOPICS, StockView, find_scanned, stock_view
from app.ui.screens.equipment.stock_route import give_back_codes, sender, starter
from app.ui.sending import send
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId


@component
def CountRoute() -> ft.Control:
    runtime = current_runtime()
    form, set_form = ft.use_state(CountForm())
    state = use_query(stock_view, STOCK_TOPICS)

    def choose(place: EntityId) -> None:
        # A count belongs to its place: what was entered for another is not taken along.
        set_form(lambda now: now if now.place == place else CountForm(now.words, place))

    def enter(equipment: EntityId, expected: int, count: int | None) -> None:
        def entered(now: CountForm) -> CountForm:
            known = now.counts.get(equipment)
            begun = known is not None and known.counted is not None
            book = known.expected if known is not None and begun else expected
            counts = {**now.counts, equipment: Counted(book, count)}
            return replace(now, counts=counts, refused=None)

        set_form(entered)

    async def accept(words: str) -> None:
        """A scan of a shelf label leaves that one thing in the list."""
        found = (await runtime.read(lambda db: find_scanned(db, words, runtime.today))).equipment
        view = state.value if isinstance(state, Ready) else StockView((), ())
        name = next((row.item.name for row in view.rows if row.item.id == found), words)
        if found is not None:
            runtime.sound("accepted")
        set_form(lambda now: replace(now, words=name))

    async def record() -> None:
        place = _place(form, state.value if isinstance(state, Ready) else StockView((), ()))
        if place is None:
            return
        lines = lines_of(form.counts)
        said = t("equipment.counted", kinds=len(lines))
        answer = await send(runtime, CountStock(place, lines), said)
        if answer is None:
            set_form(CountForm(place=place))
        else:
            set_form(lambda now: replace(now, refused=answer))

    actions = CountActions(
        search=lambda words: set_form(lambda now: replace(now, words=words)),
        accept=accept,
        choose=choose,
        enter=enter,
        record=record,
    )
    return shown(
        state, lambda view: CountScreen(view, replace(form, place=_place(form, view)), actions)
    )


def _place(form: CountForm, view: StockView) -> EntityId | None:
    """The chosen place, else the first one."""
    known = {place.id for place in view.places}
    if form.place in known:
        return form.place
    return view.places[0].id if view.places else None


@component
def AddRoute() -> ft.Control:
    runtime = current_runtime()
    state = use_query(stock_view, STOCK_TOPICS)
    nothing: EntityId | None = None
    chosen, choose = ft.use_state(nothing)
    use_asked("item", choose)
    codes = give_back_codes(runtime)

    async def find(words: str) -> EntityId | None:
        return (await runtime.read(lambda db: find_scanned(db, words, runtime.today))).equipment

    actions = AddActions(sender(runtime), starter(runtime), find, choose)
    return shown(state, lambda view: AddScreen(view, codes, chosen, actions))
