"""Saves what is readable of a damaged log into a fresh one; the damaged file stays as it is.

Of each chain every batch up to the first gap is kept: in order, with its checksum, and leading to
the signed heads that are there. Batches behind the last anchor may wait for a signature
(`Tip.signature` None) until their device writes again. What lies behind a gap stays in the damaged
file, or with the peers.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sync.core.batch import GENESIS_HEAD, Batch, header_bytes, next_head
from sync.core.errors import BadInput, DecodeError, NewerFormat
from sync.core.ids import DeviceId
from sync.core.space import Space
from sync.log import schema
from sync.log.contract import SealedEntry
from sync.log.rows import Names, Row, batch_of, is_intact
from sync.log.sqlite import SqliteLog
from sync.log.verifying import surviving_proofs, surviving_rows

_RUN_MAX = 1_000


@dataclass(frozen=True)
class SavedChain:
    """`saved` batches of `known` (the last number that the damaged file still names)."""

    device: DeviceId
    space: Space
    saved: int
    known: int


@dataclass(frozen=True)
class SalvageReport:
    """What was saved. `first_page_lost`: the beginning of the file had to be made anew."""

    chains: tuple[SavedChain, ...]
    first_page_lost: bool = False

    @property
    def saved(self) -> int:
        return sum(chain.saved for chain in self.chains)

    @property
    def complete(self) -> bool:
        """Nothing that the file names is missing (chains whose names are lost are not named)."""
        return bool(self.chains) and all(chain.saved >= chain.known for chain in self.chains)


def salvage(path: Path, target: Path) -> SalvageReport:
    """Copy what is readable of the log at `path` into a new log at `target`.

    Works on a copy of the file beside `target` (so it needs that much space). Raises BadInput where
    `target` exists, NewerFormat, LogFull, LogUnwritable; `target` is then not there.
    """
    if target.exists():
        raise BadInput(f"there is a file already: {target.name}")
    work = target.with_name(target.name + ".salvage")
    part = target.with_name(target.name + ".part")
    _remove(work, part)
    try:
        with schema.translated(target):
            return _salvage(path, target, work, part)
    finally:
        _remove(work, part)


def _salvage(path: Path, target: Path, work: Path, part: Path) -> SalvageReport:
    _copy(path, work)
    with closing(SqliteLog.create(part)) as log:
        with closing(sqlite3.connect(work, isolation_level=None)) as db:
            _refuse_newer(db)
            chains = list(_save_all(db, log))
        first_page_lost = False
        if not any(chain.saved for chain in chains):
            _copy(path, work)
            _mend_first_page(work, part)
            with closing(sqlite3.connect(work, isolation_level=None)) as db:
                again = list(_save_all(db, log))
            first_page_lost = any(chain.saved for chain in again)
            chains = again if first_page_lost else chains
        log.flush()
    part.replace(target)
    return SalvageReport(tuple(chains), first_page_lost)


def _refuse_newer(db: sqlite3.Connection) -> None:
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        return
    if application == schema.APPLICATION_ID and version > schema.LOG_FORMAT:
        raise NewerFormat(f"log format {version}")


def _save_all(db: sqlite3.Connection, log: SqliteLog) -> Iterator[SavedChain]:
    candidates = _names(db)
    numbers = sorted({number for names in candidates for number in names.chains})
    done: set[tuple[DeviceId, Space]] = set()
    for number in numbers:
        last = _last_seq(db, number)
        best: SavedChain | None = None
        for names in candidates:
            chain = names.chains.get(number)
            if chain is None or chain in done or (best is not None and best.saved):
                continue
            others = [names, *(other for other in candidates if other is not names)]
            saved = _save_chain(db, log, number, last, others)
            best = SavedChain(*chain, saved, last)
            if saved:
                done.add(chain)
        if best is not None:
            yield best


def _names(db: sqlite3.Connection) -> list[Names]:
    """Both copies of the names, as far as they are readable."""
    found: list[Names] = []
    for load in (Names.load, Names.load_spare):
        try:
            found.append(load(db))
        except (sqlite3.Error, DecodeError, ValueError, TypeError):
            continue
    return found


def _last_seq(db: sqlite3.Connection, number: int) -> int:
    last = 0
    for sql in (
        "SELECT seq FROM chains WHERE number = ?",
        "SELECT max(seq) FROM anchors WHERE chain = ?",
        "SELECT max(seq) FROM batches WHERE chain = ?",
    ):
        try:
            row = db.execute(sql, (number,)).fetchone()
        except sqlite3.DatabaseError:
            continue
        if row is not None and isinstance(row[0], int):
            last = max(last, row[0])
    return last


def _save_chain(
    db: sqlite3.Connection, log: SqliteLog, number: int, last: int, candidates: list[Names]
) -> int:
    proofs = {tip.seq: tip for tip in surviving_proofs(db, number)[0]}
    head, saved = GENESIS_HEAD, 0
    run: list[SealedEntry] = []
    for row in surviving_rows(db, number, 1, last):
        batch = _intact(row, number, candidates)
        if batch is None or batch.header.seq != saved + len(run) + 1:
            break
        head = next_head(head, header_bytes(batch.header))
        proof = proofs.get(batch.header.seq)
        signature = proof.signature if proof is not None and proof.head == head else None
        run.append(SealedEntry(batch.header, batch.body, head, signature))
        if len(run) >= _RUN_MAX:
            saved += log.append_rescued(run)
            run = []
    return saved + log.append_rescued(run)


def _intact(row: Row, number: int, candidates: list[Names]) -> Batch | None:
    """The batch of a row under whichever copy of the names fits its checksum."""
    chain = candidates[0].chains[number]
    for names in candidates:
        try:
            batch = batch_of(row, chain, names)
        except (LookupError, TypeError, ValueError):
            continue
        if is_intact(row, batch):
            return batch
    return None


def _copy(path: Path, work: Path) -> None:
    _remove(work)
    shutil.copyfile(path, work)
    wal = path.with_name(path.name + "-wal")
    if wal.exists():
        shutil.copyfile(wal, work.with_name(work.name + "-wal"))


def _mend_first_page(work: Path, fresh: Path) -> None:
    """Put the first page of an empty log over that of `work`: tables are made in a fixed order, so
    their roots are where they always are. Only the number of pages differs."""
    with fresh.open("rb") as file:
        page = bytearray(file.read(schema.PAGE_BYTES))
    pages = max(work.stat().st_size // schema.PAGE_BYTES, 1)
    page[28:32] = pages.to_bytes(4, "big")
    # No free list, and the counters agree, so that the number of pages is believed.
    page[32:40] = bytes(8)
    page[92:96] = page[24:28]
    with work.open("r+b") as file:
        file.write(page)


def _remove(*paths: Path) -> None:
    for path in paths:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
