"""A county that does not open, a disk that does not write: said in a code, and nothing is lost."""

from pathlib import Path

import pytest

from app.services.command import Refused
from app.services.county_place import SECRET
from app.services.operation import Operation
from app.services.rebirth_place import COUNTY as FOLDER
from sync.core.errors import LogFull, NewerFormat
from tests.support.county_doors import Joining, joining
from tests.support.together import CHIEF


def join(both: Joining) -> Refused | None:
    return both.place.join(both.invited(), "訓練市 A", CHIEF, lambda _step: None)


@pytest.mark.parametrize(
    ("harm", "code"),
    [(LogFull("full"), "disk_full"), (OSError(5, "broken"), "disk_unwritable")],
)
def test_who_cannot_keep_the_secret_does_not_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Exception, code: str
) -> None:
    def fail(**_extras: object) -> None:
        raise harm

    with joining(tmp_path) as both:
        before = both.county.hub.rows("SELECT count(*) FROM live_device")
        with monkeypatch.context() as broken:
            broken.setattr(both.centre.operation, "remember", fail)
            assert join(both) == Refused(code)
        assert both.county.hub.rows("SELECT count(*) FROM live_device") == before
        assert both.place.operation is None
        both.come_in()  # the folder was left vacant


def test_what_keeps_a_county_closed_is_named_and_over_when_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each in turn over one county, which opens again after each."""
    with joining(tmp_path) as both:
        both.come_in()
        first, card = both.place, both.centre.operation.card
        second = both.again()
        second.open()
        assert (second.operation, second.trouble) == (None, "in_use")
        first.close()
        object.__setattr__(card, "drill", False)
        second.open()
        assert (second.operation, second.trouble) == (None, "drill_differs")
        object.__setattr__(card, "drill", True)
        for harm, trouble in ((NewerFormat("x"), "newer"), (OSError(5, "broken"), "unreadable")):
            with monkeypatch.context() as broken:
                broken.setattr(Operation, "open", _raising(harm))
                second.open()
            assert (second.operation, second.trouble) == (None, trouble)
        secret = str(both.centre.operation.vault.contents.extras[SECRET])
        both.centre.operation.remember(**{SECRET: None})
        second.open()
        assert (second.operation, second.trouble) == (None, "secret")
        both.centre.operation.remember(**{SECRET: secret})
        second.open()
        opened = second.operation
        assert opened is not None
        second.open()  # is open already
        assert (second.operation, second.trouble, len(both.syncs)) == (opened, "", 1)


def _raising(error: Exception) -> object:
    def fail(*_given: object) -> Operation:
        raise error

    return fail


def test_a_folder_that_cannot_be_set_aside_stays_the_county(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(5, "broken", str(self), None, str(target))

    with joining(tmp_path) as both:
        both.come_in()
        told: list[str] = []
        end = both.place.watch(lambda: told.append("changed"))
        with monkeypatch.context() as broken:
            broken.setattr(Path, "rename", fail)
            assert both.place.leave(CHIEF) == Refused("disk_unwritable")
        assert both.place.operation is not None
        assert (both.place.trouble, len(both.syncs)) == ("", 2)
        assert both.syncs[0].stopped
        assert not both.syncs[1].stopped
        assert both.centre.rows("SELECT kind FROM device_act") == [("county_in",)]
        assert told == []
        assert both.place.leave(CHIEF) is None
        assert told == ["changed"]
        end()
        # Out of a county that is none nothing is set aside: the record alone is made.
        assert both.place.leave(CHIEF) is None
        assert told == ["changed"]
        aside = list(both.centre.operation.folder.glob(f"{FOLDER}-before-*"))
        assert len(aside) == 1
