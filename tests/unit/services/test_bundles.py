"""Files and pictures between two real operations, in the words of the app."""

import errno
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from app.services.bundles import (
    IncomingPictures,
    Post,
    before_today,
    bundle_name,
    bundles_in,
    free_path,
    outgoing_pictures,
    post_of,
    receive_bundle,
    send_bundle,
)
from app.services.command import Refused
from app.services.devices import RevokeDevice
from app.services.needs import ReceiveNeed
from app.services.sync_view import BundleReport, PictureProgress
from app.services.volunteers import RegisterVolunteer
from sync.core.errors import LogFull
from sync.core.ids import EntityId
from sync.core.space import Space
from sync.crypto.space_keys import Keyring
from sync.engine.world import RealDisk
from sync.protocol.ports import SpaceVector
from sync.transports.bundle_card import RECEIPT, Signer, write_card
from sync.transports.fountain import encode
from sync.transports.qr_frames import BLOCK_BYTES, frame_text
from tests.support.centres import MORNING_MS, Centre
from tests.support.together import Host, meet

NAMES = "SELECT name FROM live_volunteer ORDER BY name"
SEED = 20260811


def step(_done: int, _all: int) -> None:
    """Nobody watches."""


@pytest.fixture
def host(centre: Centre) -> Host:
    return Host(centre.operation)


@pytest.fixture
def tablet(host: Host, tmp_path: Path):
    joined = host.let_in(tmp_path / "tablet")
    yield joined
    joined.operation.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def sent(centre: Centre, target: Path) -> Path:
    done = send_bundle(post_of(centre.operation), target, step)
    assert not isinstance(done, Refused)
    return done[0]


def received(centre: Centre, source: Path) -> BundleReport:
    found = receive_bundle(post_of(centre.operation), source, step)
    assert isinstance(found, BundleReport)
    return found


def test_a_stick_that_goes_both_ways_makes_both_the_same(
    centre: Centre, tablet: Centre, stick: Path
) -> None:
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    tablet.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    tablet.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"}))
    there = received(tablet, sent(centre, stick))
    assert (there.letter, there.made_ms, there.new) == ("A", MORNING_MS, 1)
    back = received(centre, sent(tablet, stick))
    assert (back.letter, back.torn, back.refused) == ("B", False, ())
    assert centre.rows(NAMES) == tablet.rows(NAMES) == [("訓練 一郎",), ("訓練 二郎",)]
    assert centre.rows("SELECT name FROM live_need_private") == [("訓練 花子",)]
    assert centre.operation.working_set.digest() == tablet.operation.working_set.digest()
    # Both left receipts: a third file would hold nothing.
    again = send_bundle(post_of(centre.operation), stick, step)
    assert again == Refused("nothing_to_send")
    assert send_bundle(post_of(centre.operation), stick, step, everything=True) != again


def test_the_first_file_tells_a_device_by_itself_who_wrote_the_rest(
    centre: Centre, host: Host, tablet: Centre, tmp_path: Path, stick: Path
) -> None:
    """The third device was let in while the second was away: its enrolment comes in the file."""
    third = host.let_in(tmp_path / "third", seed=51)
    third.do(RegisterVolunteer("訓練 三郎", "", "090-0000-0013"))
    found = received(tablet, sent(third, stick))
    third.operation.close()
    assert found.refused == ()
    assert tablet.rows(NAMES) == [("訓練 三郎",)]


def test_who_was_away_while_keys_changed_reads_the_new_ones_from_the_file(
    centre: Centre, host: Host, tablet: Centre, tmp_path: Path, stick: Path
) -> None:
    lost = host.let_in(tmp_path / "lost", seed=51)
    device = lost.operation.membership.device
    lost.operation.close()
    centre.do(RevokeDevice(device, "失くした"))
    centre.do(RegisterVolunteer("訓練 四郎", "", "090-0000-0014"))
    epochs = {key.epoch for key in centre.operation.membership.keys}
    assert len(epochs) > 1
    assert {key.epoch for key in tablet.operation.membership.keys} < epochs
    found = received(tablet, sent(centre, stick))
    assert found.refused == ()
    assert tablet.rows(NAMES) == [("訓練 四郎",)]


