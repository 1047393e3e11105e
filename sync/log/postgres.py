"""A log in a PostgreSQL database that holds those of many operations: what a large hub writes to.

An append is one transaction under the advisory lock of its operation: several processes may write,
one after the other, and whoever reads sees whole appends only. Rows go in by COPY, straight into
the partition of their space. Tables: `postgres_database.py`.

An erased body is out of reach of every query at once; its bytes are overwritten when PostgreSQL
tidies the page (VACUUM).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from psycopg import sql

from sync.core.batch import Batch, Header, hash_body, header_bytes, parse_header
from sync.core.errors import DamagedFile, SyncError
from sync.core.ids import DeviceId, EntityId
from sync.core.space import Space, parse_space
from sync.log.checking import (
    ChainCheck,
    fits,
    is_anchor,
    require_next,
    require_same,
    require_signed,
)
from sync.log.contract import Chain, Damage, SealedEntry, Tip, Vector, VerifyReport
from sync.log.postgres_database import Connection, Database, leaf_of, subjects_of

# Whoever fills a chunk stops after 1 MiB: few rows first, in case they are large.
_FIRST_ROWS, _BLOCK_ROWS = 32, 512

READ = "SELECT header, body FROM {} WHERE chain = %s AND seq BETWEEN %s AND %s ORDER BY seq"
PUT_BODY = "UPDATE {} SET body = %s WHERE chain = %s AND seq = %s AND (body IS NULL) = %s"
TIPS = """SELECT device, space, number, seq, head, signature, anchored FROM log_chains
    WHERE space = ANY(%(spaces)s)"""
NEW_CHAIN = """INSERT INTO log_chains (seq, head, signature, anchored, bytes, space, device)
    VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING number"""
LONGER_CHAIN = """UPDATE log_chains SET seq = %s, head = %s, signature = %s, anchored = %s,
    bytes = bytes + %s WHERE number = %s"""


@dataclass
class _Row:
    """What the database has of a chain, or will have once the append is done."""

    tip: Tip
    number: int | None = None
    anchored: int = 0
    bytes: int = 0


@dataclass
class _Staged:
    """One append, before it is written."""

    chains: dict[Chain, _Row] = field(default_factory=dict)
    fresh: dict[tuple[Chain, int], SealedEntry] = field(default_factory=dict)
    anchors: list[tuple[Chain, Tip]] = field(default_factory=list)


class PostgresLog:
    """See `contract.BatchLog`. Raises LogBusy, LogUnwritable, NewerFormat where the database cannot
    be used. `source` is the address of a database, or one that several logs share."""

    def __init__(self, source: str | Database, operation_id: bytes) -> None:
        self._shares = isinstance(source, Database)
        self._database = Database(source) if isinstance(source, str) else source
        try:
            self._operation = self._database.operation_number(operation_id)
        except BaseException:
            self.close()
            raise
        self._numbers: dict[Space, int] = {}

    def append(self, entries: Sequence[SealedEntry]) -> int:
        if not entries:
            return 0
        numbers = {space: self._made(space) for space in {one.header.space for one in entries}}
        devices = list({entry.header.device for entry in entries})
        with self._database.writing(self._operation) as db:
            known = self._rows(db, numbers, devices)
            staged = self._stage(db, entries, known)
            require_signed(row.tip for row in staged.chains.values())
            self._write(db, staged)
        return len(staged.fresh)

    def tip(self, device: DeviceId, space: Space) -> Tip | None:
        with self._database.connection() as db:
            row = self._row(db, device, space)
        return row.tip if row else None

    def tips(self, space: Space) -> dict[DeviceId, Tip]:
        with self._database.connection() as db:
            number = self._number(db, space)
            rows = {} if number is None else self._rows(db, {space: number}, None)
        return {device: row.tip for (device, _), row in rows.items()}

    def proofs(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> tuple[Tip, ...]:
        with self._reading() as db:
            row = self._row(db, device, space)
            if row is None:
                return ()
            last = row.tip.seq if to_seq is None else to_seq
            anchors = db.execute(
                "SELECT seq, head, signature FROM log_anchors "
                "WHERE chain = %s AND seq BETWEEN %s AND %s ORDER BY seq",
                (row.number, from_seq, last),
            ).fetchall()
        found = [Tip(*anchor) for anchor in anchors]
        if row.tip.signature is not None and from_seq <= row.tip.seq <= last:
            found += [row.tip] if row.tip not in found else []
        return tuple(found)

    def proof_before(self, device: DeviceId, space: Space, seq: int) -> Tip | None:
        with self._reading() as db:
            row = self._row(db, device, space)
            if row is None:
                return None
            if row.tip.signature is not None and row.tip.seq <= seq:
                return row.tip
            found = db.execute(
                "SELECT seq, head, signature FROM log_anchors WHERE chain = %s AND seq <= %s "
                "ORDER BY seq DESC LIMIT 1",
                (row.number, seq),
            ).fetchone()
        return Tip(*found) if found else None

    def vector(self) -> dict[Chain, int]:
        with self._database.connection() as db:
            return {chain: row.tip.seq for chain, row in self._all(db).items()}

    def count(self) -> int:
        return sum(self.vector().values())

    def used_bytes(self) -> int:
        """Headers and bodies that were stored, without indexes."""
        with self._database.connection() as db:
            found = db.execute(
                "SELECT coalesce(sum(bytes), 0)::bigint FROM log_chains "
                "WHERE space IN (SELECT number FROM log_spaces WHERE operation = %s)",
                (self._operation,),
            ).fetchone()
        return int(found[0]) if found else 0

    def read(
        self, device: DeviceId, space: Space, from_seq: int = 1, to_seq: int | None = None
    ) -> Iterator[Batch]:
        with self._database.connection() as db:
            row = self._row(db, device, space)
        if row is None:
            return
        last = row.tip.seq if to_seq is None else min(row.tip.seq, to_seq)
        first, rows = max(from_seq, 1), _FIRST_ROWS
        while first <= last:
            end = min(first + rows - 1, last)
            with self._database.connection() as db:
                block = self._block(db, (device, space), row.number, first, end)
            yield from block
            first, rows = end + 1, min(2 * rows, _BLOCK_ROWS)

    def read_since(self, vector: Vector) -> Iterator[Batch]:
        for (device, space), last in self.vector().items():
            yield from self.read(device, space, vector.get((device, space), 0) + 1, last)

    def get(self, device: DeviceId, space: Space, seq: int) -> Batch | None:
        return next(self.read(device, space, seq, seq), None) if seq > 0 else None

    def about(self, subject: EntityId) -> list[tuple[DeviceId, Space, int]]:
        query = sql.SQL(
            "SELECT c.device, p.space, s.seq FROM {} s JOIN log_chains c ON c.number = s.chain "
            "JOIN log_spaces p ON p.number = c.space WHERE s.subject = %s ORDER BY c.number, s.seq"
        ).format(subjects_of(self._operation))
        with self._database.connection() as db:
            found = db.execute(query, (subject,), binary=True).fetchall()
        return [(DeviceId(device), parse_space(space), seq) for device, space, seq in found]

    def erase_body(self, device: DeviceId, space: Space, seq: int) -> bool:
        return self._put_body(device, space, seq, None)

    def bodiless(self, space: Space) -> list[Header]:
        with self._database.connection() as db:
            number = self._number(db, space)
            if number is None:
                return []
            query = sql.SQL("SELECT header FROM {} WHERE body IS NULL").format(leaf_of(number))
            return [parse_header(row[0]) for row in db.execute(query, binary=True)]

    def fill_body(self, batch: Batch) -> bool:
        place = batch.header.device, batch.header.space, batch.header.seq
        return fits(batch, self.get(*place)) and self._put_body(*place, batch.body)

    def _put_body(self, device: DeviceId, space: Space, seq: int, body: bytes | None) -> bool:
        with self._database.connection() as db:
            row = self._row(db, device, space)
            if row is None:
                return False
            query = sql.SQL(PUT_BODY).format(leaf_of(self._numbers[space]))
            return db.execute(query, (body, row.number, seq, body is not None)).rowcount == 1

    def verify(self, public_keys: Mapping[DeviceId, bytes]) -> VerifyReport:
        checks: list[ChainCheck] = []
        subjects = 0
        with self._reading() as db:
            for chain, row in self._all(db).items():
                proofs = db.execute(
                    "SELECT seq, head, signature FROM log_anchors WHERE chain = %s", (row.number,)
                ).fetchall()
                check = ChainCheck(chain, [*(Tip(*one) for one in proofs), row.tip], public_keys)
                subjects += self._check(db, chain, row, check)
                check.finish(row.tip.seq)
                checks.append(check)
            query = sql.SQL("SELECT count(*) FROM {}").format(subjects_of(self._operation))
            (found,) = db.execute(query).fetchone() or (0,)
        damages = [damage for check in checks for damage in check.damages]
        if found != subjects:
            damages.append(Damage("subjects", detail=f"{found} entries instead of {subjects}"))
        return VerifyReport(
            chains=len(checks),
            batches=sum(check.batches for check in checks),
            erased=sum(check.erased for check in checks),
            damages=tuple(damages),
        )

    def close(self) -> None:
        if not self._shares:
            self._database.close()

    def _check(self, db: Connection, chain: Chain, row: _Row, check: ChainCheck) -> int:
        """Takes the chain's rows into `check`; how many subjects they name."""
        subjects = 0
        read = sql.SQL(READ.replace("SELECT ", "SELECT seq, "))
        query = read.format(leaf_of(self._numbers[chain[1]]))
        for first in range(1, row.tip.seq + 1, _BLOCK_ROWS):
            place = (row.number, first, first + _BLOCK_ROWS - 1)
            for seq, header, body in db.execute(query, place, binary=True):
                batch = _batch_of(header, body)
                if batch is None:
                    check.note("changed", seq, "the row is not one that this program writes")
                    continue
                check.take(batch, intact=_is_at(batch, chain, seq))
                subjects += len(set(batch.header.subjects))
        return subjects

    def _stage(
        self, db: Connection, entries: Sequence[SealedEntry], known: dict[Chain, _Row]
    ) -> _Staged:
        staged = _Staged()
        for entry in entries:
            header = entry.header
            chain = (header.device, header.space)
            row = staged.chains.get(chain) or known.get(chain)
            if row is not None and header.seq <= row.tip.seq:
                require_same(entry, self._stored(db, chain, row, header.seq, staged))
                continue
            packed = header_bytes(header)
            end = require_next(entry, packed, row.tip if row else None)
            row = row or _Row(end)
            row.tip = end
            row.bytes += len(packed) + len(entry.body or b"")
            staged.chains[chain] = row
            staged.fresh[chain, header.seq] = entry
            if is_anchor(entry, row.anchored):
                row.anchored = header.seq
                staged.anchors.append((chain, end))
        return staged

    def _stored(
        self, db: Connection, chain: Chain, row: _Row, seq: int, staged: _Staged
    ) -> Batch | None:
        twin = staged.fresh.get((chain, seq))
        if twin is not None:
            return Batch(twin.header, twin.body)
        return next(iter(self._block(db, chain, row.number, seq, seq)), None) if seq > 0 else None

    def _write(self, db: Connection, staged: _Staged) -> None:
        for chain, row in staged.chains.items():
            state = (*row.tip, row.anchored, row.bytes)
            if row.number is None:
                place = (self._numbers[chain[1]], chain[0])
                (row.number,) = db.execute(NEW_CHAIN, (*state, *place)).fetchone() or (None,)
            else:
                db.execute(LONGER_CHAIN, (*state, row.number))
        for space in {chain[1] for chain in staged.chains}:
            self._copy_batches(db, space, staged)
        self._copy_subjects(db, staged)
        anchors = [(staged.chains[chain].number, *tip) for chain, tip in staged.anchors]
        if anchors:
            db.cursor().executemany("INSERT INTO log_anchors VALUES (%s, %s, %s, %s)", anchors)

    def _copy_batches(self, db: Connection, space: Space, staged: _Staged) -> None:
        number = self._numbers[space]
        into = sql.SQL(
            "COPY {} (operation, space, chain, seq, header, body) FROM STDIN (FORMAT BINARY)"
        ).format(leaf_of(number))
        with db.cursor().copy(into) as copy:
            copy.set_types(("int4", "int4", "int8", "int8", "bytea", "bytea"))
            for (chain, seq), entry in staged.fresh.items():
                if chain[1] == space:
                    place = (self._operation, number, staged.chains[chain].number, seq)
                    copy.write_row((*place, header_bytes(entry.header), entry.body))

    def _copy_subjects(self, db: Connection, staged: _Staged) -> None:
        rows = [
            (self._operation, subject, staged.chains[chain].number, seq)
            for (chain, seq), entry in staged.fresh.items()
            for subject in dict.fromkeys(entry.header.subjects)
        ]
        if not rows:
            return
        into = sql.SQL(
            "COPY {} (operation, subject, chain, seq) FROM STDIN (FORMAT BINARY)"
        ).format(subjects_of(self._operation))
        with db.cursor().copy(into) as copy:
            copy.set_types(("int4", "bytea", "int8", "int8"))
            for row in rows:
                copy.write_row(row)

    def _block(
        self, db: Connection, chain: Chain, number: int | None, first: int, last: int
    ) -> list[Batch]:
        query = sql.SQL(READ).format(leaf_of(self._numbers[chain[1]]))
        rows = db.execute(query, (number, first, last), binary=True).fetchall()
        batches = [_batch_of(header, body) for header, body in rows]
        found = [
            batch for seq, batch in enumerate(batches, first)
            if batch is not None and _is_at(batch, chain, seq)
        ]  # fmt: skip
        if len(found) != last - first + 1:
            raise DamagedFile(f"database: batches {first} to {last} of a chain do not hold")
        return found

    def _row(self, db: Connection, device: DeviceId, space: Space) -> _Row | None:
        number = self._number(db, space)
        if number is None:
            return None
        return self._rows(db, {space: number}, [device]).get((device, space))

    def _all(self, db: Connection) -> dict[Chain, _Row]:
        for number, space in db.execute(
            "SELECT number, space FROM log_spaces WHERE operation = %s ORDER BY number",
            (self._operation,),
        ):
            self._numbers[parse_space(space)] = number
        return self._rows(db, dict(self._numbers), None)

    def _rows(
        self, db: Connection, numbers: Mapping[Space, int], devices: Sequence[bytes] | None
    ) -> dict[Chain, _Row]:
        spaces = {number: space for space, number in numbers.items()}
        query = TIPS if devices is None else TIPS + " AND device = ANY(%(devices)s)"
        places = {"spaces": list(spaces), "devices": list(devices or ())}
        rows = db.execute(query + " ORDER BY number", places, binary=True)
        return {
            (DeviceId(device), spaces[space]): _Row(Tip(*tip), number, anchored)
            for device, space, number, *tip, anchored in rows
        }

    def _made(self, space: Space) -> int:
        with self._database.connection() as db:
            number = self._number(db, space)
        if number is None:
            number = self._database.make_space(self._operation, space.space_id)
            self._numbers[space] = number
        return number

    def _number(self, db: Connection, space: Space) -> int | None:
        number = self._numbers.get(space)
        if number is None:
            number = self._database.find_space(db, self._operation, space.space_id)
            if number is not None:
                self._numbers[space] = number
        return number

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Several reads of one moment."""
        with self._database.connection() as db, db.transaction():
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield db


def _batch_of(header: bytes, body: bytes | None) -> Batch | None:
    """None for what this program does not write."""
    try:
        return Batch(parse_header(header), body)
    except SyncError:
        return None


def _is_at(batch: Batch, chain: Chain, seq: int) -> bool:
    """Whether a row is where its header says, with the body that its header names."""
    header, body = batch
    if (header.device, header.space, header.seq) != (*chain, seq):
        return False
    return body is None or hash_body(body) == header.body_hash
