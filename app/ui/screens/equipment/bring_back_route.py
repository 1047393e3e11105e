"""戻る, wired: which team is open, what was entered for each, what its scan means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import flet as ft

from app.services.equipment_moves import ReturnFromTeam
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.equipment.acts import send, use_asked
from app.ui.screens.equipment.bring_back import (
    NOTHING,
    Back,
    BackActions,
    BackForm,
    BackScreen,
    Entered,
    lines_of,
)
from app.ui.screens.equipment.pieces import ROOT
from app.ui.screens.equipment.state import (
    TEAM_TOPICS,
    BackView,
    TeamTools,
    back_view,
    find_scanned,
    team_fits,
    team_tools,
)
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId


@dataclass(frozen=True)
class _Draft:
    entered: Entered = field(default_factory=dict)
    washed: str | None = None


@component
def BringBackRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    day = runtime.today
    form, set_form = ft.use_state(BackForm())
    nothing: Mapping[EntityId, _Draft] = {}
    drafts, set_drafts = ft.use_state(nothing)
    chosen = form.chosen
    state = use_query(lambda db: back_view(db, day, runtime.clock.now_ms()), TEAM_TOPICS, day)
    tools_state = use_query(lambda db: team_tools(db, chosen), TEAM_TOPICS, chosen)
    tools: TeamTools | None = None
    if isinstance(tools_state, Ready) and tools_state.deps == (chosen,):
        tools = tools_state.value
    draft = drafts.get(chosen, _Draft()) if chosen else _Draft()

    def change(team: EntityId, of: Callable[[_Draft], _Draft]) -> None:
        set_drafts(lambda now: {**now, team: of(now.get(team, _Draft()))})
        set_form(lambda now: replace(now, refused=None, unknown=""))

    def open_team(team: bytes) -> None:
        set_form(BackForm(chosen=EntityId(team)))

    use_asked("team", open_team)

    def close() -> None:
        set_form(BackForm())

    def enter(equipment: EntityId, back: Back) -> None:
        if chosen is not None:
            change(chosen, lambda now: replace(now, entered={**now.entered, equipment: back}))

    def wash(code: str | None) -> None:
        if chosen is not None:
            change(chosen, lambda now: replace(now, washed=code))

    async def accept(words: str) -> None:
        view = state.value if isinstance(state, Ready) else BackView(())
        found = await runtime.read(lambda db: find_scanned(db, words, day))
        known = {line.team.id for line in view.teams}
        teams = [team for team in found.teams if team in known]
        if found.equipment is not None:
            count_scanned(found.equipment)
            return
        if not teams and words.strip():
            teams = [line.team.id for line in view.teams if team_fits(line, words)]
        if teams:
            runtime.sound("accepted")
            open_team(teams[0])
        elif words.strip():
            runtime.sound("unknown")
            set_form(lambda now: replace(now, words="", unknown=words.strip()))

    def count_scanned(equipment: EntityId) -> None:
        """Scanned one by one: the first scan of a thing begins at one, not at all of it."""
        tool = tools.find(equipment) if tools is not None else None
        if tool is None or not tool.has or chosen is None:
            runtime.go(f"{ROOT}/item/{equipment.hex()}")
            return

        def one_more(now: _Draft) -> _Draft:
            back = now.entered.get(equipment, NOTHING)
            back = replace(back, returned=(back.returned or 0) + 1, blank=False)
            return replace(now, entered={**now.entered, equipment: back})

        runtime.sound("accepted")
        change(chosen, one_more)
        set_form(lambda now: replace(now, words=""))

    async def take_back() -> None:
        if tools is None or chosen is None:
            return
        full = replace(form, entered=draft.entered, washed=draft.washed)
        said = t("equipment.taken_back", team=tools.team.number)
        refused = await send(runtime, ReturnFromTeam(chosen, lines_of(tools, full)), said)
        if refused is not None:
            set_form(lambda now: replace(now, refused=refused))
            return
        change(chosen, lambda _now: _Draft())
        close()

    actions = BackActions(
        search=lambda words: set_form(lambda now: replace(now, words=words, unknown="")),
        accept=accept, open=open_team, close=close, enter=enter, wash=wash, take_back=take_back,
    )  # fmt: skip
    full = replace(form, entered=draft.entered, washed=draft.washed)
    return shown(state, lambda view: BackScreen(view, tools, full, actions, window.wide))
