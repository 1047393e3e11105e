"""What a hub and an operation tell each other, as two small texts that people hand over.

    HUB        [1, public key, sealing key, fingerprint | empty]
    OPERATION  [1, operation id, root's public key, [space id, …],
                [[space id, epoch, secret, private, public], …]]

Each is msgpack and the first 8 bytes of its SHA-256, as base64 between two lines that name it. A
card opens `auth` and `shared`, in which there is nobody's personal data, and nothing else: one with
another key is refused, so that a slip in the app cannot make a hub a reader of residents.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from textwrap import wrap

from sync.core.batch import HASH_BYTES
from sync.core.errors import BadInput, DecodeError, NewerFormat, SyncError
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.packing import Packed, pack, unpack
from sync.core.registry import SpaceKind
from sync.core.space import Space, parse_space
from sync.crypto.device import device_id_of
from sync.crypto.space_keys import KEY_BYTES, SpaceKey

CARD_FORMAT = 1
CARD_BYTES_MAX = 64 * 1024
HUB, OPERATION = "HUB", "OPERATION"
FOR_HUBS = (SpaceKind.AUTH, SpaceKind.SHARED)
_CHECK_BYTES = 8
_LINE = 64


@dataclass(frozen=True)
class HubCard:
    """`root` is the public key of the device that founded the centre; `spaces` are all that the
    operation has, `keys` those of `auth` and `shared`. Raises BadInput."""

    operation: EntityId
    root: bytes
    spaces: tuple[Space, ...]
    keys: tuple[SpaceKey, ...]

    def __post_init__(self) -> None:
        if len(self.operation) != ID_BYTES or len(self.root) != KEY_BYTES:
            raise BadInput("a card has an operation and the key of its first device")
        if any(key.space.kind not in FOR_HUBS for key in self.keys):
            raise BadInput("a hub must not hold the key of this space")
        if not any(key.space.kind is SpaceKind.AUTH for key in self.keys):
            raise BadInput("a card without the key of `auth`")
        if Space(SpaceKind.AUTH) not in self.spaces or len(set(self.spaces)) != len(self.spaces):
            raise BadInput("a card names each space once, `auth` too")

    @property
    def root_device(self) -> DeviceId:
        return device_id_of(self.root)

    def text(self) -> str:
        keys = [[k.space.space_id, k.epoch, k.secret, k.private, k.public] for k in self.keys]
        spaces = [space.space_id for space in self.spaces]
        return _text(OPERATION, [CARD_FORMAT, self.operation, self.root, spaces, keys])

    @classmethod
    def from_text(cls, text: str) -> "HubCard":
        """Whatever stands around it (a letter, a mail) is passed over. Raises DecodeError,
        NewerFormat, BadInput."""
        return _card(_content(OPERATION, text))


@dataclass(frozen=True)
class HubNote:
    """`fingerprint` is that of the certificate that the hub made itself; empty where it was given
    one, which is renewed from time to time. Raises BadInput."""

    public_key: bytes
    sealing_key: bytes
    fingerprint: bytes = b""

    def __post_init__(self) -> None:
        if {len(self.public_key), len(self.sealing_key)} != {KEY_BYTES}:
            raise BadInput("a hub has keys of 32 bytes")
        if len(self.fingerprint) not in (0, HASH_BYTES):
            raise BadInput("a hub has a fingerprint or none")

    def text(self) -> str:
        return _text(HUB, [CARD_FORMAT, self.public_key, self.sealing_key, self.fingerprint])

    @classmethod
    def from_text(cls, text: str) -> "HubNote":
        """As `HubCard.from_text`."""
        match _content(HUB, text):
            case [1, bytes(public_key), bytes(sealing_key), bytes(fingerprint)]:
                return cls(public_key, sealing_key, fingerprint)
        raise DecodeError("not the note of a hub")


def _text(kind: str, content: Packed) -> str:
    data = pack(content, CARD_BYTES_MAX)
    lines = wrap(b64encode(data + _check(data)).decode(), _LINE)
    return "\n".join((f"-----BEGIN TASUKI {kind}-----", *lines, f"-----END TASUKI {kind}-----", ""))


def _content(kind: str, text: str) -> Packed:
    frame = f"-----BEGIN TASUKI {kind}-----(.*?)-----END TASUKI {kind}-----"
    found = re.search(frame, text[: 4 * CARD_BYTES_MAX], re.DOTALL)
    if found is None:
        raise DecodeError("there is no such text in it")
    try:
        data = b64decode("".join(found[1].split()), validate=True)
    except (NotBase64, ValueError):
        raise DecodeError("the text was cut off or changed") from None
    data, check = data[:-_CHECK_BYTES], data[-_CHECK_BYTES:]
    if _check(data) != check:
        raise DecodeError("the text was cut off or changed")
    content = unpack(data, CARD_BYTES_MAX)
    match content:
        case [int(version), *_] if version > CARD_FORMAT:
            raise NewerFormat(f"card format {version}")
    return content


def _check(data: bytes) -> bytes:
    return sha256(data).digest()[:_CHECK_BYTES]


def _card(value: Packed) -> HubCard:
    match value:
        case [1, bytes(operation), bytes(root), list(spaces), list(keys)]:
            places = tuple(_space(one) for one in spaces)
            return HubCard(EntityId(operation), root, places, tuple(_key(one) for one in keys))
    raise DecodeError("not the card of an operation")


def _space(value: Packed) -> Space:
    if not isinstance(value, bytes):
        raise DecodeError("not a space")
    return parse_space(value)


def _key(value: Packed) -> SpaceKey:
    match value:
        case [space, int(epoch), bytes(secret), bytes(private), bytes(public)]:
            try:
                return SpaceKey(_space(space), epoch, secret, private, public)
            except SyncError as error:
                raise DecodeError("not a key of a space") from error
    raise DecodeError("not a key of a space")
