"""A sealed file that is written and read as a stream: frames under a passphrase of its own.

    "TASUKI-BACKUP" ‖ format 2 ‖ log2 n 1 ‖ r 1 ‖ p 1 ‖ salt 16 ‖ check of the key 16 ‖ SHA-256 32
    notes  count 1 ‖ (length 2 ‖ the key of the file, for one recovery key) …       format 2 only
    frame  length 4 ‖ AES-256-GCM(kind and content, msgpack)     nonce = number 8 ‖ 0 0 0 ‖ last 1

Every frame is bound to its place and to the start, the last one says that it is the last: a byte
that was changed, a frame that is missing or a file that ends early is noticed. A wrong passphrase
is told apart from a damaged file. Format 1 is written where the centre took no recovery key.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from struct import Struct
from struct import error as StructError
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.core.errors import (
    BadInput,
    BadSeal,
    DamagedFile,
    DecodeError,
    LogFull,
    LogUnwritable,
    NewerFormat,
    WrongPassphrase,
)
from sync.core.packing import Packed, pack, unpack
from sync.core.ports import Random
from sync.crypto.device import DeviceKey
from sync.crypto.recovery import open_note, seal_note
from sync.crypto.vault import COST_LOG2_MAX, ScryptCost, key_of_passphrase

MAGIC = b"TASUKI-BACKUP"
BACKUP_FORMAT = 2  # 1: without notes
NOTES_MAX = 8
FRAME_BYTES_MAX = 2 * 1024 * 1024
TAG_BYTES = 16
_START = Struct(f">{len(MAGIC)}sHBBB16s16s")
_HASH_BYTES = 32
_LENGTH = Struct(">I")
_NOTE_LENGTH = Struct(">H")
_NONCE = Struct(">Q3xB")


class BackupExists(Exception):
    """There is a file of this name already; it was left as it is."""

    code = "backup_exists"


class BackupWriter:
    """Writes beside the target and renames at the end: there is a whole file, or none. Use as a
    context; without `finish` nothing stays. `readers`: sealing keys of whoever opens it without the
    passphrase. Raises BackupExists, BadInput, LogFull, LogUnwritable.
    """

    def __init__(
        self, path: Path, passphrase: str, random: Random, cost: ScryptCost,
        readers: Sequence[bytes] = (),
    ) -> None:  # fmt: skip
        if not passphrase:
            raise BadInput("an empty passphrase protects nothing")
        if path.exists():
            raise BackupExists(path.name)
        salt = random.bytes(16)
        key = key_of_passphrase(passphrase, salt, cost)
        notes = [seal_note(key, reader, random) for reader in readers[:NOTES_MAX]]
        number = BACKUP_FORMAT if notes else 1
        start = _START.pack(MAGIC, number, cost.log2_n, cost.r, cost.p, salt, _check(key))
        self._cipher = AESGCM(key)
        self._start = start
        self._number = 0
        self.written = 0
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        with _disk(path.name):
            self._file: BinaryIO = self._part.open("wb")
        self._write(start + sha256(start).digest())
        if notes:
            parts = (_NOTE_LENGTH.pack(len(note)) + note for note in notes)
            self._write(bytes((len(notes),)) + b"".join(parts))

    def __enter__(self) -> "BackupWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if not self._file.closed:
            with suppress(OSError):
                self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def put(self, kind: str, *content: Packed, last: bool = False) -> None:
        """One frame."""
        plain = pack([kind, *content], FRAME_BYTES_MAX - TAG_BYTES)
        sealed = self._cipher.encrypt(_NONCE.pack(self._number, last), plain, self._start)
        self._number += 1
        self._write(_LENGTH.pack(len(sealed)) + sealed)

    def finish(self, *content: Packed) -> int:
        """The last frame; durable when it returns. The size of the file."""
        self.put("end", *content, last=True)
        with _disk(self._path.name):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
            _force_folder(self._path.parent)
        return self.written

    def _write(self, data: bytes) -> None:
        with _disk(self._path.name):
            self._file.write(data)
        self.written += len(data)


def read_backup(path: Path, opener: str | DeviceKey) -> Iterator[list[Packed]]:
    """Kind and content of every frame, in order; the last one is of the kind `end`. `opener` is the
    passphrase or a recovery key. Raises DamagedFile (also where it ends early), WrongPassphrase,
    BadSeal (another recovery key), NewerFormat, OSError."""
    with path.open("rb") as file:
        start, cipher = _opened(file, opener)
        number = 0
        while True:
            last, plain = _frame(file, cipher, start, number)
            try:
                frame = unpack(plain, FRAME_BYTES_MAX)
            except DecodeError as error:
                raise DamagedFile("the backup holds something else") from error
            if not isinstance(frame, list) or not frame:
                raise DamagedFile("the backup holds something else")
            yield frame
            if last:
                if file.read(1):
                    raise DamagedFile("the backup goes on after its end")
                return
            number += 1


def is_backup(path: Path) -> bool:
    """Whether it begins as one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _opened(file: BinaryIO, opener: str | DeviceKey) -> tuple[bytes, AESGCM]:
    head = file.read(_START.size + _HASH_BYTES)
    start, digest = head[: _START.size], head[_START.size :]
    if len(head) < _START.size + _HASH_BYTES or not head.startswith(MAGIC):
        raise DamagedFile("this is no backup")
    try:
        _magic, version, log2_n, r, p, salt, check = _START.unpack(start)
    except StructError:
        raise DamagedFile("this is no backup") from None
    if version > BACKUP_FORMAT:
        raise NewerFormat(f"backup format {version}")
    if sha256(start).digest() != digest:
        raise DamagedFile("the start of the backup is damaged")
    if not (1 <= log2_n <= COST_LOG2_MAX and 1 <= r <= 32 and 1 <= p <= 16):
        raise DamagedFile("the backup asks for impossible work")
    notes = _notes(file) if version > 1 else ()
    if isinstance(opener, str):
        key = key_of_passphrase(opener, salt, ScryptCost(log2_n, r, p))
        if _check(key) != check:
            raise WrongPassphrase("the passphrase does not open the backup")
    else:
        key = _key_in(notes, opener)
        if _check(key) != check:
            raise DamagedFile("the backup names another key than its own")
    return start, AESGCM(key)


