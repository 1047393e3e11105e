"""When checkpoints are written: every few minutes while something changes, and on closing.

A check-in waits only while the working set is copied in memory; packing, sealing and writing go on
beside it. A checkpoint that fails costs nothing but time at the next start.
"""

import logging
import sqlite3
from collections.abc import Callable
from threading import Lock

from app.store.checkpoint import CheckpointFiles
from app.store.working_set import pack

_log = logging.getLogger(__name__)
EVERY_S = 240.0

Copy = tuple[sqlite3.Connection, int]


class CheckpointKeeper:
    """`batches`: how many were read from the log at the start, so are in no checkpoint yet."""

    def __init__(self, files: CheckpointFiles, batches: int) -> None:
        self._files = files
        self._lock = Lock()
        self._changes = batches
        self._kept = 0
        self._writing = Lock()
        self._dropped = 0

    def note_change(self) -> None:
        """The working set is ahead of the last checkpoint. Called in turn."""
        self._changes += 1

    def drop(self) -> None:
        """Remove every checkpoint, and never write what was copied before. Called in turn, so it
        does not wait for whoever waits for the turn. Raises OSError."""
        with self._writing:
            self._dropped += 1
            self._changes += 1
            self._files.remove()

    @property
    def dropped(self) -> int:
        """How often: a copy of before must not leave this device either."""
        return self._dropped

    def put(self, packed: bytes, clock: int) -> None:
        """Write an image that is shown now and is packed already. Called in turn. Raises
        OSError."""
        with self._writing:
            self._files.write_packed(packed, clock)
            self._kept = self._changes

    def keep(self, copy: Callable[[], Copy | None]) -> bool:
        """Write one unless nothing changed. `copy` gives the working set at one moment and the
        clock, or None where it is closed."""
        with self._lock:
            changes = self._changes
            if changes == self._kept:
                return False
            dropped = self._dropped
            taken = copy()
            if taken is None:
                return False
            try:
                image = pack(taken[0])
                with self._writing:
                    if self._dropped != dropped:
                        return False
                    self._files.write(image, taken[1])
            except (OSError, sqlite3.Error, MemoryError) as error:
                _log.warning("no checkpoint: %s", type(error).__name__)
                return False
            self._kept = changes
            return True


class CheckpointRhythm:
    """Runs on a thread of its own. `wait(seconds)` is True once it shall end."""

    def __init__(self, wait: Callable[[float], bool], keep: Callable[[], object]) -> None:
        self._wait = wait
        self._keep = keep

    def run(self) -> None:
        while not self._wait(EVERY_S):
            try:
                self._keep()
            except Exception:
                _log.exception("a checkpoint failed")
