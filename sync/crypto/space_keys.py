"""The keys of a space in one epoch: a secret for members, a key pair for those who may only write.

A keyring finds them by (space, epoch). A new epoch begins when somebody may no longer read on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.core.errors import BadInput, NotReadable
from sync.core.ports import Random
from sync.core.space import Space

KEY_BYTES = 32


@dataclass(frozen=True)
class SpaceKey:
    """`secret` (AES-256) and `private` (X25519) are None for a desk that writes but cannot read;
    `public` is the X25519 key that such a desk seals to. Raises BadInput for wrong lengths."""

    space: Space
    epoch: int
    secret: bytes | None = field(repr=False)
    private: bytes | None = field(repr=False)
    public: bytes

    def __post_init__(self) -> None:
        lengths = {len(key) for key in (self.secret, self.private, self.public) if key is not None}
        if lengths != {KEY_BYTES} or (self.secret is None) != (self.private is None):
            raise BadInput("a space key has parts of 32 bytes, the secret and the private together")

    @classmethod
    def generate(cls, space: Space, epoch: int, random: Random) -> "SpaceKey":
        """A fresh key for a member."""
        private = random.bytes(KEY_BYTES)
        public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        return cls(space, epoch, random.bytes(KEY_BYTES), private, public)

    @property
    def can_read(self) -> bool:
        return self.secret is not None

    def for_writers(self) -> "SpaceKey":
        """What a desk gets that may write into the space without reading it."""
        return SpaceKey(self.space, self.epoch, None, None, self.public)


class Keyring:
    """The space keys that a device holds."""

    def __init__(self, keys: Iterable[SpaceKey] = ()) -> None:
        self._keys: dict[tuple[Space, int], SpaceKey] = {}
        self._current: dict[Space, SpaceKey] = {}
        for key in keys:
            self.add(key)

    def add(self, key: SpaceKey) -> None:
        """Take in a key; a member's key is never replaced by a writer's."""
        known = self._keys.get((key.space, key.epoch))
        if known is not None and known.can_read and not key.can_read:
            return
        self._keys[key.space, key.epoch] = key
        current = self._current.get(key.space)
        if current is None or current.epoch <= key.epoch:
            self._current[key.space] = key

    def find(self, space: Space, epoch: int) -> SpaceKey:
        """Raises NotReadable where this device has no key."""
        key = self._keys.get((space, epoch))
        if key is None:
            raise NotReadable(f"no key for {space.kind} epoch {epoch}")
        return key

    def current(self, space: Space) -> SpaceKey:
        """The key of the latest epoch: new batches are sealed with it. Raises NotReadable."""
        key = self._current.get(space)
        if key is None:
            raise NotReadable(f"no key for {space.kind}")
        return key

    def all(self) -> tuple[SpaceKey, ...]:
        """Every key, in the order of space and epoch."""
        return tuple(sorted(self._keys.values(), key=lambda key: (key.space.space_id, key.epoch)))
