"""Whose turn it is: for each peer when its next session is due, and whether to wait at it.

Pure: it is told what happened and when (seconds of a clock that never jumps), and says what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.core.ports import Random
from sync.engine.rhythm import Pace, backoff, jittered

NEVER = float("inf")


@dataclass
class Turn:
    """`mark` is what the peer had when the last session ended, `known` what a long poll waits from,
    `heard` what one told meanwhile."""

    due_s: float
    failures: int = 0
    running: bool = False
    again: bool = False
    mark: bytes = b""
    known: bytes = b""
    heard: bytes = b""
    may_wait: bool = False
    waiting: bool = False
    wait_from_s: float = 0
    quick: int = 0
    broken_waits: int = 0
    apart: int = 0


class Turns:
    """Not safe for threads: its owner holds a lock."""

    def __init__(self, pace: Pace, random: Random, places: int, watches: int) -> None:
        self._pace = pace
        self._random = random
        self._places = places
        self._watches = watches
        self._all: dict[str, Turn] = {}

    def keep(self, keys: Iterable[str], now: float) -> None:
        """These are the peers; a new one is due now."""
        wanted = set(keys)
        for key in wanted - self._all.keys():
            self._all[key] = Turn(now)
        for key in self._all.keys() - wanted:
            if not self._all[key].running:
                del self._all[key]

    def rename(self, old: str, new: str) -> None:
        """An address turned out to be a device."""
        turn = self._all.pop(old)
        if new not in self._all or not self._all[new].running:
            self._all[new] = turn

    def due(self, now: float) -> list[str]:
        """Whose session begins now. Who failed before takes at most half of the places."""
        running = [turn for turn in self._all.values() if turn.running]
        left = self._places - len(running)
        left_failing = max(1, self._places // 2) - sum(turn.failures > 0 for turn in running)
        chosen = []
        ready = [(turn.due_s, key) for key, turn in self._all.items() if not turn.running]
        for due_s, key in sorted(ready):
            turn = self._all[key]
            if due_s > now or not left:
                break
            if turn.failures:
                if not left_failing:
                    continue
                left_failing -= 1
            left -= 1
            turn.running, turn.again, turn.heard = True, False, b""
            chosen.append(key)
        return chosen

    def waits(self, now: float) -> list[tuple[str, bytes]]:
        """At whom to wait from now on, and from what."""
        left = self._watches - sum(turn.waiting for turn in self._all.values())
        chosen = []
        for key, turn in self._all.items():
            if left > 0 and turn.may_wait and not turn.waiting and turn.wait_from_s <= now:
                turn.waiting = True
                left -= 1
                chosen.append((key, turn.known))
        return chosen

    def wrote(self, now: float, but: str = "") -> None:
        """Something is new here. A peer that failed keeps its pace."""
        for key, turn in self._all.items():
            if key == but:
                continue
            turn.again = turn.again or turn.running
            if not turn.failures:
                turn.due_s = min(turn.due_s, now + self._pace.settle)

    def at_once(self, now: float, key: str | None = None) -> None:
        """Somebody asked for it, or the peer has just been seen."""
        for one, turn in self._all.items():
            if key in (None, one):
                turn.again = turn.again or turn.running
                turn.due_s = now

    def is_asked_again(self, key: str) -> bool:
        turn = self._all.get(key)
        return turn is not None and turn.again

    def succeeded(self, key: str, mark: bytes) -> None:
        """Both have the same batches now; photos may go on."""
        if turn := self._all.get(key):
            turn.failures = 0
            turn.mark = mark
            if not turn.may_wait:
                turn.known, turn.may_wait = mark, True

    def finished(self, key: str, now: float, *, same: bool = True) -> None:
        """Two that did not end the same meet again soon: somebody wrote meanwhile. Where it stays
        so (a copied device), ever more seldom."""
        if turn := self._all.get(key):
            turn.running = False
            turn.apart = 0 if same else min(turn.apart + 1, 30)
            rest_s = self._pace.idle
            if turn.apart:
                rest_s = min(rest_s, self._pace.settle * 2.0**turn.apart)
            turn.due_s = now + jittered(rest_s, self._random)
            if turn.again:
                turn.due_s = now + self._pace.settle
            elif turn.heard and turn.heard != turn.mark:
                turn.due_s = now

    def failed(self, key: str, now: float, least_s: float = 0) -> None:
        if turn := self._all.get(key):
            turn.running = turn.may_wait = False
            turn.failures += 1
            turn.due_s = now + max(least_s, backoff(turn.failures, self._pace, self._random))

    def heard(self, key: str, mark: bytes, took_s: float, now: float) -> None:
        """A long poll came back. One that did not wait at all makes the next one rest."""
        if turn := self._all.get(key):
            turn.waiting, turn.broken_waits = False, 0
            turn.quick = turn.quick + 1 if took_s < self._pace.quick else 0
            rest = min(self._pace.rest_most, 0.05 * 2.0 ** min(turn.quick, 30)) if turn.quick else 0
            turn.wait_from_s = now + rest
            turn.known = mark
            if mark == turn.mark:
                return
            turn.heard = mark
            if not turn.running:
                turn.due_s = min(turn.due_s, now + rest)

    def wait_failed(self, key: str, now: float) -> None:
        """A session will tell what is wrong."""
        if turn := self._all.get(key):
            turn.waiting = turn.may_wait = False
            turn.broken_waits += 1
            again_s = now + backoff(turn.broken_waits, self._pace, self._random)
            if not turn.failures:
                turn.due_s = min(turn.due_s, again_s)

    def next_s(self, now: float) -> float:
        """How long nothing is to do; what waits for a free place is begun when one is free."""
        times = [turn.due_s for turn in self._all.values() if not turn.running and turn.due_s > now]
        times += [
            turn.wait_from_s for turn in self._all.values()
            if turn.may_wait and not turn.waiting and turn.wait_from_s > now
        ]  # fmt: skip
        return min(times, default=NEVER) - now
