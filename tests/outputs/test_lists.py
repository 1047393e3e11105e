"""Lists as XLSX and CSV, read back by openpyxl, LibreOffice and Python's own reader.

The day's lists carry what people really write: 髙 and 𠮷, an address of ninety letters, phone
numbers with zeros in front, and texts that a spreadsheet would calculate.
"""

import csv
import io
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from app.documents.csv_files import csv_shift_jis, csv_utf8
from app.documents.lists import (
    BorrowedLine,
    EquipmentLine,
    Insured,
    NeedLine,
    Participant,
    borrowed,
    equipment,
    insurance_roster,
    needs,
    participants,
)
from app.documents.sheets import Column, Sheet
from app.documents.workbooks import CELL_CHARACTERS_MAX, HEAD_ROWS, workbook
from app.domain.calendar_jp import instant_of
from tests.outputs.reading import needs as needs_program
from tests.outputs.samples import (
    AT,
    BEYOND_BMP,
    DAY,
    DRILL,
    EN,
    HEAD,
    JA,
    LONG_ADDRESS,
    LONG_KANA,
    LONG_NAME,
    OLD_FORMS,
    VARIANT,
)

COMMAND = "=cmd|'/C calc'!A0"
FORMULAS = (COMMAND, "+81 90-0000-0011", "-1+2", "@SUM(A1)", "＝1+1", "\t=1+1")
NEXT_APRIL = instant_of(date(2027, 3, 31), 24 * 60)

PEOPLE = participants(
    [
        Participant("C-0137", OLD_FORMS, "たかはし さきこ", AT, phone="090-0000-0011",
                    postal_code="2310000", address=LONG_ADDRESS, first_time=True),
        Participant("A-0021", BEYOND_BMP, LONG_KANA, AT, heads=12, affiliation="架空大学"),
        Participant("B-0003", VARIANT, phone="09000000012", first_time=False, note=COMMAND),
        Participant("B-0004", LONG_NAME),
    ],
    DAY,
    JA,
)  # fmt: skip
ROSTER = insurance_roster(
    [Insured(BEYOND_BMP, "よしの", "0600000", LONG_ADDRESS, "0450000000", "天災・地震プラン",
             AT, NEXT_APRIL, AT, "本人")],
    DAY,
    JA,
)  # fmt: skip
NEEDS = needs(
    [
        NeedLine("N-0412", "受付", DAY, "架空町", OLD_FORMS, "090-0000-0013", LONG_ADDRESS,
                 "泥出し", "床下の泥。\n写真は捨てない。", 5, crisis=True),
        NeedLine("N-0413", "お断り", DAY, reason="重機が要る"),
    ],
    DAY,
    JA,
)  # fmt: skip
TOOLS = equipment(
    [
        EquipmentLine("角スコップ", "本", "貸出", 40, 12, 1, 50, "柄を赤に塗ったもの"),
        EquipmentLine("ハンマー", "本", "貸出", -2, 2),
        EquipmentLine("=HYPERLINK(\"x\")", "個"),
    ],
    DAY,
    JA,
)  # fmt: skip
LOANS = borrowed(
    [BorrowedLine("髙﨑レンタル", "発電機", 2, "台", "有料借用", DAY, date(2026, 12, 31), 2)],
    DAY,
    JA,
)
ALL = (PEOPLE, ROSTER, NEEDS, TOOLS, LOANS)


def column(sheet: Sheet, key: str) -> int:
    """Place of a heading, from 0."""
    return [one.heading for one in sheet.columns].index(JA.text(f"papers.list.{key}"))


def opened(*sheets: Sheet):
    return load_workbook(io.BytesIO(workbook(sheets, HEAD, JA)))


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.title)
def test_every_cell_comes_back_from_openpyxl_as_it_went_in(sheet: Sheet) -> None:
    page = opened(sheet).worksheets[0]
    assert [cell.value for cell in page[HEAD_ROWS]] == [one.heading for one in sheet.columns]
    for number, row in enumerate(sheet.rows, HEAD_ROWS + 1):
        for cell, value in zip(page[number], row, strict=True):
            read = cell.value.date() if cell.is_date else cell.value
            assert read == (value or None if isinstance(value, str) else value), cell.coordinate
            if isinstance(value, str) and value:
                assert cell.data_type == "s"
                assert cell.number_format == "@"


def test_numbers_are_numbers_and_phone_numbers_are_text() -> None:
    page = opened(PEOPLE).worksheets[0]
    first = page[HEAD_ROWS + 1]
    assert first[column(PEOPLE, "phone")].value == "090-0000-0011"
    assert first[column(PEOPLE, "postal_code")].data_type == "s"
    assert first[column(PEOPLE, "heads")].data_type == "n"
    tools = opened(TOOLS).worksheets[0]
    assert tools[HEAD_ROWS + 2][column(TOOLS, "in_stock")].value == -2


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_a_person_typed_is_a_formula(text: str) -> None:
    sheet = Sheet("一覧", (Column("欄"),), ((text,),))
    content = workbook([sheet], HEAD, JA)
    assert load_workbook(io.BytesIO(content)).worksheets[0]["A4"].data_type == "s"
    with ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert next(csv.reader(io.StringIO(lines(csv_utf8(sheet).content)[1])))[0].startswith("'")


