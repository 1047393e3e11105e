"""Readiness of councils: checklists, alternates, safety rounds, and the line for the board."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from app.domain.county_bcp import Alternate, Answer, BcpLine, Round, Task, line_of
from sync.core.ids import EntityId

T = TypeVar("T")
BCP_TOPICS = ("bcp_task", "bcp_alternate", "safety_round", "safety_answer", "council")


@dataclass(frozen=True)
class BcpView:
    """One council's. `rounds` begin with the newest; `since` is when the oldest one that still goes
    on was begun."""

    council: EntityId
    code: str
    name: str
    tasks: tuple[Task, ...]
    alternates: tuple[Alternate, ...]
    rounds: tuple[Round, ...]
    line: BcpLine

    @property
    def since(self) -> int | None:
        """From when on hours are counted."""
        return min((one.at for one in self.rounds if one.ended_at is None), default=None)

    @property
    def open_round(self) -> Round | None:
        return next((one for one in self.rounds if one.ended_at is None), None)


_TASKS = """
SELECT council, id, coalesce(title, ''), coalesce(hours, 0), coalesce(state, 'open'), changed_at,
       coalesce(note, ''), coalesce(position, 0)
FROM live_bcp_task WHERE coalesce(active, 1) = 1 ORDER BY position, hours, id
"""
_ALTERNATES = """
SELECT council, id, coalesce(kind, 'office'), coalesce(title, ''), coalesce(place, ''),
       coalesce(state, 'unknown'), changed_at
FROM live_bcp_alternate ORDER BY kind, position, id
"""
_ROUNDS = """
SELECT council, id, coalesce(at, 0), coalesce(reason, ''), ended_at
FROM live_safety_round ORDER BY at DESC, id
"""
_ANSWERS = """
SELECT round, id, coalesce(worker, ''), coalesce(state, 'missing'), coalesce(comes, ''),
       coalesce(reach, ''), at
FROM live_safety_answer ORDER BY worker, id
"""


def bcp_line(db: sqlite3.Connection) -> dict[EntityId, BcpLine]:
    """The line of every council that has a checklist, an alternate or asked its staff."""
    tasks, alternates, rounds = _tasks(db), _alternates(db), _rounds(db)
    return {
        council: line_of(
            council, tasks[council], alternates[council],
            rounds[council][0] if rounds[council] else None,
        )
        for council in {*tasks, *alternates, *rounds}
    }  # fmt: skip


def bcp_view(db: sqlite3.Connection, council: bytes) -> BcpView:
    """Everything of one council."""
    one = EntityId(council)
    tasks, alternates = tuple(_tasks(db)[one]), tuple(_alternates(db)[one])
    rounds = tuple(_rounds(db)[one])
    row = db.execute("SELECT code, name FROM live_council WHERE id = ?", (council,)).fetchone()
    code, name = row or ("", "")
    return BcpView(
        one, code or "", name or "", tasks, alternates, rounds,
        line_of(one, tasks, alternates, rounds[0] if rounds else None),
    )  # fmt: skip


def _tasks(db: sqlite3.Connection) -> dict[EntityId, list[Task]]:
    rows = db.execute(_TASKS).fetchall()
    return _grouped((row[0], Task(EntityId(row[1]), *row[2:])) for row in rows)


def _alternates(db: sqlite3.Connection) -> dict[EntityId, list[Alternate]]:
    rows = db.execute(_ALTERNATES).fetchall()
    return _grouped((row[0], Alternate(EntityId(row[1]), *row[2:])) for row in rows)


def _rounds(db: sqlite3.Connection) -> dict[EntityId, list[Round]]:
    answers: dict[bytes, list[Answer]] = defaultdict(list)
    for row in db.execute(_ANSWERS):
        answers[row[0]].append(Answer(EntityId(row[1]), *row[2:]))
    rows = db.execute(_ROUNDS).fetchall()
    return _grouped(
        (row[0], Round(EntityId(row[1]), row[2], row[3], row[4], tuple(answers[row[1]])))
        for row in rows
    )


def _grouped(rows: Iterable[tuple[bytes | None, T]]) -> dict[EntityId, list[T]]:
    found: dict[EntityId, list[T]] = defaultdict(list)
    for council, one in rows:
        if council:
            found[EntityId(council)].append(one)
    return found
