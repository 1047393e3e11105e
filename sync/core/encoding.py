"""Bodies on the wire: the operations of one action as canonical msgpack, by number.

    body       [act, note | nil, [operation, …]]
    operation  [code, …], shapes in `_WRITERS` and docs/internals/data-file.md

One byte string per body: maps ascend, blanks are left out, consecutive sets of one row share one
entry. What a newer app may send (codes, tables, fields, longer operations that this version does
not know) is kept in `Body.unknown` as the packed operation and is never an error; all else that is
not exactly right is `DecodeError`, and nothing but `SyncError` comes out of the decoder.
"""

from collections.abc import Callable, Collection, Mapping
from typing import cast

from sync.core import decoding
from sync.core.body import Body, Code
from sync.core.errors import BadInput, LimitExceeded
from sync.core.ids import EntityId
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
    Remove,
    Resolve,
    Set,
    Undelete,
    Value,
)
from sync.core.packing import pack, unpack
from sync.core.registry import Registry
from sync.core.wire import TablePlan, WirePlan, is_clock, is_id, is_integer, is_text, plan_of

__all__ = ["Body", "decode_body", "encode_body"]

Entry = list[object]


def encode_body(registry: Registry, body: Body) -> bytes:
    """The packed bytes of `body`; values that are None are left out of `New` and its like.

    Unknown operations follow the known ones. Raises BadInput (also LimitExceeded).
    """
    if not body.act or len(body.act) > NAME_CHARACTERS_MAX:
        raise BadInput("the name of the act is empty or too long")
    if body.note is not None and not is_text(body.note):
        raise LimitExceeded("the note is too long")
    if len(body.operations) + len(body.unknown) > OPERATIONS_MAX:
        raise LimitExceeded(f"{len(body.operations)} operations in one batch")
    plan = plan_of(registry)
    entries: list[Entry] = []
    for operation in body.operations:
        if isinstance(operation, Set):
            _append_set(plan, operation, entries)
        else:
            writer = _WRITERS.get(type(operation))
            if writer is None:
                raise BadInput(f"not an operation: {type(operation).__name__}")
            entries.append(writer(plan, operation))
    unknown = [unpack(raw) for raw in body.unknown]
    return pack([body.act, body.note, entries + unknown])


def decode_body(registry: Registry, data: bytes) -> Body:
    """The inverse of `encode_body`. Raises DecodeError (also LimitExceeded)."""
    return decoding.read_body(plan_of(registry), data)


def _table(plan: WirePlan, name: str) -> TablePlan:
    table = plan.by_name.get(name)
    if table is None:
        raise BadInput(f"no table {name!r}")
    return table


def _row(plan: WirePlan, name: str, identifier: EntityId) -> tuple[int, EntityId]:
    if not is_id(identifier):
        raise BadInput(f"{name}: an id has 16 bytes")
    return _table(plan, name).table.number, identifier


def _value(table: TablePlan, name: str, value: Value) -> tuple[int, object]:
    """(field number, value for the wire)."""
    field = table.by_name.get(name)
    if field is None:
        raise BadInput(f"{table.table.name}: no field {name!r}")
    number, kind, check = field
    wire: object = value
    if kind is list and isinstance(value, tuple | list | set | frozenset):
        wire = _elements(value)
    if wire is None:
        return number, None
    if type(wire) is not kind or (check is not None and not check(wire)):
        raise BadInput(f"{table.table.name}.{name}: {type(value).__name__} does not fit")
    if kind is str and not is_text(wire):
        raise LimitExceeded(f"{table.table.name}.{name}: the text is too long")
    return number, wire


def _elements(value: Collection[str]) -> list[str]:
    if not all(map(is_text, value)):
        raise BadInput("the elements of a set are short texts")
    return sorted(set(value))


def _values(table: TablePlan, values: Mapping[str, Value]) -> dict[int, object]:
    pairs = [_value(table, name, value) for name, value in values.items() if value is not None]
    return dict(sorted(pairs, key=lambda pair: pair[0]))


def _with_clock(entry: Entry, clock: int | None) -> Entry:
    if clock is not None:
        if not is_clock(clock):
            raise BadInput("a clock does not fit 63 bits")
        entry.append(clock)
    return entry