def lines(content: bytes, encoding: str = "utf-8-sig") -> list[str]:
    return content.decode(encoding).split("\r\n")


def test_a_long_text_makes_its_row_high_and_one_that_is_too_long_goes_on_below() -> None:
    page = opened(PEOPLE).worksheets[0]
    heights = [page.row_dimensions[row].height for row in (HEAD_ROWS + 1, HEAD_ROWS + 3)]
    assert heights[0] > 3 * heights[1]
    endless = "あ" * (CELL_CHARACTERS_MAX + 5)
    page = opened(Sheet("一覧", (Column("欄"), Column("数")), ((endless, 1),))).worksheets[0]
    assert page["A4"].value + page["A5"].value == endless
    assert (page["B4"].value, page["B5"].value) == (1, None)


def test_a_drill_says_so_on_every_printed_page() -> None:
    page = load_workbook(io.BytesIO(workbook([TOOLS], DRILL, JA))).worksheets[0]
    assert "訓練" in page["A1"].value
    header = page.oddHeader
    assert header is not None
    assert "訓練" in str(header.center.text)
    assert page.print_title_rows == "$1:$3"
    assert "訓練" not in opened(TOOLS).worksheets[0]["A1"].value


def test_the_same_list_gives_the_same_bytes() -> None:
    assert workbook(ALL, HEAD, JA) == workbook(ALL, HEAD, JA)


def test_the_headings_exist_in_english() -> None:
    sheet = equipment([EquipmentLine("角スコップ", "本", "Lent", 1)], DAY, EN)
    assert all(one.heading.isascii() for one in sheet.columns)
    page = load_workbook(io.BytesIO(workbook([sheet], HEAD, EN))).worksheets[0]
    assert page["A4"].value == "角スコップ"


# --------------------------------------------------------------------------------- LibreOffice

ALL_SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def by_libre_office(content: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """Every worksheet as LibreOffice shows it: rows by the sheet's name."""
    source = folder / "lists.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ALL_SHEETS_AS_CSV,
               "--outdir", str(folder), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found = {}
    for path in folder.glob("lists-*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.removeprefix("lists-")] = list(csv.reader(file))
    return found


@needs_program("soffice")
def test_libre_office_reads_the_same_and_calculates_nothing(tmp_path: Path) -> None:
    typed = Sheet("打ったまま", (Column("欄"),), tuple((text,) for text in FORMULAS))
    pages = by_libre_office(workbook([*ALL, typed], DRILL, JA), tmp_path)
    assert len(pages) == len(ALL) + 1
    assert [row[0].strip() for row in pages["打ったまま"][HEAD_ROWS:]] == [
        text.strip() for text in FORMULAS
    ]
    people = next(rows for name, rows in pages.items() if PEOPLE.title.startswith(name[:4]))
    first, second, third, fourth = people[HEAD_ROWS:]
    at = {key: column(PEOPLE, key) for key in ("name", "phone", "address", "heads", "note")}
    assert (first[at["name"]], second[at["name"]]) == (OLD_FORMS, BEYOND_BMP)
    assert (third[at["name"]], fourth[at["name"]]) == (VARIANT, LONG_NAME)
    assert first[at["address"]] == LONG_ADDRESS
    assert third[at["phone"]] == "09000000012"
    assert second[at["heads"]] == "12"
    assert third[at["note"]] == COMMAND
    assert "訓練" in people[0][0]


# ----------------------------------------------------------------------------------------- CSV


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.title)
def test_utf8_has_its_mark_and_one_line_a_row(sheet: Sheet) -> None:
    content = csv_utf8(sheet).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == [one.heading for one in sheet.columns]
    assert len(rows) == len(sheet.rows) + 1
    for read, row in zip(rows[1:], sheet.rows, strict=True):
        for text, value in zip(read, row, strict=True):
            assert text.removeprefix("'") == ("" if value is None else str(value))


def test_utf8_replaces_nothing() -> None:
    written = csv_utf8(PEOPLE)
    assert written.replaced == ()
    assert BEYOND_BMP in written.content.decode("utf-8-sig")


def test_shift_jis_tells_what_it_could_not_write() -> None:
    sheet = Sheet("一覧", (Column("氏名"), Column("メモ")), (
        (BEYOND_BMP, "〜朝"), (OLD_FORMS, "😀"), (VARIANT, ""),
    ))  # fmt: skip
    written = csv_shift_jis(sheet)
    rows = list(csv.reader(io.StringIO(written.content.decode("cp932"), newline="")))
    assert rows[1][0].startswith("吉野")
    assert rows[2] == [OLD_FORMS, "〓"]  # Windows' Shift_JIS has 髙 and 﨑
    assert rows[3][0] == "渡邉 四郎"
    told = {(one.row, one.heading, one.character): one.by for one in written.replaced}
    assert told[1, "氏名", "𠮷"] == "吉"
    assert told[2, "メモ", "😀"] == "〓"
    assert told[3, "氏名", "\U000e0101"] == ""
    assert not any(character in "〜髙﨑" for _, _, character in told)


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.title)
def test_every_list_can_be_written_in_shift_jis(sheet: Sheet) -> None:
    written = csv_shift_jis(sheet)
    text = written.content.decode("cp932")
    assert text.count("〓") == sum(one.by == "〓" for one in written.replaced)
    assert text.startswith(sheet.columns[0].heading)
