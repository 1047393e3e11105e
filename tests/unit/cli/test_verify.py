"""`tasuki verify` says what holds and what does not, in words, and never quotes a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.bootstrap import PROGRAMS, SET_UP, open_operation
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.command import Ok
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from app.services.photos import AddPhoto
from app.services.volunteers import RegisterVolunteer
from app.store.queries.frame import frame_row
from sync.core.ids import EntityId
from tests.support.centres import PASSPHRASE, open_centre
from tests.support.county_doors import joining

NAME, PHONE = "渡邉 訓練", "090-0000-0011"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "op") as centre:
        centre.do(RegisterVolunteer("訓練 一郎", "クンレン イチロウ", "090-0000-0012"))
        centre.do(RegisterVolunteer(NAME, "ワタナベ クンレン", PHONE))
    return tmp_path / "op"


@contextmanager
def reopened(folder: Path) -> Iterator[Operation]:
    with closing(open_operation(folder, PASSPHRASE)) as operation:
        yield operation


def a_need(operation: Operation) -> EntityId:
    done = operation.submit(ReceiveNeed({"name": "訓練 花子", "phone": PHONE}), SET_UP)
    assert isinstance(done, Ok)
    assert done.entity is not None
    return done.entity


def verify(folder: Path, *more: object) -> int:
    return main(PROGRAMS, ["verify", str(folder), *map(str, more)])


def test_a_whole_operation_is_said_to_be_whole(folder: Path, capsys) -> None:
    assert verify(folder) == 0
    said = capsys.readouterr().out
    assert "すべて正しい状態" in said
    assert "×" not in said


def test_a_person_in_clear_is_named_by_file_and_kind_only(folder: Path, capsys) -> None:
    (folder / "名簿.csv").write_bytes(f"{NAME},{PHONE}\r\n".encode("cp932"))
    (folder / "checkpoint.a.part").write_bytes(b"cut off")
    assert verify(folder) == 3
    said = capsys.readouterr().out
    assert "名簿.csv に氏名がそのまま残っています" in said
    assert "名簿.csv に電話番号がそのまま残っています" in said
    assert "Tasuki のものではないファイルがあります: 名簿.csv" in said
    assert "書きかけで止まったファイルがあります（害はありません）: checkpoint.a.part" in said
    assert NAME not in said
    assert PHONE not in said


def test_a_lost_and_a_damaged_photo_are_counted(folder: Path, capsys) -> None:
    with reopened(folder) as operation:
        need = a_need(operation)
        photos = [operation.blobs.put(bytes([number]) * 99) for number in range(3)]
        for one in photos:
            command = AddPhoto(need, one.hash, one.key, one.size, "", consent=True)
            assert isinstance(operation.submit(command, SET_UP), Ok)
    (folder / "photos" / photos[0].hash).unlink()
    damaged = folder / "photos" / photos[1].hash
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert verify(folder) == 3
    said = capsys.readouterr().out
    assert "写真 1 枚を調べました" in said
    assert "× 壊れた写真: 1 枚" in said
    assert "× ファイルがない写真: 1 枚" in said


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A centre whose device is in a county."""
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with joining(tmp_path) as both:
        both.come_in()
    return tmp_path / "centre"


def test_the_county_of_a_centre_is_checked_as_well(folder: Path, beside: Path, capsys) -> None:
    assert verify(folder) == 0
    assert "県の協力" not in capsys.readouterr().out
    assert verify(beside) == 0
    said = capsys.readouterr().out
    assert "県の協力の記録（county）も調べます。" in said
    assert said.count("画面のデータは記録と一致しています。") == 2
    assert "Tasuki のものではないファイル" not in said


def test_harm_to_the_county_is_said_and_the_centre_is_checked(beside: Path, capsys) -> None:
    county = beside / "county"
    for checkpoint in county.glob("checkpoint*"):
        checkpoint.unlink()
    flip_a_body(county)
    assert verify(beside) == 3
    said = capsys.readouterr().out
    assert said.count("画面のデータは記録と一致しています。") == 2
    assert "× 読めない記録が 1 件あります" in said
    for name in ("vault", "vault.copy"):
        (county / name).write_bytes(b"no vault")
    assert verify(beside) == 3
    said = capsys.readouterr().out
    assert "× 県のフォルダが傷んでいます。" in said
    assert said.count("画面のデータは記録と一致しています。") == 1


def flip_a_body(folder: Path) -> None:
    """One bit of the registration's sealed body, as a bad sector would."""
    with closing(sqlite3.connect(folder / "log.sqlite")) as db, db:
        (body,) = db.execute("SELECT body FROM batches ORDER BY hlc DESC LIMIT 1").fetchone()
        changed = body[:-1] + bytes((body[-1] ^ 1,))
        db.execute("UPDATE batches SET body = ? WHERE body = ?", (changed, body))


def test_a_changed_batch_is_named_and_the_rest_is_shown(folder: Path, capsys) -> None:
    for checkpoint in folder.glob("checkpoint*"):
        checkpoint.unlink()
    flip_a_body(folder)
    assert verify(folder) == 3
    said = capsys.readouterr().out
    assert "× 読めない記録が 1 件あります" in said
    assert "書き換わっている センター #2" in said
    with reopened(folder) as operation:
        assert operation.read(frame_row).centre


def test_what_a_checkpoint_still_knows_is_shown_though_the_log_lost_it(
    folder: Path, capsys
) -> None:
    flip_a_body(folder)
    with reopened(folder) as operation:
        names = operation.read(lambda db: db.execute("SELECT name FROM volunteer").fetchall())
        assert (NAME,) in names
    assert verify(folder) == 3
    assert "× 画面のデータが記録と一致しません" in capsys.readouterr().out


def test_a_rescue_moves_what_is_readable_and_leaves_the_old_folder(
    folder: Path, tmp_path: Path, capsys
) -> None:
    flip_a_body(folder)
    before = {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}
    assert verify(folder, "--rescue", tmp_path / "new") == 3
    said = capsys.readouterr().out
    assert "センター: 2 件のうち 1 件" in said
    assert "元のフォルダは捨てないでください" in said
    assert {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()} == before
    assert verify(tmp_path / "new") == 0
    assert verify(folder, "--rescue", tmp_path / "new") == 1
    assert "そのフォルダにはもう記録があります" in capsys.readouterr().err


def test_a_rescue_asks_for_the_passphrase_first(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv(VARIABLE, "ちがう")
    assert verify(folder, "--rescue", tmp_path / "new") == 1
    assert "合言葉が違います" in capsys.readouterr().err
    assert not (tmp_path / "new" / "operation.json").exists()
