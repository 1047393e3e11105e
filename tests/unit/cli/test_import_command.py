"""`tasuki import`, through the front door and as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.passphrase import VARIABLE
from tests.support import foreign_files
from tests.support.centres import PASSPHRASE, open_centre
from tests.support.commands import open_that_morning, tasuki
from tests.support.foreign_files import FIXTURES

KINTONE = FIXTURES / "kintone_volunteers_sjis.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "op"):
        pass
    return tmp_path / "op"


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    operation = open_that_morning(folder, PASSPHRASE)
    try:
        return operation.read(lambda db: db.execute(sql).fetchall())
    finally:
        operation.close()


def test_a_dry_run_says_everything_and_keeps_nothing(folder: Path, capsys) -> None:
    assert tasuki("import", folder, KINTONE, "--kind", "volunteers", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "kintone_volunteers_sjis.csv（kintone、CSV Shift_JIS）" in said
    assert "  携帯電話 → 電話 (見出しから)" in said
    assert "  注意 5行目 姓: 名前に「?」があります。" in said
    assert "新しい 4・変わる 0・前と同じ 0・まとめる 0・対象外 0・取り込めない 0" in said
    assert "確かめただけです。何も変えていません。" in said
    assert rows(folder, "SELECT count(*) FROM live_volunteer") == [(0,)]


def test_the_second_time_nothing_changes(folder: Path, capsys) -> None:
    assert tasuki("import", folder, KINTONE, "--kind", "volunteers") == 0
    assert "取り込みました（新しい 4件・変わった 0件）。" in capsys.readouterr().out
    assert tasuki("import", folder, KINTONE, "--kind", "volunteers") == 0
    assert "新しいことはありません。何も変えていません。" in capsys.readouterr().out
    assert rows(folder, "SELECT count(*), count(DISTINCT number) FROM live_volunteer") == [(4, 4)]
    assert rows(folder, "SELECT by_name, rows_new FROM live_import_run") == [("tasuki import", 4)]


@pytest.mark.parametrize(
    ("kind", "name", "table", "count"),
    [("needs", "needs.csv", "need", 3), ("equipment", "equipment.xlsx", "equipment", 4)],
)
def test_needs_and_equipment_come_in_too(
    folder: Path, capsys, kind: str, name: str, table: str, count: int
) -> None:
    assert tasuki("import", folder, FIXTURES / name, "--kind", kind) == 0
    assert "合計の行" not in capsys.readouterr().out
    assert rows(folder, f"SELECT count(*) FROM live_{table}") == [(count,)]


def test_the_wrong_kind_is_doubted(folder: Path, capsys) -> None:
    needs = FIXTURES / "needs.csv"
    assert tasuki("import", folder, needs, "--kind", "volunteers", "--dry-run") == 0
    assert "ニーズの一覧のようです。種類を確かめてください。" in capsys.readouterr().out


def test_rows_with_errors_are_left_out_and_counted(folder: Path, tmp_path: Path, capsys) -> None:
    path = tmp_path / "半分.csv"
    lines = [("氏名", "電話番号"), ("訓練 一郎", "090-0000-0011"), ("", "090-0000-0012")]
    path.write_bytes(foreign_files.csv_bytes(lines, "utf-8"))
    assert tasuki("import", folder, path, "--kind", "volunteers") == 0
    said = capsys.readouterr().out
    assert "  エラー 3行目: 氏名がありません。" in said
    assert "取り込めない行が1件あります。" in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "取り込んでいません。中身がありません。"),
        (b"%PDF-1.7", "取り込んでいません。PDF です。"),
        (b"PK\x03\x04broken", "取り込んでいません。Excel ファイルが壊れています。"),
        ('氏名,電話\n"訓練'.encode(), "取り込んでいません。引用符"),
        ("氏名\n\n".encode(), "取り込んでいません。取り込める行がありません。"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(
    folder: Path, tmp_path: Path, capsys, data: bytes, words: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    assert tasuki("import", folder, path, "--kind", "volunteers") == 1
    assert words in capsys.readouterr().err
    assert rows(folder, "SELECT count(*) FROM live_volunteer") == [(0,)]


def test_a_file_that_is_not_there_is_named(folder: Path, tmp_path: Path, capsys) -> None:
    missing = tmp_path / "ない.csv"
    assert tasuki("import", folder, missing, "--kind", "needs") == 1
    assert f"ファイルを読めません: {missing}" in capsys.readouterr().err


def test_an_operation_that_is_open_elsewhere_is_left_alone(folder: Path, capsys) -> None:
    operation = open_that_morning(folder, PASSPHRASE)
    try:
        assert tasuki("import", folder, KINTONE, "--kind", "volunteers") == 1
    finally:
        operation.close()
    assert "ほかの画面で開いています。" in capsys.readouterr().err


def test_a_wrong_passphrase_keeps_everything(
    folder: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "ちがう")
    assert tasuki("import", folder, KINTONE, "--kind", "volunteers") == 1
    assert "合言葉が違います。" in capsys.readouterr().err


def test_as_a_process_it_tells_words_that_are_off_by_exit_code_2(folder: Path) -> None:
    environment = {**os.environ, VARIABLE: PASSPHRASE}
    command = [sys.executable, "-m", "app", "import", str(folder), str(KINTONE)]
    done = subprocess.run(
        [*command, "--kind", "volunteers"],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "取り込みました（新しい 4件・変わった 0件）。" in done.stdout
    off = subprocess.run(
        [*command, "--kind", "people"], check=False, env=environment, capture_output=True
    )
    assert off.returncode == 2
