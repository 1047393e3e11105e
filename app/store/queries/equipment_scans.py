"""What a scan or a typed number at the tool desk means: teams of a day, or a thing on the shelf.

A work order names its need, a check-in card a person, a shelf label a thing. Team numbers are read
however they are typed: 3, ３班, 3はん.
"""

import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.teams import team_key
from app.store.queries.equipment_loans import team_members_of
from sync.core.ids import EntityId


@dataclass(frozen=True)
class Found:
    """`teams` in the order of their forming; several where the same person or need has several."""

    teams: tuple[EntityId, ...] = ()
    equipment: EntityId | None = None


def teams_of_need(db: sqlite3.Connection, need: bytes, day: str) -> tuple[EntityId, ...]:
    """The teams of a day that go to a need, disbanded ones left out."""
    return _ids(
        db.execute(
            "SELECT id FROM live_team WHERE need = ? AND day = ? "
            "AND coalesce(state, '') <> 'disbanded' ORDER BY id",
            (need, day),
        )
    )


def teams_of_volunteer(db: sqlite3.Connection, volunteer: bytes, day: str) -> tuple[EntityId, ...]:
    """The teams of a day to which a volunteer belongs."""
    return _ids(
        db.execute(
            "SELECT DISTINCT t.id FROM live_team t JOIN live_team_member m ON m.team = t.id "
            "WHERE t.day = ? AND m.volunteer = ? AND m.ended_at IS NULL ORDER BY t.id",
            (day, volunteer),
        )
    )


def by_number(db: sqlite3.Connection, number: str, day: str) -> tuple[EntityId, ...]:
    """The teams of the person, the group or the need with a spoken number (C-0137, N-0412)."""
    found = team_members_of(db, number, day)
    if found:
        return found
    need = db.execute("SELECT id FROM live_need WHERE number = ?", (number,)).fetchone()
    return teams_of_need(db, need[0], day) if need else ()


def by_team_number(db: sqlite3.Connection, words: str, day: str) -> tuple[EntityId, ...]:
    """The team of a day with a number."""
    wanted = team_key(words)
    rows = db.execute(
        "SELECT id, coalesce(number, '') FROM live_team "
        "WHERE day = ? AND coalesce(state, '') <> 'disbanded' ORDER BY id",
        (day,),
    )
    return tuple(EntityId(row[0]) for row in rows if wanted and team_key(row[1]) == wanted)


def by_label(db: sqlite3.Connection, words: str) -> EntityId | None:
    """The thing whose shelf label, code or whole name this is."""
    wanted = _plain(words)
    if not wanted:
        return None
    rows = db.execute(
        "SELECT id, coalesce(label, ''), coalesce(code, ''), coalesce(name, '') "
        "FROM live_equipment ORDER BY coalesce(active, 1) DESC, id"
    ).fetchall()
    for place in (1, 2, 3):  # a label comes before a code, a code before a name
        for row in rows:
            if _plain(row[place]) == wanted:
                return EntityId(row[0])
    return None


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def _ids(rows: Iterable[tuple[bytes]]) -> tuple[EntityId, ...]:
    return tuple(EntityId(row[0]) for row in rows)
