"""Checkpoints make the next start fast and can cost nothing: whatever is wrong with one, the log
says it all."""

import errno
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import copyfile, copytree

import pytest

from app.bootstrap import open_operation
from app.services import operation_start
from app.services.centre import ChangeSetting
from app.services.checkpointing import CheckpointRhythm
from app.services.operation import Operation
from app.services.operation_files import World
from app.services.volunteers import RegisterVolunteer
from app.store import checkpoint as checkpoint_module
from app.store.checkpoint import NAMES
from app.store.queries.audit import audit_page
from app.store.search import search
from sync.engine.world import RealDisk
from tests.support.centres import PASSPHRASE, Centre, open_centre

HOUR_MS = 3_600_000


class SmallDisk(RealDisk):
    """A real disk without room for checkpoints."""

    def write_atomically(self, path: Path, data: bytes) -> None:
        if path.name in NAMES:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        super().write_atomically(path, data)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with open_centre(tmp_path / "first") as opened:
        opened.do(RegisterVolunteer("渡邉 訓練", "ワタナベ クンレン", "090-0000-0011"))
        yield opened


def after_a_crash(centre: Centre, name: str) -> Operation:
    """What a new process finds: the files as they lie there, nothing closed."""
    there = centre.operation.folder.with_name(name)
    copytree(centre.operation.folder, there)
    return open_operation(there, PASSPHRASE, centre.operation.world)


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(bytes(data))


def same_as(centre: Centre, other: Operation) -> bool:
    digests = {centre.operation.working_set.digest(), other.working_set.digest()}
    digests |= {other.rebuild_digest()}
    trails = {one.read(audit_page) for one in (centre.operation, other)}
    return len(digests) == len(trails) == 1


def test_what_was_closed_opens_from_its_checkpoint_and_finds_people(centre: Centre) -> None:
    digest = centre.operation.working_set.digest()
    indexes = centre.rows("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name")
    centre.reopen()
    assert centre.operation.start.checkpoint == NAMES[0]
    assert centre.operation.start.batches == 0
    assert centre.operation.working_set.digest() == digest == centre.operation.rebuild_digest()
    again = centre.rows("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name")
    assert again == indexes
    for typed in ("渡辺", "0011", "わたなべ"):
        assert len(centre.operation.read(partial(search, kind="volunteer", text=typed))) == 1
    centre.do(RegisterVolunteer("訓練 二郎", "クンレン ジロウ", "090-0000-0012"))
    assert centre.operation.working_set.digest() == centre.operation.rebuild_digest()


def test_a_crash_after_a_checkpoint_costs_only_the_replay_of_the_tail(centre: Centre) -> None:
    assert centre.operation.checkpoint()
    for size in (5, 6, 7):
        centre.do(ChangeSetting("team_size", size))
    other = after_a_crash(centre, "second")
    assert (other.start.checkpoint, other.start.batches) == (NAMES[0], 3)
    assert same_as(centre, other)
    other.close()


def test_nothing_is_written_where_nothing_changed(centre: Centre) -> None:
    assert centre.operation.checkpoint()
    assert not centre.operation.checkpoint()
    before = sorted(path.name for path in centre.operation.folder.glob("checkpoint*"))
    centre.reopen()
    centre.reopen()
    assert sorted(path.name for path in centre.operation.folder.glob("checkpoint*")) == before


def test_two_files_take_turns_and_the_older_one_helps_where_the_newer_is_bad(
    centre: Centre,
) -> None:
    for size in (5, 6, 7):
        centre.do(ChangeSetting("team_size", size))
        assert centre.operation.checkpoint()
    newest, older = (centre.operation.folder / name for name in NAMES)
    flip(newest, -1)
    second = after_a_crash(centre, "second")
    assert [(bad.name, bad.why) for bad in second.start.passed_over] == [(NAMES[0], "damaged")]
    assert (second.start.checkpoint, second.start.batches) == (NAMES[1], 1)
    assert same_as(centre, second)
    second.close()

    flip(older, -1)
    third = after_a_crash(centre, "third")
    assert third.start.checkpoint is None
    assert len(third.start.passed_over) == 2
    assert same_as(centre, third)
    third.close()
    assert all(not bad.exists() for bad in third.folder.glob("*.part"))


@pytest.mark.parametrize("place", [0, 17, 20, 30, 40, 60, 200, -100])
def test_a_flipped_byte_anywhere_is_noticed(centre: Centre, place: int) -> None:
    assert centre.operation.checkpoint()
    flip(centre.operation.folder / NAMES[0], place)
    other = after_a_crash(centre, "second")
    assert other.start.checkpoint is None
    assert same_as(centre, other)
    other.close()


