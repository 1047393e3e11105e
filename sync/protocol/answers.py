"""What a responder answers, as values: None for what is no such answer (`messages.unpacked`)."""

from sync.core.ids import ID_BYTES, DeviceId
from sync.core.limits import INTEGER_MAX
from sync.core.packing import Packed
from sync.protocol.messages import PROTOCOL_MAX, PROTOCOL_MIN, Hello, read_vector
from sync.protocol.ports import Mark

Lacking = dict[DeviceId, tuple[int, ...]]


def mark_or_none(value: Packed) -> tuple[Mark | None] | None:
    match value:
        case []:
            return (None,)
        case [int(seq), bytes(head)]:
            return (Mark(seq, head),)
    return None


def hello_of(value: Packed) -> Hello | None:
    match value:
        case [int(version), bytes(key), bytes(nonce), int(now_ms)]:
            if PROTOCOL_MIN <= version <= PROTOCOL_MAX:
                return Hello(version, key, nonce, now_ms)
    return None


def pushed(value: Packed) -> tuple[int, dict[DeviceId, Mark]] | None:
    match value:
        case [int(new), list(vector)]:
            return new, read_vector(vector)
    return None


def pulled(value: Packed) -> tuple[bytes | None, bool, list[DeviceId]] | None:
    match value:
        case [(None | bytes()) as chunk, bool(more), list(forked)]:
            if all(isinstance(device, bytes) and len(device) == ID_BYTES for device in forked):
                return chunk, more, forked
    return None


def blob_lists(value: Packed) -> tuple[list[bytes], list[bytes]] | None:
    match value:
        case [list(theirs), list(lacking)]:
            names = (*theirs, *lacking)
            if all(isinstance(name, bytes) for name in names):
                return theirs, lacking
    return None


def piece_of(value: Packed) -> tuple[int, bytes] | None:
    match value:
        case [int(size), bytes(data)]:
            return size, data
    return None


def bytes_or_nothing(value: Packed) -> tuple[bytes | None] | None:
    return (value,) if value is None or isinstance(value, bytes) else None


def count_of(value: Packed) -> int | None:
    return value if isinstance(value, int) else None


def digested(value: Packed) -> tuple[bytes | None, Lacking] | None:
    """The digest, and the batches whose bodies the other side lacks."""
    match value:
        case None | bytes():
            return value, {}
        case [(None | bytes()) as digest, list(lacking)]:
            found: Lacking = {}
            for one in lacking:
                match one:
                    case [bytes(device), list(seqs)] if len(device) == ID_BYTES and all(
                        type(seq) is int and 0 < seq < INTEGER_MAX for seq in seqs
                    ):
                        found[DeviceId(device)] = tuple(sorted(seqs))
                    case _:
                        return None
            return digest, found
    return None
