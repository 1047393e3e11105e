"""How a new device is let in: a secret that only two people in one room have seen.

    invitation  TASUKI1 ‖ base32 of [1, secret 16, address, fingerprint, operation tag 8], as a QR;
                by hand the address, and the secret as 26 letters
    request     [public key, sealing key, fingerprint, label, nonce 16, HMAC(secret)], and before
                the HMAC what the device wants to come into, where that is not just anything
    welcome     nonce 12 ‖ AES-256-GCM(HKDF(secret, request)) of what the application says

Where there is no network, request and welcome are pictures too: TASUKI3 and TASUKI4 ‖ base32.

The HMAC covers the fingerprint of the certificate that the new device sees: who stands in between
cannot pass the request on, and without the secret nobody can read the welcome. A typed invitation
names no fingerprint and is as safe: the HMAC binds it all the same.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.errors import BadSeal, BadSignature, DecodeError
from sync.core.packing import Packed, pack, unpack
from sync.core.ports import Random

SECRET_BYTES = 16
KEY_BYTES = 32
TAG_BYTES = 8
NONCE_BYTES = 12
LABEL_LETTERS_MAX = 40
INVITATION_BYTES_MAX = 1_000
REQUEST_BYTES_MAX = 2_000
WELCOME_BYTES_MAX = 20_000
WELCOME_PICTURE_BYTES_MAX = 2_600  # what one QR code holds in these letters
PREFIX = "TASUKI1"
REQUEST_PREFIX, WELCOME_PREFIX = "TASUKI3", "TASUKI4"
# Crockford's: no I, L, O, U, so that a code can be read aloud and copied from a screen.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUP = 5


class NotInvited(BadSignature):
    """The code of the invitation is not right. Nobody was let in."""

    code: ClassVar[str] = "invitation_wrong"


class InvitationOver(BadSignature):
    """No invitation holds any more. Nobody was let in."""

    code: ClassVar[str] = "invitation_over"


class InvitationUsed(BadSignature):
    """Another device came in by this invitation. Nobody else was let in."""

    code: ClassVar[str] = "invitation_used"


@dataclass(frozen=True)
class Summons:
    """What an invitation says. `fingerprint` and `tag` are empty where it was typed."""

    secret: bytes = field(repr=False)
    address: str
    fingerprint: bytes = b""
    tag: bytes = b""


@dataclass(frozen=True)
class JoinRequest:
    """The new device. `sealing_key` is its X25519 public key; `wants` is a word of the application
    about what it may come into, so that nobody is let in who would turn away."""

    public_key: bytes
    sealing_key: bytes
    fingerprint: bytes
    label: str
    nonce: bytes
    wants: str = ""


def new_secret(random: Random) -> bytes:
    return random.bytes(SECRET_BYTES)


def code_of(secret: bytes) -> str:
    """The secret for reading aloud: 26 letters in groups of five."""
    letters = letters_of_bytes(secret)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def text_of(summons: Summons) -> str:
    """The text of the QR: capitals and digits only, which makes the picture small."""
    packed = pack([1, summons.secret, summons.address, summons.fingerprint, summons.tag])
    return PREFIX + letters_of_bytes(packed)


def read_summons(text: str) -> Summons:
    """A scanned text, or "address code" as it was typed. Raises DecodeError."""
    clean = " ".join(text.split())
    if clean.upper().startswith(PREFIX):
        return _scanned(clean[len(PREFIX) :])
    address, _, code = clean.partition(" ")
    secret = bytes_of_letters(code)
    if len(secret) != SECRET_BYTES or not address:
        raise DecodeError("not an invitation")
    return Summons(secret, address)


def request_text(body: bytes) -> str:
    """A request as the text of a picture, where there is no network."""
    return REQUEST_PREFIX + letters_of_bytes(body)


def welcome_text(sealed: bytes) -> str:
    """A welcome as the text of a picture."""
    return WELCOME_PREFIX + letters_of_bytes(sealed)


def read_request_text(text: str) -> bytes:
    """Raises DecodeError."""
    return _after(REQUEST_PREFIX, text, REQUEST_BYTES_MAX)


def read_welcome_text(text: str) -> bytes:
    """Raises DecodeError."""
    return _after(WELCOME_PREFIX, text, WELCOME_PICTURE_BYTES_MAX)


def _after(prefix: str, text: str, bytes_max: int) -> bytes:
    clean = "".join(text.split()).upper()
    if not clean.startswith(prefix):
        raise DecodeError("not a picture of this kind")
    return bytes_of_letters(clean[len(prefix) :], bytes_max)


def _scanned(letters: str) -> Summons:
    match unpack(bytes_of_letters(letters), INVITATION_BYTES_MAX):
        case [1, bytes(secret), str(address), bytes(fingerprint), bytes(tag)]:
            if len(secret) == SECRET_BYTES and len(fingerprint) in (0, KEY_BYTES):
                return Summons(secret, address, fingerprint, tag)
    raise DecodeError("not an invitation")


def seal_request(secret: bytes, request: JoinRequest, server_fingerprint: bytes) -> bytes:
    """The body of the call `pair`. `server_fingerprint` is that of the certificate in sight."""
    parts = _parts(request)
    return pack([*parts, _mac(secret, parts, server_fingerprint)])


def read_request(body: bytes) -> tuple[JoinRequest, bytes]:
    """The request and its HMAC, not yet believed. Raises DecodeError."""
    match unpack(body, REQUEST_BYTES_MAX):
        case [
            bytes(key), bytes(sealing), bytes(fingerprint), str(label), bytes(nonce), *wants,
            bytes(mac),
        ] if _is_word(wants):  # fmt: skip
            lengths = [len(key), len(sealing), len(fingerprint), len(nonce)]
            if lengths == [KEY_BYTES] * 3 + [SECRET_BYTES] and len(label) <= LABEL_LETTERS_MAX:
                return JoinRequest(key, sealing, fingerprint, label, nonce, *map(str, wants)), mac
    raise DecodeError("not a request to join")


def require_invited(
    secret: bytes, request: JoinRequest, mac: bytes, server_fingerprint: bytes
) -> None:
    """Raises NotInvited unless whoever asks knows the secret and sees our own certificate."""
    if not hmac.compare_digest(mac, _mac(secret, _parts(request), server_fingerprint)):
        raise NotInvited("not invited")


def seal_welcome(secret: bytes, request: JoinRequest, said: Packed, random: Random) -> bytes:
    """What the inviting device answers, readable only under the secret and this request."""
    nonce = random.bytes(NONCE_BYTES)
    cipher = _welcome_cipher(secret, request)
    return nonce + cipher.encrypt(nonce, pack(said), None)


def open_welcome(secret: bytes, request: JoinRequest, sealed: bytes) -> Packed:
    """Raises BadSeal, DecodeError."""
    if len(sealed) > WELCOME_BYTES_MAX:
        raise DecodeError("a welcome is too large")
    cipher = _welcome_cipher(secret, request)
    try:
        plain = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        raise BadSeal("the welcome does not belong to this invitation") from None
    return unpack(plain)


def _welcome_cipher(secret: bytes, request: JoinRequest) -> AESGCM:
    salt = sha256(pack(_parts(request))).digest()
    info = b"tasuki welcome v1"
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info)
    return AESGCM(derive.derive(secret))


def _mac(secret: bytes, parts: list[Packed], server_fingerprint: bytes) -> bytes:
    said = b"tasuki pair v1" + pack([*parts, server_fingerprint])
    return hmac.new(secret, said, sha256).digest()


def _parts(request: JoinRequest) -> list[Packed]:
    parts: list[Packed] = [
        request.public_key, request.sealing_key, request.fingerprint, request.label, request.nonce,
    ]  # fmt: skip
    return [*parts, request.wants] if request.wants else parts


def _is_word(wants: list[Packed]) -> bool:
    """Nothing, or one word that is there only where it says something."""
    match wants:
        case []:
            return True
        case [str(word)]:
            return 0 < len(word) <= LABEL_LETTERS_MAX
    return False


def letters_of_bytes(data: bytes) -> str:
    """Base 32, the last letter filled up with zero bits."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % _GROUP)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def bytes_of_letters(letters: str, bytes_max: int = INVITATION_BYTES_MAX) -> bytes:
    """Forgiving about case, hyphens and look-alikes. Raises DecodeError."""
    clean = letters.upper().replace("-", "").replace(" ", "").translate(_READ_AS)
    if len(clean) > 2 * bytes_max:
        raise DecodeError("not an invitation")
    try:
        bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in clean)
    except ValueError:
        raise DecodeError("a letter that no invitation has") from None
    whole = len(bits) // 8 * 8
    if "1" in bits[whole:]:
        raise DecodeError("not an invitation")
    return bytes(int(bits[at : at + 8], 2) for at in range(0, whole, 8))
