"""Bodies that a store in between kept back are asked for at the next meeting, whoever begins it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.erasure import EraseSubject
from app.services.verifying import verify
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from sync.core.ids import DeviceId, EntityId
from sync.core.registry import SpaceKind
from sync.engine.withheld import LACKING_MAX, Withheld
from sync.log.memory import MemoryLog
from sync.protocol.bodies import TURNS_MAX
from tests.support.centres import Centre
from tests.support.chains import CENTRE, Desk
from tests.support.hub_here import HubHere
from tests.support.peers import meet as meet_replicas
from tests.support.peers import replica_of
from tests.support.together import Host, meet

NAMES = "SELECT name FROM live_volunteer ORDER BY name"


def person(centre: Centre, name: str) -> EntityId:
    done = centre.do(RegisterVolunteer(name, "クンレン", another_person=True))
    assert done.entity is not None
    return done.entity


@pytest.fixture
def host(centre: Centre) -> Host:
    return Host(centre.operation)


@pytest.fixture
def tablet(host: Host, tmp_path: Path) -> Iterator[Centre]:
    made = host.let_in(tmp_path / "tablet")
    yield made
    made.operation.close()


def pass_on_without(source: Centre, target: Centre, kinds: tuple[SpaceKind, ...]) -> None:
    """Everything new of `source` comes to `target` by a store that keeps bodies back."""
    between = MemoryLog()
    replica = source.operation.replica
    thief = replica_of(
        target.operation.vault.contents.device, between, replica.standing(), replica.spaces()
    )
    meet_replicas(thief, replica)
    has = target.operation.log.vector()
    for batch in list(between.read_since(has)):
        if batch.header.space.kind in kinds:
            between.erase_body(batch.header.device, batch.header.space, batch.header.seq)
    meet_replicas(thief, target.operation.replica)


def lacking(centre: Centre) -> int:
    replica = centre.operation.replica
    return sum(
        len(seqs) for space in replica.spaces() for seqs in replica.lacking(space).values()
    )  # fmt: skip


def test_whoever_begins_the_meeting_asks_for_what_it_lacks(
    centre: Centre, tablet: Centre, host: Host
) -> None:
    person(centre, "訓練 一郎")
    person(centre, "訓練 二郎")
    pass_on_without(centre, tablet, (SpaceKind.CENTRE,))
    assert tablet.rows(NAMES) == []
    assert lacking(tablet) > 0
    tablet.operation.checkpoint()
    assert meet(tablet, host).same
    assert tablet.rows(NAMES) == [("訓練 一郎",), ("訓練 二郎",)]
    assert lacking(tablet) == 0
    assert verify(tablet.operation).sound
    tablet.reopen()
    assert tablet.rows(NAMES) == [("訓練 一郎",), ("訓練 二郎",)]


def test_whoever_is_asked_says_what_it_lacks_and_is_given_it(
    centre: Centre, tablet: Centre, host: Host
) -> None:
    """A base station never calls a tablet; the tablet has to bring it."""
    person(tablet, "訓練 三郎")
    pass_on_without(tablet, centre, (SpaceKind.CENTRE,))
    assert centre.rows(NAMES) == []
    ended = meet(tablet, host)
    assert ended.same
    assert centre.rows(NAMES) == [("訓練 三郎",)]


def test_words_about_devices_are_filled_in_and_believed(
    centre: Centre, tablet: Centre, host: Host, tmp_path: Path
) -> None:
    third = host.let_in(tmp_path / "third", seed=51)
    device = DeviceId(third.operation.device)
    third.operation.close()
    pass_on_without(centre, tablet, (SpaceKind.AUTH,))
    assert tablet.operation.authority.roles(device) == set()
    assert meet(tablet, host).same
    assert tablet.operation.authority.roles(device) == {"coordinator"}


def test_where_nobody_has_it_nothing_is_called_the_same(
    centre: Centre, tablet: Centre, host: Host
) -> None:
    """Asked for again at every meeting, within bounds, and never invented."""
    who = person(tablet, "訓練 三郎")
    pass_on_without(tablet, centre, (SpaceKind.CENTRE,))
    (place,) = tablet.operation.log.about(who)
    tablet.operation.log.erase_body(*place)  # a bad disk: shown until the next start
    ended = meet(tablet, host)
    assert not ended.same
    assert lacking(centre) > 0


def test_nobody_asks_for_what_was_erased(
    centre: Centre, tablet: Centre, host: Host, tmp_path: Path
) -> None:
    who = person(centre, "架空 消子")
    meet(tablet, host)
    centre.do(EraseSubject(who, "本人の求め"))
    assert lacking(centre) == 0
    tablet.do(ChangeVolunteer(who, {"phone": "090-0000-0067"}))  # it has not heard of it yet
    assert meet(tablet, host).same
    late = host.let_in(tmp_path / "late", seed=52)  # hears of the person and the erasure at once
    assert lacking(late) == 0
    late.operation.close()
    assert lacking(tablet) == lacking(centre) == 0
    assert all(
        batch.body is None
        for place in tablet.operation.log.about(who)
        if (batch := tablet.operation.log.get(*place)) and len(batch.header.subjects) == 1
    )  # fmt: skip


def test_a_hub_that_got_headers_alone_is_given_the_bodies_and_none_that_were_erased(
    centre: Centre, tmp_path: Path
) -> None:
    gone, _stays = person(centre, "架空 消子"), person(centre, "訓練 花子")
    hub = HubHere(tmp_path / "hub")
    hub.meet(centre)
    hub.lose_bodies(SpaceKind.CENTRE)
    assert hub.erased() == 2
    centre.do(EraseSubject(gone, "本人の求め"))
    assert hub.meet(centre).same
    assert hub.erased() == 1


def test_many_are_asked_for_in_turn() -> None:
    """What nobody has does not stand in the way of the others."""
    log, desk = MemoryLog(), Desk(seed=1)
    count = LACKING_MAX + 10
    log.append([one._replace(body=None) for one in desk.entries(count)])
    withheld = Withheld(log, lambda _space: lambda header: header.seq == 1)
    asked = [set(withheld.lacking(CENTRE)[desk.key.device_id]) for _ in range(2)]
    assert all(len(one) == LACKING_MAX for one in asked)
    assert asked[0] | asked[1] == set(range(2, count + 1))
    assert withheld.lacking(Desk(seed=2).entries(1)[0].header.space).keys() == {desk.key.device_id}
    assert Withheld(log, None).lacking(CENTRE) == {}
    assert TURNS_MAX < LACKING_MAX
