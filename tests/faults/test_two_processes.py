"""Real processes, real logs, real HTTPS: desks that write, meet, are killed and lose their link.

Each desk is `tests.support.desk_process`. They share nothing but what they send to each other.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.bad_link import ADDRESSES, two_namespaces

GIVE_UP_S = 120  # of a test that would hang
LOOK_S = 0.1
SEED = 20_261_125

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="needs kill -9 and pipes that can be polled"
)


class Process:
    """One desk, and what it says."""

    def __init__(self, repository: Path, folder: Path, number: int, count: int, netns: str) -> None:
        folder.mkdir(exist_ok=True)
        inside = ["ip", "netns", "exec", netns] if netns else []
        self.number = number
        self._process = subprocess.Popen(
            [*inside, sys.executable, "-m", "tests.support.desk_process",
             str(folder), str(number), str(count)],
            cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self.port = int(self._line().split()[1])

    def ask(self, line: str) -> list[str]:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        return self._line().split()

    def batches(self) -> int:
        return int(self.ask("state")[2])

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()

    def end(self) -> int:
        """Its input ends, and so does it."""
        self._process.communicate(timeout=GIVE_UP_S)
        return self._process.returncode

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def _line(self) -> str:
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], GIVE_UP_S)[0], "a desk says nothing"
        line = self._process.stdout.readline()
        assert line, "a desk is gone"
        return line


Start = Callable[..., Process]


@pytest.fixture
def start(repository: Path, tmp_path: Path) -> Iterator[Start]:
    """A desk by its number; the same number again is the same desk after a restart."""
    started: list[Process] = []

    def one(number: int, count: int, netns: str = "") -> Process:
        started.append(Process(repository, tmp_path / str(number), number, count, netns))
        return started[-1]

    yield one
    for process in started:
        if process.runs:
            process.kill()


def until(holds: Callable[[], bool], what: str) -> None:
    for _ in range(int(GIVE_UP_S / LOOK_S)):
        if holds():
            return
        select.select([], [], [], LOOK_S)
    pytest.fail(what)


def equal(desks: list[Process], batches: int) -> None:
    """All have the same chains, and all of them."""
    until(
        lambda: (
            len(states := {tuple(desk.ask("state")) for desk in desks}) == 1
            and states.pop()[2] == str(batches)
        ),
        f"not equal: {[desk.ask('state') for desk in desks]}, {batches} were written",
    )


def know_it(one: Process, other: Process) -> None:
    """Both say truthfully that they are the same, also the one that never called."""
    ends = ((one, other), (other, one))
    until(
        lambda: all(a.ask(f"standing {b.number}")[1:] == ["True", "0"] for a, b in ends),
        "not known to be the same",
    )


def introduce(desk: Process, other: Process, host: str = "127.0.0.1") -> None:
    desk.ask(f"peer {other.number} {host}:{other.port}")


def test_two_desks_are_equal_and_know_it(start: Start) -> None:
    one, other = start(0, 2), start(1, 2)
    one.ask("write 5")
    other.ask("write 7")
    introduce(one, other)
    equal([one, other], 12)
    other.ask("write 1")  # one hears of it by its long poll
    equal([one, other], 13)
    know_it(one, other)
    other.kill()
    one.ask("write 2")
    until(lambda: one.ask("standing 1")[2:] == ["2", "link_unreachable"], "nobody noticed")
    assert one.end() == 0


def test_a_desk_that_is_killed_while_it_pushes_goes_on_where_it_was(start: Start) -> None:
    """A base station and three desks around it, of which one dies in the middle of its work."""
    base, *around = [start(number, 4) for number in range(4)]
    for desk in around:
        desk.ask("write 10")
        introduce(desk, base)
    *others, victim = around
    until(lambda: base.batches() == 30, "the base did not hear everybody")
    victim.ask("burst 5000")
    for desk in others:
        desk.ask("burst 40")
    until(lambda: base.batches() > 30 + 80 + 20, "nothing was pushed")
    victim.kill()
    arrived = base.batches() - 30 - 80
    again = start(3, 4)
    kept = again.batches()
    print(f"killed after {arrived} of its batches had arrived")
    again.ask("write 3")
    introduce(again, base)
    (own,) = (int(word) for word in again.ask("write 1")[1:])
    assert own < 5_000
    equal([base, *others, again], 20 + 80 + own)
    assert own >= arrived
    assert kept >= own - 4


def test_over_a_bad_link_between_two_networks(start: Start) -> None:
    """The link is cut while both write; then it comes back, with a loss of 30 % and 800 ms there
    and back."""
    print("seed", SEED)
    with two_namespaces(SEED) as (link, names):
        one, other = (start(number, 2, names[number]) for number in range(2))
        one.ask("write 3")
        introduce(one, other, ADDRESSES[1])
        equal([one, other], 3)
        know_it(one, other)
        link.loss = 1.0
        one.ask("write 4")
        other.ask("write 5")
        assert [one.ask("standing 1")[2], other.ask("standing 0")[2]] == ["4", "5"]
        link.loss, link.delay_s = 0.3, 0.4
        equal([one, other], 12)
        print(f"{link.lost} packets lost, {link.passed} arrived")
        link.loss = link.delay_s = 0
        know_it(one, other)
