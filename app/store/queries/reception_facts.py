"""What the reception must know before it says yes: here already, here before, booked, on a team.

`records` are all records of one person (the one that holds and those merged into it), or one group.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from sync.core.ids import EntityId


@dataclass(frozen=True)
class CheckInOfDay:
    """`left_at` is None while the person is here."""

    id: EntityId
    at: int
    left_at: int | None


def check_in_of_day(
    db: sqlite3.Connection, records: tuple[EntityId, ...], day: date
) -> CheckInOfDay | None:
    """The check-in of a day; of several one that has not left."""
    marks = ", ".join("?" for _ in records)
    row = db.execute(
        f"SELECT id, at, left_at FROM live_check_in WHERE (volunteer IN ({marks}) "
        f'OR "group" IN ({marks})) AND day = ? ORDER BY left_at IS NOT NULL, at LIMIT 1',
        (*records, *records, day.isoformat()),
    ).fetchone()
    return None if row is None else CheckInOfDay(EntityId(row[0]), row[1] or 0, row[2])


def been_before(db: sqlite3.Connection, records: tuple[EntityId, ...], day: date) -> bool:
    """Whether one of them was checked in on an earlier day."""
    marks = ", ".join("?" for _ in records)
    found = db.execute(
        f"SELECT 1 FROM live_check_in WHERE volunteer IN ({marks}) AND day < ? LIMIT 1",
        (*records, day.isoformat()),
    ).fetchone()
    return found is not None


def booked_days(db: sqlite3.Connection, records: tuple[EntityId, ...]) -> tuple[str, ...]:
    """Days that were asked for or confirmed, from bookings and the pre-registration itself."""
    marks = ", ".join("?" for _ in records)
    days = {
        row[0]
        for row in db.execute(
            f"SELECT day FROM live_booking WHERE (volunteer IN ({marks}) "
            f'OR "group" IN ({marks})) AND day IS NOT NULL '
            "AND coalesce(state, 'asked') NOT IN ('cancelled', 'called_off')",
            (*records, *records),
        )
    }
    for (wished,) in db.execute(
        f"SELECT wished_on FROM live_volunteer WHERE id IN ({marks}) AND wished_on IS NOT NULL",
        records,
    ):
        days |= set(json.loads(wished))
    return tuple(sorted(days))


def team_holding(db: sqlite3.Connection, check_in: EntityId, *, still: bool) -> str | None:
    """The number of a team that this check-in is on, or went with; `still`: that is not back. Who
    was taken off a team before it left was never with it."""
    only = "AND (m.ended_at IS NULL OR m.ended_at >= coalesce(t.sent_at, t.returned_at))"
    if still:
        only = "AND m.ended_at IS NULL AND coalesce(t.state, '') <> 'back'"
    row = db.execute(
        "SELECT t.number FROM live_team_member m JOIN live_team t ON t.id = m.team "
        f"WHERE m.check_in = ? AND coalesce(t.state, '') <> 'disbanded' {only} LIMIT 1",
        (check_in,),
    ).fetchone()
    return None if row is None else row[0] or ""
