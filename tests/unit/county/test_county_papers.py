"""The county's daily report and files, read back by programs that are not ours."""

import csv
import io
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.catalogue.codes import CodeLists
from app.domain.county_board import CountyFigures, before
from app.domain.tables_county import council_id
from app.services.county_board import PublishFigures, SetCentreState
from app.services.county_papers import DAYS, KINDS, gather_county, make_county
from app.services.papers import MadePaper
from tests.outputs.reading import needs, page_texts, poppler_text, squeezed
from tests.support.counties import County, open_county

TODAY = date(2026, 8, 11)
HIRATSUKA, NAKA, FUJISAWA = "14203", "14104", "14205"


def told(county: County) -> None:
    say = county.hub.do
    say(SetCentreState(
        "open_recruiting", council_id(HIRATSUKA), "prefecture", staff_short=4,
        tools_short=("wheelbarrow",), note="=駐車場は第2グラウンドへ",
    ))  # fmt: skip
    say(PublishFigures(TODAY, CountyFigures(1234, 5, 9, 4, 21, 7, 18, 1, 2, 6, 3), final=True,
                       council=council_id(HIRATSUKA)))  # fmt: skip
    say(PublishFigures(TODAY, CountyFigures(66), council=council_id(NAKA)))
    say(PublishFigures(before(TODAY, 3), CountyFigures(50), council=council_id(FUJISAWA)))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MadePaper]:
    with open_county(tmp_path_factory.mktemp("papers")) as county:
        told(county)
        now_ms, read = county.clock.now_ms(), county.hub.operation.read
        return {
            kind: make_county(read(partial(gather_county, kind=kind, now_ms=now_ms, language="ja")))
            for kind in KINDS
        }


@needs("pdftotext")
def test_the_daily_report_says_what_every_council_said(made: dict[str, MadePaper]) -> None:
    words = poppler_text(made["daily_pdf"].content)
    for one in CodeLists.load().shipped["municipality"]:
        assert squeezed(f"{one.ja}社協") in words
    for said in ("災害ボランティアセンター県内日報", "令和8年8月11日(火)", "訓練県社協", "1,300",
                 "ボランティア募集中", "確定9:42", "途中9:42", "最終8/8", "応援職員4人", "一輪車",
                 "駐車場は第2グラウンドへ", "6+応援3"):  # fmt: skip
        assert squeezed(said).replace("+", "＋") in words.replace("+", "＋"), said


def test_every_page_of_a_drill_says_so_and_repeats_the_heading(
    made: dict[str, MadePaper],
) -> None:
    pages = page_texts(made["daily_pdf"].content)
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert "訓練この用紙は訓練用です" in page
        assert f"{number}/2" in page
        assert "社協状況参加新規活動完了未対応調査待活動中けが情報" in page


def test_the_board_as_csv_opens_in_excel_and_leaves_blank_what_nobody_said(
    made: dict[str, MadePaper],
) -> None:
    paper = made["board_csv"]
    assert paper.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(paper.content.decode("utf-8-sig"))))
    assert len(rows) == 61
    by_code = {row["コード"]: row for row in rows}
    here = by_code[HIRATSUKA]
    assert (here["参加"], here["確定"], here["応援不足"]) == ("1234", "確定", "4")
    assert here["連絡事項"] == "'=駐車場は第2グラウンドへ"
    assert by_code[FUJISAWA]["参加"] == ""
    assert paper.file_name == "訓練_県内の状況_2026-08-11.csv"


def test_ninety_days_as_workbook_and_csv_hold_the_same(made: dict[str, MadePaper]) -> None:
    rows = list(csv.reader(io.StringIO(made["days_csv"].content.decode("utf-8-sig"))))
    assert [row[:4] for row in rows[1:]] == [
        ["2026-08-08", FUJISAWA, "藤沢市社協", "50"],
        ["2026-08-11", HIRATSUKA, "平塚市社協", "1234"],
        ["2026-08-11", NAKA, "横浜市中区社協", "66"],
    ]
    book = load_workbook(io.BytesIO(made["days_xlsx"].content))
    cells = list(book.worksheets[0].values)
    assert [row[1:4] for row in cells[3:]] == [
        (code, name, int(people)) for _, code, name, people, *_ in rows[1:]
    ]
    assert "訓練" in str(cells[0][0])
    assert DAYS == 90


def test_a_day_that_is_over_can_be_printed_later(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        told(county)
        now_ms = county.clock.now_ms()
        content = county.hub.operation.read(
            lambda db: gather_county(db, "daily_pdf", now_ms, "en", before(TODAY, 3))
        )
        pages = page_texts(make_county(content).content)
        assert "Sat8Aug2026" in pages[0]
        assert "50" in pages[0]