def test_a_cut_off_checkpoint_is_passed_over(centre: Centre) -> None:
    assert centre.operation.checkpoint()
    path = centre.operation.folder / NAMES[0]
    whole = path.read_bytes()
    for length in (0, 10, 50, len(whole) // 2):
        path.write_bytes(whole[:length])
        other = after_a_crash(centre, f"cut-{length}")
        assert other.start.checkpoint is None
        other.close()


def test_a_checkpoint_of_another_schema_is_passed_over(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert centre.operation.checkpoint()
    monkeypatch.setattr("app.store.schema.PROJECTION", 1_000_000)
    other = after_a_crash(centre, "second")
    assert [bad.why for bad in other.start.passed_over] == ["other_schema"]
    assert same_as(centre, other)
    other.close()


def test_a_checkpoint_of_a_newer_app_is_passed_over(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(checkpoint_module, "CHECKPOINT_FORMAT", 2)
        assert centre.operation.checkpoint()
    other = after_a_crash(centre, "second")
    assert [bad.why for bad in other.start.passed_over] == ["newer_format"]
    other.close()


def test_a_checkpoint_that_knows_more_than_the_log_is_not_believed(
    centre: Centre, tmp_path: Path
) -> None:
    """Somebody put an older log.sqlite back."""
    centre.operation.log.flush()  # type: ignore[attr-defined]
    copyfile(centre.operation.folder / "log.sqlite", tmp_path / "older")
    centre.do(ChangeSetting("team_size", 9))
    centre.operation.close()
    copyfile(tmp_path / "older", centre.operation.folder / "log.sqlite")

    other = open_operation(centre.operation.folder, PASSPHRASE, centre.operation.world)
    assert [bad.why for bad in other.start.passed_over] == ["ahead"]
    assert other.working_set.digest() == other.rebuild_digest()
    other.close()
    again = open_operation(centre.operation.folder, PASSPHRASE, centre.operation.world)
    assert again.start.checkpoint == NAMES[0], "the one that was ahead is replaced first"
    again.close()


def test_a_checkpoint_of_another_operation_does_not_open(centre: Centre, tmp_path: Path) -> None:
    with open_centre(tmp_path / "foreign", seed=8) as foreign:
        assert foreign.operation.checkpoint()
        copyfile(foreign.operation.folder / NAMES[0], centre.operation.folder / NAMES[0])
    other = after_a_crash(centre, "second")
    assert [bad.why for bad in other.start.passed_over] == ["damaged"]
    assert same_as(centre, other)
    other.close()


def test_a_full_disk_costs_the_checkpoint_and_nothing_else(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        before = centre.operation.world
        centre.operation.close()
        full = World(before.clock, before.random, SmallDisk(), before.cost)
        (tmp_path / NAMES[0]).unlink()
        centre.operation = open_operation(tmp_path, PASSPHRASE, full)
        centre.do(ChangeSetting("team_size", 9))
        assert not centre.operation.checkpoint()
        centre.reopen()
        assert centre.operation.start.checkpoint is None
        assert centre.rows("SELECT value FROM live_setting") == [("9",)]


def test_a_long_tail_is_replayed_with_everything_else(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert centre.operation.checkpoint()
    for size in (5, 6, 7, 8):
        centre.do(ChangeSetting("team_size", size))
    monkeypatch.setattr(operation_start, "TAIL_FREE", 2)
    other = after_a_crash(centre, "second")
    assert [bad.why for bad in other.start.passed_over] == ["long_ago"]
    assert same_as(centre, other)
    other.close()


@pytest.mark.parametrize("kept", [True, False])
def test_the_devices_own_clock_never_goes_back(centre: Centre, kept: bool) -> None:
    done = centre.do(ChangeSetting("team_size", 5))
    if kept:
        assert centre.operation.checkpoint()
    centre.clock.advance(-HOUR_MS)
    other = after_a_crash(centre, "second")
    later = other.submit(ChangeSetting("team_size", 6), centre.actor)
    assert later.action.hlc > done.action.hlc  # type: ignore[union-attr]
    other.close()


def test_whoever_closes_twice_does_no_harm(centre: Centre) -> None:
    centre.operation.close()
    assert not centre.operation.checkpoint()
    centre.operation.close()


def test_the_rhythm_goes_on_after_a_failure_and_ends_when_told() -> None:
    answers = iter([False, False, False, True])
    kept: list[int] = []

    def keep() -> None:
        kept.append(len(kept))
        if len(kept) == 1:
            raise RuntimeError("a bug")

    CheckpointRhythm(lambda _seconds: next(answers), keep).run()
    assert kept == [0, 1, 2]
