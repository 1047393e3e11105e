"""Syncing as the screens ask for it: two real devices over HTTPS on this machine."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from app.bootstrap import SET_UP, open_operation, shipped_dictionaries
from app.services.command import Actor, Refused
from app.services.joining import Joiner
from app.services.needs import ReceiveNeed
from app.services.photos import AddPhoto
from app.services.stick_places import stick_places
from app.services.sync_view import BundleReport, Invitation, LinkState, PictureProgress, SyncState
from app.services.syncing import Syncing
from app.services.volunteers import RegisterVolunteer
from app.store.checkpoint import NAMES as CHECKPOINTS
from app.ui.sync_words import how_fresh
from sync.core.ids import DeviceId
from sync.transports.http_client import HttpTransport
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.support.world import FakeClock

NAMES = "SELECT name FROM live_volunteer ORDER BY name"
LOOKS, LOOK_S = 600, 0.05
NO_STEP: Callable[[int, int], None] = lambda _done, _total: None  # noqa: E731
OBSERVER = Actor(None, "訓練 見学", "observer")


def until(holds: Callable[[], object]) -> None:
    """Waits for a condition; a limit of looks keeps a broken one from waiting for ever."""
    look = Event()
    for _ in range(LOOKS):
        if holds():
            return
        look.wait(LOOK_S)
    raise AssertionError("it never came to hold")


@pytest.fixture
def base(centre: Centre) -> Iterator[Syncing]:
    syncing = Syncing(centre.operation, port=0)
    syncing.start()
    yield syncing
    syncing.stop()


@pytest.fixture
def tablet(centre: Centre, base: Syncing, tmp_path: Path) -> Iterator[tuple[Centre, Syncing]]:
    shown = base.invite(("coordinator", "admin"), "訓練タブレット", None, SET_UP)
    if isinstance(shown, Invitation) and not shown.address:
        pytest.skip("this machine is in no network")
    assert isinstance(shown, Invitation)
    clock = FakeClock(centre.clock.ms)
    world = fake_world(clock, 60)
    joiner = Joiner(tmp_path / "tablet", world, shipped_dictionaries(), HttpTransport)
    steps: list[str] = []
    typed = f"{shown.address} {shown.code}"
    assert joiner.join(typed, "訓練タブレット", PASSPHRASE, steps.append) == tmp_path / "tablet"
    assert steps == ["asking", "enrolled", "fetching", "ready"]
    assert not joiner.vacant()
    other = Centre(open_operation(tmp_path / "tablet", PASSPHRASE, world), clock)
    syncing = Syncing(other.operation, port=0)
    syncing.start()
    yield other, syncing
    with suppress(Exception):
        syncing.stop()
    other.operation.close()


def same(state: SyncState) -> bool:
    return bool(state.peers) and all(
        peer.state is LinkState.SAME and not peer.waiting for peer in state.peers
    )


def test_what_is_written_at_one_is_at_the_other_and_both_say_so(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    other, syncing = tablet
    heard = Event()
    end = base.watch(heard.set)
    other.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    until(lambda: centre.rows(NAMES) == [("訓練 一郎",)])
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    until(lambda: len(other.rows(NAMES)) == 2)
    until(lambda: same(base.state()) and same(syncing.state()))
    assert heard.is_set()
    end()
    state = syncing.state()
    assert (state.letter, state.fresh_with, state.unsent) == ("B", "A", 0)
    assert state.peers[0].is_base
    invited = base.invitation()
    assert invited is not None
    assert invited.joined == "B"
    base.cancel_invitation()
    assert base.invitation() is None


def test_photos_come_after_the_rows_that_name_them(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    other, syncing = tablet
    need = centre.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"})).entity
    assert need is not None
    picture = bytes(range(256)) * 1_500
    put = centre.operation.blobs.put(picture)
    centre.do(AddPhoto(need, put.hash, put.key, put.size, "", consent=True))
    until((other.operation.folder / "photos" / put.hash).exists)
    assert other.operation.blobs.get(put.hash, put.key) == picture
    syncing.sync_now()
    until(lambda: same(syncing.state()))


def test_a_base_station_opens_and_closes_in_one_act_each(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    assert base.be_base(True, SET_UP) is None
    assert base.state().base
    assert base.state().address_qr
    assert base.be_base(False, SET_UP) is None
    assert base.state().listening == ""
    refused = base.be_base(True, OBSERVER)
    assert isinstance(refused, Refused)


def test_addresses_are_read_or_refused(base: Syncing) -> None:
    refused = base.add_address("ここ:です", SET_UP)
    assert isinstance(refused, Refused)
    assert refused.code == "sync_address_unreadable"
    assert base.add_address("TASUKI2192.0.2.99:8551", SET_UP) is None
    assert [peer.address for peer in base.state().peers] == ["192.0.2.99:8551"]


def test_who_may_not_invite_is_told_so(base: Syncing) -> None:
    for roles, actor in ((("reception",), OBSERVER), ((), SET_UP)):
        assert isinstance(base.invite(roles, "", None, actor), Refused)
    refused = base.answer_picture("TASUKI3ABC")
    assert isinstance(refused, Refused)
    assert refused.code == "invitation_unreadable"


def test_files_and_pictures_carry_the_same(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing], tmp_path: Path
) -> None:
    other, syncing = tablet
    until(lambda: same(syncing.state()))
    syncing.stop()
    base.be_base(False, SET_UP)
    centre.do(RegisterVolunteer("訓練 三郎", "", "090-0000-0013"))
    stick = tmp_path / "stick"
    sent = base.export_bundle(stick, SET_UP, NO_STEP)
    assert isinstance(sent, int)
    (file,) = stick.glob("*.tasuki")
    report = syncing.import_bundle(file, SET_UP, NO_STEP)
    assert isinstance(report, BundleReport)
    assert report.new > 0
    assert other.rows(NAMES) == [("訓練 三郎",)]
    assert isinstance(base.export_bundle(stick, OBSERVER, NO_STEP), Refused)
    other.do(RegisterVolunteer("訓練 四郎", "", "090-0000-0014"))
    frames = syncing.outgoing_frames(DeviceId(centre.operation.device))
    assert not isinstance(frames, Refused)
    for text in frames:
        progress = base.incoming(text)
        assert isinstance(progress, PictureProgress)
        if progress.report is not None:
            break
    assert ("訓練 四郎",) in centre.rows(NAMES)


def test_a_backup_has_a_name_of_its_own_and_is_never_replaced(
    centre: Centre, base: Syncing, tmp_path: Path
) -> None:
    size = base.back_up(tmp_path / "safe", PASSPHRASE, SET_UP, NO_STEP)
    assert isinstance(size, int)
    (file,) = (tmp_path / "safe").iterdir()
    assert file.stat().st_size == size
    again = base.back_up(tmp_path / "safe", PASSPHRASE, SET_UP, NO_STEP)
    assert isinstance(again, Refused)
    assert again.code == "bundle_exists"
    assert base.state().peers == ()  # a backup is enrolled and is no peer


def test_a_lost_device_is_sent_away_and_its_late_work_is_accepted(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    other, syncing = tablet
    until(lambda: same(syncing.state()))
    device = DeviceId(other.operation.device)
    other.do(RegisterVolunteer("訓練 五郎", "", "090-0000-0015"))
    until(lambda: len(centre.rows(NAMES)) == 1)
    action = centre.rows("SELECT space, seq FROM _action a JOIN _space s ON s.no = a.space LIMIT 1")
    assert action
    space = centre.operation.spaces[2]
    until(lambda: base.holders(device, space.space_id, 1) == ("A", "B"))
    assert base.revoke(device, "紛失", SET_UP) is None
    until(lambda: syncing.state().revoked)
    assert base.state().peers[0].state is LinkState.REVOKED
    assert isinstance(base.revoke(device, "紛失", SET_UP), Refused)
    for held in base.held_back():
        assert base.accept(held, "届け出あり", SET_UP) is None
    assert base.held_back() == ()


def test_what_is_known_of_peers_is_there_at_the_next_start(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    other, syncing = tablet
    until(lambda: same(syncing.state()))
    syncing.stop()
    again = Syncing(other.operation, port=0)
    (peer,) = again.state().peers
    assert peer.same_ms is not None
    assert peer.address


def test_a_base_station_that_lost_its_power_says_when_it_was_the_same_as_whom(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    other, syncing = tablet
    until(lambda: same(base.state()) and same(syncing.state()))
    centre.clock.advance(10_000)
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    until(lambda: len(other.rows(NAMES)) == 1 and same(base.state()))
    before = base.state()
    assert (before.fresh_with, before.unsent) == ("B", 0)
    # Nothing ended: what stands in the vault now is all that a start after a power cut has.
    until(lambda: Syncing(centre.operation, port=0).state().unsent == 0)
    again = Syncing(centre.operation, port=0)
    state = again.state()
    assert (state.fresh_ms, state.fresh_with, state.unsent) == (before.fresh_ms, "B", 0)
    assert how_fresh(state, centre.clock.now_ms(), short=False).text == (
        "9:42 に端末Bと一致・未送信 0"
    )
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    assert again.state().unsent == 1


def test_a_new_device_shows_an_image_first_and_the_log_follows_by_itself(
    centre: Centre, base: Syncing, tmp_path: Path
) -> None:
    centre.operation.images.given.worth = 1
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    shown = base.invite(("coordinator",), "", None, SET_UP)
    if isinstance(shown, Invitation) and not shown.address:
        pytest.skip("this machine is in no network")
    assert isinstance(shown, Invitation)
    until(lambda: any((centre.operation.folder / name).exists() for name in CHECKPOINTS))
    clock = FakeClock(centre.clock.ms)
    world = fake_world(clock, 61)
    joiner = Joiner(tmp_path / "tablet", world, shipped_dictionaries(), HttpTransport)
    assert joiner.join(shown.qr, "訓練", PASSPHRASE, lambda _step: None) == tmp_path / "tablet"
    other = Centre(open_operation(tmp_path / "tablet", PASSPHRASE, world), clock)
    syncing = Syncing(other.operation, port=0)
    try:
        assert syncing.state().filling == "image"
        assert other.rows(NAMES) == [("訓練 一郎",)]
        syncing.start()
        until(lambda: same(syncing.state()) and other.operation.filling.is_over)
        assert syncing.state().filling == ""
        assert other.operation.rebuild_digest() == centre.operation.working_set.digest()
    finally:
        syncing.stop()
        other.operation.close()


def test_there_is_always_a_folder_for_exchange(tmp_path: Path, base: Syncing) -> None:
    places = stick_places(tmp_path)
    assert places[-1].path == tmp_path / "Tasuki"
    assert places[-1].files == ()
    (tmp_path / "Tasuki").mkdir()
    (tmp_path / "Tasuki" / "tasuki-A.tasuki").write_bytes(b"x")
    assert [file.path.name for file in stick_places(tmp_path)[-1].files] == ["tasuki-A.tasuki"]
    assert stick_places(tmp_path / "nowhere" / "at" / "all") == places[:-1]
    assert base.sticks()


def calls_the_hub(one: Syncing) -> bool:
    return "192.0.2.98:8551" in {peer.address for peer in one.state().peers}


def knows_no_hub(one: Syncing) -> bool:
    return not one.state().hubs and not calls_the_hub(one)


def test_a_hub_that_one_device_tells_of_is_called_by_every_device(
    centre: Centre, base: Syncing, tablet: tuple[Centre, Syncing]
) -> None:
    _other, syncing = tablet
    until(lambda: same(syncing.state()))
    refused = base.tell_hub("ここ:です", SET_UP)
    assert refused == Refused("sync_address_unreadable", field="hub")
    assert base.tell_hub("https://192.0.2.98/", SET_UP) is None
    twice = base.tell_hub("192.0.2.98:8551", SET_UP)
    assert isinstance(twice, Refused)
    assert twice.code == "hub_known"
    for one in (base, syncing):
        until(partial(calls_the_hub, one))
        assert [hub.address for hub in one.state().hubs] == ["192.0.2.98:8551"]
    (hub,) = syncing.state().hubs
    assert syncing.drop_hub(hub.id, SET_UP) is None
    for one in (base, syncing):
        until(partial(knows_no_hub, one))
    assert base.drop_hub(hub.id, SET_UP) == Refused("hub_not_known")
    assert base.tell_hub("192.0.2.98:8551", SET_UP) is None  # and back again
    acts = {row[0] for row in centre.rows("SELECT name FROM _act WHERE name LIKE '%hub'")}
    assert acts == {"drop_hub", "tell_hub"}
