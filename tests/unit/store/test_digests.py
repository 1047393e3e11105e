"""Equal rows, equal digest, whatever the order and however the rows came to be."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from random import Random

import pytest

from app.domain.tables import REGISTRY
from app.store.projection import OpenBatch
from app.store.working_set import WorkingSet, pack
from sync.core.body import Body
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Erase, New, Resolve, Set
from sync.core.registry import Field, FieldType, Registry, SpaceKind
from sync.core.space import Space
from tests.unit.store.test_bulk_load import a_log

CENTRE = Space(SpaceKind.CENTRE, EntityId(b"c" * 16))
PERSON = EntityId(b"p" * 16)
ONE, OTHER = DeviceId(b"1" * 16), DeviceId(b"2" * 16)
names = count()
Digests = dict[SpaceKind, bytes]


def digests(one: WorkingSet) -> Digests:
    return {kind: one.space_digest(kind) for kind in SpaceKind}


def fresh() -> WorkingSet:
    return WorkingSet(REGISTRY, f"digest-{next(names)}")


def from_scratch(log: list[OpenBatch]) -> Digests:
    made = fresh()
    made.load(log)
    found = digests(made)
    made.close()
    return found


def a_long_log(seed: int) -> list[OpenBatch]:
    """As there, and an erasure in the middle for every other seed."""
    log = a_log(seed)
    if seed % 2:
        gone = Body("erase", (Erase(EntityId(bytes([2]) * 16), "訓練"),))
        log.append(OpenBatch(CENTRE, ONE, 99, 30 << 16, gone))
        gone = Body("erase", (Erase(EntityId(bytes([2]) * 16), "また"),))
        log.append(OpenBatch(CENTRE, OTHER, 99, 20 << 16, gone))
    return log


@pytest.mark.parametrize("seed", range(24))
def test_two_devices_that_know_the_same_say_the_same_at_every_step(seed: int) -> None:
    """One is asked after every batch; the other takes them in another order and at once."""
    log = a_long_log(seed)
    shuffled = log.copy()
    Random(seed).shuffle(shuffled)
    one, other = fresh(), fresh()
    digests(one)
    for place, batch in enumerate(log):
        one.apply([batch])
        if place % 9 == 0:
            assert digests(one) == from_scratch(log[: place + 1]), f"seed {seed}"
    digests(other)
    for place in range(0, len(shuffled), 5):
        other.apply(shuffled[place : place + 5])
    assert digests(one) == digests(other) == from_scratch(log), f"seed {seed}"
    one.apply(log)  # what comes twice says nothing new
    assert digests(one) == digests(other), f"seed {seed}"
    one.close()
    other.close()


def test_it_is_in_the_checkpoint_and_goes_on_from_there() -> None:
    log = a_long_log(1)
    one, other = fresh(), fresh()
    one.load(log[:20])
    before = digests(one)
    other.restore(pack(one.copy()))
    assert other.read(lambda db: db.execute("SELECT count(*) FROM _digest").fetchone()) == (1024,)
    assert digests(other) == before
    other.apply(log[20:])
    assert digests(other) == from_scratch(log)


def test_a_failed_transaction_leaves_it_as_it_was() -> None:
    one = fresh()
    one.load(a_log(3))
    before = digests(one)

    def torn() -> list[OpenBatch]:
        raise ZeroDivisionError

    def batches() -> Iterator[OpenBatch]:
        yield OpenBatch(CENTRE, ONE, 50, 1, Body("x", (New("volunteer", PERSON, {"name": "a"}),)))
        torn()

    with pytest.raises(ZeroDivisionError):
        one.apply(batches())
    assert digests(one) == before


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (New("need_private", PERSON, {"name": "訓練 花子"}), SpaceKind.SEALED),
        (New("device", PERSON, {"label": "受付 1"}), SpaceKind.AUTH),
        (New("centre_profile", PERSON, {"name": "訓練市"}), SpaceKind.SHARED),
        (New("need", PERSON, {"town": "訓練町"}), SpaceKind.CENTRE),
        (Resolve(PERSON, "different"), SpaceKind.CENTRE),
        (Erase(PERSON, "本人の求め"), SpaceKind.CENTRE),
    ],
)
def test_each_change_shows_in_its_space_and_in_no_other(operation: New, kind: SpaceKind) -> None:
    one = fresh()
    before = digests(one)
    one.apply([OpenBatch(CENTRE, ONE, 1, 5, Body("x", (operation,)))])
    changed = {place for place, value in digests(one).items() if value != before[place]}
    assert changed == {kind}


def test_a_conflict_shows_even_where_the_value_is_the_same() -> None:
    """Two desks wrote at once; elsewhere the second knew of the first: same value, no question."""
    made = OpenBatch(CENTRE, ONE, 1, 10, Body("x", (New("volunteer", PERSON, {"name": "a"}),)))
    first = OpenBatch(
        CENTRE, ONE, 2, 20, Body("x", (Set("volunteer", PERSON, "name", "b", (10,)),))
    )
    found = []
    for bases in ((10,), (10, 20)):
        change = Body("x", (Set("volunteer", PERSON, "name", "c", bases),))
        one = fresh()
        digests(one)
        one.apply([made, first, OpenBatch(CENTRE, OTHER, 1, 30, change)])
        found.append(one.space_digest(SpaceKind.CENTRE))
        one.close()
    assert found[0] != found[1]


def test_an_app_that_knows_more_fields_says_the_same_until_one_is_filled() -> None:
    tables = list(REGISTRY.tables)
    place = next(at for at, table in enumerate(tables) if table.name == "volunteer")
    more = Field(500, "of_tomorrow", FieldType.TEXT)
    tables[place] = replace(tables[place], fields=(*tables[place].fields, more))
    newer = WorkingSet(Registry(tables), f"digest-{next(names)}")
    older = fresh()
    made = OpenBatch(CENTRE, ONE, 1, 10, Body("x", (New("volunteer", PERSON, {"name": "a"}),)))
    for one in (newer, older):
        one.apply([made])
    assert digests(newer) == digests(older)
