"""The log of a hub's process: one JSON object a line, for journald and the like.

Nothing of a person stands in it: no address, no device, no body; an operation is its tag.
"""

import json
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from time import monotonic

from sync.core.ports import Clock
from sync.transports.limits import Buckets

LINES_A_SECOND, LINES_AT_ONCE = 5.0, 200  # of one kind: who refuses a flood must not log a flood


class Events:
    """Safe for threads. `write` takes a line without its end."""

    def __init__(
        self, clock: Clock, write: Callable[[str], None], now_s: Callable[[], float] = monotonic
    ) -> None:
        self._clock = clock
        self._write = write
        self._turn = Lock()
        self._lines = Buckets(LINES_A_SECOND, LINES_AT_ONCE, now_s)
        self._left_out = 0

    def say(self, event: str, **facts: str | int | float) -> None:
        """`facts` are words of ours, tags and numbers."""
        with self._turn:
            if self._lines.take(event):
                self._left_out += 1
                return
            at = datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC)
            line: dict[str, str | int | float] = {
                "at": at.isoformat(timespec="milliseconds"), "event": event, **facts,
            }  # fmt: skip
            if self._left_out:
                line["lines_left_out"], self._left_out = self._left_out, 0
            self._write(json.dumps(line, ensure_ascii=False))

    def fault(self, error: BaseException) -> None:
        """Where it happened and of what kind, without its text: that may quote what came in."""
        frames = traceback.extract_tb(error.__traceback__)
        where = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[-6:]))
        self.say("fault", kind=type(error).__name__, where=where)
