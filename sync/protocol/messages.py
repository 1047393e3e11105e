"""Calls and answers, and the bytes in them. Every way of transport carries just these.

A `Call` names what is asked; its token says who asks, where that matters. An `Answer` is `OK` with
a body, or another status with `[code, detail]`; with `REVOKED` the detail is the proof, a chunk of
the `auth` space. Bodies are canonical msgpack; decoders raise nothing but `SyncError`.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple, TypeVar

from sync.core.errors import BadInput, DecodeError, SyncError
from sync.core.ids import ID_BYTES, DeviceId
from sync.core.limits import BLOBS_IN_A_CALL_MAX, CALL_BYTES_MAX, CHUNK_BYTES_MAX, INTEGER_MAX
from sync.core.packing import Packed, pack, unpack
from sync.core.space import Space, parse_space
from sync.protocol.ports import HEAD_PART_BYTES, Mark, SpaceVector

PROTOCOL_MIN, PROTOCOL_MAX = 1, 1
NONCE_BYTES = 16
HASH_BYTES = 32
REPORTED_SPACES_MAX = 100

OK = 200
MALFORMED = 400  # what came is not what it claims to be
STRANGER = 401  # no token, or one that is over
REVOKED = 403  # this device was sent away; the body proves it
NOT_YOURS = 404  # a call or a space that this device may not ask for
TOO_MUCH = 413
SLOW_DOWN = 429
TOO_NEW = 426  # no protocol version in common
FULL = 507  # the disk of the other side is full

# How large a body may be, by the name of its call; a transport refuses more before reading it.
BODY_BYTES_MAX = {
    "push": CHUNK_BYTES_MAX + 64,
    "bequeath": CHUNK_BYTES_MAX + 64,
    "put_blob": 300 * 1024,
}
T = TypeVar("T")


class Call(NamedTuple):
    """`name`: hello, auth, vector, pull, push, digest, report, blobs, blob, put_blob, image,
    image_piece, wait, bequeath or pair."""

    name: str
    token: bytes = b""
    body: bytes = b""


class Answer(NamedTuple):
    status: int
    body: bytes = b""


class LinkError(SyncError):
    """The other device did not answer, or said something else than it should. Nothing was lost;
    what was not sent yet waits."""

    code = "link"


def body_bytes_max(name: str) -> int:
    """The largest body of a call."""
    return BODY_BYTES_MAX.get(name, CALL_BYTES_MAX)


def packed(value: Packed) -> bytes:
    """The body of a call or an answer."""
    return pack(value, CHUNK_BYTES_MAX + CALL_BYTES_MAX)


def unpacked(data: bytes, read: Callable[[Packed], T | None]) -> T:
    """What `read` makes of a body; it answers with None for what it does not know."""
    value = read(unpack(data, CHUNK_BYTES_MAX + CALL_BYTES_MAX))
    if value is None:
        raise DecodeError("a message is not what it should be")
    return value


def refused(status: int, code: str, detail: str | bytes = "") -> Answer:
    return Answer(status, packed([code, detail]))


def reason_of(answer: Answer) -> tuple[str, str | bytes]:
    """(code, detail) of an answer that is not `OK`."""
    match unpack(answer.body, CHUNK_BYTES_MAX + CALL_BYTES_MAX):
        case [str(code), (str() | bytes()) as detail]:
            return code, detail
    raise DecodeError("not a refusal")


class Hello(NamedTuple):
    """What a server says before anybody is known: no personal data, no name."""

    version: int
    public_key: bytes
    nonce: bytes
    now_ms: int


class Holding(NamedTuple):
    """What one device has of a space; no digest where it cannot read it."""

    space: Space
    vector: SpaceVector
    digest: bytes | None


class Report(NamedTuple):
    """What a client says at the end of a session, so that the other side knows how it stands.
    `ahead_ms` is how far it found the other side's clock ahead of its own. `forked`: chains that it
    has another branch of; where its branch is the longer one, the other side cannot see it."""

    ahead_ms: int
    holdings: tuple[Holding, ...]
    forked: tuple[DeviceId, ...] = ()


def pack_vector(vector: SpaceVector) -> list[Packed]:
    return [[device, mark.seq, mark.head] for device, mark in sorted(vector.items())]


def read_vector(value: Packed) -> dict[DeviceId, Mark]:
    """Raises DecodeError."""
    found: dict[DeviceId, Mark] = {}
    for entry in value if isinstance(value, list) else [None]:
        match entry:
            case [bytes(device), int(seq), bytes(head)] if (
                len(device) == ID_BYTES
                and len(head) == HEAD_PART_BYTES
                and 0 < seq <= INTEGER_MAX
                and device not in found
            ):
                found[DeviceId(device)] = Mark(seq, head)
            case _:
                raise DecodeError("not a vector")
    return found


def mark_of(vectors: Mapping[Space, SpaceVector]) -> bytes:
    """Of everything that somebody may have of another device: another mark, something new."""
    ids = sorted((space.space_id, pack_vector(vector)) for space, vector in vectors.items())
    return sha256(packed([list(one) for one in ids])).digest()


def pack_report(report: Report) -> list[Packed]:
    rows = [[one.space.space_id, pack_vector(one.vector), one.digest] for one in report.holdings]
    return [report.ahead_ms, rows, list(report.forked)]


def read_report(value: Packed) -> Report | None:
    """Raises DecodeError."""
    match value:
        case [int(ahead_ms), list(rows), list(forked)] if len(rows) <= REPORTED_SPACES_MAX:
            holdings = tuple(_holding(row) for row in rows)
            return Report(ahead_ms, holdings, tuple(_device(one) for one in forked))
    return None


def _device(value: Packed) -> DeviceId:
    if not isinstance(value, bytes) or len(value) != ID_BYTES:
        raise DecodeError("not a device")
    return DeviceId(value)


def _holding(value: Packed) -> Holding:
    match value:
        case [space_id, vector, (None | bytes()) as digest]:
            if digest is None or len(digest) == HASH_BYTES:
                return Holding(read_space(space_id), read_vector(vector), digest)
    raise DecodeError("not what a device holds")


def read_space(value: Packed) -> Space:
    """Raises DecodeError."""
    if not isinstance(value, bytes):
        raise DecodeError("not a space")
    return parse_space(value)


def read_hashes(value: Packed) -> tuple[bytes, ...]:
    """Raises DecodeError."""
    names = value if isinstance(value, list) else [None]
    if len(names) > BLOBS_IN_A_CALL_MAX:
        raise DecodeError("too many files in one call")
    if not all(isinstance(name, bytes) and len(name) == HASH_BYTES for name in names):
        raise DecodeError("not the names of files")
    return tuple(names)


def transcript(
    side: str, nonces: tuple[bytes, bytes], devices: tuple[bytes, bytes], fingerprint: bytes
) -> bytes:
    """What both ends sign: nobody in between can pass a signature on to another connection.

    `nonces` and `devices` are (client's, server's); `fingerprint` is the SHA-256 of the server's
    certificate as the signer sees it, empty where there is no TLS. Raises BadInput.
    """
    if any(len(nonce) != NONCE_BYTES for nonce in nonces):
        raise BadInput("a nonce has 16 bytes")
    parts = (side.encode(), *nonces, *devices, fingerprint)
    return b"tasuki auth v1\0" + b"".join(len(part).to_bytes(1, "big") + part for part in parts)
