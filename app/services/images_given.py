"""Images for new devices: the newest checkpoint, sealed anew for whoever may read all of it.

**Promises.** Only a device that reads exactly what this one reads is given anything. The same
checkpoint has the same sealed bytes for everybody, also after a restart; only the card differs.
**Refuses.** To give what this device itself was given and has not proven by the log yet, and what
was copied before something was erased.
"""

from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Protocol

from app.store.checkpoint import NewestPlain
from sync.core.authority import Authority, Member
from sync.core.errors import BadInput
from sync.core.ids import DeviceId
from sync.core.limits import IMAGE_BYTES_MAX, IMAGE_PIECE_BYTES
from sync.core.ports import Random
from sync.crypto.images import (
    SCHEMA_BYTES,
    ImageCard,
    content_key,
    seal_image,
    seal_key,
    sign_card,
)
from sync.crypto.vault import VaultContents

WORTH_BATCHES = 2_000  # fewer are here sooner by the log itself
KEPT = 2  # a checkpoint is written every few minutes, and somebody may be halfway in the last one


class Ground(Protocol):
    """What an operation gives."""

    def authority(self) -> Authority: ...

    def contents(self) -> VaultContents: ...

    def today(self) -> str: ...

    def newest(self) -> NewestPlain | None: ...

    def dropped(self) -> int:
        """How often checkpoints were thrown away, because something in them had to go."""

    def batches(self) -> int: ...

    def is_whole(self) -> bool:
        """Whether all of the log is shown, and nothing but the log."""


@dataclass(frozen=True)
class _Sealed:
    key: bytes
    data: bytes


class GivenImages:
    """Safe for threads."""

    def __init__(self, ground: Ground, operation: bytes, schema: bytes, random: Random) -> None:
        self._ground = ground
        self._operation = operation
        self._schema = schema
        self._random = random
        self._lock = Lock()
        self._kept: dict[bytes, _Sealed] = {}
        self._start = b""
        self._dropped = -1
        self.worth = WORTH_BATCHES

    def offer(self, device: DeviceId, wish: bytes) -> bytes | None:
        schema, begun = wish[:SCHEMA_BYTES], wish[SCHEMA_BYTES:]
        to_public = self._sealing_key(device)
        if to_public is None or schema != self._schema or not self._has_one():
            return None
        with self._lock:
            self._forget_what_was_dropped()
            name = begun if begun in self._kept else self._newest()
            if name is None:
                return None
            sealed = self._kept[name]
        own = self._ground.contents().device
        try:
            key = seal_key(sealed.key, to_public, self._random)
        except BadInput:
            return None
        card = ImageCard(
            self._operation, own.device_id, device, self._schema, len(sealed.data), name, key
        )
        return sign_card(card, own)

    def piece(self, device: DeviceId, name: bytes, offset: int) -> bytes | None:
        if self._sealing_key(device) is None:
            return None
        with self._lock:
            self._forget_what_was_dropped()
            sealed = self._kept.get(name)
        if sealed is None or not 0 <= offset < len(sealed.data):
            return None
        return sealed.data[offset : offset + IMAGE_PIECE_BYTES]

    def forget(self) -> None:
        """Nothing is kept in memory; the next that asks has it sealed anew."""
        with self._lock:
            self._kept.clear()

    def _sealing_key(self, device: DeviceId) -> bytes | None:
        """Of a device that may have all that is shown here."""
        authority = self._ground.authority()
        member = authority.members.get(device)
        if member is None or not self._belongs(member):
            return None
        own = self._ground.contents().device.device_id
        alike = set(authority.readable(device)) == set(authority.readable(own))
        return member.sealing_key if alike else None

    def _belongs(self, member: Member) -> bool:
        ended = member.ends_on is not None and member.ends_on < self._ground.today()
        return not member.revoked and not ended

    def _has_one(self) -> bool:
        return self._ground.batches() >= self.worth and self._ground.is_whole()

    def _newest(self) -> bytes | None:
        found = self._ground.newest()
        if found is None:
            return None
        if found.start == self._start and self._kept:
            return next(reversed(self._kept))
        key = content_key(self._ground.contents().checkpoint_key, found.start)
        data = seal_image(found.plain, key, self._operation, self._schema)
        if len(data) > IMAGE_BYTES_MAX:
            return None
        name = sha256(data).digest()
        self._kept.pop(name, None)
        self._kept[name] = _Sealed(key, data)
        self._start = found.start
        for old in list(self._kept)[:-KEPT]:
            del self._kept[old]
        return name

    def _forget_what_was_dropped(self) -> None:
        dropped = self._ground.dropped()
        if dropped != self._dropped:
            self._kept.clear()
            self._dropped = dropped
