"""`tasuki recovery-key` and `tasuki recover`: there and back, and every refusal in words."""

import re
from pathlib import Path

import pytest

from app.bootstrap import PROGRAMS, open_operation
from app.cli.cmd_recovery_key import VARIABLE as KEY_VARIABLE
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.volunteers import RegisterVolunteer
from tests.support.centres import PASSPHRASE, fake_world, open_centre
from tests.support.world import FakeClock

WORDS = "県の 合言葉 2026"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setenv(KEY_VARIABLE, WORDS)
    with open_centre(tmp_path / "op") as centre:
        centre.do(RegisterVolunteer("訓練 一郎", "クンレン イチロウ", "090-0000-0012"))
    return tmp_path / "op"


def tasuki(*words: object) -> int:
    return main(PROGRAMS, [str(word) for word in words])


def new_key(file: Path, capsys) -> str:
    """The fingerprint that is read out on the telephone."""
    assert tasuki("recovery-key", "new", "--out", file, "--name", "熊本県") == 0
    found = re.search(r"\d{5}( \d{5}){5}", capsys.readouterr().out)
    assert found
    return found[0]


def test_there_and_back(folder: Path, tmp_path: Path, capsys) -> None:
    key = tmp_path / "key"
    digits = new_key(key, capsys)
    assert (tmp_path / "key.png").read_bytes().startswith(b"\x89PNG")
    assert tasuki("recovery-key", "show", "--file", key) == 0
    assert digits in capsys.readouterr().out
    assert tasuki("recovery-key", "list", "--operation", folder) == 0
    assert "受け取った復旧の鍵はありません" in capsys.readouterr().out
    taking = ("recovery-key", "take", "--operation", folder, "--text", tmp_path / "key.txt")
    assert tasuki(*taking, "--fingerprint", digits.replace(digits[:5], "00000")) == 1
    assert "照合番号が違います" in capsys.readouterr().err
    assert tasuki(*taking, "--fingerprint", digits) == 0
    assert "熊本県 の復旧の鍵を受け取りました" in capsys.readouterr().out
    assert tasuki(*taking, "--fingerprint", digits) == 1
    assert tasuki("recovery-key", "list", "--operation", folder) == 0
    assert digits in capsys.readouterr().out
    done = tasuki("recover", folder, "--key", key, "--into", tmp_path / "new", "--by", "訓練 県子",
                  "--reason", "水没")  # fmt: skip
    assert done == 0
    assert "この端末の記号は ZR です" in capsys.readouterr().out
    again = open_operation(tmp_path / "new", PASSPHRASE, fake_world(FakeClock()))
    rows = again.read(lambda db: db.execute("SELECT name FROM live_volunteer").fetchall())
    again.close()
    assert rows == [("訓練 一郎",)]


def test_what_cannot_be_done_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    key = tmp_path / "key"
    recover = ("recover", folder, "--key", key, "--into", tmp_path / "new", "--by", "訓練 県子",
               "--reason", "水没")  # fmt: skip
    new_key(key, capsys)
    assert tasuki(*recover) == 1
    assert "この鍵では開けません" in capsys.readouterr().err
    assert tasuki("recovery-key", "new", "--file", key, "--name", "熊本県") == 1
    assert "何もしませんでした" in capsys.readouterr().err
    assert tasuki("recovery-key", "new", "--file", tmp_path / "k", "--name", " ") == 2
    assert tasuki("recovery-key", "new", "--name", "熊本県") == 2
    assert tasuki("recovery-key", "show", "--file", folder / "vault") == 1  # other words
    assert "合言葉が違います" in capsys.readouterr().err
    monkeypatch.setenv(KEY_VARIABLE, PASSPHRASE)
    assert tasuki("recovery-key", "show", "--file", folder / "vault") == 1  # a device's own
    assert "復旧の鍵のファイルではありません" in capsys.readouterr().err
    monkeypatch.setenv(KEY_VARIABLE, "短い")
    assert tasuki("recovery-key", "new", "--file", tmp_path / "k", "--name", "熊本県") == 1
    assert not (tmp_path / "k").exists()
    monkeypatch.setenv(KEY_VARIABLE, WORDS)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert tasuki("recover", empty, *recover[2:]) == 1
    assert "復旧に使えるものがありません" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
