"""XLSX sheets as text: dates as ISO, whole numbers without a point, merged cells once.

Promises bounded work: what a packed workbook would unpack to is read from its directory first, and
rows, columns and characters are counted while they are read. Formulas give their stored results.
Refuses what is no workbook, what is locked by a password, and what is far larger than any list.
"""

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterable

from app.documents.readers.table import (
    CELL_CHARACTERS_MAX,
    CHARACTERS_MAX,
    COLUMNS_MAX,
    ROWS_MAX,
    Decoded,
    FileRefused,
    Progress,
    Row,
    Stopped,
    Table,
)

MIB = 1024 * 1024
# A list of 100,000 rows unpacks to some 150 MB of XML.
UNPACKED_BYTES_MAX = 400 * MIB
# XML of a table packs 10 to 30 times; a bomb packs 1,000 times.
PACKING_RATIO_MAX = 200
RATIO_MATTERS_FROM = 10 * MIB
ENTRIES_MAX = 2_000
SHEETS_MAX = 50


def read_workbook(data: bytes, progress: Progress) -> Decoded:
    """The visible sheets that hold anything. Raises FileRefused, Stopped."""
    check_package(data)
    try:
        return Decoded(_tables(data, progress), "xlsx")
    except (FileRefused, Stopped):
        raise
    except MemoryError as error:
        raise FileRefused("workbook_too_large", limit=UNPACKED_BYTES_MAX // MIB) from error
    except Exception as error:
        # A cut or forged part surfaces from openpyxl as almost any class; none is our own fault.
        raise FileRefused("workbook_broken") from error


def check_package(data: bytes) -> None:
    """Looks into the ZIP directory, unpacks nothing. Raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("workbook_broken") from error
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused("password_protected")
    if "xl/workbook.xml" not in names:
        if "mimetype" in names:
            raise FileRefused("opendocument")
        raise FileRefused("xlsb" if "xl/workbook.bin" in names else "wrong_archive")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bomb = unpacked > RATIO_MATTERS_FROM and unpacked > packed * PACKING_RATIO_MAX
    if bomb or unpacked > UNPACKED_BYTES_MAX or len(entries) > ENTRIES_MAX:
        raise FileRefused("workbook_too_large", limit=UNPACKED_BYTES_MAX // MIB)


def cell_text(value: object) -> str:
    """A cell as its reader would write it. Times of day past midnight keep their hours (24:00)."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime.datetime():
            if value.time() == datetime.time.min:
                return value.date().isoformat()
            return value.isoformat(" ", "seconds")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("minutes")
        case datetime.timedelta():
            minutes = round(value.total_seconds()) // 60
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        case _:
            return str(value)


def _tables(data: bytes, progress: Progress) -> tuple[Table, ...]:
    import openpyxl  # half a second: only where a workbook is really read

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        try:
            sheets = [s for s in book.worksheets if s.sheet_state == "visible"][:SHEETS_MAX]
            budget = _Budget()
            tables = []
            for sheet in sheets:
                sheet.reset_dimensions()  # some programs write a wrong extent
                rows = _rows(sheet.iter_rows(values_only=True), budget, progress)
                if rows:
                    tables.append(Table(sheet.title, rows))
        finally:
            book.close()
    return tuple(tables)


class _Budget:
    """Characters that all sheets together may still take."""

    def __init__(self) -> None:
        self.left = CHARACTERS_MAX

    def take(self, cells: tuple[str, ...]) -> None:
        self.left -= sum(map(len, cells))
        if self.left < 0:
            raise FileRefused("workbook_too_large", limit=CHARACTERS_MAX // 1_000_000)


def _rows(
    values: Iterable[tuple[object, ...]], budget: _Budget, progress: Progress
) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, raw in enumerate(values, start=1):
        progress.at("read", number)
        cells = tuple(map(cell_text, raw))
        while cells and not cells[-1]:  # formatted but empty columns
            cells = cells[:-1]
        if not cells:
            continue  # Excel formats columns to the last of a million rows
        if number > ROWS_MAX:
            raise FileRefused("too_many_rows", limit=ROWS_MAX)
        if len(cells) > COLUMNS_MAX:
            raise FileRefused("too_many_columns", limit=COLUMNS_MAX, row=number)
        if max(map(len, cells)) > CELL_CHARACTERS_MAX:
            raise FileRefused("cell_too_long", limit=CELL_CHARACTERS_MAX, row=number)
        budget.take(cells)
        row = Row(number, cells)
        if not row.blank:
            rows.append(row)
    return tuple(rows)
