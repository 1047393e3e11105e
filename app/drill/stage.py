"""Where happenings are played: an operation, its clock, who acts, and which record is which.

Promises that a refused act is counted and named, never hidden: the rules of the centre hold for
synthetic people too.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.drill.clock import DrillClock, OpenDay
from app.drill.needs import SyntheticNeed
from app.services.command import Actor, Command, Override, Refused
from app.services.operation import Operation
from sync.core.errors import LogFull
from sync.core.ids import EntityId

# No rule of the centre, but the end of the play.
DISK_REFUSALS = {"disk_full", "disk_unwritable"}


@dataclass
class Names:
    """Indices of the run to ids of the operation. Check-ins are of the day that is played."""

    volunteers: dict[int, EntityId] = field(default_factory=dict)
    groups: dict[int, EntityId] = field(default_factory=dict)
    vehicles: dict[int, EntityId] = field(default_factory=dict)
    check_ins: dict[int, EntityId] = field(default_factory=dict)
    group_check_ins: dict[int, EntityId] = field(default_factory=dict)
    needs: dict[int, EntityId] = field(default_factory=dict)
    teams: dict[int, EntityId] = field(default_factory=dict)
    equipment: dict[str, EntityId] = field(default_factory=dict)
    places: dict[str, EntityId] = field(default_factory=dict)


class NotADrill(Exception):
    """Synthetic people do not enter a real operation. Nothing was written."""


class Stage:
    """Raises NotADrill for an operation that is not a drill."""

    def __init__(
        self, operation: Operation, clock: DrillClock, chief: Actor, open_day: OpenDay
    ) -> None:
        if not operation.card.drill:
            raise NotADrill
        self.operation = operation
        self.clock = clock
        self.chief = chief
        self.desks: dict[str, Actor] = {}
        self.names = Names()
        self.sheets: dict[int, SyntheticNeed] = {}
        self._open_day = open_day
        self.refusals: Counter[str] = Counter()
        self.acts = 0

    def ask(self, command: Command, desk: str = "") -> EntityId | None:
        """What the command made, None where it was refused. `desk` is a section's code. Raises
        LogFull."""
        actor = self.desks.get(desk, self.chief)
        outcome = self.operation.submit(command, actor)
        self.acts += 1
        if isinstance(outcome, Refused):
            if outcome.code in DISK_REFUSALS:
                raise LogFull(outcome.code)
            self.refusals[f"{type(command).__name__}: {outcome.code}"] += 1
            return None
        return outcome.entity

    def ask_chief(
        self, make: Callable[[tuple[Override, ...]], Command], reason: str
    ) -> EntityId | None:
        """The same by the chief, who goes over hard stops and says why."""
        staff = self.chief.staff
        over = () if staff is None else (
            Override(staff, self.chief.name, self.chief.role, reason),
        )  # fmt: skip
        return self.ask(make(over))

    def moved(self, at: int) -> int:
        """Where an instant of the run lies for whoever looks now."""
        return self._open_day.moved(at)

    @property
    def last_at(self) -> int:
        """The end of the run, in its own time."""
        return self._open_day.cut

    def one(self, sql: str, *params: object) -> object:
        """The first value of the first row, None where there is none."""
        row = self.operation.read(lambda db: db.execute(sql, params).fetchone())
        return None if row is None else row[0]

    def set_desk(self, section: str, actor: Actor) -> None:
        self.desks[section] = actor
