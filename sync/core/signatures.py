"""Checking Ed25519 signatures: a pure computation, so that logs and protocol can share it.

Keys that sign live in `sync.crypto.device`.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core.errors import BadSignature


def verify(public_key: bytes, signature: bytes, data: bytes) -> None:
    """Raises BadSignature unless `signature` of `data` was made with the key to `public_key`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        raise BadSignature("signature does not match") from None
