"""Bodies about erased people go from a hub that can read none of them, by an admin's word alone."""

import pytest

from sync.core.ids import EntityId
from sync.core.number_ranges import numbers_text
from sync.core.operations import New, Value
from sync.core.space import Space
from sync.log.contract import BatchLog
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.hub_ground import Centre, Device, HubGround
from tests.support.postgres import Server
from tests.support.world import SeededRandom


@pytest.fixture(params=["sqlite", "postgres"])
def ground(request, tmp_path):
    database = None
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        database = server.schema()
    made = HubGround(tmp_path / "hub", database)
    yield made
    made.close()


@pytest.fixture
def centre() -> Centre:
    return Centre()


def tell(by: Device, author: Device, *seqs: int, space: Space = CENTRE) -> None:
    """An admin that carried an erasure out says which bodies are gone."""
    values: dict[str, Value] = {
        "device": EntityId(author.key.device_id), "space": space.space_id.hex(),
        "seqs": numbers_text(seqs),
    }  # fmt: skip
    by.say(New("removed_body", EntityId(SeededRandom(sum(seqs) + 99).bytes(16)), values))


def gone(log: BatchLog, author: Device, space: Space = CENTRE) -> list[int]:
    batches = log.read(author.key.device_id, space)
    return [batch.header.seq for batch in batches if batch.body is None]


def log_of(hub, centre: Centre) -> BatchLog:
    return hub.tenant(centre.tag).log


def test_the_hub_drops_them_at_once_and_gives_them_to_nobody(ground, centre):
    ground.serve(centre)
    hub = ground.open()
    one, two = centre.device(), centre.device()
    one.write(4)
    one.write(2, SEALED)
    ground.meet(hub, centre, centre.root)
    ground.meet(hub, centre, one)
    tell(centre.root, one, 2, 3)
    tell(centre.root, one, 2, space=SEALED)
    assert gone(log_of(hub, centre), one) == []
    ground.meet(hub, centre, centre.root)
    assert gone(log_of(hub, centre), one) == [2, 3]
    assert gone(log_of(hub, centre), one, SEALED) == [2]
    assert ground.meet(hub, centre, two).same
    assert gone(two.log, one) == [2, 3]
    keys = {device.key.device_id: device.key.public_key for device in (one, centre.root)}
    assert log_of(hub, centre).verify(keys).sound
    assert hub.metrics.value("tasuki_removed_bodies_total") == 3


def test_who_still_has_them_does_not_bring_them_back(ground, centre):
    """A tablet that was away pushes what it wrote long ago: headers are taken, bodies are not."""
    ground.serve(centre)
    hub = ground.open()
    late = centre.device()
    late.write(3)
    tell(centre.root, late, 1)
    ground.meet(hub, centre, centre.root)
    assert ground.meet(hub, centre, late).same
    assert gone(late.log, late) == []  # what a device keeps itself is its own judgement
    assert gone(log_of(hub, centre), late) == [1]


def test_another_process_and_the_next_start_drop_what_is_left(ground, centre):
    ground.serve(centre)
    first, second = ground.open(), ground.open()
    one = centre.device()
    one.write(2)
    for hub in (first, second):
        ground.meet(hub, centre, centre.root)
    ground.meet(second, centre, one)
    tell(centre.root, one, 1)
    ground.meet(first, centre, centre.root)
    ground.seconds += 1
    ground.meet(second, centre, one)
    assert gone(log_of(second, centre), one) == [1]
    third = ground.open()
    assert gone(log_of(third, centre), one) == [1]


def test_only_an_admins_word_counts_and_never_about_auth(ground, centre):
    ground.serve(centre)
    hub = ground.open()
    one, desk = centre.device(), centre.device()
    one.write(2)
    tell(desk, one, 1)
    tell(centre.root, centre.root, 1, space=AUTH)
    for device in (centre.root, one, desk):
        ground.meet(hub, centre, device)
    assert gone(log_of(hub, centre), one) == []
    assert gone(log_of(hub, centre), centre.root, AUTH) == []
    assert hub.tenant(centre.tag).authority().removed(AUTH) == {}


@pytest.mark.parametrize("text", ["", "0", "2-1", "x", "1,,2", "1-99999999999999999999", "-1"])
def test_what_is_no_list_of_numbers_changes_nothing(tmp_path, centre, text):
    ground = HubGround(tmp_path / "hub")
    ground.serve(centre)
    hub = ground.open()
    one = centre.device()
    one.write(2)
    values = {"device": EntityId(one.key.device_id), "space": CENTRE.space_id.hex(), "seqs": text}
    centre.root.say(New("removed_body", EntityId(bytes(16)), values))
    ground.meet(hub, centre, centre.root)
    assert ground.meet(hub, centre, one).same
    assert gone(log_of(hub, centre), one) == []
    ground.close()
