"""A person or a group today: here since when, at which place, on which teams."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.store.queries.places import open_place
from app.store.queries.reception_facts import check_in_of_day
from sync.core.ids import EntityId


@dataclass(frozen=True)
class TeamToday:
    """A team that the person is or was on. `state` as the table has it."""

    id: EntityId
    number: str
    state: str
    leads: bool
    town: str
    need: EntityId | None
    need_number: str


@dataclass(frozen=True)
class PersonToday:
    """`left`: went home; `satellite` None is the centre."""

    check_in: EntityId
    at: int
    left: bool
    satellite: EntityId | None
    teams: tuple[TeamToday, ...]


_TEAMS = """
SELECT t.id, coalesce(t.number, ''), coalesce(t.state, 'forming'), coalesce(m.is_leader, 0),
    coalesce(n.town, t.job_note, ''), t.need, coalesce(n.number, '')
FROM live_team_member m JOIN live_team t ON t.id = m.team LEFT JOIN live_need n ON n.id = t.need
WHERE m.check_in = ? AND coalesce(t.state, '') <> 'disbanded'
    AND (m.ended_at IS NULL OR m.ended_at >= t.sent_at)
ORDER BY t.id DESC
"""


def person_today(
    db: sqlite3.Connection, records: tuple[EntityId, ...], day: date
) -> PersonToday | None:
    """`records`: all records of one person, or one group. None: not here today."""
    found = check_in_of_day(db, records, day)
    if found is None:
        return None
    (satellite,) = db.execute(
        "SELECT satellite FROM live_check_in WHERE id = ?", (found.id,)
    ).fetchone()
    place = open_place(db, satellite)
    teams = tuple(
        TeamToday(
            EntityId(row[0]), row[1], row[2], bool(row[3]), row[4],
            None if row[5] is None else EntityId(row[5]), row[6],
        )
        for row in db.execute(_TEAMS, (found.id,))
    )  # fmt: skip
    return PersonToday(
        found.id, found.at, found.left_at is not None, None if place is None else place.id, teams
    )
