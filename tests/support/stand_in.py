"""A small real operation for tests of the screens' foundation: SQLite, a bus, three commands."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TypeVar

from app.domain.tables import REGISTRY
from app.services.blobs import BlobStore
from app.services.change_bus import ChangeBus
from app.services.command import Action, Actor, Changes, Command, Ok, Outcome, Refused
from app.services.context import Context
from app.store.schema import create_tables
from sync.core.ids import EntityId
from tests.support.world import FaultyDisk, SeededRandom

T = TypeVar("T")


@dataclass(frozen=True)
class AddNote(Command):
    text: str


@dataclass(frozen=True)
class Explode(Command):
    pass


class StandInOperation:
    """Table `note` and what the frame reads. The empty text is refused; `Explode` is a bug."""

    letter = "A"

    def __init__(self) -> None:
        self.bus = ChangeBus()
        self.blobs = BlobStore(Path("photos"), FaultyDisk(), SeededRandom(1))
        self._lock = RLock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        create_tables(self._db, REGISTRY)
        self._db.execute("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT)")
        self._db.execute(
            "INSERT INTO centre_profile (id, name, drill, _clock, _device) "
            "VALUES (x'01', '訓練市災害ボランティアセンター', 1, 1, 1)"
        )
        self._db.execute(
            "INSERT INTO team (id, state, heads_out, _clock, _device) "
            "VALUES (x'02', 'out', 137, 1, 1)"
        )
        self._clock = 0

    def submit(self, command: Command, actor: Actor) -> Outcome:
        if isinstance(command, Explode):
            raise RuntimeError("090-0000-0011 must not be in the log")
        assert isinstance(command, AddNote)
        if not command.text:
            return Refused("needed", field="text")
        with self._lock:
            key = self._db.execute("INSERT INTO note(text) VALUES (?)", [command.text]).lastrowid
            self._clock += 1
        return self._done(EntityId(int(key or 0).to_bytes(16, "big")), "add_note")

    def undo(self, action: Action, actor: Actor) -> Outcome:
        with self._lock:
            self._db.execute("DELETE FROM note WHERE id = (SELECT max(id) FROM note)")
        return self._done(None, "undo")

    def foresee(self, decide: Callable[[Context], T], actor: Actor) -> T:
        raise NotImplementedError

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            return query(self._db)

    def _done(self, entity: EntityId | None, act: str) -> Ok:
        ids = frozenset() if entity is None else frozenset({entity})
        changes = Changes(frozenset({"note"}), ids)
        self.bus.publish(changes)
        return Ok(changes, entity, Action(self._clock, (), act))
