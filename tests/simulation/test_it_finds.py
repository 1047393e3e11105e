"""A simulation that finds nothing proves nothing: what is broken on purpose, it must report."""

import pytest

from app.services import lifting
from app.store import bulk_changes, write_trees
from app.store.write_trees import WriteTrees
from sync.core.authority import Authority
from sync.engine import intake
from tests.simulation.oracle import Wrong
from tests.simulation.world import World

SEEDS_MAX = 40


def forget_lifted_clocks(monkeypatch):
    """The clock of the batch is enough, it was thought."""
    monkeypatch.setattr(lifting, "lifted", lambda change, *_rest: change)


def drop_the_concurrent_leaf(monkeypatch):
    """The larger clock wins, and nobody hears of the other value."""
    monkeypatch.setattr(write_trees, "conflicts", lambda _tree: ())


def compare_with_the_current_winner_only(monkeypatch):
    """Each arrival against what is shown: equal data, other conflicts on every device."""
    keep = WriteTrees._insert_write

    def insert(self, place, clock, device, value, bases):
        keep(self, place, clock, device, value, bases)
        self._db.execute(
            "DELETE FROM _write WHERE entity = ?1 AND place = ?2 AND clock NOT IN (?3, "
            "(SELECT max(clock) FROM _write WHERE entity = ?1 AND place = ?2))",
            (place.entity, place.key, clock),
        )

    monkeypatch.setattr(WriteTrees, "_insert_write", insert)


def take_the_last_of_a_bulk_load(monkeypatch):
    """A rebuild that orders by clock and does not look at who saw what."""
    monkeypatch.setattr(bulk_changes, "_last_of_chain", lambda group: group[-1])


def believe_signatures(monkeypatch):
    """Whoever passes on a batch will not have changed it."""
    monkeypatch.setattr(intake, "verify", lambda *_proof: None)


def let_late_work_count(monkeypatch):
    """Whoever was enrolled once counts for ever."""
    monkeypatch.setattr(Authority, "held_back", lambda *_batch: None)


@pytest.mark.parametrize(
    "mistake",
    [
        forget_lifted_clocks,
        drop_the_concurrent_leaf,
        compare_with_the_current_winner_only,
        take_the_last_of_a_bulk_load,
        believe_signatures,
        let_late_work_count,
    ],
)
def test_a_mistake_is_found(mistake, monkeypatch, tmp_path):
    mistake(monkeypatch)
    with pytest.raises(Wrong, match=r"seed \d+: .*\n.*the last effects:"):
        play_some(tmp_path)


def play_some(folder):
    for seed in range(SEEDS_MAX):
        World(seed, folder).play()
