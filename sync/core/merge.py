"""Who wins, and what a person must look at: functions of the set of writes, never of its order.

The writes of one field form a small tree: each names the clocks its author saw. Leaves are writes
that nobody built upon. The leaf with the largest (clock, device) wins, the other leaves are
conflicts. A write beats what its author was looking at, whatever any clock says, because its clock
is above its bases.
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from sync.core.ids import ID_BYTES, EntityId
from sync.core.operations import Value
from sync.core.registry import Field, Table


class Write(NamedTuple):
    """One value given to one field. `clock` is the operation's if it carries one, else the batch's.
    A field that a `New` leaves out is no write (or a blank one: None without bases)."""

    clock: int
    device: bytes
    value: Value
    bases: tuple[int, ...] = ()


class Mark(NamedTuple):
    """A deletion (`deleted`) or its undoing."""

    clock: int
    device: bytes
    deleted: bool


class ElementMark(NamedTuple):
    """An element joined (`present`) or left a set field."""

    clock: int
    device: bytes
    element: str
    present: bool


def leaves(writes: Iterable[Write]) -> tuple[Write, ...]:
    """The writes nobody built upon, the largest (clock, device) first. Blanks yield to answers.

    A base covers the writes of that clock. Where several devices wrote at the same clock, an author
    who named that clock less often than there are writes has not seen them all, and covers none:
    better one question too many than a value that vanishes.
    """
    tree = set(writes)
    if len(tree) > 1:
        tree = {write for write in tree if not _is_blank(write)} or tree
    if len(tree) == 1:
        return tuple(tree)
    at_clock = Counter(write.clock for write in tree)
    covered: set[int] = set()
    for write in tree:
        # A base that is not earlier than its own write is a fault: it covers nothing.
        named = Counter(base for base in write.bases if base < write.clock)
        covered.update(base for base, times in named.items() if times >= at_clock[base])
    open_ends = [write for write in tree if write.clock not in covered]
    return tuple(sorted(open_ends, key=_rank, reverse=True))


def winner(writes: Iterable[Write]) -> Write | None:
    """The write that the field shows; None where nobody wrote."""
    ends = leaves(writes)
    return ends[0] if ends else None


def conflicts(writes: Iterable[Write]) -> tuple[Write, ...]:
    """The other leaves whose value differs from the winner's, the latest first."""
    ends = leaves(writes)
    return tuple(write for write in ends[1:] if not _same(write.value, ends[0].value))


def conflict_id(entity: EntityId, field: str, clock: int, device: bytes) -> EntityId:
    """The id of the conflict about a losing write: equal everywhere. `field` is `field_key`."""
    text = f"{field}\x1f{clock}\x1f".encode()
    return EntityId(sha256(b"conflict\x1f" + entity + text + device).digest()[:ID_BYTES])


def field_key(table: Table, field: Field) -> str:
    """Names a field for ever, by numbers: two tables may share a row's id and a field's name."""
    return f"{table.number}.{field.number}"


def is_deleted(marks: Iterable[Mark]) -> bool:
    """The latest of the deletions and their undoings holds; edits do not bring a row back."""
    last = max(marks, default=None)
    return last is not None and last.deleted


def edited_after_deletion(marks: Iterable[Mark], writes: Iterable[Write]) -> tuple[Write, ...]:
    """Writes to a deleted row that its deletion cannot have seen, the latest first: delete wins,
    and these are the conflict."""
    last = max(marks, default=None)
    if last is None or not last.deleted:
        return ()
    late = [write for write in set(writes) if write.clock > last.clock]
    return tuple(sorted(late, key=_rank, reverse=True))


def elements(writes: Iterable[Write], marks: Iterable[ElementMark]) -> tuple[str, ...] | None:
    """The value of a set field; None means "not asked".

    Whole values (of `New` and `Set`) say which elements hold from their clock on; only a `Remove`
    takes one away. Per element the latest word holds; the field is "not asked" again only if that
    was written after every element.
    """
    tree = set(writes)
    words: dict[str, tuple[int, bytes, bool]] = {}
    for write in tree:
        value = write.value
        for element in value if isinstance(value, tuple) else ():
            word = (write.clock, write.device, True)
            words[element] = max(words.get(element, word), word)
    for mark in marks:
        word = (mark.clock, mark.device, mark.present)
        words[mark.element] = max(words.get(mark.element, word), word)
    asked = winner(tree)
    if asked is None or asked.value is None:
        asked_at = (asked.clock, asked.device) if asked is not None else (-1, b"")
        words = {element: word for element, word in words.items() if word[:2] > asked_at}
        if not words:
            return None
    return tuple(sorted(element for element, word in words.items() if word[2]))


def element_changes(
    before: tuple[str, ...] | None, after: tuple[str, ...] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(added, removed): the `Add` and `Remove` that turn one set into the other."""
    old, new = set(before or ()), set(after or ())
    return tuple(sorted(new - old)), tuple(sorted(old - new))


def earliest_end(ends_ms: Iterable[int]) -> int | None:
    """Of several ends of one claim the earliest holds; None while it runs."""
    return min(ends_ms, default=None)


def _is_blank(write: Write) -> bool:
    return write.value is None and not write.bases


def _same(one: Value, other: Value) -> bool:
    # True == 1 in Python, but they are two values here.
    return type(one) is type(other) and one == other


def _rank(write: Write) -> tuple[int, bytes, str, str, tuple[int, ...]]:
    # The value decides only between two writes of one device at one clock: no honest app's.
    return write.clock, write.device, type(write.value).__name__, repr(write.value), write.bases
