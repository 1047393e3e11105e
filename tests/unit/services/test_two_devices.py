"""Two devices of one centre: let in, equal after they met, and honest about what is not."""

from dataclasses import replace

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.bundles import Post, receive_bundle, send_bundle
from app.services.check_ins import CheckIn
from app.services.command import Refused
from app.services.devices import AcceptHeldBack, RevokeDevice
from app.services.held_back import held_back
from app.services.invitations import HOLDS_MS, TRIES_MAX
from app.services.joining import Joiner
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from app.services.verifying import verify
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from sync.core.errors import BadSignature
from sync.core.ids import DeviceId
from sync.core.registry import SpaceKind
from sync.crypto.pairing import JoinRequest, read_request, read_summons, seal_request
from sync.crypto.space_keys import Keyring
from sync.protocol.client import Refused as Turned
from sync.transports.bundle_card import Envelope
from sync.transports.loopback import LoopbackTransport
from tests.support.centres import MORNING_MS, PASSPHRASE, Centre, fake_world, open_centre
from tests.support.together import ADDRESS, Host, meet

ONE_PICTURE = 2_000  # letters that a tablet's camera reads off a screen


def nobody(_address: str, _fingerprint: bytes | None) -> LoopbackTransport:
    raise AssertionError("there is no network")


def post_of(operation: Operation) -> Post:
    envelope = Envelope(operation.card.id, Keyring(operation.membership.keys))
    return Post(operation.replica, envelope, operation.world, operation.letter)


NAMES = "SELECT name FROM live_volunteer ORDER BY name"


@pytest.fixture
def host(centre):
    return Host(centre.operation)


@pytest.fixture
def tablet(centre, host, tmp_path):
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    joined = host.let_in(tmp_path / "tablet")
    yield joined
    joined.operation.close()


def test_a_device_that_was_let_in_has_a_letter_and_everything(centre, tablet, host):
    assert tablet.operation.letter == "B"
    assert tablet.rows(NAMES) == [("訓練 一郎",)]
    assert tablet.operation.membership.roles == {"coordinator"}
    assert meet(tablet, host).same


def test_what_both_wrote_apart_is_at_both_after_they_met(centre, tablet, host):
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    tablet.do(RegisterVolunteer("訓練 三郎", "", "090-0000-0013"))
    tablet.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    ended = meet(tablet, host)
    assert ended.same
    assert centre.rows(NAMES) == tablet.rows(NAMES) == [
        ("訓練 一郎",), ("訓練 三郎",), ("訓練 二郎",)
    ]  # fmt: skip
    assert centre.rows("SELECT name FROM live_need_private") == [("訓練 花子",)]
    assert centre.operation.working_set.digest() == tablet.operation.working_set.digest()


def test_nothing_is_new_the_second_time(tablet, host):
    meet(tablet, host)
    ended = meet(tablet, host)
    assert [(end.received, end.sent) for end in ended.spaces] == [(0, 0)] * 4


def test_screens_hear_of_what_came(centre, tablet, host):
    heard = []
    centre.operation.bus.subscribe(lambda changes: heard.append(changes.topics))
    tablet.do(RegisterVolunteer("訓練 三郎", "", "090-0000-0013"))
    meet(tablet, host)
    assert any("volunteer" in topics for topics in heard)


def test_two_values_of_one_field_are_both_kept(centre, tablet, host):
    (person,) = centre.rows("SELECT id FROM live_volunteer")[0]
    centre.do(ChangeVolunteer(person, {"phone": "090-0000-0031"}))
    tablet.clock.advance(1_000)
    tablet.do(ChangeVolunteer(person, {"phone": "090-0000-0032"}))
    meet(tablet, host)
    for device in (centre, tablet):
        assert device.rows("SELECT phone FROM live_volunteer") == [("090-0000-0032",)]
        assert device.rows("SELECT value FROM _conflict") == [("090-0000-0031",)]


def test_both_reopen_to_the_same(centre, tablet, host):
    tablet.do(RegisterVolunteer("訓練 三郎", "", "090-0000-0013"))
    meet(tablet, host)
    before = centre.operation.working_set.digest()
    for device in (centre, tablet):
        device.reopen()
        assert device.operation.working_set.digest() == before
        assert device.operation.rebuild_digest() == before


def test_a_reception_tablet_writes_a_sealed_note_and_cannot_read_one(centre, host, tmp_path):
    desk = host.let_in(tmp_path / "desk", ("reception",))
    centre.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    ended = meet(desk, host)
    assert ended.same
    assert desk.rows("SELECT name FROM live_need_private") == []
    assert desk.rows("SELECT reason FROM _held") == [("no_key",)]
    assert desk.refuse(ReceiveNeed({"name": "訓練 次郎"})).code == "device_role"
    done = desk.do(RegisterVolunteer("訓練 四郎", "", "090-0000-0014"))
    desk.do(CheckIn(done.entity, although=("uninsured",)))
    assert meet(desk, host).same
    assert ("訓練 四郎",) in centre.rows(NAMES)
    desk.operation.close()


def test_an_invitation_holds_for_ten_minutes(centre, host, tmp_path):
    ask = host.invitations.answer

    def late(body):
        centre.clock.advance(HOLDS_MS + 1)
        return ask(body)

    host.invitations.answer = host.responder._pair = late
    with pytest.raises(Turned, match="invitation_over"):
        host.let_in(tmp_path / "late")
    assert host.invitations.current() is None
    assert not (tmp_path / "late" / "operation.json").exists()


