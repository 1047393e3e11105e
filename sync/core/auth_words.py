"""What the batches of `auth` say, word by word, before anybody asks whether it counts.

A word that is not what it should be (a key that is not its device's, a space that is none) is
passed over: the others of its batch stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from sync.core.batch import Header
from sync.core.errors import SyncError
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.limits import INTEGER_MAX
from sync.core.number_ranges import Numbers, numbers_of
from sync.core.operations import Add, Delete, Move, New, Operation, Set, Value
from sync.core.registry import SpaceKind
from sync.core.space import Space, parse_space

Place: TypeAlias = tuple[DeviceId, int]  # author and number of a batch in `auth`
KEY_BYTES = 32
AUTH_ID = Space(SpaceKind.AUTH).space_id
OPEN = INTEGER_MAX  # a cut that nobody lifted
OF_PEOPLE = (SpaceKind.CENTRE, SpaceKind.SEALED)


class AuthBatch(NamedTuple):
    """A batch of `auth`, opened."""

    header: Header
    operations: tuple[Operation, ...]


class Cut(NamedTuple):
    """A row of `revocation`. The words of `device` after `last` do not count; `roles` empty: all of
    them, else only what these roles allow."""

    row: EntityId
    device: DeviceId
    space_id: bytes
    last: int
    roles: frozenset[str]


class Lift(NamedTuple):
    """A cut ends: the numbers after `until` count again."""

    row: EntityId
    until: int


class Acceptance(NamedTuple):
    device: DeviceId
    space_id: bytes
    first: int
    last: int


class RemovedBodies(NamedTuple):
    """A row of `removed_body`: bodies about erased people, which nobody may keep. Only of spaces
    that hold people: without the words of `auth` nobody could judge anything."""

    device: DeviceId
    space_id: bytes
    numbers: Numbers


class FieldWrite(NamedTuple):
    """A value of a field of a device's row; `clock` as in `sync.core.merge.Write`."""

    device: DeviceId
    field: str
    clock: int
    value: Value
    bases: tuple[int, ...]


@dataclass
class Words:
    """What one batch says. `enrols`: device -> public key."""

    place: Place
    enrols: dict[DeviceId, bytes] = field(default_factory=dict)
    roles: list[tuple[DeviceId, str]] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    lifts: list[Lift] = field(default_factory=list)
    acceptances: list[Acceptance] = field(default_factory=list)
    removed: list[RemovedBodies] = field(default_factory=list)
    writes: list[FieldWrite] = field(default_factory=list)
    malformed: int = 0


def words_of(batches: Iterable[AuthBatch]) -> list[Words]:
    """In an order that depends on the set of batches only."""
    found = {
        (batch.header.device, batch.header.seq): batch
        for batch in batches
    }  # fmt: skip
    return [_words(place, found[place]) for place in sorted(found)]


def key_of(text: Value) -> bytes | None:
    """32 bytes from hexadecimal text; None for anything else."""
    if not isinstance(text, str) or len(text) != 2 * KEY_BYTES:
        return None
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _words(place: Place, batch: AuthBatch) -> Words:
    words = Words(place)
    for operation in batch.operations:
        if not _take(words, operation, batch.header.hlc):
            words.malformed += 1
    return words


def _take(words: Words, operation: Operation, hlc: int) -> bool:
    """Whether the operation says what its kind says; what concerns no authority passes."""
    match operation:
        case New(table="device"):
            return _device_row(words, operation, hlc)
        case Set(table="device"):
            return _device_field(words, operation, hlc)
        case Add(table="device", field="roles"):
            words.roles.append((DeviceId(operation.id), operation.element))
        case New(table="revocation"):
            return _cut(words, operation)
        case Set(table="revocation", field="until_seq"):
            until = _number(operation.value)
            if until is None:
                return False
            words.lifts.append(Lift(operation.id, until))
        case Delete(table="revocation"):
            words.lifts.append(Lift(operation.id, -1))
        case New(table="acceptance") | Move(table="acceptance"):
            return _acceptance(words, operation)
        case New(table="removed_body") | Move(table="removed_body"):
            return _removed(words, operation)
    return True


def _device_row(words: Words, operation: New, hlc: int) -> bool:
    device = DeviceId(operation.id)
    key = key_of(operation.values.get("public_key"))
    if key is None or sha256(key).digest()[:ID_BYTES] != device:
        return False
    words.enrols[device] = key
    for name, value in operation.values.items():
        if name == "roles":
            words.roles += [(device, role) for role in _elements(value)]
        else:
            words.writes.append(FieldWrite(device, name, hlc, value, ()))
    return True


def _device_field(words: Words, operation: Set, hlc: int) -> bool:
    device = DeviceId(operation.id)
    if operation.field == "public_key":
        return False  # a device is its key
    if operation.field == "roles":
        words.roles += [(device, role) for role in _elements(operation.value)]
        return True
    clock = hlc if operation.clock is None else operation.clock
    words.writes.append(
        FieldWrite(device, operation.field, clock, operation.value, operation.bases)
    )
    return True


def _cut(words: Words, operation: New) -> bool:
    values = operation.values
    device, space_id = values.get("device"), _space_id(values)
    last, until = _number(values.get("last_seq")), _number(values.get("until_seq"))
    if not isinstance(device, bytes) or space_id is None or last is None:
        return False
    roles = frozenset(_elements(values.get("roles")))
    author, seq = words.place
    if device == author and space_id == AUTH_ID:
        last = max(last, seq)  # nobody has not seen the own words
    words.cuts.append(Cut(operation.id, DeviceId(device), space_id, last, roles))
    if until is not None:
        words.lifts.append(Lift(operation.id, until))
    return True


def _acceptance(words: Words, operation: New | Move) -> bool:
    values = operation.values
    device, space_id = values.get("device"), _space_id(values)
    first, last = _number(values.get("first_seq")), _number(values.get("last_seq"))
    if not isinstance(device, bytes) or space_id is None or first is None or last is None:
        return False
    words.acceptances.append(Acceptance(DeviceId(device), space_id, first, last))
    return True


def _removed(words: Words, operation: New | Move) -> bool:
    values = operation.values
    device, space_id, text = values.get("device"), _space_id(values), values.get("seqs")
    if not isinstance(device, bytes) or space_id is None or not isinstance(text, str):
        return False
    if parse_space(space_id).kind not in OF_PEOPLE:
        return False
    try:
        numbers = numbers_of(text)
    except SyncError:
        return False
    words.removed.append(RemovedBodies(DeviceId(device), space_id, numbers))
    return True


def _space_id(values: Mapping[str, Value]) -> bytes | None:
    text = values.get("space")
    try:
        return parse_space(bytes.fromhex(text)).space_id if isinstance(text, str) else None
    except (ValueError, SyncError):
        return None


def _elements(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _number(value: Value) -> int | None:
    return value if type(value) is int and 0 <= value < OPEN else None
