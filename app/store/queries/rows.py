"""A row's state, and how many rows there are: for whoever follows what was played."""

import sqlite3

from sync.core.ids import EntityId


def row_state(db: sqlite3.Connection, table: str, identifier: EntityId) -> str | None:
    """What the field `state` shows; None where there is no such row."""
    row = db.execute(f'SELECT state FROM "live_{table}" WHERE id = ?', (identifier,)).fetchone()
    return None if row is None else str(row[0] or "")


def count_rows(
    db: sqlite3.Connection, table: str, column: str = "", value: str | None = None
) -> int:
    """Live rows, or those of them that show `value` (None: nothing) in a column."""
    where = f'WHERE "{column}" IS ?' if column else ""
    values = (value,) if column else ()
    return int(
        db.execute(f'SELECT count(*) FROM "live_{table}" {where}', values).fetchone()[0]
    )  # fmt: skip
