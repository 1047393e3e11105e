"""The most memory that opening a large operation takes, and what stays, in a process of its own.

Floor: the pages of the working set itself, on top of a process that has loaded the app and opened
nothing.
"""

import sqlite3
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from app.bench.ground import Ground
from app.cli.programs import Figure, Skipped
from app.services.operation import Operation

NAME = "memory"
STATUS = Path("/proc/self/status")
KIB, MEGA = 1024, 1_000_000
ANSWER_S_MOST = 300


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    if not STATUS.exists():
        yield Skipped(NAME, "no_proc")
        return
    folder = ground.large()
    ground.say(NAME)
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(
        target=_look, args=(ground.tools.open_operation, folder, theirs)
    )
    process.start()
    theirs.close()
    try:
        if not ours.poll(ANSWER_S_MOST):
            raise TimeoutError(NAME)
        bare, most, stays, pages = ours.recv()
    finally:
        process.join()
    yield Figure(
        NAME, most / MEGA, (bare + pages) / MEGA, "mb", None,
        {"open": stays / MEGA, "empty_process": bare / MEGA, "working_set": pages / MEGA},
    )  # fmt: skip


def _look(open_operation: Callable[[Path], Operation], folder: Path, answer: Connection) -> None:
    bare = status("VmRSS")
    operation = open_operation(folder)
    try:
        pages = operation.read(pages_of)
        answer.send((bare, status("VmHWM"), status("VmRSS"), pages))
    finally:
        operation.close()


def pages_of(db: sqlite3.Connection) -> int:
    """Bytes of a working set."""
    count, size = (db.execute(f"PRAGMA page_{what}").fetchone()[0] for what in ("count", "size"))
    return int(count * size)


def status(name: str) -> int:
    """Bytes that this process has, by the name that the system gives them."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * KIB
