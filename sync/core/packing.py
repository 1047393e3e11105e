"""Canonical msgpack: one byte string per value, strict on the way in.

Allowed are nil, booleans, signed 64-bit integers, text, bytes, arrays and maps whose keys ascend.
Floats, extension types, longer-than-needed integers, trailing bytes and deep nesting are refused.
Decoding raises nothing but `DecodeError`; packing nothing but `BadInput`.
"""

from itertools import pairwise
from typing import TypeAlias

import msgpack

from sync.core.errors import BadInput, DecodeError, LimitExceeded
from sync.core.limits import (
    INTEGER_MAX,
    INTEGER_MIN,
    NESTING_DEPTH_MAX,
    PACKED_BYTES_MAX,
    TEXT_BYTES_MAX,
)

# What unpacking gives: None, bool, int, str, bytes, lists and dicts of these.
Packed: TypeAlias = object

_unpackb = msgpack.unpackb
_packb = msgpack.packb


def pack(value: Packed, bytes_max: int = PACKED_BYTES_MAX) -> bytes:
    """The bytes of a value that the caller has built canonically. Raises BadInput."""
    try:
        data = _packb(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput(f"cannot be packed: {type(error).__name__}") from None
    if len(data) > bytes_max:
        raise LimitExceeded(f"{len(data)} bytes in one value")
    return bytes(data)


def unpack(data: bytes, bytes_max: int = PACKED_BYTES_MAX) -> Packed:
    """The value in `data`. Integers, texts and lengths are canonical and texts not too long; the
    order of map keys and the types are not looked at yet (see `require_plain`)."""
    if len(data) > bytes_max:
        raise LimitExceeded(f"{len(data)} bytes in one value")
    try:
        value = _unpackb(data, strict_map_key=False, max_str_len=TEXT_BYTES_MAX)
        # Packing again is faster in C than any walk in Python, and exact.
        canonical = _packb(value) == data
    except (ValueError, TypeError, OverflowError, RecursionError, msgpack.UnpackException) as error:
        raise DecodeError(f"not msgpack: {type(error).__name__}") from None
    if not canonical:
        raise DecodeError("not canonical msgpack")
    return value


def require_plain(value: Packed, depth: int = 0) -> None:
    """Walks what nobody else looks at: types, key order, depth. Raises DecodeError."""
    if depth > NESTING_DEPTH_MAX:
        raise LimitExceeded("nested too deeply")
    if value is None or isinstance(value, str | bytes | bool):
        return
    if isinstance(value, int):
        if not INTEGER_MIN <= value <= INTEGER_MAX:
            raise LimitExceeded("integer of more than 64 bits")
    elif isinstance(value, list):
        for item in value:
            require_plain(item, depth + 1)
    elif isinstance(value, dict):
        _require_ascending(list(value))
        for item in value.values():
            require_plain(item, depth + 1)
    else:
        raise DecodeError(f"type {type(value).__name__} has no place in the format")


def _require_ascending(keys: list[object]) -> None:
    kinds = {type(key) for key in keys}
    if kinds - {int, str} or len(kinds) > 1:
        raise DecodeError("map keys are numbers or names")
    if any(not later > before for before, later in pairwise(keys)):  # type: ignore[operator]
        raise DecodeError("map keys do not ascend")
