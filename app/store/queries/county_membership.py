"""As what a device stands in its county: the county's name, the council that it belongs to."""

import json
import sqlite3
from dataclasses import dataclass

from app.store.queries.papers import centre_row


@dataclass(frozen=True)
class Membership:
    """`council` and `council_name` are empty where the device's row has not come here yet;
    `roles` are codes of the list device_role."""

    county: str
    disaster: str
    drill: bool
    council: bytes
    council_name: str
    letter: str
    roles: tuple[str, ...]
    revoked: bool = False


def membership(db: sqlite3.Connection, letter: str) -> Membership:
    """Of the device with this letter: `runtime.county.letter`."""
    county = centre_row(db)
    row = db.execute(
        "SELECT d.roles, d.centre, c.name, d.revoked_at FROM live_device d "
        "LEFT JOIN live_council c ON c.id = d.centre WHERE d.letter = ?",
        (letter,),
    ).fetchone()
    roles, council, council_name, revoked_at = row or (None, b"", "", None)
    return Membership(
        county.name, county.disaster, county.drill, council or b"", council_name or "", letter,
        tuple(sorted(json.loads(str(roles)))) if roles else (),
        revoked_at is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class CouncilName:
    """`code` is that of its municipality."""

    id: bytes
    code: str
    name: str


def council_names(db: sqlite3.Connection) -> tuple[CouncilName, ...]:
    """All that take part, the prefectural one first."""
    rows = db.execute(
        "SELECT id, code, name FROM live_council WHERE active = 1 ORDER BY position, code"
    )
    return tuple(CouncilName(bytes(key), str(code), str(name)) for key, code, name in rows)


def own_council(db: sqlite3.Connection, letter: str) -> bytes:
    """The id of the council that this device acts for; empty where its row has not come yet."""
    row = db.execute("SELECT centre FROM live_device WHERE letter = ?", (letter,)).fetchone()
    return bytes(row[0]) if row and row[0] else b""


def council_of_row(db: sqlite3.Connection, table: str, row: bytes) -> tuple[bytes | None] | None:
    """(Whose a row is,) or None where it is not there."""
    found: tuple[bytes | None] | None = db.execute(
        f'SELECT council FROM "live_{table}" WHERE id = ?', (row,)
    ).fetchone()
    return found
