"""One device of a simulated centre: its log survives a crash, everything else is made anew.

What it shows is the real working set with the app's tables; what it writes goes through the app's
draft and lifting. `effect` is told before whatever could be the last thing that a device does.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from app.domain.device_roles import POLICY, may_write
from app.services import lifting
from app.services.draft import Draft
from app.store import working_set
from app.store.projection import OpenBatch
from app.store.schema import create_tables
from app.store.working_set import WorkingSet
from sync.core.authority import AuthBatch, Authority
from sync.core.batch import Batch, Header
from sync.core.body import Body
from sync.core.clock import HybridClock
from sync.core.encoding import decode_body, encode_body
from sync.core.errors import NotReadable
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Erase, Operation, Resolve
from sync.core.registry import Registry, SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.sealing import Dictionaries, Sealer
from sync.crypto.space_keys import Keyring, SpaceKey
from sync.engine.author import Author, Reader
from sync.engine.replica import LogReplica, Shelf
from sync.log.contract import BatchLog, SealedEntry
from sync.log.memory import MemoryLog
from sync.log.sqlite import SqliteLog
from sync.protocol.responder import Responder
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.peers import SECRET, Photos
from tests.support.world import FakeClock, SeededRandom

SHARED = Space(SpaceKind.SHARED)
ALL = (AUTH, SHARED, CENTRE, SEALED)
CHUNK_BYTES = 1_500  # some batches: a session takes several chunks
SPACES = {space.kind: space for space in ALL}
KEYS = {space: SpaceKey.generate(space, 1, SeededRandom(len(space.space_id))) for space in ALL}
# What the acts of `world.py` write, so that a digest of one space need not look at every table.
WRITTEN = ("device", "volunteer", "check_in", "team", "team_member", "equipment", "place",
           "stock_move", "need", "need_private")  # fmt: skip


class Crash(Exception):
    """The process is gone; what is on the disk is there."""


class Wall:
    """The clock on one device's wall, some days wrong."""

    def __init__(self, truth: FakeClock, skew_ms: int) -> None:
        self._truth = truth
        self.skew_ms = skew_ms

    def now_ms(self) -> int:
        return self._truth.ms + self.skew_ms


@dataclass(frozen=True)
class Post:
    """What a device is for: `holds` it stores and passes on, `reads` it has keys for."""

    holds: tuple[Space, ...]
    reads: tuple[Space, ...]
    registry: Registry


@dataclass(frozen=True)
class Ground:
    """What all devices of one run share."""

    seed: int
    root: DeviceId  # who founded the centre
    effect: Callable[[str, str], None]
    on_append: Callable[["Device", Sequence[SealedEntry], Sequence[Operation]], None]


