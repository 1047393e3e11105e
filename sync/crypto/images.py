"""An image of everything that is shown, on its way to one device: sealed, named, signed.

    card   msgpack(1, operation, maker, receiver, schema, bytes, SHA-256, key) ‖ Ed25519 signature
    key    X25519 public 32 ‖ nonce 12 ‖ AES-GCM(HKDF-SHA256(shared), content key)
    image  AES-256-GCM(content key, nonce 0, plain)        bound to the operation and the schema

The content key seals one plain only, so its nonce never matters; it comes from a secret of the
maker and a salt that no other image of the maker has. So the same image has the same bytes again
after a restart, and whoever broke off goes on. The plain is opaque here.
"""

from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.errors import BadInput, BadSeal, BadSignature, DecodeError, NewerFormat
from sync.core.ids import ID_BYTES, DeviceId
from sync.core.limits import IMAGE_BYTES_MAX, IMAGE_PIECE_BYTES
from sync.core.packing import Packed, pack, unpack
from sync.core.ports import Random
from sync.core.signatures import verify
from sync.crypto.device import DeviceKey
from sync.crypto.grants import NONCE_BYTES, sealing_private
from sync.crypto.space_keys import KEY_BYTES

IMAGE_FORMAT = 1
SCHEMA_BYTES = 8
NAME_BYTES = 32
CARD_BYTES_MAX = 1024
_SIGNATURE_BYTES = 64
_WHAT = b"tasuki image v1\0"


class ImageCard(NamedTuple):
    """`name` is the SHA-256 of the sealed bytes, `size` their number; `key` opens them, for
    `receiver` alone. `schema` says which tables the plain is made of."""

    operation: bytes
    maker: DeviceId
    receiver: DeviceId
    schema: bytes
    size: int
    name: bytes
    key: bytes

    @property
    def offsets(self) -> range:
        """Where its pieces begin."""
        return range(0, self.size, IMAGE_PIECE_BYTES)

    def piece_bytes(self, offset: int) -> int:
        """How long the piece is that begins there."""
        return min(IMAGE_PIECE_BYTES, self.size - offset)


def content_key(secret: bytes, salt: bytes) -> bytes:
    """Of one image: no two plains may have the same `salt`."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=_WHAT).derive(secret)


def seal_image(plain: bytes | memoryview, key: bytes, operation: bytes, schema: bytes) -> bytes:
    """`key` must not have sealed anything else."""
    return AESGCM(key).encrypt(bytes(NONCE_BYTES), plain, _WHAT + operation + schema)


def sign_card(card: ImageCard, device: DeviceKey) -> bytes:
    """The bytes of a card of this device."""
    packed = _packed(card)
    return packed + device.sign(_WHAT + packed)


def read_card(data: bytes, maker_key: bytes) -> ImageCard:
    """Raises DecodeError, NewerFormat, BadSignature: it is not from the device with this key."""
    if len(data) > CARD_BYTES_MAX:
        raise DecodeError("a card of an image is shorter")
    packed, signature = data[:-_SIGNATURE_BYTES], data[-_SIGNATURE_BYTES:]
    card = _card(unpack(packed))
    verify(maker_key, signature, _WHAT + packed)
    return card


def open_image(sealed: bytes, card: ImageCard, device: DeviceKey) -> bytes:
    """The plain, for the device that the card is for. Raises BadSeal, BadSignature for bytes that
    are not those of the card."""
    if len(sealed) != card.size or sha256(sealed).digest() != card.name:
        raise BadSignature("not the image that was signed")
    key = _open_key(card.key, device)
    try:
        place = _WHAT + card.operation + card.schema
        return AESGCM(key).decrypt(bytes(NONCE_BYTES), sealed, place)
    except InvalidTag:
        raise BadSeal("an image does not open") from None


def seal_key(key: bytes, to_public: bytes, random: Random) -> bytes:
    """A content key for the device with this sealing key. Raises BadInput for what is none."""
    ephemeral = X25519PrivateKey.from_private_bytes(random.bytes(KEY_BYTES))
    public = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(to_public))
    except ValueError:
        raise BadInput("not a sealing key") from None
    nonce = random.bytes(NONCE_BYTES)
    return public + nonce + _cipher(shared, public + to_public).encrypt(nonce, key, _WHAT)


def _open_key(sealed: bytes, device: DeviceKey) -> bytes:
    public, nonce = sealed[:KEY_BYTES], sealed[KEY_BYTES : KEY_BYTES + NONCE_BYTES]
    try:
        private = sealing_private(device)
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        cipher = _cipher(shared, public + private.public_key().public_bytes_raw())
        key = cipher.decrypt(nonce, sealed[KEY_BYTES + NONCE_BYTES :], _WHAT)
        if len(key) != KEY_BYTES:
            raise ValueError("not the length of a key")
    except (InvalidTag, ValueError, OverflowError):
        raise BadSeal("no image for this device") from None
    return key


def _cipher(shared: bytes, salt: bytes) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=_WHAT)
    return AESGCM(derive.derive(shared))


def _packed(card: ImageCard) -> bytes:
    return pack([IMAGE_FORMAT, *card])


def _card(value: Packed) -> ImageCard:
    match value:
        case [int(version), *_] if version > IMAGE_FORMAT:
            raise NewerFormat(f"image format {version}")
        case [
            1, bytes(operation), bytes(maker), bytes(receiver), bytes(schema), int(size),
            bytes(name), bytes(key),
        ] if (
            len(maker) == len(receiver) == ID_BYTES and len(schema) == SCHEMA_BYTES
            and len(name) == NAME_BYTES and 0 < size <= IMAGE_BYTES_MAX
        ):  # fmt: skip
            return ImageCard(
                operation, DeviceId(maker), DeviceId(receiver), schema, size, name, key
            )
    raise DecodeError("not the card of an image")
