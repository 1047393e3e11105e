"""`tasuki county`: founded, joined, invited; what is asked for, and every refusal in words."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from signal import SIGINT, getsignal, raise_signal
from threading import Event
from typing import Any

import pytest

from app.catalogue.messages import Messages
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.command import Refused
from app.services.sync_view import Invitation
from tests.support.centres import PASSPHRASE
from tests.support.commands import SAME_MORNING
from tests.support.terminal import Terminal

MESSAGES = Messages.load("ja")
SHOWN = Invitation("TASUKI1:KUNREN", "192.168.0.9:8551", "1234-5678", 0)


@dataclass
class FakeCounties:
    """Remembers what it was asked, answers what it was given."""

    answer: str | Refused = "B"
    joined: Path | Refused = Path("op")
    error: OSError | None = None
    ctrl_c: bool = False
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def order(self, code: str, role: str, address: str, port: int) -> Any:
        return (code, role, address, port)

    def found(self, folder: Path, passphrase: str, name: str, drill: bool, disaster: str) -> None:
        self.asked.append((folder, passphrase, name, drill, disaster))

    def join(
        self, folder: Path, passphrase: str, invitation: str, label: str, drill: bool
    ) -> Path | Refused:
        self.asked.append((folder, passphrase, invitation, label, drill))
        return self.joined

    def invite(
        self, folder: Path, passphrase: str, order: Any, ending: Event,
        on_open: Callable[[Invitation], None],
    ) -> str | Refused:  # fmt: skip
        self.asked.append((folder, passphrase, order))
        if self.error is not None:
            raise self.error
        on_open(SHOWN)
        if self.ctrl_c:
            raise_signal(SIGINT)
            return "" if ending.is_set() else "not told"
        return self.answer


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.delenv(VARIABLE, raising=False)
    return Terminal(monkeypatch)


def county(fake: FakeCounties, *words: object) -> int:
    programs = replace(SAME_MORNING, counties=lambda: fake)
    return main(programs, ["county", *map(str, words)])


def test_a_county_is_founded_with_what_was_typed_twice(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeCounties()
    terminal.types(PASSPHRASE, PASSPHRASE)
    words = ("found", "op", "--name", "訓練県社協", "--drill", "--disaster", "訓練台風")
    assert county(fake, *words) == 0
    assert fake.asked == [(Path("op"), PASSPHRASE, "訓練県社協", True, "訓練台風")]
    assert "「訓練県社協」の県の協力を作りました" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ((PASSPHRASE, "べつの合言葉"), 2, "passphrases_differ"),
        (("", ""), 2, "no_passphrase"),
        ((), 1, "no_passphrase"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [("found", "op", "--name", "訓練県"), ("join", "op", "--name", "ハブ", "--invitation", "T")],
)
def test_without_a_passphrase_nothing_is_founded_and_nobody_joins(
    terminal: Terminal,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    typed: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    fake = FakeCounties()
    terminal.types(*typed)
    assert county(fake, *words) == status
    assert capsys.readouterr().err.strip() == MESSAGES.text(f"cli.{said}")
    assert fake.asked == []


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("found", "op"), "--name"),
        (("found", "op", "--name", " "), "--name"),
        (("join", "op", "--invitation", "TASUKI1"), "--name"),
        (("join", "op", "--name", "ハブ"), "--invitation"),
        (("invite", "op"), "--council"),
    ],
)
def test_what_is_missing_is_named_before_a_passphrase_is_asked_for(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], option: str
) -> None:
    fake = FakeCounties()
    assert county(fake, *words) == 2
    assert capsys.readouterr().err.strip() == f"{option} を付けてください。"
    assert terminal.questions == []
    assert fake.asked == []


def test_a_device_without_a_centre_comes_in_or_hears_why_not(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeCounties()
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    words = ("join", "op", "--name", "訓練ハブ", "--invitation", "TASUKI1")
    assert county(fake, *words) == 0
    assert fake.asked == [(Path("op"), PASSPHRASE, "TASUKI1", "訓練ハブ", False)]
    assert "県の協力に加わりました" in capsys.readouterr().out
    fake.joined = Refused("folder_taken")
    assert county(fake, *words) == 1
    said = capsys.readouterr().err
    assert "加われませんでした" in said
    assert MESSAGES.text("refused.folder_taken") in said
    assert terminal.questions == []


def test_an_invitation_is_shown_on_the_terminal_and_who_came_is_told(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeCounties()
    terminal.types(PASSPHRASE)
    before = getsignal(SIGINT)
    words = ("invite", "op", "--council", "14203", "--address", "hub.example.jp", "--port", 8551)
    assert county(fake, *words) == 0
    order = ("14203", "council", "hub.example.jp", 8551)
    assert fake.asked == [(Path("op"), PASSPHRASE, order)]
    said = capsys.readouterr().out
    assert "QRの中身: TASUKI1:KUNREN" in said
    assert "番号: 1234-5678" in said
    assert "█" in said or "▀" in said
    assert said.rstrip().endswith("その端末の記号は B です。")
    assert getsignal(SIGINT) is before


def test_the_picture_goes_into_a_file_where_one_is_named(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "qr.png"
    terminal.types(PASSPHRASE, PASSPHRASE)
    words = ("invite", "op", "--council", "14203", "--picture")
    assert county(FakeCounties(), *words, picture) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert f"QRを {picture} に書きました" in capsys.readouterr().out
    nowhere = tmp_path / "absent" / "qr.png"
    assert county(FakeCounties(), *words, nowhere) == 1
    said = capsys.readouterr().err
    assert str(nowhere) in said
    assert "ポート" not in said


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        (FakeCounties(answer=""), "だれも入りませんでした"),
        (FakeCounties(ctrl_c=True), "だれも入りませんでした"),
        (FakeCounties(answer=Refused("county_no_network")), "--address でアドレスを指定"),
        (FakeCounties(error=OSError("in use")), "ポート 8551 は使われています"),
    ],
)
def test_where_nobody_came_in_it_is_said_why(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], fake: FakeCounties, said: str
) -> None:
    before = getsignal(SIGINT)
    terminal.types(PASSPHRASE)
    assert county(fake, "invite", "op", "--council", "14203", "--port", 8551) == 1
    assert said in capsys.readouterr().err
    assert getsignal(SIGINT) is before