def _notes(file: BinaryIO) -> tuple[bytes, ...]:
    found = []
    for _number in range(next(iter(file.read(1)), 0)):
        size = file.read(_NOTE_LENGTH.size)
        if len(size) < _NOTE_LENGTH.size:
            raise DamagedFile("the backup ends early")
        found.append(file.read(*_NOTE_LENGTH.unpack(size)))
    return tuple(found)


def _key_in(notes: Sequence[bytes], opener: DeviceKey) -> bytes:
    for note in notes:
        with suppress(BadSeal, NewerFormat):
            return open_note(note, opener)
    raise BadSeal("the backup knows no such recovery key")


def _frame(file: BinaryIO, cipher: AESGCM, start: bytes, number: int) -> tuple[bool, bytes]:
    size = file.read(_LENGTH.size)
    if len(size) < _LENGTH.size:
        raise DamagedFile("the backup ends early")
    (length,) = _LENGTH.unpack(size)
    if not TAG_BYTES < length <= FRAME_BYTES_MAX:
        raise DamagedFile(f"part {number} of the backup has an impossible length")
    sealed = file.read(length)
    if len(sealed) < length:
        raise DamagedFile("the backup ends early")
    for last in (False, True):
        with suppress(InvalidTag):
            return last, cipher.decrypt(_NONCE.pack(number, last), sealed, start)
    raise DamagedFile(f"part {number} of the backup was changed")


def _check(key: bytes) -> bytes:
    return sha256(b"tasuki backup check\x1f" + key).digest()[:16]


class _disk:
    """The system's errors become ours."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if isinstance(error, OSError):
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise LogFull(f"no space for {self._name}") from error
            raise LogUnwritable(f"{self._name}: {error.strerror}") from error


def _force_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
