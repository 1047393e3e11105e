"""The key of one installation: it signs every head of the chains this device writes.

Born per installation, never in a backup or an image: a restored log is reborn as a new device.
"""

from hashlib import sha256

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.errors import DecodeError
from sync.core.ids import ID_BYTES, DeviceId
from sync.core.ports import Random
from sync.core.signatures import verify

__all__ = ["PRIVATE_BYTES", "DeviceKey", "device_id_of", "verify"]

PRIVATE_BYTES = 32


def device_id_of(public_key: bytes) -> DeviceId:
    """The first 16 bytes of the SHA-256 of an Ed25519 public key."""
    return DeviceId(sha256(public_key).digest()[:ID_BYTES])


class DeviceKey:
    """An Ed25519 key pair. Raises DecodeError for bytes that are no private key."""

    def __init__(self, private_bytes: bytes) -> None:
        try:
            self._private = Ed25519PrivateKey.from_private_bytes(private_bytes)
        except (ValueError, InvalidKey):
            raise DecodeError("not a device key") from None
        self.private_bytes = private_bytes
        self.public_key: bytes = self._private.public_key().public_bytes_raw()
        self.device_id: DeviceId = device_id_of(self.public_key)

    @classmethod
    def generate(cls, random: Random) -> "DeviceKey":
        """A new key from 32 fresh random bytes."""
        return cls(random.bytes(PRIVATE_BYTES))

    def sign(self, data: bytes) -> bytes:
        """64 bytes; the same for the same data."""
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"DeviceKey({self.device_id.hex()})"