def test_a_reception_desk_asks_for_a_delta_of_what_it_may_hold(
    centre: Centre, host: Host, tmp_path: Path, stick: Path
) -> None:
    desk = host.let_in(tmp_path / "desk", ("reception",), seed=51)
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    received(desk, sent(centre, stick))
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    assert received(desk, sent(centre, stick)).new == 1
    assert desk.rows(NAMES) == [("訓練 一郎",), ("訓練 二郎",)]
    desk.operation.close()


# --------------------------------------------------------------------------------- refusals


def test_what_cannot_be_read_is_refused_in_words(
    centre: Centre, tablet: Centre, tmp_path: Path, stick: Path
) -> None:
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    data = sent(centre, stick).read_bytes()
    post = post_of(tablet.operation)
    path = tmp_path / "x.tasuki"

    def code(content: bytes, reader: Post = post) -> str:
        path.write_bytes(content)
        found = receive_bundle(reader, path, step)
        assert isinstance(found, Refused)
        return found.code

    assert code(b"PK\3\4") == "bundle_unreadable"
    assert code(data[:60] + b"\0" + data[61:]) == "bundle_unreadable"
    other = post.envelope._replace(operation=EntityId(b"another drill..."))
    assert code(data, replace(post, envelope=other)) == "bundle_foreign"
    assert code(data, replace(post, envelope=post.envelope._replace(keyring=Keyring()))) == (
        "bundle_no_key"
    )
    assert receive_bundle(post, tmp_path / "gone.tasuki", step) == Refused("stick_gone")
    assert receive_bundle(post, tmp_path, step) == Refused("bundle_unreadable")


class FullDisk(RealDisk):
    def write_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))


def test_a_full_or_vanished_stick_is_refused_and_nothing_is_left(
    centre: Centre, stick: Path
) -> None:
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    post = post_of(centre.operation)
    full = replace(post, world=replace(post.world, disk=FullDisk()))
    assert send_bundle(full, stick, step) == Refused("stick_unwritable")
    assert send_bundle(post, stick / "pulled" / "a.tasuki", step) == Refused("stick_gone")
    (stick / "a.tasuki").write_bytes(b"yesterday")
    refused = Refused("bundle_exists", {"name": "a.tasuki"})
    assert send_bundle(post, stick / "a.tasuki", step) == refused
    assert [path.name for path in stick.iterdir()] == ["a.tasuki"]


def test_our_own_full_disk_is_not_the_sticks(
    centre: Centre, tablet: Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    file = sent(centre, stick)

    def full(*_words: object) -> None:
        raise LogFull("test")

    monkeypatch.setattr(tablet.operation.replica, "take", full)
    assert receive_bundle(post_of(tablet.operation), file, step) == Refused("disk_full")
    assert not list(stick.glob("*.receipt"))


# ------------------------------------------------------------------------------------ folders


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("A", "tasuki-A-20260811-0942.tasuki"),
        ("AB", "tasuki-AB-20260811-0942.tasuki"),
        ("襷", "tasuki-X-20260811-0942.tasuki"),
        ("../", "tasuki-X-20260811-0942.tasuki"),
    ],
)
def test_names_are_plain_and_hold_no_person(letter: str, name: str) -> None:
    assert bundle_name(letter, MORNING_MS) == name


def test_two_files_of_one_minute_get_different_names(tmp_path: Path) -> None:
    for expected in ("0942", "0942-2", "0942-3"):
        path = free_path(tmp_path, "A", MORNING_MS)
        assert path.name == f"tasuki-A-20260811-{expected}.tasuki"
        path.write_bytes(b"")


def test_the_bundles_of_a_folder_newest_first(tmp_path: Path) -> None:
    for age, name in enumerate(("new.tasuki", "old.TASUKI", "x.receipt", "half.tasuki.part")):
        (tmp_path / name).write_bytes(b"12345")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "folder.tasuki").mkdir()
    found = bundles_in(tmp_path)
    assert [one.path.name for one in found] == ["new.tasuki", "old.TASUKI"]
    assert (found[0].bytes, found[0].changed_ms) == (5, 1_000_000_000)
    assert bundles_in(tmp_path / "gone") == ()


