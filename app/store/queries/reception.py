"""What the reception looks at: hits while somebody types, what a code says, who came today.

Only the hits are fetched, by index, whatever the number of records. Records that were merged away
are found by their own words and shown as the one that holds. "Not asked" stays None.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from app.catalogue.postal import city_of
from app.domain.insurance import Cover, Policy, cover_at, policy_as_recorded
from app.domain.names import whole_query
from app.domain.numbers import normal_number
from app.store.queries.aliases import merged_into, record_that_holds
from app.store.search import Hit, search
from app.store.search_index import KEY_SEPARATOR
from sync.core.ids import EntityId

Row: TypeAlias = tuple[Any, ...]
HITS_MAX = 12
SEARCHED_MAX = 20
RECENT_MAX = 8


@dataclass(frozen=True)
class ReceptionHit:
    """One person or group that may stand at the desk. `here_at`: checked in today, not gone.

    `sure`: all that was typed is in the record; else it is only similar, or only the family name
    fits.
    """

    id: EntityId
    group: bool
    number: str
    name: str
    kana: str
    city: str
    phone: str
    cover: Cover
    claim: str | None
    heads: int
    uninsured: int | None
    last_on: str | None
    here_at: int | None
    left_at: int | None
    next_on: str | None
    asked_for: bool
    sure: bool


def reception_hits(
    db: sqlite3.Connection, text: str, at: int, day: date, *, earthquake: bool
) -> tuple[ReceptionHit, ...]:
    """The best first; groups among the people."""
    found: dict[tuple[bool, EntityId], Hit] = {}
    for kind, group, limit in (("volunteer", False, SEARCHED_MAX), ("group", True, HITS_MAX)):
        for hit in search(db, kind, text, limit):
            key = (group, record_that_holds(db, kind, hit.entity))
            if key not in found or found[key].score < hit.score:
                found[key] = hit
    whole = whole_query(text)
    sure = {key: _sure(db, key[0], hit, whole) for key, hit in found.items()}
    ordered = sorted(found, key=lambda key: (not sure[key], -found[key].score, key[1]))[:HITS_MAX]
    hits = (_hit(db, key, at, day, earthquake, sure=sure[key]) for key in ordered)
    return tuple(hit for hit in hits if hit is not None)


def _sure(db: sqlite3.Connection, group: bool, hit: Hit, whole: frozenset[str]) -> bool:
    """Asked of the record that was found, which may have been merged into another since."""
    if hit.reason in ("number", "phone"):
        return True
    row = db.execute(
        "SELECT keys FROM _search_key WHERE kind = ? AND entity = ?",
        ("group" if group else "volunteer", hit.entity),
    ).fetchone()
    fields = row[0].split(KEY_SEPARATOR) if row else ()
    return any(key in field for key in whole for field in fields)


def hit_of(
    db: sqlite3.Connection, group: bool, entity: EntityId, at: int, day: date, *, earthquake: bool
) -> ReceptionHit | None:
    """One record as the list shows it."""
    holder = record_that_holds(db, "group" if group else "volunteer", entity)
    return _hit(db, (group, holder), at, day, earthquake, sure=True)


_PERSON = """
SELECT number, name, kana, address, phone, insurance_claim, wished_on
FROM live_volunteer WHERE id = ?
"""
_GROUP = """
SELECT number, name, kana, address, coalesce(mobile, phone), heads, uninsured
FROM live_volunteer_group WHERE id = ?
"""


def _hit(
    db: sqlite3.Connection, key: tuple[bool, EntityId], at: int, day: date, earthquake: bool, *,
    sure: bool,
) -> ReceptionHit | None:  # fmt: skip
    group, entity = key
    row: Row | None = db.execute(_GROUP if group else _PERSON, (entity,)).fetchone()
    if row is None:
        return None
    kind = "group" if group else "volunteer"
    records = (entity, *merged_into(db, kind, entity))
    owner = '"group"' if group else "volunteer"
    policies = _policies(db, owner, records)
    claim = None if group else row[5]
    visits = _visits(db, owner, records, day)
    wished = json.loads(row[6]) if not group and row[6] else []
    days = sorted({*_booked(db, owner, records), *wished})
    next_on = next((one for one in days if one >= day.isoformat()), None)
    return ReceptionHit(
        entity, group, row[0] or "", row[1] or "", row[2] or "", city_of(row[3] or ""),
        row[4] or "",
        cover_at(policies, at, earthquake=earthquake, applying=claim == "applying"),
        claim, (row[5] or 1) if group else 1, row[6] if group else None,
        *visits, next_on, bool(days), sure,
    )  # fmt: skip


def _policies(
    db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...]
) -> tuple[Policy, ...]:
    rows = db.execute(
        "SELECT plan, enrolled_at, effective_at, ends_at, fiscal_year, exception "
        f"FROM live_insurance WHERE {owner} IN ({_marks(records)})",
        records,
    )
    found = (policy_as_recorded(*row) for row in rows)
    return tuple(policy for policy in found if policy is not None)


def _visits(
    db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...], day: date
) -> tuple[str | None, int | None, int | None]:
    """(last day before this one, here since, left at)."""
    rows: list[Row] = db.execute(
        f"SELECT day, at, left_at FROM live_check_in WHERE {owner} IN ({_marks(records)}) "
        "AND day <= ? ORDER BY day DESC, left_at IS NOT NULL, at",
        (*records, day.isoformat()),
    ).fetchall()
    today = next((row for row in rows if row[0] == day.isoformat()), None)
    last = next((row[0] for row in rows if row[0] != day.isoformat()), None)
    if today is None:
        return last, None, None
    return last, today[1] if today[2] is None else None, today[2]


def _booked(db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...]) -> list[str]:
    rows = db.execute(
        f"SELECT day FROM live_booking WHERE {owner} IN ({_marks(records)}) "
        "AND day IS NOT NULL AND coalesce(state, 'asked') NOT IN ('cancelled', 'called_off')",
        records,
    )
    return [row[0] for row in rows]


def _marks(records: Iterable[object]) -> str:
    return ", ".join("?" for _ in records)


@dataclass(frozen=True)
class Found:
    """Whose code or number it is."""

    id: EntityId
    group: bool


def found_by_id(db: sqlite3.Connection, entity: EntityId) -> Found | None:
    """The person or group with this id; the record that holds where it was merged."""
    for table, group in (("live_volunteer", False), ("live_volunteer_group", True)):
        if db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (entity,)).fetchone():
            kind = "group" if group else "volunteer"
            return Found(record_that_holds(db, kind, entity), group)
    return None


def found_by_number(db: sqlite3.Connection, text: str) -> Found | None:
    """Whose number it is (C-0137, however typed); None where two records share it."""
    number = normal_number(text)
    if number is None:
        return None
    rows = [
        (EntityId(row[0]), group)
        for table, group in (("live_volunteer", False), ("live_volunteer_group", True))
        for row in db.execute(f"SELECT id FROM {table} WHERE number = ?", (number,))
    ]
    if len(rows) != 1:
        return None
    return found_by_id(db, rows[0][0])


def whose_check_in(db: sqlite3.Connection, check_in: EntityId) -> Found | None:
    """The person or group of a check-in; the record that holds where it was merged."""
    row = db.execute(
        'SELECT coalesce(volunteer, "group") FROM live_check_in WHERE id = ?', (check_in,)
    ).fetchone()
    return None if row is None or row[0] is None else found_by_id(db, EntityId(row[0]))


# ---------------------------------------------------------------------------- today


@dataclass(frozen=True)
class ReceptionCounts:
    """Heads. `waiting`: here and on no team."""

    checked_in: int
    waiting: int
    gone: int


def reception_counts(db: sqlite3.Connection, day: date) -> ReceptionCounts:
    here, gone = db.execute(
        "SELECT coalesce(sum(heads), 0), coalesce(sum(CASE WHEN left_at IS NOT NULL THEN heads "
        "END), 0) FROM live_check_in WHERE day = ?",
        (day.isoformat(),),
    ).fetchone()
    (busy,) = db.execute(
        "SELECT coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_team t "
        "JOIN live_team_member m ON m.team = t.id WHERE t.day = ? "
        "AND t.state IN ('forming', 'ready', 'out') AND m.ended_at IS NULL",
        (day.isoformat(),),
    ).fetchone()
    (home,) = db.execute(
        "SELECT coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_check_in c "
        "JOIN live_team_member m ON m.check_in = c.id "
        "WHERE c.day = ? AND c.left_at IS NULL AND m.went_home = 1",
        (day.isoformat(),),
    ).fetchone()
    gone = int(gone) + int(home)
    return ReceptionCounts(int(here), max(0, int(here) - gone - int(busy)), gone)


@dataclass(frozen=True)
class CheckInLine:
    """One check-in of the day. `entity` is the volunteer or the group, `satellite` one that is
    open, by its name in `place`; None is the centre."""

    id: EntityId
    entity: EntityId | None
    group: bool
    at: int
    left_at: int | None
    number: str
    name: str
    kana: str
    heads: int
    first_time: bool
    means: str
    team: str | None
    claim: str | None
    satellite: EntityId | None = None
    place: str = ""


_LINES = """
SELECT c.id, coalesce(c.volunteer, c."group"), c."group" IS NOT NULL, c.at, c.left_at,
       coalesce(v.number, g.number, ''), coalesce(v.name, g.name, ''), coalesce(v.kana, g.kana, ''),
       coalesce(c.heads, 1), coalesce(c.first_time, 0), coalesce(c.means, ''),
       (SELECT t.number FROM live_team_member m JOIN live_team t ON t.id = m.team
        WHERE m.check_in = c.id AND m.ended_at IS NULL
          AND t.state IN ('forming', 'ready', 'out') LIMIT 1), v.insurance_claim,
       s.id, coalesce(s.name, '')
