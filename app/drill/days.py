"""Some days of a centre, from the first call to the closing, as happenings in order of time.

Promises the same happenings for the same seed, sizes and day. The last day may be left open at a
minute, so that a demo begins in the middle of a morning. Nothing is decided here that a rule
decides: whoever plays the happenings sends commands, and some of them may be refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.calendar_jp import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    day_of,
    fiscal_year,
    fiscal_year_starts,
    instant_of,
)
from app.drill.arrivals import arrival_minutes, participants_per_day
from app.drill.dice import Dice
from app.drill.equipment import opening_stock
from app.drill.happenings import (
    DayClosed,
    GroupCheckedIn,
    GroupRegistered,
    Happening,
    HeatMeasured,
    StockReceived,
    VolunteerCheckedIn,
    VolunteerInsured,
    VolunteerRegistered,
)
from app.drill.material import words
from app.drill.need_course import course
from app.drill.needs import needs
from app.drill.people import SyntheticVolunteer, groups, volunteers
from app.drill.team_course import Field, TeamDay, Waiting

ODAWARA = "14206"
AGAIN = 20  # per cent of a day's participants were here before
GROUP_HEADS = 25  # per cent of a day's participants come in groups, at most
PEOPLE_A_GROUP = 60  # one group for so many volunteers
ENROLS_HERE = 85
UNCLEAR_SOLVED = 60
SCANS = 75
GROUPS_ARRIVE = (8 * 60 + 40, 9 * 60 + 25)
GROUP_PART, GROUP_PART_MAX = 6, 8  # heads of a group that go to one house
CLOSES = 17 * 60 + 10
HEAT_HOURS = range(9, 16)
HEAT = (235, 308, 272)  # WBGT in tenths: below the stop at 31


@dataclass(frozen=True)
class Size:
    """How much of everything. `open_until` is a minute of the last day, None for its closing."""

    volunteers: int = 400
    needs: int = 120
    days: int = 3
    open_until: int | None = None


def happenings(
    dice: Dice, size: Size, last_day: date, centre: str = ODAWARA
) -> Iterator[Happening]:
    """Everything until `open_until` of `last_day`; `centre` is the municipality's JIS code."""
    run = _Run(dice, size, last_day, centre)
    run.play()
    end = instant_of(last_day, size.open_until if size.open_until is not None else 24 * 60)
    for happening in sorted(run.out, key=lambda happening: happening.at):
        if happening.at <= end:
            yield happening


