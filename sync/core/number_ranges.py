"""Numbers of batches as people and tables write them (3,7-9), kept as ranges however long."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sync.core.errors import DecodeError
from sync.core.limits import INTEGER_MAX

Numbers: TypeAlias = tuple[tuple[int, int], ...]  # (first, last), ascending, apart from each other
_ONE = re.compile(r"([1-9][0-9]{0,18})(?:-([1-9][0-9]{0,18}))?", re.ASCII)


def numbers_text(numbers: Iterable[int]) -> str:
    """Each once, ascending."""
    return ",".join(
        str(first) if first == last else f"{first}-{last}"
        for first, last in joined((number, number) for number in numbers)
    )


def numbers_of(text: str) -> Numbers:
    """Raises DecodeError."""
    found = []
    for part in text.split(","):
        match = _ONE.fullmatch(part)
        if match is None:
            raise DecodeError("not numbers of batches")
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last <= INTEGER_MAX:
            raise DecodeError("not numbers of batches")
        found.append((first, last))
    return joined(found)


def joined(ranges: Iterable[tuple[int, int]]) -> Numbers:
    """The same numbers with as few ranges as possible."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def holds(numbers: Numbers, number: int) -> bool:
    place = bisect_right(numbers, (number, INTEGER_MAX + 1)) - 1
    return place >= 0 and numbers[place][0] <= number <= numbers[place][1]


def up_to(numbers: Numbers, last: int) -> Iterator[int]:
    """The numbers one by one, as far as a chain goes."""
    for first, end in numbers:
        yield from range(first, min(end, last) + 1)
