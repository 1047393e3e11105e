"""One operation at the hub: its log, who belongs to it, what it may use, who answers its calls.

The hub proves every batch and stores it; what is in `centre` and `sealed` it cannot read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from time import monotonic

from sync.core.authority import Authority, Policy
from sync.core.batch import Batch, header_bytes
from sync.core.ports import Clock
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries
from sync.engine.removing import Removed, drop_removed, is_removed
from sync.engine.replica import LogReplica, Shelf
from sync.engine.withheld import IsExcused
from sync.hub.auth_view import AUTH, AuthView
from sync.hub.errors import QuotaReached
from sync.hub.files import HubFiles
from sync.hub.folder import Identity, Served
from sync.hub.storage import HubLog
from sync.log.contract import SealedEntry
from sync.protocol.messages import SLOW_DOWN, Answer, Call, refused
from sync.protocol.responder import Responder
from sync.transports.limits import Buckets

FILES = "files"
USAGE_S = 10.0  # other processes store too: what is used is counted anew this often


@dataclass(frozen=True)
class Pace:
    """Calls that one device may make. A first sync of a large centre is some hundred at once."""

    calls_a_second: float = 20
    calls_at_once: int = 600


@dataclass(frozen=True)
class House:
    """What all operations of a hub share. `policy` and `dictionaries` are the application's;
    `stored(tag, batches, bytes)` hears of everything that is durable, `removed(tag, bodies)` of
    what had to go."""

    identity: Identity
    clock: Clock
    policy: Policy
    dictionaries: Dictionaries
    stored: Callable[[str, int, int], None]
    removed: Callable[[str, int], None]
    pace: Pace = field(default_factory=Pace)
    now_s: Callable[[], float] = monotonic


class Tenant:
    """Safe for threads."""

    def __init__(self, served: Served, tag: str, log: HubLog, house: House) -> None:
        self.served = served
        self.tag = tag
        self.log = log
        self._house = house
        self._view = AuthView(served.card, log, house.policy, house.dictionaries, house.now_s)
        self._files = HubFiles(served.folder / FILES, self._require_room)
        self._usage = _Usage(self._counted, house.now_s)
        self._dropping = Lock()
        self._dropped: dict[Space, Removed] = {}
        self._pace = Buckets(house.pace.calls_a_second, house.pace.calls_at_once, house.now_s)
        identity = house.identity
        shelf = Shelf(
            self._store, self.authority, _cannot_read, self._files,
            removed=lambda space: self.authority().removed(space), excuse=self._excuse,
            fill=self._fill,
        )  # fmt: skip
        replica = LogReplica(identity.device, log, served.card.spaces, shelf)
        self.responder = Responder(
            replica, _secret(identity, served), house.clock.now_ms,
            identity.certificate.fingerprint,
        )  # fmt: skip

    def answer(self, call: Call) -> Answer:
        """As the responder does, as often as the caller may. Strangers are slowed down where they
        come in, by the transport."""
        device = self.responder.caller(call.token)
        if device is not None and call.name != "wait" and self._pace.take(device.hex()):
            return refused(SLOW_DOWN, "slow_down")
        return self.responder.answer(call)

    def authority(self) -> Authority:
        """Whenever it says of more bodies that they must go, they go before anything is answered:
        also those that another process stored."""
        authority = self._view.authority()
        with self._dropping:
            for space in self.served.card.spaces:
                removed = authority.removed(space)
                if removed and removed != self._dropped.get(space):
                    count = drop_removed(self.log, space, removed)
                    self._dropped[space] = removed
                    self._house.removed(self.tag, count)
        return authority

    def renew(self, served: Served) -> None:
        """Another quota, or a card with the keys of a later epoch."""
        self.served = served
        self._view.add_keys(served.card.keys)

    def usage(self) -> tuple[int, int]:
        """Batches and bytes that are used."""
        return self._usage.now()

    def close(self) -> None:
        self.log.close()

    def _store(self, entries: Sequence[SealedEntry]) -> None:
        size = sum(len(header_bytes(one.header)) + len(one.body or b"") for one in entries)
        self._require_room(size, len(entries))
        new = self.log.append(entries)
        if any(one.header.space == AUTH for one in entries):
            self._view.look_again()
            self.authority()
        self._usage.add(new, size)
        if new:
            self._house.stored(self.tag, new, size)

    def _excuse(self, space: Space) -> IsExcused:
        """What nobody may keep. The rest is asked for: a hub cannot know what else was erased, but
        who reads the space does, and has it no more."""
        removed = self.authority().removed(space)
        return lambda header: is_removed(header, removed)

    def _fill(self, batches: Sequence[Batch]) -> None:
        self._require_room(sum(len(one.body or b"") for one in batches))
        for one in batches:
            self.log.fill_body(one)

    def _require_room(self, size: int, batches: int = 0) -> None:
        quota = self.served.quota
        used_batches, used_bytes = self._usage.now()
        if used_bytes + size > quota.bytes or used_batches + batches > quota.batches:
            raise QuotaReached(f"{used_batches} batches, {used_bytes} bytes are used")

    def _counted(self) -> tuple[int, int]:
        return self.log.count(), self.log.used_bytes() + self._files.used_bytes()


class _Usage:
    """What is used: counted now and then, and what was stored since added to it."""

    def __init__(self, count: Callable[[], tuple[int, int]], now_s: Callable[[], float]) -> None:
        self._count = count
        self._now_s = now_s
        self._turn = Lock()
        self._found = (0, 0)
        self._until: float | None = None

    def now(self) -> tuple[int, int]:
        with self._turn:
            now = self._now_s()
            if self._until is None or now >= self._until:
                self._found, self._until = self._count(), now + USAGE_S
            return self._found

    def add(self, batches: int, size: int) -> None:
        with self._turn:
            self._found = (self._found[0] + batches, self._found[1] + size)


def _cannot_read(_space: Space) -> None:
    """A hub shows nothing, so it has no digest of what is shown: devices compare batches with it,
    and digests among themselves."""


def _secret(identity: Identity, served: Served) -> bytes:
    """The same in every process of a hub, so that they honour each other's tokens; and another one
    for each operation, so that none is good for two."""
    return sha256(
        b"tasuki hub tokens v1\0" + identity.device.private_bytes + served.card.operation
    ).digest()
