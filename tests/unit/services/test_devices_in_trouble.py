"""Devices that are lost, erased at, restored, off by years, full, or changed while apart.

Real operations of one centre, each in its own folder; after each trouble every device that may show
the same does, a rebuild shows it too, and every log holds.
"""

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.devices import AcceptHeldBack, ChangeDevice, RenewKeys, RevokeDevice
from app.services.erasure import EraseSubject
from app.services.held_back import count_held_back, held_back
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from app.services.rebirth import reborn
from app.services.sync_view import LinkState
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from sync.core.errors import LogFull
from sync.core.ids import DeviceId
from sync.protocol.client import Refused as Turned
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.support.erasing import everything_said
from tests.support.together import ADDRESS, CHIEF, Host, meet
from tests.support.trouble import Screen, backup_of, equal, met, names, restored, sound

TWO_YEARS_MS = 2 * 366 * 86_400_000
ADMIN = ("admin", "coordinator")


@pytest.fixture
def host(centre):
    return Host(centre.operation)


@pytest.fixture
def device(host, tmp_path):
    """Lets devices in, by name; they are closed at the end."""
    made: list[Centre] = []

    def let_in(name: str, roles: tuple[str, ...] = ("coordinator",)) -> Centre:
        made.append(host.let_in(tmp_path / name, roles, seed=60 + len(made)))
        return made[-1]

    yield let_in
    for one in made:
        one.operation.close()


def person(name: str) -> RegisterVolunteer:
    return RegisterVolunteer(name, "", "", another_person=True)


def id_of(centre: Centre) -> DeviceId:
    return DeviceId(centre.operation.device)


def take(centre: Centre, author: DeviceId) -> None:
    """One tap on each entry of 受け付けられなかった変更 of a device."""
    for one in centre.operation.read(held_back):
        if one.device == author:
            taken = AcceptHeldBack(
                one.device, one.space_id, one.first_seq, one.last_seq, "本人に確認した"
            )
            centre.do(taken)


def test_lost_while_apart_its_late_work_comes_by_another_and_counts_after_one_tap(
    centre, host, device
):
    tablet, relay, third = device("tablet"), device("relay"), device("third")
    tablet.do(person("訓練 一郎"))
    meet(tablet, host)
    tablet.do(person("訓練 二郎"))
    meet(tablet, Host(relay.operation))
    assert "訓練 二郎" in names(relay)
    centre.do(RevokeDevice(id_of(tablet), "紛失"))
    tablet.do(person("訓練 三郎"))  # it has not heard of it
    meet(relay, host)
    # What was here counts, what came after does not, and was shown at the relay until now.
    assert names(centre) == names(relay) == ["訓練 一郎"]
    assert centre.operation.read(count_held_back) == relay.operation.read(count_held_back) == 1
    equal(centre, relay)
    take(centre, id_of(tablet))
    assert centre.operation.read(count_held_back) == 0
    for one in (relay, third):
        meet(one, host)
        assert names(one) == ["訓練 一郎", "訓練 二郎"]
    assert meet(tablet, host).revoked
    assert names(tablet) == []
    equal(centre, relay, third)
    sound(tablet)


def test_erased_while_apart_and_a_device_still_writes_about_the_person(centre, host, device):
    gone = centre.do(RegisterVolunteer("架空 消子", "", "090-0000-0066")).entity
    tablet = device("tablet")
    centre.do(EraseSubject(gone, "本人の求め"))
    tablet.do(ChangeVolunteer(gone, {"phone": "090-0000-0067", "note": "架空 消子さんに電話"}))
    tablet.do(person("訓練 一郎"))
    meet(tablet, host)
    for one in (centre, tablet):
        assert names(one) == ["訓練 一郎"]
        said = everything_said(one.operation)
        assert not [word for word in ("架空 消子", "090-0000-0067") if word.encode() in said]
    meet(tablet, host)
    equal(centre, tablet)


