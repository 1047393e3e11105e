"""戻る, wired: which team is open, what was entered for each, what its scan means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import flet as ft

from app.services.equipment_moves import ReturnFromTeam
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.equipment.acts import looked_up, use_asked
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
    team_tools,
)
from app.ui.sending import send
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId


@dataclass(frozen=True)
class _Draft:
    entered: Entered = field(default_factory=dict)
    washed: str | None = None


BLANK = _Draft()
Drafts = Mapping[EntityId, _Draft]
SetForm = Callable[[BackForm | Callable[[BackForm], BackForm]], None]
SetDrafts = Callable[[Callable[[Drafts], Drafts]], None]


@component
def BringBackRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    form, set_form = ft.use_state(BackForm())
    nothing: Drafts = {}
    drafts, set_drafts = ft.use_state(nothing)
    chosen, day = form.chosen, runtime.today
    state = use_query(lambda db: back_view(db, day, runtime.clock.now_ms()), TEAM_TOPICS, day)
    tools_state = use_query(lambda db: team_tools(db, chosen), TEAM_TOPICS, chosen)
    desk = use_kept(lambda: _Desk(runtime, set_form, set_drafts))
    desk.view = state.value if isinstance(state, Ready) else BackView(())
    desk.tools = None
    if isinstance(tools_state, Ready) and tools_state.deps == (chosen,):
        desk.tools = tools_state.value
    draft = drafts.get(chosen, BLANK) if chosen else BLANK
    desk.form = replace(form, entered=draft.entered, washed=draft.washed)
    use_asked("team", desk.open)
    full, tools = desk.form, desk.tools
    return shown(state, lambda view: BackScreen(view, tools, full, desk.actions, window.wide))


class _Desk:
    """What the person does. Made once for a page, so that rows with its acts stay memoized."""

    def __init__(self, runtime: Runtime, set_form: SetForm, set_drafts: SetDrafts) -> None:
        self.view = BackView(())
        self.tools: TeamTools | None = None
        self.form = BackForm()
        self._runtime = runtime
        self._set_form, self._set_drafts = set_form, set_drafts
        self.actions = BackActions(
            search=self.search,
            accept=self.accept,
            open=self.open,
            close=self.close,
            enter=self.enter,
            wash=self.wash,
            take_back=self.take_back,
        )

    def search(self, words: str) -> None:
        self._set_form(lambda now: replace(now, words=words, unknown=""))

    def open(self, team: bytes) -> None:
        self._set_form(BackForm(chosen=EntityId(team)))

    def close(self) -> None:
        self._set_form(BackForm())

    def enter(self, equipment: EntityId, back: Back) -> None:
        self._change(lambda now: replace(now, entered={**now.entered, equipment: back}))

    def wash(self, code: str | None) -> None:
        self._change(lambda now: replace(now, washed=code))

    async def accept(self, words: str) -> None:
        """A team opens; a thing of the open team is counted, else opens its page."""
        team, equipment = await looked_up(self._runtime, words, self.view.teams)
        if team is not None:
            self._runtime.sound("accepted")
            self.open(team)
        elif equipment is not None:
            self._count_one(equipment)
        elif words.strip():
            self._runtime.sound("unknown")
            self._set_form(lambda now: replace(now, words="", unknown=words.strip()))

    def _count_one(self, equipment: EntityId) -> None:
        """Scanned one by one: the first scan of a thing begins at one, not at all of it."""
        tool = self.tools.find(equipment) if self.tools is not None else None
        if tool is None or not tool.has:
            self._runtime.go(f"{ROOT}/item/{equipment.hex()}")
            return

        def one_more(now: _Draft) -> _Draft:
            back = now.entered.get(equipment, NOTHING)
            back = replace(back, returned=(back.returned or 0) + 1, blank=False)
            return replace(now, entered={**now.entered, equipment: back})

        self._runtime.sound("accepted")
        self._change(one_more)
        self._set_form(lambda now: replace(now, words=""))

    async def take_back(self) -> None:
        tools, team = self.tools, self.form.chosen
        if tools is None or team is None:
            return
        said = t("equipment.taken_back", team=tools.team.number)
        command = ReturnFromTeam(team, lines_of(tools, self.form))
        refused = await send(self._runtime, command, said)
        if refused is not None:
            self._set_form(lambda now: replace(now, refused=refused))
            return
        self._change(lambda _now: BLANK, team)
        self.close()

    def _change(self, of: Callable[[_Draft], _Draft], team: EntityId | None = None) -> None:
        """From what holds when it is done: two scans may come before the next drawing."""
        key = team or self.form.chosen
        if key is None:
            return
        self._set_drafts(lambda now: {**now, key: of(now.get(key, BLANK))})
        self._set_form(lambda now: replace(now, refused=None, unknown=""))
