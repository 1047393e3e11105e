"""Numbers of batches, written as 3,7-9."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sync.core.number_ranges import holds, joined, numbers_of, numbers_text, up_to

NUMBERS = st.sets(st.integers(1, 60), min_size=1)


@given(NUMBERS)
def test_what_was_written_is_read(numbers: set[int]) -> None:
    found = numbers_of(numbers_text(numbers))
    assert set(up_to(found, 60)) == numbers
    assert [one for one in range(70) if holds(found, one)] == sorted(numbers)


@given(st.lists(NUMBERS, max_size=4))
def test_joining_keeps_every_number_once(parts: list[set[int]]) -> None:
    ranges = [one for part in parts for one in joined((number, number) for number in part)]
    found = joined(ranges)
    assert list(up_to(found, 60)) == sorted(set().union(*parts))
    assert all(first[1] + 1 < second[0] for first, second in pairwise(found))


def test_a_range_without_end_is_never_counted_out() -> None:
    found = numbers_of(f"5,7-{2**63 - 1}")
    assert list(up_to(found, 9)) == [5, 7, 8, 9]
    assert holds(found, 2**40)
    assert not holds(found, 6)
    assert numbers_text([3, 9, 8, 7, 3]) == "3,7-9"
