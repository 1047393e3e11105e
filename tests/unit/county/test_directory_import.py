"""The directory in and out of a spreadsheet: a dry run first, and the same file changes nothing."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from app.documents.csv_files import csv_shift_jis, csv_utf8
from app.documents.readers.decode import decode
from app.documents.readers.delimited import read_delimited
from app.documents.readers.directory_rows import DirectoryRow, directory_rows
from app.documents.readers.table import Decoded, FileRefused, Progress, Row, Table
from app.services.county_agreement_papers import directory_sheet
from app.services.county_directory_import import (
    DirectoryForecast,
    ImportDirectory,
    foresee_directory,
)
from app.services.papers_words import Words
from app.store.queries.county_agreement import agreement_view
from tests.support.centres import Centre
from tests.support.counties import open_county

A = "14203"
LINES = """コード,社協,種別,担当,電話,メール,時間帯,順番,連絡元,住所
14203,平塚市社協,,,0463-00-0000,vc@example.jp,,,,平塚市浅間町
14203,平塚市社協,当番,当番,0463-00-0001,,8:30〜17:15,1,,
,平塚市,夜間・休日,宿直,463000002,,,2,平塚市社協 当番,
14205,藤沢市社協,事務局,総務係,0466-00-0000,,,1,,
14203,平塚市社協,当番,訓練 花子さん,0463-00-0003,,,3,,
99999,どこか社協,事務局,係,0463-00-0004,,,1,,
14203,平塚市社協,なにか,係,0463-00-0005,,,1,,
"""


def rows(text: str = LINES) -> tuple[DirectoryRow, ...]:
    return directory_rows(decode(text.encode("cp932")))


def foreseen(centre: Centre, lines: tuple[DirectoryRow, ...]) -> DirectoryForecast:
    return centre.operation.foresee(foresee_directory(lines), centre.actor)


def test_the_dry_run_says_line_by_line_what_the_import_does(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, hub = county.council(A), county.hub
        said = [(line.number, line.outcome, line.why) for line in foreseen(here, rows()).lines]
        assert said == [
            (2, "changed", ""), (3, "new", ""), (4, "new", ""), (5, "error", "county_not_yours"),
            (6, "error", "county_looks_personal"), (7, "error", "county_no_such_council"),
            (8, "error", "directory_kind"),
        ]  # fmt: skip
        assert here.rows("SELECT count(*) FROM live_contact_point") == [(0,)]
        here.do(ImportDirectory(rows()))
        assert foreseen(here, rows()).count("same") == 3
        assert here.refuse(ImportDirectory(rows())).code == "nothing_to_import"
        county.council("14205")
        county.meet_all()
        assert foreseen(hub, rows()).lines[3].outcome == "new"
        assert foreseen(county.council("14205"), rows()).lines[0].outcome == "same"
        found = hub.rows(
            "SELECT p.title, p.phone, c.title FROM live_contact_point p "
            "LEFT JOIN live_contact_point c ON c.id = p.called_by ORDER BY p.position"
        )
        assert found == [("当番", "0463-00-0001", None), ("宿直", "0463000002", "当番")]
        phone = hub.rows("SELECT phone FROM live_council WHERE code = '14203'")
        assert phone == [("0463-00-0000",)]


@pytest.mark.parametrize("form", ["utf8", "shift_jis"])
def test_what_was_exported_comes_in_as_the_same(tmp_path: Path, form: str) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        here.do(ImportDirectory(rows()))
        view = here.operation.read(lambda db: agreement_view(db, "2026-08-11"))
        words = here.operation.read(lambda db: Words.load(db, "ja"))
        sheet = directory_sheet(view, words)
        written = (csv_utf8 if form == "utf8" else csv_shift_jis)(sheet).content
        again = foreseen(here, directory_rows(decode(written)))
        assert again.count("same") == len(again.lines) == len(sheet.rows)


def test_a_workbook_is_read_and_a_ring_of_the_file_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for line in (
        ("社協名", "担当", "連絡元"),
        ("平塚市社協", "甲", "平塚市社協 乙"),
        ("平塚市社協", "乙", "平塚市社協 丙"),
        ("平塚市社協", "丙", "だれか"),
    ):
        page.append(line)
    book.save(tmp_path / "a.xlsx")
    lines = directory_rows(decode((tmp_path / "a.xlsx").read_bytes()))
    with open_county(tmp_path) as county:
        here = county.council(A)
        said = [(one.outcome, one.why) for one in foreseen(here, lines).lines]
        assert said == [("new", ""), ("new", ""), ("error", "directory_caller")]


def test_a_table_without_councils_is_refused() -> None:
    table = Table("1", (Row(1, ("氏名", "電話")), Row(2, ("訓練", "1"))))
    with pytest.raises(FileRefused, match="directory_without_council"):
        directory_rows(Decoded((table,), "csv"))
    assert read_delimited(b"a,b\n1,2\n", Progress()).tables
