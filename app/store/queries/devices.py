"""What people did with devices, and who wrote a record: read from the audit trail."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.store.queries.audit import EVERYTHING, AuditFilter, AuditMark, audit_page
from sync.core.ids import DeviceId, EntityId

PROOF_ROWS = 6


@dataclass(frozen=True)
class DeviceRecord:
    """One act about devices or about everything that is kept. `about` names the devices (letter
    and label), `reasons` are those that were given."""

    mark: AuditMark
    at_ms: int
    act: str | None
    actor_name: str
    letter: str
    about: tuple[str, ...]
    reasons: tuple[str, ...]
    undone: bool

    @property
    def key(self) -> str:
        return f"{self.mark.hlc}-{self.mark.device.hex()}"


@dataclass(frozen=True)
class Proof:
    """One act on a record: who, on which device, when; and its batches as (space id, number)."""

    act: str | None
    at_ms: int
    actor_name: str
    device: DeviceId
    letter: str
    batches: tuple[tuple[bytes, int], ...]


def device_records(
    db: sqlite3.Connection, acts: tuple[str, ...], limit: int, before: AuditMark | None = None
) -> tuple[DeviceRecord, ...]:
    """The newest of these acts, older than `before`."""
    wanted = replace(EVERYTHING, acts=acts)
    found = []
    for entry in audit_page(db, wanted, before=before, limit=limit):
        rows = [(record.table, record.id) for record in entry.records]
        found.append(
            DeviceRecord(
                entry.mark, entry.at_ms, entry.act, entry.actor_name or _outsider(db, rows),
                entry.letter or "", _devices(db, rows), _reasons(db, rows), entry.undone,
            )
        )  # fmt: skip
    return tuple(found)


def proofs_of(db: sqlite3.Connection, record: EntityId) -> tuple[Proof, ...]:
    """The newest acts on a record, and the one that made it."""
    entries = audit_page(db, AuditFilter(record=record), limit=PROOF_ROWS)
    return tuple(
        Proof(entry.act, entry.at_ms, entry.actor_name or "", entry.mark.device,
              entry.letter or "", entry.batches)
        for entry in entries
    )  # fmt: skip


def staff_names(db: sqlite3.Connection) -> tuple[tuple[EntityId, str], ...]:
    """Everybody who ever was on the staff list, by id."""
    rows = db.execute("SELECT id, coalesce(name, '') FROM staff")
    return tuple((EntityId(key), name) for key, name in rows)


def _devices(db: sqlite3.Connection, rows: Iterable[tuple[str, EntityId]]) -> tuple[str, ...]:
    """Each device once; a row about a device (a cut, an acceptance, a key) names it too."""
    found: dict[bytes, str] = {}
    for table, key in rows:
        device: bytes | None = key if table == "device" else None
        if table in ("revocation", "acceptance"):
            told = db.execute(f'SELECT device FROM "{table}" WHERE id = ?', (key,)).fetchone()
            device = told[0] if told else None
        if device is not None and device not in found:
            name = db.execute(
                "SELECT coalesce(letter, ''), coalesce(label, '') FROM device WHERE id = ?",
                (device,),
            ).fetchone()
            found[device] = " ".join(part for part in name or () if part)
    return tuple(name for name in found.values() if name)


def _outsider(db: sqlite3.Connection, rows: Iterable[tuple[str, EntityId]]) -> str:
    """Who recovered the centre: somebody of the prefecture, who is on no staff list."""
    for table, key in rows:
        if table == "recovery":
            told = db.execute("SELECT by_name FROM recovery WHERE id = ?", (key,)).fetchone()
            return str(told[0] or "") if told else ""
    return ""


def _reasons(db: sqlite3.Connection, rows: Iterable[tuple[str, EntityId]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for table, key in rows:
        if table in ("revocation", "acceptance", "recovery"):
            told = db.execute(f'SELECT reason FROM "{table}" WHERE id = ?', (key,)).fetchone()
            if told and told[0]:
                found[str(told[0])] = None
    return tuple(found)
