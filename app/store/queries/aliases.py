"""Records that a person merged: which one holds, and which were merged into it.

Merging writes an alias and changes nothing else, so it can be taken back. Two desks may merge the
same pair the other way round at the same time; then the record with the smaller id holds.
"""

import sqlite3

from sync.core.ids import EntityId

_UP = """
WITH RECURSIVE up(id) AS (
    SELECT ?1 UNION
    SELECT a.to_id FROM live_alias a JOIN up ON a.from_id = up.id WHERE a.kind = ?2
)
SELECT id FROM up ORDER BY EXISTS (
    SELECT 1 FROM live_alias a WHERE a.kind = ?2 AND a.from_id = up.id
), id LIMIT 1
"""
_DOWN = """
WITH RECURSIVE down(id) AS (
    SELECT ?1 UNION
    SELECT a.from_id FROM live_alias a JOIN down ON a.to_id = down.id WHERE a.kind = ?2
)
SELECT id FROM down WHERE id <> ?1 ORDER BY id
"""


def record_that_holds(db: sqlite3.Connection, kind: str, identifier: EntityId) -> EntityId:
    """The record that stands for this one; itself where it was never merged. `kind`: the code of
    the list `alias_kind`."""
    return EntityId(db.execute(_UP, (identifier, kind)).fetchone()[0])


def merged_into(db: sqlite3.Connection, kind: str, identifier: EntityId) -> tuple[EntityId, ...]:
    """Every record that was merged into this one, also through another, oldest first."""
    return tuple(EntityId(row[0]) for row in db.execute(_DOWN, (identifier, kind)))


def aliases_of(db: sqlite3.Connection, kind: str, identifier: EntityId) -> tuple[EntityId, ...]:
    """The alias rows that say that this record was merged away: what un-merging deletes."""
    rows = db.execute(
        "SELECT id FROM live_alias WHERE kind = ? AND from_id = ? ORDER BY id", (kind, identifier)
    )
    return tuple(EntityId(row[0]) for row in rows)


def holders(db: sqlite3.Connection, kind: str) -> dict[bytes, EntityId]:
    """For every record of a kind that was merged away, the one that holds."""
    rows = db.execute("SELECT DISTINCT from_id FROM live_alias WHERE kind = ?", (kind,)).fetchall()
    held = {bytes(row[0]): record_that_holds(db, kind, EntityId(row[0])) for row in rows}
    return {merged: holder for merged, holder in held.items() if merged != holder}
