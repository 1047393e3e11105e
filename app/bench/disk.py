"""What a registration of some 450 packed bytes takes on the disk, in the log and in a checkpoint.

Floor in the log: the sealed body alone. Floor in a checkpoint: all packed bodies of these people,
compressed as one piece.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from app.bench.ground import LOG, Ground
from app.cli.programs import Aim, Figure, Skipped
from app.domain.tables import REGISTRY
from app.services.operation import Operation
from app.store.checkpoint import NAMES, ZSTD_LEVEL, ZSTD_WINDOW_LOG
from sync.core.encoding import decode_body
from sync.crypto.sealing import Sealer
from sync.crypto.space_keys import Keyring
from sync.engine.author import Reader

NAME = "disk"
REGISTERED = "register_volunteer"
LOG_BYTES_MOST, CHECKPOINT_BYTES_MOST = 300, 130


@dataclass(frozen=True)
class Bodies:
    count: int
    sealed: int
    packed: int
    together: int


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    folder = ground.plain()
    ground.say(NAME)
    operation = ground.tools.open_operation(folder)
    try:
        bodies = bodies_of(operation, ground)
    finally:
        operation.close()
    people = bodies.count
    checkpoint = next(folder / name for name in NAMES if (folder / name).exists())
    packed = {"packed_bytes": bodies.packed / people}
    yield Figure(
        "disk_log", _size(folder / LOG) / people, bodies.sealed / people, "bytes",
        Aim("value", LOG_BYTES_MOST), packed,
    )  # fmt: skip
    yield Figure(
        "disk_checkpoint", _size(checkpoint) / people, bodies.together / people, "bytes",
        Aim("value", CHECKPOINT_BYTES_MOST), packed,
    )  # fmt: skip


def bodies_of(operation: Operation, ground: Ground) -> Bodies:
    """Of the people alone: the centre itself is a handful of batches more."""
    count = sealed = packed = together = 0
    parameters = zstandard.ZstdCompressionParameters.from_level(
        ZSTD_LEVEL, window_log=ZSTD_WINDOW_LOG, enable_ldm=True
    )
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    keys = Keyring(operation.vault.contents.space_keys)
    reader = Reader(keys, Sealer(ground.tools.dictionaries))
    for batch in operation.log.read_since({}):
        plain = reader.packed(batch) or b""
        if decode_body(REGISTRY, plain).act != REGISTERED:
            continue
        count += 1
        sealed += len(batch.body or b"")
        packed += len(plain)
        together += len(stream.compress(plain))
    return Bodies(count, sealed, packed, together + len(stream.flush()))


def _size(path: Path) -> int:
    return path.stat().st_size
