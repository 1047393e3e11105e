"""Wrong passphrase, lost or damaged vault, a newer app: a clear word from the command line."""

import json
from pathlib import Path
from struct import pack

import pytest

from app.bootstrap import PROGRAMS
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.volunteers import RegisterVolunteer
from sync.crypto.vault import MAGIC
from tests.support.centres import PASSPHRASE, open_centre


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "op") as centre:
        centre.do(RegisterVolunteer("訓練 一郎", phone="090-0000-0011"))
    return tmp_path / "op"


def verify(folder: Path) -> int:
    return main(PROGRAMS, ["verify", str(folder)])


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name not in ("lock", "log.sqlite-shm", "log.sqlite-wal")
    }


@pytest.mark.parametrize("wrong", ["ちがう", PASSPHRASE + " ", "x" * 500])
def test_a_wrong_passphrase_is_named_and_nothing_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys, wrong: str
) -> None:
    before = content(folder)
    monkeypatch.setenv(VARIABLE, wrong)
    assert verify(folder) == 1
    assert "合言葉が違います。記録はそのままです。" in capsys.readouterr().err
    assert content(folder) == before


def test_the_passphrase_may_be_typed_in_full_width(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE.replace("2026", "２０２６"))
    assert verify(folder) == 0


@pytest.mark.parametrize("broken", ["vault", "vault.copy"])
@pytest.mark.parametrize("how", ["gone", "empty", "flipped", "cut"])
def test_one_of_two_vaults_is_enough_and_heals_the_other(
    folder: Path, broken: str, how: str
) -> None:
    path = folder / broken
    whole = path.read_bytes()
    harm(path, how)
    assert verify(folder) == 0
    assert path.read_bytes() == whole


@pytest.mark.parametrize("how", ["gone", "empty", "flipped", "cut"])
def test_without_any_vault_it_says_what_is_lost(folder: Path, capsys, how: str) -> None:
    for name in ("vault", "vault.copy"):
        harm(folder / name, how)
    before = content(folder)
    assert verify(folder) == 3
    assert "ファイルが壊れています" in capsys.readouterr().err
    assert content(folder) == before, "nothing is made anew over what may still be mended"


def harm(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_bytes(data[:100] + bytes((data[100] ^ 1,)) + data[101:])


def newer_card(folder: Path) -> None:
    card = json.loads((folder / "operation.json").read_text())
    (folder / "operation.json").write_text(json.dumps({**card, "format": 99}))


def newer_vault(folder: Path) -> None:
    from hashlib import sha256

    for name in ("vault", "vault.copy"):
        data = (folder / name).read_bytes()[:-32]
        data = MAGIC + pack(">H", 99) + data[len(MAGIC) + 2 :]
        (folder / name).write_bytes(data + sha256(data).digest())


def newer_log(folder: Path) -> None:
    import sqlite3

    db = sqlite3.connect(folder / "log.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()


@pytest.mark.parametrize("newer", [newer_card, newer_vault, newer_log])
def test_what_a_newer_app_wrote_is_left_alone(folder: Path, capsys, newer) -> None:
    newer(folder)
    before = content(folder)
    assert verify(folder) == 1
    said = capsys.readouterr().err
    assert "新しい版のアプリで作られた記録です。アプリを更新してください" in said
    assert content(folder) == before


@pytest.mark.parametrize("card", [b"", b"{}", b"[]", b"\xff", b'{"format": "x"}'])
def test_a_damaged_card_is_named(folder: Path, capsys, card: bytes) -> None:
    (folder / "operation.json").write_bytes(card)
    assert verify(folder) == 3
    assert "operation.json" in capsys.readouterr().err


def test_an_empty_folder_is_no_operation(tmp_path: Path, capsys, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert verify(tmp_path / "empty") == 1
    assert "記録がありません" in capsys.readouterr().err
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_second_window_is_told_so(folder: Path, tmp_path: Path, capsys) -> None:
    with open_centre(tmp_path / "other"):
        assert verify(tmp_path / "other") == 1
    assert "ほかの画面で開いています" in capsys.readouterr().err
