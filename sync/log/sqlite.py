"""The log of a device: one SQLite file that is the truth of an operation.

One action is one insert and one fsync. A failed append (disk full, another writer) leaves file and
log as they were. Several processes may hold the file; each notices what the others appended. What
SQLite or the checksums find damaged is `DamagedFile`; `salvage.py` saves the rest.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sync.core.batch import Batch, Header, header_bytes
from sync.core.errors import DamagedFile, SyncError
from sync.core.ids import DeviceId, EntityId
from sync.core.space import Space
from sync.log import schema
from sync.log.checking import fits, is_anchor, require_next, require_same, require_signed
from sync.log.contract import Chain, SealedEntry, Tip, Vector, VerifyReport
from sync.log.rows import (
    INSERT_ROW,
    INSERT_SHAPE,
    SELECT_BODILESS,
    SELECT_ROWS,
    Names,
    Row,
    Shape,
    batch_of,
    checksum,
    shape_of,
    spare_chain,
    spare_shape,
)
from sync.log.verifying import verify_file

_BLOCK_ROWS = 500  # a writer gets in between, and who wants a megabyte reads little beyond


@dataclass
class _State:
    """What one file's names and ends are, as last seen."""

    names: Names
    chain_numbers: dict[Chain, int] = field(default_factory=dict)
    actor_numbers: dict[EntityId | None, int | None] = field(default_factory=dict)
    shape_numbers: dict[Shape, int] = field(default_factory=dict)
    tips: dict[Chain, Tip] = field(default_factory=dict)
    anchored: dict[Chain, int] = field(default_factory=dict)

    @classmethod
    def load(cls, db: sqlite3.Connection) -> "_State":
        names = Names.load(db)
        state = cls(
            names,
            {chain: number for number, chain in names.chains.items()},
            {actor: number for number, actor in names.actors.items()},
            {shape: number for number, shape in names.shapes.items()},
        )
        for number, *tip in db.execute("SELECT number, seq, head, signature FROM chains"):
            state.tips[names.chains[number]] = Tip(*tip)
        for number, seq in db.execute("SELECT chain, max(seq) FROM anchors GROUP BY chain"):
            state.anchored[names.chains[number]] = seq
        return state


@dataclass
class _End:
    """Where a chain ends after what was staged so far: `fresh`, one after the other."""

    tip: Tip | None
    anchored: int
    number: int = 0
    fresh: list[SealedEntry] = field(default_factory=list)


@dataclass
class _Staged:
    """The rows of one append, before they are written."""

    ends: dict[Chain, _End] = field(default_factory=dict)
    batches: list[tuple[object, ...]] = field(default_factory=list)
    subjects: list[tuple[bytes, int, int]] = field(default_factory=list)
    anchors: list[tuple[int, Tip]] = field(default_factory=list)

    def tips(self) -> dict[Chain, Tip]:
        """The new ends."""
        return {chain: end.tip for chain, end in self.ends.items() if end.tip and end.fresh}


