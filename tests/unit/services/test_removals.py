"""消去 told to those who cannot read: numbers in `auth`, said by administration alone."""

from pathlib import Path

import pytest

from app.services.command import Refused
from app.services.devices import RevokeDevice
from app.services.erasure import EraseSubject
from app.services.key_upkeep import KeyUpkeep
from app.services.removals import TellRemoved, untold
from app.services.verifying import verify
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.queries.erasures import Place, erasures, removed_bodies
from app.ui.screens.today.erasures import spread_of
from sync.core.ids import DeviceId, EntityId
from sync.core.number_ranges import up_to
from sync.core.registry import SpaceKind
from sync.core.space import Space
from tests.support.centres import Centre
from tests.support.hub_here import HubHere
from tests.support.planting import Plant
from tests.support.sync_stand_in import StandInSync, peer, sync_state
from tests.support.together import Host, meet

GONE, STAYS, WHY = "架空 消子", "訓練 花子", "本人の求め"


def person(centre: Centre, name: str = GONE) -> EntityId:
    done = centre.do(RegisterVolunteer(name, "カクウ", another_person=True))
    assert done.entity is not None
    return done.entity


def told(centre: Centre) -> set[Place]:
    rows = centre.operation.read(removed_bodies)
    return {(row.device, row.space, seq) for row in rows for seq in up_to(row.numbers, 10_000)}


def gone(centre: Centre) -> set[Place]:
    """Where no body is, of all that is here."""
    log = centre.operation.log
    return {
        (device, space, batch.header.seq)
        for device, space in log.vector() for batch in log.read(device, space)
        if batch.body is None
    }  # fmt: skip


@pytest.fixture
def upkeep(centre: Centre) -> KeyUpkeep:
    """As `Syncing` has it."""
    made = KeyUpkeep(centre.operation)
    centre.operation.bus.subscribe(made.changed)
    return made


def test_a_hub_drops_the_bodies_of_who_was_erased(
    centre: Centre, upkeep: KeyUpkeep, tmp_path: Path
) -> None:
    who = person(centre)
    centre.do(ChangeVolunteer(who, {"phone": "090-0000-0067"}))
    hub = HubHere(tmp_path / "hub")
    assert hub.meet(centre).same
    assert hub.erased() == 0
    before = centre.operation.log.vector()
    centre.do(EraseSubject(who, WHY))
    assert told(centre) == gone(centre)
    assert len(told(centre)) == 2
    assert hub.meet(centre).same
    assert hub.erased() == 2
    assert set(before) <= set(centre.operation.log.vector())
    assert verify(centre.operation).same


def test_an_import_is_told_once_it_was_written_anew(centre: Centre, upkeep: KeyUpkeep) -> None:
    ids = EntityId(b"i" * 15 + b"1"), EntityId(b"i" * 15 + b"2")
    centre.do(
        Plant((("volunteer", ids[0], {"name": GONE}), ("volunteer", ids[1], {"name": STAYS})))
    )
    centre.do(EraseSubject(ids[0], WHY))
    assert len(told(centre)) == 1
    assert told(centre) == gone(centre)
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]


def test_a_body_that_somebody_withheld_is_not_told(centre: Centre, upkeep: KeyUpkeep) -> None:
    """A store in between cannot make administration order everybody to throw records away."""
    who, other = person(centre), person(centre, STAYS)
    (place,) = centre.operation.log.about(other)
    centre.operation.log.erase_body(*place)
    centre.do(EraseSubject(who, WHY))
    assert place in gone(centre)
    assert place not in told(centre)
    assert centre.operation.read(lambda db: untold(db, centre.operation.log)) == ()


def test_a_withheld_body_that_also_speaks_of_others_is_not_told(
    centre: Centre, upkeep: KeyUpkeep
) -> None:
    """Nobody could write it anew, so what it says of the others is nowhere else."""
    ids = EntityId(b"i" * 15 + b"1"), EntityId(b"i" * 15 + b"2")
    centre.do(Plant(tuple(("volunteer", one, {"name": GONE}) for one in ids)))
    (place,) = centre.operation.log.about(ids[0])
    centre.operation.log.erase_body(*place)
    centre.do(EraseSubject(ids[0], WHY))
    assert place not in told(centre)


