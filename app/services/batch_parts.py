"""What one action changes, cut into batches that the format can hold.

A person's tap always fits one batch. An import of 20,000 rows takes some hundred, appended in one
transaction of the log: all of them are durable or none. Rows keep their order.
"""

from collections.abc import Iterable, Iterator

from sync.core.limits import SEALED_BYTES_MAX, SUBJECTS_MAX
from sync.core.operations import Operation

# Every operation may be about a row of its own, and the header names them all.
PART_OPERATIONS_MAX = SUBJECTS_MAX
# Sealing makes a body smaller, never by itself larger; the rest is room for header and envelope.
PART_BYTES_MAX = SEALED_BYTES_MAX * 3 // 4
_OPERATION_BYTES = 48
_FIELD_BYTES = 12


def parts(operations: Iterable[Operation]) -> Iterator[tuple[Operation, ...]]:
    """Runs of operations, each small enough for one batch."""
    held: list[Operation] = []
    size = 0
    for operation in operations:
        more = _bytes(operation)
        if held and (len(held) >= PART_OPERATIONS_MAX or size + more > PART_BYTES_MAX):
            yield tuple(held)
            held, size = [], 0
        held.append(operation)
        size += more
    if held:
        yield tuple(held)


def _bytes(operation: Operation) -> int:
    """At least what the operation takes when it is packed."""
    values = getattr(operation, "values", None) or {"": getattr(operation, "value", None)}
    return _OPERATION_BYTES + sum(_FIELD_BYTES + _length(value) for value in values.values())


def _length(value: object) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, tuple):
        return sum(_FIELD_BYTES + _length(item) for item in value)
    return len(value) if isinstance(value, bytes) else 0
