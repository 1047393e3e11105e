"""What the core needs from the world, as parameters.

The simulator and the tests stand on exactly this: no code in the inner rooms reads a clock, draws
randomness or touches a disk on its own. The real ones live in `sync/engine/world.py`.
"""

from typing import Protocol


class Clock(Protocol):
    """Wall clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC. May jump either way: nothing may rely on order."""


class Random(Protocol):
    """Source of unpredictable bytes (seeded in tests)."""

    def bytes(self, count: int) -> bytes:
        """`count` fresh random bytes."""
