"""What a server lets callers do, and what it takes from one address in a time.

Numbers are for the base station of a centre: some forty devices, each with one connection for its
sessions and one that waits. A hub, where many come from one address, raises them.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, except for the numbers of connections and the bursts."""

    connections: int = 256
    connections_of_address: int = 64
    threads: int = 4  # that work at requests; what waits takes none
    calls: int = 128  # read or worked at; one more is told to come again, before its body is read
    handshake_s: float = 10
    head_s: float = 10  # from the first byte of a request to the end of its headers
    idle_s: float = 75  # a connection without a request; sessions come every 30 s
    piece_s: float = 30  # between two pieces of a body
    body_s: float = 180
    wait_s: float = 25
    stop_s: float = 3
    entries_a_second: float = 20  # hello and auth of one address: these cost signatures
    entries_at_once: int = 200
    pairs_a_second: float = 0.5
    pairs_at_once: int = 20


class Buckets:
    """A bucket of tokens for each address: full at first, and filled again with time."""

    ADDRESSES_MAX = 10_000

    def __init__(self, per_second: float, at_once: int, now_s: Callable[[], float]) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._now_s = now_s
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str) -> float:
        """0 where one more is allowed; else the seconds until it will be."""
        now = self._now_s()
        left, since = self._left.pop(address, (float(self._at_once), now))
        left = min(self._at_once, left + (now - since) * self._per_second)
        allowed = left >= 1
        if len(self._left) >= self.ADDRESSES_MAX:
            del self._left[next(iter(self._left))]  # the one that asked longest ago
        self._left[address] = (left - 1 if allowed else left, now)
        return 0 if allowed else (1 - left) / self._per_second
