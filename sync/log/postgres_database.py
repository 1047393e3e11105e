"""One PostgreSQL database that holds the logs of many operations: its tables, its connections, and
what its errors mean. Needs psycopg 3, which only a hub has (`pip install tasuki[hub]`).

    log_batches        one row a batch: its header as it travels, its sealed body
      log_batches_o7     partition of operation 7
        log_batches_s31    partition of one space of it: what an erasure of the space drops
    log_subjects       which batches name whom; log_subjects_o7
    log_operations, log_spaces, log_chains, log_anchors

Numbers are local to a database. Partitions are made when the first batch of a space comes, by
ATTACH, so that nobody who reads or writes has to wait. Bodies are sealed and do not compress.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg
from psycopg import errors, sql
from psycopg_pool import ConnectionPool, PoolTimeout

from sync.core.errors import DamagedFile, LogBusy, LogFull, LogUnwritable, NewerFormat, SyncError

LOG_FORMAT = 1
WAIT_S = 10.0  # for a lock or a free connection: as long as for the file of an embedded log
CONNECTIONS_MAX = 8
LOCK_CLASS = 0x5461734C  # "TasL": our advisory locks beside those of others
TABLES_LOCK = 0  # operations are numbered from 1

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

SCHEMA = """
CREATE TABLE log_format (version integer NOT NULL);
CREATE TABLE log_operations (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bytea NOT NULL UNIQUE);
CREATE TABLE log_spaces (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, operation integer NOT NULL,
    space bytea NOT NULL, UNIQUE (operation, space));
CREATE TABLE log_chains (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, space integer NOT NULL,
    device bytea NOT NULL, seq bigint NOT NULL, head bytea NOT NULL, signature bytea,
    anchored bigint NOT NULL, bytes bigint NOT NULL, UNIQUE (space, device));
CREATE TABLE log_anchors (
    chain bigint NOT NULL, seq bigint NOT NULL, head bytea NOT NULL, signature bytea NOT NULL,
    PRIMARY KEY (chain, seq));
CREATE TABLE log_batches (
    operation integer NOT NULL, space integer NOT NULL, chain bigint NOT NULL, seq bigint NOT NULL,
    header bytea STORAGE EXTERNAL NOT NULL, body bytea STORAGE EXTERNAL
    ) PARTITION BY LIST (operation);
CREATE TABLE log_subjects (
    operation integer NOT NULL, subject bytea NOT NULL, chain bigint NOT NULL, seq bigint NOT NULL
    ) PARTITION BY LIST (operation);
"""
OPERATION = """
CREATE TABLE {batches} (LIKE log_batches INCLUDING STORAGE) PARTITION BY LIST (space);
CREATE TABLE {subjects} (LIKE log_subjects, PRIMARY KEY (subject, chain, seq));
ALTER TABLE log_batches ATTACH PARTITION {batches} FOR VALUES IN ({number});
ALTER TABLE log_subjects ATTACH PARTITION {subjects} FOR VALUES IN ({number});
"""
REMOVAL = """
DELETE FROM log_anchors USING log_chains c, log_spaces s
    WHERE log_anchors.chain = c.number AND c.space = s.number AND s.operation = {number};
DELETE FROM log_chains USING log_spaces s
    WHERE log_chains.space = s.number AND s.operation = {number};