# ----------------------------------------------------------------------------------- pictures


def pictures(centre: Centre, known: Mapping[Space, SpaceVector]) -> list[str]:
    found = outgoing_pictures(post_of(centre.operation), known)
    assert not isinstance(found, Refused)
    return list(islice(found[0], 80))


def test_pictures_carry_what_a_stick_would(centre: Centre, tablet: Centre) -> None:
    for number in range(12):
        centre.do(RegisterVolunteer(f"訓練 {number}号", "", f"090-0000-00{number:02}"))
    print(f"seed {SEED}")
    random = Random(SEED)
    reading = IncomingPictures(lambda: post_of(tablet.operation))
    seen = [text for text in pictures(centre, {}) if random.random() > 0.3]
    random.shuffle(seen)
    steps = [reading.add(text) for text in seen]
    last = steps[-1]
    assert isinstance(last, PictureProgress)
    assert last.report is not None
    assert (last.got, last.report.new, last.report.letter) == (last.needed, 12, "A")
    assert len(tablet.rows(NAMES)) == 12
    # The pictures that still come after the end tell the same again.
    finished = [one for one in steps if isinstance(one, PictureProgress) and one.report]
    assert len({one.report for one in finished}) == 1


def test_what_the_other_has_needs_no_pictures(centre: Centre, tablet: Centre, host: Host) -> None:
    meet(tablet, host)
    theirs = {space: tablet.operation.replica.vector(space) for space in centre.operation.spaces}
    post = post_of(centre.operation)
    assert outgoing_pictures(post, theirs) == Refused("nothing_to_send")
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    reading = IncomingPictures(lambda: post_of(tablet.operation))
    progress = [reading.add(text) for text in pictures(centre, theirs)[:4]][-1]
    assert isinstance(progress, PictureProgress)
    assert progress.needed <= 4
    assert tablet.rows(NAMES) == [("訓練 一郎",)]


def test_to_whoever_looks_go_the_records_of_today(centre: Centre, tablet: Centre) -> None:
    post = post_of(centre.operation)
    assert outgoing_pictures(post, before_today(centre.operation)) != Refused("nothing_to_send")
    centre.clock.advance(14 * 3_600_000 + 17 * 60_000)  # 23:59
    centre.do(RegisterVolunteer("訓練 昨日", "", "090-0000-0011"))
    centre.clock.advance(2 * 60_000)
    assert outgoing_pictures(post, before_today(centre.operation)) == Refused("nothing_to_send")
    centre.do(RegisterVolunteer("訓練 今日", "", "090-0000-0012"))
    found = outgoing_pictures(post, before_today(centre.operation))
    assert not isinstance(found, Refused)
    assert found[1].batches == 1


def test_too_much_for_pictures_is_said_before_anybody_stands_there(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.bundles.PAYLOAD_BYTES_MAX", 1_200)
    for number in range(12):
        centre.do(RegisterVolunteer(f"訓練 {number}号", "", f"090-0000-00{number:02}"))
    found = outgoing_pictures(post_of(centre.operation), {})
    assert isinstance(found, Refused)
    assert found.code == "qr_too_much"
    assert int(str(found.params["count"])) == centre.operation.log.count()


@pytest.mark.parametrize("text", ["", "tasuki:n:00", "TSK1:BB8", "https://example.test"])
def test_other_codes_are_no_pictures_of_ours(tablet: Centre, text: str) -> None:
    assert IncomingPictures(lambda: post_of(tablet.operation)).add(text) == Refused("qr_foreign")


def test_pictures_of_something_else_take_nothing_in(tablet: Centre, centre: Centre) -> None:
    reading = IncomingPictures(lambda: post_of(tablet.operation))
    world, replica = centre.operation.world, centre.operation.replica
    receipt = write_card(
        RECEIPT, Signer(replica.public_key, replica.sign), post_of(centre.operation).envelope,
        MORNING_MS, [], world.random,
    ).data  # fmt: skip
    frames = islice(encode(receipt, BLOCK_BYTES, world.random), 3)
    assert [reading.add(frame_text(frame)) for frame in frames][-1] == Refused("qr_foreign")
