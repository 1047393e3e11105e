"""Is an image of another device one of ours? Looked at before anything in it is used.

Its tables must be exactly ours, with no trigger or view beside them that would run as soon as
something is written or read; it must show everything that its maker knew of.
"""

import sqlite3
from contextlib import closing

from app.store.schema import create_tables, drop_indexes
from sync.core.errors import BadInput, DecodeError
from sync.core.ids import ID_BYTES, DeviceId
from sync.core.limits import INTEGER_MAX
from sync.core.registry import Registry
from sync.core.space import Space, parse_space

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
_VECTOR = "SELECT d.id, v.space, v.seq FROM _vector v LEFT JOIN _device d ON d.no = v.device"
_HELD = "SELECT count(*) FROM _held WHERE reason IN ('no_key', 'newer_app', 'damaged')"


def require_image(db: sqlite3.Connection, registry: Registry) -> dict[tuple[DeviceId, Space], int]:
    """The last batch of each chain that it shows. Raises BadInput, sqlite3.Error."""
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    if set(db.execute(_SCHEMA)) != _expected(registry):
        raise BadInput("an image with other tables")
    if db.execute(_HELD).fetchone()[0]:
        raise BadInput("an image of a device that could not read everything")
    found: dict[tuple[DeviceId, Space], int] = {}
    for device, space_id, seq in db.execute(_VECTOR):
        if not (isinstance(device, bytes) and len(device) == ID_BYTES):
            raise BadInput("an image with an author that is no device")
        if not (isinstance(seq, int) and 0 < seq <= INTEGER_MAX):
            raise BadInput("an image with a number that is none")
        try:
            space = parse_space(space_id if isinstance(space_id, bytes) else b"")
        except DecodeError:
            raise BadInput("an image of a space that is none") from None
        found[DeviceId(device), space] = seq
    return found


def _expected(registry: Registry) -> set[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        create_tables(db, registry)
        drop_indexes(db)
        return set(db.execute(_SCHEMA))
