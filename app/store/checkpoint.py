"""Sealed images of the working set, so that the next start need not replay the whole log.

    "TASUKI-CHECKPOINT" ‖ format 2 ‖ generation 8 ‖ schema 8 ‖ nonce 12
    ‖ AES-256-GCM(clock 8 ‖ zstd(SQLite image))        bound to the operation's id and the start

Two files take turns, so that a crash while one is written leaves the other. The image carries its
own version vector (table `_vector`). A checkpoint is a convenience: one that is damaged, foreign,
of another schema or ahead of its log is passed over and the log replayed. Nothing here can cost
data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.core.errors import DecodeError
from sync.core.ports import Random
from sync.crypto.disk import Disk

MAGIC = b"TASUKI-CHECKPOINT"
CHECKPOINT_FORMAT = 1
NAMES = ("checkpoint.a", "checkpoint.b")
KEPT_ASIDE = "checkpoint.ahead"
AHEAD = "ahead"
NONCE_BYTES = 12
ZSTD_LEVEL = 10
# The same id stands in several tables: let the compressor look back over all of them.
ZSTD_WINDOW_LOG = 27
_START = Struct(f">{len(MAGIC)}sHQ8s{NONCE_BYTES}s")
_CLOCK = Struct(">Q")


@dataclass(frozen=True)
class Checkpoint:
    """`clock` is the device's clock when the image was taken."""

    name: str
    generation: int
    clock: int
    image: bytes


@dataclass(frozen=True)
class PassedOver:
    """A checkpoint that cannot be used. `why`: damaged, newer_format, other_schema, ahead."""

    name: str
    why: str


@dataclass(frozen=True)
class NewestPlain:
    """`plain` is clock and packed image; `start` is another one for every file ever written."""

    start: bytes
    generation: int
    plain: bytes


def split_plain(plain: bytes) -> tuple[int, memoryview]:
    """(clock, packed image). Raises DecodeError."""
    if len(plain) < _CLOCK.size:
        raise DecodeError("shorter than a clock")
    return _CLOCK.unpack_from(plain)[0], memoryview(plain)[_CLOCK.size :]


def unpack_image(packed: bytes | memoryview, bytes_max: int | None = None) -> bytes:
    """The image. Raises DecodeError; with `bytes_max` nothing larger is made."""
    try:
        if bytes_max is not None and not 0 <= zstandard.frame_content_size(packed) <= bytes_max:
            raise DecodeError("an image that is too large, or does not say how large")
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << ZSTD_WINDOW_LOG)
        return unpacker.decompress(packed)
    except (zstandard.ZstdError, ValueError, MemoryError) as error:
        raise DecodeError(f"not an image: {type(error).__name__}") from None


