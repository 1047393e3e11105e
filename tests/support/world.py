"""The world, faked: a clock that stands still, randomness from a seed, a disk that fails."""

import errno
from collections.abc import Iterable
from pathlib import Path
from random import Random as SeededPython


class FakeClock:
    """Stands still; `advance` and plain assignment move it, either way."""

    def __init__(self, now_ms: int = 1_770_000_000_000) -> None:
        self.ms = now_ms

    def now_ms(self) -> int:
        return self.ms

    def advance(self, ms: int) -> None:
        self.ms += ms


class SeededRandom:
    """The same bytes for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self._source = SeededPython(seed)

    def bytes(self, count: int) -> bytes:
        return self._source.randbytes(count)


class FaultyDisk:
    """A disk in memory. `full` refuses writes with ENOSPC; `fail_at` counts writes down to a crash
    (an OSError after which the old content is still there); `damage` flips a byte."""

    def __init__(self) -> None:
        self.files: dict[Path, bytes] = {}
        self.full = False
        self.fail_at: int | None = None
        self.writes = 0
        self.free = 1_000_000_000

    def read(self, path: Path) -> bytes | None:
        return self.files.get(path)

    def read_start(self, path: Path, bytes_max: int) -> bytes | None:
        data = self.files.get(path)
        return None if data is None else data[:bytes_max]

    def write_atomically(self, path: Path, data: bytes) -> None:
        self.writes += 1
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        if self.fail_at is not None:
            if self.fail_at == 0:
                raise OSError(errno.EIO, "Input/output error", str(path))
            self.fail_at -= 1
        self.files[path] = data

    def write_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
        self.write_atomically(path, b"".join(pieces))

    def make_folder(self, path: Path) -> None:
        pass

    def free_bytes(self, folder: Path) -> int:
        return 0 if self.full else self.free

    def damage(self, path: Path, place: int) -> None:
        """Flip all bits of one byte."""
        data = bytearray(self.files[path])
        data[place] ^= 0xFF
        self.files[path] = bytes(data)
