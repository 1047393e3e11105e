"""A real operation for tests: a fresh folder, real SQLite, a clock that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap import SET_UP, new_operation, open_operation
from app.services.command import Actor, Command, Ok, Refused
from app.services.operation import Operation
from app.services.operation_files import World
from sync.core.ids import EntityId
from sync.crypto.vault import ScryptCost
from sync.engine.world import RealDisk
from tests.support.world import FakeClock, SeededRandom

PASSPHRASE = "訓練 あさひ 2026"
CENTRE = "訓練市災害ボランティアセンター"
# 2026-08-11 (Tuesday) 09:42 in Japan: a summer morning in the first week of a flood.
MORNING_MS = 1_786_408_920_000


class Centre:
    """An open operation with short words: `do` insists on Ok, `make` on something new, `refuse` on
    a refusal, `why` on one that wrote nothing."""

    def __init__(self, operation: Operation, clock: FakeClock) -> None:
        self.operation = operation
        self.clock = clock
        self.actor: Actor = SET_UP

    def do(self, command: Command, actor: Actor | None = None) -> Ok:
        outcome = self.operation.submit(command, actor or self.actor)
        assert isinstance(outcome, Ok), outcome
        return outcome

    def make(self, command: Command, actor: Actor | None = None) -> EntityId:
        entity = self.do(command, actor).entity
        assert entity is not None
        return entity

    def refuse(self, command: Command, actor: Actor | None = None) -> Refused:
        outcome = self.operation.submit(command, actor or self.actor)
        assert isinstance(outcome, Refused), outcome
        return outcome

    def why(self, command: Command) -> tuple[str, str | None]:
        """Code and field of a refusal; nothing was written."""
        before = self.rows("SELECT count(*) FROM _write")
        refused = self.refuse(command)
        assert self.rows("SELECT count(*) FROM _write") == before
        return refused.code, refused.field

    def undo(self, done: Ok) -> Ok:
        outcome = self.operation.undo(done.action, self.actor)
        assert isinstance(outcome, Ok), outcome
        return outcome

    def reopen(self) -> None:
        """Close, and open from what is on the disk."""
        before = self.operation
        before.close()
        self.operation = open_operation(before.folder, PASSPHRASE, before.world)

    def rows(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        return self.operation.read(lambda db: db.execute(sql, params).fetchall())


def fake_world(clock: FakeClock, seed: int = 7) -> World:
    """Real disk, cheap key derivation, nothing left to chance."""
    return World(clock, SeededRandom(seed), RealDisk(), ScryptCost(log2_n=4))


@contextmanager
def open_centre(folder: Path, *, seed: int = 7, now_ms: int = MORNING_MS) -> Iterator[Centre]:
    """A new drill in `folder`, closed with the block."""
    clock = FakeClock(now_ms)
    operation = new_operation(folder, PASSPHRASE, CENTRE, drill=True, world=fake_world(clock, seed))
    centre = Centre(operation, clock)
    try:
        yield centre
    finally:
        centre.operation.close()
