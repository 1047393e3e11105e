"""Placement of yards: the optimum by brute force on small maps, the proof on the whole county."""

import random
from itertools import combinations

import pytest

from app.matching.placement import Ground, assess, best_placement, fewest_sites

SEED = 20260811
SMALL_CASES = 150
# Steps of the search for a county of 61 councils and 61 sites; plain enumeration of 6 of 61 sites
# would take 55 million. The hardest of the maps below takes 60.
NODES_OF_A_COUNTY = 400


def random_ground(
    rng: random.Random, sites: int, councils: int, limit: int, heaviest: int
) -> Ground:
    there = [(rng.random() * 80, rng.random() * 60) for _ in range(max(sites, councils))]
    names = tuple(b"s%03d" % place for place in range(sites))
    towns = tuple(b"c%03d" % place for place in range(councils))
    minutes = {
        (name, town): int(10 + 1.6 * ((x - there[at][0]) ** 2 + (y - there[at][1]) ** 2) ** 0.5)
        for name, (x, y) in zip(names, there, strict=False)
        for at, town in enumerate(towns)
        if rng.random() < 0.97  # some ways are closed
    }
    weights = {town: rng.randint(0, heaviest) for town in towns}
    return Ground(names, weights, minutes, limit, frozenset(rng.sample(names, min(2, sites))))


def by_brute_force(ground: Ground, count: int) -> tuple[int, int]:
    """The most weight, and of those placements the most of today's yards."""
    placements = (
        set(chosen) for size in range(count + 1) for chosen in combinations(ground.sites, size)
    )
    return max((assess(ground, chosen).weight, len(chosen & ground.today)) for chosen in placements)


def reachable(ground: Ground) -> set[bytes]:
    return {c for c in ground.weights if any(ground.reaches(s, c) for s in ground.sites)}


def test_small_maps_equal_brute_force() -> None:
    print("seed", SEED)
    rng = random.Random(SEED)
    for case in range(SMALL_CASES):
        ground = random_ground(
            rng, rng.randint(0, 7), rng.randint(0, 9), rng.choice((15, 25, 40, 60)),
            rng.choice((1, 3, 500)),
        )  # fmt: skip
        count = rng.randint(0, 4)
        found = best_placement(ground, count)
        assert found.proven
        assert len(found.sites) <= count
        reached = (found.weight, len(set(found.sites) & ground.today))
        assert reached == by_brute_force(ground, count), case


def test_tangled_coverings_in_which_the_next_best_step_misleads_equal_brute_force() -> None:
    print("seed", SEED + 2)
    rng = random.Random(SEED + 2)
    sites = tuple(b"s%03d" % place for place in range(10))
    towns = tuple(b"c%03d" % place for place in range(14))
    for case in range(60):
        minutes = {(site, town): 30 for site in sites for town in towns if rng.random() < 0.25}
        weights = {town: rng.randint(1, 4) for town in towns}
        ground = Ground(sites, weights, minutes, 60, frozenset(rng.sample(sites, 3)))
        found = best_placement(ground, 4)
        reached = (found.weight, len(set(found.sites) & ground.today))
        assert reached == by_brute_force(ground, 4), case


def test_fewest_sites_equal_brute_force() -> None:
    print("seed", SEED + 1)
    rng = random.Random(SEED + 1)
    for case in range(SMALL_CASES // 2):
        ground = random_ground(
            rng, rng.randint(1, 7), rng.randint(1, 9), rng.choice((20, 30, 45)), 9
        )  # fmt: skip
        found = fewest_sites(ground)
        wanted = reachable(ground)
        assert {one.council for one in found.covered} == wanted, case
        fewer = (
            chosen
            for size in range(len(found.sites))
            for chosen in combinations(ground.sites, size)
        )
        assert not any(
            wanted <= {one.council for one in assess(ground, chosen).covered} for chosen in fewer
        ), case


@pytest.mark.parametrize(("limit", "count"), [(25, 10), (30, 6), (60, 3)])
def test_a_county_of_61_councils_and_61_sites_is_proven(limit: int, count: int) -> None:
    for seed in (3, 4):
        print("seed", seed)
        ground = random_ground(random.Random(seed), 61, 61, limit, 500)
        found = best_placement(ground, count)
        assert found.proven
        assert found.nodes <= NODES_OF_A_COUNTY
        everybody = fewest_sites(ground)
        assert everybody.proven
        assert everybody.nodes <= NODES_OF_A_COUNTY
        assert {one.council for one in everybody.covered} == reachable(ground)
        rest = {one.council for one in found.uncovered} & reachable(ground)
        assert len(everybody.sites) > count or not rest or found.weight == everybody.weight


def test_the_same_ground_in_another_order_gives_the_same_answer() -> None:
    rng = random.Random(5)
    ground = random_ground(rng, 20, 24, 30, 50)
    sites = list(ground.sites)
    weights, minutes = list(ground.weights.items()), list(ground.minutes.items())
    for _ in range(3):
        for part in (sites, weights, minutes):
            rng.shuffle(part)
        shuffled = Ground(tuple(sites), dict(weights), dict(minutes), 30, ground.today)
        assert best_placement(shuffled, 4) == best_placement(ground, 4)
        assert fewest_sites(shuffled) == fewest_sites(ground)


def test_of_equal_placements_the_one_that_keeps_todays_yards_is_taken() -> None:
    minutes = {(site, b"town"): 20 for site in (b"a", b"b", b"c")}
    for today in (b"a", b"b", b"c"):
        ground = Ground((b"a", b"b", b"c"), {b"town": 5}, minutes, 60, frozenset({today}))
        assert best_placement(ground, 1).sites == (today,)
        assert fewest_sites(ground).sites == (today,)


def test_what_is_too_far_says_by_how_much_and_from_where() -> None:
    minutes = {
        (b"north", b"near"): 60, (b"north", b"far"): 95, (b"south", b"far"): 80,
        (b"south", b"near"): 70,
    }  # fmt: skip
    ground = Ground((b"north", b"south"), {b"near": 2, b"far": 1, b"island": 9}, minutes, 60)
    found = best_placement(ground, 2)
    assert found.sites == (b"north",)
    (near,) = found.covered
    assert (near.council, near.site, near.minutes, near.over(60)) == (b"near", b"north", 60, 0)
    far, island = found.uncovered
    assert (far.site, far.over(60)) == (b"north", 35)
    assert (island.site, island.minutes, island.over(60)) == (None, None, None)
    assert assess(ground, (b"south",)).weight == 0


def test_nothing_to_place_and_nobody_to_reach() -> None:
    nobody = Ground((), {}, {}, 60)
    assert best_placement(nobody, 3).sites == ()
    assert fewest_sites(nobody).sites == ()
    closed = Ground((b"a",), {b"town": 3}, {}, 60)
    assert best_placement(closed, 1).sites == ()
    assert [one.council for one in fewest_sites(closed).uncovered] == [b"town"]
    assert best_placement(closed, 0).weight == 0
    with pytest.raises(ValueError, match="not negative"):
        best_placement(closed, -1)


def test_a_search_that_is_cut_short_says_so() -> None:
    ground = random_ground(random.Random(0), 61, 61, 30, 500)
    cut = best_placement(ground, 10, nodes_max=1)
    whole = best_placement(ground, 10)
    assert not cut.proven
    assert whole.proven
    assert cut.weight <= whole.weight
