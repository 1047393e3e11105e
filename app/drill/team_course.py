"""A day of teams: who waits, who goes where, with what, and how they come back.

Teams of about five are formed every ten minutes from those who have waited longest; a group goes
as one. Tools never go below what the store has. A few teams are back by noon and take a second
job; some needs are finished, the others wait for the next day.
"""

from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import MINUTE_MS, instant_of
from app.drill.dice import Dice
from app.drill.equipment import CONSUMABLES, Item, brought_back, tools_for
from app.drill.happenings import (
    EquipmentLent,
    EquipmentReturned,
    Happening,
    TeamFormed,
    TeamReported,
    TeamReturned,
    TeamSent,
)
from app.drill.material import words
from app.drill.need_course import ReadyNeed
from app.drill.needs import SyntheticNeed
from app.drill.people import SyntheticVolunteer

TEAM_SIZE, TEAM_LOW, TEAM_HIGH = 5, 4, 6
TEAM_MIN = 3  # who is left over goes out short-handed, two do not
FORMS_FROM, FORMS_UNTIL, STEP = 9 * 60 + 20, 13 * 60 + 20, 10
NOON = 12 * 60
PLANNED_RETURN = 15 * 60 + 30
RETURNS = (14 * 60, 15 * 60 + 55, 15 * 60)  # earliest, latest, most
EARLY = 12  # per cent of morning teams
COMPLETED, STOPPED = 56, 4
VISITS_MAX = 4
HURT, NEAR_MISS, EXTRA_WISH = 0.8, 8, 10


@dataclass(frozen=True)
class Waiting:
    """Somebody who may go out from an instant on: a volunteer, or a group with its heads."""

    at: int
    volunteer: int | None
    group: int | None
    heads: int


@dataclass
class Field:
    """What lasts from day to day: the needs that are ready, the store, the numbers of teams."""

    volunteers: dict[int, SyntheticVolunteer]
    store: dict[str, int]
    ready: list[ReadyNeed] = field(default_factory=list)
    visits: dict[int, int] = field(default_factory=dict)
    teams: int = 0


