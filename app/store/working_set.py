"""The working set: ordinary SQLite tables in memory, built from the log, gone with the process.

One process shares one in-memory database over several connections (`vfs=memdb`). Only the
projector's connection writes; every other is query-only. Readers wait while a write transaction
is open.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from hashlib import sha256
from threading import Lock, local
from typing import TypeVar

from app.store.bulk_load import BulkLoad
from app.store.projection import OpenBatch, Projector, Touched
from app.store.schema import create_indexes, create_tables, drop_indexes
from app.store.search_index import SearchIndex, forget_phones
from sync.core.garbage import no_garbage_collection
from sync.core.ids import DeviceId
from sync.core.registry import Registry, SpaceKind
from sync.core.space import Space, parse_space

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
        with self._write_lock, no_garbage_collection():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                self._projector.digests.forget()
                BulkLoad(self._writer, self._registry, self._projector).run(batches)
                self._search.rebuild()
                create_indexes(self._writer)
            except BaseException:
                self._roll_back()
                raise
            self._writer.execute("COMMIT")

    def restore(
        self, image: bytes, look: Callable[[sqlite3.Connection], None] | None = None
    ) -> None:
        """Become what `pack` gave. Raises sqlite3.DatabaseError: then nothing may be used. `look`
        sees the image of another device first: what it raises leaves everything as it was. What
        that one counted is counted anew."""
        with self._write_lock:
            private = _private()
            try:
                private.deserialize(image)
                if look is not None:
                    look(private)
                # Nobody reads yet, and a set that could not be filled is thrown away: no journal.
                self._writer.execute("PRAGMA journal_mode = OFF")
                private.backup(self._writer)
            finally:
                private.close()
                self._writer.execute("PRAGMA journal_mode = MEMORY")
            self._search = SearchIndex(self._writer)
            self._writer.execute("BEGIN IMMEDIATE")
            self._search.remember_phones()
            create_indexes(self._writer)
            if look is not None:
                self._writer.execute("DELETE FROM _digest")
            self._writer.execute("COMMIT")
            self._projector = Projector(self._writer, self._registry)

    def become(self, other: "WorkingSet") -> None:
        """Show what another working set shows, in one step. Whoever reads meanwhile is waited
        for."""
        with self._write_lock:
            other._writer.backup(self._writer)
            self._projector = Projector(self._writer, self._registry)
            self._search = SearchIndex(self._writer)

    def copy(self) -> sqlite3.Connection:
        """Everything at this moment, apart from the rest; nobody writes while it is taken."""
        with self._write_lock:
            private = _private()
            self._writer.backup(private)
        return private

    def vector(self) -> dict[tuple[DeviceId, Space], int]:
        """The last batch of each chain that stands in the tables."""
        rows = self._writer.execute(
            "SELECT d.id, v.space, v.seq FROM _vector v JOIN _device d ON d.no = v.device"
        )
        return {(DeviceId(device), parse_space(space)): seq for device, space, seq in rows}

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

    def space_digest(self, kind: SpaceKind) -> bytes:
        """32 bytes for what is shown of one kind of space: equal here and on any device that shows
        the same. The first question looks at every row, later ones at none."""
        with self._write_lock:
            if not self._projector.digests.known:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    self._projector.digests.compute()
                except BaseException:
                    self._roll_back()
                    raise
                self._writer.execute("COMMIT")
            return self._projector.digests.digest(kind)

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


def pack(copy: sqlite3.Connection) -> bytes:
    """The image of a copy, which it uses up. Indexes are left out: making them again is faster
    than to open and unpack them. Their place is overwritten, so that it packs to nothing."""
    with closing(copy):
        copy.execute("PRAGMA secure_delete = ON")
        drop_indexes(copy)
        forget_phones(copy)
        return copy.serialize()


def _private() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA temp_store = MEMORY")
    return db
