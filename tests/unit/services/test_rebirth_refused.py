"""A copied device that cannot become a new one: it is said why, and the old one goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.command import Refused
from app.services.rebirth import Rebirth, bring_along
from app.services.volunteers import RegisterVolunteer
from sync.core.errors import BadInput, LogFull, LogUnwritable
from sync.engine.lines import Transport
from sync.protocol.messages import Answer, Call, LinkError
from tests.support.centres import PASSPHRASE, Centre, fake_world, open_centre
from tests.support.together import ADDRESS, CHIEF, Host
from tests.support.trouble import copy_of, names


class Copied:
    """The folder of a copy that wrote on, and a device that lets it in again."""

    def __init__(self, centre: Centre, tmp_path: Path) -> None:
        self.centre, self.folder = centre, tmp_path / "copy"
        self.host = Host(centre.operation)
        tablet = self.host.let_in(tmp_path / "tablet")
        copy = copy_of(tablet, self.folder, seed=62)
        copy.do(RegisterVolunteer("訓練 花子", "", ""))
        tablet.operation.close()
        copy.operation.close()
        self._seed = 90

    def invitation(self) -> str:
        return self.host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF).qr

    def rebirth(self, connect: Callable[[], Transport] | None = None) -> Rebirth:
        self._seed += 1
        return Rebirth(
            self.folder, fake_world(self.centre.clock, self._seed), shipped_dictionaries(),
            lambda _address, _fingerprint: (connect or self.host.transport)(),
        )  # fmt: skip

    def require_goes_on(self) -> None:
        again = open_operation(self.folder, PASSPHRASE, fake_world(self.centre.clock, 80))
        assert names(Centre(again, self.centre.clock)) == ["訓練 花子"]
        assert again.letter == "B"
        again.close()


@pytest.fixture
def copied(centre: Centre, tmp_path: Path) -> Copied:
    return Copied(centre, tmp_path)


class Cut:
    """A link on which every call is lost."""

    def __init__(self, host: Host) -> None:
        self.fingerprint = host.certificate.fingerprint

    def call(self, _call: Call) -> Answer:
        raise LinkError("the cable")

    def close(self) -> None:
        """Nothing is open."""

    def abort(self) -> None:
        """Nothing waits."""


def unreachable() -> Transport:
    raise LinkError("nobody")


def test_a_beginning_with_other_words_or_without_an_invitation_changes_nothing(
    copied: Copied,
) -> None:
    rebirth = copied.rebirth()
    steps: list[str] = []
    wrong = rebirth.begin(copied.invitation(), "訓練 端末", "ちがう", steps.append)
    assert wrong == Refused("passphrase_wrong", field="passphrase")
    unread = rebirth.begin("なにか", "訓練 端末", PASSPHRASE, steps.append)
    assert unread == Refused("invitation_unreadable")
    assert steps == []
    assert not rebirth.begun()
    copied.require_goes_on()


def test_a_link_that_breaks_in_the_middle_goes_on_without_another_invitation(
    copied: Copied,
) -> None:
    transports: list[Transport] = [copied.host.transport()]

    def connect() -> Transport:
        """It is let in; every link after that is lost."""
        return transports.pop() if transports else Cut(copied.host)

    first = copied.rebirth(connect)
    refused = first.begin(copied.invitation(), "訓練 端末", PASSPHRASE, lambda _step: None)
    assert refused == Refused("inviter_unreachable", field="invitation")
    assert first.begun()
    copied.require_goes_on()
    assert copied.rebirth(lambda: Cut(copied.host)).finish(PASSPHRASE) == refused
    again = copied.rebirth()
    assert again.begin("", "", PASSPHRASE, lambda _step: None) is None
    done = copied.rebirth(unreachable).finish(PASSPHRASE)  # filled: nobody needs to answer
    assert not isinstance(done, Refused)
    assert (done.again, done.closed, done.letter) == (1, 0, "C")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LogFull("no space"), "disk_full"),
        (LogUnwritable("read only"), "disk_unwritable"),
        (PermissionError(13, "in use"), "disk_unwritable"),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_one_in_its_place(
    copied: Copied, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fails(*_words: object) -> None:
        raise error

    monkeypatch.setattr("app.services.rebirth.change_places", fails)
    assert copied.rebirth().finish(PASSPHRASE, copied.invitation()) == Refused(code)
    copied.require_goes_on()
    monkeypatch.undo()
    done = copied.rebirth().finish(PASSPHRASE)
    assert not isinstance(done, Refused)
    assert done.kept is not None
    assert done.kept.is_dir()


def test_photos_come_along_whole_and_half_ones_do_not(copied: Copied) -> None:
    photos = copied.folder / "photos"
    photos.mkdir(exist_ok=True)
    (photos / ("a" * 64)).write_bytes(b"sealed")
    (photos / f"{'b' * 64}.part").write_bytes(b"half")
    assert not isinstance(copied.rebirth().finish(PASSPHRASE, copied.invitation()), Refused)
    assert [path.name for path in photos.iterdir()] == ["a" * 64]
    assert (photos / ("a" * 64)).read_bytes() == b"sealed"


def test_nothing_is_brought_from_another_operation_or_from_oneself(
    centre: Centre, tmp_path: Path
) -> None:
    with open_centre(tmp_path / "another", seed=8) as another:
        for old in (another, centre):
            with pytest.raises(BadInput):
                bring_along(old.operation, centre.operation)
        assert names(centre) == []
