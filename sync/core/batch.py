"""A batch: what one action of one person changed in one space.

The header is in the clear and hashed into the chain of its (device, space); the body is sealed.
Header bytes are fixed-width structs: one byte string per header, parsed strictly. `None` as a body
means that it was erased: the chain still verifies, because the header carries the body's hash.
"""

from hashlib import sha256
from struct import Struct
from struct import error as StructError
from typing import NamedTuple

from sync.core.errors import BadInput, DecodeError, LimitExceeded, NewerFormat
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.limits import INTEGER_MAX, SUBJECTS_MAX
from sync.core.space import Space, parse_space

FORMAT_VERSION = 1
HASH_BYTES = 32
GENESIS_HEAD = bytes(HASH_BYTES)

# version, epoch, schema, min_reader, dictionary, length of the space id
_SHAPE = Struct(">BIIIHB")
_COUNTERS = Struct(">QQBH")  # seq, hlc, has an actor, number of subjects
# space id, device -> bytes; a log has some hundred of these
_prefixes: dict[tuple[int, int, int, int, int, bytes, bytes], bytes] = {}
_PREFIXES_MAX = 10_000


class Header(NamedTuple):
    """`seq` counts from 1 within (device, space). `actor` is the person at the desk, if known.
    `schema` is the author's, `min_reader` the least schema that may apply the batch. `dictionary`
    numbers the compression dictionary (0 = none). `body_hash` = SHA-256 of the sealed body."""

    version: int
    space: Space
    device: DeviceId
    seq: int
    hlc: int
    actor: EntityId | None
    epoch: int
    schema: int
    min_reader: int
    dictionary: int
    subjects: tuple[EntityId, ...]
    body_hash: bytes


class Batch(NamedTuple):
    """As stored and sent. `body` is the sealed body, None when it was erased."""

    header: Header
    body: bytes | None


def aad_bytes(header: Header) -> bytes:
    """The header without its body hash: what sealing authenticates. Raises BadInput."""
    (
        version, space, device, seq, hlc, actor, epoch, schema, min_reader, dictionary, subjects,
        _hash,
    ) = header  # fmt: skip
    if len(subjects) > SUBJECTS_MAX:
        raise LimitExceeded(f"{len(subjects)} subjects")
    key = (version, epoch, schema, min_reader, dictionary, space.space_id, device)
    try:
        counters = _COUNTERS.pack(seq, hlc, actor is not None, len(subjects))
        prefix = _prefixes.get(key) or _remember_prefix(*key)
        ids = (actor or b"") + b"".join(subjects)
    except (StructError, TypeError) as error:
        raise BadInput(f"header: {error}") from None
    if len(ids) != ID_BYTES * (len(subjects) + (actor is not None)):
        raise BadInput("header: an id is not of 16 bytes")
    return prefix + counters + ids


def header_bytes(header: Header) -> bytes:
    """The whole header, canonical. Raises BadInput."""
    if len(header.body_hash) != HASH_BYTES:
        raise BadInput("header: a body hash has 32 bytes")
    return aad_bytes(header) + header.body_hash


def _remember_prefix(
    version: int,
    epoch: int,
    schema: int,
    min_reader: int,
    dictionary: int,
    space_id: bytes,
    device: bytes,
) -> bytes:
    """The part of a header that seldom changes within a chain, remembered from now on."""
    if len(device) != ID_BYTES:
        raise BadInput("header: a device id has 16 bytes")
    shape = _SHAPE.pack(version, epoch, schema, min_reader, dictionary, len(space_id))
    prefix = shape + space_id + device
    if len(_prefixes) >= _PREFIXES_MAX:
        _prefixes.clear()
    key = (version, epoch, schema, min_reader, dictionary, space_id, device)
    _prefixes[key] = prefix
    return prefix


def parse_header(data: bytes) -> Header:
    """The inverse of `header_bytes`. Raises DecodeError, NewerFormat."""
    if data and data[0] > FORMAT_VERSION:
        raise NewerFormat(f"batch format {data[0]}")
    try:
        version, epoch, schema, min_reader, dictionary, width = _SHAPE.unpack_from(data)
        place = _SHAPE.size
        space = parse_space(data[place : place + width])
        place += width
        device = DeviceId(data[place : place + ID_BYTES])
        place += ID_BYTES
        seq, hlc, has_actor, count = _COUNTERS.unpack_from(data, place)
    except StructError:
        raise DecodeError("header: cut off") from None
    place += _COUNTERS.size
    if version != FORMAT_VERSION or has_actor > 1 or max(seq, hlc) > INTEGER_MAX or seq == 0:
        raise DecodeError("header: impossible numbers")
    if count > SUBJECTS_MAX:
        raise LimitExceeded(f"{count} subjects")
    end = place + ID_BYTES * (has_actor + count)
    if len(data) != end + HASH_BYTES:
        raise DecodeError("header: wrong length")
    ids = split_ids(data[place:end])
    actor = ids[0] if has_actor else None
    return Header(
        version, space, device, seq, hlc, actor, epoch, schema, min_reader, dictionary,
        ids[has_actor:], data[end:],
    )  # fmt: skip


def split_ids(joined: bytes) -> tuple[EntityId, ...]:
    """Ids that were written one after the other."""
    if len(joined) == ID_BYTES:
        return (EntityId(joined),)  # as most are
    return tuple(
        EntityId(joined[place : place + ID_BYTES]) for place in range(0, len(joined), ID_BYTES)
    )


def hash_body(body: bytes) -> bytes:
    """The `body_hash` of a sealed body."""
    return sha256(body).digest()


def next_head(previous_head: bytes, header: bytes) -> bytes:
    """head_n = SHA-256(head_{n-1} ‖ header_n); the head before the first is `GENESIS_HEAD`."""
    return sha256(previous_head + header).digest()
