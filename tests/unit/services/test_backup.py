"""控え: everything comes back as a device of its own, or nothing does and it is said why."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import SET_UP, open_operation, shipped_dictionaries
from app.services.backup import Restored, Written, restore, write_backup
from app.services.backup_file import BackupExists
from app.services.command import Actor, Refused
from app.services.devices import RevokeDevice
from app.services.erasure import EraseSubject
from app.services.operation import Operation
from app.services.operation_files import OperationExists
from app.services.recovery import letter_after
from app.services.verifying import verify
from app.services.volunteers import RegisterVolunteer
from app.store.queries.needs_history import photos_of
from sync.core.errors import DamagedFile, LogFull, WrongPassphrase
from sync.core.ids import DeviceId, EntityId
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.unit.services.test_photos import add, receive

WORDS, NEW_WORDS, LABEL = "控え 合言葉 2026", "新しい 合言葉 2026", "控え 8/11"


@pytest.fixture
def full(centre: Centre) -> Centre:
    """People, a need, a photo, an erased person, two epochs of nothing."""
    gone = centre.do(RegisterVolunteer("架空 消子", "カクウ", "090-0000-0066")).entity
    assert gone is not None
    centre.do(EraseSubject(gone, "本人の求め"))
    for number in range(70):  # more than one signed head
        centre.do(RegisterVolunteer("訓練 花子", "クンレン", f"090-0000-{number:04}",
                                    another_person=True))  # fmt: skip
    need = receive(centre)
    centre.do(add(centre, need, consent=True))
    return centre


def backed_up(centre: Centre, target: Path) -> Written:
    done = write_backup(centre.operation, target, WORDS, centre.actor, LABEL)
    assert isinstance(done, Written), done
    return done


def restored(source: Path, target: Path, centre: Centre, words: str = WORDS) -> Restored:
    world = fake_world(centre.clock, seed=99)
    return restore(source, words, target, NEW_WORDS, "復元", SET_UP, world, shipped_dictionaries())


def opened(folder: Path, centre: Centre) -> Operation:
    return open_operation(folder, NEW_WORDS, fake_world(centre.clock, seed=98))


def shown(operation: Operation) -> list[tuple[object, ...]]:
    return operation.read(
        lambda db: db.execute(
            "SELECT number, name, phone FROM live_volunteer ORDER BY 1"
        ).fetchall()
    )


def test_a_restore_shows_everything_and_works_on_as_another_device(
    full: Centre, tmp_path: Path
) -> None:
    steps: list[tuple[int, int]] = []
    target = tmp_path / "stick" / "kunren.tasuki-backup"
    target.parent.mkdir()
    done = write_backup(full.operation, target, WORDS, full.actor, LABEL,
                        lambda now, total: steps.append((now, total)))  # fmt: skip
    assert isinstance(done, Written)
    assert done.bytes == target.stat().st_size
    assert steps[-1] == (done.bytes, done.bytes)
    before, vector = shown(full.operation), full.operation.log.vector()
    made = restored(target, tmp_path / "new", full)
    assert (made.letter, made.made_ms) == ("AR", full.clock.now_ms())
    assert (made.batches, made.photos) == (done.batches, done.photos) == (sum(vector.values()), 1)
    again = opened(tmp_path / "new", full)
    try:
        assert shown(again) == before
        assert again.device != full.operation.device
        assert {chain: again.log.vector()[chain] for chain in vector} == vector
        assert again.letter == "AR"
        outcome = again.submit(RegisterVolunteer("訓練 次郎", "", "090-0000-0099"), SET_UP)
        assert not isinstance(outcome, Refused)
        assert ("AR-0001", "訓練 次郎", "090-0000-0099") in shown(again)
        report = verify(again)
        assert report.sound, report
        assert report.photos == 1
        (need,) = again.read(lambda db: db.execute("SELECT id FROM live_need").fetchone())
        (photo,) = again.read(lambda db: photos_of(db, EntityId(need)))
        assert again.blobs.get(photo.blob, photo.key)
    finally:
        again.close()


def test_the_new_device_belongs_and_the_centre_that_still_stands_knows_it(
    full: Centre, tmp_path: Path
) -> None:
    backed_up(full, tmp_path / "one")
    restored(tmp_path / "one", tmp_path / "new", full)
    again = opened(tmp_path / "new", full)
    device = DeviceId(again.device)
    vector = again.log.vector()
    again.close()
    assert full.operation.authority.roles(device) == {"admin"}
    assert full.operation.authority.public_key(device) is not None
    assert DeviceId(full.operation.device) in {author for author, _space in vector}
    # A backup that is lost is sent away like a device that is lost.
    full.do(RevokeDevice(device, "媒体をなくした"))
    assert full.operation.authority.is_revoked(device)


def test_the_writers_own_key_is_nowhere_in_it(full: Centre, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "one")
    restored(tmp_path / "one", tmp_path / "new", full)
    data = (tmp_path / "one").read_bytes()
    own = full.operation.vault.contents.device.private_bytes
    again = opened(tmp_path / "new", full)
    kept = again.vault.contents
    again.close()
    assert own not in data
    assert kept.device.private_bytes != own
    assert own.hex() not in repr(kept.extras)
    assert kept.checkpoint_key != full.operation.vault.contents.checkpoint_key
    for text in ("訓練 花子", "090-0000-0012"):
        assert text.encode() not in data


def test_what_was_erased_does_not_come_back(full: Centre, tmp_path: Path) -> None:
    who = full.do(RegisterVolunteer("架空 消太", "", "090-0000-0077")).entity
    assert who is not None
    backed_up(full, tmp_path / "before")
    full.do(EraseSubject(who, "本人の求め"))
    backed_up(full, tmp_path / "after")
    restored(tmp_path / "after", tmp_path / "new", full)
    again = opened(tmp_path / "new", full)
    said = b"".join(repr(again._sealer.open(batch)).encode() for batch in again.log.read_since({})
                    if batch.body is not None)  # fmt: skip
    assert "消太".encode() not in said
    assert not any(row[1] in ("架空 消太", "架空 消子") for row in shown(again))
    again.close()


def test_two_backups_are_two_devices(full: Centre, tmp_path: Path) -> None:
    devices = set()
    for name in ("one", "two"):
        backed_up(full, tmp_path / name)
        restored(tmp_path / name, tmp_path / f"new {name}", full)
        again = opened(tmp_path / f"new {name}", full)
        devices.add(again.device)
        again.close()
    assert len(devices) == 2


def test_a_backup_of_a_restored_device_restores(full: Centre, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "one")
    restored(tmp_path / "one", tmp_path / "new", full)
    again = opened(tmp_path / "new", full)
    done = write_backup(again, tmp_path / "two", WORDS, SET_UP, LABEL)
    before = shown(again)
    again.close()
    assert isinstance(done, Written)
    assert restored(tmp_path / "two", tmp_path / "newer", full).letter == "ARA"
    last = opened(tmp_path / "newer", full)
    assert shown(last) == before
    last.close()


def damages(data: bytes) -> Iterator[tuple[str, bytes, type[Exception]]]:
    flipped = bytearray(data)
    for place in (3, 20, 60, 120, 5_000, len(data) // 2, len(data) - 3):
        flipped = bytearray(data)
        flipped[place] ^= 0x01
        yield f"byte {place}", bytes(flipped), DamagedFile
    for length in (0, 50, 100, len(data) // 2, len(data) - 1):
        yield f"cut at {length}", data[:length], DamagedFile
    yield "more behind", data + b"x", DamagedFile


def test_what_was_changed_or_cut_is_said_and_leaves_nothing(full: Centre, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "one")
    for name, data, error in damages((tmp_path / "one").read_bytes()):
        (tmp_path / "bad").write_bytes(data)
        with pytest.raises(error):
            restored(tmp_path / "bad", tmp_path / "new", full)
        assert sorted(path.name for path in tmp_path.iterdir() if "new" in path.name) == [], name


def test_a_wrong_passphrase_is_said_as_one(full: Centre, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "one")
    with pytest.raises(WrongPassphrase):
        restored(tmp_path / "one", tmp_path / "new", full, PASSPHRASE)
    assert not (tmp_path / "new").exists()


def test_a_frame_left_out_or_in_another_place_is_noticed(full: Centre, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "one")
    data = (tmp_path / "one").read_bytes()
    start = 13 + 2 + 3 + 16 + 16 + 32
    frames, place = [], start
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        frames.append(data[place : place + 4 + length])
        place += 4 + length
    for order in ([*frames[:1], *frames[2:]], [frames[1], frames[0], *frames[2:]], frames[:-1]):
        (tmp_path / "bad").write_bytes(data[:start] + b"".join(order))
        with pytest.raises(DamagedFile):
            restored(tmp_path / "bad", tmp_path / "new", full)


def test_nothing_is_written_over(full: Centre, tmp_path: Path) -> None:
    backed_up(full, tmp_path / "one")
    with pytest.raises(BackupExists):
        write_backup(full.operation, tmp_path / "one", WORDS, full.actor, LABEL)
    restored(tmp_path / "one", tmp_path / "new", full)
    with pytest.raises(OperationExists):
        restored(tmp_path / "one", tmp_path / "new", full)


def test_a_full_disk_leaves_no_half_file(
    full: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "stick"
    folder.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr("app.services.backup_file.os.fsync", no_space)
        with pytest.raises(LogFull):
            write_backup(full.operation, folder / "one", WORDS, full.actor, LABEL)
    assert list(folder.iterdir()) == []
    backed_up(full, folder / "one")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_space)
        with pytest.raises(LogFull):
            restored(folder / "one", tmp_path / "new", full)
    assert not any("new" in path.name for path in tmp_path.iterdir())


def test_only_the_chief_at_a_device_of_administration(full: Centre, tmp_path: Path) -> None:
    leader = Actor(EntityId(b"l" * 16), "訓練 班長", "leader")
    refused = write_backup(full.operation, tmp_path / "one", WORDS, leader, LABEL)
    assert isinstance(refused, Refused)
    assert refused.code == "backup_needs_admin"
    assert not (tmp_path / "one").exists()
    assert list(tmp_path.glob("one*")) == []


@pytest.mark.parametrize(
    ("before", "taken", "letter"),
    [("A", (), "AR"), ("A", ("AR",), "ARA"), ("BC", ("A", "B"), "BR"), ("", (), "AR"),
     ("AR", ("AR", "ARA"), "ARB")],
)  # fmt: skip
def test_the_letter_of_a_device_that_came_back(
    before: str, taken: tuple[str, ...], letter: str
) -> None:
    assert letter_after(before, frozenset(taken)) == letter
