"""Heat and stops of a day: the readings by hour, the stop orders, and who was called back."""

import json
import sqlite3
from dataclasses import dataclass

from app.domain.heat import Reading
from app.domain.stops import Stop, stops_work
from sync.core.ids import EntityId


@dataclass(frozen=True)
class WbgtRow:
    """One reading; `tenths` of a degree. `place` is empty at the centre."""

    id: EntityId
    hour: int
    tenths: int
    place: str
    at: int
    by_name: str

    @property
    def reading(self) -> Reading:
        return Reading(self.tenths, self.at, self.place)


@dataclass(frozen=True)
class StopRow:
    """A stop order of the day; it holds while `lifted_at` is None."""

    id: EntityId
    kind: str
    at: int
    by_name: str
    reason: str
    lifted_at: int | None
    lifted_by: str


@dataclass(frozen=True)
class CallRow:
    """A team that a stop calls back. `returned_at` is set once it is here."""

    team: EntityId
    number: str
    leader: str
    phone: str
    heads: int
    town: str
    reached_at: int | None
    reached_by: str
    returned_at: int | None

    @property
    def open(self) -> bool:
        """Nobody spoke to it, and it is not back."""
        return self.reached_at is None and self.returned_at is None


def wbgt_of_day(db: sqlite3.Connection, day: str) -> tuple[WbgtRow, ...]:
    """All readings of a day (ISO), by hour; the centre before other places."""
    rows = db.execute(
        "SELECT id, hour, tenths, coalesce(place, ''), coalesce(at, 0), coalesce(by_name, '') "
        "FROM live_wbgt WHERE day = ? AND hour IS NOT NULL AND tenths IS NOT NULL "
        "ORDER BY hour, place IS NOT NULL, place",
        (day,),
    )
    return tuple(WbgtRow(EntityId(row[0]), *row[1:]) for row in rows)


def stops_of_day(db: sqlite3.Connection, day: str) -> tuple[StopRow, ...]:
    """The stop orders of a day, those that hold first, the newest on top."""
    rows = db.execute(
        "SELECT id, coalesce(kind, 'other'), at, coalesce(by_name, ''), coalesce(reason, ''), "
        "lifted_at, coalesce(lifted_by, '') FROM live_stop_order "
        "WHERE day = ? AND at IS NOT NULL ORDER BY lifted_at IS NOT NULL, at DESC, id DESC",
        (day,),
    )
    return tuple(StopRow(EntityId(row[0]), *row[1:]) for row in rows)


_CALLS = """
SELECT t.id, coalesce(t.number, ''), coalesce(v.name, t.leader_name, t.contact_name, ''),
       coalesce(t.phone, t.contact_phone, ''), coalesce(t.heads_out, 0), coalesce(n.town, ''),
       c.reached_at, coalesce(c.by_name, ''), CASE WHEN t.state = 'back' THEN t.returned_at END,
       n.kinds
FROM live_team t LEFT JOIN live_need n ON n.id = t.need
LEFT JOIN live_volunteer v ON v.id = t.leader
LEFT JOIN live_call_back c ON c.id = (
    SELECT id FROM live_call_back WHERE stop = ?1 AND team = t.id ORDER BY reached_at LIMIT 1)
WHERE (t.state = 'out' AND coalesce(t.sent_at, 0) <= ?2)
   OR (t.day = ?3 AND t.state = 'back' AND t.sent_at <= ?2 AND t.returned_at > ?2)
"""


def calls_of(db: sqlite3.Connection, stop: StopRow, day: str) -> tuple[CallRow, ...]:
    """Every team that was outside when the stop was given: who must still be reached stands
    first, the largest team on top; then the reached, then those that are back."""
    order = Stop(stop.kind, stop.at)
    rows = [
        CallRow(EntityId(row[0]), *row[1:9])
        for row in db.execute(_CALLS, (stop.id, stop.at, day))
        if stops_work(order, _kinds(row[9]))
    ]
    rows.sort(key=lambda row: (row.returned_at is not None, not row.open, -row.heads, row.number))
    return tuple(rows)


def _kinds(column: str | None) -> tuple[str, ...]:
    return tuple(json.loads(column)) if column else ()
