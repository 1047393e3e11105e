"""Sealed photos at a hub: what nobody asked for, or is not what it says, is not kept."""

from hashlib import sha256

import pytest

from sync.core.errors import BadInput, LogFull
from sync.hub.errors import QuotaReached
from sync.hub.files import PARTS_MAX, HubFiles

PHOTO = bytes(range(256)) * 10
NAME = sha256(PHOTO).digest()


@pytest.fixture
def files(tmp_path):
    return HubFiles(tmp_path / "files", lambda _size: None)


def give(files: HubFiles, name: bytes = NAME, data: bytes = PHOTO, piece: int = 1_000) -> int:
    have = 0
    while have < len(data):
        have = files.put_piece(name, have, len(data), data[have : have + piece])
    return have


def test_what_somebody_asked_for_is_wanted_until_it_is_whole(files):
    assert files.has((NAME,)) == (False,)
    assert files.wanted() == (NAME,)
    files.put_piece(NAME, 0, len(PHOTO), PHOTO[:100])
    assert files.piece(NAME, 0, 10) is None
    assert files.put_piece(NAME, 0, len(PHOTO), PHOTO[:50]) == 100  # another giver goes on
    files.put_piece(NAME, 100, len(PHOTO), PHOTO[100:])
    assert (files.has((NAME,)), files.wanted()) == ((True,), ())
    assert files.piece(NAME, 2_500, 100) == (len(PHOTO), PHOTO[2_500:])
    assert files.used_bytes() == len(PHOTO)
    assert files.put_piece(NAME, 0, len(PHOTO), PHOTO) == len(PHOTO)


def test_what_another_process_took_in_is_not_wanted_any_more(files, tmp_path):
    files.has((NAME,))
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / NAME.hex()).write_bytes(PHOTO)
    assert files.wanted() == ()


def test_a_file_that_nobody_asked_for_is_refused(files):
    with pytest.raises(BadInput):
        files.put_piece(NAME, 0, len(PHOTO), PHOTO)
    assert files.used_bytes() == 0


def test_a_file_that_is_not_what_it_is_named_leaves_nothing(files):
    files.has((NAME,))
    with pytest.raises(BadInput):
        give(files, data=PHOTO[:-1] + b"!")
    assert files.used_bytes() == 0
    assert give(files) == len(PHOTO)


@pytest.mark.parametrize(
    ("offset", "size", "data"),
    [(0, 0, b""), (0, 1 << 40, b"?"), (5, 8, b"12345"), (-1, 8, b"?")],
)
def test_pieces_that_fit_no_file_are_refused(files, offset, size, data):
    files.has((NAME,))
    with pytest.raises(BadInput):
        files.put_piece(NAME, offset, size, data)


def test_files_that_are_begun_and_never_finished_are_bounded(files):
    names = [sha256(bytes([number])).digest() for number in range(PARTS_MAX + 1)]
    files.has(names)
    for name in names[:PARTS_MAX]:
        files.put_piece(name, 0, 10, b"?")
    with pytest.raises(BadInput):
        files.put_piece(names[-1], 0, 10, b"?")
    assert files.put_piece(names[0], 1, 10, b"?") == 2


def test_no_more_is_asked_for_than_fits_a_call(files):
    files.has([sha256(number.to_bytes(4, "big")).digest() for number in range(1_200)])
    assert len(files.wanted()) == 1_000


def test_room_is_asked_for_before_anything_is_written(tmp_path):
    def full(_size: int) -> None:
        raise QuotaReached("full")

    files = HubFiles(tmp_path / "files", full)
    files.has((NAME,))
    with pytest.raises(QuotaReached):
        files.put_piece(NAME, 0, len(PHOTO), PHOTO)
    assert files.used_bytes() == 0


def test_a_disk_that_refuses_is_a_full_log(tmp_path):
    (tmp_path / "files").write_text("in the way")
    files = HubFiles(tmp_path / "files", lambda _size: None)
    files._wanted[NAME] = None
    with pytest.raises(LogFull):
        files.put_piece(NAME, 0, len(PHOTO), PHOTO)
