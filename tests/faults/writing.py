"""A desk that works as fast as it can until it is killed; each child process is one start of it.

`python -m tests.faults.writing FOLDER SAID` reads a seed a line, forks a child that opens the
operation in FOLDER, and prints the child's id, then how it ended. The child appends to SAID what a
screen would have shown: a line before each act (what it may change) and one after each `Ok`.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event, Thread

from app.catalogue.assets import asset_path
from app.services.centre import ChangeSetting
from app.services.check_ins import CheckIn
from app.services.command import Actor, Command, Ok, Outcome
from app.services.needs import MarkWatch, ReceiveNeed
from app.services.operation import Operation
from app.services.operation_files import World
from app.services.photos import AddPhoto
from app.services.teams import FormTeam
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from sync.core.ids import EntityId
from sync.crypto.sealing import Dictionaries
from sync.crypto.vault import ScryptCost
from sync.engine.world import RealClock, RealDisk, RealRandom

PASSPHRASE = "訓練 あさひ 2026"
ACTOR = Actor(None, "訓練 長", "chief", desk="A")
CHECKPOINT_GAP_S = 0.02  # some hundred times as often as a centre writes one
WAITING = """SELECT id FROM live_check_in WHERE id NOT IN
    (SELECT check_in FROM live_team_member WHERE check_in IS NOT NULL)"""

Row = tuple[str, EntityId, str, object]  # (table, id, field, value); no field: the row is gone


class Writer:
    """`say` makes a line durable for whoever kills this process."""

    def __init__(self, operation: Operation, seed: int, say: Callable[[object], None]) -> None:
        self.operation = operation
        self.dice = Random(seed)
        self.say = say
        self.undoable: list[tuple[Ok, list[Row]]] = []

    def work(self) -> None:
        acts = (
            self.register, self.register, self.check_in, self.check_in, self.receive, self.team,
            self.change, self.watch, self.setting, self.photo, self.undo,
        )  # fmt: skip
        while True:
            self.dice.choice(acts)()

    def register(self) -> None:
        number = self.number_of("live_volunteer") % 100
        phone = f"090-0000-{number:04}"
        name = f"訓練 {number}郎"
        self.new("volunteer", "name", name, RegisterVolunteer(name, "", phone, another_person=True))

    def check_in(self) -> None:
        volunteer = self.one_of(
            "SELECT id FROM live_volunteer WHERE id NOT IN (SELECT volunteer FROM live_check_in)"
        )
        if volunteer:
            command = CheckIn(volunteer, although=("uninsured",))
            self.new("check_in", "volunteer", volunteer, command)

    def receive(self) -> None:
        """Two spaces in one act: the sheet, and what only this centre may read."""
        name = f"訓練 花子{self.number_of('live_need')}"
        command = ReceiveNeed({"name": name, "phone": "090-0000-0021"})
        self.new("need_private", "name", name, command, ("need", "status", "received"))

    def team(self) -> None:
        member = self.one_of(WAITING)
        if member:
            note = f"訓練 資材 {self.number_of('live_team')}"
            self.new("team", "note", note, FormTeam(note=note, members=(member,)))

    def photo(self) -> None:
        need = self.one_of("SELECT id FROM live_need")
        if need:
            put = self.operation.blobs.put(self.dice.randbytes(2_000))
            command = AddPhoto(need, put.hash, put.key, put.size, "", consent=True)
            self.new("photo", "blob", put.hash, command)

    def change(self) -> None:
        volunteer = self.one_of("SELECT id FROM live_volunteer")
        if volunteer:
            phone = f"090-0000-{self.dice.randrange(100):04}"
            self.edit("volunteer", volunteer, "phone", phone, ChangeVolunteer(
                volunteer, {"phone": phone}
            ))  # fmt: skip

    def watch(self) -> None:
        need = self.one_of("SELECT id FROM live_need")
        if need:
            value = self.dice.random() < 0.5
            self.edit("need", need, "watch", int(value), MarkWatch(need, value))

    def setting(self) -> None:
        size = self.dice.randrange(3, 30)
        self.act((), lambda: self.operation.submit(ChangeSetting("team_size", size), ACTOR))

    def undo(self) -> None:
        if self.undoable:
            done, rows = self.undoable.pop()
            ids = [row[1] for row in rows]
            self.act(
                ids, lambda: self.operation.undo(done.action, ACTOR),
                lambda _ok: [(table, key, "", None) for table, key, _, _ in rows],
            )  # fmt: skip

    def new(
        self, table: str, field: str, value: object, command: Command,
        beside: tuple[str, str, object] | None = None,
    ) -> None:  # fmt: skip
        """`beside`: (table, field, value) of what the same act makes under the same id."""

        def rows(done: Ok) -> list[Row]:
            assert done.entity is not None
            made: list[Row] = [(table, done.entity, field, value)]
            if beside is not None:
                made.append((beside[0], done.entity, *beside[1:]))
            self.undoable.append((done, made))
            return made

        self.act((), lambda: self.operation.submit(command, ACTOR), rows)

    def edit(
        self, table: str, key: EntityId, field: str, value: object, command: Command
    ) -> None:  # fmt: skip
        rows: list[Row] = [(table, key, field, value)]
        self.act([key], lambda: self.operation.submit(command, ACTOR), lambda _ok: rows)

    def act(
        self, touched: list[EntityId] | tuple[()], go: Callable[[], Outcome],
        rows: Callable[[Ok], list[Row]] = lambda _ok: [],
    ) -> None:  # fmt: skip
        """Say what may change; do it; and only when it is done, say so."""
        self.say({"try": [key.hex() for key in touched]})
        outcome = go()
        if not isinstance(outcome, Ok):
            self.say({"no": outcome.code})
            return
        action = outcome.action
        self.say({
            "ok": action.hlc, "act": action.act,
            "batches": [(space.hex(), seq) for space, seq in action.batches],
            "rows": [(t, key.hex(), f, plain(value)) for t, key, f, value in rows(outcome)],
        })  # fmt: skip

    def one_of(self, sql: str) -> EntityId | None:
        ids = self.operation.read(lambda db: db.execute(f"{sql} ORDER BY id").fetchall())
        return EntityId(self.dice.choice(ids)[0]) if ids else None

    def number_of(self, table: str) -> int:
        return int(
            self.operation.read(lambda db: db.execute(f"SELECT count(*) FROM {table}").fetchone())[
                0
            ]
        )


def plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def open_here(folder: Path) -> Operation:
    """As `bootstrap` opens it, without the screens (they take a second to load)."""
    world = World(RealClock(), RealRandom(), RealDisk(), ScryptCost(log2_n=4))
    return Operation.open(folder, PASSPHRASE, world, Dictionaries.load(asset_path("dictionary")))


def write_until_killed(folder: Path, said: Path, seed: int) -> None:
    handle = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(line: object) -> None:
        os.write(handle, json.dumps(line).encode() + b"\n")

    operation = open_here(folder)
    say({"open": operation.start.checkpoint})
    never = Event()

    def keep() -> None:
        while not never.wait(CHECKPOINT_GAP_S):
            operation.checkpoint()

    Thread(target=keep, daemon=True).start()
    Writer(operation, seed, say).work()


def main() -> None:
    folder, said = map(Path, sys.argv[1:])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                write_until_killed(folder, said, int(line))
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
