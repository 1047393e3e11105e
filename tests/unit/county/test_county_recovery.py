"""A county's operation is recovered like a centre's: by the key that it took, on record."""

from pathlib import Path

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.bundles import post_of, send_bundle
from app.services.command import Ok, Refused
from app.services.recovering import Recovered, RecoveryOrder, recovered
from app.services.recovery_keys import TakeRecoveryKey, new_key_file
from tests.support.centres import fake_world
from tests.support.counties import open_county
from tests.support.hub_here import HubHere

WORDS, NEW_WORDS = "県の 合言葉 2026", "新しい 合言葉 2026"


@pytest.mark.parametrize("left", ["hub", "stick"])
def test_a_county_goes_on(tmp_path: Path, left: str) -> None:
    with open_county(tmp_path / "county") as county:
        operation = county.hub.operation
        world = fake_world(county.clock, 41)
        key = new_key_file(tmp_path / "key", WORDS, "訓練県", world)
        taken = operation.submit(
            TakeRecoveryKey(key.public_key, key.sealing_key, key.name), county.hub.actor
        )
        assert isinstance(taken, Ok), taken
        if left == "hub":
            source = tmp_path / "hub"
            HubHere(source).meet(county.hub)
        else:
            (source := tmp_path / "stick").mkdir()
            assert not isinstance(send_bundle(post_of(operation), source, lambda *_: None), Refused)
        order = RecoveryOrder(
            (source,), tmp_path / "key", WORDS, tmp_path / "new", NEW_WORDS, "県の復旧端末",
            "訓練 県子", "水没",
        )  # fmt: skip
        done = recovered(order, world, shipped_dictionaries())
        assert isinstance(done, Recovered), done
        again = open_operation(tmp_path / "new", NEW_WORDS, fake_world(county.clock, 42))
        assert again.card == operation.card
        assert again.spaces == operation.spaces
        again.close()
