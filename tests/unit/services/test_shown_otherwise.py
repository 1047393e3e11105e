"""What is shown when an image does not fit, lies, or meets a disk that refuses: the log decides."""

from contextlib import closing

import pytest

from app.services.showing import EVERYTHING
from app.services.volunteers import RegisterVolunteer
from app.store.schema import drop_indexes
from sync.core.errors import BadInput, LogFull, LogUnwritable
from sync.core.ids import DeviceId
from tests.support.centres import Centre

NAMES = "SELECT name FROM live_volunteer ORDER BY name"
ONE = [("訓練 一郎",)]
HONEST = ""
LIE = "UPDATE volunteer SET name = '偽の 名前'"


@pytest.fixture(autouse=True)
def one_person(centre: Centre) -> None:
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))


def image(centre: Centre, change: str = HONEST) -> bytes:
    """Of what the centre shows, with one thing changed."""
    with closing(centre.operation.working_set.copy()) as db:
        drop_indexes(db)
        db.executescript(change)
        return db.serialize()


def adopt(centre: Centre, picture: bytes) -> None:
    operation = centre.operation
    operation.adopt(DeviceId(operation.device), 0, b"packed", picture)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (x)",
        "UPDATE _vector SET seq = seq + 1",
        f"INSERT INTO _vector SELECT device, x'03{'00' * 16}', 1 FROM _vector LIMIT 1",
        "INSERT INTO _vector SELECT device, x'09', 1 FROM _vector LIMIT 1",
        "UPDATE _vector SET seq = 'many'",
        "UPDATE _device SET id = 'nobody'",
    ],
)
def test_an_image_that_does_not_fit_is_refused_and_changes_nothing(
    centre: Centre, change: str
) -> None:
    before = centre.operation.working_set.digest()
    with pytest.raises(BadInput):
        adopt(centre, image(centre, change))
    assert centre.operation.working_set.digest() == before
    assert not centre.operation.filling.from_image


@pytest.mark.parametrize("spoiled", [b"", b"no database at all " * 100])
def test_what_is_no_image_at_all_leaves_what_the_log_says(centre: Centre, spoiled: bytes) -> None:
    with pytest.raises(BadInput):
        adopt(centre, spoiled)
    assert centre.rows(NAMES) == ONE
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    assert centre.rows(NAMES) == [*ONE, ("訓練 二郎",)]


def test_an_image_holds_until_the_log_is_here_and_then_the_log_alone(centre: Centre) -> None:
    adopt(centre, image(centre))
    assert centre.operation.filling.from_image
    assert centre.operation.is_covered
    assert centre.rows(NAMES) == ONE
    centre.operation.settle()
    assert centre.operation.filling.is_over
    assert not centre.operation.filling.differed
    assert centre.rows(NAMES) == ONE


def test_an_image_that_lied_is_noted_and_its_words_are_gone(centre: Centre) -> None:
    adopt(centre, image(centre, LIE))
    assert centre.rows(NAMES) == [("偽の 名前",)]
    assert centre.operation._showing.rebuild() == EVERYTHING
    assert centre.rows(NAMES) == [("偽の 名前",)], "the log may still be on its way"
    centre.operation.settle()
    assert centre.operation.filling.differed
    assert centre.rows(NAMES) == ONE


def test_a_set_that_was_made_before_somebody_was_judged_is_made_once_more(centre: Centre) -> None:
    adopt(centre, image(centre))
    fresh = centre.operation._showing.replayed()
    try:
        centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
        now_ms = centre.clock.now_ms()
        centre.operation._showing.settle(fresh, now_ms, of_now=False)
    finally:
        fresh.close()
    assert centre.operation.filling.is_over
    assert not centre.operation.filling.differed
    assert centre.rows(NAMES) == [*ONE, ("訓練 二郎",)]


def test_a_disk_that_keeps_no_note_of_an_image_shows_the_log(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_maker: DeviceId) -> None:
        raise LogFull("no space")

    monkeypatch.setattr(centre.operation.filling, "begin", full)
    with pytest.raises(LogFull):
        adopt(centre, image(centre, LIE))
    assert centre.rows(NAMES) == ONE
    assert not centre.operation.filling.from_image


def test_a_checkpoint_that_cannot_be_dropped_fills_nothing(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(centre.operation._keeper, "drop", fails)
    with pytest.raises(LogUnwritable, match="in use"):
        centre.operation._showing.fill([])
    assert centre.rows(NAMES) == ONE


@pytest.mark.parametrize("error", [LogFull("no space"), PermissionError(13, "in use")])
def test_an_erasure_that_the_disk_refuses_waits_and_shows_what_was_written(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:  # fmt: skip
    def fails(_parts: object) -> bool:
        raise error

    monkeypatch.setattr("app.services.showing.carry_out", fails)
    assert centre.operation._showing.erase() == EVERYTHING
    assert f"erasure waits: {type(error).__name__}" in caplog.text
    assert centre.rows(NAMES) == ONE
    monkeypatch.undo()
    assert centre.operation._showing.erase() is None
