"""Looks at a whole log file and names every damaged place. It never writes."""

import sqlite3
from collections.abc import Iterator, Mapping

from sync.core.errors import DecodeError
from sync.core.ids import DeviceId
from sync.log.checking import ChainCheck
from sync.log.contract import Damage, Tip, VerifyReport
from sync.log.rows import SELECT_ROWS, Names, Row, batch_of, is_intact

_BLOCK_ROWS = 1_000
_MESSAGES_MAX = 20
_ROWS_PER_PAGE_MAX = 300  # an erased body leaves some 60 bytes


def verify_file(db: sqlite3.Connection, public_keys: Mapping[DeviceId, bytes]) -> VerifyReport:
    """See `BatchLog.verify`. Raises sqlite3.Error only where not even the names are readable."""
    damages = [Damage("file", detail=message) for message in _file_check(db)]
    try:
        names = Names.load(db)
    except (sqlite3.DatabaseError, DecodeError, TypeError, ValueError) as error:
        damages.append(Damage("file", detail=f"names: {error}"))
        names = Names.load_spare(db)
    checks: list[ChainCheck] = []
    subjects = 0
    for number, chain in names.chains.items():
        proofs, problems = surviving_proofs(db, number)
        damages += [Damage("file", detail=problem) for problem in problems]
        last = max((proof.seq for proof in proofs), default=0)
        check = ChainCheck(chain, proofs, public_keys)
        for row in surviving_rows(db, number, 1, last):
            try:
                batch = batch_of(row, chain, names)
            except (LookupError, TypeError, ValueError):
                check.note("changed", row[0], "the row is not one that this program writes")
                continue
            check.take(batch, intact=is_intact(row, batch))
            subjects += len(set(batch.header.subjects))
        check.finish(last)
        checks.append(check)
    damages += [damage for check in checks for damage in check.damages]
    damages += _subject_damages(db, subjects)
    return VerifyReport(
        chains=len(checks),
        batches=sum(check.batches for check in checks),
        erased=sum(check.erased for check in checks),
        damages=tuple(damages),
    )


def surviving_rows(db: sqlite3.Connection, number: int, first: int, last: int) -> Iterator[Row]:
    """The rows of a chain that SQLite can still read, in order; others are passed over."""
    last = min(last, _rows_max(db))
    while first <= last:
        end = min(first + _BLOCK_ROWS - 1, last)
        try:
            yield from db.execute(SELECT_ROWS, (number, first, end)).fetchall()
        except sqlite3.DatabaseError:
            for seq in range(first, end + 1):
                try:
                    yield from db.execute(SELECT_ROWS, (number, seq, seq)).fetchall()
                except sqlite3.DatabaseError:
                    continue
        first = end + 1


def surviving_proofs(db: sqlite3.Connection, number: int) -> tuple[list[Tip], list[str]]:
    """The signed heads of a chain and its end (signed or not), and what could not be read."""
    found: list[Tip] = []
    problems: list[str] = []
    for table, sql in (
        ("anchors", "SELECT seq, head, signature FROM anchors WHERE chain = ? ORDER BY seq"),
        ("chains", "SELECT seq, head, signature FROM chains WHERE number = ?"),
    ):
        try:
            for seq, head, signature in db.execute(sql, (number,)):
                if not isinstance(seq, int) or not isinstance(head, bytes):
                    problems.append(f"{table}: a head is not readable")
                elif signature is not None and not isinstance(signature, bytes):
                    problems.append(f"{table}: the signature of {seq} is not readable")
                else:
                    found.append(Tip(seq, head, signature))
        except sqlite3.DatabaseError as error:
            problems.append(f"{table}: {error}")
    return found, problems


def _rows_max(db: sqlite3.Connection) -> int:
    """More rows than the file can hold: a damaged number must not make anybody wait for ever."""
    return int(db.execute("PRAGMA page_count").fetchone()[0]) * _ROWS_PER_PAGE_MAX


def _file_check(db: sqlite3.Connection) -> list[str]:
    try:
        rows = db.execute(f"PRAGMA quick_check({_MESSAGES_MAX})").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _subject_damages(db: sqlite3.Connection, expected: int) -> list[Damage]:
    try:
        found = db.execute("SELECT count(*) FROM subjects").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return [Damage("subjects", detail=str(error))]
    if found != expected:
        return [Damage("subjects", detail=f"{found} entries instead of {expected}")]
    return []
