"""Starts the real server on a stand-in operation: `python -m tests.support.serve_stand_in PORT`.

Prints the address when it answers. With `--locked` the passphrase is `訓練の合言葉`, the PIN 1234.
"""

import sys

from app.services.command import Actor
from app.ui.desk import Desk, Door, StaffChoice, WrongPassphraseError
from app.ui.operation_port import OperationPort
from app.ui.server import serve
from sync.core.ids import EntityId
from tests.support.example_sections import EXAMPLE_SECTIONS
from tests.support.stand_in import StandInOperation
from tests.support.world import FakeClock, SeededRandom

PASSPHRASE, PIN = "訓練の合言葉", "1234"
CHIEF = Actor(EntityId(b"\1" * 16), "訓練 太郎", "chief", desk="A")


def build_desk(*, locked: bool) -> Desk:
    operation = StandInOperation()

    def unlock(passphrase: str) -> OperationPort:
        if passphrase != PASSPHRASE:
            raise WrongPassphraseError
        return operation

    door = Door(
        unlock=unlock,
        staff=lambda _operation: (StaffChoice(EntityId(b"\1" * 16), CHIEF.name, CHIEF.role),),
        sign_in=lambda _operation, _who, pin: CHIEF if pin == PIN else None,
        nobody_yet=CHIEF,
        automatic=lambda _operation: None if locked else CHIEF,
    )
    return Desk(door, FakeClock(), SeededRandom(1), operation=None if locked else operation)


def main() -> None:
    locked = "--locked" in sys.argv
    port = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 0)
    serve(
        build_desk(locked=locked),
        port,
        on_ready=lambda url: print(url, flush=True),
        sections=EXAMPLE_SECTIONS,
    )


if __name__ == "__main__":
    main()
