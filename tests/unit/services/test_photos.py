"""Photographs of a need: consent first, sealed on disk, found on the page of the need."""

import io

from PIL import Image

from app.documents.photographs import photograph
from app.services.needs import ChangeNeed, ReceiveNeed
from app.services.needs_merge import MergeNeeds
from app.services.photos import AddPhoto, DescribePhoto, RemovePhoto
from app.store.queries.needs_history import photos_of
from sync.core.ids import EntityId
from tests.support.centres import Centre


def receive(centre: Centre) -> EntityId:
    done = centre.do(ReceiveNeed({"name": "訓練 花子", "phone": "090-0000-0011"}))
    assert done.entity is not None
    return done.entity


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (80, 60), "brown").save(written, "JPEG")
    return written.getvalue()


def add(centre: Centre, need: EntityId, **more: object) -> AddPhoto:
    kept = photograph(picture())
    sealed = centre.operation.blobs.put(kept.jpeg)
    return AddPhoto(need, sealed.hash, sealed.key, sealed.size, kept.thumbnail, **more)  # type: ignore[arg-type]


def test_without_consent_no_photograph_is_kept(centre: Centre) -> None:
    need = receive(centre)
    assert centre.refuse(add(centre, need)).code == "photo_without_consent"
    centre.do(ChangeNeed(need, {"photo_consent": False}))
    assert centre.refuse(add(centre, need)).field == "photo_consent"
    centre.do(add(centre, need, consent=True, kind="wide"))
    assert centre.rows("SELECT photo_consent FROM live_need_private") == [(1,)]
    centre.do(add(centre, need))


def test_a_photograph_opens_only_with_the_key_in_its_row(centre: Centre) -> None:
    need = receive(centre)
    centre.do(add(centre, need, consent=True, kind="wide", caption=" 玄関 "))
    (line,) = centre.operation.read(lambda db: photos_of(db, need))
    assert (line.kind, line.caption, line.taken_at) == ("wide", "玄関", centre.clock.now_ms())
    jpeg = centre.operation.blobs.get(line.blob, line.key)
    assert Image.open(io.BytesIO(jpeg)).size == (80, 60)
    (stored,) = (centre.operation.folder / "photos").iterdir()
    assert b"JFIF" not in stored.read_bytes()


def test_a_photograph_is_described_removed_and_brought_back(centre: Centre) -> None:
    need = receive(centre)
    photo = centre.do(add(centre, need, consent=True)).entity
    assert photo is not None
    centre.do(DescribePhoto(photo, "close", "床下の泥"))
    removed = centre.do(RemovePhoto(photo))
    assert centre.operation.read(lambda db: photos_of(db, need)) == ()
    assert centre.refuse(RemovePhoto(photo)).code == "no_such_photo"
    centre.undo(removed)
    (line,) = centre.operation.read(lambda db: photos_of(db, need))
    assert (line.kind, line.caption) == ("close", "床下の泥")


def test_photographs_of_a_double_stand_on_the_page_that_holds(centre: Centre) -> None:
    kept, double = receive(centre), receive(centre)
    centre.do(add(centre, double, consent=True))
    centre.do(MergeNeeds(double, kept))
    assert len(centre.operation.read(lambda db: photos_of(db, kept))) == 1
    centre.do(add(centre, double, consent=True))  # the holder gets what the double is given
    assert len(centre.operation.read(lambda db: photos_of(db, kept))) == 2


def test_a_row_that_names_no_file_is_refused(centre: Centre) -> None:
    need = receive(centre)
    bad = AddPhoto(need, "../etc", "00", 3, "", consent=True)
    assert centre.refuse(bad).code == "photo_unusable"
    nothing = AddPhoto(EntityId(b"\0" * 16), "0" * 64, "00", 3, "", consent=True)
    assert centre.refuse(nothing).code == "no_such_need"