def test_an_invitation_is_for_one_device(centre, host, tmp_path):
    bodies = []
    ask = host.invitations.answer

    def heard(body: bytes) -> bytes:
        bodies.append(body)
        return ask(body)

    host.responder._pair = heard
    host.let_in(tmp_path / "first").operation.close()
    assert ask(bodies[0])  # a reply was lost: the same device may ask again
    assert centre.rows("SELECT count(*) FROM live_device") == [(2,)]
    (request, _mac) = read_request(bodies[0])
    other = replace(request, public_key=bytes(32))
    secret = read_summons(host.invitations.current().qr).secret
    with pytest.raises(BadSignature):
        ask(seal_request(secret, other, host.certificate.fingerprint))


def test_where_there_is_no_network_pictures_let_a_device_in_and_a_file_brings_the_rest(
    centre, host, tmp_path
):
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    shown = host.invitations.invite(("needs",), "", None, "", centre.actor)
    joiner = Joiner(tmp_path / "far", fake_world(centre.clock, 60), shipped_dictionaries(), nobody)
    asked = joiner.ask_by_picture(shown.qr, "訓練 遠隔")
    answer = host.invitations.answer_picture(asked)
    assert isinstance(asked, str)
    assert max(len(asked), len(answer)) < ONE_PICTURE
    cut = joiner.enter_by_picture(answer[:-8], PASSPHRASE)
    assert isinstance(cut, Refused)
    assert cut.code in ("invitation_wrong", "invitation_unreadable")
    assert joiner.enter_by_picture(answer, PASSPHRASE) == tmp_path / "far"
    far = Centre(open_operation(tmp_path / "far", PASSPHRASE, centre.operation.world), centre.clock)
    assert far.operation.letter == "B"
    assert far.refuse(RegisterVolunteer("訓練 二郎", "", "")).code == "device_role"
    sent = send_bundle(post_of(centre.operation), tmp_path, lambda *_: None)
    assert isinstance(sent, tuple)
    receive_bundle(post_of(far.operation), sent[0], lambda *_: None)
    assert far.rows(NAMES) == [("訓練 一郎",)]
    far.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    assert meet(far, host).same
    assert centre.rows("SELECT name FROM live_need_private") == [("訓練 花子",)]
    far.operation.close()


def test_guessing_ends_the_invitation(centre, host):
    shown = host.invitations.invite(("reception",), "", None, ADDRESS, centre.actor)
    request = JoinRequest(bytes(32), bytes(32), bytes(32), "", bytes(16))
    wrong = seal_request(bytes(16), request, host.certificate.fingerprint)
    for _ in range(TRIES_MAX):
        assert host.invitations.current() == shown
        with pytest.raises(BadSignature):
            host.invitations.answer(wrong)
    assert host.invitations.current() is None


def test_a_lost_tablet_hears_that_it_is_lost_and_its_late_work_waits(centre, tablet, host):
    meet(tablet, host)
    tablet.do(RegisterVolunteer("訓練 五郎", "", "090-0000-0015"))
    lost = DeviceId(tablet.operation.device)
    centre.do(RevokeDevice(lost, "紛失"))
    assert meet(tablet, host).revoked
    assert tablet.refuse(RegisterVolunteer("訓練 六郎", "", "")).code == "device_revoked"
    assert ("訓練 五郎",) not in centre.rows(NAMES)
    (late,) = centre.operation.read(held_back)
    assert (late.device, late.acts) == (lost, ("register_volunteer",))
    centre.do(AcceptHeldBack(lost, late.space_id, late.first_seq, late.last_seq, "届け出あり"))
    assert ("訓練 五郎",) in centre.rows(NAMES)
    assert centre.operation.read(held_back) == ()


def test_a_lost_tablet_that_hears_of_it_shows_and_keeps_nobody(centre, tablet, host):
    tablet.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    meet(tablet, host)
    tablet.operation.checkpoint()
    centre.do(RevokeDevice(DeviceId(tablet.operation.device), "紛失"))
    meet(tablet, host)
    for _ in range(2):
        assert tablet.rows(NAMES) == []
        assert tablet.rows("SELECT name FROM live_need_private") == []
        kinds = {key.space.kind for key in tablet.operation.membership.keys}
        assert kinds == {SpaceKind.AUTH, SpaceKind.SHARED}
        assert not list(tablet.operation.folder.glob("checkpoint*"))
        tablet.reopen()
        for path in tablet.operation.folder.glob("checkpoint*"):
            path.unlink()


def test_late_work_that_came_by_another_way_is_held_back_until_accepted(
    centre, tablet, host, tmp_path
):
    relay = host.let_in(tmp_path / "relay", seed=51)
    carrier = Host(relay.operation)
    tablet.do(RegisterVolunteer("訓練 五郎", "", "090-0000-0015"))
    meet(tablet, carrier)
    centre.do(RevokeDevice(DeviceId(tablet.operation.device), "紛失"))
    assert meet(relay, host).same
    assert ("訓練 五郎",) not in centre.rows(NAMES)
    (entry,) = centre.operation.read(held_back)
    assert entry.reason == "revoked"
    assert entry.letter == "B"
    assert entry.acts == ("register_volunteer",)
    # What the relay had shown before does not count there either.
    assert ("訓練 五郎",) not in relay.rows(NAMES)
    relay.operation.close()


def test_a_stranger_is_turned_away(tablet, tmp_path):
    with open_centre(tmp_path / "other", seed=9, now_ms=MORNING_MS) as other:
        with pytest.raises(Turned):
            meet(tablet, Host(other.operation))
        assert other.rows(NAMES) == []
        assert other.rows("SELECT count(*) FROM _held") == [(0,)]


def test_verify_finds_both_chains_sound(centre, tablet, host):
    tablet.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    meet(tablet, host)
    for device in (centre, tablet):
        report = verify(device.operation)
        assert report.sound, report
        assert report.chains > 4