class SqliteLog:
    """See `contract.BatchLog`. Make one with `create` or `open`."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db
        self._lock = threading.RLock()
        self._version = -1
        self._state = _State(Names())
        with self._using():
            self._refresh()

    @classmethod
    def create(cls, path: Path, pages_max: int | None = None) -> "SqliteLog":
        """A new log, at most `pages_max` pages of 4 KiB long (a quota; then it is LogFull).

        Raises BadInput where the file holds something, LogFull, LogUnwritable.
        """
        return cls._over(path, schema.create(path, pages_max))

    @classmethod
    def open(cls, path: Path, pages_max: int | None = None) -> "SqliteLog":
        """Raises DamagedFile (also where there is no file), NewerFormat, LogBusy."""
        return cls._over(path, schema.open_existing(path, pages_max))

    @classmethod
    def _over(cls, path: Path, db: sqlite3.Connection) -> "SqliteLog":
        try:
            return cls(path, db)
        except BaseException:
            db.close()
            raise

    def append(self, entries: Sequence[SealedEntry]) -> int:
        return self._append(entries, signed=True)

    def append_rescued(self, entries: Sequence[SealedEntry]) -> int:
        """As `append`, for batches behind the last anchor of a damaged log: nothing signs them."""
        return self._append(entries, signed=False)

    def flush(self) -> None:
        """Bring everything from the WAL into the file itself, before it is moved or copied."""
        with self._using():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _append(self, entries: Sequence[SealedEntry], *, signed: bool) -> int:
        with self._using():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._refresh()
                staged = self._stage(entries)
                tips = staged.tips()
                if signed:
                    require_signed(tips.values())
                self._write(staged, tips)
                self._db.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
            self._state.tips.update(tips)
            self._state.anchored.update((one, staged.ends[one].anchored) for one in tips)
            return len(staged.batches)

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._version = -1  # numbers that were given inside the transaction are forgotten

    def _stage(self, entries: Sequence[SealedEntry]) -> _Staged:
        staged = _Staged()
        for entry in entries:
            header = entry.header
            chain = (header.device, header.space)
            end = staged.ends.get(chain)
            if end is None:
                tip, anchored = self._state.tips.get(chain), self._state.anchored.get(chain, 0)
                end = staged.ends[chain] = _End(tip, anchored)
            if end.tip is not None and header.seq <= end.tip.seq:
                require_same(entry, self._twin(chain, header.seq, end.fresh))
                continue
            packed = header_bytes(header)
            end.tip = require_next(entry, packed, end.tip)
            end.fresh.append(entry)
            number = end.number = end.number or self._chain_number(chain)
            staged.batches.append((number, *self._row(entry, packed)))
            for subject in dict.fromkeys(header.subjects):
                staged.subjects.append((subject, number, header.seq))
            if is_anchor(entry, end.anchored):
                end.anchored = header.seq
                staged.anchors.append((number, end.tip))
        return staged

    def _twin(self, chain: Chain, seq: int, fresh: list[SealedEntry]) -> Batch | None:
        """What is there already under this number, in the file or just staged."""
        place = seq - fresh[0].header.seq if fresh else -1
        return self.get(*chain, seq) if place < 0 else Batch(*fresh[place][:2])

    def _row(self, entry: SealedEntry, packed: bytes) -> Row:
        header = entry.header
        return (
            header.seq,
            header.hlc,
            self._actor_number(header.actor),
            self._shape_number(shape_of(header)),
            checksum(packed),
            b"".join(header.subjects) or None,
            entry.body,
            header.body_hash if entry.body is None else None,
        )

    def _write(self, staged: _Staged, tips: Mapping[Chain, Tip]) -> None:
        self._db.executemany(INSERT_ROW, staged.batches)
        self._db.executemany("INSERT INTO subjects VALUES (?, ?, ?)", staged.subjects)
        for number, tip in staged.anchors:
            self._db.execute("INSERT INTO anchors VALUES (?, ?, ?, ?)", (number, *tip))
        for chain, tip in tips.items():
            self._db.execute(
                "UPDATE chains SET seq = ?, head = ?, signature = ? WHERE number = ?",
                (*tip, self._state.chain_numbers[chain]),
            )

    def _chain_number(self, chain: Chain) -> int:
        number = self._state.chain_numbers.get(chain)
        if number is None:
            device, space = chain
            sql = "INSERT INTO chains (device, space, seq, head) VALUES (?, ?, 0, x'')"
            row = (device, space.space_id)
            number = self._give_number("chain", spare_chain(chain), sql, row)
            self._state.chain_numbers[chain] = number
            self._state.names.chains[number] = chain
        return number

    def _actor_number(self, actor: EntityId | None) -> int | None:
        number = self._state.actor_numbers.get(actor)
        if number is None and actor is not None:
            number = self._give_number(
                "actor", actor, "INSERT INTO actors (id) VALUES (?)", (actor,)
            )
            self._state.actor_numbers[actor] = number
            self._state.names.actors[number] = actor
        return number

    def _shape_number(self, shape: Shape) -> int:
        number = self._state.shape_numbers.get(shape)
        if number is None:
            number = self._give_number("shape", spare_shape(shape), INSERT_SHAPE, shape)
            self._state.shape_numbers[shape] = number
            self._state.names.shapes[number] = shape
        return number

    def _give_number(self, kind: str, spare: bytes, sql: str, row: tuple[object, ...]) -> int:
        number = self._db.execute(sql, row).lastrowid
        self._db.execute("INSERT INTO spare VALUES (?, ?, ?)", (kind, number, spare))
        return int(number or 0)

    def tip(self, device: DeviceId, space: Space) -> Tip | None:
        with self._using():
            self._refresh()
            return self._state.tips.get((device, space))

    def tips(self, space: Space) -> dict[DeviceId, Tip]:
        with self._using():
            self._refresh()
            ends = self._state.tips.items()
            return {device: tip for (device, held), tip in ends if held == space}

    def proofs(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> tuple[Tip, ...]:
        with self._using():
            self._refresh()
            number = self._state.chain_numbers.get((device, space))
            tip = self._state.tips.get((device, space))
            last = (tip.seq if tip else 0) if to_seq is None else to_seq
            found = [
                Tip(*row)
                for row in self._db.execute(
                    "SELECT seq, head, signature FROM anchors "
                    "WHERE chain = ? AND seq BETWEEN ? AND ? ORDER BY seq",
                    (number, from_seq, last),
                )
            ]
        if tip is not None and tip.signature is not None and from_seq <= tip.seq <= last:
            found += [tip] if tip not in found else []
        return tuple(found)

    def proof_before(self, device: DeviceId, space: Space, seq: int) -> Tip | None:
        with self._using():
            self._refresh()
            number = self._state.chain_numbers.get((device, space))
            tip = self._state.tips.get((device, space))
            if tip is not None and tip.signature is not None and tip.seq <= seq:
                return tip
            row = self._db.execute(
                "SELECT seq, head, signature FROM anchors WHERE chain = ? AND seq <= ? "
                "ORDER BY seq DESC LIMIT 1",
                (number, seq),
            ).fetchone()
        return Tip(*row) if row else None

    def vector(self) -> dict[Chain, int]:
        with self._using():
            self._refresh()
            return {chain: tip.seq for chain, tip in self._state.tips.items()}

    def count(self) -> int:
        return sum(self.vector().values())

    def read(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> Iterator[Batch]:
        chain = (device, space)
        last = self.vector().get(chain, 0)
        last = last if to_seq is None else min(last, to_seq)
        first = max(from_seq, 1)
        while first <= last:
            end = min(first + _BLOCK_ROWS - 1, last)
            yield from self._block(chain, first, end)
            first = end + 1

    def read_since(self, vector: Vector) -> Iterator[Batch]:
        for (device, space), last in self.vector().items():
            yield from self.read(device, space, vector.get((device, space), 0) + 1, last)

    def get(self, device: DeviceId, space: Space, seq: int) -> Batch | None:
        return next(self.read(device, space, seq, seq), None) if seq > 0 else None

    def _block(self, chain: Chain, first: int, last: int) -> list[Batch]:
        with self._using():
            self._refresh()
            names = self._state.names
            number = self._state.chain_numbers.get(chain)
            rows: list[Row] = self._db.execute(SELECT_ROWS, (number, first, last)).fetchall()
            if len(rows) != last - first + 1:
                raise DamagedFile(f"{self.path.name}: batches {first} to {last} have a hole")
            try:
                return [batch_of(row, chain, names) for row in rows]
            except (LookupError, TypeError, ValueError):
                raise DamagedFile(f"{self.path.name}: batches {first} to {last}") from None

    def about(self, subject: EntityId) -> list[tuple[DeviceId, Space, int]]:
        with self._using():
            self._refresh()
            rows = self._db.execute(
                "SELECT chain, seq FROM subjects WHERE subject = ? ORDER BY chain, seq", (subject,)
            ).fetchall()
            chains = self._state.names.chains
            return [(*chains[number], seq) for number, seq in rows]

    def erase_body(self, device: DeviceId, space: Space, seq: int) -> bool:
        with self._using():
            batch = self.get(device, space, seq)
            if batch is None or batch.body is None:
                return False
            number = self._state.chain_numbers[device, space]
            self._db.execute(
                "UPDATE batches SET body = NULL, body_hash = ? WHERE chain = ? AND seq = ?",
                (batch.header.body_hash, number, seq),
            )
            # The bytes are overwritten in the file now, not whenever the WAL comes round again.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return True

    def bodiless(self, space: Space) -> list[Header]:
        with self._using():
            self._refresh()
            names, found = self._state.names, []
            for chain, number in self._state.chain_numbers.items():
                if chain[1] == space:
                    rows = self._db.execute(SELECT_BODILESS, (number,)).fetchall()
                    found += [batch_of(row, chain, names).header for row in rows]
            return found

    def fill_body(self, batch: Batch) -> bool:
        device, space, seq = batch.header.device, batch.header.space, batch.header.seq
        with self._using():
            if not fits(batch, self.get(device, space, seq)):
                return False
            number = self._state.chain_numbers[device, space]
            self._db.execute(
                "UPDATE batches SET body = ?, body_hash = NULL WHERE chain = ? AND seq = ?",
                (batch.body, number, seq),
            )
            return True

    def verify(self, public_keys: Mapping[DeviceId, bytes]) -> VerifyReport:
        with self._using():
            return verify_file(self._db, public_keys)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _using(self) -> Iterator[None]:
        with self._lock, schema.translated(self.path):
            yield

    def _refresh(self) -> None:
        """Load names and ends again where another process has written (or a rollback forgot)."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return
        try:
            self._state = _State.load(self._db)
        except (LookupError, TypeError, ValueError, SyncError) as error:
            raise DamagedFile(f"{self.path.name}: {type(error).__name__} in its names") from error
        self._version = version
