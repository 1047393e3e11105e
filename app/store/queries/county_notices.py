"""Notices of a county with who has read them: what holds, what was replaced, what is disputed."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from app.domain.county_notices import Thread, Wording, concerns, holds_on, threads
from app.domain.tables_county import PREFECTURE
from sync.core.ids import EntityId

NOTICE_TOPICS = ("notice", "notice_read", "attachment", "council", "device")


@dataclass(frozen=True)
class AttachedFile:
    id: EntityId
    blob: str
    key: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class NotYet:
    """A council that has not read a notice; without a device it must be called."""

    name: str
    phone: str
    has_device: bool


@dataclass(frozen=True)
class NoticeLine:
    """A notice as a council sees it. Names of councils stand in `names`, by id."""

    thread: Thread
    files: tuple[tuple[EntityId, tuple[AttachedFile, ...]], ...]
    mine: bool
    unread: bool
    holds: bool
    read_by: int
    not_yet: tuple[NotYet, ...]

    def files_of(self, wording: EntityId) -> tuple[AttachedFile, ...]:
        return dict(self.files).get(wording, ())


@dataclass(frozen=True)
class NoticesView:
    lines: tuple[NoticeLine, ...]
    names: tuple[tuple[bytes, str], ...]
    council: bytes
    councils: tuple[tuple[str, str], ...]
    """Codes and names that a notice may be addressed to."""

    @property
    def unread(self) -> int:
        return sum(line.unread for line in self.lines)

    def name_of(self, council: bytes | None) -> str:
        return dict(self.names).get(council or b"", "")


_WORDINGS = """
SELECT id, council, coalesce(kind, ''), coalesce(title, ''), coalesce(body, ''), coalesce(at, 0),
       corrects, coalesce(reason, ''), addressees, until, withdrawn_at, withdrawn_by,
       coalesce(withdrawn_why, ''), set_aside_at
FROM live_notice
"""
_FILES = """
SELECT id, subject, coalesce(blob, ''), coalesce(key, ''), coalesce(name, ''),
       coalesce(media_type, ''), coalesce(size, 0)
FROM live_attachment ORDER BY id
"""


def wordings(db: sqlite3.Connection) -> tuple[Wording, ...]:
    """Every notice and every correction."""
    return tuple(
        Wording(
            EntityId(row[0]), EntityId(row[1] or b""), row[2], row[3], row[4], row[5],
            EntityId(row[6]) if row[6] else None, row[7],
            tuple(json.loads(row[8])) if row[8] else (), row[9], row[10],
            EntityId(row[11]) if row[11] else None, row[12], row[13],
        )
        for row in db.execute(_WORDINGS)
    )  # fmt: skip


def files_by_subject(db: sqlite3.Connection) -> dict[bytes, tuple[AttachedFile, ...]]:
    """Attached files, of whatever they belong to."""
    found: dict[bytes, list[AttachedFile]] = defaultdict(list)
    for identifier, subject, *rest in db.execute(_FILES):
        found[subject].append(AttachedFile(EntityId(identifier), *rest))
    return {subject: tuple(files) for subject, files in found.items()}


def notices_view(db: sqlite3.Connection, council: bytes, day: str) -> NoticesView:
    """Notices as `council` sees them on a day (ISO): its own, and those that it is to read."""
    rows = db.execute(
        "SELECT id, code, name, coalesce(phone, ''), coalesce(active, 1), kind FROM live_council "
        "ORDER BY position, code"
    ).fetchall()
    devices = {row[0] for row in db.execute("SELECT centre FROM live_device")}
    readers: dict[bytes, set[bytes]] = defaultdict(set)
    for notice, reader in db.execute("SELECT notice, council FROM live_notice_read"):
        readers[notice].add(reader)
    files = files_by_subject(db)
    own_code = next((row[1] for row in rows if row[0] == council), "")
    lines = []
    for thread in threads(wordings(db)):
        mine = thread.root.council == council
        to_me = [one for one in thread.standing if concerns(one, own_code, EntityId(council))]
        if not (mine or to_me or own_code == PREFECTURE):
            continue
        latest = thread.standing[-1]
        holds = any(holds_on(one, day) for one in thread.standing)
        asked = [
            row for row in rows
            if row[4] and row[0] != thread.root.council and _is_asked(latest, row)
        ]  # fmt: skip
        not_yet = [row for row in asked if row[0] not in readers[latest.id]]
        lines.append(
            NoticeLine(
                thread,
                tuple((one.id, files[one.id]) for one in thread.standing if one.id in files),
                mine,
                holds and any(council not in readers[one.id] for one in to_me),
                holds,
                len(asked) - len(not_yet),
                tuple(NotYet(row[2], row[3], row[0] in devices) for row in not_yet),
            )
        )
    return NoticesView(
        tuple(lines), tuple((bytes(row[0]), row[2]) for row in rows), council,
        tuple((row[1], row[2]) for row in rows if row[4] and row[5] in _ASKED_KINDS),
    )  # fmt: skip


def unread_notices(db: sqlite3.Connection, council: bytes, day: str) -> int:
    """How many notices a council has not read yet: for the rail."""
    return notices_view(db, council, day).unread if council else 0


# A notice to all asks municipalities and the prefecture; wards hear of it from their city.
_ASKED_KINDS = ("prefecture", "municipality")


def _is_asked(wording: Wording, row: tuple[bytes, str, str, str, int, str]) -> bool:
    council, code, _, _, _, kind = row
    if wording.addressees:
        return concerns(wording, code, EntityId(council))
    return kind in _ASKED_KINDS and council != wording.council
