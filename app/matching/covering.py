"""Maximal covering over bit masks: branch and bound under a Lagrangian bound.

`cover_most(cover, count)`: at most `count` sites with the most weight covered; of equal ones more
of the preferred sites. Exact unless NODES run out, which it says. Knows no councils.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROOT_STEPS, NODE_STEPS = 250, 24  # of the subgradient
STUCK_AFTER = 12  # steps without a better bound, then the step is halved
SMALLEST_STEP = 0.005
EPSILON = 1e-6


@dataclass(frozen=True)
class Cover:
    """`sites_of[i]`: mask of the sites that cover element i; `covers[j]`: mask of the elements of
    site j. `preferred`: mask of sites that are kept rather than others."""

    weights: tuple[int, ...]
    sites_of: tuple[int, ...]
    covers: tuple[int, ...]
    preferred: int = 0

    @classmethod
    def of(cls, sites: int, rows: Iterable[tuple[int, int]], preferred: int = 0) -> "Cover":
        """Rows are (mask of sites, weight); rows with one mask become one element."""
        merged: dict[int, int] = defaultdict(int)
        for mask, weight in rows:
            merged[mask] += weight
        sites_of = tuple(merged)
        covers = tuple(
            sum(1 << i for i, mask in enumerate(sites_of) if mask >> site & 1)
            for site in range(sites)
        )
        return cls(tuple(merged.values()), sites_of, covers, preferred)


@dataclass(frozen=True)
class Found:
    sites: tuple[int, ...]
    weight: int
    proven: bool
    nodes: int


def cover_most(cover: Cover, count: int, *, nodes_max: int) -> Found:
    """At most `count` sites."""
    search = _Search(cover, count, nodes_max)
    search.run()
    chosen = tuple(sorted(search.best_sites))
    reached = 0
    for site in chosen:
        reached |= cover.covers[site]
    weight = sum(w for i, w in enumerate(cover.weights) if reached >> i & 1)
    return Found(chosen, weight, search.nodes <= nodes_max, search.nodes)


class _Search:
    """Values are weight x scale + 1 for a preferred site, so that weight always comes first."""

    def __init__(self, cover: Cover, count: int, nodes_max: int) -> None:
        self.cover, self.count, self.nodes_max = cover, count, nodes_max
        scale = count + 1
        self.values = [weight * scale for weight in cover.weights]
        self.bonus = [cover.preferred >> site & 1 for site in range(len(cover.covers))]
        self.elements = [_bits(mask) for mask in cover.covers]
        self.nodes = 0
        self.best_value, self.best_sites = 0, ()  # type: tuple[int, tuple[int, ...]]

    def run(self) -> None:
        sites = self._useful(range(len(self.cover.covers)))
        self._offer(self._greedy(sites))
        count = self.count
        if count and sites:
            shares = [
                value / max(1, self.cover.sites_of[i].bit_count())
                for i, value in enumerate(self.values)
            ]
            self._branch((), 0, sites, shares, ROOT_STEPS)

    def _useful(self, sites: Iterable[int]) -> tuple[int, ...]:
        """Without sites that another one can always stand in for."""
        found: list[int] = []
        by_size = sorted(
            sites, key=lambda j: (-self.cover.covers[j].bit_count(), -self.bonus[j], j)
        )
        for site in by_size:
            mask = self.cover.covers[site]
            if not mask and not self.bonus[site]:
                continue
            if (
                any(
                    mask & ~self.cover.covers[j] == 0 and self.bonus[site] <= self.bonus[j]
                    for j in found
                )
                and not self.bonus[site]
            ):
                continue
            found.append(site)
        return tuple(sorted(found))

    def _value(self, sites: Iterable[int]) -> int:
        reached = bonus = 0
        for site in sites:
            reached |= self.cover.covers[site]
            bonus += self.bonus[site]
        return bonus + sum(self.values[i] for i in _bits(reached))

    def _offer(self, sites: Sequence[int]) -> None:
        value = self._value(sites)
        if value > self.best_value:
            self.best_value, self.best_sites = value, tuple(sites)

    def _gain(self, site: int, reached: int) -> int:
        fresh = self.cover.covers[site] & ~reached
        return self.bonus[site] + sum(self.values[i] for i in _bits(fresh))

    def _greedy(self, sites: Sequence[int]) -> list[int]:
        """The largest gain first, then swaps while they help."""
        chosen: list[int] = []
        reached = 0
        while len(chosen) < self.count:
            gains = [(self._gain(j, reached), -j) for j in sites if j not in chosen]
            gain, site = max(gains, default=(0, 0))
            if gain == 0:
                break
            chosen.append(-site)
            reached |= self.cover.covers[-site]
        improved = True
        while improved:
            improved = False
            value = self._value(chosen)
            for place in range(len(chosen)):
                rest = chosen[:place] + chosen[place + 1 :]
                others = [j for j in sites if j not in chosen]
                best = max(((self._value([*rest, j]), -j) for j in others), default=(0, 0))
                if best[0] > value:
                    chosen, improved = [*rest, -best[1]], True
                    break
        return chosen

    def _branch(
        self, chosen: tuple[int, ...], reached: int, sites: tuple[int, ...],
        multipliers: list[float], steps: int,
    ) -> None:  # fmt: skip
        """Everything below one node: `chosen` are in, `sites` may come."""
        self.nodes += 1
        left = self.count - len(chosen)
        self._offer(chosen)
        sites = tuple(j for j in sites if self._gain(j, reached))
        if left == 0 or not sites or self.nodes > self.nodes_max:
            return
        if len(sites) <= left:
            self._offer((*chosen, *sites))
            return
        relaxed = self._relax(chosen, reached, sites, multipliers, steps)
        if relaxed is None:
            return
        sites, multipliers = relaxed
        if len(sites) <= left:
            self._offer((*chosen, *sites))
            return
        site = max(sites, key=lambda j: (self._gain(j, reached), -j))
        rest = tuple(j for j in sites if j != site)
        mask = reached | self.cover.covers[site]
        self._branch((*chosen, site), mask, rest, multipliers, NODE_STEPS)
        self._branch(chosen, reached, rest, multipliers, NODE_STEPS)

    def _relax(
        self, chosen: tuple[int, ...], reached: int, sites: tuple[int, ...],
        multipliers: list[float], steps: int,
    ) -> tuple[tuple[int, ...], list[float]] | None:  # fmt: skip
        """The sites that a better answer may still use, with better multipliers; None where there
        is no better answer below."""
        left = self.count - len(chosen)
        open_elements = [i for i in range(len(self.values)) if not reached >> i & 1]
        fixed = self._value(chosen)
        now, best, step, stuck = list(multipliers), float("inf"), 1.5, 0
        best_multipliers = now
        for _ in range(steps):
            prices = self._prices(sites, reached, now)
            ranked = sorted(sites, key=lambda j: (-prices[j], j))
            picked = ranked[:left]
            free = [i for i in open_elements if self.values[i] > now[i]]
            bound = fixed + sum(self.values[i] - now[i] for i in free)
            bound += sum(prices[j] for j in picked)
            self._offer((*chosen, *picked))
            if bound < self.best_value + 1 - EPSILON:
                return None
            sites = self._still_possible(sites, ranked, prices, bound, left)
            if bound < best - EPSILON:
                best, best_multipliers, stuck = bound, list(now), 0
            else:
                stuck += 1
                if stuck >= STUCK_AFTER:
                    step, stuck = step / 2, 0
            if step < SMALLEST_STEP or len(sites) <= left:
                break
            now = self._moved(now, open_elements, set(free), picked, step, bound)
        return sites, best_multipliers

    def _prices(self, sites: Sequence[int], reached: int, now: list[float]) -> dict[int, float]:
        return {
            j: self.bonus[j] + sum(now[i] for i in self.elements[j] if not reached >> i & 1)
            for j in sites
        }

    def _still_possible(
        self, sites: tuple[int, ...], ranked: list[int], prices: dict[int, float], bound: float,
        left: int,
    ) -> tuple[int, ...]:  # fmt: skip
        """Without sites whose presence alone puts the bound below what is known."""
        if len(ranked) <= left:
            return sites
        last = prices[ranked[left - 1]]
        out = {j for j in ranked[left:] if bound - last + prices[j] < self.best_value + 1 - EPSILON}
        return tuple(j for j in sites if j not in out) if out else sites

    def _moved(
        self, now: list[float], open_elements: list[int], free: set[int], picked: list[int],
        step: float, bound: float,
    ) -> list[float]:  # fmt: skip
        """One step along the subgradient: dearer where too few cover it, cheaper where many do."""
        times: dict[int, int] = defaultdict(int)
        for site in picked:
            for i in self.elements[site]:
                times[i] += 1
        slope = {i: times[i] - (1 if i in free else 0) for i in open_elements}
        norm = sum(value * value for value in slope.values())
        if not norm:
            return now
        size = step * max(bound - self.best_value, 1.0) / norm
        moved = list(now)
        for i, by in slope.items():
            moved[i] = min(float(self.values[i]), max(0.0, now[i] - size * by))
        return moved


def _bits(mask: int) -> tuple[int, ...]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return tuple(found)
