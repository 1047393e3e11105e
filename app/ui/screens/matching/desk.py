"""The matching desk: what is chosen, and each tap as one act.

Kept outside of the drawing, so that a tap that comes while the last one is still being written
finds the team that the last one made. Every act is a command; two windows cannot take the same
person, because the second one is refused by name.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.documents.payloads import Kind, Payload, parse
from app.matching.suggest import Suggestion
from app.services.command import Command, Ok, Override, Refused
from app.services.teams import (
    AddMembers,
    DisbandTeam,
    FormCommunityTeam,
    FormTeam,
    RemoveMember,
)
from app.services.teams_changes import (
    ChangeTeam,
    ChooseLeader,
    FinishCentreWork,
    MakeTeamReady,
    TakeTeamBack,
)
from app.services.teams_choices import PersonWaiting, suggested
from app.services.teams_tools import SetTools
from app.services.teams_vehicles import ChooseVehicle
from app.store.queries.places import satellite_of
from app.store.queries.teams import team_by_id
from app.store.queries.waiting import Person
from app.ui.components.place_choice import keep_place, kept_place
from app.ui.i18n import notice_text, t
from app.ui.runtime import Runtime
from app.ui.screens.matching.state import BoardView, PeopleView, first_in_line, narrowed
from sync.core.ids import EntityId

C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class DeskState:
    """`tab` is what a narrow window shows, `side` the list of needs or that of teams. `asking`: a
    group that is larger than the places left. `pending` is the command that was refused."""

    need: EntityId | None = None
    team: EntityId | None = None
    tab: str = "jobs"
    side: str = "jobs"
    words: str = ""
    filters: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    narrowing: bool = False
    panel: str = ""
    marked: EntityId | None = None
    asking: Person | None = None
    suggestion: Suggestion | None = None
    refused: Refused | None = None
    pending: Command | None = None
    place: str = ""


class MatchingDesk:
    """One for each session that shows the matching. `board` and `people` are what stands drawn."""

    def __init__(
        self, runtime: Runtime, need: EntityId | None = None, team: EntityId | None = None
    ) -> None:
        self.runtime = runtime
        tab = "team" if team is not None else "people" if need is not None else "jobs"
        self.state = DeskState(need, team, tab, place=kept_place(runtime))
        self.show: Callable[[DeskState], None] = lambda _state: None
        self.board: BoardView | None = None
        self.people: PeopleView | None = None
        self._had_words = False
        self._just_joined: set[EntityId] = set()
        self._turn = asyncio.Lock()

    def see(self, board: BoardView | None, people: PeopleView | None) -> None:
        """What was read last, and is drawn now."""
        if people is not self.people:
            self._just_joined.clear()
        self.board, self.people = board, people

    # ------------------------------------------------------------------------------ what is shown

    def change(self, **values: Any) -> None:
        self.state = replace(self.state, **values)
        self.show(self.state)

    def _begin(self, need: EntityId | None, team: EntityId | None, tab: str) -> None:
        self.change(
            need=need, team=team, tab=tab, panel="", marked=None, asking=None, suggestion=None,
            refused=None, pending=None,
        )  # fmt: skip

    def choose_need(self, need: EntityId) -> None:
        """The need's forming team comes along, so that two people fill the same one."""
        jobs = self.board.jobs if self.board is not None else ()
        known = (*jobs, *filter(None, (self.board.job if self.board is not None else None,)))
        forming = next((job.teams for job in known if job.row.id == need), ())
        self._begin(need, forming[0][0] if forming else None, "people")

    def another_team(self, need: EntityId) -> None:
        """One more team for a need that has one."""
        self._begin(need, None, "people")

    def choose_team(self, team: EntityId) -> None:
        self._begin(None, team, "team")

    def choose_place(self, place: str) -> None:
        """The lists are narrowed to a place; what is being formed stays."""
        keep_place(self.runtime, place)
        self.change(place=place)

    @property
    def _satellite(self) -> EntityId | None:
        """Where a team without a need gathers."""
        return satellite_of(self.board.place if self.board is not None else "")

    def refused_person(self) -> Person | None:
        """Whom the refused act was about, where it was about one."""
        pending = self.state.pending
        asked = [
            *getattr(pending, "members", ()),
            *(one for one, _ in getattr(pending, "heads", ())),
        ]
        if len(asked) != 1 or self.people is None:
            return None
        everybody = (one.person for one in self.people.people)
        return next((person for person in everybody if person.id == asked[0]), None)

    def open_panel(self, panel: str) -> None:
        """A second tap closes it."""
        self.change(panel="" if self.state.panel == panel else panel, refused=None)

    def close(self) -> None:
        self._begin(None, None, "jobs")

    def choose_filters(self, filters: tuple[str, ...]) -> None:
        self.change(filters=frozenset(filters))

    def choose_skills(self, skills: tuple[str, ...]) -> None:
        self.change(skills=frozenset(skills))

    def show_all(self) -> None:
        self.change(words="", filters=frozenset(), skills=frozenset(), marked=None, narrowing=False)

    # ------------------------------------------------------------------------------ search

    def type(self, words: str) -> None:
        self._had_words = bool(self.state.words)
        self.change(words=words, marked=None)

    def cleared(self) -> None:
        """Escape: first the search, then a refusal, then what was chosen."""
        if self._had_words:
            return
        if self.state.refused is not None or self.state.asking is not None:
            self.change(refused=None, pending=None, asking=None)
        else:
            self.close()

    def listed(self) -> tuple[PersonWaiting, ...]:
        """Who is in the list now."""
        if self.people is None:
            return ()
        state = self.state
        return narrowed(self.people.people, state.words, state.filters, state.skills)

    def move(self, by: int) -> None:
        """The arrows walk through the list."""
        rows = [one.person.id for one in self.listed()]
        if not rows:
            return
        at = rows.index(self.state.marked) if self.state.marked in rows else -1 if by > 0 else 0
        self.change(marked=rows[max(0, min(len(rows) - 1, at + by))])

    async def accept(self, words: str) -> None:
        """Enter, or a scanned name tag: the marked one joins, else the first."""
        scanned = parse(words)
        if scanned is not None and scanned.kind is Kind.PERSON:
            everybody = self.people.people if self.people is not None else ()
            found = [one for one in everybody if _is(one.person, scanned)]
        else:
            self.state = replace(self.state, words=words)
            found = list(self.listed()) if words.strip() or self.state.marked else []
            found = [one for one in found if one.person.id == self.state.marked] or found
        self.change(words="", marked=None)
        if found:
            await self.join(found[0].person)
        elif words.strip():
            self.runtime.sound("refused")
            self.runtime.notify(t("matching.nobody_found", words=words.strip()), tone="late")

    # ------------------------------------------------------------------------------ people join

    async def join(self, person: Person) -> None:
        """A tap on somebody who waits."""
        if self.state.need is None and self.state.team is None:
            self.runtime.sound("look")
            self.runtime.notify(t("matching.choose_first"), tone="decide")
            return
        left = self.places_left()
        if person.group is not None and left is not None and 0 < left < person.free:
            self.change(asking=person, refused=None)
            return
        await self.take(person, person.free)

    async def take(self, person: Person, heads: int) -> None:
        """So many heads of a group, or a person, join the team; the first one makes it."""
        async with self._turn:
            if person.id in self._just_joined:  # a second tap, before the list was drawn anew
                return
            members: tuple[EntityId, ...] = () if person.group is not None else (person.id,)
            parts = ((person.id, heads),) if person.group is not None else ()
            command: Command
            if self.state.team is not None:
                command = AddMembers(self.state.team, members, parts)
            else:
                command = FormTeam(self.state.need, members, parts, self._kind())
            said = t("matching.joined", name=person.name)
            if person.group is not None:
                said = t("matching.joined_group", name=person.name, heads=heads)
            if await self._submit(command, said):
                self._just_joined.add(person.id)
                self.change(words="", marked=None)  # who was searched for was found

    async def suggest(self) -> None:
        """Whom the need could have; nothing is written."""
        job = self.board.job if self.board is not None else None
        if job is None:
            return
        now, need, team = self.runtime.clock.now_ms(), job.row.id, self.state.team
        place = self.board.place if self.board is not None else ""
        found = await self.runtime.read(
            lambda db: suggested(
                db, now, need, None if team is None else team_by_id(db, team), place
            )
        )
        self.change(suggestion=found, asking=None, refused=None)

    async def take_suggestion(self) -> None:
        """All of the suggested join in one act."""
        found = self.state.suggestion
        if found is None or not found.picked:
            return
        async with self._turn:
            members = tuple(EntityId(choice.id) for choice in found.picked)
            leader = None if found.leader is None else EntityId(found.leader)
            command: Command
            if self.state.team is not None:
                command = AddMembers(self.state.team, members, leader=leader)
            else:
                command = FormTeam(self.state.need, members, kind=self._kind(), leader=leader)
            said = t("matching.joined_many", count=len(members))
            if await self._submit(command, said):
                self.change(suggestion=None)

    def _kind(self) -> str:
        job = self.board.job if self.board is not None else None
        return "skilled" if job is not None and job.row.skilled else "normal"

    def places_left(self) -> int | None:
        """Places on the chosen team, or of the chosen need; None where nobody said how many."""
        board = self.board
        if board is None:
            return None
        if board.team is not None:
            return board.team.places_left
        return None if board.job is None else board.job.row.wanted.people

    # ------------------------------------------------------------------------------ other acts

    async def form_centre(self, note: str, people: int | None) -> bool:
        command = FormTeam(kind="centre", note=note, people=people, satellite=self._satellite)
        return await self._act(command, t("matching.formed_centre", note=note.strip()))

    async def form_community(
        self, name: str, phone: str, note: str, heads: int, *, need: EntityId | None
    ) -> bool:
        """The longest waiting go, as many as are wanted and nothing stops."""
        people = self.people.people if self.people is not None else ()
        chosen = first_in_line(people, heads)
        found = {one.person.id: one.person for one in people}
        command = FormCommunityTeam(
            name, phone,
            tuple(id for id, _ in chosen if found[id].group is None),
            tuple((id, taken) for id, taken in chosen if found[id].group is not None),
            need, heads, note=note, satellite=self._satellite,
        )  # fmt: skip
        total = sum(taken for _, taken in chosen)
        return await self._act(command, t("matching.formed_community", name=name, heads=total))

    async def remove(self, team: EntityId, member: EntityId, name: str) -> None:
        await self._act(RemoveMember(team, member), t("matching.removed", name=name))

    async def lead(self, team: EntityId, member: EntityId | None, name: str) -> None:
        said = t("matching.leads", name=name) if member is not None else t("matching.leads_none")
        await self._act(ChooseLeader(team, member), said)

    async def choose_vehicle(self, team: EntityId, vehicle: EntityId | None, note: str) -> bool:
        done = await self._act(ChooseVehicle(team, vehicle, note), t("matching.vehicle_chosen"))
        if done:
            self.change(panel="")
        return done

    async def set_tools(self, team: EntityId, tools: tuple[tuple[EntityId, int], ...]) -> bool:
        done = await self._act(SetTools(team, tools), t("matching.tools_set"))
        if done:
            self.change(panel="")
        return done

    async def change_team(self, team: EntityId, **values: Any) -> bool:
        done = await self._act(ChangeTeam(team, **values), t("matching.changed"))
        if done:
            self.change(panel="")
        return done

    async def make_ready(self, team: EntityId, number: str) -> None:
        """The team goes on; the next need is looked for."""
        if await self._act(MakeTeamReady(team), t("matching.made_ready", team=number)):
            self.close()

    async def take_back(self, team: EntityId, number: str) -> None:
        await self._act(TakeTeamBack(team), t("matching.taken_back", team=number))

    async def finish(self, team: EntityId, number: str) -> None:
        if await self._act(FinishCentreWork(team), t("matching.finished", team=number)):
            self.close()

    async def disband(self, team: EntityId, number: str) -> None:
        if await self._act(DisbandTeam(team), t("matching.disbanded", team=number)):
            self.close()

    async def override(self, override: Override) -> None:
        """The refused command again, with what a named person decided."""
        pending = self.state.pending
        if pending is None:
            return
        before = getattr(pending, "overrides", ())
        again = replace(pending, overrides=(*before, override))  # type: ignore[call-arg]
        done = await self._act(again, t("matching.gone_over"))
        if done and isinstance(again, DisbandTeam):
            self.close()
        elif done:
            self.change(suggestion=None)

    def dismiss(self) -> None:
        self.change(refused=None, pending=None)

    async def _act(self, command: Command, said: str) -> bool:
        async with self._turn:
            return await self._submit(command, said)

    async def _submit(self, command: Command, said: str) -> bool:
        outcome = await self.runtime.submit(command)
        if isinstance(outcome, Refused):
            self.runtime.sound("refused")
            self.change(refused=outcome, pending=command, asking=None)
            return False
        self.runtime.sound("accepted")
        self._tell(outcome, said)
        made = isinstance(command, FormTeam | FormCommunityTeam)
        self.change(
            refused=None, pending=None, asking=None,
            team=outcome.entity if made else self.state.team,
            panel="" if made else self.state.panel,
            tab="people" if isinstance(command, FormTeam) else self.state.tab,
        )  # fmt: skip
        return True

    def _tell(self, ok: Ok, said: str) -> None:
        words = "　".join((said, *(notice_text(notice) for notice in ok.notices)))
        self.runtime.notify(words, ok=ok, tone="decide" if ok.notices else "done")


def _is(person: Person, scanned: Payload) -> bool:
    """Whether a name tag is this person's or this group's."""
    key = scanned.entity
    if key is not None:
        return key in (person.volunteer, person.group)
    return person.number == scanned.value
