"""Who the numbers of relief staff are, as far as this centre knows: the only place with names."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from sync.core.ids import EntityId


@dataclass(frozen=True)
class ReliefWorker:
    """`staff` and `assignment` where the person was welcomed here, with the sections of that
    record."""

    worker: str
    name: str
    kana: str
    home_council: str
    assignment: EntityId | None
    staff: EntityId | None
    arrived_at: int | None
    leaves_on: date | None
    sections: tuple[str, ...] = ()


_SELECT = (
    "SELECT coalesce(w.worker, ''), coalesce(w.name, ''), coalesce(w.kana, ''), "
    "coalesce(w.home_council, ''), w.assignment, w.staff, w.arrived_at, w.leaves_on, s.sections "
    "FROM live_relief_worker w LEFT JOIN live_staff s ON s.id = w.staff"
)


def relief_workers(db: sqlite3.Connection) -> tuple[ReliefWorker, ...]:
    return tuple(_worker(row) for row in db.execute(f"{_SELECT} ORDER BY w.worker"))


def relief_worker(db: sqlite3.Connection, worker: str) -> ReliefWorker | None:
    row = db.execute(f"{_SELECT} WHERE w.worker = ?", (worker,)).fetchone()
    return None if row is None else _worker(row)


def welcomed_for(db: sqlite3.Connection, assignment: EntityId) -> ReliefWorker | None:
    row = db.execute(f"{_SELECT} WHERE w.assignment = ?", (assignment,)).fetchone()
    return None if row is None else _worker(row)


def _worker(row: tuple[object, ...]) -> ReliefWorker:
    worker, name, kana, home, assignment, staff, arrived, leaves, sections = row
    return ReliefWorker(
        str(worker), str(name), str(kana), str(home),
        EntityId(assignment) if isinstance(assignment, bytes) else None,
        EntityId(staff) if isinstance(staff, bytes) else None,
        arrived if isinstance(arrived, int) else None,
        date.fromisoformat(str(leaves)) if leaves else None,
        tuple(sorted(json.loads(str(sections)))) if sections else (),
    )  # fmt: skip
