"""Lists as XLSX, ready to read and to print: A4 landscape, headings on every page, one page wide.

Promises that phone numbers and postal codes keep their zeros (text is text, numbers are numbers),
that nothing a person typed is a formula, that a text longer than a cell may be goes on in the next
row, the word for a drill on every page, and equal bytes for equal input.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import UTC, date, datetime
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.catalogue.messages import Messages
from app.documents.letterhead import Letterhead
from app.documents.line_breaking import wrap
from app.documents.sheets import Column, Sheet, Value, looks_like_formula, plain
from app.domain.calendar_jp import day_of, day_text, jst, time_text

CELL_CHARACTERS_MAX = 32_767  # of the file format
SHEET_NAME_MAX = 31
HEAD_ROWS = 3  # title, note, headings
FONT = "BIZ UDPGothic"
DAY_FORMATS = {"ja": "[$-411]yyyy/m/d(aaa)", "en": "yyyy-mm-dd"}
ROW_POINTS, ROW_POINTS_MAX = 13.5, 409.0  # a line of ten points; the most a row may have
EARLIEST = datetime(1980, 1, 1)  # noqa: DTZ001 - what a ZIP file can say, without a zone

AnyCell: TypeAlias = Cell | MergedCell

_LINE = Side(style="thin", color="FF999999")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING_GROUND = PatternFill("solid", fgColor="FFE6E6E6")
_DRILL_GROUND = PatternFill("solid", fgColor="FF000000")
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_FIGURE = Alignment(horizontal="right", vertical="top", indent=1)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_MODIFIED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")


def workbook(sheets: Sequence[Sheet], head: Letterhead, texts: Messages) -> bytes:
    """An XLSX file with one worksheet a list. ValueError for no list."""
    if not sheets:
        raise ValueError("a workbook needs a list")
    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for sheet in sheets:
        name = _sheet_name(sheet.title, names)
        _fill(book.create_sheet(name), sheet, head, texts)
    book.properties.creator = "Tasuki"
    book.properties.title = sheets[0].title
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue(), head.printed_at)


def _fill(page: Worksheet, sheet: Sheet, head: Letterhead, texts: Messages) -> None:
    _head(page, sheet, head, texts)
    day_format = DAY_FORMATS.get(texts.language, DAY_FORMATS["en"])
    rows = (part for row in sheet.rows for part in _parts(row))
    known: dict[str, StyleArray] = {}
    last = HEAD_ROWS
    for last, values in enumerate(rows, HEAD_ROWS + 1):
        for number, value in enumerate(values, 1):
            _write(page.cell(last, number), value, day_format, known)
        page.row_dimensions[last].height = _row_height(values, sheet.columns)
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width + 1
    right = get_column_letter(max(len(sheet.columns), 1))
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{HEAD_ROWS + 1}"
    page.auto_filter.ref = f"A{HEAD_ROWS}:{right}{last}"
    _print_setup(page, head, texts)


def _head(page: Worksheet, sheet: Sheet, head: Letterhead, texts: Messages) -> None:
    """Title and note above the headings; in a drill the title stands on black."""
    title = page.cell(1, 1)
    _write_text(
        title,
        texts.text("papers.list.drill_title", title=sheet.title) if head.drill else sheet.title,
    )
    title.font = Font(name=FONT, size=14, bold=True, color="FFFFFFFF" if head.drill else "FF000000")
    title.alignment = Alignment(vertical="center")
    page.row_dimensions[1].height = 24
    if head.drill:
        for number in range(1, max(len(sheet.columns), 1) + 1):
            page.cell(1, number).fill = _DRILL_GROUND
    note = page.cell(2, 1)
    _write_text(note, " ".join(filter(None, (_origin(head, texts), sheet.note))))
    note.font = Font(name=FONT, size=9)
    headings = [column.heading for column in sheet.columns]
    page.row_dimensions[HEAD_ROWS].height = _row_height(headings, sheet.columns) + 3
    for number, column in enumerate(sheet.columns, 1):
        cell = page.cell(HEAD_ROWS, number)
        _write_text(cell, column.heading)
        cell.font = Font(name=FONT, size=10, bold=True)
        cell.fill, cell.border, cell.alignment = _HEADING_GROUND, _BORDER, _CENTRE


def _origin(head: Letterhead, texts: Messages) -> str:
    made = texts.text(
        "papers.list.made",
        day=day_text(day_of(head.printed_at), texts.language),
        time=time_text(head.printed_at),
    )
    return "  ".join(filter(None, (head.centre, head.disaster, made)))


def _print_setup(page: Worksheet, head: Letterhead, texts: Messages) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"1:{HEAD_ROWS}"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    drill = texts.text("papers.drill") if head.drill else ""
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.left.text, header.center.text = _escaped(head.centre), _escaped(drill)
    footer.left.text = _escaped(texts.text("papers.list.privacy"))
    footer.right.text = "&P / &N"
    page.HeaderFooter.oddHeader, page.HeaderFooter.oddFooter = header, footer


def _escaped(text: str) -> str:
    """In headers and footers `&` begins a code, and a number would follow it as a size."""
    return f" {text}".replace("&", "&&") if text else ""


# ---------------------------------------------------------------------------------- cells


def _write(cell: AnyCell, value: Value, day_format: str, known: dict[str, StyleArray]) -> None:
    """Value and looks. Looks are made once for each kind of cell and copied: openpyxl compares
    every new one with all others, which takes seconds on a list of thousands."""
    if isinstance(value, str):
        kind = "formula" if looks_like_formula(value) else "text"
        cell.value = plain(value)
        cell.data_type = "s"
    else:
        kind = "blank" if value is None else "day" if isinstance(value, date) else "figure"
        cell.value = value
    if kind in known:
        cell._style = copy(known[kind])  # type: ignore[union-attr]
        return
    cell.border, cell.alignment = _BORDER, _FIGURE if kind == "figure" else _TOP
    cell.font = Font(name=FONT, size=10)
    if kind in ("text", "formula"):
        cell.number_format = "@"
        cell.quotePrefix = kind == "formula"
    elif kind != "blank":
        cell.number_format = day_format if kind == "day" else "#,##0"
    known[kind] = cell._style  # type: ignore[union-attr]


def _write_text(cell: AnyCell, text: str) -> None:
    """A text that stays one: Excel would take `=` for a formula and `090…` for a number."""
    cell.value = plain(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if looks_like_formula(text):
        cell.quotePrefix = True


def _row_height(values: Sequence[Value], columns: Sequence[Column]) -> float:
    """Points that the longest text needs, wrapped: not every program finds that out by itself."""
    texts = ((value, column.width) for value, column in zip(values, columns, strict=True))
    lines = (len(wrap(v, width, _letters)) if isinstance(v, str) else 1 for v, width in texts)
    return min(ROW_POINTS * max(lines, default=1) + 3, ROW_POINTS_MAX)


def _letters(text: str) -> float:
    """Width in half-width letters, as spreadsheets count."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _parts(row: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
    """The row; where a text is longer than a cell may be, further rows with what is left of it."""
    while True:
        yield tuple(v[:CELL_CHARACTERS_MAX] if isinstance(v, str) else v for v in row)
        left = tuple(v[CELL_CHARACTERS_MAX:] or None if isinstance(v, str) else None for v in row)
        if not any(left):
            return
        row = left


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, without the signs that are forbidden there, each name once."""
    name = re.sub(r"[\[\]:*?/\\]", " ", plain(title)).strip("' ")[:SHEET_NAME_MAX] or "1"
    candidate, number = name, 2
    while candidate.lower() in taken:
        candidate = f"{name[: SHEET_NAME_MAX - 4]} ({number})"
        number += 1
    taken.add(candidate.lower())
    return candidate


def _dated(content: bytes, printed_at: int) -> bytes:
    """The same file with the time of printing wherever the time of saving stood."""
    at = max(jst(printed_at).replace(tzinfo=None), EARLIEST)
    stamp = datetime.fromtimestamp(printed_at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp.encode(), data)
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, data)
    return out.getvalue()
