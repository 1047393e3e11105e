"""`tasuki backup` and `tasuki restore`: there and back, and every refusal in words."""

from pathlib import Path

import pytest

from app.bootstrap import PROGRAMS, open_operation
from app.cli.cmd_backup import VARIABLE as BACKUP_VARIABLE
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.volunteers import RegisterVolunteer
from tests.support.centres import PASSPHRASE, fake_world, open_centre
from tests.support.world import FakeClock

WORDS = "控え 合言葉 2026"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setenv(BACKUP_VARIABLE, WORDS)
    with open_centre(tmp_path / "op") as centre:
        centre.do(RegisterVolunteer("訓練 一郎", "クンレン イチロウ", "090-0000-0012"))
    return tmp_path / "op"


def tasuki(*words: object) -> int:
    return main(PROGRAMS, [str(word) for word in words])


def test_there_and_back(folder: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "kunren.tasuki-backup"
    assert tasuki("backup", folder, "--out", file) == 0
    assert "控えができました" in capsys.readouterr().out
    assert tasuki("restore", file, tmp_path / "new") == 0
    assert "この端末の記号は AR です" in capsys.readouterr().out
    again = open_operation(tmp_path / "new", PASSPHRASE, fake_world(FakeClock()))
    rows = again.read(lambda db: db.execute("SELECT name FROM live_volunteer").fetchall())
    again.close()
    assert rows == [("訓練 一郎",)]


def test_what_cannot_be_done_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    file = tmp_path / "kunren.tasuki-backup"
    assert tasuki("restore", file, tmp_path / "new") == 1
    assert "控えのファイルがありません" in capsys.readouterr().err
    tasuki("backup", folder, "--out", file)
    assert tasuki("backup", folder, "--out", file) == 1
    assert "同じ名前のファイル" in capsys.readouterr().err
    assert tasuki("restore", file, folder) == 1
    file.write_bytes(file.read_bytes()[:-9])
    assert tasuki("restore", file, tmp_path / "new") == 3
    words = tmp_path / "words"
    words.write_text("別の 合言葉\n", encoding="utf-8")
    assert tasuki("restore", file, tmp_path / "new", "--backup-passphrase-file", words) == 1
    assert "合言葉が違います" in capsys.readouterr().err
    monkeypatch.setenv(VARIABLE, "")
    assert tasuki("restore", file, tmp_path / "new") == 2
    assert not (tmp_path / "new").exists()
