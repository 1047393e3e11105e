"""`backup`, `reborn`, `recovery-key` and `recover` where no passphrase was given: they ask."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest

from app.bootstrap import SET_UP, shipped_dictionaries
from app.catalogue.messages import Messages
from app.cli.cmd_backup import VARIABLE as BACKUP_VARIABLE
from app.cli.cmd_recovery_key import VARIABLE as KEY_VARIABLE
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.command import Actor, Refused
from app.services.rebirth import Reborn
from app.services.recoveries import Recoveries
from app.services.recovering import Recovered, RecoveryOrder
from app.services.recovery_keys import TakenKey
from sync.core.errors import BadInput
from sync.core.ids import DeviceId
from tests.support.centres import MORNING_MS, PASSPHRASE, fake_world, open_centre
from tests.support.commands import SAME_MORNING, tasuki
from tests.support.terminal import Terminal
from tests.support.world import FakeClock

MESSAGES = Messages.load("ja")
WORDS = "県の 合言葉 2026"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for variable in (VARIABLE, BACKUP_VARIABLE, KEY_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    return Terminal(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_centre(tmp_path / "op"):
        pass
    return tmp_path / "op"


# ----------------------------------------------------------------------------------- backup


def test_a_backup_asks_for_both_passphrases_and_the_new_one_twice(
    terminal: Terminal, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kunren.tasuki-backup"
    terminal.types(PASSPHRASE, WORDS, WORDS)
    assert tasuki("backup", folder, "--out", file) == 0
    assert terminal.questions == [
        MESSAGES.text(f"cli.{key}") for key in ("ask_passphrase", "backup_ask", "ask_again")
    ]
    assert f"控えができました: {file}" in capsys.readouterr().out
    assert file.stat().st_size > 0


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ((), 1, "no_passphrase"),
        ((PASSPHRASE, WORDS, "べつの 合言葉"), 2, "passphrases_differ"),
        ((PASSPHRASE, "", ""), 2, "no_passphrase"),
    ],
)
def test_without_words_there_is_no_backup(
    terminal: Terminal, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    typed: tuple[str, ...], status: int, said: str,
) -> None:  # fmt: skip
    file = tmp_path / "kunren.tasuki-backup"
    terminal.types(*typed)
    assert tasuki("backup", folder, "--out", file) == status
    assert capsys.readouterr().err.strip() == MESSAGES.text(f"cli.{said}")
    assert not file.exists()


@pytest.mark.parametrize("words", ["", "短い", "七文字の言葉だ"])
def test_a_backup_with_words_too_short_to_keep_it_closed_is_refused(
    terminal: Terminal, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    file, short = tmp_path / "kunren.tasuki-backup", tmp_path / "short"
    short.write_text(f"{words}\n", encoding="utf-8")
    terminal.types(PASSPHRASE)
    assert tasuki("backup", folder, "--out", file, "--backup-passphrase-file", short) == 1
    said = capsys.readouterr().err
    assert "控えは作れませんでした" in said
    assert MESSAGES.text("refused.passphrase_short", least=8) in said
    assert not file.exists()


def test_a_backup_that_the_rules_refuse_leaves_no_file(
    terminal: Terminal, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = tmp_path / "kunren.tasuki-backup"
    nobody = Actor(None, "だれか", "viewer")
    monkeypatch.setattr("app.cli.cmd_backup.WHOEVER_HAS_THE_PASSPHRASE", nobody)
    terminal.types(PASSPHRASE, WORDS, WORDS)
    assert tasuki("backup", folder, "--out", file) == 1
    assert "控えは作れませんでした" in capsys.readouterr().err
    assert not file.exists()


# ----------------------------------------------------------------------------------- reborn


def reborn(answer: Reborn | Refused, asked: list[tuple[Path, str, str]]) -> int:
    def program(folder: Path, passphrase: str, invitation: str) -> Reborn | Refused:
        asked.append((folder, passphrase, invitation))
        return answer

    return main(replace(SAME_MORNING, reborn=program), ["reborn", "copy"])


def test_a_copy_asks_for_its_invitation_and_tells_what_it_could_not_open(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Path, str, str]] = []
    terminal.types(PASSPHRASE, "192.168.0.9 1234")
    assert reborn(Reborn(9, 1200, 3, "C", Path("copy/before-1")), asked) == 0
    said = capsys.readouterr().out
    assert "記録 1,200 件を書き直しました" in said
    assert "開けない記録が 3 件あります" in said
    terminal.types(PASSPHRASE)  # let in already: a terminal that is closed gives no invitation
    assert reborn(Reborn(9, 0, 0, "C", Path("copy/before-1")), asked) == 0
    assert "開けない記録" not in capsys.readouterr().out
    assert asked == [
        (Path("copy"), PASSPHRASE, "192.168.0.9 1234"),
        (Path("copy"), PASSPHRASE, ""),
    ]


# ----------------------------------------------------------------------------- recovery-key


@dataclass
class FakeRecoveries:
    """Keys of a prefecture that is not there: what it raises or answers is given."""

    answer: Recovered | Refused | Exception = field(
        default_factory=lambda: Recovered(7, 2, "ZR", "訓練市センター")
    )
    keys: tuple[TakenKey, ...] = ()
    orders: list[RecoveryOrder] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def new(self, _path: Path, _passphrase: str, name: str) -> None:
        if len(name) > 40:
            raise BadInput("a recovery key has a name")
        raise OSError(28, "No space left on device")

    def take(self, _operation: object, text: str, _fingerprint: str) -> Refused:
        self.texts.append(text)
        return Refused("recovery_key_unreadable")

    def taken(self, _operation: object) -> tuple[TakenKey, ...]:
        return self.keys

    def recover(self, order: RecoveryOrder, on_step: Callable[[str], None]) -> Recovered | Refused:
        self.orders.append(order)
        on_step("reading")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def with_keys(recoveries: FakeRecoveries | Recoveries, *words: object) -> int:
    programs = replace(SAME_MORNING, recovery=lambda: cast(Any, recoveries))
    return main(programs, [str(word) for word in words])


def test_a_recovery_key_is_made_and_shown_with_what_was_typed(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Recoveries(fake_world(FakeClock(MORNING_MS)), shipped_dictionaries(), SET_UP)
    new = ("recovery-key", "new", "--out", tmp_path / "key", "--name", "訓練県")
    terminal.types(WORDS, "べつの 合言葉")
    assert with_keys(real, *new) == 2
    assert not (tmp_path / "key").exists()
    capsys.readouterr()
    terminal.types(WORDS, WORDS)
    assert with_keys(real, *new) == 0
    shown = (tmp_path / "key.txt").read_text(encoding="utf-8")
    assert shown in capsys.readouterr().out
    terminal.types(WORDS)
    assert with_keys(real, "recovery-key", "show", "--file", tmp_path / "key") == 0
    assert capsys.readouterr().out == shown
    file = tmp_path / "words"
    file.write_text(f"{WORDS}!\n", encoding="utf-8")
    show = ("recovery-key", "show", "--file", tmp_path / "key", "--key-passphrase-file", file)
    assert with_keys(real, *show) == 1
    assert "合言葉が違います" in capsys.readouterr().err


def test_a_key_with_short_words_or_in_the_place_of_another_is_not_made(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake, key = FakeRecoveries(), tmp_path / "key"
    new = ("recovery-key", "new", "--out", key, "--name")
    terminal.types("短い", "短い")
    assert with_keys(fake, *new, "訓練県") == 1
    assert MESSAGES.text("refused.passphrase_short", least=8) in capsys.readouterr().err
    terminal.types(WORDS, WORDS)
    assert with_keys(fake, *new, "訓" * 41) == 2
    assert capsys.readouterr().err.strip() == MESSAGES.text("recovery.bad_name")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "key.copy").write_bytes(b"another")
    terminal.types(WORDS, WORDS)
    assert with_keys(fake, *new, "訓練県") == 1
    assert f"何もしませんでした: {key}" in capsys.readouterr().err
    assert not key.exists()


def test_a_key_that_finds_no_room_on_the_disk_says_so(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.types(WORDS, WORDS)
    new = ("recovery-key", "new", "--out", tmp_path / "key", "--name", "訓練県")
    assert with_keys(FakeRecoveries(), *new) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_text_of_a_key_may_be_typed_in_and_a_file_that_is_none_is_named(
    terminal: Terminal, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    fake = FakeRecoveries()
    take = ("recovery-key", "take", "--operation", folder, "--fingerprint", "00000", "--text")
    monkeypatch.setattr("sys.stdin", StringIO("TASUKI5 なにか"))
    terminal.types(PASSPHRASE)
    assert with_keys(fake, *take, "-") == 1
    assert fake.texts == ["TASUKI5 なにか"]
    assert MESSAGES.text("refused.recovery_key_unreadable") in capsys.readouterr().err
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\xff\xfe\xff")
    for path in (tmp_path / "absent.txt", broken):
        assert with_keys(fake, *take, path) == 1
        assert capsys.readouterr().err.strip() == f"文字のファイルが読めません: {path}"
    assert with_keys(fake, "recovery-key", "list") == 2
    assert "--operation" in capsys.readouterr().err
    assert len(fake.texts) == 1


def test_a_key_that_was_withdrawn_is_listed_as_such(
    terminal: Terminal, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device = DeviceId(bytes(16))
    keys = (
        TakenKey(device, "訓練県", "11111", MORNING_MS, None),
        TakenKey(device, "前の県", "22222", MORNING_MS, MORNING_MS),
    )
    terminal.types(PASSPHRASE)
    assert with_keys(FakeRecoveries(keys=keys), "recovery-key", "list", "--operation", folder) == 0
    holds, withdrawn = capsys.readouterr().out.splitlines()
    assert holds.startswith("訓練県　11111")
    assert "外した鍵" not in holds
    assert withdrawn.startswith("前の県　22222")
    assert "外した鍵" in withdrawn


# ---------------------------------------------------------------------------------- recover

RECOVER = (
    "recover",
    "hub",
    "--key",
    "key",
    "--into",
    "new",
    "--by",
    "訓練 県子",
    "--reason",
    "水没",
)


def test_recovery_asks_for_the_words_of_the_key_and_twice_for_those_of_the_new_device(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeRecoveries()
    terminal.types(WORDS, PASSPHRASE, PASSPHRASE)
    assert with_keys(fake, *RECOVER) == 0
    (order,) = fake.orders
    assert (order.key_passphrase, order.passphrase) == (WORDS, PASSPHRASE)
    assert (order.sources, order.by, order.reason) == ((Path("hub"),), "訓練 県子", "水没")
    said = capsys.readouterr().out
    assert said.startswith(MESSAGES.text("recovery.step_reading"))
    assert "訓練市センター を復旧しました: new（記録 7 件・写真 2 枚）" in said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (BadInput("no vault"), "復旧の鍵のファイルではありません: key"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("no number"), "ファイルの読み書きができません"),
        (Refused("recovery_several"), "別々のセンターの記録がまざっています"),
    ],
)
def test_a_recovery_that_fails_says_why(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], answer: Refused | Exception, said: str
) -> None:
    terminal.types(WORDS, PASSPHRASE, PASSPHRASE)
    assert with_keys(FakeRecoveries(answer), *RECOVER) == 1
    assert said in capsys.readouterr().err


def test_an_empty_passphrase_recovers_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeRecoveries()
    monkeypatch.setenv(VARIABLE, "")
    terminal.types(WORDS)
    assert with_keys(fake, *RECOVER) == 2
    assert capsys.readouterr().err.strip() == MESSAGES.text("cli.no_passphrase")
    assert fake.orders == []
