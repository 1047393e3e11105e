"""Ten devices of one centre, each a process with its own folder, over real HTTPS: a base station
and nine that came in by invitation. What the sync screen of each says is compared with digests that
the test compares itself, at each step when nothing moves any more.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import new_operation
from tests.support.centre_process import cheap_world
from tests.support.centres import CENTRE, PASSPHRASE

GIVE_UP_S = 180  # of a test that would hang
LOOK_S = 0.3
COUNT = 10
BASE = "A"

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="needs kill -9 and pipes that can be polled"
)


class Device:
    """One process, and what it says."""

    def __init__(self, repository: Path, folder: Path, port: int = 0, invitation: str = "") -> None:
        self.folder = folder
        more = [invitation] if invitation else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.centre_process", str(folder), str(port), *more],
            cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def ready(self) -> "Device":
        assert self._line() == "ready\n"
        return self

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")

    def ask(self, line: str) -> Any:
        self.say(line)
        return json.loads(self._line())

    def answer(self) -> Any:
        return json.loads(self._line())

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("state")
        return found

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()

    def end(self) -> int:
        self._process.communicate(timeout=GIVE_UP_S)
        return self._process.returncode

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def _line(self) -> str:
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], GIVE_UP_S)[0], "a device says nothing"
        line = self._process.stdout.readline()
        assert line, "a device is gone"
        return line


Start = Callable[..., Device]


@pytest.fixture
def start(repository: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Device] = []

    def one(name: str, port: int = 0, invitation: str = "") -> Device:
        started.append(Device(repository, tmp_path / name, port, invitation))
        return started[-1]

    yield one
    for device in started:
        if device.runs:
            device.kill()


def until(holds: Callable[[], bool], what: Callable[[], object]) -> None:
    for _ in range(int(GIVE_UP_S / LOOK_S)):
        if holds():
            return
        select.select([], [], [], LOOK_S)
    pytest.fail(str(what()))


def said_of_base(device: Device) -> tuple[str, int, int, bool]:
    """State of the base station, what waits for it, what is unsent, whether it is the base."""
    state = device.state()
    base = state["peers"][BASE]
    return base["state"], base["waiting"], state["unsent"], base["is_base"]


def all_same(base: Device, others: list[Device]) -> None:
    """Everybody comes to say so; then the test compares by itself, and it is true."""
    until(
        lambda: (
            all(said_of_base(one) == ("same", 0, 0, True) for one in others)
            and all(
                peer["state"] == "same" and peer["waiting"] == 0
                for peer in base.state()["peers"].values()
            )
        ),
        lambda: [said_of_base(one) for one in others] + [base.state()["peers"]],
    )
    digests = {one.state()["digest"] for one in (base, *others)}
    assert len(digests) == 1


def test_ten_devices_are_equal_and_say_what_is_true(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "base"
    new_operation(folder, PASSPHRASE, CENTRE, drill=True, world=cheap_world()).close()
    base = start("base").ready()
    address = base.ask("base")
    others = []
    for number in range(1, COUNT):  # each has a letter and everything when the next one comes
        others.append(start(f"t{number}", 0, base.ask("invite coordinator")).ready())
    assert [one.state()["letter"] for one in others] == list("BCDEFGHIJ")

    for number, one in enumerate(others):
        assert one.ask(f"write 訓練{number}人 2") == 2
    assert base.ask("write 本部人 2") == 2
    all_same(base, others)
    everybody = base.ask("shown")
    assert len(everybody) == 2 * COUNT
    equal_before = base.state()["digest"]

    # The base station dies. Nobody says "same" any more, and what waits is counted truthfully.
    base.kill()
    for number, one in enumerate(others):
        assert one.ask(f"write 留守{number}番 {number % 3 + 1}") == number % 3 + 1
    until(
        lambda: all(one.state()["peers"][BASE]["state"] == "unreachable" for one in others),
        lambda: [said_of_base(one) for one in others],
    )
    for number, one in enumerate(others):
        wrote = number % 3 + 1
        assert said_of_base(one) == ("unreachable", wrote, wrote, True)
        assert one.state()["peers"][BASE]["error"] == "unreachable"
        assert one.state()["digest"] != equal_before

    # One of those that wait dies too; what its desk had confirmed is there, and still waits.
    others[-1].kill()
    others[-1] = start(f"t{COUNT - 1}").ready()
    wrote = (COUNT - 2) % 3 + 1
    # What was confirmed since peers were last kept is forgotten: never too few are said to wait.
    assert wrote <= others[-1].state()["unsent"] <= wrote + 2
    assert len(others[-1].ask("shown")) == 2 * COUNT + wrote

    # The base station starts again where it was: it has lost nothing, and everybody comes.
    base = start("base", int(address.rpartition(":")[2])).ready()
    assert base.ask("address") == address
    assert base.ask("shown") == everybody
    for one in others:
        one.ask("now")
    all_same(base, others)
    late = sum(number % 3 + 1 for number in range(COUNT - 1))
    assert len(base.ask("shown")) == 2 * COUNT + late
    for one in (*others, base):
        assert one.end() == 0
