"""The signed start of a file on a stick: who made it, when, for which operation, and its seal.

    start      magic 14 ‖ format 2 ‖ length of the card 4 ‖ SHA-256 of these and the card 32
    card       [operation tag, public key, made ms, [[epoch, wrapped key], …], contents]
    signature  Ed25519 of start and card

In the clear stand a device, an instant and a tag of the operation that tells nothing to strangers.
The rest (contents, frames) is sealed with a key of its own; that key is wrapped for every epoch of
`auth` that its writer has: who was away while the epoch changed finds the new keys in just this
file. A writer without a key of `auth` leaves its file open: bodies are sealed in any case. Under 0,
the number of no epoch, stand notes for the offline keys of recovery (`sync.crypto.recovery`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.errors import (
    BadSeal,
    BadSignature,
    DamagedFile,
    DecodeError,
    LimitExceeded,
    NewerFormat,
    NotReadable,
    SyncError,
)
from sync.core.ids import DeviceId, EntityId, operation_tag
from sync.core.limits import CALL_BYTES_MAX, INTEGER_MAX
from sync.core.packing import Packed, pack, unpack
from sync.core.ports import Random
from sync.core.registry import SpaceKind
from sync.core.signatures import verify
from sync.crypto.device import device_id_of
from sync.crypto.space_keys import KEY_BYTES, Keyring, SpaceKey

BUNDLE = b"TASUKI-BUNDLE\0"
RECEIPT = b"TASUKI-RECEIPT"
FILE_FORMAT = 1
TAG_BYTES = 8
SIGNATURE_BYTES = 64
CARD_BYTES_MAX = CALL_BYTES_MAX  # vectors of 4,000 devices in four spaces
WRAPS_MAX = 64  # epochs of one operation: each ends with somebody who left
FOR_RECOVERY = 0  # where the number of an epoch stands
NOTES_MAX = 8
_START = Struct(">14sHI32s")
_NONCE_BYTES = 12


class OtherOperation(SyncError):
    """This file belongs to another operation, perhaps to a drill. Nothing of it was taken in."""

    code = "other_operation"


class Envelope(NamedTuple):
    """What writer and readers of a file have in common: the operation, and keys of `auth`. `notes`
    are written into bundles for whoever has none of these keys and a key of recovery."""

    operation: EntityId
    keyring: Keyring
    notes: tuple[bytes, ...] = ()

    @property
    def tag(self) -> bytes:
        return bytes.fromhex(operation_tag(self.operation))


class Seal:
    """The key of one file, used once for each number; without a key everything stays open."""

    def __init__(self, key: bytes | None) -> None:
        self._cipher = AESGCM(key) if key else None

    def close(self, number: int, aad: bytes, plain: bytes) -> bytes:
        if self._cipher is None:
            return plain
        return self._cipher.encrypt(number.to_bytes(_NONCE_BYTES, "big"), plain, aad)

    def open(self, number: int, aad: bytes, data: bytes) -> bytes:
        """Raises BadSeal."""
        if self._cipher is None:
            return data
        try:
            return self._cipher.decrypt(number.to_bytes(_NONCE_BYTES, "big"), data, aad)
        except InvalidTag:
            raise BadSeal(f"part {number} of a file") from None


@dataclass(frozen=True)
class Card:
    """What stands at the beginning of a file, its signature checked. `digest` binds every further
    part to this file; `size` is where they begin."""

    device: DeviceId
    tag: bytes
    made_ms: int
    wraps: tuple[tuple[int, bytes], ...]
    contents: bytes
    digest: bytes
    size: int


class Written(NamedTuple):
    """`data`: start, card and signature; `seal` and `digest` are for what follows."""

    data: bytes
    seal: Seal
    digest: bytes


class Signer(NamedTuple):
    """The device that makes a file."""

    public_key: bytes
    sign: Callable[[bytes], bytes]


def write_card(
    magic: bytes, signer: Signer, envelope: Envelope, made_ms: int, contents: Packed, random: Random
) -> Written:
    """Raises LimitExceeded."""
    notes = envelope.notes[:NOTES_MAX] if magic == BUNDLE else ()
    keys = [key for key in _auth_keys(envelope.keyring) if key.can_read]
    keys = keys[-(WRAPS_MAX - len(notes)) :]
    secret = random.bytes(KEY_BYTES) if keys else None
    seal = Seal(secret)
    wraps: list[Packed] = []
    if secret is not None:
        wraps += [[FOR_RECOVERY, note] for note in notes]
        wraps += [[key.epoch, _wrapped(key, magic, secret, random)] for key in keys]
    closed = seal.close(0, magic, pack(contents, CARD_BYTES_MAX))
    card = pack([envelope.tag, signer.public_key, made_ms, wraps, closed], CARD_BYTES_MAX)
    digest = _digest(magic, FILE_FORMAT, card)
    signed = _START.pack(magic, FILE_FORMAT, len(card), digest) + card
    return Written(signed + signer.sign(signed), seal, digest)


def read_card(magic: bytes, source: BinaryIO) -> Card:
    """The card of a file, proven to be its maker's. Needs no key. Raises DecodeError (not such a
    file), DamagedFile, NewerFormat, BadSignature, OSError."""
    start = source.read(_START.size)
    if len(start) < _START.size or not start.startswith(magic):
        raise DecodeError("not such a file")
    _magic, version, length, digest = _START.unpack(start)
    if length > CARD_BYTES_MAX:
        raise DamagedFile("card: impossible length")
    card = source.read(length)
    signature = source.read(SIGNATURE_BYTES)
    if digest != _digest(magic, version, card) or len(signature) < SIGNATURE_BYTES:
        raise DamagedFile("card")
    if version > FILE_FORMAT:
        raise NewerFormat(f"file format {version}")
    match unpack(card, CARD_BYTES_MAX):
        case [bytes(tag), bytes(public_key), int(made_ms), list(wraps), bytes(contents)] if (
            len(tag) == TAG_BYTES and 0 <= made_ms <= INTEGER_MAX
        ):
            verify(public_key, signature, start + card)
            size = len(start) + len(card) + len(signature)
            known = tuple(_wrap(wrap) for wrap in wraps[: WRAPS_MAX + 1])
            if len(known) > WRAPS_MAX:
                raise LimitExceeded("a file with too many keys")
            return Card(
                device_id_of(public_key), tag, made_ms, known, contents, digest, size
            )  # fmt: skip
    raise DecodeError("not a card")


def open_card(magic: bytes, card: Card, envelope: Envelope) -> tuple[Seal, Packed]:
    """The seal of a file and what its card holds. Raises OtherOperation, NotReadable, BadSeal,
    DecodeError."""
    if card.tag != envelope.tag:
        raise OtherOperation(card.tag.hex())
    seal = Seal(_content_key(magic, card, envelope.keyring) if card.wraps else None)
    return seal, unpack(seal.open(0, magic, card.contents), CARD_BYTES_MAX)


def notes_in_card(card: Card) -> tuple[bytes, ...]:
    """Notes for recovery keys: anybody may look whether one is theirs."""
    return tuple(wrapped for epoch, wrapped in card.wraps if epoch == FOR_RECOVERY)


def require_maker(card: Card, public_key: bytes | None) -> None:
    """`public_key`: of the device as the operation knows it. Raises BadSignature."""
    if public_key is None or device_id_of(public_key) != card.device:
        raise BadSignature("its maker does not belong to the operation")


def _digest(magic: bytes, version: int, card: bytes) -> bytes:
    return sha256(_START.pack(magic, version, len(card), b"") + card).digest()


def _auth_keys(keyring: Keyring) -> list[SpaceKey]:
    """In the order of their epochs."""
    return [key for key in keyring.all() if key.space.kind is SpaceKind.AUTH]


def _wrapped(key: SpaceKey, magic: bytes, secret: bytes, random: Random) -> bytes:
    nonce = random.bytes(_NONCE_BYTES)
    return nonce + _wrapping(key).encrypt(nonce, secret, magic)


def _content_key(magic: bytes, card: Card, keyring: Keyring) -> bytes:
    keys = {key.epoch: key for key in _auth_keys(keyring) if key.can_read}
    for epoch, wrapped in reversed(card.wraps):
        if epoch in keys:
            nonce, rest = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
            try:
                secret = _wrapping(keys[epoch]).decrypt(nonce, rest, magic)
            except (InvalidTag, ValueError):
                raise BadSeal("the key of a file") from None
            if len(secret) != KEY_BYTES:
                raise BadSeal("the key of a file has another length")
            return secret
    raise NotReadable("this device has none of the keys of a file")


def _wrapping(key: SpaceKey) -> AESGCM:
    info = b"tasuki file v1\0" + key.space.space_id + key.epoch.to_bytes(4, "big")
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info)
    return AESGCM(hkdf.derive(key.secret or b""))


def _wrap(value: Packed) -> tuple[int, bytes]:
    match value:
        case [int(epoch), bytes(wrapped)]:
            return epoch, wrapped
    raise DecodeError("not a wrapped key")