class CheckpointFiles:
    """The checkpoints of one operation. `schema` is `schema_id(...)`: 16 hexadecimal digits."""

    def __init__(
        self, folder: Path, key: bytes, operation: bytes, schema: str, disk: Disk, random: Random
    ) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)
        self._operation = operation
        self._schema = bytes.fromhex(schema)
        self._disk = disk
        self._random = random
        self._useless: set[str] = set()

    def newest_first(self) -> Iterator[Checkpoint | PassedOver]:
        """Every checkpoint that is there, opened one at a time."""
        generations = {name: self._generation(name) for name in NAMES}
        for name in sorted(NAMES, key=lambda name: -(generations[name] or 0)):
            if generations[name] is not None:
                yield self._read(name)

    def pass_over(self, checkpoint: Checkpoint, why: str) -> PassedOver:
        """This one does not fit the log: the next write takes its place."""
        self._useless.add(checkpoint.name)
        if why == AHEAD:
            self._keep_aside(checkpoint.name)
        return PassedOver(checkpoint.name, why)

    def _keep_aside(self, name: str) -> None:
        """The log lost its end, and only this file still knows it: never overwritten by us."""
        try:
            if self._disk.read_start(self._folder / KEPT_ASIDE, 1) is None:
                data = self._disk.read(self._folder / name)
                self._disk.write_atomically(self._folder / KEPT_ASIDE, data or b"")
        except OSError:
            self._useless.discard(name)

    def write(self, image: bytes, clock: int) -> int:
        """Pack, seal and store over the older generation; bytes on the disk. Raises OSError: then
        both old ones are still there."""
        parameters = zstandard.ZstdCompressionParameters.from_level(
            ZSTD_LEVEL, source_size=len(image), window_log=ZSTD_WINDOW_LOG, enable_ldm=True
        )
        packed = zstandard.ZstdCompressor(compression_params=parameters).compress(image)
        return self.write_packed(packed, clock)

    def write_packed(self, packed: bytes | memoryview, clock: int) -> int:
        """The same for an image that is packed already."""
        generations = {name: self._generation(name) or 0 for name in NAMES}
        name = min(NAMES, key=lambda name: (name not in self._useless, generations[name]))
        nonce = self._random.bytes(NONCE_BYTES)
        generation = max(generations.values()) + 1
        start = _START.pack(MAGIC, CHECKPOINT_FORMAT, generation, self._schema, nonce)
        plain = _CLOCK.pack(clock) + bytes(packed)
        sealed = start + self._cipher.encrypt(nonce, plain, self._operation + start)
        self._disk.write_atomically(self._folder / name, sealed)
        self._useless.discard(name)
        return len(sealed)

    def remove(self) -> None:
        """All of them, also what was kept aside: they hold what nobody may have any more. Raises
        OSError."""
        for name in (*NAMES, KEPT_ASIDE, *(f"{name}.part" for name in NAMES)):
            (self._folder / name).unlink(missing_ok=True)

    def _generation(self, name: str) -> int | None:
        """As the file says; None where there is none. A damaged number only costs a replay."""
        data = self._start_of(name)
        if data is None:
            return None
        if len(data) < _START.size or data[: len(MAGIC)] != MAGIC:
            return 0
        generation: int = _START.unpack_from(data)[2]
        return min(generation, 1 << 62)

    def _start_of(self, name: str) -> bytes | None:
        try:
            return self._disk.read_start(self._folder / name, _START.size)
        except OSError:
            return b""

    def newest_plain(self) -> NewestPlain | None:
        """What the newest checkpoint seals, for a device that has nothing yet. None where there is
        none of this schema that opens."""
        generations = {name: self._generation(name) for name in NAMES}
        for name in sorted(NAMES, key=lambda name: -(generations[name] or 0)):
            opened = self._open(name) if generations[name] is not None else None
            if isinstance(opened, NewestPlain):
                return opened
        return None

    def _read(self, name: str) -> Checkpoint | PassedOver:
        opened = self._open(name)
        if isinstance(opened, PassedOver):
            return opened
        try:
            clock, packed = split_plain(opened.plain)
            return Checkpoint(name, opened.generation, clock, unpack_image(packed))
        except DecodeError:
            return self._bad(name, "damaged")

    def _open(self, name: str) -> NewestPlain | PassedOver:
        try:
            data = self._disk.read(self._folder / name) or b""
        except OSError:
            data = b""
        start = data[: _START.size]
        if len(start) < _START.size or start[: len(MAGIC)] != MAGIC:
            return self._bad(name, "damaged")
        _magic, version, generation, schema, nonce = _START.unpack(start)
        if version > CHECKPOINT_FORMAT:
            return self._bad(name, "newer_format")
        if schema != self._schema:
            return self._bad(name, "other_schema")
        try:
            plain = self._cipher.decrypt(
                nonce, memoryview(data)[_START.size :], self._operation + start
            )
        except InvalidTag:
            return self._bad(name, "damaged")
        return NewestPlain(start, generation, plain)

    def _bad(self, name: str, why: str) -> PassedOver:
        self._useless.add(name)
        return PassedOver(name, why)
