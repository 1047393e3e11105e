"""渡す, wired: what is typed, which team is open, what was entered for each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import flet as ft

from app.services.equipment_moves import HandOut
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.equipment.acts import looked_up, use_asked
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
    hand_out_view,
    team_tools,
)
from app.ui.screens.equipment.stock_route import starter
from app.ui.sending import send
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId

Drafts = Mapping[EntityId, Entered]
SetForm = Callable[[HandOutForm | Callable[[HandOutForm], HandOutForm]], None]
SetDrafts = Callable[[Callable[[Drafts], Drafts]], None]


@component
def HandOutRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    form, set_form = ft.use_state(HandOutForm())
    nothing: Drafts = {}
    drafts, set_drafts = ft.use_state(nothing)
    chosen, day = form.chosen, runtime.today
    state = use_query(lambda db: hand_out_view(db, day), TEAM_TOPICS, day)
    tools_state = use_query(lambda db: team_tools(db, chosen), TEAM_TOPICS, chosen)
    desk = use_kept(lambda: _Desk(runtime, set_form, set_drafts))
    desk.view = state.value if isinstance(state, Ready) else HandOutView((), False)
    desk.tools = None
    if isinstance(tools_state, Ready) and tools_state.deps == (chosen,):
        desk.tools = tools_state.value
    desk.chosen = chosen
    desk.entered = drafts.get(chosen, {}) if chosen else {}
    use_asked("team", desk.open)
    full, tools = replace(form, entered=desk.entered), desk.tools
    return shown(state, lambda view: HandOutScreen(view, tools, full, desk.actions, window.wide))


class _Desk:
    """What the person does. Made once for a page, so that rows with its acts stay memoized."""

    def __init__(self, runtime: Runtime, set_form: SetForm, set_drafts: SetDrafts) -> None:
        self.view = HandOutView((), False)
        self.tools: TeamTools | None = None
        self.chosen: EntityId | None = None
        self.entered: Entered = {}
        self._runtime = runtime
        self._set_form, self._set_drafts = set_form, set_drafts
        self.actions = HandOutActions(
            search=self.search,
            accept=self.accept,
            open=self.open,
            close=self.close,
            enter=self.enter,
            choose=self.choose,
            hand_out=self.hand_out,
            start=starter(runtime),
        )

    def search(self, words: str) -> None:
        self._set_form(lambda now: replace(now, words=words, unknown=""))

    def open(self, team: bytes) -> None:
        self._set_form(HandOutForm(chosen=EntityId(team)))

    def close(self) -> None:
        self._set_form(HandOutForm())

    def enter(self, equipment: EntityId, count: int | None) -> None:
        self._change(lambda now: {**now, equipment: count})
        self._set_form(lambda now: replace(now, refused=None))

    def choose(self, others: tuple[EntityId, ...]) -> None:
        """Which things beside the list go along."""
        listed = {tool.id for tool in self.tools.listed} if self.tools else set()
        self._change(lambda now: {
            **{key: count for key, count in now.items() if key in listed},
            **{key: now.get(key, 1) for key in others},
        })  # fmt: skip

    async def accept(self, words: str) -> None:
        """A thing counts for the open team, else opens its page; a team opens."""
        team, equipment = await looked_up(self._runtime, words, self.view.teams)
        if team is not None:
            self._runtime.sound("accepted")
            self.open(team)
        elif equipment is not None:
            self._add_one(equipment)
        elif words.strip():
            self._runtime.sound("unknown")
            self._set_form(lambda now: replace(now, words="", unknown=words.strip()))

    def _add_one(self, equipment: EntityId) -> None:
        tool = self.tools.find(equipment) if self.tools is not None else None
        if tool is None:
            self._runtime.go(f"{ROOT}/item/{equipment.hex()}")
            return
        first = tool.open
        self._runtime.sound("accepted")
        self._change(lambda now: {**now, equipment: (now.get(equipment, first) or 0) + 1})
        self._set_form(lambda now: replace(now, words="", unknown="", refused=None))

    async def hand_out(self) -> None:
        tools, team = self.tools, self.chosen
        if tools is None or team is None:
            return
        lines = lines_of(tools, self.entered)
        said = t("equipment.handed_out", team=tools.team.number, kinds=len(lines))
        refused = await send(self._runtime, HandOut(team, lines), said)
        if refused is not None:
            self._set_form(lambda now: replace(now, refused=refused))
            return
        self._change(lambda _now: {}, team)
        self.close()

    def _change(self, of: Callable[[Entered], Entered], team: EntityId | None = None) -> None:
        """From what holds when it is done: two scans may come before the next drawing."""
        key = team or self.chosen
        if key is not None:
            self._set_drafts(lambda now: {**now, key: of(now.get(key, {}))})