class Device:
    def __init__(
        self, name: str, key: DeviceKey, post: Post, wall: Wall, log: BatchLog, ground: Ground
    ) -> None:
        self.name = name
        self.key = key
        self.post = post
        self.wall = wall
        self.log = log
        self._ground = ground
        self._starts = 0
        keyring = Keyring([KEYS[space] for space in post.reads])
        sealer = Sealer(Dictionaries())
        random = SeededRandom(int.from_bytes(sha256(f"{ground.seed}{name}".encode()).digest()[:6]))
        self._author = Author(key, keyring, sealer, random, 1, 1)
        self._reader = Reader(keyring, sealer)
        self.shown: WorkingSet | None = None
        self.start()

    @property
    def id(self) -> DeviceId:
        return self.key.device_id

    @property
    def reads_the_centre(self) -> bool:
        return CENTRE in self.post.reads

    def start(self, *, in_bulk: bool = False) -> None:
        """Everything that is not on the disk, from the log alone."""
        self._starts += 1
        self.authority = self._authority()
        self.clock = HybridClock(self.wall)
        for batch in self.log.read_since({}):
            self._hear(batch)
        if self.shown is not None:
            self.shown.close()
        self.shown = self.rebuilt(in_bulk=in_bulk) if self.reads_the_centre else None
        shelf = Shelf(
            self._store, lambda: self.authority, self._digest, Photos(), self._ground.root
        )
        self.replica = LogReplica(self.key, self.log, self.post.holds, shelf)
        self.responder = Responder(self.replica, SECRET, self.wall.now_ms, chunk_bytes=CHUNK_BYTES)

    def rebuilt(self, *, in_bulk: bool) -> WorkingSet:
        """A working set of its own from the log alone; the caller closes it."""
        self._starts += 1
        name = f"simulation-{self._ground.seed}-{self.name}-{self._starts}"
        with patch.object(working_set, "create_tables", _copy_tables):
            made = WorkingSet(self.post.registry, name)
        batches = self._opened(self.log.read_since({}))
        if in_bulk:
            made.load(batches)
        else:
            made.apply(batches)
        return made

    def crash(self) -> None:
        """The log is opened again as it lies there; nothing was tidied up."""
        if isinstance(self.log, SqliteLog):
            path = self.log.path
            self.log.close()
            self.log = SqliteLog.open(path)
        self.start(in_bulk=self._starts % 3 == 0)

    def close(self) -> None:
        if self.shown is not None:
            self.shown.close()
        self.log.close()

    def update_app(self, registry: Registry) -> None:
        """A newer version of the app: the log stays, everything is read again."""
        self.post = Post(self.post.holds, self.post.reads, registry)
        self.start(in_bulk=True)

    def copy(self, name: str, wall: Wall) -> "Device":
        """As if the disk had been copied: the same key writes at two places from now on."""
        assert isinstance(self.log, MemoryLog)
        twin = MemoryLog()
        twin._batches.update({chain: list(kept) for chain, kept in self.log._batches.items()})
        twin._anchors.update({chain: list(kept) for chain, kept in self.log._anchors.items()})
        twin._tips.update(self.log._tips)
        return Device(name, self.key, self.post, wall, twin, self._ground)

    def act(self, name: str, fill: Callable[[Draft], None]) -> None:
        """One action of one person, as `app.services.operation` does it."""
        assert self.shown is not None
        registry = self.post.registry
        draft = Draft(self.shown.reader(), registry)
        fill(draft)
        if not may_write(self.authority.roles(self.id), tables_of(draft.operations)):
            return  # the app refuses it
        if not draft.operations:
            return
        hlc = self.clock.tick()
        by_space: dict[Space, list[Operation]] = {}
        for change in draft.operations:
            lifted = lifting.lifted(change, hlc, self.shown.reader(), registry)
            table = getattr(change, "table", None)
            kind = registry.by_name[table].space if table else SpaceKind.CENTRE
            by_space.setdefault(SPACES[kind], []).append(lifted)
        entries, bodies = [], []
        for space, changes in by_space.items():
            body = Body(name, tuple(changes))
            packed = encode_body(registry, body)
            subjects = list(dict.fromkeys(_about(change) for change in changes))
            tip = self.log.tip(self.id, space)
            entries.append(self._author.entry(tip, space, hlc, packed, subjects=subjects))
            bodies.append(body)
        self._ground.effect(self.name, f"append {name} {sorted(map(_place, entries))}")
        self.log.append(entries)
        for entry, body in zip(entries, bodies, strict=True):
            self._ground.on_append(self, [entry], body.operations)
        self._ground.effect(self.name, "show it")
        if not self._believe():
            self.shown.apply(
                _open_batch(entry.header, body) for entry, body in zip(entries, bodies, strict=True)
            )

    def _believe(self) -> bool:
        """Who belongs now; everything is made anew where that changes what counts."""
        before, self.authority = self.authority, self._authority()
        if self.authority.judged_otherwise(before) & {device for device, _ in self.log.vector()}:
            self.start(in_bulk=True)
            return True
        return False

    def _store(self, entries: Sequence[SealedEntry]) -> None:
        """As the app does it: append, take note of the clocks, show."""
        places = [f"{entry.header.device.hex()[:4]} {_place(entry)}" for entry in entries]
        self._ground.effect(self.name, f"store {', '.join(places)}")
        self.log.append(entries)
        self._ground.on_append(self, entries, ())
        self._ground.effect(self.name, "show what came")
        batches = [Batch(entry.header, entry.body) for entry in entries]
        for batch in batches:
            self._hear(batch)
        is_anew = any(entry.header.space == AUTH for entry in entries) and self._believe()
        if self.shown is not None and not is_anew:
            self.shown.apply(self._opened(batches))

    def _hear(self, batch: Batch) -> None:
        if batch.header.device == self.id:
            self.clock.last = max(self.clock.last, batch.header.hlc)
        else:
            self.clock.observe(batch.header.hlc)

    def _opened(self, batches: Iterable[Batch]) -> Iterable[OpenBatch]:
        for batch in batches:
            try:
                packed = self._reader.packed(batch)
            except NotReadable:
                yield _open_batch(batch.header, None, "no_key")
                continue
            body = None if packed is None else decode_body(self.post.registry, packed)
            written = tables_of(body.operations) if body else frozenset()
            held = self.authority.held_back(batch.header, written)
            yield _open_batch(batch.header, body, held)

    def _authority(self) -> Authority:
        """Who belongs, as the log says now."""
        found = []
        for device in self.log.tips(AUTH):
            for batch in self.log.read(device, AUTH):
                packed = self._reader.packed(batch)
                if packed is not None:
                    operations = decode_body(self.post.registry, packed).operations
                    found.append(AuthBatch(batch.header, operations))
        return Authority.of(self._ground.root, found, POLICY)

    def _digest(self, space: Space) -> bytes | None:
        if self.shown is None or space not in self.post.reads:
            return None
        return self.shown.read(lambda db: _digest_of(db, self.post.registry, space))


