"""Who did what, when and at which desk: one row for each batch, one for each record it touched.

Made from headers and bodies like everything else here, so it needs no writing of its own and cannot
be forgotten. What was erased stays in the trail as "somebody did something then".
"""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sync.core.body import Body
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Erase, Resolve
from sync.core.registry import Registry
from sync.core.space import Space

AUDIT_TABLES = """
CREATE TABLE _space (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
CREATE TABLE _actor (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
CREATE TABLE _act (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE _action (hlc INTEGER, device INTEGER, space INTEGER, seq INTEGER, actor INTEGER,
    act INTEGER, PRIMARY KEY (hlc, device, space, seq)) WITHOUT ROWID;
CREATE TABLE _action_row (hlc INTEGER, device INTEGER, table_no INTEGER, entity BLOB,
    PRIMARY KEY (hlc, device, table_no, entity)) WITHOUT ROWID;
CREATE TABLE _undone (hlc INTEGER, device INTEGER, by_hlc INTEGER, by_device INTEGER,
    PRIMARY KEY (hlc, device, by_hlc, by_device)) WITHOUT ROWID;
CREATE TABLE _rewritten (device INTEGER, space BLOB, seq INTEGER, by_device INTEGER,
    PRIMARY KEY (device, space, seq, by_device)) WITHOUT ROWID;
"""
AUDIT_INDEX = 'CREATE INDEX IF NOT EXISTS "by_action_row_entity" ON _action_row (entity)'
UNDO = "undo"
REWRITES = "rewrites "
NOTES_APART = "\x1f"
ABOUT = (Resolve, Erase)

Name = TypeVar("Name", Space, EntityId, str)


def undo_note(hlc: int, device: bytes) -> str:
    """What the body of an undo carries as its note: the action that it takes back."""
    return f"{hlc} {device.hex()}"


def rewrite_note(device: bytes, space: Space, seq: int, undone: str | None) -> str:
    """What a batch carries as its note that says again, without an erased person, what another one
    said; `undone` is that one's own note, where it was an undo."""
    name = f"{REWRITES}{device.hex()} {space.space_id.hex()} {seq}"
    return f"{undone}{NOTES_APART}{name}" if undone else name


class AuditTrail:
    """Belongs to the projector's connection. Buffers; `write` within the same transaction."""

    def __init__(
        self, db: sqlite3.Connection, registry: Registry, device_no: Callable[[DeviceId], int]
    ) -> None:
        self._db = db
        self._device_no = device_no
        self._tables = {table.name: table.number for table in registry.tables}
        self._spaces: dict[Space, int] = {}
        self._actors: dict[EntityId, int] = {}
        self._acts: dict[str, int] = {}
        self._actions: list[tuple[int, int, int, int, int | None, int | None]] = []
        self._rows: set[tuple[int, int, int, bytes]] = set()

    def note(
        self, space: Space, device: int, seq: int, hlc: int, actor: EntityId | None,
        body: Body | None,
    ) -> None:  # fmt: skip
        """One batch of the device with this local number."""
        space_no = self._spaces.get(space) or self._space_no(space)
        actor_no = None
        if actor is not None:
            actor_no = self._actors.get(actor) or self._number(self._actors, actor, actor, "_actor")
        if body is None:
            self._actions.append((hlc, device, space_no, seq, actor_no, None))
            return
        act = body.act
        act_no = self._acts.get(act) or self._number(self._acts, act, act, "_act")
        self._actions.append((hlc, device, space_no, seq, actor_no, act_no))
        tables = self._tables
        for item in body.operations:
            if isinstance(item, ABOUT):
                self._rows.add((hlc, device, 0, item.subject))
            else:
                self._rows.add((hlc, device, tables[item.table], item.id))
        if body.note is not None:
            for note in body.note.split(NOTES_APART):
                if note.startswith(REWRITES):
                    self._note_rewritten(note, device)
                elif act == UNDO:
                    self._note_undone(note, hlc, device)

    def write(self) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO _action VALUES (?, ?, ?, ?, ?, ?)", self._actions
        )
        self._db.executemany("INSERT OR IGNORE INTO _action_row VALUES (?, ?, ?, ?)", self._rows)
        self._actions, self._rows = [], set()

    def _note_undone(self, note: str, hlc: int, device: int) -> None:
        clock, _, identity = note.partition(" ")
        try:
            undone = (int(clock), self._device_no(DeviceId(bytes.fromhex(identity))))
        except ValueError:
            return
        self._db.execute(
            "INSERT OR IGNORE INTO _undone VALUES (?, ?, ?, ?)", (*undone, hlc, device)
        )

    def _note_rewritten(self, note: str, by_device: int) -> None:
        try:
            identity, space, seq = note.removeprefix(REWRITES).split(" ")
            device = self._device_no(DeviceId(bytes.fromhex(identity)))
            self._db.execute(
                "INSERT OR IGNORE INTO _rewritten VALUES (?, ?, ?, ?)",
                (device, bytes.fromhex(space), int(seq), by_device),
            )
        except (ValueError, OverflowError):
            return

    def _space_no(self, space: Space) -> int:
        return self._number(self._spaces, space, space.space_id, "_space")

    def _number(self, known: dict[Name, int], name: Name, stored: bytes | str, table: str) -> int:
        """This file's own short number of a name."""
        column = "name" if table == "_act" else "id"
        self._db.execute(f"INSERT OR IGNORE INTO {table} ({column}) VALUES (?)", (stored,))
        found = self._db.execute(f"SELECT no FROM {table} WHERE {column} = ?", (stored,)).fetchone()
        number = known[name] = int(found[0])
        return number
