"""A desk that works until it is killed, and says on its standard output what was confirmed.

`python -m tests.support.steady_writer` waits for folders on its input, one a line, and forks a desk
for each: starting Python two hundred times would take longer than the kills. A desk prints one line
for each `Ok` that it saw; whatever stands there must be found again.
"""

import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from app.bootstrap import SET_UP, open_operation
from app.services.command import Command, Ok
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from app.services.photos import AddPhoto
from app.services.volunteers import RegisterVolunteer
from sync.core.ids import EntityId
from tests.support.centres import PASSPHRASE

CHECKPOINT_EVERY = 7


def main() -> None:
    for line in sys.stdin:
        folder, output = line.split()
        child = os.fork()
        if child == 0:
            work(Path(folder), Path(output))
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


def work(folder: Path, output: Path) -> None:
    """Never returns."""
    with output.open("wb", buffering=0) as confirmed:

        def say(kind: str, entity: EntityId) -> None:
            confirmed.write(f"{kind} {entity.hex()}\n".encode())

        operation = open_operation(folder, PASSPHRASE)
        for number in count():
            _round(operation, number, say)
            if number % CHECKPOINT_EVERY == CHECKPOINT_EVERY - 1:
                operation.checkpoint()


def _round(operation: Operation, number: int, say: Callable[[str, EntityId], None]) -> None:
    """A person, a call with its sealed half, sometimes a photo, sometimes second thoughts."""
    person = _do(
        operation,
        RegisterVolunteer(f"訓練 {number}号", phone=f"090-0000-{number:04}", another_person=True),
    )
    say("volunteer", _entity(person))
    if number % 3 == 0:
        need = _entity(_do(operation, ReceiveNeed({"name": f"訓練 {number}世帯"})))
        say("need", need)
        photo = operation.blobs.put(bytes(2_000))
        shown = AddPhoto(need, photo.hash, photo.key, photo.size, "", consent=True)
        say("photo", _entity(_do(operation, shown)))
    if number % 5 == 0:
        assert isinstance(operation.undo(person.action, SET_UP), Ok)
        say("undone", _entity(person))


def _do(operation: Operation, command: Command) -> Ok:
    outcome = operation.submit(command, SET_UP)
    assert isinstance(outcome, Ok), outcome
    return outcome


def _entity(done: Ok) -> EntityId:
    assert done.entity is not None
    return done.entity


if __name__ == "__main__":
    main()
