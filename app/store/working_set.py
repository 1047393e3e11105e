"""The working set: ordinary SQLite tables in memory, built from the log, gone with the process.

One process shares one in-memory database over several connections (`vfs=memdb`). Only the
projector's connection writes; every other is query-only. Readers wait while a write transaction
is open.
"""

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock, local
from typing import TypeVar

from app.store.bulk_load import BulkLoad
from app.store.projection import OpenBatch, Projector, Touched
from app.store.schema import create_indexes, create_tables
from app.store.search_index import SearchIndex
from sync.core.registry import Registry

T = TypeVar("T")
BUSY_TIMEOUT_MS = 10_000


class WorkingSet:
    """`name` is unique within the process (the operation's random id)."""

    def __init__(self, registry: Registry, name: str) -> None:
        self._uri = f"file:/{name}?vfs=memdb"
        self._registry = registry
        self._write_lock = Lock()
        self._local = local()
        self._readers: list[sqlite3.Connection] = []
        self._writer = self._connect()
        create_tables(self._writer, registry)
        self._projector = Projector(self._writer, registry)
        self._search = SearchIndex(self._writer)

    def load(self, batches: Iterable[OpenBatch]) -> None:
        """Project a whole log into the empty tables, then build indexes and search."""
        with self._write_lock, _no_garbage_collection():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                BulkLoad(self._writer, self._registry, self._projector).run(batches)
                create_indexes(self._writer)
                self._search.rebuild()
            except BaseException:
                self._roll_back()
                raise
            self._writer.execute("COMMIT")

    def apply(self, batches: Iterable[OpenBatch]) -> Touched:
        """Project batches in one transaction."""
        with self._write_lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                touched = self._projector.apply(batches)
                self._search.update(touched.rows)
            except BaseException:
                self._roll_back()
                raise
            self._writer.execute("COMMIT")
            return touched

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query on this thread's own query-only connection, as one consistent view."""
        db = self.reader()
        db.execute("BEGIN")
        try:
            return query(db)
        finally:
            db.execute("COMMIT")

    def reader(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._connect()
            db.execute("PRAGMA query_only = ON")
            self._local.db = db
            self._readers.append(db)
        return db

    def digest(self) -> str:
        """A hash of all replicated rows and open conflicts: equal logs give equal digests."""
        return self.read(self._digest)

    def close(self) -> None:
        for db in (*self._readers, self._writer):
            db.close()

    def _roll_back(self) -> None:
        self._writer.execute("ROLLBACK")
        # What the projector remembers of the tables may be gone with the transaction.
        self._projector = Projector(self._writer, self._registry)

    def _digest(self, db: sqlite3.Connection) -> str:
        total = sha256()
        for table in self._registry.tables:
            fields = ", ".join(f't."{item.name}"' for item in table.fields)
            for row in db.execute(
                f'SELECT t.id, {fields}, t._clock, d.id, t._deleted FROM "{table.name}" t '
                "JOIN _device d ON d.no = t._device ORDER BY t.id"
            ):
                total.update(repr((table.number, row)).encode())
        for row in db.execute("SELECT id, entity, value FROM _conflict ORDER BY id"):
            total.update(repr(row).encode())
        return total.hexdigest()

    def _connect(self) -> sqlite3.Connection:
        # Connections move between the threads of a pool; each is used by one at a time.
        db = sqlite3.connect(self._uri, uri=True, isolation_level=None, check_same_thread=False)
        db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("PRAGMA temp_store = MEMORY")
        return db


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A million short-lived objects without cycles: looking for cycles costs a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
