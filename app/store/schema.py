"""The working set's SQL, made from the registry: replicated tables, live views, bookkeeping.

No constraint but the primary key stands on replicated columns: a merge must never fail. Tables
that begin with `_` are the projection's own. Dropping everything and replaying the log gives it
all back.
"""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256

from sqlite_utils import Database

from app.store.audit_trail import AUDIT_INDEX, AUDIT_TABLES
from app.store.digests import DIGEST_TABLES
from app.store.search_index import SEARCH_INDEXES, SEARCH_TABLES
from sync.core.registry import FieldType, Registry, Table

SQL_TYPES = {
    FieldType.TEXT: "TEXT",
    FieldType.DATE: "TEXT",
    FieldType.SET: "TEXT",
    FieldType.INTEGER: "INTEGER",
    FieldType.INSTANT: "INTEGER",
    FieldType.BOOLEAN: "INTEGER",
    FieldType.ID: "BLOB",
}

BOOKKEEPING = """
CREATE TABLE _device (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
CREATE TABLE _vector (device INTEGER, space BLOB, seq INTEGER, PRIMARY KEY (device, space))
    WITHOUT ROWID;
CREATE TABLE _write (entity BLOB, place TEXT, clock INTEGER, device INTEGER, value, bases TEXT,
    PRIMARY KEY (entity, place, clock, device)) WITHOUT ROWID;
CREATE TABLE _element (entity BLOB, place TEXT, element TEXT, clock INTEGER, device INTEGER,
    present INTEGER, PRIMARY KEY (entity, place, element, clock, device)) WITHOUT ROWID;
CREATE TABLE _mark (entity BLOB, table_no INTEGER, clock INTEGER, device INTEGER, deleted INTEGER,
    PRIMARY KEY (entity, table_no, clock, device)) WITHOUT ROWID;
CREATE TABLE _end (entity BLOB, table_no INTEGER, at INTEGER,
    PRIMARY KEY (entity, table_no, at)) WITHOUT ROWID;
CREATE TABLE _conflict (id BLOB PRIMARY KEY, entity BLOB, table_no INTEGER, field TEXT,
    clock INTEGER, device INTEGER, value, kind TEXT) WITHOUT ROWID;
CREATE TABLE _resolution (subject BLOB, clock INTEGER, device INTEGER, choice TEXT,
    PRIMARY KEY (subject, clock, device)) WITHOUT ROWID;
CREATE TABLE _erased (subject BLOB PRIMARY KEY, clock INTEGER, reason TEXT) WITHOUT ROWID;
CREATE TABLE _unknown (device INTEGER, space BLOB, seq INTEGER, position INTEGER, packed BLOB,
    PRIMARY KEY (device, space, seq, position)) WITHOUT ROWID;
CREATE TABLE _held (device INTEGER, space BLOB, seq INTEGER, hlc INTEGER, actor BLOB, reason TEXT,
    act TEXT, PRIMARY KEY (device, space, seq)) WITHOUT ROWID;
CREATE TABLE _number (series TEXT PRIMARY KEY, counter INTEGER) WITHOUT ROWID;
"""

CONFLICT_INDEX = (
    "CREATE INDEX IF NOT EXISTS _conflict_entity ON _conflict (entity, table_no, field)"
)

# Raise it whenever the projection or the search index makes other rows of the same log (also when
# names are folded in another way): checkpoints of before are then passed over and the log replayed.
PROJECTION = 3

# (table, columns): what the screens look rows up by. Built after a bulk load.
INDEXES = (
    ("check_in", "day"), ("check_in", "volunteer"), ("check_in", "group"),
    ("insurance", "volunteer"), ("insurance", "group"), ("group_member", "group"),
    ("vehicle", "volunteer"), ("vehicle", "group"), ("booking", "day"), ("need", "status"),
    ("survey", "need"), ("contact", "need"), ("photo", "need"), ("team", "day"), ("team", "need"),
    ("team", "state"), ("team_member", "team"), ("team_member", "check_in"),
    ("report", "team"), ("report", "need"), ("stock_move", "equipment"), ("stock_move", "team"),
    ("tool_list", "team"), ("alias", "from_id"), ("alias", "to_id"), ("volunteer", "source_key"),
    ("volunteer", "number"), ("need", "number"), ("team_phase", "team"),
)  # fmt: skip


def table_sql(table: Table) -> str:
    """`CREATE TABLE` and its `live_` view."""
    columns = "".join(f', "{field.name}" {SQL_TYPES[field.type]}' for field in table.fields)
    return (
        f'CREATE TABLE "{table.name}" (id BLOB PRIMARY KEY{columns}, _clock INTEGER NOT NULL, '
        "_device INTEGER NOT NULL, _deleted INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;\n"
        f'CREATE VIEW "live_{table.name}" AS SELECT * FROM "{table.name}" WHERE _deleted = 0;\n'
    )


def create_tables(db: sqlite3.Connection, registry: Registry) -> None:
    tables = "".join(table_sql(table) for table in registry.tables)
    db.executescript(
        f"{BOOKKEEPING}{AUDIT_TABLES}{SEARCH_TABLES}{DIGEST_TABLES}{tables}{CONFLICT_INDEX}"
    )


def create_indexes(db: sqlite3.Connection) -> None:
    tables = Database(db, recursive_triggers=False, execute_plugins=False)
    for table, column in INDEXES:
        tables.table(table).create_index([column], f"by_{table}_{column}", if_not_exists=True)
    for sql in (AUDIT_INDEX, CONFLICT_INDEX, *SEARCH_INDEXES):
        db.execute(sql)


def drop_indexes(db: sqlite3.Connection) -> None:
    """All that `create_indexes` makes again from the tables."""
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    for (name,) in rows.fetchall():
        db.execute(f'DROP INDEX "{name}"')


def references(registry: Registry) -> Iterator[tuple[str, str]]:
    """(table, field) of every indexed field that names another row."""
    for table, columns in INDEXES:
        for column in columns.replace('"', "").split(", "):
            field = registry.by_name[table].by_name.get(column)
            if field is not None and field.type is FieldType.ID:
                yield table, column


def schema_id(registry: Registry) -> str:
    """Changes whenever a checkpoint of before must not be used."""
    tables = "".join(table_sql(table) for table in registry.tables)
    bookkeeping = BOOKKEEPING + AUDIT_TABLES + SEARCH_TABLES + DIGEST_TABLES
    everything = f"{tables}{bookkeeping}{INDEXES!r}{PROJECTION}"
    return sha256(everything.encode()).hexdigest()[:16]
