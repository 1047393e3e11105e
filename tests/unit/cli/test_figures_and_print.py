"""`tasuki figures` and `tasuki print`, through the front door and as a process of their own."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.cli.passphrase import VARIABLE
from app.services.day import CloseDay
from tests.outputs.reading import page_texts
from tests.outputs.samples import DAY, LONG_NAME, OLD_FORMS
from tests.support.busy_day import ISO, BusyDay, busy_day
from tests.support.centres import MORNING_MS, PASSPHRASE, open_centre
from tests.support.commands import open_that_morning, tasuki


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    return tmp_path / "op"


@pytest.fixture
def busy(folder: Path) -> BusyDay:
    with open_centre(folder) as centre:
        return busy_day(centre)


def test_figures_in_words_name_what_is_missing(folder: Path, busy: BusyDay, capsys) -> None:
    assert tasuki("figures", folder) == 0
    said = capsys.readouterr().out
    assert "参加者: 12" in said
    assert "× 出た人＝帰った人" in said
    assert "2班：出発4人、帰着3人" in said
    assert "○ 名前の入った紙の回収" in said
    assert "まだ締めていません" in said


def test_figures_for_programs_agree_with_what_was_done(folder: Path, busy: BusyDay, capsys) -> None:
    assert tasuki("figures", folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "day": ISO, "participants": 12, "new_needs": 5, "activities": 3, "completed": 1,
        "open_needs": 4, "declined": 1, "injuries": 0, "closed": False, "closed_at": None,
        "at_closing": None, "to_decide": 3,
        "missing": {
            "people": ["team_out", "heads_differ"],
            "tools": ["tool_out"],
            "needs": ["need_undecided", "crisis_untold", "need_undecided"],
            "papers": [],
        },
    }  # fmt: skip


def test_figures_of_a_closed_day_are_those_of_its_seal_too(folder: Path, capsys) -> None:
    with open_centre(folder) as centre:
        busy_day(centre)
        centre.do(CloseDay(DAY, "残り"))
    assert tasuki("figures", folder, "--json", "--day", "8/11") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["closed"], found["closed_at"]) == (True, MORNING_MS)
    assert found["at_closing"]["participants"] == found["participants"]


def test_a_day_without_work_is_all_zeros(folder: Path, busy: BusyDay, capsys) -> None:
    assert tasuki("figures", folder, "--day", "令和8年8月20日", "--json") == 0
    assert json.loads(capsys.readouterr().out)["participants"] == 0
    assert tasuki("figures", folder, "--day", "いつか") == 2
    assert "日付として読めません: いつか" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["1班", "1", "N-0001", "ｎ－１"])
def test_a_work_order_by_the_team_or_the_need(
    folder: Path, busy: BusyDay, tmp_path: Path, named: str
) -> None:
    out = tmp_path / "order.pdf"
    assert tasuki("print", "work_order", folder, "--id", named, "--out", out) == 0
    text = "".join(page_texts(out.read_bytes()))
    assert LONG_NAME in text
    assert "N-0001" in text
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_an_id_serves_as_a_number_and_every_team_where_none_is_named(
    folder: Path, busy: BusyDay, tmp_path: Path
) -> None:
    out = tmp_path / "orders.pdf"
    words = ("print", "work_order", folder, "--out", out)
    assert tasuki(*words, "--id", busy.teams["short"].hex()) == 0
    assert "2班" in "".join(page_texts(out.read_bytes()))
    assert tasuki(*words, "--id", busy.needs["done"].hex()) == 0
    assert "3班" in "".join(page_texts(out.read_bytes()))
    assert tasuki(*words) == 0
    assert all(team in "".join(page_texts(out.read_bytes())) for team in ("1班", "2班", "3班"))


def test_people_by_number_and_everybody_of_the_day(
    folder: Path, busy: BusyDay, tmp_path: Path
) -> None:
    out = tmp_path / "tags.pdf"
    words = ("print", "name_tag", folder, "--out", out)
    assert tasuki(*words, "--id", "a-2", "--id", "A-0006") == 0
    text = "".join(page_texts(out.read_bytes()))
    assert OLD_FORMS.replace(" ", "") in text
    assert "A-0001" not in text
    assert tasuki(*words) == 0
    assert "A-0001" in "".join(page_texts(out.read_bytes()))


def test_lists_follow_the_ending_of_the_file(folder: Path, busy: BusyDay, tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    assert tasuki("print", "list_participants", folder, "--out", book) == 0
    names = [row[1].value for row in load_workbook(book).worksheets[0].iter_rows(min_row=4)]
    assert LONG_NAME in names
    plain = tmp_path / "list.csv"
    assert tasuki("print", "list_participants", folder, "--out", plain) == 0
    rows = list(csv.reader(io.StringIO(plain.read_text("utf-8-sig"))))
    assert LONG_NAME in rows[1]
    assert tasuki("print", "list_participants", folder, "--out", plain, "--shift-jis") == 0
    assert "髙橋" in plain.read_bytes().decode("cp932")


def test_every_print_is_on_record(folder: Path, busy: BusyDay, tmp_path: Path) -> None:
    tasuki("print", "work_order", folder, "--id", "1", "--out", tmp_path / "a.pdf")
    tasuki("print", "list_needs", folder, "--out", tmp_path / "b.csv")
    operation = open_that_morning(folder, PASSPHRASE)
    sql = "SELECT kind, form, by_name, subject FROM live_print_record ORDER BY kind"
    rows = operation.read(lambda db: db.execute(sql).fetchall())
    operation.close()
    assert rows == [
        ("list_needs", "csv", "tasuki print", None),
        ("work_order", "pdf", "tasuki print", busy.teams["out"]),
    ]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("work_order", "--out", "a.xlsx"), 2, ".pdf"),
        (("list_needs", "--out", "a.pdf"), 2, ".xlsx .csv"),
        (("list_needs", "--out", "a.xlsx", "--shift-jis"), 2, ".xlsx .csv"),
        (("list_needs", "--out", "a.csv", "--id", "1"), 1, "一日分"),
        (("work_order", "--out", "a.pdf", "--id", "99班"), 1, "「99班」は見つかりません"),
        (("name_tag", "--out", "a.pdf", "--id", "Z-9"), 1, "「Z-9」は見つかりません"),
        (("work_order", "--out", "a.pdf", "--day", "8/20"), 1, "印刷するものがありません"),
    ],
)
def test_what_cannot_be_printed_is_said_and_leaves_no_file(
    folder: Path, busy: BusyDay, tmp_path: Path, monkeypatch, capsys, words, status, said
) -> None:
    monkeypatch.chdir(tmp_path)
    kind, *rest = words
    assert tasuki("print", kind, folder, *rest) == status
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["op"]


def test_nothing_is_written_into_the_operation(folder: Path, busy: BusyDay, capsys) -> None:
    out = folder / "photos" / "list.csv"
    assert tasuki("print", "list_needs", folder, "--out", out) == 2
    assert "フォルダの中には書けません" in capsys.readouterr().err
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_told(
    folder: Path, busy: BusyDay, tmp_path: Path, capsys
) -> None:
    assert tasuki("print", "list_needs", folder, "--out", tmp_path / "none" / "a.csv") == 1
    assert "書けません" in capsys.readouterr().err


def test_as_a_process_of_its_own(folder: Path, busy: BusyDay, tmp_path: Path) -> None:
    def run(*words: object, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", *map(str, words)], capture_output=True, text=True,
            check=False, env={**os.environ, VARIABLE: passphrase},
        )  # fmt: skip

    figures = run("figures", folder, "--json", "--day", ISO)
    assert figures.returncode == 0, figures.stderr
    assert json.loads(figures.stdout)["participants"] == 12
    out = tmp_path / "report.pdf"
    printed = run("print", "day_report", folder, "--day", ISO, "--out", out)
    assert printed.returncode == 0, printed.stderr
    assert out.read_bytes().startswith(b"%PDF")
    wrong = run("figures", folder, passphrase="ちがう")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "合言葉が違います" in wrong.stderr
