"""Any bytes become tables of text, or a refusal that says what to do."""

import contextlib
import datetime
import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.readers.decode import decode
from app.documents.readers.table import (
    CELL_CHARACTERS_MAX,
    COLUMNS_MAX,
    FileRefused,
    Progress,
    Stopped,
)

LINES = "氏名,ふりがな\r\n髙橋　一,たかはし はじめ\r\n渡邉 花子,ﾜﾀﾅﾍﾞ ﾊﾅｺ\r\n"
ROWS = [("氏名", "ふりがな"), ("髙橋　一", "たかはし はじめ"), ("渡邉 花子", "ﾜﾀﾅﾍﾞ ﾊﾅｺ")]


def workbook(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in decode(data).tables[0].rows]


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        decode(data)
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (LINES.encode(), "utf-8"),
        (LINES.encode("utf-8-sig"), "utf-8"),
        (LINES.encode("cp932"), "cp932"),
        (b"\xff\xfe" + LINES.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + LINES.encode("utf-16-be"), "utf-16-be"),
        (LINES.encode("utf-16-le"), "utf-16-le"),
        (LINES.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_every_usual_encoding_gives_the_same_rows(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert [row.cells for row in decoded.tables[0].rows] == ROWS
    assert decoded.encoding == encoding
    assert decoded.doubts == ()


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp"])
def test_older_unix_and_mail_encodings_are_read_too(encoding: str) -> None:
    text = "氏名,電話\n渡辺 花子,090-0000-0011\nやまだ太郎,090-0000-0012\n"
    assert decode(text.encode(encoding)).encoding == encoding
    assert cells(text.encode(encoding))[2] == ("やまだ太郎", "090-0000-0012")


def test_names_outside_shift_jis_survive_in_utf_8() -> None:
    assert cells("氏名\n𠮷田 﨑子😀\n".encode()) == [("氏名",), ("𠮷田 﨑子😀",)]


def test_a_column_of_half_width_kana_is_still_windows_japanese() -> None:
    text = "氏名,ｶﾅ\n" + "山田,ﾔﾏﾀﾞ ﾀﾛｳ\n" * 200
    assert decode(text.encode("cp932")).encoding == "cp932"


def test_one_damaged_byte_damages_one_cell_and_is_told() -> None:
    data = LINES.encode()
    decoded = decode(data.replace("花".encode(), "花".encode()[:2], 1))
    assert decoded.doubts == ("broken_characters",)
    assert "�" in decoded.tables[0].rows[2].cells[0]
    assert decoded.tables[0].rows[1].cells == ROWS[1]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b;c,d\n1,2;3,4\n", ","),
        ("a\tb, c\td\n1\t2,3\t4\n", "\t"),
        ("a;b;c\n1,5;2,5;3\n2;2,5;1\n", ";"),
        ('sep=;\na;b\n"1;2";3\n', ";"),
        ("only one column\n1\n", ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert decode(text.encode()).delimiter == delimiter


def test_quoted_line_breaks_and_quotes_stay_in_their_cell() -> None:
    text = '氏名,備考\r\n山田,"一行目\r\n二行目、""至急"", 犬あり"\r\n'
    assert cells(text.encode("cp932"))[1] == ("山田", '一行目\r\n二行目、"至急", 犬あり')


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_rows_carry_the_number_that_excel_shows(newline: str) -> None:
    text = newline.join(["", "氏名,備考", "", '山田,"二\n行"', ",,", "鈴木,"])
    rows = decode(text.encode()).tables[0].rows
    assert [(row.number, row.cell(0)) for row in rows] == [(2, "氏名"), (4, "山田"), (6, "鈴木")]


def test_a_separator_line_counts_as_a_line() -> None:
    assert [row.number for row in decode(b"sep=;\na;b\n1;2\n").tables[0].rows] == [2, 3]


def test_an_open_quotation_mark_is_refused_instead_of_eating_the_rest() -> None:
    rows = "".join(f"名前{n},備考\n" for n in range(300))
    assert refusal(f'氏名,備考\n山田,"開いたまま\n{rows}'.encode()) == "quote_open"
    assert refusal(f'氏名,備考\n"山"田,"開いたまま\n{rows}'.encode()) == "quote_open"


def test_stray_quotation_marks_are_read_and_told() -> None:
    decoded = decode('氏名,備考\n"山田"太郎,"2"3\n'.encode())
    assert decoded.doubts == ("loose_quotes",)
    assert decoded.tables[0].rows[1].cells == ("山田太郎", "23")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("文字", "文字"),
        (9000000011, "9000000011"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (datetime.date(2026, 7, 8), "2026-07-08"),
        (datetime.datetime.fromisoformat("2026-07-08"), "2026-07-08"),
        (datetime.datetime.fromisoformat("2026-07-08T09:05"), "2026-07-08 09:05:00"),
        (datetime.time(9, 5), "09:05"),
        (datetime.timedelta(hours=24), "24:00"),
        (datetime.timedelta(hours=30, minutes=15), "30:15"),
    ],
)
def test_cells_of_a_workbook_become_plain_text(value: object, text: str) -> None:
    assert cells(workbook(("見出し", "値"), ("x", value)))[1] == ("x", text)


def test_merged_and_empty_cells_keep_the_columns_in_place() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["氏名", "緊急連絡先", None, "備考"])
    book.active.merge_cells("B1:C1")
    book.active.append([])
    book.active.append(["山田", None, "0460-00-0001"])
    buffer = io.BytesIO()
    book.save(buffer)
    rows = decode(buffer.getvalue()).tables[0].rows
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("氏名", "緊急連絡先", "", "備考")),
        (3, ("山田", "", "0460-00-0001")),
    ]


