"""The board (/county), one council (/county/council/…), the form of a centre (/county/centre/…)."""

from dataclasses import replace
from datetime import date

import flet as ft

from app.domain.county_board import before
from app.domain.tables_county import PREFECTURE, council_id
from app.services.command import CountyCommand, Refused
from app.services.county_board import SetCentreState
from app.services.county_papers import gather_county, make_county
from app.store.queries.county_board import (
    Board,
    CouncilRow,
    contacts_of,
    council_days,
    county_board,
)
from app.store.queries.county_membership import own_council
from app.ui.component import component, keyed
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import empty_state, stack
from app.ui.components.phone import ring
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.paper_tray import Paper
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.county.board import BoardScreen
from app.ui.screens.county.board_card import DAYS_SHOWN, CouncilCard
from app.ui.screens.county.board_form import StateActions, StateForm
from app.ui.screens.county.board_own import OwnPanel
from app.ui.screens.county.board_satellite import SatellitePart
from app.ui.screens.county.board_state import (
    TOPICS,
    BoardActions,
    BoardForm,
    CouncilView,
    map_beside,
)
from app.ui.screens.county.tab import ROOT, CountyTab
from app.ui.signal import use_signal
from app.ui.use_query import use_county_query

MINUTES_READ = 5  # how often the board is read again only because time goes by
Known = tuple[Board, bytes]


def board_actions(runtime: Runtime, form: BoardForm, change: object) -> BoardActions:
    """What can be done on the board and on a council's page; `change` is a setter."""
    assert callable(change)

    async def paper(kind: str) -> None:
        now_ms, language = runtime.clock.now_ms(), runtime.look.value.language
        content = await runtime.read_county(lambda db: gather_county(db, kind, now_ms, language))
        made = await runtime.work(lambda: make_county(content))
        inline = made.media_type == "application/pdf"
        await runtime.open_paper(Paper(made.content, made.file_name, made.media_type, inline))
        runtime.notify(t("county_board.made"))

    def show_wards(city: bytes) -> None:
        change(replace(form, city=city, chosen=b"", table=False))
        runtime.go(ROOT)

    return BoardActions(
        change,
        lambda council: change(replace(form, chosen=b"" if council == form.chosen else council)),
        lambda council: runtime.go(f"{ROOT}/council/{council.hex()}"),
        show_wards,
        lambda council: runtime.go(f"{ROOT}/centre/{council.hex()}"),
        ring,
        paper,
    )


def may_edit(row: CouncilRow, own: bytes) -> bool:
    """Its own, its satellites', and for the prefectural council everybody's."""
    return own in (row.id, row.parent, council_id(PREFECTURE))


@component
def BoardRoute() -> ft.Control:
    runtime = current_runtime()
    first = BoardForm()
    form, set_form = ft.use_state(first)
    turn = use_minute() // MINUTES_READ
    beside = map_beside(use_signal(runtime.window))
    letter = runtime.county.letter
    now_ms = runtime.clock.now_ms()
    state = use_county_query(
        lambda db: (county_board(db, now_ms), own_council(db, letter)), TOPICS, turn, runtime.today
    )
    actions = board_actions(runtime, form, set_form)
    if not beside:  # the card would stand below the map, where nobody sees it
        actions = replace(actions, choose=actions.open)

    def draw(known: Known) -> ft.Control:
        board, own = known
        panel: ft.Control | None = None
        if form.chosen in board.by_id:
            panel = keyed(form.chosen, ChosenCouncil, board, form.chosen, own, actions)
        elif runtime.operation is not runtime.county and own in board.by_id:
            panel = OwnPanel(board.by_id[own], now_ms)
        return BoardScreen(board, form, panel, actions)

    return shown(state, draw)


@component
def ChosenCouncil(
    board: Board, council: bytes, own: bytes, actions: BoardActions, whole: bool = False
) -> ft.Control:
    """The card with what only one council has: its days and whom to ring."""
    since = before(date.fromisoformat(board.day), DAYS_SHOWN).isoformat()
    state = use_county_query(
        lambda db: (council_days(db, council, since), contacts_of(db, council, board.day)),
        TOPICS, council, since,
    )  # fmt: skip
    row = board.by_id[council]
    return shown(
        state,
        lambda found: CouncilCard(
            CouncilView(board, row, *found), actions, may_edit(row, own), whole
        ),
    )


@component
def CouncilRoute() -> ft.Control:
    runtime = current_runtime()
    council = _council()
    now_ms, letter = runtime.clock.now_ms(), runtime.county.letter
    turn = use_minute() // MINUTES_READ
    state = use_county_query(
        lambda db: (county_board(db, now_ms), own_council(db, letter)), TOPICS, turn, runtime.today
    )
    actions = board_actions(runtime, BoardForm(), lambda _form: None)

    async def do(command: CountyCommand, said: str) -> Refused | None:
        outcome = await runtime.submit(command)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        runtime.sound("accepted")
        runtime.notify(said, ok=outcome)
        return None

    def draw(known: Known) -> ft.Control:
        board, own = known
        if council not in board.by_id:
            return _unknown(runtime)
        back = quiet_button(
            "county_board.back", t("county_board.whole_county"), lambda: runtime.go(ROOT),
            icon=ft.Icons.ARROW_BACK,
        )  # fmt: skip
        row = board.by_id[council]
        parts = [ft.Row([back]), ChosenCouncil(board, council, own, actions, whole=True)]
        if may_edit(row, own):
            parts.append(keyed(row.id, SatellitePart, row, do))
        return stack(parts, scroll=True)

    return shown(state, draw)


@component
def StateRoute() -> ft.Control:
    runtime = current_runtime()
    council = _council()
    now_ms = runtime.clock.now_ms()
    state = use_county_query(lambda db: county_board(db, now_ms), ("council",), council)

    async def save(command: SetCentreState) -> Refused | None:
        outcome = await runtime.submit(command)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        runtime.sound("accepted")
        runtime.notify(t("county_board.saved"), ok=outcome)
        runtime.go(ROOT)
        return None

    actions = StateActions(save, lambda: runtime.go(ROOT))

    def draw(board: Board) -> ft.Control:
        if council not in board.by_id:
            return _unknown(runtime)
        return StateForm(board.by_id[council], actions)

    return shown(state, draw)


def _council() -> bytes:
    """Of the address; empty where it is none."""
    try:
        return bytes.fromhex(ft.use_route_params().get("council", ""))
    except ValueError:
        return b""


def _unknown(runtime: Runtime) -> ft.Control:
    back = quiet_button(
        "county_board.back", t("county_board.whole_county"), lambda: runtime.go(ROOT)
    )
    return empty_state(t("county_board.unknown_council"), t("county_board.unknown_hint"), back)


BOARD = CountyTab(
    "status",
    "",
    ft.Icons.MAP,
    (
        ft.Route(index=True, component=BoardRoute),
        ft.Route(path="council/:council", component=CouncilRoute),
        ft.Route(path="centre/:council", component=StateRoute),
    ),
)
