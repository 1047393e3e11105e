"""Photos go along in a bundle, after the records that name them: as a delta, a piece at a time."""

from pathlib import Path
from random import Random

import pytest

from app.services import bundles
from app.services.bundle_acts import export_bundle, import_bundle
from app.services.bundles import post_of, receive_bundle, send_bundle
from app.services.command import Refused
from app.services.needs import ReceiveNeed
from app.services.photos import AddPhoto
from app.services.sync_view import BundleReport
from sync.transports.bundle import FRAME_HEAD, Sent
from tests.support.centres import Centre
from tests.support.together import CHIEF, Host

SEED = 20260811


def step(_done: int, _all: int) -> None:
    """Nobody watches."""


@pytest.fixture
def tablet(centre: Centre, tmp_path: Path):
    joined = Host(centre.operation).let_in(tmp_path / "tablet")
    yield joined
    joined.operation.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def photo(centre: Centre, size: int, seed: int = SEED) -> tuple[str, str, bytes]:
    """(hash, key, content) of one more photo of a need."""
    need = centre.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0021"})).entity
    assert need is not None
    content = Random(seed).randbytes(size)
    put = centre.operation.blobs.put(content)
    centre.do(AddPhoto(need, put.hash, put.key, put.size, "", consent=True))
    return put.hash, put.key, content


def sent(centre: Centre, target: Path) -> tuple[Path, Sent]:
    done = send_bundle(post_of(centre.operation), target, step)
    assert not isinstance(done, Refused), done
    return done


def received(centre: Centre, source: Path) -> BundleReport:
    found = receive_bundle(post_of(centre.operation), source, step)
    assert isinstance(found, BundleReport), found
    return found


def test_a_photo_comes_with_its_record_and_only_once(
    centre: Centre, tablet: Centre, stick: Path
) -> None:
    name, key, content = photo(centre, 600_000)  # three pieces
    path, what = sent(centre, stick)
    assert what.blobs == 1
    report = received(tablet, path)
    assert (report.photos, report.refused, report.torn) == (1, (), False)
    assert tablet.operation.blobs.get(name, key) == content
    assert received(tablet, path).photos == 0
    # The receipt says that it is there: the next file has the second one only.
    second, key, content = photo(centre, 1_000, SEED + 1)
    path, what = sent(centre, stick)
    assert what.blobs == 1
    assert what.bytes < 100_000
    assert received(tablet, path).photos == 1
    assert tablet.operation.blobs.get(second, key) == content
    assert send_bundle(post_of(centre.operation), stick, step) == Refused("nothing_to_send")
    # One that got lost at the reader goes again, without any record beside it.
    (tablet.operation.folder / "photos" / second).unlink()
    assert received(tablet, path).photos == 1


def test_a_torn_or_damaged_photo_costs_itself_and_comes_with_the_next_file(
    centre: Centre, tablet: Centre, stick: Path
) -> None:
    whole, whole_key, first = photo(centre, 100_000)
    path, _what = sent(centre, stick)
    data = bytearray(path.read_bytes())
    data[-50_000] ^= 1  # in the only piece of the photo
    path.unlink()
    path.write_bytes(data)
    report = received(tablet, path)
    assert report.photos == 0
    assert report.refused == ("decode",)
    assert len(tablet.rows("SELECT id FROM live_photo")) == 1  # the records came
    name, key, second = photo(centre, 600_000, SEED + 1)
    path, what = sent(centre, stick)
    assert what.blobs == 2
    torn = stick / "torn.tasuki"
    torn.write_bytes(path.read_bytes()[: -FRAME_HEAD.size - 300_000])
    report = received(tablet, torn)
    assert report.torn
    assert received(tablet, path).photos >= 1
    assert tablet.operation.blobs.get(name, key) == second
    assert tablet.operation.blobs.get(whole, whole_key) == first


def test_a_file_holds_so_many_photos_and_the_next_one_the_rest(
    centre: Centre, tablet: Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PHOTO_BYTES_MAX", 25_000)
    for number in range(5):
        photo(centre, 10_000, SEED + number)
    came = []
    for _ in range(3):
        path, what = sent(centre, stick)
        assert what.blobs <= 2
        came.append(received(tablet, path).photos)
    assert came == [2, 2, 1]


def test_a_device_that_may_not_read_residents_is_given_no_photos(
    centre: Centre, tmp_path: Path, stick: Path
) -> None:
    desk = Host(centre.operation).let_in(tmp_path / "desk", ("reception",), seed=51)
    photo(centre, 1_000)
    path, what = sent(centre, stick)
    assert what.blobs == 1  # nobody said yet who reads it
    assert received(desk, path).photos == 0
    assert list((desk.operation.folder / "photos").iterdir()) == []
    photo(centre, 1_000, SEED + 1)
    assert sent(centre, stick)[1].blobs == 0
    desk.operation.close()


def test_writing_and_reading_stand_in_the_record_with_a_name(
    centre: Centre, tablet: Centre, stick: Path
) -> None:
    photo(centre, 1_000)
    done = export_bundle(centre.operation, stick, CHIEF, step)
    assert not isinstance(done, Refused)
    path, what = done
    assert isinstance(import_bundle(tablet.operation, path, CHIEF, step), BundleReport)
    acts = "SELECT kind, by_name, detail, units FROM live_device_act ORDER BY at"
    assert centre.rows(acts) == [("bundle_out", CHIEF.name, path.name, what.batches)]
    assert tablet.rows(acts)[-1][:3] == ("bundle_in", CHIEF.name, path.name)
