"""Chance with a seed: the same numbers fall on every machine.

Promises that `fork` gives streams that do not disturb one another: asking for one person more
changes no other person, and no need.
"""

from collections.abc import Mapping, Sequence
from random import Random as Mersenne
from typing import TypeVar

from sync.core.ports import Random

T = TypeVar("T")
SEED_BYTES = 16


class Dice:
    """A stream of choices. Percentages are 0 to 100."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._random = Mersenne(seed)

    @staticmethod
    def from_port(random: Random) -> "Dice":
        """A stream that begins wherever the given source of randomness stands."""
        return Dice(random.bytes(SEED_BYTES).hex())

    def fork(self, *labels: object) -> "Dice":
        """Another stream, which depends on the seed and the labels only."""
        return Dice("/".join((self._seed, *map(str, labels))))

    def chance(self, percent: float) -> bool:
        return self._random.random() * 100 < percent

    def between(self, low: int, high: int) -> int:
        """Both ends included."""
        return self._random.randint(low, high)

    def leaning(self, low: int, high: int, mode: int) -> int:
        """Between low and high, most often near mode."""
        return round(self._random.triangular(low, high, mode))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self._random.randrange(len(choices))]

    def weighted(self, choices: Mapping[T, float]) -> T:
        return self._random.choices(list(choices), weights=list(choices.values()))[0]

    def some(self, choices: Sequence[T], most: int) -> tuple[T, ...]:
        """One to `most` different ones, in their order."""
        count = self.between(1, min(most, len(choices)))
        chosen = set(self._random.sample(range(len(choices)), count))
        return tuple(choice for index, choice in enumerate(choices) if index in chosen)

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        mixed = list(choices)
        self._random.shuffle(mixed)
        return mixed
