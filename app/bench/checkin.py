"""One check-in made durable: decided, sealed, signed, on the disk and shown to every query.

Floor: SQLite's own insert and fsync of as many bytes, in the same folder, WAL and FULL.
"""

import sqlite3
from collections.abc import Iterator
from time import perf_counter

from app.bench.ground import Ground
from app.bench.rounds import alternate, median, percentile
from app.cli.programs import Aim, Figure, Skipped
from app.services.check_ins import CheckIn
from app.services.command import Actor, Ok
from app.services.insurance import EnrolInsurance
from app.services.operation import Operation
from sync.core.batch import header_bytes
from sync.core.ids import DeviceId, EntityId
from sync.core.ports import Random

NAME = "checkin"
PEOPLE = 400
FLOOR_TIMES_MOST = 4
MS = 1_000
CHIEF = Actor(None, "Tasuki", "chief")
# Whoever enrols today is covered from tomorrow on; the desk lets them stay at the centre.
ALTHOUGH = ("insurance_not_yet", "other_day", "minor_without_consent", "minor_without_guardian",
            "too_young", "insurance_wrong_plan")  # fmt: skip


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    operation = ground.tools.open_operation(ground.large())
    try:
        people = _insured(operation, PEOPLE)
        ground.say(NAME)
        bare = _Bare(operation, ground.tools.random)
        taken, beside = alternate(
            len(people), lambda number: _check_in(operation, people[number]), bare.insert
        )
        bare.close()
    finally:
        operation.close()
    yield Figure(
        NAME, median(taken) * MS, median(beside) * MS, "ms", Aim("ratio", FLOOR_TIMES_MOST),
        {"p95": percentile(taken, 95) * MS, "floor_p95": percentile(beside, 95) * MS,
         "bytes": bare.size},
    )  # fmt: skip


def _insured(operation: Operation, count: int) -> list[EntityId]:
    rows = operation.read(
        lambda db: db.execute(
            "SELECT id FROM live_volunteer ORDER BY substr(id, 9) LIMIT ?", (count + 1,)
        ).fetchall()
    )
    people = [EntityId(row[0]) for row in rows]
    for person in people:
        operation.submit(EnrolInsurance(person, paid_by="self"), CHIEF)
    _check_in(operation, people[0])  # whatever is made at the first call is made now
    return people[1:]


def _check_in(operation: Operation, person: EntityId) -> float:
    begun = perf_counter()
    outcome = operation.submit(CheckIn(person, "scan", ALTHOUGH), CHIEF)
    took = perf_counter() - begun
    if not isinstance(outcome, Ok):
        raise AssertionError(outcome)
    return took


class _Bare:
    """A table of blobs, each as long as the batch of a check-in."""

    def __init__(self, operation: Operation, random: Random) -> None:
        space = next(s for s in operation.log.vector() if s[1].kind == "centre")[1]
        device = DeviceId(operation.device)
        tip = operation.log.tip(device, space)
        batch = operation.log.get(device, space, tip.seq if tip else 0)
        if batch is None:
            raise AssertionError("no check-in in the log")
        self.size = len(header_bytes(batch.header)) + len(batch.body or b"")
        self._bytes = random.bytes(self.size)
        self._path = operation.folder.parent / "floor.sqlite"
        self._db = sqlite3.connect(self._path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("CREATE TABLE batch (seq INTEGER PRIMARY KEY, body BLOB)")

    def insert(self, number: int) -> float:
        begun = perf_counter()
        self._db.execute("INSERT INTO batch VALUES (?, ?)", (number, self._bytes))
        return perf_counter() - begun

    def close(self) -> None:
        self._db.close()
        self._path.unlink()
