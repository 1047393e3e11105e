"""渡す, wired: what is typed, which team is open, what was entered for each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import flet as ft

from app.services.command import Refused
from app.services.equipment import StartCatalogue
from app.services.equipment_moves import HandOut
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.equipment.acts import send, use_asked
from app.ui.screens.equipment.hand_out import (
    Entered,
    HandOutActions,
    HandOutForm,
    HandOutScreen,
    lines_of,
)
from app.ui.screens.equipment.pieces import ROOT
from app.ui.screens.equipment.state import (
    TEAM_TOPICS,
    HandOutView,
    TeamTools,
    find_scanned,
    hand_out_view,
    team_fits,
    team_tools,
)
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId

Drafts = Mapping[EntityId, Entered]


@component
def HandOutRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    day = runtime.today
    form, set_form = ft.use_state(HandOutForm())
    nothing: Drafts = {}
    drafts, set_drafts = ft.use_state(nothing)
    chosen = form.chosen
    state = use_query(lambda db: hand_out_view(db, day), TEAM_TOPICS, day)
    tools_state = use_query(lambda db: team_tools(db, chosen), TEAM_TOPICS, chosen)
    tools: TeamTools | None = None
    if isinstance(tools_state, Ready) and tools_state.deps == (chosen,):
        tools = tools_state.value
    entered: Entered = drafts.get(chosen, {}) if chosen else {}

    def change(team: EntityId, of: Callable[[Entered], Entered]) -> None:
        # From what holds when it is done: two scans may come before the next drawing.
        set_drafts(lambda now: {**now, team: of(now.get(team, {}))})

    def open_team(team: bytes) -> None:
        set_form(HandOutForm(chosen=EntityId(team)))

    use_asked("team", open_team)

    def close() -> None:
        set_form(HandOutForm())

    def enter(equipment: EntityId, count: int | None) -> None:
        if chosen is not None:
            change(chosen, lambda now: {**now, equipment: count})
            set_form(lambda now: replace(now, refused=None))

    def choose(others: tuple[EntityId, ...]) -> None:
        if tools is None or chosen is None:
            return
        listed = {tool.id for tool in tools.listed}
        change(chosen, lambda now: {
            **{key: count for key, count in now.items() if key in listed},
            **{key: now.get(key, 1) for key in others},
        })  # fmt: skip

    async def accept(words: str) -> None:
        """A scan or Enter: a thing counts for the open team, else opens its page; a team opens."""
        view = state.value if isinstance(state, Ready) else HandOutView((), False)
        found = await runtime.read(lambda db: find_scanned(db, words, day))
        known = {line.team.id for line in view.teams}
        teams = [team for team in found.teams if team in known]
        if found.equipment is not None:
            add_scanned(found.equipment)
            return
        if not teams and words.strip():
            teams = [line.team.id for line in view.teams if team_fits(line, words)]
        if teams:
            runtime.sound("accepted")
            open_team(teams[0])
        elif words.strip():
            runtime.sound("unknown")
            set_form(lambda now: replace(now, words="", unknown=words.strip()))

    def add_scanned(equipment: EntityId) -> None:
        tool = tools.find(equipment) if tools is not None else None
        if tool is None or chosen is None:
            runtime.go(f"{ROOT}/item/{equipment.hex()}")
            return
        runtime.sound("accepted")
        first = tool.open
        change(chosen, lambda now: {**now, equipment: (now.get(equipment, first) or 0) + 1})
        set_form(lambda now: replace(now, words="", unknown=""))

    async def hand_out() -> None:
        if tools is None or chosen is None:
            return
        lines = lines_of(tools, entered)
        said = t("equipment.handed_out", team=tools.team.number, kinds=len(lines))
        refused: Refused | None = await send(runtime, HandOut(chosen, lines), said)
        if refused is not None:
            set_form(lambda now: replace(now, refused=refused))
            return
        change(chosen, lambda _now: {})
        close()

    async def start() -> None:
        await send(runtime, StartCatalogue(), t("equipment.catalogue_started"))

    actions = HandOutActions(
        search=lambda words: set_form(lambda now: replace(now, words=words, unknown="")),
        accept=accept, open=open_team, close=close, enter=enter, choose=choose,
        hand_out=hand_out, start=start,
    )  # fmt: skip
    full = replace(form, entered=entered)
    return shown(state, lambda view: HandOutScreen(view, tools, full, actions, window.wide))
