"""Photos that come in pieces: whole or not at all, and whatever is sent instead is refused."""

import errno
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from app.services.blobs import BLOB_BYTES_MAX
from app.services.photo_exchange import SEALED_OVERHEAD, PhotoExchange, photos_here
from sync.core.errors import BadInput, LogFull, LogUnwritable, SyncError

PHOTO = bytes(range(250)) * 4
NAME = sha256(PHOTO).digest()
SIZE = len(PHOTO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def rows() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE live_photo (id, blob)")
    db.execute("CREATE TABLE live_attachment (id, blob)")
    return db


@pytest.fixture
def photos(folder: Path, rows: sqlite3.Connection) -> PhotoExchange:
    def read(query: Callable[[sqlite3.Connection], list[str]]) -> list[str]:
        return query(rows)

    return PhotoExchange(folder, read)


def test_a_photo_is_here_once_its_last_piece_came(photos: PhotoExchange, folder: Path) -> None:
    assert photos.put_piece(NAME, 0, SIZE, PHOTO[:400]) == 400
    assert photos.has([NAME]) == (False,)
    assert photos.piece(NAME, 0, 10) is None
    assert photos.put_piece(NAME, 700, SIZE, PHOTO[700:]) == 400, "a gap: go on from 400"
    assert photos.put_piece(NAME, 300, SIZE, PHOTO[300:600]) == 600, "sent twice in part"
    assert photos.put_piece(NAME, 600, SIZE, PHOTO[600:]) == SIZE
    assert photos.has([NAME, bytes(32)]) == (True, False)
    assert (folder / NAME.hex()).read_bytes() == PHOTO
    assert [path.name for path in folder.iterdir()] == [NAME.hex()]
    assert photos.piece(NAME, 990, 400) == (SIZE, PHOTO[990:])
    assert photos.put_piece(NAME, 0, SIZE, b"again") == SIZE
    assert (folder / NAME.hex()).read_bytes() == PHOTO


def test_a_file_with_another_hash_is_thrown_away_and_may_come_again(
    photos: PhotoExchange, folder: Path
) -> None:
    photos.put_piece(NAME, 0, SIZE, PHOTO[:400])
    with pytest.raises(BadInput, match="hash"):
        photos.put_piece(NAME, 400, SIZE, bytes(SIZE - 400))
    assert list(folder.iterdir()) == []
    assert photos.put_piece(NAME, 0, SIZE, PHOTO) == SIZE


@pytest.mark.parametrize(
    ("name", "offset", "size", "data"),
    [
        (NAME, 0, 0, b"x"),
        (NAME, 0, BLOB_BYTES_MAX + SEALED_OVERHEAD + 1, b"x"),
        (NAME, 0, SIZE, b""),
        (NAME, SIZE - 1, SIZE, b"xx"),
        (NAME[:-1], 0, SIZE, b"x"),
    ],
)
def test_a_piece_that_fits_no_photo_writes_nothing(
    photos: PhotoExchange, folder: Path, name: bytes, offset: int, size: int, data: bytes
) -> None:
    with pytest.raises(BadInput):
        photos.put_piece(name, offset, size, data)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, LogFull), (errno.EROFS, LogUnwritable)]
)
def test_a_disk_that_takes_no_photo_is_told_as_what_it_is(
    photos: PhotoExchange,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: type[SyncError],
) -> None:
    def fails(_file: int) -> None:
        raise OSError(number, "the disk")

    monkeypatch.setattr("app.services.photo_exchange.os.fsync", fails)
    with pytest.raises(kind):
        photos.put_piece(NAME, 0, SIZE, PHOTO)
    assert photos.has([NAME]) == (False,)
    monkeypatch.undo()
    assert photos.put_piece(NAME, 0, SIZE, PHOTO) == SIZE


def test_what_is_named_and_not_here_is_wanted_newest_first_and_a_bad_name_never(
    photos: PhotoExchange, folder: Path, rows: sqlite3.Connection
) -> None:
    old, new = sha256(b"old").digest(), sha256(b"new").digest()
    rows.executemany(
        "INSERT INTO live_photo VALUES (?, ?)",
        [(1, old.hex()), (2, NAME.hex()), (3, "../operation.json"), (4, "Z" * 64), (5, None)],
    )
    rows.execute("INSERT INTO live_attachment VALUES (9, ?)", (new.hex(),))
    assert photos.wanted() == (new, NAME, old)
    photos.put_piece(NAME, 0, SIZE, PHOTO)
    assert photos.wanted() == (new, old)
    assert photos_here(rows, folder) == (NAME,)
