"""Who wrote a value or a row: at which device, which person, when."""

import sqlite3
from dataclasses import dataclass

from sync.core.clock import hlc_ms
from sync.core.ids import DeviceId


@dataclass(frozen=True)
class Author:
    """`letter` and `label` of the device, `person` is a name; blank where nobody knows."""

    letter: str
    label: str
    person: str
    at_ms: int


_DEVICE = (
    "SELECT coalesce(v.letter, ''), coalesce(v.label, '') FROM _device d "
    "LEFT JOIN device v ON v.id = d.id WHERE d.no = ?"
)
# A write may carry a clock above its batch's: the last act of the device on this row before it.
_ACT = (
    "SELECT r.hlc, coalesce(s.name, '') FROM _action_row r "
    "JOIN _action a ON a.hlc = r.hlc AND a.device = r.device "
    "LEFT JOIN _actor p ON p.no = a.actor LEFT JOIN staff s ON s.id = p.id "
    "WHERE r.entity = ?1 AND r.table_no = ?2 AND r.device = ?3 AND r.hlc <= ?4 "
    "ORDER BY r.hlc DESC LIMIT 1"
)


def author_of(
    db: sqlite3.Connection, table_no: int, entity: bytes, clock: int, device_no: int
) -> Author:
    """Of what a device (by its local number) wrote into a row with this clock."""
    letter, label = db.execute(_DEVICE, (device_no,)).fetchone() or ("", "")
    hlc, person = db.execute(_ACT, (entity, table_no, device_no, clock)).fetchone() or (clock, "")
    return Author(letter, label, person, hlc_ms(hlc))


def device_number(db: sqlite3.Connection, device: DeviceId) -> int:
    """This file's own number of a device; 0 for a stranger."""
    row = db.execute("SELECT no FROM _device WHERE id = ?", (device,)).fetchone()
    return int(row[0]) if row else 0
