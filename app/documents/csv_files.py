"""Lists as CSV: UTF-8 with a byte order mark for today's programs, Shift_JIS for older ones.

Promises one header row, one line a row and no formula: a text that a program might calculate
begins with an apostrophe. What Shift_JIS cannot write is replaced and told, never dropped in
silence: by the form of today's schoolbooks where there is one (𠮷 by 吉), else by 〓.
"""

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.documents.sheets import Sheet, Value, looks_like_formula, plain
from app.domain.kanji_variants import KANJI_VARIANTS

GETA = "〓"
# Characters that Unicode has twice; Windows' Shift_JIS knows the twin that looks the same.
_TWINS = {"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢", "\u00a0": " "}


@dataclass(frozen=True)
class Replacement:
    """Where a character was replaced: row of the list (from 1; 0 is the header) and column."""

    row: int
    heading: str
    character: str
    by: str


@dataclass(frozen=True)
class CsvFile:
    content: bytes
    replaced: tuple[Replacement, ...] = ()


def csv_utf8(sheet: Sheet) -> CsvFile:
    """UTF-8 with a byte order mark, so that Excel knows it."""
    return CsvFile(_written(sheet, lambda _row, _heading, text: text).encode("utf-8-sig"))


def csv_shift_jis(sheet: Sheet) -> CsvFile:
    """Windows' Shift_JIS (code page 932), with what had to be replaced."""
    replaced: list[Replacement] = []

    def encodable(row: int, heading: str, text: str) -> str:
        out = []
        for character in unicodedata.normalize("NFC", text):
            by = _in_shift_jis(character)
            if by != character and _TWINS.get(character) != by:
                replaced.append(Replacement(row, heading, character, by))
            out.append(by)
        return "".join(out)

    return CsvFile(_written(sheet, encodable).encode("cp932"), tuple(replaced))


def _in_shift_jis(character: str) -> str:
    """The character, what stands for it, or nothing for a sign that only picks a variant."""
    candidates = (character, _TWINS.get(character), KANJI_VARIANTS.get(ord(character)))
    for candidate in candidates:
        if candidate and _encodes(candidate):
            return candidate
    if unicodedata.category(character) in {"Mn", "Cf"}:
        return ""
    simpler = unicodedata.normalize("NFKC", character)
    return simpler if _encodes(simpler) else GETA


def _encodes(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _written(sheet: Sheet, change: Callable[[int, str, str], str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    headings = [column.heading for column in sheet.columns]
    writer.writerow([change(0, heading, heading) for heading in headings])
    for number, row in enumerate(sheet.rows, 1):
        texts = zip(headings, map(_text, row), strict=True)
        writer.writerow([change(number, heading, text) for heading, text in texts])
    return out.getvalue()


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    text = plain(value)
    return f"'{text}" if looks_like_formula(text) else text
