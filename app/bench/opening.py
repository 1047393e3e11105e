"""Opening an operation of 100,000 registrations and 1,000,000 batches, both ways.

From its checkpoint, beside reading the checkpoint's bytes; by replay, beside reading every sealed
body from the log and opening none.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

from app.bench.ground import LOG, Ground
from app.bench.rounds import alternate, median
from app.cli.programs import Aim, Figure, Skipped
from app.store.checkpoint import NAMES

NAME = "open"
ROUNDS, REPLAYS = 5, 2
SECONDS_MOST = 3
BATCHES_A_SECOND_LEAST = 25_000
BLOCK = 2_000


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    folder = ground.large()
    ground.say("open")
    taken, beside = alternate(
        ROUNDS, lambda _: ground.open_and_close(folder), lambda _: _read_checkpoint(folder)
    )
    yield Figure(
        "open_checkpoint", median(taken), median(beside), "s", Aim("value", SECONDS_MOST),
        {"bytes": sum(_sizes(folder))},
    )  # fmt: skip
    ground.say("replay")
    batches = _batches(folder)
    replays, reads = list(ground.replay_s), [_read_log(folder) for _ in ground.replay_s]
    more, beside = alternate(
        REPLAYS - len(replays), lambda _: _replay(ground, folder), lambda _: _read_log(folder)
    )
    yield Figure(
        "open_replay", batches / median([*replays, *more]), batches / median([*reads, *beside]),
        "per_s", Aim("value", BATCHES_A_SECOND_LEAST, most=False),
        {"batches": batches, "seconds": median([*replays, *more])},
    )  # fmt: skip


def _sizes(folder: Path) -> list[int]:
    return [(folder / name).stat().st_size for name in NAMES if (folder / name).exists()]


def _read_checkpoint(folder: Path) -> float:
    begun = perf_counter()
    for name in NAMES:
        if (folder / name).exists():
            (folder / name).read_bytes()
    return perf_counter() - begun


def _replay(ground: Ground, folder: Path) -> float:
    """With its checkpoints away; closing writes another."""
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)
    return ground.open_and_close(folder)


def _batches(folder: Path) -> int:
    with closing(_log(folder)) as db:
        return int(db.execute("SELECT sum(seq) FROM chains").fetchone()[0])


def _read_log(folder: Path) -> float:
    begun = perf_counter()
    with closing(_log(folder)) as db:
        rows = db.execute("SELECT hlc, actor, subjects, body FROM batches ORDER BY chain, seq")
        while rows.fetchmany(BLOCK):
            pass
    return perf_counter() - begun


def _log(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(folder / LOG).resolve().as_uri()}?mode=ro", uri=True)