class _Run:
    def __init__(self, dice: Dice, size: Size, last_day: date, centre: str) -> None:
        self.out: list[Happening] = []
        self._dice = dice
        self._size = size
        self._first_day = last_day - timedelta(days=size.days - 1)
        people = volunteers(dice, size.volunteers, centre, last_day)
        self._people = {person.index: person for person in people}
        self._groups = list(groups(dice, size.volunteers // PEOPLE_A_GROUP, centre, last_day))
        self._needs = list(needs(dice, size.needs, centre, last_day))
        self._lots = opening_stock(size.volunteers)
        self._field = Field(self._people, {lot.code: lot.quantity for lot in self._lots})
        self._registered: set[int] = set()
        self._insured: set[int] = set()
        self._been: list[int] = []
        self._next = 0

    def play(self) -> None:
        eve = self._first_day - timedelta(days=1)
        self.out.append(StockReceived(instant_of(eve, 14 * 60), self._lots))
        events, ready = course(
            self._dice.fork("course"), self._needs, self._first_day, self._size.days
        )
        self.out += events
        self._field.ready += ready
        counts = participants_per_day(self._size.volunteers, self._size.days)
        for offset, count in enumerate(counts):
            day = self._first_day + timedelta(days=offset)
            self._day(self._dice.fork("day", offset), day, count)
        self._never_came()

    def _day(self, dice: Dice, day: date, count: int) -> None:
        waiting = self._group_arrivals(dice, day, count)
        heads = sum(one.heads for one in waiting)
        today = self._who_comes(dice, count - heads)
        for minute, index in zip(arrival_minutes(dice, len(today)), today, strict=True):
            person = self._people[index]
            at = instant_of(day, minute) + dice.between(0, 59) * 1000
            if self._arrive(dice, person, at):
                waiting.append(Waiting(at + 8 * MINUTE_MS, index, None, 1))
        work = TeamDay(dice.fork("teams"), self._field, day)
        work.run(waiting)
        self.out += work.happenings
        for hour in HEAT_HOURS:
            at = instant_of(day, hour * 60 + dice.between(0, 9))
            self.out.append(HeatMeasured(at, hour, dice.leaning(*HEAT)))
        weather = str(dice.pick(words("days")["weather"]))
        self.out.append(DayClosed(instant_of(day, CLOSES), day.isoformat(), weather))

    def _who_comes(self, dice: Dice, count: int) -> list[int]:
        """Some come again, the others for the first time, while there are any."""
        again_count = min(len(self._been), count * AGAIN // 100)
        fresh = range(self._next, min(self._next + count - again_count, len(self._people)))
        self._next = fresh.stop
        missing = count - len(fresh)
        again = dice.shuffled(self._been)[:missing]
        today = dice.shuffled([*fresh, *again])
        self._been += fresh
        return today

    def _group_arrivals(self, dice: Dice, day: date, count: int) -> list[Waiting]:
        """Groups of the day, in parts as large as a team; only insured heads go out."""
        waiting: list[Waiting] = []
        heads = 0
        while self._groups and heads + self._groups[-1].heads <= count * GROUP_HEADS // 100:
            group = self._groups.pop()
            heads += group.heads
            at = instant_of(day, dice.between(*GROUPS_ARRIVE))
            self.out.append(GroupRegistered(at - dice.between(12, 60) * HOUR_MS, group))
            self.out.append(GroupCheckedIn(at, group.index, group.heads))
            left = group.insured
            while left:
                part = left if left <= GROUP_PART_MAX else min(left, GROUP_PART)
                waiting.append(Waiting(at + 10 * MINUTE_MS, None, group.index, part))
                left -= part
        return waiting

    def _arrive(self, dice: Dice, person: SyntheticVolunteer, at: int) -> bool:
        """Through reception; True for those who may go out."""
        first = person.index not in self._registered
        means = "walk_in" if first and not person.pre_registered else "search"
        if first:
            ahead = dice.between(10 * 60, 60 * 60) if person.pre_registered else 2
            self._register(person, at - ahead * MINUTE_MS)
        if person.pre_registered and dice.chance(SCANS):
            means = "scan"
        allowed = self._insure(dice, person, at - 20_000) and _may_work(person)
        first_time = first and not person.experience
        self.out.append(VolunteerCheckedIn(at, person.index, means, first_time, not allowed))
        return allowed

    def _register(self, person: SyntheticVolunteer, at: int) -> None:
        source = "pre_registration" if person.pre_registered else "walk_in"
        self.out.append(VolunteerRegistered(at, person, source))
        self._registered.add(person.index)

    def _insure(self, dice: Dice, person: SyntheticVolunteer, at: int) -> bool:
        """Proof seen, enrolled at the desk, or neither; asked once."""
        if person.index in self._insured:
            return True
        plan, proof, here = person.insurance, dice.pick(("card", "card", "email")), False
        if plan == "none":
            here, plan, proof = dice.chance(ENROLS_HERE), "basic", "roster"
            if not here:
                return False
        elif plan in ("applying", "unknown"):
            if not dice.chance(UNCLEAR_SOLVED):
                return False
            plan, proof = "basic", "email"
        earliest = fiscal_year_starts(fiscal_year(day_of(at)))
        enrolled_at = at if here else max(earliest, at - dice.between(2, 80) * DAY_MS)
        self.out.append(VolunteerInsured(at, person.index, plan, enrolled_at, proof, here))
        self._insured.add(person.index)
        return True

    def _never_came(self) -> None:
        """Registration is not participation: some are on the list and stay away."""
        dice = self._dice.fork("away")
        opens = instant_of(self._first_day, 8 * 60) - 2 * DAY_MS
        for person in self._people.values():
            if person.pre_registered and person.index not in self._registered:
                minutes = dice.between(0, (self._size.days + 2) * 24 * 60)
                self._register(person, opens + minutes * MINUTE_MS)


def _may_work(person: SyntheticVolunteer) -> bool:
    """A minor needs consent, at junior high school also somebody who comes along."""
    if person.guardian_name is None:
        return True
    young = person.age_band in ("elementary", "junior_high")
    return bool(person.guardian_consent) and (bool(person.accompanied) or not young)
