"""Keys of spaces on their way to one device: X25519, HKDF-SHA256, AES-256-GCM.

    grant  0x01 ‖ ephemeral X25519 public 32 ‖ nonce 12 ‖ AES-GCM(HKDF-SHA256(shared), keys)
    keys   secret 32 ‖ private 32 ‖ public 32 for a member, public 32 for a desk that only writes

Bound to the space, the epoch and the key of the receiver, so that no grant passes for another one.
The sealing key of a device is derived from its signing key: the vault holds one secret, and a
device that lost nothing else can open all its grants again.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.errors import BadInput, BadSeal, NewerFormat
from sync.core.ports import Random
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.space_keys import KEY_BYTES, SpaceKey

GRANT_FORMAT = 1
NONCE_BYTES = 12
_TAG_BYTES = 16
_START_BYTES = 1 + KEY_BYTES + NONCE_BYTES
_MEMBER_BYTES = 3 * KEY_BYTES


def sealing_public(device: DeviceKey) -> bytes:
    """The key that others seal grants for this device to."""
    return sealing_private(device).public_key().public_bytes_raw()


def is_sealing_key(public: bytes) -> bool:
    """Whether something can be sealed to it: not a point that gives everybody the same secret."""
    try:
        X25519PrivateKey.from_private_bytes(bytes(KEY_BYTES)).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError:
        return False
    return True


def seal_grant(key: SpaceKey, to_public: bytes, random: Random) -> bytes:
    """For the device with this sealing key; `key.for_writers()` gives it no reading. Raises
    BadInput for what is no sealing key."""
    ephemeral = X25519PrivateKey.from_private_bytes(random.bytes(KEY_BYTES))
    public = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(to_public))
    except ValueError:  # a wrong length, or a point that gives everybody the same secret
        raise BadInput("not a sealing key") from None
    keys = (key.secret or b"") + (key.private or b"") + key.public
    nonce = random.bytes(NONCE_BYTES)
    cipher = _cipher(shared, public, to_public)
    sealed = cipher.encrypt(nonce, keys, _place(key.space, key.epoch))
    return bytes((GRANT_FORMAT,)) + public + nonce + sealed


def open_grant(sealed: bytes, space: Space, epoch: int, device: DeviceKey) -> SpaceKey:
    """Raises BadSeal for what is not a grant of this key to this device, NewerFormat."""
    if sealed[:1] > bytes((GRANT_FORMAT,)):
        raise NewerFormat(f"grant format {sealed[0]}")
    public, nonce = sealed[1 : 1 + KEY_BYTES], sealed[1 + KEY_BYTES : _START_BYTES]
    try:
        if sealed[:1] != bytes((GRANT_FORMAT,)):
            raise ValueError("no format")
        private = sealing_private(device)
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        cipher = _cipher(shared, public, private.public_key().public_bytes_raw())
        keys = cipher.decrypt(nonce, sealed[_START_BYTES:], _place(space, epoch))
        return _space_key(space, epoch, keys)
    except (InvalidTag, ValueError, OverflowError, BadInput):
        raise BadSeal(f"no grant of {space.kind} epoch {epoch} for this device") from None


def is_for_member(sealed: bytes) -> bool:
    """Whether a grant lets its receiver read: a member's is longer."""
    return len(sealed) == _START_BYTES + _MEMBER_BYTES + _TAG_BYTES


def _space_key(space: Space, epoch: int, keys: bytes) -> SpaceKey:
    parts = [keys[place : place + KEY_BYTES] for place in range(0, len(keys), KEY_BYTES)]
    if len(keys) == KEY_BYTES:
        return SpaceKey(space, epoch, None, None, parts[0])
    if len(keys) != _MEMBER_BYTES:
        raise ValueError("not the length of keys")
    secret, private, public = parts
    own = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    if own != public:
        raise ValueError("two halves of different keys")
    return SpaceKey(space, epoch, secret, private, public)


def sealing_private(device: DeviceKey) -> X25519PrivateKey:
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"tasuki sealing key v1")
    return X25519PrivateKey.from_private_bytes(derive.derive(device.private_bytes))


def _cipher(shared: bytes, ephemeral: bytes, receiver: bytes) -> AESGCM:
    derive = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=ephemeral + receiver, info=b"tasuki grant v1"
    )
    return AESGCM(derive.derive(shared))


def _place(space: Space, epoch: int) -> bytes:
    return epoch.to_bytes(4, "big") + space.space_id