def _digest_of(db: sqlite3.Connection, registry: Registry, space: Space) -> bytes:
    total = sha256()
    for name in WRITTEN:
        table = registry.by_name[name]
        if table.space is space.kind:
            fields = ", ".join(f't."{item.name}"' for item in table.fields)
            rows = db.execute(
                f'SELECT t.id, {fields}, t._clock, d.id, t._deleted FROM "{name}" t '
                "JOIN _device d ON d.no = t._device ORDER BY t.id"
            )
            open_ends = db.execute(
                "SELECT id FROM _conflict WHERE table_no = ? ORDER BY id", (table.number,)
            )
            total.update(repr((rows.fetchall(), open_ends.fetchall())).encode())
    return total.digest()


@cache
def _empty_tables(registry: Registry) -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    create_tables(made, registry)
    return made


def _copy_tables(db: sqlite3.Connection, registry: Registry) -> None:
    """Tables as the app makes them, made once: a tenth of the time."""
    _empty_tables(registry).backup(db)


def log_in(folder: Path | None, name: str) -> BatchLog:
    return MemoryLog() if folder is None else SqliteLog.create(folder / f"{name}.sqlite")


def _about(change: Operation) -> EntityId:
    return change.subject if isinstance(change, Resolve | Erase) else change.id


def _open_batch(header: Header, body: Body | None, held: str | None = None) -> OpenBatch:
    return OpenBatch(header.space, header.device, header.seq, header.hlc, body, None, held)


def tables_of(operations: Sequence[Operation]) -> frozenset[str]:
    """The tables that are written; an erasure is one."""
    names = (
        "erasure" if isinstance(one, Erase) else getattr(one, "table", None) for one in operations
    )
    return frozenset(name for name in names if name is not None)


def _place(entry: SealedEntry) -> str:
    return f"{entry.header.space.kind} {entry.header.seq}"
