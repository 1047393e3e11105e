"""An action that is too large for one batch is cut without losing or moving anything."""

import pytest

from app.services.batch_parts import PART_BYTES_MAX, PART_OPERATIONS_MAX, parts
from sync.core.ids import EntityId
from sync.core.operations import New, Operation, Set


def rows(count: int, text: str = "") -> list[Operation]:
    return [New("place", EntityId(n.to_bytes(16, "big")), {"name": text}) for n in range(count)]


@pytest.mark.parametrize(
    ("operations", "sizes"),
    [
        (rows(0), []),
        (rows(1), [1]),
        (rows(PART_OPERATIONS_MAX), [PART_OPERATIONS_MAX]),
        (rows(PART_OPERATIONS_MAX + 1), [PART_OPERATIONS_MAX, 1]),
        (rows(3, "長" * (PART_BYTES_MAX // 6)), [1, 1, 1]),
        (rows(1, "x" * PART_BYTES_MAX * 2), [1]),
    ],
)
def test_parts_hold_what_a_batch_may(operations: list[Operation], sizes: list[int]) -> None:
    found = list(parts(operations))
    assert [len(part) for part in found] == sizes
    assert [item for part in found for item in part] == operations


def test_long_values_of_changes_count_too() -> None:
    long = Set("place", EntityId(bytes(16)), "name", "x" * PART_BYTES_MAX, ())
    assert len(list(parts([long, long]))) == 2
