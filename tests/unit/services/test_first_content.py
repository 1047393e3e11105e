"""A device that came in where there is no network gets what the centre has, by a stick or by
pictures."""

from itertools import islice
from pathlib import Path

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.bundles import IncomingPictures, post_of, receive_bundle
from app.services.command import Refused
from app.services.joining import Joiner
from app.services.sync_view import BundleReport, PictureProgress
from app.services.syncing import Syncing
from app.services.volunteers import RegisterVolunteer
from sync.core.ids import DeviceId
from sync.transports.loopback import LoopbackTransport
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.support.together import Host

NAMES = "SELECT name FROM live_volunteer ORDER BY name"
YESTERDAY = [("訓練 一郎",)]
DAY_MS = 86_400_000


def nobody(_address: str, _fingerprint: bytes | None) -> LoopbackTransport:
    raise AssertionError("there is no network")


def no_steps(_done: int, _all: int) -> None:
    """Nobody watches."""


@pytest.fixture
def host(centre: Centre) -> Host:
    return Host(centre.operation)


@pytest.fixture
def far(centre: Centre, host: Host, tmp_path: Path):
    """It came in a day after the centre had begun, by two pictures."""
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    centre.clock.advance(DAY_MS)
    shown = host.invitations.invite(("coordinator",), "", None, "", centre.actor)
    folder = tmp_path / "far"
    joiner = Joiner(folder, fake_world(centre.clock, 60), shipped_dictionaries(), nobody)
    asked = joiner.ask_by_picture(shown.qr, "訓練 遠隔")
    assert isinstance(asked, str)
    assert joiner.enter_by_picture(host.invitations.answer_picture(asked), PASSPHRASE) == folder
    operation = open_operation(folder, PASSPHRASE, fake_world(centre.clock, 61))
    yield Centre(operation, centre.clock)
    operation.close()


def test_pictures_for_it_hold_all_days_and_not_only_today(centre: Centre, far: Centre) -> None:
    frames = Syncing(centre.operation).outgoing_frames(DeviceId(far.operation.device))
    assert not isinstance(frames, Refused)
    reading = IncomingPictures(lambda: post_of(far.operation))
    steps = (reading.add(text) for text in islice(frames, 500))
    report = next(
        step.report for step in steps if isinstance(step, PictureProgress) and step.report
    )
    assert report.refused == ()
    assert far.rows(NAMES) == YESTERDAY


def test_a_stick_that_another_device_has_read_still_brings_it_everything(
    centre: Centre, host: Host, far: Centre, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    tablet = host.let_in(tmp_path / "tablet")
    syncing = Syncing(centre.operation)
    assert not isinstance(syncing.export_bundle(stick, centre.actor, no_steps), Refused)
    for turn, device in enumerate((tablet, far), 2):
        (newest, *_) = sorted(stick.glob("*.tasuki"), reverse=True)
        report = receive_bundle(post_of(device.operation), newest, no_steps)
        assert isinstance(report, BundleReport)
        assert report.refused == ()
        centre.clock.advance(60_000)
        centre.do(RegisterVolunteer(f"訓練 その{turn}", "", f"090-0000-001{turn}"))
        everything = centre.operation.log.count()
        sent = syncing.export_bundle(stick, centre.actor, no_steps)
        assert isinstance(sent, int)
        # As long as `far` has not read; from then on only what is new.
        assert (sent == everything) is (device is tablet)
    assert far.rows(NAMES) == [("訓練 その2",), *YESTERDAY]
    tablet.operation.close()


def test_a_device_that_goes_back_and_asks_again_is_the_same_one(
    centre: Centre, host: Host, tmp_path: Path
) -> None:
    shown = host.invitations.invite(("needs",), "", None, "", centre.actor)
    world = fake_world(centre.clock, 60)
    joiner = Joiner(tmp_path / "far", world, shipped_dictionaries(), nobody)
    first = joiner.ask_by_picture(shown.qr, "訓練 遠隔")
    assert isinstance(first, str)
    answer = host.invitations.answer_picture(first)
    assert joiner.ask_by_picture(shown.qr, " 訓練 遠隔 ") == first
    renamed = joiner.ask_by_picture(shown.qr, "訓練 遠隔2")
    assert isinstance(renamed, str)
    assert renamed != first
    again = host.invitations.answer_picture(renamed)
    assert joiner.enter_by_picture(answer, PASSPHRASE) == Refused("invitation_wrong")
    assert joiner.enter_by_picture(again, PASSPHRASE) == tmp_path / "far"
    assert centre.rows("SELECT count(*) FROM live_device") == [(2,)]
