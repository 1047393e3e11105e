"""Where shared yards stand so that most councils are reached in time: exact, with the proof.

Two questions: which `count` sites reach the most weight within the limit (maximal covering), and
with how few sites everybody is reached who can be. Solved by branch and bound; the bound is that of
a Lagrangian relaxation, which for such maps lies close to the truth. Promises the optimum
(`proven`); of equal ones the one that keeps more of today's yards; the same answer for the same
ground, in whatever order it is given. Refuses to go on for ever: after NODES_MAX steps it hands
back the best that it has and says that it is not proven.

No solver library is used (docs/decisions/0016). The tests hold this one against brute force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.matching.covering import Cover, cover_most

NODES_MAX = 20_000


@dataclass(frozen=True)
class Ground:
    """`minutes[site, council]` is missing where there is no way. `today`: sites that are in use."""

    sites: tuple[bytes, ...]
    weights: Mapping[bytes, int]
    minutes: Mapping[tuple[bytes, bytes], int]
    limit: int
    today: frozenset[bytes] = frozenset()

    def reaches(self, site: bytes, council: bytes) -> bool:
        return self.minutes.get((site, council), self.limit + 1) <= self.limit


@dataclass(frozen=True)
class Reached:
    """A council and the nearest chosen site; None where no chosen site has a way to it."""

    council: bytes
    weight: int
    site: bytes | None
    minutes: int | None

    def over(self, limit: int) -> int | None:
        """By how many minutes it is too far; 0 where it is reached."""
        return None if self.minutes is None else max(0, self.minutes - limit)


@dataclass(frozen=True)
class Placement:
    """`covered` and `uncovered` by council; of equally near sites the first one serves."""

    sites: tuple[bytes, ...]
    covered: tuple[Reached, ...]
    uncovered: tuple[Reached, ...]
    proven: bool = True
    nodes: int = 0

    @property
    def weight(self) -> int:
        return sum(one.weight for one in self.covered)


def assess(
    ground: Ground, sites: Iterable[bytes], *, proven: bool = True, nodes: int = 0
) -> Placement:
    """What a placement reaches: today's, or one that was found."""
    chosen = tuple(sorted(set(sites)))
    covered: list[Reached] = []
    uncovered: list[Reached] = []
    for council in sorted(ground.weights):
        ways = [
            (ground.minutes[site, council], site)
            for site in chosen
            if (site, council) in ground.minutes
        ]
        minutes, site = min(ways, default=(None, None))
        reached = Reached(council, ground.weights[council], site, minutes)
        within = minutes is not None and minutes <= ground.limit
        (covered if within else uncovered).append(reached)
    return Placement(chosen, tuple(covered), tuple(uncovered), proven, nodes)


def best_placement(ground: Ground, count: int, *, nodes_max: int = NODES_MAX) -> Placement:
    """At most `count` sites that reach the most weight. Fewer where more would reach nobody else
    and are not in use today. ValueError for a negative count."""
    if count < 0:
        raise ValueError("a number of yards is not negative")
    sites = tuple(sorted(set(ground.sites)))
    found = cover_most(_cover(ground, sites), count, nodes_max=nodes_max)
    chosen = (sites[place] for place in found.sites)
    return assess(ground, chosen, proven=found.proven, nodes=found.nodes)


def fewest_sites(ground: Ground, *, nodes_max: int = NODES_MAX) -> Placement:
    """The fewest sites that reach every council which any site reaches; weights do not matter."""
    sites = tuple(sorted(set(ground.sites)))
    even = Ground(sites, dict.fromkeys(ground.weights, 1), ground.minutes, ground.limit,
                  ground.today)  # fmt: skip
    cover = _cover(even, sites)
    nodes, proven = 0, True
    for count in range(least_sites(cover), len(sites) + 1):
        found = cover_most(cover, count, nodes_max=nodes_max)
        nodes, proven = nodes + found.nodes, proven and found.proven
        if found.weight == sum(cover.weights):
            chosen = (sites[place] for place in found.sites)
            return assess(ground, chosen, proven=proven, nodes=nodes)
    return assess(ground, (), nodes=nodes)


def least_sites(cover: Cover) -> int:
    """A number below which not everybody can be reached: councils no two of which share a site."""
    apart: list[int] = []
    taken = 0
    by_rarity = sorted(range(len(cover.weights)), key=lambda i: (cover.sites_of[i].bit_count(), i))
    for council in by_rarity:
        if not cover.sites_of[council] & taken:
            apart.append(council)
            taken |= cover.sites_of[council]
    return len(apart)


def _cover(ground: Ground, sites: tuple[bytes, ...]) -> Cover:
    """Councils that some site reaches; the others change nothing."""
    rows = []
    for council in sorted(ground.weights):
        mask = sum(1 << place for place, s in enumerate(sites) if ground.reaches(s, council))
        if mask:
            rows.append((mask, ground.weights[council]))
    kept = sum(1 << place for place, site in enumerate(sites) if site in ground.today)
    return Cover.of(len(sites), rows, kept)