def _changeable(plan: WirePlan, name: str) -> TablePlan:
    table = _table(plan, name)
    if table.table.append_only:
        raise BadInput(f"{name}: rows of a ledger do not change")
    return table


def _append_set(plan: WirePlan, operation: Set, entries: list[Entry]) -> None:
    """[SET, table, id, [[field, value, base | nil | [bases], clock?], …]]"""
    table = _changeable(plan, operation.table)
    number, value = _value(table, operation.field, operation.value)
    bases = sorted(operation.bases)
    if len(bases) > BASES_MAX or not all(map(is_clock, bases)):
        raise BadInput("bases are clocks, and not many")
    if operation.clock is not None and bases and operation.clock <= bases[-1]:
        raise BadInput("a write is later than what its author saw")
    base: object = bases if len(bases) > 1 else bases[0] if bases else None
    item = _with_clock([number, value, base], operation.clock)
    head = [Code.SET, *_row(plan, operation.table, operation.id)]
    if entries and entries[-1][:3] == head:
        cast(list[object], entries[-1][3]).append(item)
    else:
        entries.append([*head, [item]])


def _write_row(code: Code) -> "Callable[[WirePlan, New | Move | Claim], Entry]":
    def write(plan: WirePlan, operation: New | Move | Claim) -> Entry:
        table = _table(plan, operation.table)
        number, identifier = _row(plan, operation.table, operation.id)
        return [code, number, identifier, _values(table, operation.values)]

    return write


def _write_mark(code: Code) -> "Callable[[WirePlan, Delete | Undelete], Entry]":
    def write(plan: WirePlan, operation: Delete | Undelete) -> Entry:
        entry: Entry = [code, *_row(plan, operation.table, operation.id)]
        return _with_clock(entry, operation.clock)

    return write


def _write_element(code: Code) -> "Callable[[WirePlan, Add | Remove], Entry]":
    def write(plan: WirePlan, operation: Add | Remove) -> Entry:
        table = _changeable(plan, operation.table)
        number, wire = _value(table, operation.field, (operation.element,))
        element = cast(list[object], wire)[0]
        entry: Entry = [code, *_row(plan, operation.table, operation.id), number, element]
        return _with_clock(entry, operation.clock)

    return write


def _write_end(plan: WirePlan, operation: End) -> Entry:
    if not is_integer(operation.at_ms):
        raise BadInput("the end of a claim is an instant")
    return [Code.END, *_row(plan, operation.table, operation.id), operation.at_ms]


def _write_about(code: Code) -> "Callable[[WirePlan, Resolve | Erase], Entry]":
    def write(_plan: WirePlan, operation: Resolve | Erase) -> Entry:
        text = operation.choice if isinstance(operation, Resolve) else operation.reason
        if not is_id(operation.subject) or not is_text(text):
            raise BadInput("a subject is an id of 16 bytes, its text is short")
        return [code, operation.subject, text]

    return write


def _write_attach(plan: WirePlan, operation: Attach) -> Entry:
    if len(operation.blob) != 32 or len(operation.key) != 32 or not is_clock(operation.size):
        raise BadInput("an attachment has a SHA-256, a key of 32 bytes and a size")
    if len(operation.thumbnail) > THUMBNAIL_BYTES_MAX:
        raise LimitExceeded("the preview is too large")
    if len(operation.media_type) > NAME_CHARACTERS_MAX:
        raise LimitExceeded("the media type is too long")
    row = _row(plan, operation.table, operation.id)
    return [
        Code.ATTACH, *row, operation.blob, operation.size, operation.media_type, operation.key,
        operation.thumbnail,
    ]  # fmt: skip


_WRITERS: dict[type, Callable[..., Entry]] = {
    New: _write_row(Code.NEW),
    Move: _write_row(Code.MOVE),
    Claim: _write_row(Code.CLAIM),
    Delete: _write_mark(Code.DELETE),
    Undelete: _write_mark(Code.UNDELETE),
    Add: _write_element(Code.ADD),
    Remove: _write_element(Code.REMOVE),
    End: _write_end,
    Resolve: _write_about(Code.RESOLVE),
    Erase: _write_about(Code.ERASE),
    Attach: _write_attach,
}
