"""`tasuki print county-…` of the prefectural council's folder, and of a centre's with its own."""

from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import open_operation
from app.cli.passphrase import VARIABLE
from app.domain.county_board import CountyFigures
from app.domain.tables_county import council_id
from app.services.county_board import PublishFigures
from tests.outputs.reading import page_texts
from tests.support.centres import PASSPHRASE, open_centre
from tests.support.commands import tasuki
from tests.support.counties import open_county

HIRATSUKA = "14203"
DAY = "2026-08-11"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_county(tmp_path) as county:
        county.hub.do(PublishFigures(
            date.fromisoformat(DAY), CountyFigures(777), council=council_id(HIRATSUKA)
        ))  # fmt: skip
        return county.hub.operation.folder


def test_the_daily_report_and_the_files_of_a_county(hub: Path, tmp_path: Path) -> None:
    out = tmp_path / "daily.pdf"
    assert tasuki("print", "county-daily", hub, "--out", out, "--day", DAY) == 0
    assert "777" in page_texts(out.read_bytes())[0]
    for kind in ("county-board", "county-days"):
        csv = tmp_path / f"{kind}.csv"
        assert tasuki("print", kind, hub, "--out", csv, "--day", DAY) == 0
        assert "777" in csv.read_text("utf-8-sig")
        assert tasuki("print", kind, hub, "--out", tmp_path / "list.xlsx", "--day", DAY) == 0


def test_a_centre_prints_from_the_county_that_lies_in_it(
    hub: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "centre", tmp_path / "daily.pdf"
    with open_centre(folder):
        pass
    words = ("print", "county-daily", folder, "--out", out, "--day", DAY)
    assert tasuki(*words) == 1
    assert "県の協力がありません" in capsys.readouterr().err
    hub.rename(folder / "county")
    operation = open_operation(folder, PASSPHRASE)
    operation.remember(county=PASSPHRASE)
    operation.close()
    assert tasuki(*words) == 0
    assert "777" in page_texts(out.read_bytes())[0]


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(
    hub: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasuki("print", "county-daily", hub, "--out", tmp_path / "daily.csv") == 2
    assert ".pdf" in capsys.readouterr().err
