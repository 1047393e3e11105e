"""What leaves a centre for its county: counts of a day, made here and nowhere else.

Promises that what goes is exactly what `Outgoing.lines` shows (names of fields of `CountyFigures`
and numbers), that nothing goes where nothing changed, and that a closed day goes with the figures
of its seal, again after each correction. Never goes: a name, a place, a text, a code of the
centre's own lists, a day from before this device was in the county (those go by a tap only).
"""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import day_of
from app.domain.county_board import COUNTS, CountyFigures, before
from app.domain.figures import Day, figures_of
from app.domain.needs import NeedStatus
from app.services.command import Actor, Command, Outcome, Refused
from app.services.context import setting_value
from app.services.county_board import PublishFigures
from app.services.operation import Operation
from app.store.queries.county_figures import SentDay, came_in_at, sent_days
from app.store.queries.day import DaySeal, closing_facts, day_seal
from app.store.queries.equipment import stock_rows

_log = logging.getLogger(__name__)
BY_ITSELF = "publish_by_itself"
LOOK_EVERY_S = 30.0  # for days that were closed or opened again
RUNNING_EVERY_MS = 15 * 60_000
STILL_TRUE_EVERY_MS = 60 * 60_000  # the same counts are said again, so that they stay fresh
DAYS_BACK = 7
SURVEY_BACKLOG = frozenset({NeedStatus.SURVEY_WAITING, NeedStatus.SURVEY_SCHEDULED})


@dataclass(frozen=True)
class OutgoingLine:
    """`key` is a field of the table `county_figures`; `codes` are of the list `equipment`."""

    key: str
    value: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """All that leaves for one day. `as_of` None: as of when it goes."""

    day: date
    figures: CountyFigures
    final: bool
    as_of: int | None = None

    @property
    def lines(self) -> tuple[OutgoingLine, ...]:
        counts = tuple(OutgoingLine(name, getattr(self.figures, name)) for name in COUNTS)
        tools = self.figures.tools_short
        if tools is None:
            return counts
        return (*counts, OutgoingLine("tools_short", len(tools), tools))

    def command(self, *, by_itself: bool = False) -> PublishFigures:
        return PublishFigures(
            self.day, self.figures, self.final, by_itself=by_itself, as_of=self.as_of
        )


def outgoing(db: sqlite3.Connection, day: date, today: date) -> Outgoing:
    """What would go of a day now: of a closed one what its seal says."""
    seal = day_seal(db, day.isoformat())
    figures = _counted(db, day, today)
    if seal is None or not seal.closed:
        return Outgoing(day, figures, final=False)
    if seal.figures is not None:
        sealed = {name: getattr(seal.figures, name) for name in COUNTS
                  if hasattr(seal.figures, name)}  # fmt: skip
        figures = replace(figures, **sealed)
    return Outgoing(day, figures, final=True, as_of=seal.at)


def not_sent(
    db: sqlite3.Connection, today: date, sent: tuple[SentDay, ...]
) -> tuple[Outgoing, ...]:
    """Days before today that are closed and did not go as final, the newest first."""
    final = {one.day for one in sent if one.final}
    days = (before(today, back) for back in range(1, DAYS_BACK + 1))
    seals = ((day, day_seal(db, day.isoformat())) for day in days if day.isoformat() not in final)
    return tuple(
        outgoing(db, day, today) for day, seal in seals if seal is not None and seal.closed
    )


def _counted(db: sqlite3.Connection, day: date, today: date) -> CountyFigures:
    facts = closing_facts(db, day, ())
    counted = figures_of(facts)
    own, relief = _staff(db, day.isoformat())
    return CountyFigures(
        participants=counted.participants, new_needs=counted.new_needs,
        activities=counted.activities, completed=counted.completed,
        open_needs=counted.open_needs, backlog=_backlog(facts), heads_out=_heads_out(facts),
        declined=counted.declined, injuries=counted.injuries,
        staff_own=own, staff_relief=relief,
        tools_short=_tools_short(db) if day == today else None,
    )  # fmt: skip


def _backlog(facts: Day) -> int:
    return sum(1 for need in facts.needs if need.status in SURVEY_BACKLOG)