def test_hidden_and_empty_sheets_are_left_out() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "空"
    book.create_sheet("名簿").append(["氏名"])
    hidden = book.create_sheet("選択肢")
    hidden.append(["はい"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [table.name for table in decode(buffer.getvalue()).tables] == ["名簿"]


def bomb() -> bytes:
    return archive(
        **{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": b" " * (30 * 1024 * 1024)}
    )


def locked_archive() -> bytes:
    data = bytearray(archive(**{"xl__workbook.xml": b"<x/>"}))
    at = data.index(b"PK\x01\x02") + 8
    data[at] |= 1
    return bytes(data)


def lying_about_its_size() -> bytes:
    """The directory says 10 bytes; the packed stream holds far more."""
    plain = workbook(("氏名",), *[(f"山田{n}",) for n in range(2000)])
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
    at = plain.index(b"PK\x01\x02")
    while struct.unpack_from("<H", plain, at + 28)[0] != len(entry.filename) or not plain[
        at + 46 :
    ].startswith(entry.filename.encode()):
        at = plain.index(b"PK\x01\x02", at + 1)
    data = bytearray(plain)
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n", "file_empty"),
        (b",,,\n,,\n", "file_empty"),
        (workbook(), "file_empty"),
        (b"%PDF-1.7\n...", "is_pdf"),
        (b"\x89PNG\r\n\x1a\n", "is_picture"),
        (b"\xff\xd8\xff\xe0", "is_picture"),
        (b"{\\rtf1 x}", "is_document"),
        (b"<html><table><tr><td>1</td></tr></table>", "is_web_page"),
        ("\ufeff<!DOCTYPE html>\n<table>".encode(), "is_web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password_protected",
        ),
        (locked_archive(), "password_protected"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "opendocument"),
        (archive(**{"word__document.xml": b"<x/>"}), "wrong_archive"),
        (archive(**{"xl__workbook.bin": b""}), "xlsb"),
        (b"PK\x03\x04 cut", "workbook_broken"),
        (workbook(("氏名",), ("山田",))[:-200], "workbook_broken"),
        (archive(**{"xl__workbook.xml": b"<x"}), "workbook_broken"),
        (archive(**{"xl__workbook.xml": b"<x/>"}), "workbook_broken"),
        (lying_about_its_size(), "workbook_broken"),
        (bomb(), "workbook_too_large"),
        (zlib.compress(bytes(range(256)) * 40), "not_text"),
        (bytes(range(1, 256)) * 40, "not_text"),
        (("a" * (CELL_CHARACTERS_MAX + 1) + ",b\n").encode(), "cell_too_long"),
        (b"a," * COLUMNS_MAX + b"a\n", "too_many_columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_list_is_refused_with_its_own_code(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_damaged_byte_anywhere_in_a_workbook_never_crashes() -> None:
    data = workbook(("氏名", "電話"), ("山田", "090-0000-0011"), 別=[("値",)])
    for at in range(0, len(data), 97):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        with contextlib.suppress(FileRefused):
            decode(bytes(broken))


def test_a_cut_workbook_never_crashes() -> None:
    data = workbook(("氏名", "電話"), ("山田", "090-0000-0011"))
    for length in range(5, len(data), 301):
        with pytest.raises(FileRefused):
            decode(data[:length])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(FileRefused):
        assert any(table.rows for table in decode(data).tables)


def test_a_cell_of_five_thousand_characters_is_kept_whole() -> None:
    text = "泥" * 5000
    assert cells(f"備考,x\n{text},1\n".encode())[1][0] == text
    assert cells(workbook(("備考",), (text,)))[1][0] == text


@pytest.mark.parametrize("data", [b"a,b\n" + b"1,2\n" * 2000, workbook(*[(1, 2)] * 2000)])
def test_a_long_read_tells_how_far_it_is_and_can_be_stopped(data: bytes) -> None:
    heard: list[int] = []

    def stop_at_a_thousand(step: str, done: int, total: int) -> bool:
        heard.append(done)
        return done < 1000

    with pytest.raises(Stopped):
        decode(data, Progress(stop_at_a_thousand))
    assert heard == [0, 500, 1000]