def test_erased_while_apart_and_an_old_backup_is_restored(centre, host, tmp_path):
    gone = centre.do(RegisterVolunteer("架空 消子", "", "090-0000-0066")).entity
    centre.do(person("訓練 一郎"))
    file = backup_of(centre, tmp_path / "old.tasuki-backup")
    centre.do(EraseSubject(gone, "本人の求め"))
    centre.do(person("訓練 二郎"))
    back = restored(file, tmp_path / "back", centre.clock, 70)
    assert names(back) == ["架空 消子", "訓練 一郎"]  # nobody told it yet
    back.do(person("訓練 三郎"))
    assert id_of(back) != id_of(centre)
    meet(back, host)
    assert meet(back, host).same
    assert names(back) == names(centre) == ["訓練 一郎", "訓練 三郎", "訓練 二郎"]
    assert "架空 消子".encode() not in everything_said(back.operation)
    equal(centre, back)
    back.operation.close()


def test_a_clock_that_is_two_years_off_stops_nothing_and_takes_nobody_along(centre, host, device):
    known = centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011")).entity
    tablet, third = device("tablet"), device("third")
    tablet.clock.advance(TWO_YEARS_MS)
    tablet.do(ChangeVolunteer(known, {"phone": "090-0000-0012"}))
    screens = {one: Screen(one) for one in (centre, tablet, third)}
    met(screens[tablet], screens[centre])
    assert screens[centre].of(tablet).ahead_ms == TWO_YEARS_MS
    assert screens[tablet].of(centre).ahead_ms == -TWO_YEARS_MS
    assert screens[centre].of(tablet).state is LinkState.SAME
    # Whoever saw what was written in two years still corrects it, and the correction wins.
    centre.do(ChangeVolunteer(known, {"phone": "090-0000-0013"}))
    centre.do(person("訓練 二郎"))
    met(screens[third], screens[centre])
    met(screens[tablet], screens[centre])
    for one in (centre, tablet, third):
        assert one.rows("SELECT phone FROM live_volunteer WHERE id = ?", known) == [
            ("090-0000-0013",)
        ]
        assert one.rows("SELECT count(*) FROM _conflict") == [(0,)]
    ahead = centre.operation._clock.last >> 16
    assert ahead - centre.clock.now_ms() <= 10 * 60_000 + 1_000
    equal(centre, tablet, third)


def test_a_disk_that_is_full_while_taking_in_keeps_what_was_there_and_goes_on_later(
    centre, host, device, monkeypatch
):
    tablet = device("tablet")
    centre.do(person("訓練 一郎"))
    meet(tablet, host)
    for number in range(3):
        tablet.do(person(f"訓練 {number}号"))
        centre.do(person(f"仮名 {number}号"))
    log, append = centre.operation.log, centre.operation.log.append

    def full(_entries: object) -> None:
        raise LogFull("no space left")

    monkeypatch.setattr(log, "append", full)
    with pytest.raises(Turned, match="log_full"):  # the base station is full
        meet(tablet, host)
    assert len(names(centre)) == 4
    monkeypatch.setattr(log, "append", append)
    sound(centre, tablet)
    monkeypatch.setattr(tablet.operation.log, "append", full)
    with pytest.raises(LogFull):  # the tablet is: what it has still went out
        meet(tablet, host)
    assert len(names(centre)) == 7
    assert len(names(tablet)) == 4
    monkeypatch.undo()
    assert meet(tablet, host).same
    assert len(names(tablet)) == 7
    equal(centre, tablet)


