"""`tasuki send` and `tasuki receive`: from one laptop to another by hand, and what can go wrong."""

from pathlib import Path

import pytest

from app.catalogue.messages import Messages
from app.cli.passphrase import VARIABLE
from app.services.volunteers import RegisterVolunteer
from tests.support.centres import MORNING_MS, PASSPHRASE, Centre, open_centre
from tests.support.commands import open_that_morning, tasuki
from tests.support.together import Host
from tests.support.world import FakeClock


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Folders of two laptops of one centre, closed; the first has one volunteer more."""
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "one") as one:
        two = Host(one.operation).let_in(tmp_path / "two")
        two.operation.close()
        one.do(RegisterVolunteer("訓練 花子", "", "090-0000-0011"))
    (tmp_path / "stick").mkdir()
    return tmp_path / "one", tmp_path / "two"


def names(folder: Path) -> list[tuple[object, ...]]:
    centre = Centre(open_that_morning(folder, PASSPHRASE), FakeClock(MORNING_MS))
    try:
        return centre.rows("SELECT name FROM live_volunteer")
    finally:
        centre.operation.close()


def test_a_file_goes_from_one_laptop_to_another(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = pair
    stick = tmp_path / "stick"
    assert tasuki("send", one, "--out", stick) == 0
    (file,) = stick.iterdir()
    assert file.name == "tasuki-A-20260811-0942.tasuki"
    assert str(file) in capsys.readouterr().out
    before = file.read_bytes()
    assert tasuki("receive", two, file) == 0
    said = capsys.readouterr().out
    assert "端末 A が 2026-08-11 09:42" in said
    assert "新しい記録 1 件" in said
    assert names(two) == [("訓練 花子",)]
    assert file.read_bytes() == before
    # The receipt that was left beside it says what is there; only that it was written is new.
    assert {path.suffix for path in stick.iterdir()} == {".tasuki", ".receipt"}
    assert tasuki("send", one, "--out", stick / "again.tasuki") == 0
    assert "記録 1 件と写真 0 枚" in capsys.readouterr().out
    centre = Centre(open_that_morning(one, PASSPHRASE), FakeClock(MORNING_MS))
    acts = centre.rows("SELECT kind, by_name, detail FROM live_device_act ORDER BY at, detail")
    centre.operation.close()
    assert ("bundle_out", "tasuki send", file.name) in acts
    assert tasuki("send", one, "--out", stick, "--all") == 0
    assert (stick / "tasuki-A-20260811-0942-2.tasuki").stat().st_size > len(before)


def test_a_torn_file_is_damage_and_leaves_what_is_whole(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = pair
    whole = tmp_path / "stick" / "whole.tasuki"
    assert tasuki("send", one, "--out", whole) == 0
    torn = tmp_path / "torn.tasuki"
    torn.write_bytes(whole.read_bytes()[:-40])
    capsys.readouterr()
    assert tasuki("receive", two, torn) == 3
    assert "途中で終わっています" in capsys.readouterr().out
    assert names(two) == [("訓練 花子",)]


def test_a_damaged_file_says_what_was_not_taken(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = pair
    file = tmp_path / "stick" / "a.tasuki"
    assert tasuki("send", one, "--out", file) == 0
    data = bytearray(file.read_bytes())
    data[-200] ^= 1
    file.write_bytes(data)
    capsys.readouterr()
    assert tasuki("receive", two, file) == 3
    assert Messages.load("ja").text("sync.not_taken.decode") in capsys.readouterr().out


def test_what_is_no_bundle_of_this_centre_is_refused(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _one, two = pair
    foreign = tmp_path / "x.tasuki"
    foreign.write_bytes(b"PK\3\4 not ours")
    assert tasuki("receive", two, foreign) == 1
    assert "読み込んでいません" in capsys.readouterr().err
    assert tasuki("receive", two, tmp_path / "gone.tasuki") == 1
    assert "gone.tasuki" in capsys.readouterr().err
    with open_centre(tmp_path / "drill", seed=8):
        pass
    assert tasuki("send", tmp_path / "drill", "--out", tmp_path / "drill.tasuki") == 0
    assert tasuki("receive", two, tmp_path / "drill.tasuki") == 1
    assert Messages.load("ja").text("refused.bundle_foreign") in capsys.readouterr().err


def test_a_file_is_neither_replaced_nor_written_among_the_records(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, _two = pair
    there = tmp_path / "stick" / "a.tasuki"
    there.write_bytes(b"yesterday")
    assert tasuki("send", one, "--out", there) == 1
    assert "もうあります" in capsys.readouterr().err
    assert there.read_bytes() == b"yesterday"
    assert tasuki("send", one, "--out", one / "a.tasuki") == 2
    assert tasuki("send", one, "--out", tmp_path / "nowhere" / "a.tasuki") == 1
    assert not list(tmp_path.rglob("*.part"))