DELETE FROM log_spaces WHERE operation = {number};
DROP TABLE {batches};
DROP TABLE {subjects};
"""
SPACE = """
CREATE TABLE {leaf} (LIKE log_batches INCLUDING STORAGE, PRIMARY KEY (chain, seq));
ALTER TABLE {batches} ATTACH PARTITION {leaf} FOR VALUES IN ({number});
"""

_BUSY = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure,
         errors.QueryCanceled, errors.TooManyConnections, PoolTimeout)  # fmt: skip
_DAMAGE = (errors.DataCorrupted, errors.IndexCorrupted, errors.UndefinedTable,
           errors.UndefinedColumn, psycopg.IntegrityError)  # fmt: skip


class Database:
    """Raises LogBusy where it does not answer, LogUnwritable where it lets us in but not write,
    NewerFormat. Safe for threads; a connection that broke is opened again."""

    def __init__(
        self, conninfo: str, connections_max: int = CONNECTIONS_MAX, wait_s: float = WAIT_S
    ) -> None:
        self._wait_s = wait_s
        with translated():
            with psycopg.connect(conninfo, connect_timeout=int(WAIT_S), autocommit=True) as first:
                self._configure(first)
                _make_ready(first)
            self._pool: ConnectionPool[Connection] = ConnectionPool(
                conninfo, min_size=0, max_size=connections_max, timeout=wait_s, open=True,
                kwargs={"autocommit": True}, configure=self._configure,
                check=ConnectionPool.check_connection, name="tasuki log",
            )  # fmt: skip

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One for the caller alone, in autocommit; psycopg's errors become ours."""
        with translated(), self._pool.connection() as connection:
            yield connection

    @contextmanager
    def writing(self, lock: int) -> Iterator[Connection]:
        """One transaction, alone among those who take this lock, in any process."""
        with self.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, lock))
            yield connection

    def operation_number(self, operation_id: bytes) -> int:
        """The number of an operation, given now if it is new."""
        find = "SELECT number FROM log_operations WHERE id = %s"
        add = "INSERT INTO log_operations (id) VALUES (%s) RETURNING number"
        with self.writing(TABLES_LOCK) as db:
            found = db.execute(find, (operation_id,)).fetchone()
            if found is None:
                (number,) = db.execute(add, (operation_id,)).fetchone() or (0,)
                db.execute(_composed(OPERATION, operation=number, number=number))
                return int(number)
            return int(found[0])

    def remove_operation(self, operation_id: bytes) -> bool:
        """Drop everything of an operation; False where it is not here. Other operations go on."""
        with self.writing(TABLES_LOCK) as db:
            found = db.execute("DELETE FROM log_operations WHERE id = %s RETURNING number",
                               (operation_id,)).fetchone()  # fmt: skip
            if found is None:
                return False
            (number,) = found
            # Whoever appends now has its turn first, and finds nothing to append to afterwards.
            db.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, number))
            db.execute(_composed(REMOVAL, operation=number, number=number))
            return True

    def find_space(self, db: Connection, operation: int, space_id: bytes) -> int | None:
        """The number of a space; None where it has none yet."""
        query = "SELECT number FROM log_spaces WHERE operation = %s AND space = %s"
        found = db.execute(query, (operation, space_id)).fetchone()
        return None if found is None else int(found[0])

    def make_space(self, operation: int, space_id: bytes) -> int:
        """The number of a space, given now if it is new: in a transaction of its own, so an append
        that fails leaves an empty table at most."""
        add = "INSERT INTO log_spaces (operation, space) VALUES (%s, %s) RETURNING number"
        with self.writing(TABLES_LOCK) as db:
            found = self.find_space(db, operation, space_id)
            if found is None:
                (found,) = db.execute(add, (operation, space_id)).fetchone() or (0,)
                db.execute(_composed(SPACE, operation, found, number=found))
            return int(found)

    def close(self) -> None:
        self._pool.close()

    def _configure(self, connection: Connection) -> None:
        """Durable when it says so, whatever the server's default; and no wait without an end."""
        connection.execute("SET synchronous_commit = on")
        connection.execute(f"SET lock_timeout = {int(self._wait_s * 1000)}")


def leaf_of(space: int) -> sql.Identifier:
    """The table with the batches of a space."""
    return sql.Identifier(f"log_batches_s{space}")


def subjects_of(operation: int) -> sql.Identifier:
    """The table with the subjects of an operation."""
    return sql.Identifier(f"log_subjects_o{operation}")


def _composed(template: Any, operation: int, space: int = 0, *, number: int) -> sql.Composed:
    return sql.SQL(template).format(
        batches=sql.Identifier(f"log_batches_o{operation}"), subjects=subjects_of(operation),
        leaf=leaf_of(space), number=sql.Literal(number),
    )  # fmt: skip


def _make_ready(connection: Connection) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_CLASS, TABLES_LOCK))
        if connection.execute("SELECT to_regclass('log_format')").fetchone() == (None,):
            connection.execute(SCHEMA)
            connection.execute("INSERT INTO log_format VALUES (%s)", (LOG_FORMAT,))
    (version,) = connection.execute("SELECT max(version) FROM log_format").fetchone() or (None,)
    if version is None:
        raise DamagedFile("the database has tables of a log but no format number")
    if version > LOG_FORMAT:
        raise NewerFormat(f"log format {version}")


@contextmanager
def translated() -> Iterator[None]:
    """psycopg's errors become ours."""
    try:
        yield
    except (psycopg.Error, PoolTimeout) as error:
        raise _translate(error) from error


def _translate(error: Exception) -> SyncError:
    state = getattr(error, "sqlstate", None)
    name = f"database: {state or type(error).__name__}"  # its text may quote what was written
    if isinstance(error, errors.DiskFull | errors.OutOfMemory):
        return LogFull(name)
    if isinstance(error, _DAMAGE):
        return DamagedFile(name)
    if isinstance(error, _BUSY) or (isinstance(error, psycopg.OperationalError) and lost(state)):
        return LogBusy(name)
    return LogUnwritable(name)


def lost(state: str | None) -> bool:
    """Whether the connection broke or the server goes down: the next try may well succeed."""
    return state is None or state.startswith(("08", "57P"))
