"""The hybrid logical clock: 48 bits of milliseconds, then a 16-bit counter, in one integer.

It never goes back, whatever the wall clock does, and always fits a signed 64-bit column. Foreign
clocks pull it ahead by ten minutes at most: a tablet that lives in 2049 must not take everybody
along. Not safe for threads: whoever writes the log owns the clock.
"""

from collections.abc import Iterable

from sync.core.limits import CLOCK_AHEAD_MS_MAX, INTEGER_MAX
from sync.core.ports import Clock

COUNTER_BITS = 16


def hlc_of(ms: int, counter: int = 0) -> int:
    """The clock value of `counter` within the millisecond `ms` (since 1970, UTC)."""
    return (ms << COUNTER_BITS) + counter


def hlc_ms(hlc: int) -> int:
    """The milliseconds since 1970 (UTC) of a clock value."""
    return hlc >> COUNTER_BITS


def lifted_clock(hlc: int, bases: Iterable[int]) -> int | None:
    """The clock a write needs above its batch's `hlc` to beat what its author saw; None if none.

    Rule R3: a value stamped in 2049 is corrected by editing it, and only that field lives in 2049.
    """
    seen = max(bases, default=-1)
    return None if seen < hlc else min(seen + 1, INTEGER_MAX)


class HybridClock:
    """The clock of one device. `last` is the greatest value that is in its log."""

    def __init__(self, clock: Clock, last: int = 0) -> None:
        self._clock = clock
        self.last = last

    def tick(self) -> int:
        """A value greater than every one before, for a new batch."""
        self.last = max(self.last + 1, self._now())
        return self.last

    def observe(self, hlc: int) -> None:
        """Take note of a foreign clock value, at most ten minutes ahead of the wall clock."""
        ceiling = self._now() + (CLOCK_AHEAD_MS_MAX << COUNTER_BITS)
        self.last = max(self.last, min(hlc, ceiling))

    def _now(self) -> int:
        # A dead clock battery says 1970 or 2106; neither may leave the range of the column.
        return min(max(self._clock.now_ms(), 0), (1 << 46)) << COUNTER_BITS
