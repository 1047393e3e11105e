"""Whom to tell that a day is called off: who was to come, and the clients with something planned.

Who has checked in already stands at the centre and is told there. A client's name and phone are
None where the sealed half cannot be read on this device.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.calendar_jp import end_of, start_of
from app.store.queries.aliases import record_that_holds
from sync.core.ids import EntityId


@dataclass(frozen=True)
class BookedLine:
    """A person or a group that was to come. `booking` None: only wished for in advance."""

    booking: EntityId | None
    entity: EntityId
    group: bool
    number: str
    name: str
    kana: str
    phone: str
    heads: int
    slot: str | None
    told: bool


@dataclass(frozen=True)
class ClientLine:
    """A need with something planned on the day: `planned` has survey, team and next. `at` is the
    appointment; `tried` counts calls that nobody took."""

    need: EntityId
    number: str
    town: str
    crisis: bool
    name: str
    phone: str
    planned: tuple[str, ...]
    at: int | None
    teams: tuple[str, ...]
    told_at: int | None
    told_by: str
    tried: int


_BOOKED = """
SELECT b.id, b.volunteer, b."group", b.slot, b.state FROM live_booking b
WHERE b.day = ? AND coalesce(b.state, 'asked') <> 'cancelled' ORDER BY b.id
"""
_WISHED = """
SELECT v.id FROM live_volunteer v WHERE instr(v.wished_on, ?) > 0
    AND v.id NOT IN (
        SELECT volunteer FROM live_booking WHERE day = ? AND volunteer IS NOT NULL)
ORDER BY v.kana, v.id
"""
_PERSON = "SELECT number, name, kana, phone, 1 FROM live_volunteer WHERE id = ?"
_GROUP = """
SELECT number, name, kana, coalesce(mobile, phone), coalesce(heads, 1)
FROM live_volunteer_group WHERE id = ?
"""
_HERE = 'SELECT coalesce(volunteer, "group") FROM live_check_in WHERE day = ?'


def booked_on(db: sqlite3.Connection, day: date) -> tuple[BookedLine, ...]:
    """Who was to come and is not here: those who do not know yet first, by their kana."""
    iso = day.isoformat()
    here = {row[0] for row in db.execute(_HERE, (iso,))}
    rows: list[tuple[Any, ...]] = db.execute(_BOOKED, (iso,)).fetchall()
    rows += [(None, row[0], None, None, "asked") for row in db.execute(_WISHED, (iso, iso))]
    found: dict[EntityId, BookedLine] = {}
    for booking, volunteer, group, slot, state in rows:
        if volunteer is None and group is None:
            continue
        kind = "volunteer" if group is None else "group"
        entity = record_that_holds(db, kind, EntityId(group or volunteer))
        person = db.execute(_PERSON if group is None else _GROUP, (entity,)).fetchone()
        if person is None or entity in here or entity in found:
            continue
        number, name, kana, phone, heads = person
        found[entity] = BookedLine(
            None if booking is None else EntityId(booking), entity, group is not None,
            number or "", name or "", kana or "", phone or "", heads, slot, state == "called_off",
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda one: (one.told, one.kana, one.entity)))


_PLANNED = """
SELECT s.need, 'survey', s.planned_at, NULL FROM live_survey s
WHERE s.state = 'planned' AND s.planned_at >= :start AND s.planned_at < :end
UNION ALL
SELECT t.need, 'team', NULL, t.number FROM live_team t
WHERE t.day = :day AND t.need IS NOT NULL AND t.state IN ('forming', 'ready', 'out')
UNION ALL
SELECT n.id, 'next', NULL, NULL FROM live_need n
WHERE n.next_on = :day AND n.status IN ('ready', 'continuing')
"""
_NEED = """
SELECT coalesce(n.number, ''), coalesce(n.town, ''), coalesce(n.crisis, 0), coalesce(p.name, ''),
    coalesce(p.phone, p.phone_other, p.affected_phone, '')
FROM live_need n LEFT JOIN live_need_private p ON p.id = n.id WHERE n.id = ?
"""
_TOLD = """
SELECT at, coalesce(by_name, ''), coalesce(result, 'reached') FROM live_contact
WHERE need = ? AND day = ? ORDER BY at
"""


def clients_on(db: sqlite3.Connection, day: date) -> tuple[ClientLine, ...]:
    """Clients who wait on the day: those who do not know yet first, then by the appointment."""
    span = {"start": start_of(day), "end": end_of(day), "day": day.isoformat()}
    planned: dict[EntityId, list[tuple[str, int | None, str | None]]] = {}
    for need, what, at, team in db.execute(_PLANNED, span):
        planned.setdefault(record_that_holds(db, "need", EntityId(need)), []).append(
            (what, at, team)
        )
    found = (_client(db, need, rows, day) for need, rows in planned.items())
    return tuple(sorted(filter(None, found), key=_order))


def _order(one: ClientLine) -> tuple[bool, bool, int, str]:
    return (one.told_at is not None, not one.crisis, one.at or 0, one.number)


def _client(
    db: sqlite3.Connection,
    need: EntityId,
    rows: list[tuple[str, int | None, str | None]],
    day: date,
) -> ClientLine | None:
    row = db.execute(_NEED, (need,)).fetchone()
    if row is None:
        return None
    number, town, crisis, name, phone = row
    calls = db.execute(_TOLD, (need, day.isoformat())).fetchall()
    told = next(((at, by) for at, by, result in calls if result != "absent"), None)
    return ClientLine(
        need, number, town, bool(crisis), name, phone,
        tuple(dict.fromkeys(what for what, _, _ in rows)),
        min((at for _, at, _ in rows if at is not None), default=None),
        tuple(team for _, _, team in rows if team),
        told[0] if told is not None else None, told[1] if told is not None else "",
        sum(1 for _, _, result in calls if result == "absent"),
    )  # fmt: skip
