"""A directory of councils as a table: one line a duty, or a line without a duty for the office.

Promises that columns are found by their headings in any order, in Japanese or English, as our own
lists have them, and that a line which cannot be read is named with its number, never dropped.
Refuses (FileRefused) a table in which no column names the council.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

from app.documents.readers.phones import read_phone
from app.documents.readers.reading import Setting
from app.documents.readers.table import Decoded, FileRefused

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("コード", "社協コード", "市町村コード", "jisコード", "code"),
    "council": ("社協", "社協名", "市町村", "市町村名", "council"),
    "kind": ("種別", "区分", "kind"),
    "title": ("担当", "役割", "係", "窓口", "duty"),
    "phone": ("電話", "電話番号", "tel", "連絡先", "telephone", "phone"),
    "email": ("メール", "メールアドレス", "e-mail", "email", "mail"),
    "hours": ("時間帯", "時間", "受付時間", "hours"),
    "position": ("順番", "呼び出し順", "順", "order"),
    "called_by": ("連絡元", "かける側", "called by"),
    "address": ("住所", "所在地", "address"),
}
HEAD_ROWS_MAX = 10


@dataclass(frozen=True)
class DirectoryRow:
    """`number` is that of the line in the file. `phone_bad`: it was no telephone number."""

    number: int
    code: str = ""
    council: str = ""
    kind: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    position: str = ""
    called_by: str = ""
    address: str = ""
    phone_bad: bool = False


def directory_rows(decoded: Decoded) -> tuple[DirectoryRow, ...]:
    """The lines of the first sheet. Raises FileRefused."""
    table = next(one for one in decoded.tables if one.rows)
    for place, row in enumerate(table.rows[:HEAD_ROWS_MAX]):
        columns = _columns(row.cells)
        if "code" in columns or "council" in columns:
            return tuple(_row(line.number, line.cells, columns) for line in table.rows[place + 1 :])
    raise FileRefused("directory_without_council")


def _columns(cells: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        heading = unicodedata.normalize("NFKC", cell).strip().lower()
        for name, headings in HEADINGS.items():
            if heading in headings:
                found.setdefault(name, index)
    return found


def _row(number: int, cells: tuple[str, ...], columns: dict[str, int]) -> DirectoryRow:
    values = {name: cells[index].strip() for name, index in columns.items() if index < len(cells)}
    phone = values.pop("phone", "")
    read = read_phone(phone, Setting(date.min))  # a number knows no day
    bad = bool(phone) and not read.value
    code = unicodedata.normalize("NFKC", values.pop("code", "")).strip()
    return DirectoryRow(number, code=code, phone=str(read.value or phone), phone_bad=bad, **values)
