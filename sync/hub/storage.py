"""Where a hub keeps the logs: one SQLite file for each operation, or one PostgreSQL database for
all of them (`sync/log/postgres.py`), which several hub processes may share."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

from sync.core.errors import DamagedFile, SyncError
from sync.hub.errors import NoDriver
from sync.hub.folder import Served
from sync.log.contract import BatchLog
from sync.log.sqlite import SqliteLog

if TYPE_CHECKING:
    from sync.log.postgres_database import Database

LOG = "log.sqlite"
CONNECTIONS_MAX = 10  # one listens
CHANNEL = "tasuki_log"
LISTEN_S = 0.5


class HubLog(BatchLog, Protocol):
    """A log whose size the hub knows."""

    def used_bytes(self) -> int: ...


class Storage(Protocol):
    def open(self, served: Served) -> HubLog:
        """The log of an operation; empty where it is new."""

    def remove(self, served: Served) -> None:
        """Everything that was stored of an operation, outside of its folder."""

    def require_answers(self) -> None:
        """Raises SyncError where nothing can be stored now."""

    def tell(self, tag: str) -> None:
        """Something new was stored: whoever listens in other processes may wake who waits."""

    def listen(self, heard: Callable[[str], None]) -> None:
        """Hear of what other processes tell. A wait that misses it ends by itself soon after."""

    def close(self) -> None: ...


class SqliteHubLog(SqliteLog):
    """A log of one file, with what lies beside it until SQLite brings it in."""

    def used_bytes(self) -> int:
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())


class SqliteStorage:
    """A file in the folder of each operation."""

    def open(self, served: Served) -> HubLog:
        path = served.folder / LOG
        if path.exists():
            return SqliteHubLog.open(path)  # type: ignore[return-value]
        return SqliteHubLog.create(path)  # type: ignore[return-value]

    def remove(self, served: Served) -> None:
        """It lies in the folder."""

    def require_answers(self) -> None:
        """Files are there or not; a full disk shows at the push that meets it."""

    def tell(self, tag: str) -> None:
        """Who wants several processes takes a database."""

    def listen(self, heard: Callable[[str], None]) -> None:
        """Nobody tells."""

    def close(self) -> None:
        """Each log closes its own file."""


class PostgresStorage:
    """Raises NoDriver, LogBusy (it does not answer), LogUnwritable, NewerFormat."""

    def __init__(self, conninfo: str) -> None:
        self._database = _database(conninfo)
        self._ending = Event()
        self._listening: Thread | None = None

    def open(self, served: Served) -> HubLog:
        from sync.log.postgres import PostgresLog

        return PostgresLog(self._database, served.card.operation)

    def remove(self, served: Served) -> None:
        self._database.remove_operation(served.card.operation)

    def require_answers(self) -> None:
        with self._database.connection() as db:
            if db.execute("SELECT 1").fetchone() != (1,):
                raise DamagedFile("the database does not count to one")

    def tell(self, tag: str) -> None:
        # Not within the append: PostgreSQL lets transactions that notify commit one by one only.
        with suppress(SyncError), self._database.connection() as db:
            db.execute("SELECT pg_notify(%s, %s)", (CHANNEL, tag))

    def listen(self, heard: Callable[[str], None]) -> None:
        self._listening = Thread(
            target=self._hear, args=(heard,), name="tasuki-listen", daemon=True
        )
        self._listening.start()

    def close(self) -> None:
        self._ending.set()
        if self._listening is not None:
            self._listening.join()
        self._database.close()

    def _hear(self, heard: Callable[[str], None]) -> None:
        while not self._ending.is_set():
            with suppress(SyncError), self._database.connection() as db:
                db.execute(f"LISTEN {CHANNEL}")
                try:
                    while not self._ending.is_set():
                        for one in db.notifies(timeout=LISTEN_S, stop_after=1):
                            heard(one.payload)
                finally:
                    if not db.broken:
                        db.execute("UNLISTEN *")  # it goes back to the others
            self._ending.wait(LISTEN_S)


def storage_for(conninfo: str | None) -> Storage:
    """Files where no database is named."""
    return SqliteStorage() if conninfo is None else PostgresStorage(conninfo)


def _database(conninfo: str) -> "Database":
    open_database: Callable[..., Database]
    try:
        from sync.log.postgres_database import Database as open_database
    except ImportError as error:
        raise NoDriver(str(error)) from error
    return open_database(conninfo, CONNECTIONS_MAX)
