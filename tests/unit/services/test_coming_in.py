"""The new device: whatever keeps it out is a refusal in words, and leaves no folder behind."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.command import Refused
from app.services.invitations import wanted_of
from app.services.joining import Joiner
from app.services.operation_files import World
from sync.core.errors import LogFull, NewerFormat
from sync.core.packing import Packed
from sync.crypto.pairing import Summons, code_of, seal_welcome, text_of, welcome_text
from sync.crypto.vault import Vault
from sync.protocol.messages import Answer, Call, LinkError
from sync.transports.http_client import WrongCertificate
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.support.together import ADDRESS, CHIEF, Host
from tests.support.world import FakeClock

SUMMONS = Summons(b"s" * 16, ADDRESS, b"f" * 32, b"t" * 4)
ID = b"i" * 16
KEY: list[Packed] = [b"\x01", 1, b"k" * 32, b"p" * 32, b"u" * 32]
LABEL = "訓練 端末"


class Other:
    """Whoever answers at the address: raises, or answers what it was told to."""

    fingerprint = b"f" * 32

    def __init__(self, answer: Exception | Answer) -> None:
        self._answer = answer
        self.closed = False

    def call(self, _call: Call) -> Answer:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        """Nothing waits."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tablet"


@pytest.fixture
def world() -> World:
    return fake_world(FakeClock(), 61)


def joiner(folder: Path, world: World, other: Other, wants: str = "") -> Joiner:
    return Joiner(
        folder, world, shipped_dictionaries(), lambda _address, _fingerprint: other, wants
    )


def require_turned_away(answer: object, code: str, folder: Path) -> None:
    assert answer == Refused(code)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongCertificate("another"), "inviter_not_the_one"),
        (LinkError("nobody"), "inviter_unreachable"),
        (NewerFormat("v9"), "newer_version"),
        (LogFull("full"), "disk_full"),
        (PermissionError(13, "read only"), "disk_unwritable"),
    ],
)
def test_why_nobody_could_be_asked_is_told(
    folder: Path, world: World, error: Exception, code: str
) -> None:
    other = Other(error)
    answer = joiner(folder, world, other).join(text_of(SUMMONS), LABEL, PASSPHRASE, print)
    require_turned_away(answer, code, folder)
    assert other.closed


@pytest.mark.parametrize(
    ("words", "passphrase", "code"),
    [
        ("なにか", PASSPHRASE, "invitation_unreadable"),
        (text_of(SUMMONS)[:-3], PASSPHRASE, "invitation_unreadable"),
        (text_of(SUMMONS), "", "invitation_unreadable"),
        (text_of(replace(SUMMONS, address="")), PASSPHRASE, "inviter_unreachable"),
    ],
)
def test_an_invitation_that_leads_nowhere_asks_nobody(
    folder: Path, world: World, words: str, passphrase: str, code: str
) -> None:
    steps: list[str] = []
    other = Other(AssertionError("asked"))
    answer = joiner(folder, world, other).join(words, LABEL, passphrase, steps.append)
    require_turned_away(answer, code, folder)
    assert steps == []


def test_a_folder_that_has_something_is_left_alone(folder: Path, world: World) -> None:
    folder.mkdir()
    (folder / "operation.json").write_text("{}", encoding="utf-8")
    tablet = joiner(folder, world, Other(AssertionError("asked")))
    assert not tablet.vacant()
    assert tablet.join(text_of(SUMMONS), LABEL, PASSPHRASE, print) == Refused("folder_taken")
    assert [path.name for path in folder.iterdir()] == ["operation.json"]


# -------------------------------------------------------------------------- by picture


def welcome_for(tablet: Joiner, said: Packed, secret: bytes = SUMMONS.secret) -> str:
    """The picture of a device that says this."""
    assert isinstance(tablet.ask_by_picture(text_of(SUMMONS), LABEL), str)
    assert tablet._asked is not None
    return welcome_text(
        seal_welcome(secret, tablet._asked[2], said, fake_world(FakeClock()).random)
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hello", "invitation_unreadable"),
        ([2, ID, ID, True, b"r" * 16, "B", [KEY]], "invitation_unreadable"),
        ([1, ID, ID, True, b"r" * 16, "B", [KEY], "another kind"], "invitation_unreadable"),
        ([1, ID, ID, True, b"r" * 16, "B", ["key"]], "invitation_unreadable"),
        (
            [1, ID, ID, True, b"r" * 16, "B", [[b"\x01", 1, b"short", None, b""]]],
            "invitation_wrong",
        ),
    ],
)
def test_a_welcome_that_is_none_makes_nothing(
    folder: Path, world: World, said: Packed, code: str
) -> None:
    tablet = joiner(folder, world, Other(AssertionError("asked")))
    answer = tablet.enter_by_picture(welcome_for(tablet, said), PASSPHRASE)
    require_turned_away(answer, code, folder)


