"""Business continuity (BCP) of a council: essential work by hours, alternates, safety of staff.

Promises counts that follow from rows alone, so two devices that hold the same show the same; that a
staff number which nobody heard of counts as no word, never as safe; and that what is late is late
by the clock of the disaster: the first round that asked whether staff are safe and is not over.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.core.ids import EntityId

OPEN, DOING, DONE, IMPOSSIBLE = "open", "doing", "done", "impossible"
SAFE, HURT, MISSING = "safe", "hurt", "missing"
LOST = "lost"
COMES = ("here", "soon", "today")
HOUR_MS = 3_600_000
NUMBERS_MAX = 400


@dataclass(frozen=True)
class Task:
    """Essential work. `hours`: within so many after the disaster."""

    id: EntityId
    title: str
    hours: int
    state: str
    changed_at: int | None
    note: str
    position: int


@dataclass(frozen=True)
class Alternate:
    """What stands in for an office, devices, power, lines or vehicles."""

    id: EntityId
    kind: str
    title: str
    place: str
    state: str
    changed_at: int | None


@dataclass(frozen=True)
class Answer:
    """What is known of a staff number in a round."""

    id: EntityId
    worker: str
    state: str
    comes: str
    reach: str
    at: int | None


@dataclass(frozen=True)
class Round:
    """安否確認: one asking of all staff. `ended_at` None goes on."""

    id: EntityId
    at: int
    reason: str
    ended_at: int | None
    answers: tuple[Answer, ...]

    def count(self, state: str) -> int:
        """How many are `state`; a code that nobody knows is no word."""
        known = (SAFE, HURT)
        return sum((one.state if one.state in known else MISSING) == state for one in self.answers)

    @property
    def coming(self) -> int:
        """Who is here or comes today."""
        return sum(one.comes in COMES for one in self.answers)

    @property
    def here(self) -> int:
        return sum(one.comes == COMES[0] for one in self.answers)

    @property
    def unreached(self) -> tuple[str, ...]:
        """Staff numbers that nobody could reach: whom to try again."""
        return tuple(one.worker for one in self.answers if one.state not in (SAFE, HURT))


@dataclass(frozen=True)
class BcpLine:
    """A council's readiness in one line: work that runs, work there is, alternates that are lost,
    staff of the newest round (0 of 0 where there was none). `as_of`: the newest word."""

    council: EntityId
    done: int
    tasks: int
    impossible: int
    lost: int
    safe: int
    hurt: int
    missing: int
    coming: int
    expected: int
    as_of: int | None


def due_at(task: Task, since_ms: int | None) -> int | None:
    """Until when a task is to run; None where no disaster was said."""
    return None if since_ms is None else since_ms + task.hours * HOUR_MS


def is_late(task: Task, since_ms: int | None, now_ms: int) -> bool:
    """Whether its hours are over and it does not run."""
    due = due_at(task, since_ms)
    return due is not None and task.state not in (DONE, IMPOSSIBLE) and due < now_ms


def line_of(
    council: EntityId, tasks: Iterable[Task], alternates: Iterable[Alternate],
    newest: Round | None,
) -> BcpLine:  # fmt: skip
    work, others = tuple(tasks), tuple(alternates)
    said = [one.changed_at for one in work] + [one.changed_at for one in others]
    if newest is not None:
        said += [newest.at, newest.ended_at, *(one.at for one in newest.answers)]
    known = [at for at in said if at is not None]
    return BcpLine(
        council,
        sum(one.state == DONE for one in work),
        len(work),
        sum(one.state == IMPOSSIBLE for one in work),
        sum(one.state == LOST for one in others),
        newest.count(SAFE) if newest else 0,
        newest.count(HURT) if newest else 0,
        newest.count(MISSING) if newest else 0,
        newest.coming if newest else 0,
        len(newest.answers) if newest else 0,
        max(known, default=None),
    )


def numbers_of(code: str, count: int) -> tuple[str, ...]:
    """Staff numbers of a council from 1 on: 14203-01 for ("14203", 1)."""
    return tuple(f"{code}-{number:02d}" for number in range(1, min(count, NUMBERS_MAX) + 1))
