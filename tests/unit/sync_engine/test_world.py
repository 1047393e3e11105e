"""The real clock, randomness and disk; and that their fakes behave alike."""

import errno
from pathlib import Path

import pytest

from sync.engine.world import RealClock, RealDisk, RealRandom
from tests.support.world import FaultyDisk, SeededRandom


@pytest.fixture(params=["real", "fake"])
def disk(request):
    return RealDisk() if request.param == "real" else FaultyDisk()


def test_what_was_written_is_read(disk, tmp_path):
    path = tmp_path / "vault"
    assert disk.read(path) is None
    disk.write_atomically(path, b"one")
    assert disk.read(path) == b"one"
    disk.write_atomically(path, b"two")
    assert disk.read(path) == b"two"
    assert disk.free_bytes(tmp_path) > 0


def test_no_part_of_a_write_is_left_behind(tmp_path):
    RealDisk().write_atomically(tmp_path / "vault", b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def test_a_failed_write_leaves_the_old_content(tmp_path):
    path = tmp_path / "vault"
    RealDisk().write_atomically(path, b"one")
    path.with_name("vault.part").mkdir()  # stands where the new content would go
    with pytest.raises(OSError, match=r"vault\.part"):
        RealDisk().write_atomically(path, b"two")
    assert path.read_bytes() == b"one"


def test_a_write_into_a_folder_that_is_not_there_fails(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        RealDisk().write_atomically(tmp_path / "nowhere" / "vault", b"x")


def test_a_full_fake_disk_says_what_a_full_disk_says():
    disk = FaultyDisk()
    disk.full = True
    with pytest.raises(OSError, match="No space") as caught:
        disk.write_atomically(Path("vault"), b"x")
    assert caught.value.errno == errno.ENOSPC


def test_the_real_clock_is_in_this_century():
    assert 1_700_000_000_000 < RealClock().now_ms() < 4_100_000_000_000


def test_real_randomness_differs_and_seeded_randomness_does_not():
    assert RealRandom().bytes(16) != RealRandom().bytes(16)
    assert SeededRandom(3).bytes(16) == SeededRandom(3).bytes(16)


def test_pieces_become_one_file_or_none(disk, tmp_path):
    path = tmp_path / "bundle"
    disk.write_pieces(path, iter((b"one", b"", b"two")))
    assert disk.read(path) == b"onetwo"

    def broken():
        yield b"three"
        raise ValueError("the log is damaged")

    with pytest.raises(ValueError, match="damaged"):
        disk.write_pieces(path, broken())
    assert disk.read(path) == b"onetwo"
    assert not list(tmp_path.glob("*.part"))
