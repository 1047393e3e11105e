"""What has happened with a need, newest first: contacts, visits, states; and its photographs.

Who changed a state, and at which desk, comes from the audit trail. Lines of needs that were merged
into this one stand among its own.
"""

import sqlite3
from dataclasses import dataclass, field

from app.domain.tables import REGISTRY
from app.store.queries.aliases import merged_into
from app.store.queries.audit import who_did
from sync.core.clock import hlc_ms
from sync.core.ids import EntityId
from sync.core.merge import field_key

_NEED = REGISTRY.by_name["need"]
_STATUS = field_key(_NEED, _NEED.by_name["status"])


@dataclass(frozen=True)
class HistoryLine:
    """`kind` is contact, visit or state. `code`: what came of a contact (`contact_result`) or a
    visit (`survey_state`), or the new state. `attempt` counts visits, `letter` is the desk."""

    kind: str
    key: bytes
    at: int
    by: str
    code: str | None
    channel: str | None = None
    direction: str | None = None
    text: str | None = None
    attempt: int | None = None
    letter: str = ""


@dataclass(frozen=True)
class PhotoLine:
    """A photograph: its preview (base64 of a JPEG), and what opens the sealed file."""

    id: EntityId
    blob: str
    key: str = field(repr=False)
    media_type: str
    thumbnail: str = field(repr=False)
    taken_at: int
    caption: str
    kind: str | None


def need_history(db: sqlite3.Connection, need: EntityId) -> tuple[HistoryLine, ...]:
    """All lines of a need and of what was merged into it, newest first."""
    lines: list[HistoryLine] = []
    for one in (need, *merged_into(db, "need", need)):
        lines += _contacts(db, one)
        lines += _visits(db, one)
        lines += _states(db, one)
    lines.sort(key=lambda line: (line.at, line.key), reverse=True)
    return tuple(lines)


def _contacts(db: sqlite3.Connection, need: EntityId) -> list[HistoryLine]:
    rows = db.execute(
        "SELECT id, at, by_name, result, channel, direction, text FROM live_contact WHERE need = ?",
        (need,),
    )
    return [
        HistoryLine(
            "contact",
            key,
            at or 0,
            by or "",
            result,
            channel,
            direction,
            text,
            letter=who_did(db, EntityId(key))[1],
        )
        for key, at, by, result, channel, direction, text in rows
    ]


def _visits(db: sqlite3.Connection, need: EntityId) -> list[HistoryLine]:
    rows = db.execute(
        "SELECT s.id, s.visited_at, s.surveyor, s.state, coalesce(p.heard, p.note), s.attempt "
        "FROM live_survey s LEFT JOIN live_survey_private p ON p.id = s.id "
        "WHERE s.need = ? AND s.visited_at IS NOT NULL",
        (need,),
    )
    return [
        HistoryLine(
            "visit",
            key,
            at,
            by or "",
            state,
            text=text,
            attempt=attempt,
            letter=who_did(db, EntityId(key))[1],
        )
        for key, at, by, state, text, attempt in rows
    ]


def _states(db: sqlite3.Connection, need: EntityId) -> list[HistoryLine]:
    writes = db.execute(
        "SELECT clock, value, device FROM _write WHERE entity = ? AND place = ? ORDER BY clock",
        (need, _STATUS),
    ).fetchall()
    if not writes:
        writes = db.execute(
            "SELECT _clock, status, _device FROM live_need WHERE id = ?", (need,)
        ).fetchall()
    lines, before = [], None
    for clock, status, device in writes:
        if status is not None and status != before:
            key = need + int(clock).to_bytes(8, "big")
            name, letter = who_did(db, need, clock, device)
            lines.append(HistoryLine("state", key, hlc_ms(clock), name, status, letter=letter))
        before = status
    return lines


def photos_of(db: sqlite3.Connection, need: EntityId) -> tuple[PhotoLine, ...]:
    """Photographs of a need and of what was merged into it, in the order they were taken."""
    lines: list[PhotoLine] = []
    for one in (need, *merged_into(db, "need", need)):
        rows = db.execute(
            "SELECT id, blob, key, coalesce(media_type, 'image/jpeg'), coalesce(thumbnail, ''), "
            "coalesce(taken_at, 0), coalesce(caption, ''), kind FROM live_photo "
            "WHERE need = ? AND blob IS NOT NULL AND key IS NOT NULL",
            (one,),
        )
        lines += [PhotoLine(EntityId(row[0]), *row[1:]) for row in rows]
    return tuple(sorted(lines, key=lambda line: (line.taken_at, line.id)))


@dataclass(frozen=True)
class VisitFindings:
    """What was heard on the last visit: sealed, kept with the visit."""

    visited_at: int | None = None
    surveyor: str = ""
    heard: str | None = None
    attendee: str | None = None
    at_home: str | None = None
    tilt_gas_leak: str | None = None
    carry_to: str | None = None
    note: str | None = None


def last_findings(db: sqlite3.Connection, need: EntityId) -> VisitFindings:
    """Of the newest visit that took place; all blank where there was none."""
    row = db.execute(
        "SELECT s.visited_at, coalesce(s.surveyor, ''), p.heard, p.attendee, p.at_home, "
        "p.tilt_gas_leak, p.carry_to, p.note "
        "FROM live_survey s LEFT JOIN live_survey_private p ON p.id = s.id "
        "WHERE s.need = ? AND s.state = 'done' ORDER BY s.visited_at DESC, s.id DESC LIMIT 1",
        (need,),
    ).fetchone()
    return VisitFindings() if row is None else VisitFindings(*row)
