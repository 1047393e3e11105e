"""Some hundred centres, each from a seed: whatever goes wrong, nothing is lost and all end equal.

`make soak SEEDS=5000` runs more. On failure the seed and the last effects are printed; a seed that
failed once is written into `ALWAYS`.
"""

import os

import pytest

from tests.simulation.world import Faults, World

SEEDS = int(os.environ.get("SEEDS", "300"))
BLOCK = 25
# Seeds that failed once. What a seed plays changes with `acts.py`, so every bug also has
# a test of its own (these three: tests/unit/services/test_clock_conflicts.py).
ALWAYS = (179, 213, 514)


@pytest.mark.parametrize("first", range(0, SEEDS, BLOCK))
def test_whatever_goes_wrong_nothing_is_lost_and_all_end_equal(first, tmp_path):
    for seed in range(first, min(first + BLOCK, SEEDS)):
        World(seed, tmp_path).play()


@pytest.mark.parametrize("seed", [seed for seed in ALWAYS if seed >= SEEDS])
def test_what_failed_once_runs_for_ever(seed, tmp_path):
    World(seed, tmp_path).play()


def test_one_seed_is_one_run(tmp_path):
    """Otherwise a printed seed would help nobody."""
    traces = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        world = World(3, tmp_path / name)
        world.play()
        traces.append(list(world.trace))
    assert traces[0] == traces[1]


def test_without_faults_there_is_nothing_to_mend(tmp_path):
    calm = Faults(lost=0, twice=0, crash=0, jump=0, damaged=0, fork=0, older=0, erase=0, file=0)
    for seed in range(3):
        World(seed, tmp_path, calm).play()
