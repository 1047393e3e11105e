"""The commands as people run them, with a clock that stands still."""

from dataclasses import replace
from itertools import count
from pathlib import Path

from app.bootstrap import PROGRAMS, open_operation
from app.cli.main import main
from app.services.operation import Operation
from tests.support.centres import MORNING_MS, fake_world
from tests.support.world import FakeClock

SEEDS = count(100)  # each opening draws other bytes: two runs never give the same ids


def open_that_morning(folder: Path, passphrase: str) -> Operation:
    return open_operation(folder, passphrase, fake_world(FakeClock(MORNING_MS), next(SEEDS)))


SAME_MORNING = replace(PROGRAMS, open_operation=open_that_morning)


def tasuki(*words: object) -> int:
    """Its exit code."""
    return main(SAME_MORNING, [str(word) for word in words])