class TeamDay:
    """One day; `happenings` is filled by `run`, not in order of time."""

    def __init__(self, dice: Dice, field: Field, day: date) -> None:
        self.happenings: list[Happening] = []
        self._dice = dice
        self._field = field
        self._day = day
        self._numbers = 0
        self._tomorrow: list[ReadyNeed] = []
        self._coming_back: list[tuple[int, tuple[Item, ...]]] = []

    def run(self, waiting: list[Waiting]) -> None:
        """Sends whoever can be sent; continuing needs are ready again for the next day."""
        queue = sorted(waiting, key=lambda one: one.at)
        for minute in range(FORMS_FROM, FORMS_UNTIL, STEP):
            now = instant_of(self._day, minute)
            self._take_in(now)
            while True:
                here = [one for one in queue if one.at <= now]
                need = self._next_need(now)
                going = _together(here, need) if need else []
                if need is None or not going:
                    break
                queue = [one for one in queue if one not in going]
                queue += self._send(need, going, now, minute)
        self._take_in(None)
        self._field.ready += self._tomorrow

    def _next_need(self, now: int) -> ReadyNeed | None:
        """A crisis first, then the one that has waited longest."""
        known = [ready for ready in self._field.ready if ready.at <= now]
        return min(known, key=lambda ready: (not ready.need.crisis, ready.at), default=None)

    def _send(self, ready: ReadyNeed, going: list[Waiting], now: int, minute: int) -> list[Waiting]:
        """One team out and back; gives those who are free again in time for a second job."""
        dice, field = self._dice, self._field
        field.ready.remove(ready)
        field.teams += 1
        self._numbers += 1
        team, need = field.teams, ready.need
        members = tuple(one.volunteer for one in going if one.volunteer is not None)
        groups = tuple((one.group, one.heads) for one in going if one.group is not None)
        heads = len(members) + sum(count for _, count in groups)
        formed = TeamFormed(
            now, team, self._numbers, need.index, members, groups,
            _leader(field, members), _driver(field, members, need.truck),
            "am" if minute < NOON else "pm", need.people,
        )  # fmt: skip
        sent_at = now + dice.between(12, 22) * MINUTE_MS
        planned = instant_of(self._day, PLANNED_RETURN)
        early = minute < NOON - 90 and dice.chance(EARLY)
        back_minute = NOON + dice.between(-15, 30) if early else dice.leaning(*RETURNS)
        back_at = max(instant_of(self._day, back_minute), sent_at + 45 * MINUTE_MS)
        lent = self._lend(need, heads)
        self.happenings += [
            formed,
            TeamSent(sent_at, team, planned, heads),
            TeamReturned(back_at, team, heads, dice.chance(HURT)),
            self._report(ready, team, heads, back_at + dice.between(6, 12) * MINUTE_MS, early),
        ]
        if lent:
            returned = brought_back(dice, lent)
            tools_at = back_at + dice.between(3, 5) * MINUTE_MS
            self.happenings.append(EquipmentLent(now + 6 * MINUTE_MS, team, lent))
            if returned:
                self.happenings.append(EquipmentReturned(tools_at, team, returned))
                self._coming_back.append((tools_at, returned))
        free_at = back_at + 20 * MINUTE_MS
        return [Waiting(free_at, one.volunteer, one.group, one.heads) for one in going] * early

    def _report(
        self, ready: ReadyNeed, team: int, heads: int, at: int, early: bool
    ) -> TeamReported:
        dice, speech, need = self._dice, words("days"), ready.need
        visits = self._field.visits.get(need.index, 0) + 1
        self._field.visits[need.index] = visits
        if early or visits >= VISITS_MAX or dice.chance(COMPLETED):
            progress = "completed"
        else:
            progress = "stopped" if dice.chance(STOPPED) else "continuing"
        if progress == "continuing":
            self._tomorrow.append(ReadyNeed(need, at))
        bags = dice.between(4, 12) * heads if "sandbag" in need.tools else 0
        return TeamReported(
            at=at,
            team=team,
            need=need.index,
            progress=progress,
            heads=heads,
            text=str(dice.pick(speech["reports"])).format(bags=bags),
            sandbags=bags,
            near_miss=dice.pick(speech["near_misses"]) if dice.chance(NEAR_MISS) else "",
            remaining=dice.pick(speech["remaining"]) if progress == "continuing" else "",
            extra_wish=dice.pick(speech["extra"]) if dice.chance(EXTRA_WISH) else "",
            next_people=max(2, heads - 1) if progress == "continuing" else None,
        )

    def _lend(self, need: SyntheticNeed, heads: int) -> tuple[Item, ...]:
        """What the team wants, as far as the store has it."""
        lent = []
        for item in tools_for(need, heads):
            there = min(item.quantity, self._field.store.get(item.code, 0))
            if there:
                self._field.store[item.code] -= there
                lent.append(Item(item.code, there))
        return tuple(lent)

    def _take_in(self, now: int | None) -> None:
        """Tools that are back by now can go out again; None is the evening."""
        for entry in list(self._coming_back):
            if now is None or entry[0] <= now:
                self._coming_back.remove(entry)
                for item in entry[1]:
                    usable = item.quantity - item.damaged - item.lost
                    self._field.store[item.code] += usable * (item.code not in CONSUMABLES)


def _together(here: list[Waiting], ready: ReadyNeed | None) -> list[Waiting]:
    """A group as one team, or the first people in the queue; nobody where they are too few."""
    if ready is None or not here:
        return []
    group = next((one for one in here if one.group is not None), None)
    if group is not None and here.index(group) < TEAM_SIZE:
        return [group]
    size = min(max(ready.need.people or TEAM_SIZE, TEAM_LOW), TEAM_HIGH)
    people = [one for one in here if one.volunteer is not None][:size]
    return people if len(people) >= TEAM_MIN else []


def _leader(field: Field, members: tuple[int, ...]) -> int | None:
    """Somebody with experience, else the first."""
    known = (index for index in members if field.volunteers[index].experience)
    return next(known, members[0] if members else None)


def _driver(field: Field, members: tuple[int, ...], truck: bool) -> int | None:
    """Who brings the light truck, or any car."""
    cars = [index for index in members if field.volunteers[index].vehicle]
    trucks = [index for index in cars if field.volunteers[index].has_light_truck]
    chosen = trucks if truck and trucks else cars
    return chosen[0] if chosen else None
