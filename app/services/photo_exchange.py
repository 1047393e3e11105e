"""The photos of an operation as the protocol sees them: sealed files, named by their hash.

A piece that arrives is appended to `<hash>.part`; a file counts once it is whole and has the hash
that it is named by. Whoever cannot read the row of a photo does not know that it lacks one.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection
from threading import Lock

from app.services.blobs import BLOB_BYTES_MAX, ENOSPC
from sync.core.errors import BadInput, LogFull, LogUnwritable
from sync.core.limits import PIECE_BYTES

SEALED_OVERHEAD = 64
# Photos of a centre, and files that councils attached to something in their county.
_NAMED = """
SELECT blob FROM (
    SELECT blob, max(id) newest FROM live_photo WHERE blob IS NOT NULL GROUP BY blob
    UNION ALL
    SELECT blob, max(id) FROM live_attachment WHERE blob IS NOT NULL GROUP BY blob
) ORDER BY newest DESC
"""


class PhotoExchange:
    """See `sync.protocol.ports.Blobs`. `read` runs a query over the working set."""

    def __init__(
        self, folder: Path, read: Callable[[Callable[[Connection], list[str]]], list[str]]
    ) -> None:
        self._folder = folder
        self._read = read
        self._lock = Lock()

    def wanted(self) -> tuple[bytes, ...]:
        named = self._read(lambda db: [row[0] for row in db.execute(_NAMED)])
        return tuple(
            bytes.fromhex(name) for name in named
            if _is_name(name) and not (self._folder / name).exists()
        )  # fmt: skip

    def has(self, names: Sequence[bytes]) -> tuple[bool, ...]:
        return tuple((self._folder / name.hex()).exists() for name in names)

    def piece(self, name: bytes, offset: int, count: int) -> tuple[int, bytes] | None:
        path = self._folder / name.hex()
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                file.seek(offset)
                return size, file.read(min(count, PIECE_BYTES))
        except OSError:
            return None

    def put_piece(self, name: bytes, offset: int, size: int, data: bytes) -> int:
        if not 0 < size <= BLOB_BYTES_MAX + SEALED_OVERHEAD or not data:
            raise BadInput(f"a sealed file of {size} bytes")
        if offset + len(data) > size or not _is_name(name.hex()):
            raise BadInput("a piece beyond the end of its file")
        target = self._folder / name.hex()
        if target.exists():
            return size
        try:
            with self._lock:
                return self._append(target, name, offset, size, data)
        except OSError as error:
            if error.errno == ENOSPC:
                raise LogFull("no space for a photo") from error
            raise LogUnwritable(f"photo: {error.strerror}") from error

    def _append(self, target: Path, name: bytes, offset: int, size: int, data: bytes) -> int:
        """How much of the file is here after this piece; whole files are moved into place."""
        part = target.with_name(f"{target.name}.part")
        self._folder.mkdir(exist_ok=True)
        have = part.stat().st_size if part.exists() else 0
        if offset > have:
            return have
        with part.open("r+b" if have else "wb") as file:
            file.seek(offset)
            file.write(data)
            file.truncate()
        have = offset + len(data)
        if have < size:
            return have
        if sha256(part.read_bytes()).digest() != name:
            # What came is something else: from the beginning, should somebody offer it again.
            with suppress(OSError):
                part.unlink()
            raise BadInput("a file does not have the hash that it is named by")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        return size


def photos_here(db: Connection, folder: Path) -> tuple[bytes, ...]:
    """Those that records name and that are whole on this device, newest first."""
    return tuple(
        bytes.fromhex(row[0]) for row in db.execute(_NAMED)
        if _is_name(row[0]) and (folder / row[0]).exists()
    )  # fmt: skip


def _is_name(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")