FROM live_check_in c
LEFT JOIN volunteer v ON v.id = c.volunteer
LEFT JOIN volunteer_group g ON g.id = c."group"
LEFT JOIN live_satellite s ON s.id = c.satellite AND coalesce(s.active, 1) = 1
WHERE c.day = ?
"""


def recent_check_ins(
    db: sqlite3.Connection, day: date, limit: int = RECENT_MAX
) -> tuple[CheckInLine, ...]:
    """The newest first."""
    newest = (
        "AND c.id IN (SELECT id FROM live_check_in WHERE day = ? ORDER BY at DESC, id DESC LIMIT ?)"
    )
    rows = db.execute(
        f"{_LINES} {newest} ORDER BY c.at DESC, c.id DESC",
        (day.isoformat(), day.isoformat(), limit),
    )
    return tuple(_line(row) for row in rows)


def check_ins_of(db: sqlite3.Connection, day: date) -> tuple[CheckInLine, ...]:
    """Everybody of a day, the newest first."""
    rows = db.execute(f"{_LINES} ORDER BY c.at DESC, c.id DESC", (day.isoformat(),))
    return tuple(_line(row) for row in rows)


def _line(row: Row) -> CheckInLine:
    (
        identifier, entity, group, at, left_at, number, name, kana, heads, first, means, team,
        claim, satellite, place,
    ) = row  # fmt: skip
    return CheckInLine(
        EntityId(identifier), None if entity is None else EntityId(entity), bool(group), at or 0,
        left_at, number, name, kana, heads, bool(first), means, team, claim,
        None if satellite is None else EntityId(satellite), place,
    )  # fmt: skip
