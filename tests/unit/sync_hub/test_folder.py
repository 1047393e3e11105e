"""The folder of a hub: made once, shared by its processes, closed to other users."""

import json

import pytest

from sync.core.errors import BadInput, DamagedFile
from sync.engine.world import RealDisk
from sync.hub.errors import NoDriver, NoHub
from sync.hub.folder import HubFolder, Quota
from sync.hub.storage import storage_for
from tests.support.hub_ground import Centre
from tests.support.world import SeededRandom


@pytest.fixture
def folder(tmp_path):
    made = HubFolder(tmp_path / "hub", RealDisk())
    made.make(SeededRandom(1))
    return made


def test_a_hub_is_the_same_device_after_every_start(folder):
    before = folder.identity()
    again = folder.make(SeededRandom(2))
    assert again.device.device_id == before.device.device_id
    assert again.certificate == before.certificate


def test_only_its_own_user_looks_into_it(folder):
    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_there_is_no_hub_in_an_empty_folder(tmp_path):
    with pytest.raises(NoHub):
        HubFolder(tmp_path, RealDisk()).identity()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"device": 7, "certificate": "?"}'])
def test_damaged_keys_are_not_replaced_by_new_ones(folder, content):
    (folder.path / "hub.json").write_bytes(content)
    with pytest.raises(DamagedFile):
        folder.make(SeededRandom(2))


def test_an_operation_is_kept_with_what_it_may_use(folder):
    centre = Centre()
    assert folder.operations() == ({}, ())
    stamp = folder.stamp()
    served = folder.put(centre.card, Quota(bytes=7, batches=8), SeededRandom(3))
    assert folder.operations() == ({centre.operation: served}, ())
    assert (served.quota.bytes, served.quota.batches) == (7, 8)
    assert folder.stamp() != stamp


def test_the_card_of_another_founder_is_refused(folder):
    centre, other = Centre(), Centre(seed=2)
    folder.put(centre.card, Quota(), SeededRandom(3))
    forged = type(centre.card)(
        centre.operation, other.card.root, centre.card.spaces, centre.card.keys
    )
    with pytest.raises(BadInput):
        folder.put(forged, Quota(), SeededRandom(3))
    assert folder.operations()[0][centre.operation].card == centre.card


@pytest.mark.parametrize("change", [{"card": "?"}, {"bytes": "many"}, {"batches": None}])
def test_a_damaged_operation_is_named_and_the_others_are_served(folder, change):
    other = folder.put(Centre(seed=2).card, Quota(), SeededRandom(3))
    served = folder.put(Centre().card, Quota(), SeededRandom(3))
    path = served.folder / "operation.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert folder.operations() == ({other.card.operation: other}, (served.folder.name,))
    with pytest.raises(DamagedFile):
        folder.put(served.card, Quota(), SeededRandom(3))


def test_without_the_driver_a_database_is_refused_in_words(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sync.log.postgres_database", None)
    with pytest.raises(NoDriver):
        storage_for("postgresql://localhost/tasuki")
