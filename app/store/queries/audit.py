"""The audit trail: who did what, at which desk, when, to which records. Newest first, in pages.

An action is what one person did at once; it may lie in several batches. The texts of acts are in
the catalogue (`act.<name>`).
"""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import end_of, start_of
from app.domain.tables import REGISTRY
from sync.core.clock import hlc_ms, hlc_of
from sync.core.ids import DeviceId, EntityId
from sync.core.registry import SpaceKind

PAGE_ROWS = 100
RECORDS_MAX = 20
# What a record is called by, the first that it has. Residents have no name here: only a number.
_LABELS = {
    table.name: [name for name in ("number", "name", "title", "key") if name in table.by_name]
    for table in REGISTRY.tables
    if table.space is not SpaceKind.SEALED
}


@dataclass(frozen=True)
class AuditMark:
    """Names one action: `before` it the next page begins."""

    hlc: int
    device: DeviceId


@dataclass(frozen=True)
class AuditRecord:
    """One row that an action touched; `label` is its number or name, blank where it has none."""

    table: str
    id: EntityId
    label: str


@dataclass(frozen=True)
class AuditEntry:
    """`act` is None where the action was erased. `records` are at most `RECORDS_MAX` of
    `records_count`. `undone` says that somebody took it back. `batches` as an `Action` has them."""

    mark: AuditMark
    at_ms: int
    act: str | None
    actor: EntityId | None
    actor_name: str | None
    letter: str | None
    batches: tuple[tuple[bytes, int], ...]
    records: tuple[AuditRecord, ...]
    records_count: int
    undone: bool


@dataclass(frozen=True)
class AuditFilter:
    """All of what is given must hold; of `acts` any one. Days are in Asia/Tokyo, both included."""

    actor: EntityId | None = None
    device: DeviceId | None = None
    act: str | None = None
    acts: tuple[str, ...] = ()
    record: EntityId | None = None
    first_day: date | None = None
    last_day: date | None = None


EVERYTHING = AuditFilter()


