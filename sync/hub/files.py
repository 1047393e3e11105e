"""Sealed photos at the hub: files in a folder, each named by the SHA-256 of its bytes.

A hub cannot read which photos there are. It asks for those that some device asked it for and that
are not here; the next device that has one gives it. A file counts once it is whole and has the hash
that it is named by.
"""

import os
from collections.abc import Callable, Sequence
from hashlib import file_digest
from pathlib import Path
from threading import Lock

from sync.core.errors import BadInput, LogFull
from sync.core.limits import BLOB_BYTES_MAX, BLOBS_IN_A_CALL_MAX

PART = ".part"
PARTS_MAX = 64  # files that somebody began to give: a bound on what never becomes whole


class HubFiles:
    """See `sync.protocol.ports.Blobs`. `require(bytes)` raises where there is no room for more."""

    def __init__(self, folder: Path, require: Callable[[int], None]) -> None:
        self._folder = folder
        self._require = require
        self._wanted: dict[bytes, None] = {}
        self._turn = Lock()

    def wanted(self) -> tuple[bytes, ...]:
        with self._turn:
            for name in [name for name in self._wanted if self._path(name).exists()]:
                del self._wanted[name]
            return tuple(self._wanted)

    def has(self, names: Sequence[bytes]) -> tuple[bool, ...]:
        found = tuple(self._path(name).exists() for name in names)
        with self._turn:
            for name, is_here in zip(names, found, strict=True):
                if not is_here and len(self._wanted) < BLOBS_IN_A_CALL_MAX:
                    self._wanted[name] = None
        return found

    def piece(self, name: bytes, offset: int, count: int) -> tuple[int, bytes] | None:
        try:
            with self._path(name).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                file.seek(min(offset, size))
                return size, file.read(count)
        except FileNotFoundError:
            return None

    def put_piece(self, name: bytes, offset: int, size: int, data: bytes) -> int:
        path = self._path(name)
        if not 0 < size <= BLOB_BYTES_MAX or offset + len(data) > size or offset < 0:
            raise BadInput("a piece that does not fit its file")
        with self._turn:
            if path.exists():
                return size
            if name not in self._wanted:
                raise BadInput("nobody asked for this file")
            part = path.with_name(path.name + PART)
            here = part.stat().st_size if part.exists() else 0
            if offset != here:
                return here  # a repeat, or a giver that began anew: it goes on from here
            try:
                return self._add(part, path, name, size, data)
            except OSError as error:
                raise LogFull(f"a file was not stored: {error.strerror}") from error

    def used_bytes(self) -> int:
        if not self._folder.is_dir():
            return 0
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def _add(self, part: Path, path: Path, name: bytes, size: int, data: bytes) -> int:
        self._require(len(data))
        self._folder.mkdir(exist_ok=True)
        if not part.exists() and len(list(self._folder.glob(f"*{PART}"))) >= PARTS_MAX:
            raise BadInput("too many files were begun and not finished")
        with part.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            here = file.tell()
        if here < size:
            return here
        with part.open("rb") as file:
            right = file_digest(file, "sha256").digest() == name
        if not right or here > size:
            part.unlink()
            raise BadInput("a file that is not the one that it is named")
        part.replace(path)
        self._wanted.pop(name, None)
        return size

    def _path(self, name: bytes) -> Path:
        return self._folder / name.hex()
