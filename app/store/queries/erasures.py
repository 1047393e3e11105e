"""What is erased: which records belong to a person or a need, and what is kept of an erasure."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.store.queries.aliases import merged_into, record_that_holds
from sync.core.errors import DecodeError, SyncError
from sync.core.ids import DeviceId, EntityId
from sync.core.number_ranges import Numbers, holds, numbers_of
from sync.core.space import Space, parse_space

# Rows that say something of a person or a house and go with it: (table, field that names it).
BELONGINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "volunteer": (
        ("vehicle", "volunteer"), ("group_member", "volunteer"), ("injury", "volunteer"),
        ("alias", "from_id"), ("alias", "to_id"),
    ),
    "need": (
        ("survey", "need"), ("contact", "need"), ("photo", "need"), ("report", "need"),
        ("alias", "from_id"), ("alias", "to_id"),
    ),
}  # fmt: skip
# Rows that stay, and in whose words the person may stand.
MENTIONS = (
    ("team", "leader"), ("team", "need"), ("hard_stop_override", "subject"),
    ("print_record", "subject"),
)  # fmt: skip

Place = tuple[DeviceId, Space, int]


@dataclass(frozen=True)
class Erasure:
    """One erasure, as it is kept. `place` is the batch that says it: whoever reads that batch has
    erased (device, space, seq). `told` are the batches of `auth` that name the bodies for those who
    cannot read: a hub that holds them has."""

    id: EntityId
    subject: EntityId
    kind: str
    number: str
    reason: str
    at_ms: int
    by_name: str
    place: Place | None
    told: tuple[Place, ...] = ()


def records_of(db: sqlite3.Connection, kind: str, subject: EntityId) -> tuple[EntityId, ...]:
    """Everything that goes with a person or a need, the record itself first; every record that
    was merged with it is the same person."""
    holder = record_that_holds(db, kind, subject)
    same = dict.fromkeys((subject, holder, *merged_into(db, kind, holder)))
    found = dict(same)
    for table, field in BELONGINGS[kind]:
        for one in same:
            rows = db.execute(f'SELECT id FROM "{table}" WHERE "{field}" = ?', (one,))
            found |= dict.fromkeys(EntityId(row[0]) for row in rows)
    return tuple(found)


def mentions_of(db: sqlite3.Connection, records: Iterable[EntityId]) -> tuple[EntityId, ...]:
    """Rows that stay and in whose words the person may stand."""
    found: dict[EntityId, None] = {}
    for one in records:
        for table, field in MENTIONS:
            rows = db.execute(f'SELECT id FROM "{table}" WHERE "{field}" = ?', (one,))
            found |= dict.fromkeys(EntityId(row[0]) for row in rows)
    return tuple(found)


def batches_about(db: sqlite3.Connection, records: Iterable[EntityId]) -> tuple[Place, ...]:
    """Every batch that touched any of these rows, as far as it is known here."""
    found: dict[Place, None] = {}
    for one in records:
        rows = db.execute(
            "SELECT DISTINCT d.id, s.id, a.seq FROM _action_row r "
            "JOIN _action a ON a.hlc = r.hlc AND a.device = r.device "
            "JOIN _device d ON d.no = a.device JOIN _space s ON s.no = a.space "
            "WHERE r.entity = ? ORDER BY 1, 2, 3",
            (one,),
        )
        found |= {(DeviceId(device), parse_space(space), seq): None for device, space, seq in rows}
    return tuple(found)


def erased_subjects(db: sqlite3.Connection) -> frozenset[bytes]:
    return frozenset(row[0] for row in db.execute("SELECT subject FROM _erased"))


def erased_together(db: sqlite3.Connection, subject: EntityId) -> tuple[EntityId, ...]:
    """What went in the same act as this record; empty where it was not erased."""
    rows = db.execute(
        "SELECT DISTINCT e.subject FROM _erased s JOIN _action_row r ON r.hlc = s.clock "
        "JOIN _erased e ON e.subject = r.entity WHERE s.subject = ? ORDER BY 1",
        (subject,),
    )
    return tuple(EntityId(row[0]) for row in rows)


def erasures(db: sqlite3.Connection) -> tuple[Erasure, ...]:
    """The latest first."""
    rows = db.execute(
        "SELECT e.id, e.subject, coalesce(e.kind, ''), coalesce(e.number, ''), "
        "coalesce(e.reason, ''), coalesce(e.at, 0), coalesce(e.by_name, ''), d.id, s.id, a.seq, "
        "e.covers "
        "FROM live_erasure e JOIN _device d ON d.no = e._device "
        "LEFT JOIN _action_row r ON r.entity = e.id AND r.hlc = e._clock AND r.device = e._device "
        "LEFT JOIN _action a ON a.hlc = r.hlc AND a.device = r.device "
        "LEFT JOIN _space s ON s.no = a.space GROUP BY e.id ORDER BY e.at DESC, e.id"
    )
    listed = removed_bodies(db)
    return tuple(
        Erasure(
            EntityId(identifier), EntityId(subject), kind, number, reason, at, by,
            (DeviceId(device), parse_space(space), seq) if space else None,
            _told(_places(covers), listed),
        )
        for identifier, subject, kind, number, reason, at, by, device, space, seq, covers in rows
    )  # fmt: skip


@dataclass(frozen=True)
class RemovedBodies:
    """A row of `removed_body`, and the batch of `auth` that says it."""

    device: DeviceId
    space: Space
    numbers: Numbers
    place: Place


def removed_bodies(db: sqlite3.Connection) -> tuple[RemovedBodies, ...]:
    """What admins have said of bodies that are gone. What is no list of numbers is left out."""
    rows = db.execute(
        "SELECT b.device, b.space, b.seqs, d.id, s.id, a.seq FROM live_removed_body b "
        "JOIN _device d ON d.no = b._device "
        "JOIN _action_row r ON r.entity = b.id AND r.hlc = b._clock AND r.device = b._device "
        "JOIN _action a ON a.hlc = r.hlc AND a.device = r.device "
        "JOIN _space s ON s.no = a.space GROUP BY b.id ORDER BY b.id"
    )
    found = []
    for device, space, seqs, by, auth, seq in rows:
        try:
            numbers, where = numbers_of(seqs or ""), parse_space(bytes.fromhex(space or ""))
        except (SyncError, ValueError):
            continue
        place = (DeviceId(by), parse_space(auth), int(seq))
        found.append(RemovedBodies(DeviceId(device or b""), where, numbers, place))
    return tuple(found)


def _told(places: Iterable[Place], listed: Iterable[RemovedBodies]) -> tuple[Place, ...]:
    wanted = set(places)
    return tuple(
        dict.fromkeys(
            row.place for row in listed
            if any(
                (device, space) == (row.device, row.space) and holds(row.numbers, seq)
                for device, space, seq in wanted
            )
        )
    )  # fmt: skip


def confirmed_by(
    erasure: Erasure, vectors: Mapping[DeviceId, Mapping[tuple[DeviceId, Space], int]]
) -> tuple[DeviceId, ...]:
    """The devices whose vectors show that they hold, and so have carried out, an erasure."""
    if erasure.place is None:
        return ()
    author, space, seq = erasure.place
    return tuple(
        sorted(one for one, held in vectors.items() if held.get((author, space), 0) >= seq)
    )


@dataclass(frozen=True)
class Covered:
    """Batches that the eraser writes anew: the author of the erasure, and which."""

    by: DeviceId
    places: tuple[Place, ...]


def covered(db: sqlite3.Connection) -> tuple[Covered, ...]:
    rows = db.execute(
        "SELECT d.id, e.covers FROM live_erasure e JOIN _device d ON d.no = e._device ORDER BY e.id"
    )
    return tuple(Covered(DeviceId(by), _places(text)) for by, text in rows)


def rewritten(db: sqlite3.Connection) -> frozenset[tuple[Place, DeviceId]]:
    """Batches that were written anew, each with whoever did it."""
    rows = db.execute(
        "SELECT d.id, r.space, r.seq, b.id FROM _rewritten r "
        "JOIN _device d ON d.no = r.device JOIN _device b ON b.no = r.by_device"
    )
    found = set()
    for device, space, seq, by in rows:
        try:
            found.add(((DeviceId(device), parse_space(space), seq), DeviceId(by)))
        except DecodeError:
            continue
    return frozenset(found)


def covers_text(places: Iterable[Place]) -> str:
    return json.dumps([[device.hex(), space.space_id.hex(), seq] for device, space, seq in places])


def _places(text: str | None) -> tuple[Place, ...]:
    try:
        return tuple(
            (DeviceId(bytes.fromhex(device)), parse_space(bytes.fromhex(space)), int(seq))
            for device, space, seq in json.loads(text or "[]")
        )
    except (ValueError, TypeError, DecodeError):
        return ()


def kind_of_record(db: sqlite3.Connection, subject: EntityId) -> str | None:
    """volunteer or need, also where it was deleted; None for anything else."""
    for kind in BELONGINGS:
        if db.execute(f'SELECT 1 FROM "{kind}" WHERE id = ?', (subject,)).fetchone():
            return kind
    return None


def number_of(db: sqlite3.Connection, kind: str, subject: EntityId) -> str | None:
    """What people call the record by."""
    row = db.execute(f'SELECT number FROM "{kind}" WHERE id = ?', (subject,)).fetchone()
    return row[0] if row else None
