"""Replicas that meet without a network: who belongs as a table, and sessions call by call."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sync.core.ids import DeviceId
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.engine.replica import LogReplica, Shelf
from sync.log.contract import BatchLog, SealedEntry
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import Answer, Call
from sync.protocol.ports import Images, NoImages, Standing
from sync.protocol.responder import Responder
from tests.support.chains import AUTH, CENTRE, SEALED

T = TypeVar("T")
SECRET = bytes(range(32))
NONCE = b"nonce of a guest"
NOW_MS = 1_770_000_000_000


@dataclass
class Roll:
    """A `Standing` as a table: everybody who is in `keys` belongs."""

    keys: dict[DeviceId, bytes] = field(default_factory=dict)
    holds: dict[DeviceId, tuple[Space, ...]] = field(default_factory=dict)
    prints: dict[DeviceId, bytes] = field(default_factory=dict)
    revoked: set[DeviceId] = field(default_factory=set)

    def enrol(self, key: DeviceKey, holds: tuple[Space, ...] = (AUTH, CENTRE, SEALED)) -> None:
        self.keys[key.device_id] = key.public_key
        self.holds[key.device_id] = holds

    def public_key(self, device: DeviceId) -> bytes | None:
        return self.keys.get(device)

    def fingerprint(self, device: DeviceId) -> bytes | None:
        return self.prints.get(device)

    def is_revoked(self, device: DeviceId) -> bool:
        return device in self.revoked

    def spaces(self, device: DeviceId) -> tuple[Space, ...]:
        return () if device in self.revoked else self.holds.get(device, ())


class Photos:
    """Blobs in memory. `names`: what the records of this device speak of."""

    def __init__(self) -> None:
        self.files: dict[bytes, bytes] = {}
        self.parts: dict[bytes, bytes] = {}
        self.names: tuple[bytes, ...] = ()

    def wanted(self) -> tuple[bytes, ...]:
        return tuple(name for name in self.names if name not in self.files)

    def has(self, names: Sequence[bytes]) -> tuple[bool, ...]:
        return tuple(name in self.files for name in names)

    def piece(self, name: bytes, offset: int, count: int) -> tuple[int, bytes] | None:
        data = self.files.get(name)
        return None if data is None else (len(data), data[offset : offset + count])

    def put_piece(self, name: bytes, offset: int, size: int, data: bytes) -> int:
        have = self.parts.get(name, b"")
        if offset == len(have):
            have = self.parts[name] = have + data
        if len(have) == size:
            self.files[name] = have
        return len(have)


def replica_of(
    key: DeviceKey, log: BatchLog, standing: Standing,
    spaces: tuple[Space, ...] = (AUTH, CENTRE, SEALED), *,
    store: Callable[[Sequence[SealedEntry]], object] | None = None,
    digest: Callable[[Space], bytes | None] | None = None, blobs: Photos | None = None,
    images: Images | None = None,
) -> LogReplica:  # fmt: skip
    """Stores into the log and nothing else, and shows nothing, unless told otherwise."""
    keep = store or log.append
    return LogReplica(
        key, log, spaces,
        Shelf(
            lambda entries: void(keep(entries)), lambda: standing,
            digest or (lambda space: None), blobs or Photos(), images=images or NoImages(),
        ),
    )  # fmt: skip


def void(_result: object) -> None:
    """`append` tells how many were new; a shelf wants no answer."""


def play(steps: Generator[Call, Answer, T], answer: Callable[[Call], Answer]) -> T:
    """Every call is answered, in order; what the steps came to."""
    try:
        call = next(steps)
        while True:
            call = steps.send(answer(call))
    except StopIteration as end:
        result: T = end.value
        return result


def meet(one: LogReplica, other: LogReplica, chunk_bytes: int = 1024 * 1024) -> Ended:
    """A whole session, `one` asking."""
    responder = Responder(other, SECRET, lambda: NOW_MS, chunk_bytes=chunk_bytes)
    client = Client(one, Link(), NONCE, NOW_MS, chunk_bytes)
    return play(client.run(), responder.answer)
