"""What the centre's calendar says about a day: paused, for adjusting needs, no waste site.

A day that nobody marked is an ordinary one. 開所 beside 休止 does not open the day again: whoever
opens it clears the other mark.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.store.queries.settings import MarkedDay
from sync.core.clock import hlc_ms
from sync.core.ids import EntityId

# Days without volunteers going out, the stronger word first.
NO_WORK = ("paused", "adjust")
WASTE_CLOSED = "waste_site_closed"


@dataclass(frozen=True)
class DayMarks:
    """Everything that is marked on one day."""

    day: str
    marks: tuple[MarkedDay, ...] = ()

    def of(self, kind: str) -> MarkedDay | None:
        return next((mark for mark in self.marks if mark.kind == kind), None)

    @property
    def no_work(self) -> MarkedDay | None:
        """The mark that keeps teams at home, if there is one."""
        return next((mark for kind in NO_WORK if (mark := self.of(kind)) is not None), None)

    @property
    def waste_closed(self) -> bool:
        """Nothing can be brought to the waste site."""
        return self.of(WASTE_CLOSED) is not None

    @property
    def waste_hours(self) -> str:
        """When the waste site takes waste on a day on which it is open; blank: nobody said."""
        if self.waste_closed:
            return ""
        return next((mark.waste_hours for mark in self.marks if mark.waste_hours), "")


UNMARKED = DayMarks("")


def marks_of(db: sqlite3.Connection, day: date | str) -> DayMarks:
    """The marks of a day, in the order of their kinds."""
    iso = str(day)
    rows = db.execute(
        "SELECT id, day, kind, note, waste_hours FROM live_calendar_day WHERE day = ? "
        "ORDER BY kind, id",
        (iso,),
    )
    return DayMarks(iso, tuple(
        MarkedDay(EntityId(key), on, kind or "", note or "", hours or "")
        for key, on, kind, note, hours in rows
    ))  # fmt: skip


def called_off_at(db: sqlite3.Connection, day: date | str) -> int | None:
    """When it was decided that nobody goes out on a day: the mark of the calendar, or a stop that
    holds; the earlier one. None: the day is on."""
    marks: Iterable[tuple[int]] = db.execute(
        "SELECT _clock FROM live_calendar_day WHERE day = ? AND kind IN ('paused', 'adjust')",
        (str(day),),
    )
    stops: Iterable[tuple[int | None]] = db.execute(
        "SELECT at FROM live_stop_order WHERE day = ? AND lifted_at IS NULL", (str(day),)
    )
    decided = [hlc_ms(clock) for (clock,) in marks] + [at for (at,) in stops if at is not None]
    return min(decided, default=None)
