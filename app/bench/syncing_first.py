"""The first sync of a new device from history, and what it takes of the wire.

Floor of the time: the same rows, those of the log and those that are shown, by `executemany` into
the same tables of a SQLite in memory, with their keys and no other index, and one commit. Floor of
the bytes: all packed bodies compressed as one piece. Peers: Yrs, which has neither seals nor
signatures nor a disk, and Morango, which has no seals.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app.bench.disk import bodies_of
from app.bench.ground import LOG, Ground
from app.bench.syncing import First, Host, cpu_seconds, let_in
from app.bench.syncing_morango import Ends, beside
from app.bench.syncing_yrs import NO_YRS, Rows, Yrs, fields_of, has_yrs
from app.cli.programs import Aim, Figure, Skipped
from app.services.operation import Operation

NAME = "sync_first"
SIZES = ("10k", "100k")
FLOOR_TIMES_MOST = 5
WIRE_BYTES_MOST = 280
TABLES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
    "AND sql NOT LIKE 'CREATE VIRTUAL%'"
)


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    for size, folder in zip(SIZES, (ground.part(), ground.plain()), strict=True):
        ground.say(NAME)
        operation = ground.tools.open_operation(folder)
        try:
            yield from _first(size, operation, ground)
        finally:
            operation.close()


def _first(size: str, operation: Operation, ground: Ground) -> Iterator[Figure | Skipped]:
    host = Host(operation)
    folder = ground.folder / f"joined-{size}"
    first = let_in(host, folder, ground)
    try:
        bodies = bodies_of(operation, ground)
        floor = _raw(first.operation)
        rows = fields_of(first.operation)
    finally:
        first.operation.close()
    yield Figure(
        f"sync_first_{size}", first.cpu_s, floor, "s", Aim("ratio", FLOOR_TIMES_MOST),
        {"registrations": bodies.count, "wall_s": first.wall_s,
         "sender_s": first.wire.answering_s},
    )  # fmt: skip
    yield _wire(size, first, bodies.together, bodies.count)
    yield _yrs(size, rows, floor)
    if size == SIZES[0]:  # ten times as many take the peer some minutes
        yield from _morango(size, rows, floor, ground)


def _yrs(size: str, rows: Rows, floor: float) -> Figure | Skipped:
    if not has_yrs():
        return Skipped(f"yrs_first_{size}", NO_YRS)
    yrs = Yrs.filled(rows)
    other = Yrs()
    took = cpu_seconds(lambda: other.take_from(yrs))
    if other.count() != len(rows):
        raise AssertionError("Yrs brought something else")
    return Figure(
        f"yrs_first_{size}", took, floor, "s", None, {"wire_bytes": other.received / len(rows)}
    )


def _morango(size: str, rows: Rows, floor: float, ground: Ground) -> list[Figure | Skipped]:
    name = f"morango_first_{size}"

    def work(ends: Ends) -> Iterator[Figure]:
        took = ends.meet()
        if {key: one.values for key, one in ends.other.shown().items()} != rows:
            raise AssertionError("Morango brought something else")
        yield Figure(
            name, took.cpu_s, floor, "s", None,
            {"wall_s": took.wall_s, "wire_bytes": took.bytes / len(rows)},
        )  # fmt: skip

    return beside((name,), rows, ground.folder, work)


def _wire(size: str, first: First, together: int, people: int) -> Figure:
    return Figure(
        f"sync_wire_{size}", first.wire.bytes / people, together / people, "bytes",
        Aim("value", WIRE_BYTES_MOST), {"calls": first.wire.calls},
    )  # fmt: skip


def _raw(operation: Operation) -> float:
    """Seconds of the processor for the same rows; what reads them is not counted."""
    shown = operation.read(_executed)
    with closing(sqlite3.connect(_read_only(operation.folder / LOG), uri=True)) as log:
        return shown + _executed(log)


def _executed(source: sqlite3.Connection) -> float:
    """Of all tables of a database, those behind its search included."""
    took = 0.0
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as target:
        target.execute("BEGIN")
        for name, made_by in source.execute(TABLES).fetchall():
            target.execute(made_by)
            rows = source.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            if not rows:
                continue
            marks = ", ".join("?" * len(rows[0]))
            took += _many(target, f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608
        took += cpu_seconds(lambda: target.execute("COMMIT"))
    return took


def _many(target: sqlite3.Connection, sql: str, rows: list[tuple[object, ...]]) -> float:
    return cpu_seconds(lambda: target.executemany(sql, rows))


def _read_only(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"
