"""How often something is done, and what is said of it: floor and measured work take turns, so that
a busy moment of the machine falls on both."""

from collections.abc import Callable
from time import perf_counter


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def alternate(
    rounds: int, work: Callable[[int], float], floor: Callable[[int], float]
) -> tuple[list[float], list[float]]:
    """What each says of each round, in turn; each goes first every other time."""
    measured, beside = [], []
    for number in range(rounds):
        if number % 2:
            beside.append(floor(number))
        measured.append(work(number))
        if not number % 2:
            beside.append(floor(number))
    return measured, beside


def median(values: list[float]) -> float:
    return percentile(values, 50)


def percentile(values: list[float], per_cent: int) -> float:
    """The value that so many per cent of the others do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * per_cent // 100)]
