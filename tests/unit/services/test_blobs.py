"""Sealed photos: what was put comes back, what was changed is refused, nothing stands in clear."""

from pathlib import Path

import pytest

from app.services.blobs import BLOB_BYTES_MAX, BlobMissing, BlobStore
from sync.core.errors import BadInput, DamagedFile, LogFull, LogUnwritable
from sync.engine.world import RealDisk
from tests.support.centres import open_centre
from tests.support.world import FaultyDisk, SeededRandom

PHOTO = b"\xff\xd8 plain picture of a kitchen " * 40
FOLDER = Path("photos")


def store(disk: FaultyDisk) -> BlobStore:
    return BlobStore(FOLDER, disk, SeededRandom(3))


def test_what_was_put_comes_back_and_only_with_its_key() -> None:
    disk = FaultyDisk()
    blobs = store(disk)
    one, two = blobs.put(PHOTO), blobs.put(PHOTO)
    assert blobs.get(one.hash, one.key) == blobs.get(two.hash, two.key) == PHOTO
    assert one.hash != two.hash, "the same photo twice must not look the same from outside"
    assert one.key not in repr(one)
    sealed = disk.files[FOLDER / one.hash]
    assert len(sealed) == one.size
    assert PHOTO[:8] not in sealed
    for key in (two.key, "", "no key"):
        with pytest.raises(DamagedFile):
            blobs.get(one.hash, key)


def test_every_flipped_byte_is_damage() -> None:
    disk = FaultyDisk()
    blob = store(disk).put(b"small")
    for place in range(blob.size):
        disk.damage(FOLDER / blob.hash, place)
        with pytest.raises(DamagedFile):
            store(disk).get(blob.hash, blob.key)
        disk.damage(FOLDER / blob.hash, place)
    disk.files[FOLDER / blob.hash] = b""
    with pytest.raises(DamagedFile):
        store(disk).get(blob.hash, blob.key)


@pytest.mark.parametrize("name", ["", "0" * 64, "../vault" + "0" * 56, "../operation.json"])
def test_a_name_that_is_none_of_ours_is_missing(name: str) -> None:
    with pytest.raises(BlobMissing):
        store(FaultyDisk()).get(name, "00" * 32)


def test_a_disk_that_refuses_is_told_apart_and_keeps_nothing() -> None:
    disk = FaultyDisk()
    disk.full = True
    with pytest.raises(LogFull):
        store(disk).put(PHOTO)
    disk.full, disk.fail_at = False, 0
    with pytest.raises(LogUnwritable):
        store(disk).put(PHOTO)
    assert disk.files == {}


@pytest.mark.parametrize("size", [0, BLOB_BYTES_MAX + 1])
def test_sizes_that_no_photo_has_are_refused(size: int) -> None:
    with pytest.raises(BadInput):
        store(FaultyDisk()).put(bytes(size))


def test_an_operation_keeps_its_photos_in_its_folder(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        blob = centre.operation.blobs.put(PHOTO)
    sealed = (tmp_path / "photos" / blob.hash).read_bytes()
    assert len(sealed) == blob.size
    later = BlobStore(tmp_path / "photos", RealDisk(), SeededRandom(9))
    assert later.get(blob.hash, blob.key) == PHOTO


def test_a_folder_that_lost_its_photos_takes_new_ones(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "photos", RealDisk(), SeededRandom(9))
    blob = blobs.put(PHOTO)
    assert blobs.get(blob.hash, blob.key) == PHOTO
