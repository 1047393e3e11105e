"""The SQLite file of a log: its tables, how it is made and opened, and what its errors mean.

Numbers of chains, actors and shapes are local to one file and never leave it. Heads are not stored
but for the end of each chain and an anchor every 64 batches; the hash of a body only once the body
is erased. Layout and sizes: docs/internals/data-file.md.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.core.errors import (
    BadInput,
    DamagedFile,
    LogBusy,
    LogFull,
    LogUnwritable,
    NewerFormat,
    SyncError,
)

LOG_FORMAT = 1
APPLICATION_ID = 0x5461734C  # "TasL", in the header of the SQLite file
PAGE_BYTES = 4096
BUSY_TIMEOUT_S = 10.0

# The order of creation is part of the format: it fixes the root pages, which a rescue relies on.
# `spare` repeats the immutable part of chains, actors and shapes: one bad page of names would
# otherwise cost every batch.
SCHEMA = (
    """CREATE TABLE chains (number INTEGER PRIMARY KEY, device BLOB NOT NULL, space BLOB NOT NULL,
       seq INTEGER NOT NULL, head BLOB NOT NULL, signature BLOB, UNIQUE (device, space)) STRICT""",
    "CREATE TABLE actors (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT",
    """CREATE TABLE shapes (number INTEGER PRIMARY KEY, version INTEGER NOT NULL,
       epoch INTEGER NOT NULL, schema INTEGER NOT NULL, min_reader INTEGER NOT NULL,
       dictionary INTEGER NOT NULL,
       UNIQUE (version, epoch, schema, min_reader, dictionary)) STRICT""",
    """CREATE TABLE batches (chain INTEGER NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL,
       actor INTEGER, shape INTEGER NOT NULL, crc INTEGER NOT NULL, subjects BLOB, body BLOB,
       body_hash BLOB, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE subjects (subject BLOB NOT NULL, chain INTEGER NOT NULL, seq INTEGER NOT NULL,
       PRIMARY KEY (subject, chain, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE anchors (chain INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
       signature BLOB NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE spare (kind TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL,
       PRIMARY KEY (kind, number)) STRICT, WITHOUT ROWID""",
)

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_DAMAGED_READS = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}


def create(path: Path, pages_max: int | None = None) -> sqlite3.Connection:
    """A new, empty log. Raises BadInput where the file holds something, LogFull, LogUnwritable."""
    if path.exists() and path.stat().st_size:
        raise BadInput(f"there is a file already: {path.name}")
    with translated(path):
        db = _connect(path, pages_max)
        try:
            db.execute("BEGIN IMMEDIATE")
            for statement in SCHEMA:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {LOG_FORMAT}")
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _force_folder(path.parent)
        except BaseException:
            db.close()
            raise
    return db


def open_existing(path: Path, pages_max: int | None = None) -> sqlite3.Connection:
    """An open log. Raises DamagedFile (also where there is no file), NewerFormat, LogBusy."""
    if not path.exists() or path.stat().st_size == 0:
        raise DamagedFile(f"{path.name} is missing or empty")
    with translated(path):
        db = _connect(path, pages_max)
        try:
            application = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if application != APPLICATION_ID:
                raise DamagedFile(f"{path.name} is not a log")
            if version > LOG_FORMAT:
                raise NewerFormat(f"log format {version}")
            if version < 1:
                raise DamagedFile(f"{path.name} has no format number")
        except BaseException:
            db.close()
            raise
    return db


def _connect(path: Path, pages_max: int | None) -> sqlite3.Connection:
    db = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    try:
        db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        if pages_max is not None:
            db.execute(f"PRAGMA max_page_count = {int(pages_max)}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")  # an erased body leaves no bytes behind
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors become ours."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # ours, such as the use of a closed log
    except sqlite3.Error as error:
        raise _translate(error, path) from error
    except OSError as error:
        if error.errno == 28:  # ENOSPC
            raise LogFull(f"no space for {path.name}") from error
        raise LogUnwritable(f"{path.name}: {error.strerror}") from error


def _translate(error: sqlite3.Error, path: Path) -> SyncError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # not from SQLite: a value that Python could not convert, so not what we wrote
        return DamagedFile(f"{path.name}: {type(error).__name__}")
    primary = code & 0xFF
    name = f"{path.name}: {error.sqlite_errorname}"
    if primary in _DAMAGE or code in _DAMAGED_READS or primary == sqlite3.SQLITE_ERROR:
        return DamagedFile(name)  # SQLITE_ERROR: a table that is not there
    if primary == sqlite3.SQLITE_FULL:
        return LogFull(name)
    if primary in _BUSY:
        return LogBusy(name)
    return LogUnwritable(name)


def _force_folder(folder: Path) -> None:
    """The name of a new file is durable only when its folder is (Windows needs no such call)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
