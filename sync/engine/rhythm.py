"""When a peer is asked: pure, in seconds of a clock that never jumps.

Something new: at once. Nothing new: now and then, for what a long poll did not tell. Failed: after
a second, then twice as long each time up to a minute, and never all devices at the same moment.
"""

from dataclasses import dataclass

from sync.core.ports import Random

_DRAW_BYTES, _DRAWS = 4, 1 << 32


@dataclass(frozen=True)
class Pace:
    """In seconds. `settle`: writes of one moment go together; `hang`: a call that takes longer is
    cut off; `quick`: a long poll that is shorter did not wait."""

    idle: float = 30
    settle: float = 0.2
    failed_first: float = 1
    failed_most: float = 60
    hang: float = 180
    quick: float = 1
    rest_most: float = 5


def jittered(seconds: float, random: Random) -> float:
    """Between half of it and all of it."""
    part = int.from_bytes(random.bytes(_DRAW_BYTES), "big") / _DRAWS
    return seconds * (0.5 + part / 2)


def backoff(failures: int, pace: Pace, random: Random) -> float:
    """How long to leave a peer alone that failed so many times in a row (1 or more)."""
    doubled = pace.failed_first * 2.0 ** min(failures - 1, 30)
    return jittered(min(doubled, pace.failed_most), random)