def audit_page(
    db: sqlite3.Connection,
    wanted: AuditFilter = EVERYTHING,
    *,
    before: AuditMark | None = None,
    limit: int = PAGE_ROWS,
) -> tuple[AuditEntry, ...]:
    """The newest actions that fit, older than `before`. Fewer than `limit`: the end."""
    where, values = _conditions(wanted)
    if before is not None:
        where.append("(a.hlc, a.device) < (?, (SELECT no FROM _device WHERE id = ?))")
        values += [before.hlc, before.device]
    rows = db.execute(
        "SELECT DISTINCT a.hlc, a.device FROM _action a "
        + ("WHERE " + " AND ".join(where) if where else "")
        + " ORDER BY a.hlc DESC, a.device DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return tuple(_entry(db, hlc, device) for hlc, device in rows)


def audit_entry(db: sqlite3.Connection, mark: AuditMark) -> AuditEntry | None:
    """One action; None where there is none."""
    row = db.execute(
        "SELECT a.hlc, a.device FROM _action a JOIN _device d ON d.no = a.device "
        "WHERE a.hlc = ? AND d.id = ? LIMIT 1",
        (mark.hlc, mark.device),
    ).fetchone()
    return None if row is None else _entry(db, *row)


def audit_acts(db: sqlite3.Connection) -> tuple[str, ...]:
    """Everything that anybody did so far, for a choice."""
    return tuple(row[0] for row in db.execute("SELECT name FROM _act ORDER BY name"))


def audit_actors(db: sqlite3.Connection) -> tuple[tuple[EntityId, str | None], ...]:
    """Everybody who acted so far, with names where they are known."""
    rows = db.execute(
        "SELECT a.id, s.name FROM _actor a LEFT JOIN staff s ON s.id = a.id ORDER BY s.kana, s.name"
    )
    return tuple((EntityId(row[0]), row[1]) for row in rows)


def who_did(
    db: sqlite3.Connection, record: EntityId, clock: int | None = None, device: int | None = None
) -> tuple[str, str]:
    """(name, desk letter) of whoever made the write of a row with this clock on a device (its local
    number), else of whoever touched the row first. Blank where nobody was signed in."""
    where, values = "r.entity = ?", [record]  # type: tuple[str, list[object]]
    if clock is not None:
        # A write that had to beat a later one carries a clock above that of its action.
        where += " AND r.hlc <= ? AND r.device = ?"
        values += [clock, device]
    order = "ASC" if clock is None else "DESC"
    row = db.execute(
        "SELECT coalesce(s.name, ''), coalesce(v.letter, '') FROM _action_row r "
        "JOIN _action a ON a.hlc = r.hlc AND a.device = r.device "
        "JOIN _device d ON d.no = r.device LEFT JOIN device v ON v.id = d.id "
        "LEFT JOIN _actor p ON p.no = a.actor LEFT JOIN staff s ON s.id = p.id "
        f"WHERE {where} ORDER BY r.hlc {order} LIMIT 1",
        values,
    ).fetchone()
    return ("", "") if row is None else (row[0], row[1])


def was_undone(db: sqlite3.Connection, hlc: int, device: bytes) -> bool:
    """Whether an action was taken back, and the taking back was not taken back itself."""
    undoing = db.execute(
        "SELECT u.by_hlc, b.id FROM _undone u JOIN _device d ON d.no = u.device "
        "JOIN _device b ON b.no = u.by_device WHERE u.hlc = ? AND d.id = ? AND u.by_hlc > u.hlc",
        (hlc, device),
    ).fetchall()
    return any(not was_undone(db, *one) for one in undoing)


def _conditions(wanted: AuditFilter) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    if wanted.actor is not None:
        where.append("a.actor = (SELECT no FROM _actor WHERE id = ?)")
        values.append(wanted.actor)
    if wanted.device is not None:
        where.append("a.device = (SELECT no FROM _device WHERE id = ?)")
        values.append(wanted.device)
    if wanted.act is not None:
        where.append("a.act = (SELECT no FROM _act WHERE name = ?)")
        values.append(wanted.act)
    if wanted.acts:
        marks = ", ".join("?" * len(wanted.acts))
        where.append(f"a.act IN (SELECT no FROM _act WHERE name IN ({marks}))")
        values += wanted.acts
    if wanted.record is not None:
        where.append(
            "(a.hlc, a.device) IN (SELECT r.hlc, r.device FROM _action_row r WHERE r.entity = ?)"
        )
        values.append(wanted.record)
    if wanted.first_day is not None:
        where.append("a.hlc >= ?")
        values.append(hlc_of(start_of(wanted.first_day)))
    if wanted.last_day is not None:
        where.append("a.hlc < ?")
        values.append(hlc_of(end_of(wanted.last_day)))
    return where, values


def _entry(db: sqlite3.Connection, hlc: int, device: int) -> AuditEntry:
    rows = db.execute(
        "SELECT s.id, a.seq, c.name, p.id FROM _action a JOIN _space s ON s.no = a.space "
        "LEFT JOIN _act c ON c.no = a.act LEFT JOIN _actor p ON p.no = a.actor "
        "WHERE a.hlc = ? AND a.device = ? ORDER BY s.id, a.seq",
        (hlc, device),
    ).fetchall()
    (identity,) = db.execute("SELECT id FROM _device WHERE no = ?", (device,)).fetchone()
    letter = db.execute("SELECT letter FROM device WHERE id = ?", (identity,)).fetchone()
    actor = next((EntityId(row[3]) for row in rows if row[3] is not None), None)
    name = db.execute("SELECT name FROM staff WHERE id = ?", (actor,)).fetchone()
    touched = db.execute(
        "SELECT table_no, entity FROM _action_row WHERE hlc = ? AND device = ? LIMIT ?",
        (hlc, device, RECORDS_MAX),
    ).fetchall()
    (count,) = db.execute(
        "SELECT count(*) FROM _action_row WHERE hlc = ? AND device = ?", (hlc, device)
    ).fetchone()
    return AuditEntry(
        mark=AuditMark(hlc, DeviceId(identity)),
        at_ms=hlc_ms(hlc),
        act=next((row[2] for row in rows if row[2] is not None), None),
        actor=actor,
        actor_name=name[0] if name else None,
        letter=letter[0] if letter else None,
        batches=tuple((row[0], row[1]) for row in rows),
        records=tuple(_record(db, number, entity) for number, entity in touched),
        records_count=count,
        undone=was_undone(db, hlc, identity),
    )


def _record(db: sqlite3.Connection, table_no: int, entity: bytes) -> AuditRecord:
    table = REGISTRY.by_number.get(table_no)
    identifier = EntityId(entity)
    if table is None:
        return AuditRecord("", identifier, "")
    for column in _LABELS.get(table.name, ()):
        found = db.execute(
            f'SELECT "{column}" FROM "{table.name}" WHERE id = ?', (identifier,)
        ).fetchone()
        if found and found[0]:
            return AuditRecord(table.name, identifier, str(found[0]))
    return AuditRecord(table.name, identifier, "")