def test_two_admins_let_in_and_send_away_while_apart(centre, host, device, tmp_path):
    """Each sends the other away, and one lets somebody in after that. Everybody agrees who stays:
    where no admin would be left, the founder does; what the other's guest wrote waits for it."""
    second = device("second", ADMIN)
    other = Host(second.operation)
    theirs = other.let_in(tmp_path / "theirs", seed=80)
    meet(second, host)
    mine = device("mine")
    centre.do(RevokeDevice(id_of(second), "別々に決めた"))
    second.do(RevokeDevice(id_of(centre), "別々に決めた"))
    late = other.let_in(tmp_path / "late", seed=81)
    late.do(person("訓練 三郎"))
    meet(late, Host(theirs.operation))
    theirs.do(person("訓練 二郎"))
    mine.do(person("訓練 一郎"))
    assert theirs.operation.authority.is_revoked(id_of(centre))
    assert names(theirs) == ["訓練 三郎", "訓練 二郎"]
    meet(mine, host)
    # `theirs` wrote with a key that the others never got: it says it again with one of now.
    meet(theirs, Host(mine.operation))
    assert meet(theirs, Host(mine.operation)).same
    assert meet(mine, host).same
    for one in (centre, mine, theirs):
        assert not one.operation.authority.is_revoked(id_of(centre))
        assert one.operation.authority.is_revoked(id_of(second))
        assert names(one) == ["訓練 一郎", "訓練 二郎"]
    equal(centre, mine, theirs)
    theirs.do(person("訓練 四郎"))
    assert meet(theirs, host).same
    assert names(centre) == ["訓練 一郎", "訓練 二郎", "訓練 四郎"]
    assert meet(second, host).revoked
    # Whom the other had let in after that is a stranger here, and is let in anew.
    with pytest.raises(Turned, match="space"):
        meet(late, host)
    late.operation.close()
    shown = host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF)
    reborn(
        late.operation.folder, PASSPHRASE, shown.qr, tmp_path / "born", fake_world(late.clock, 82),
        shipped_dictionaries(), lambda _address, _fingerprint: host.transport(),
    )  # fmt: skip
    world = fake_world(late.clock, 83)
    born = Centre(open_operation(tmp_path / "born", PASSPHRASE, world), late.clock)
    for _ in range(2):
        assert meet(born, host).same
        assert meet(theirs, host).same
    assert names(centre) == ["訓練 一郎", "訓練 三郎", "訓練 二郎", "訓練 四郎"]
    equal(centre, theirs, born)
    sound(second)
    for one in (theirs, born):
        one.operation.close()


def test_roles_that_changed_while_apart_judge_alike_everywhere(centre, host, device):
    tablet, third = device("tablet"), device("third")
    tablet.do(person("訓練 一郎"))
    meet(tablet, host)
    centre.do(ChangeDevice(id_of(tablet), roles=("equipment",)))
    tablet.do(person("訓練 二郎"))  # still in the old role
    meet(tablet, Host(third.operation))
    assert "訓練 二郎" in names(third)
    meet(third, host)
    assert names(third) == names(centre) == ["訓練 一郎"]
    assert {one.reason for one in centre.operation.read(held_back)} == {"role"}
    equal(centre, third)
    take(centre, id_of(tablet))
    for one in (third, tablet):
        meet(one, host)
    assert names(centre) == names(third) == ["訓練 一郎", "訓練 二郎"]
    assert tablet.operation.membership.roles == {"equipment"}
    assert tablet.refuse(person("訓練 三郎")).code == "device_role"
    equal(centre, third)
    sound(tablet)


def test_a_reception_desk_with_a_wider_role_sees_what_it_could_not_read(centre, host, device):
    desk = device("desk", ("reception",))
    centre.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    meet(desk, host)
    private = "SELECT name FROM live_need_private"
    assert desk.rows(private) == []
    centre.do(ChangeDevice(id_of(desk), roles=("coordinator",)))
    assert meet(desk, host).same
    assert desk.rows(private) == [("訓練 花子",)]
    assert desk.rows("SELECT count(*) FROM _held") == [(0,)]
    desk.do(ReceiveNeed({"name": "訓練 次郎", "phone": "090-0000-0022"}))
    meet(desk, host)
    equal(centre, desk)
    # And a narrower one again: what is written from now on stays closed to it.
    centre.do(ChangeDevice(id_of(desk), roles=("reception",)))
    centre.do(RenewKeys())
    centre.do(ReceiveNeed({"name": "訓練 三枝", "phone": "090-0000-0023"}))
    meet(desk, host)
    assert ("訓練 三枝",) not in desk.rows(private)
    sound(centre, desk)


def test_every_device_starts_again_to_what_it_showed(centre, host, device):
    tablet = device("tablet")
    tablet.do(person("訓練 一郎"))
    meet(tablet, host)
    centre.do(RevokeDevice(id_of(tablet), "紛失"))
    meet(tablet, host)
    for one in (centre, tablet):
        before = one.operation.working_set.digest()
        one.reopen()
        assert isinstance(one.operation, Operation)
        assert one.operation.working_set.digest() == before
    sound(centre, tablet)