def _heads_out(facts: Day) -> int:
    """People outside, also those of an earlier day who are not back."""
    return sum(team.heads_out or 0 for team in facts.teams if team.state == "out")


def _staff(db: sqlite3.Connection, iso: str) -> tuple[int, int]:
    """(own people, people whom other councils sent) with a shift on the day."""
    (relief, everybody) = db.execute(
        "SELECT count(DISTINCT CASE WHEN coalesce(s.home_council, '') <> '' THEN h.staff END), "
        "count(DISTINCT h.staff) FROM live_staff_shift h JOIN staff s ON s.id = h.staff "
        "WHERE h.day = ?",
        (iso,),
    ).fetchone()
    return int(everybody) - int(relief), int(relief)


def _tools_short(db: sqlite3.Connection) -> tuple[str, ...]:
    """Kinds below their mark, as codes that every council knows; a centre's own stay at home."""
    shipped = {entry.code for entry in CodeLists.load().shipped["equipment"]}
    return tuple(sorted({row.item.code for row in stock_rows(db) if row.low} & shipped))


# ---------------------------------------------------------------------------- by itself


class Publisher:
    """From one operation to the other; `actor` acts for the device, without a name."""

    def __init__(self, centre: Operation, county: Operation, actor: Actor) -> None:
        self._centre, self._county, self._actor = centre, county, actor

    def due(self) -> tuple[Outgoing, ...]:
        """What goes by itself now: closed days, days opened again, the running count."""
        now_ms = self._centre.world.clock.now_ms()
        today = day_of(now_ms)
        first = before(today, DAYS_BACK)
        council, letter = self._county.card.centre, self._county.letter
        came, sent = self._county.read(
            lambda db: (came_in_at(db, letter), sent_days(db, council, first.isoformat()))
        )
        if came is None:
            return ()
        begins = max(first, day_of(came))
        known = {one.day: one for one in sent}

        def look(db: sqlite3.Connection) -> tuple[Outgoing, ...]:
            days = [begins.fromordinal(n) for n in range(begins.toordinal(), today.toordinal() + 1)]
            found = [_due(db, day, known.get(day.isoformat()), now_ms) for day in days]
            return tuple(one for one in found if one is not None)

        return self._centre.read(look)

    def publish_due(self) -> int:
        """How many days went."""
        gone = 0
        for one in self.due():
            outcome = self._submit(one.command(by_itself=True))
            if isinstance(outcome, Refused):
                _log.warning("figures of %s were refused: %s", one.day, outcome.code)
            else:
                gone += 1
        return gone

    def _submit(self, command: Command) -> Outcome:
        return self._county.submit(command, self._actor)


def _due(db: sqlite3.Connection, day: date, sent: SentDay | None, now_ms: int) -> Outgoing | None:
    """Looking at the seal is cheap; counting is done only where something may go."""
    today = day_of(now_ms)
    seal = day_seal(db, day.isoformat())
    if seal is not None and seal.closed:
        settled = sent is not None and sent.final and sent.as_of == seal.at
        return None if settled else outgoing(db, day, today)
    if seal is not None and sent is not None and sent.final:
        return replace(outgoing(db, day, today), as_of=_after(seal, now_ms))
    if day != today or not setting_value(db, BY_ITSELF, today):
        return None
    if sent is not None and 0 <= now_ms - sent.as_of < RUNNING_EVERY_MS:
        return None
    now = outgoing(db, day, today)
    if sent is None or now.figures != sent.figures:
        return now
    return None if now_ms - sent.as_of < STILL_TRUE_EVERY_MS else now


def _after(seal: DaySeal, now_ms: int) -> int:
    """A day that was opened again is known as of its opening or later."""
    return max(now_ms, seal.reopened_at or 0)


class PublishRhythm:
    """Runs on a thread of its own. `wait(seconds)` is True once it shall end; `publish` is
    `Publisher.publish_due` of the operations that there are now."""

    def __init__(self, wait: Callable[[float], bool], publish: Callable[[], object]) -> None:
        self._wait = wait
        self._publish = publish

    def run(self) -> None:
        while not self._wait(LOOK_EVERY_S):
            try:
                self._publish()
            except Exception:
                _log.exception("publishing failed")
