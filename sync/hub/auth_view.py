"""What a hub knows of who belongs: the authority of one operation, read from its `auth` space.

It is computed anew whenever the space has grown: at once where this process took that in, within a
moment where another one did. What the hub cannot open is stored and passed on all the same.
"""

from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic

from sync.core.auth_tables import AUTH_TABLES
from sync.core.authority import AuthBatch, Authority, Policy
from sync.core.batch import Batch
from sync.core.encoding import decode_body
from sync.core.errors import SyncError
from sync.core.ids import DeviceId
from sync.core.registry import Registry, SpaceKind
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries, Sealer
from sync.crypto.space_keys import Keyring, SpaceKey
from sync.engine.author import Reader
from sync.hub.card import HubCard
from sync.log.contract import BatchLog, Tip

AUTH = Space(SpaceKind.AUTH)
REGISTRY = Registry(AUTH_TABLES)
FRESH_S = 0.25  # a session asks some thirty times; on a database each look is a round trip


class AuthView:
    """`now_s` is a clock that never jumps. Safe for threads."""

    def __init__(
        self, card: HubCard, log: BatchLog, policy: Policy, dictionaries: Dictionaries,
        now_s: Callable[[], float] = monotonic,
    ) -> None:  # fmt: skip
        self._card = card
        self._log = log
        self._policy = policy
        self._keyring = Keyring(card.keys)
        self._reader = Reader(self._keyring, Sealer(dictionaries))
        self._now_s = now_s
        self._turn = Lock()
        self._until_s: float | None = None
        self._read_to: dict[DeviceId, Tip] | None = None
        self._batches: dict[tuple[DeviceId, int], AuthBatch] = {}
        self._authority = self._computed()

    def authority(self) -> Authority:
        """As the log says now, or said a moment ago."""
        with self._turn:
            now = self._now_s()
            if self._until_s is not None and now < self._until_s:
                return self._authority
            self._until_s = now + FRESH_S
            tips = self._log.tips(AUTH)
            if tips != self._read_to:
                for device, tip in tips.items():
                    before = (self._read_to or {}).get(device)
                    self._read(device, before.seq + 1 if before else 1, tip.seq)
                self._read_to = tips
                self._authority = self._computed()
            return self._authority

    def look_again(self) -> None:
        """The space has grown."""
        with self._turn:
            self._until_s = None

    def add_keys(self, keys: Iterable[SpaceKey]) -> None:
        """What could not be opened before is read again."""
        with self._turn:
            for key in keys:
                self._keyring.add(key)
            self._read_to = self._until_s = None

    def _read(self, device: DeviceId, first: int, last: int) -> None:
        for batch in self._log.read(device, AUTH, first, last):
            opened = self._opened(batch)
            if opened is not None:
                self._batches[device, batch.header.seq] = opened

    def _opened(self, batch: Batch) -> AuthBatch | None:
        try:
            packed = self._reader.packed(batch)
            if packed is None:
                return None
            return AuthBatch(batch.header, decode_body(REGISTRY, packed).operations)
        except SyncError:
            return None  # another key, a newer app, or a lie: devices that can read it judge it

    def _computed(self) -> Authority:
        card = self._card
        return Authority.of(card.root_device, self._batches.values(), self._policy, card.root)
