"""The real clock, randomness and disk: the only place in `sync` that touches them.

Everything else takes these as parameters; the simulator and the tests stand on exactly that.
"""

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sync.core.ports import Clock, Random
from sync.crypto.disk import Disk

__all__ = ["Clock", "Disk", "Random", "RealClock", "RealDisk", "RealRandom"]


class RealClock:
    """The wall clock of the machine."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class RealRandom:
    """The operating system's source of unpredictable bytes."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)


class RealDisk:
    """Files are written beside their place (`.part`), forced to the disk, then renamed over it."""

    def read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def read_start(self, path: Path, bytes_max: int) -> bytes | None:
        try:
            with path.open("rb") as file:
                return file.read(bytes_max)
        except FileNotFoundError:
            return None

    def write_atomically(self, path: Path, data: bytes) -> None:
        self.write_pieces(path, (data,))

    def write_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        _force_folder(path.parent)

    def make_folder(self, path: Path) -> None:
        if not path.exists():
            path.mkdir()
            _force_folder(path.parent)

    def free_bytes(self, folder: Path) -> int:
        return shutil.disk_usage(folder).free


def _force_folder(folder: Path) -> None:
    """A rename is durable only when its folder is; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
