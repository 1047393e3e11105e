"""From the call to the day a team may go: intake, duplicates, surveys, refusals.

Surveys are the bottleneck, as they are in the field: a few visits a day, people who are not at
home, and a rest that waits. A share of calls comes on the eve, when the centre gathers needs and
does not yet recruit.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.calendar_jp import MINUTE_MS, instant_of
from app.drill.dice import Dice
from app.drill.happenings import (
    Happening,
    NeedDeclined,
    NeedHeld,
    NeedLeftToSkilled,
    NeedMerged,
    NeedReady,
    NeedReceived,
    NeedSurveyed,
)
from app.drill.material import words
from app.drill.needs import SyntheticNeed

EVE_SHARE = 0.3
# Fewer new calls every day, never none.
DECLINE = 0.82
CALLS_FROM, CALLS_MODE, CALLS_UNTIL = 9 * 60 + 20, 10 * 60 + 30, 16 * 60 + 30
SURVEYS_FROM, SURVEYS_UNTIL = 10 * 60 + 10, 15 * 60 + 40
SURVEYS_A_DAY_MIN, SURVEYS_A_DAY_SHARE = 8, 0.3
ABSENT = 15  # per cent of visits
VISITS_MAX = 3
DUPLICATES_NOTICED = 75
DIFFICULT_STICKERS = {"red", "yellow"}


@dataclass(frozen=True)
class ReadyNeed:
    """A need that a team may be sent to from an instant on."""

    need: SyntheticNeed
    at: int


@dataclass
class _Visit:
    need: SyntheticNeed
    known_at: int
    attempt: int


def calls_per_day(total: int, days: int) -> tuple[int, ...]:
    """New needs of the eve and of each day; the sum is exact."""
    shares = [EVE_SHARE * days] + [DECLINE**day for day in range(days)]
    counts: list[int] = []
    for day in range(days + 1):
        upto = round(total * sum(shares[: day + 1]) / sum(shares))
        counts.append(upto - sum(counts))
    return tuple(counts)


def course(
    dice: Dice, needs: list[SyntheticNeed], first_day: date, days: int
) -> tuple[list[Happening], list[ReadyNeed]]:
    """All that happens to needs before a team is formed, and when each becomes ready."""
    course = _Course(dice, len(needs))
    position = 0
    for offset, count in enumerate(calls_per_day(len(needs), days)):
        day = first_day + timedelta(days=offset - 1)
        minutes = sorted(dice.leaning(CALLS_FROM, CALLS_UNTIL, CALLS_MODE) for _ in range(count))
        for minute, need in zip(minutes, needs[position : position + count], strict=True):
            course.receive(need, instant_of(day, minute))
        position += count
        course.survey(day)
    return course.happenings, course.ready


class _Course:
    def __init__(self, dice: Dice, total: int) -> None:
        self.happenings: list[Happening] = []
        self.ready: list[ReadyNeed] = []
        self._dice = dice
        self._queue: list[_Visit] = []
        self._a_day = max(SURVEYS_A_DAY_MIN, round(total * SURVEYS_A_DAY_SHARE))

    def receive(self, need: SyntheticNeed, at: int) -> None:
        self.happenings.append(NeedReceived(at, need))
        later = at + self._dice.between(6, 30) * MINUTE_MS
        if need.known_house is not None:
            if self._dice.chance(DUPLICATES_NOTICED):
                self.happenings.append(NeedMerged(later, need.index, need.known_house))
        elif need.declined is not None:
            refer_to = need.refer_to or "other"
            self.happenings.append(NeedDeclined(later, need.index, need.declined, refer_to))
        elif need.survey_wanted == "not_required":
            self._judge(need, later)
        else:
            self._queue.append(_Visit(need, later, 1))

    def survey(self, day: date) -> None:
        """The visits of a day: a crisis first, then who has waited longest."""
        opens, closes = instant_of(day, SURVEYS_FROM), instant_of(day, SURVEYS_UNTIL)
        waiting = sorted(self._queue, key=lambda visit: (not visit.need.crisis, visit.known_at))
        going = [visit for visit in waiting if visit.known_at < closes][: self._a_day]
        step = (closes - opens) // (len(going) + 1)
        for place, visit in enumerate(going, start=1):
            at = max(opens + place * step, visit.known_at + 20 * MINUTE_MS)
            if at < closes:
                self._queue.remove(visit)
                self._visit(visit, at)

    def _visit(self, visit: _Visit, at: int) -> None:
        absent = self._dice.chance(ABSENT) and visit.attempt < VISITS_MAX
        surveyor = self._dice.pick(words("needs")["words"]["receivers"])
        state = "absent" if absent else "done"
        self.happenings.append(NeedSurveyed(at, visit.need.index, state, surveyor, visit.attempt))
        if absent:
            self._queue.append(_Visit(visit.need, at, visit.attempt + 1))
        else:
            self._judge(visit.need, at + 15 * MINUTE_MS)

    def _judge(self, need: SyntheticNeed, at: int) -> None:
        """May volunteers go? Red and yellow stickers wait, skilled work has its own people."""
        if need.inspection in DIFFICULT_STICKERS:
            self.happenings.append(NeedHeld(at, need.index, "danger"))
        elif need.skilled_only:
            self.happenings.append(NeedLeftToSkilled(at, need.index))
        else:
            self.happenings.append(NeedReady(at, need.index))
            self.ready.append(ReadyNeed(need, at))
