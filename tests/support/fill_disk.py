"""A desk on a disk that fills up: `python -m tests.support.fill_disk FOLDER` works until it is
refused, frees some room, goes on, and says as JSON what it saw."""

import json
import sys
from pathlib import Path

from app.bootstrap import SET_UP, open_operation
from app.services.command import Ok, Outcome, Refused
from app.services.operation import Operation
from app.services.volunteers import RegisterVolunteer
from tests.support.centres import PASSPHRASE

ACTIONS_MAX = 5_000


def main(folder: Path, ballast: Path) -> None:
    operation = open_operation(folder, PASSPHRASE)
    before, code = fill(operation)
    checkpoint = operation.checkpoint()
    shown = people(operation)
    ballast.unlink()
    again = register(operation, 9_999)
    operation.close()
    print(json.dumps({
        "confirmed": before, "code": code, "checkpoint": checkpoint, "shown": shown,
        "again": isinstance(again, Ok),
    }))  # fmt: skip


def fill(operation: Operation) -> tuple[int, str]:
    """How many were confirmed, and what the first refusal said."""
    for number in range(ACTIONS_MAX):
        outcome = register(operation, number)
        if isinstance(outcome, Refused):
            return number, outcome.code
    return ACTIONS_MAX, ""


def register(operation: Operation, number: int) -> Outcome:
    command = RegisterVolunteer(
        f"訓練 {number}号", phone=f"090-0000-{number % 10_000:04}", another_person=True,
        more={"note": "訓練" * 100},
    )  # fmt: skip
    return operation.submit(command, SET_UP)


def people(operation: Operation) -> int:
    return int(
        operation.read(lambda db: db.execute("SELECT count(*) FROM volunteer").fetchone())[0]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
