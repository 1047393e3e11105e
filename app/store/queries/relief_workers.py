"""Who the numbers of relief staff are, as far as this centre knows: the only place with names."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from sync.core.ids import EntityId


@dataclass(frozen=True)
class ReliefWorker:
    """`staff` and `assignment` where the person was welcomed here."""

    worker: str
    name: str
    kana: str
    home_council: str
    assignment: EntityId | None
    staff: EntityId | None
    arrived_at: int | None
    leaves_on: date | None


_SELECT = (
    "SELECT coalesce(worker, ''), coalesce(name, ''), coalesce(kana, ''), "
    "coalesce(home_council, ''), assignment, staff, arrived_at, leaves_on FROM live_relief_worker"
)


def relief_workers(db: sqlite3.Connection) -> tuple[ReliefWorker, ...]:
    return tuple(_worker(row) for row in db.execute(f"{_SELECT} ORDER BY worker"))


def relief_worker(db: sqlite3.Connection, worker: str) -> ReliefWorker | None:
    row = db.execute(f"{_SELECT} WHERE worker = ?", (worker,)).fetchone()
    return None if row is None else _worker(row)


def welcomed_for(db: sqlite3.Connection, assignment: EntityId) -> ReliefWorker | None:
    row = db.execute(f"{_SELECT} WHERE assignment = ?", (assignment,)).fetchone()
    return None if row is None else _worker(row)


def _worker(row: tuple[object, ...]) -> ReliefWorker:
    worker, name, kana, home, assignment, staff, arrived, leaves = row
    return ReliefWorker(
        str(worker), str(name), str(kana), str(home),
        EntityId(assignment) if isinstance(assignment, bytes) else None,
        EntityId(staff) if isinstance(staff, bytes) else None,
        arrived if isinstance(arrived, int) else None,
        date.fromisoformat(str(leaves)) if leaves else None,
    )  # fmt: skip
