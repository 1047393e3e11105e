"""The offline key of a prefecture: its public half as a text, and notes that only it can read.

    text   TASUKI5 ‖ letters of [1, public key 32, sealing key 32, name] ‖ check 5
    note   0x01 ‖ ephemeral X25519 public 32 ‖ nonce 12 ‖ AES-GCM(HKDF-SHA256(shared), content)

A recovery key is a device key that no device has. What a centre lets it read travels as grants in
`auth` (`grants`); but `auth` itself is sealed, and where every device is lost nobody opens it. So
files carry a note in the clear that opens `auth` for this one key. A note names neither its writer
nor the key that it is for.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.errors import BadInput, BadSeal, DecodeError, NewerFormat
from sync.core.ids import DeviceId
from sync.core.packing import pack, unpack
from sync.core.ports import Random
from sync.crypto.device import DeviceKey, device_id_of
from sync.crypto.grants import is_sealing_key, sealing_private, sealing_public
from sync.crypto.pairing import bytes_of_letters, letters_of_bytes
from sync.crypto.space_keys import KEY_BYTES

PREFIX = "TASUKI5"
KEY_FORMAT = 1
NAME_LETTERS_MAX = 40
TEXT_BYTES_MAX = 400
NOTE_BYTES_MAX = 8 * 1024
CHECK_BYTES = 5
_GROUP = 5
_GROUPS = 6
_NONCE_BYTES = 12
_START_BYTES = 1 + KEY_BYTES + _NONCE_BYTES
_IN_A_PAGE = re.compile(rf"{PREFIX}(?:(?!\n\s*\n)[-0-9A-Za-z\s])+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class RecoveryKey:
    """The public half. `name` says whose it is (熊本県); it proves nothing: the fingerprint does,
    once two people have compared it. Raises BadInput."""

    public_key: bytes
    sealing_key: bytes
    name: str

    def __post_init__(self) -> None:
        if len(self.public_key) != KEY_BYTES or not is_sealing_key(self.sealing_key):
            raise BadInput("not the keys of a recovery key")
        if not self.name.strip() or len(self.name) > NAME_LETTERS_MAX:
            raise BadInput("a recovery key has a name")

    @classmethod
    def of(cls, key: DeviceKey, name: str) -> "RecoveryKey":
        return cls(key.public_key, sealing_public(key), name.strip())

    @property
    def device(self) -> DeviceId:
        """As which it stands in `auth`."""
        return device_id_of(self.public_key)

    @property
    def fingerprint(self) -> str:
        """For the telephone: six groups of five digits, over both halves."""
        digest = sha256(b"tasuki recovery fingerprint v1" + self.public_key + self.sealing_key)
        number = int.from_bytes(digest.digest(), "big")
        digits = f"{number % 10 ** (_GROUP * _GROUPS):0{_GROUP * _GROUPS}}"
        return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))

    def text(self) -> str:
        """For a QR, or for typing: capitals and digits in groups."""
        content = pack([KEY_FORMAT, self.public_key, self.sealing_key, self.name], TEXT_BYTES_MAX)
        letters = letters_of_bytes(content + _check(content))
        groups = [letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP)]
        return "-".join((PREFIX, *groups))

    @classmethod
    def from_text(cls, text: str) -> "RecoveryKey":
        """Forgiving about case, spaces, hyphens and look-alikes; what stands around it (a letter, a
        page) is passed over up to an empty line. Raises DecodeError, NewerFormat, BadInput."""
        found = _IN_A_PAGE.search(text[: 20 * TEXT_BYTES_MAX])
        if found is None:
            raise DecodeError("not the text of a recovery key")
        clean = "".join(found[0].split()).replace("-", "").upper()
        data = bytes_of_letters(clean[len(PREFIX) :], TEXT_BYTES_MAX)
        content, check = data[:-CHECK_BYTES], data[-CHECK_BYTES:]
        if _check(content) != check:
            raise DecodeError("a letter of the text is wrong or missing")
        match unpack(content, TEXT_BYTES_MAX):
            case [int(version), *_] if version > KEY_FORMAT:
                raise NewerFormat(f"recovery key format {version}")
            case [1, bytes(public), bytes(sealing), str(name)]:
                return cls(public, sealing, name)
        raise DecodeError("not the text of a recovery key")


def same_fingerprint(one: str, other: str) -> bool:
    """Digits only: how they are grouped does not matter."""
    digits = ["".join(sign for sign in text if sign.isdecimal()) for text in (one, other)]
    return bool(digits[0]) and digits[0] == digits[1]


def seal_note(content: bytes, to_public: bytes, random: Random) -> bytes:
    """Raises BadInput for what is no sealing key, or too long."""
    if len(content) > NOTE_BYTES_MAX:
        raise BadInput("a note is too long")
    ephemeral = X25519PrivateKey.from_private_bytes(random.bytes(KEY_BYTES))
    public = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(to_public))
    except ValueError:  # a wrong length, or a point that gives everybody the same secret
        raise BadInput("not a sealing key") from None
    nonce = random.bytes(_NONCE_BYTES)
    sealed = _cipher(shared, public, to_public).encrypt(nonce, content, None)
    return bytes((KEY_FORMAT,)) + public + nonce + sealed


def open_note(note: bytes, key: DeviceKey) -> bytes:
    """Raises BadSeal for a note to another key, NewerFormat."""
    if note[:1] > bytes((KEY_FORMAT,)):
        raise NewerFormat(f"note format {note[0]}")
    public, nonce = note[1 : 1 + KEY_BYTES], note[1 + KEY_BYTES : _START_BYTES]
    try:
        if note[:1] != bytes((KEY_FORMAT,)):
            raise ValueError("no format")
        shared = sealing_private(key).exchange(X25519PublicKey.from_public_bytes(public))
        return _cipher(shared, public, sealing_public(key)).decrypt(
            nonce, note[_START_BYTES:], None
        )
    except (InvalidTag, ValueError):
        raise BadSeal("the note is for another key") from None


def _check(content: bytes) -> bytes:
    return sha256(b"tasuki recovery text\x1f" + content).digest()[:CHECK_BYTES]


def _cipher(shared: bytes, ephemeral: bytes, receiver: bytes) -> AESGCM:
    info = b"tasuki recovery note v1"
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=ephemeral + receiver, info=info)
    return AESGCM(derive.derive(shared))