def test_who_only_carries_a_space_drops_what_it_cannot_judge(
    centre: Centre, upkeep: KeyUpkeep, tmp_path: Path
) -> None:
    """A reception tablet holds `sealed` without its key: a batch about two houses stays there until
    administration has named it."""
    ids = EntityId(b"n" * 15 + b"1"), EntityId(b"n" * 15 + b"2")
    centre.do(Plant(tuple(("need", one, {"number": f"N-{at}"}) for at, one in enumerate(ids, 1))))
    centre.do(Plant(tuple(("need_private", one, {"name": GONE}) for one in ids)))
    host = Host(centre.operation)
    tablet = host.let_in(tmp_path / "tablet", ("reception",))
    try:
        assert gone_in(tablet, SpaceKind.SEALED) == set()
        centre.do(EraseSubject(ids[0], WHY))
        assert meet(tablet, host).same
        assert gone_in(tablet, SpaceKind.SEALED) == gone_in(centre, SpaceKind.SEALED) != set()
        assert verify(tablet.operation).same
    finally:
        tablet.operation.close()


def gone_in(centre: Centre, kind: SpaceKind) -> set[Place]:
    return {place for place in gone(centre) if place[1].kind is kind}


def test_another_desk_erases_and_administration_tells(
    centre: Centre, upkeep: KeyUpkeep, tmp_path: Path
) -> None:
    who = person(centre)
    host = Host(centre.operation)
    desk = host.let_in(tmp_path / "desk", ("coordinator",))
    try:
        desk.do(EraseSubject(who, WHY))
        KeyUpkeep(desk.operation).look()
        assert told(desk) == set()
        refused = desk.operation.submit(TellRemoved(tuple(gone(desk))), desk.actor)
        assert isinstance(refused, Refused)
        meet(desk, host)
        assert told(centre) == gone(desk) != set()
        upkeep.look()
        assert len(centre.operation.read(removed_bodies)) == 1  # said once
    finally:
        desk.operation.close()


def test_what_a_thief_told_a_hub_to_drop_comes_back_once_the_laptop_is_sent_away(
    centre: Centre, tmp_path: Path
) -> None:
    who = person(centre, STAYS)
    stolen = Host(centre.operation).let_in(tmp_path / "stolen", ("admin",))
    hub = HubHere(tmp_path / "hub")
    hub.meet(centre)
    meet(stolen, Host(centre.operation))
    stolen.do(TellRemoved(tuple(stolen.operation.log.about(who))))
    hub.meet(stolen)
    assert hub.erased() == 1
    stolen.operation.close()
    centre.do(RevokeDevice(DeviceId(stolen.operation.device), "盗まれた"))
    assert hub.meet(centre).same
    assert hub.erased() == 0
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]


def test_the_record_counts_the_hub_once_it_holds_what_was_told(
    centre: Centre, upkeep: KeyUpkeep
) -> None:
    centre.do(EraseSubject(person(centre), WHY))
    found = centre.operation.read(erasures)
    (told_by,) = found[0].told
    assert told_by[0] == DeviceId(centre.operation.device)
    sync = HoldsByNumber(sync_state(peer("B"), peer("H", is_hub=True)))
    done = {}
    for held in (told_by[2] - 1, told_by[2]):
        sync.hub_has = held
        (one,) = spread_of(sync, found)
        done[held] = one.devices
        assert one.of == 3
    assert list(done.values()) == [2, 3]


class HoldsByNumber(StandInSync):
    """A and B hold everything, H of `auth` only up to a number."""

    hub_has = 0

    def holders(self, device: DeviceId, space_id: bytes, seq: int) -> tuple[str, ...]:
        auth = space_id == Space(SpaceKind.AUTH).space_id
        return ("A", "B", "H") if not auth or seq <= self.hub_has else ("A", "B")
