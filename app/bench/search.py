"""Search as you type, at 100,000 registrations: every letter of what people give at a desk.

Measured is all that the list under the field needs: the hits and what it says of each person.
Floor: the bare FTS query for the same letters.
"""

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter

from app.bench.ground import Ground
from app.bench.rounds import alternate, median, percentile
from app.cli.programs import Aim, Figure, Skipped
from app.domain.calendar_jp import day_of
from app.domain.names import fold
from app.services.operation import Operation
from app.store.queries.reception import reception_hits
from app.store.search import CANDIDATES_MAX
from app.store.search_index import kind_token, pieces

NAME = "search"
P95_MS_MOST = 30
PEOPLE = 60
LETTERS_MOST = 12
MS = 1_000


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    operation = ground.tools.open_operation(ground.large())
    try:
        ground.say(NAME)
        typed = list(_typed(operation))
        now_ms = operation.world.clock.now_ms()

        def look(number: int) -> float:
            query = partial(
                reception_hits, text=typed[number], at=now_ms, day=day_of(now_ms), earthquake=False
            )
            return _timed(operation, query)

        look(0)
        taken, beside = alternate(
            len(typed), look, lambda number: _timed(operation, partial(_bare, text=typed[number]))
        )
    finally:
        operation.close()
    yield Figure(
        NAME, percentile(taken, 95) * MS, percentile(beside, 95) * MS, "ms",
        Aim("value", P95_MS_MOST),
        {"median": median(taken) * MS, "most": max(taken) * MS, "floor_median": median(beside) * MS,
         "queries": len(typed)},
    )  # fmt: skip


def _typed(operation: Operation) -> Iterator[str]:
    """A name in kanji, in kana and with a slip, a telephone number and a number, letter by
    letter."""
    rows = operation.read(
        lambda db: db.execute(
            "SELECT name, kana, phone, number FROM live_volunteer ORDER BY substr(id, 9) LIMIT ?",
            (PEOPLE,),
        ).fetchall()
    )
    for place, row in enumerate(rows):
        name, kana, phone, number = (cell or "" for cell in row)
        slip = kana[:2] + kana[3:]
        words = (name, kana, slip, phone, number)[place % 5]
        for end in range(1, min(len(words), LETTERS_MOST) + 1):
            yield words[:end]


def _bare(db: sqlite3.Connection, text: str) -> list[tuple[object, ...]]:
    key = fold(text)
    query = " ".join(f'"{piece}"' for piece in pieces(key)) if len(key) > 1 else f'"{key}"*'
    return db.execute(
        "SELECT rowid FROM _search WHERE _search MATCH ? LIMIT ?",
        (f'"{kind_token("volunteer")}" AND {query}', CANDIDATES_MAX),
    ).fetchall()


def _timed(operation: Operation, query: Callable[[sqlite3.Connection], object]) -> float:
    begun = perf_counter()
    operation.read(query)
    return perf_counter() - begun
