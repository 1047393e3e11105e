"""The port for whole files (the vault, a checkpoint, a bundle); the log talks to SQLite itself.

The real one is `sync.engine.world.RealDisk`; tests fill the disk or cut the power.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol


class Disk(Protocol):
    """Whole files, old or new, never half."""

    def read(self, path: Path) -> bytes | None:
        """The whole content; None where there is no such file. Raises OSError."""

    def read_start(self, path: Path, bytes_max: int) -> bytes | None:
        """The first bytes; None where there is no such file. Raises OSError."""

    def write_atomically(self, path: Path, data: bytes) -> None:
        """Replace the content: after a crash there is the old or the new one, durable when it
        returns. Raises OSError (ENOSPC when the disk is full) and then leaves the old content."""

    def write_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
        """The same for a file that is too large to hold: piece after piece as they come. Whatever
        `pieces` raises leaves nothing either."""

    def make_folder(self, path: Path) -> None:
        """A folder within one that exists, unless it is there. Raises OSError."""

    def free_bytes(self, folder: Path) -> int:
        """Free space where `folder` is. Raises OSError."""
