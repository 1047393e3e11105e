"""From the wire to operations, strictly and fast (a replay decodes a million bodies).

Readers append operations, and what only a newer app knows as packed operations; they raise
`DecodeError` for what no app could have written. See `encoding.py` for the shapes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sync.core.body import Body, Code
from sync.core.errors import DecodeError, LimitExceeded
from sync.core.limits import (
    BASES_MAX,
    NAME_CHARACTERS_MAX,
    OPERATIONS_MAX,
    THUMBNAIL_BYTES_MAX,
)
from sync.core.operations import (
    Add,
    Attach,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Operation,
    Remove,
    Resolve,
    Set,
    Undelete,
    Value,
)
from sync.core.packing import pack, require_plain, unpack
from sync.core.wire import (
    TablePlan,
    WirePlan,
    is_clock,
    is_id,
    is_integer,
    is_text,
)

# Wire values are checked by hand below: `Any` keeps the hot path free of casts.
Entry = list[Any]

__all__ = ["read_body"]


@dataclass(slots=True)
class _Reading:
    plan: WirePlan
    operations: list[Operation] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)

    def keep(self, entry: Entry) -> None:
        """What this version does not know, verbatim, once it is seen to be harmless."""
        require_plain(entry)
        self.unknown.append(pack(entry))

    def table(self, entry: Entry, length: int) -> TablePlan | None:
        """The table of an operation on a row; None (and kept) where only a newer app knows it."""
        if len(entry) < length:
            raise DecodeError("an operation is cut off")
        if not is_clock(entry[1]) or not is_id(entry[2]):
            raise DecodeError("an operation names a table and a row")
        return self.plan.by_number.get(entry[1])


Reader = Callable[[_Reading, Entry], None]
_INTEGERS = {int}


def read_body(plan: WirePlan, data: bytes) -> Body:
    """Raises DecodeError (also LimitExceeded)."""
    wire: Any = unpack(data)
    if wire.__class__ is not list or len(wire) != 3:
        raise DecodeError("a body has three parts")
    act, note, entries = wire
    if not is_text(act) or not 0 < len(act) <= NAME_CHARACTERS_MAX:
        raise DecodeError("the name of the act is missing or too long")
    if note is not None and not is_text(note):
        raise DecodeError("the note is not a text")
    if entries.__class__ is not list:
        raise DecodeError("operations stand in a list")
    if len(entries) > OPERATIONS_MAX:
        raise LimitExceeded(f"{len(entries)} operations in one batch")
    reading = _Reading(plan)
    last_set: Entry | None = None
    for entry in entries:
        if entry.__class__ is not list or not entry or not is_clock(entry[0]):
            raise DecodeError("an operation starts with its code")
        head = entry[:3] if entry[0] == Code.SET else None
        if head is not None and head == last_set:
            raise DecodeError("sets of one row stand together")
        last_set = head
        _READERS.get(entry[0], _Reading.keep)(reading, entry)
    if len(reading.operations) > OPERATIONS_MAX:
        raise LimitExceeded(f"{len(reading.operations)} operations in one batch")
    return Body(act, tuple(reading.operations), note, tuple(reading.unknown))


def _read_row(make: type[New] | type[Move] | type[Claim]) -> Reader:
    def read(reading: _Reading, entry: Entry) -> None:
        table = reading.table(entry, 4)
        if table is None or len(entry) > 4:
            return reading.keep(entry)
        wire = entry[3]
        if wire.__class__ is not dict:
            raise DecodeError("the values of a row stand in a map")
        values = _read_values(table, wire)
        reading.operations.append(make(table.table.name, entry[2], values))
        if wire:
            reading.keep([*entry[:3], wire])
        return None

    return read


def _read_values(table: TablePlan, wire: dict[Any, Any]) -> dict[str, Value]:
    """The values of known fields by name; takes out of `wire` what it read, so that fields of a
    newer app remain. Rows of one table repeat few shapes: the checks run in C over a whole row."""
    numbers = tuple(wire)
    shape = table.shapes.get(numbers)
    if set(map(type, numbers)) != _INTEGERS or shape is None:  # `True` is 1 to Python
        known = _known_fields(table, numbers)
        shape = table.shape(known)
        values = [wire.pop(number) for number in known]
    else:
        values = list(wire.values())
        wire.clear()
    if tuple(map(type, values)) != shape.kinds:
        raise DecodeError(f"{table.table.name}: a value has another type")
    for place, check in shape.checks:
        if not check(values[place]):
            raise DecodeError(f"{table.table.name}.{shape.names[place]}: not a possible value")
    for place in shape.sets:
        values[place] = tuple(values[place])
    return dict(zip(shape.names, values, strict=True))


def _known_fields(table: TablePlan, numbers: tuple[Any, ...]) -> tuple[int, ...]:
    if not all(map(is_clock, numbers)) or list(numbers) != sorted(numbers):
        raise DecodeError("fields do not ascend")
    return tuple(number for number in numbers if number in table.by_number)


def _read_sets(reading: _Reading, entry: Entry) -> None:
    table = reading.table(entry, 4)
    if table is None or len(entry) > 4:
        return reading.keep(entry)
    if table.table.append_only:
        raise DecodeError(f"{table.table.name}: rows of a ledger do not change")
    if entry[3].__class__ is not list or not entry[3]:
        raise DecodeError("sets stand in a list")
    newer: Entry = []
    for item in entry[3]:
        if item.__class__ is not list or len(item) < 3 or not is_clock(item[0]):
            raise DecodeError("a set has a field, a value and a base")
        known = table.by_number.get(item[0])
        if known is None or len(item) > 4:
            newer.append(item)
            continue
        name, kind, check = known
        value = item[1]
        if value is not None:
            if value.__class__ is not kind or (check is not None and not check(value)):
                raise DecodeError(f"{table.table.name}.{name} has another type")
            if kind is list:
                value = tuple(value)
        bases = _bases(item[2])
        clock = _optional_clock(item, 3)
        if clock is not None and bases and clock <= bases[-1]:
            raise DecodeError("a write is later than what its author saw")
        reading.operations.append(Set(table.table.name, entry[2], name, value, bases, clock))
    if newer:
        reading.keep([*entry[:3], newer])
    return None


def _bases(wire: Any) -> tuple[int, ...]:
    if wire is None:
        return ()
    if is_clock(wire):
        return (wire,)
    if wire.__class__ is not list or not 2 <= len(wire) <= BASES_MAX:
        raise DecodeError("bases are clocks, and not many")
    if not all(map(is_clock, wire)) or sorted(wire) != wire:
        raise DecodeError("bases ascend")
    return tuple(wire)


def _optional_clock(entry: Entry, place: int) -> int | None:
    if len(entry) <= place:
        return None
    if not is_clock(entry[place]):
        raise DecodeError("a clock is a number")
    return int(entry[place])


def _read_mark(kind: type[Delete] | type[Undelete]) -> Reader:
    def read(reading: _Reading, entry: Entry) -> None:
        table = reading.table(entry, 3)
        if table is None or len(entry) > 4:
            return reading.keep(entry)
        mark = kind(table.table.name, entry[2], _optional_clock(entry, 3))
        return reading.operations.append(mark)

    return read


def _read_element(make: type[Add] | type[Remove]) -> Reader:
    def read(reading: _Reading, entry: Entry) -> None:
        table = reading.table(entry, 5)
        if table is None or len(entry) > 6:
            return reading.keep(entry)
        if not is_clock(entry[3]) or not is_text(entry[4]):
            raise DecodeError("an element is a text in a field")
        known = table.by_number.get(entry[3])
        if known is None:
            return reading.keep(entry)
        name, kind, _check = known
        if kind is not list or table.table.append_only:
            raise DecodeError(f"{table.table.name}.{name} holds no elements")
        clock = _optional_clock(entry, 5)
        return reading.operations.append(make(table.table.name, entry[2], name, entry[4], clock))

    return read


def _read_end(reading: _Reading, entry: Entry) -> None:
    table = reading.table(entry, 4)
    if table is None or len(entry) > 4:
        return reading.keep(entry)
    if not is_integer(entry[3]):
        raise DecodeError("the end of a claim is an instant")
    return reading.operations.append(End(table.table.name, entry[2], entry[3]))


def _read_about(kind: type[Resolve] | type[Erase]) -> Reader:
    def read(reading: _Reading, entry: Entry) -> None:
        if len(entry) < 3 or not is_id(entry[1]) or not is_text(entry[2]):
            raise DecodeError("a subject is an id, with a text")
        if len(entry) > 3:
            return reading.keep(entry)
        return reading.operations.append(kind(entry[1], entry[2]))

    return read


def _read_attach(reading: _Reading, entry: Entry) -> None:
    table = reading.table(entry, 8)
    if table is None or len(entry) > 8:
        return reading.keep(entry)
    blob, size, media_type, key, thumbnail = entry[3:]
    if not _is_bytes(blob, 32, 32) or not _is_bytes(key, 32, 32) or not is_clock(size):
        raise DecodeError("an attachment has a SHA-256, a key and a size")
    if not is_text(media_type) or len(media_type) > NAME_CHARACTERS_MAX:
        raise DecodeError("the media type is a short text")
    if not _is_bytes(thumbnail, 0, THUMBNAIL_BYTES_MAX):
        raise DecodeError("the preview is small")
    return reading.operations.append(
        Attach(table.table.name, entry[2], blob, size, media_type, key, thumbnail)
    )


def _is_bytes(value: Any, least: int, most: int) -> bool:
    return value.__class__ is bytes and least <= len(value) <= most


_READERS: dict[int, Reader] = {
    Code.NEW: _read_row(New),
    Code.SET: _read_sets,
    Code.DELETE: _read_mark(Delete),
    Code.UNDELETE: _read_mark(Undelete),
    Code.ADD: _read_element(Add),
    Code.REMOVE: _read_element(Remove),
    Code.MOVE: _read_row(Move),
    Code.CLAIM: _read_row(Claim),
    Code.END: _read_end,
    Code.RESOLVE: _read_about(Resolve),
    Code.ERASE: _read_about(Erase),
    Code.ATTACH: _read_attach,
}