@pytest.mark.parametrize(
    ("kinds", "drill", "code"),
    [([], True, "county_not_a_county"), (["county"], False, "county_drill_differs")],
)
def test_what_wants_into_a_county_turns_away_from_anything_else(
    folder: Path, world: World, kinds: list[Packed], drill: bool, code: str
) -> None:
    tablet = joiner(folder, world, Other(AssertionError("asked")), wanted_of(drill=True))
    said: list[Packed] = [1, ID, ID, drill, b"r" * 16, "B", [KEY], *kinds]
    answer = tablet.enter_by_picture(welcome_for(tablet, said), PASSPHRASE)
    require_turned_away(answer, code, folder)


def test_a_picture_of_another_invitation_or_before_one_was_asked_opens_nothing(
    folder: Path, world: World
) -> None:
    tablet = joiner(folder, world, Other(AssertionError("asked")))
    require_turned_away(tablet.enter_by_picture("x", PASSPHRASE), "invitation_unreadable", folder)
    said: list[Packed] = [1, ID, ID, True, b"r" * 16, "B", [KEY]]
    other = welcome_for(tablet, said, b"o" * 16)
    require_turned_away(tablet.enter_by_picture(other, PASSPHRASE), "invitation_wrong", folder)


def test_only_a_scanned_invitation_is_asked_by_picture_and_again_it_is_the_same_device(
    folder: Path, world: World
) -> None:
    tablet = joiner(folder, world, Other(AssertionError("asked")))
    typed = f"{ADDRESS} {code_of(SUMMONS.secret)}"
    for words in ("なにか", typed):
        assert tablet.ask_by_picture(words, LABEL) == Refused("invitation_unreadable")
    first = tablet.ask_by_picture(text_of(SUMMONS), LABEL)
    assert tablet.ask_by_picture(text_of(SUMMONS), f" {LABEL} ") == first
    assert tablet._asked is not None
    key = tablet._asked[1].key
    assert tablet.ask_by_picture(text_of(SUMMONS), "べつの名前") != first
    assert tablet._asked[1].key == key
    tablet.ask_by_picture(text_of(replace(SUMMONS, secret=b"2" * 16)), LABEL)
    assert tablet._asked[1].key != key


# ------------------------------------------------------------------ with a real inviting device


@pytest.fixture
def host(centre: Centre) -> Host:
    return Host(centre.operation)


def invited(host: Host, folder: Path, world: World) -> Path | Refused:
    shown = host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF).qr
    return Joiner(
        folder, world, shipped_dictionaries(), lambda _address, _fingerprint: host.transport()
    ).join(shown, LABEL, PASSPHRASE, lambda _step: None)


@pytest.mark.parametrize(
    ("error", "code"),
    [(LogFull("no space"), "disk_full"), (OSError(30, "read only"), "disk_unwritable")],
)
def test_a_disk_that_takes_no_keys_leaves_an_empty_place(
    host: Host, folder: Path, world: World, monkeypatch: pytest.MonkeyPatch,
    error: Exception, code: str,
) -> None:  # fmt: skip
    def create(*_words: object, **_more: object) -> Vault:
        raise error

    monkeypatch.setattr("app.services.joining.Vault.create", create)
    assert invited(host, folder, world) == Refused(code)
    monkeypatch.undo()
    assert invited(host, folder, world) == folder


def test_a_first_sync_that_breaks_off_leaves_a_device_that_opens(
    host: Host, folder: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_words: object) -> None:
        raise LinkError("the cable")

    monkeypatch.setattr("app.services.joining.fetch", breaks)
    assert invited(host, folder, world) == folder
    operation = open_operation(folder, PASSPHRASE, fake_world(FakeClock(), 62))
    assert operation.letter == "B"
    operation.close()


def test_an_invitation_that_was_used_is_told_as_used(
    host: Host, folder: Path, tmp_path: Path
) -> None:
    shown = host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF).qr
    answers = []
    for seed, place in ((71, folder), (72, tmp_path / "second")):
        tablet = Joiner(
            place, fake_world(FakeClock(host.operation.world.clock.now_ms()), seed),
            shipped_dictionaries(), lambda _address, _fingerprint: host.transport(),
        )  # fmt: skip
        answers.append(tablet.join(shown, LABEL, PASSPHRASE, lambda _step: None))
    assert answers == [folder, Refused("invitation_used")]
    assert not (tmp_path / "second").exists()
