"""CSV and its relatives: any usual Japanese encoding, comma, tab or semicolon, quoted line breaks.

Promises that no character changes in silence: what an encoding cannot hold becomes U+FFFD in the
cell, and the plan names the row. Refuses files that are not text, and a quotation mark that is
never closed (the rest of the file would vanish into one cell).
"""

import csv
import io
import re

from app.documents.readers.table import (
    CELL_CHARACTERS_MAX,
    COLUMNS_MAX,
    ROWS_MAX,
    Decoded,
    FileRefused,
    Progress,
    Row,
    Table,
)

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
DELIMITERS = (",", "\t", ";")
SNIFFED_ROWS = 30
SNIFFED_BYTES = 1_000_000
SNIFFED_CHARACTERS = 200_000
# More than one damaged character in a hundred is not damage but another encoding.
DAMAGE_SHARE_MAX = 0.01
# Where quotation marks are wrong anyway, a cell this long has swallowed the rows below it.
LINE_BREAKS_MAX = 100
REPLACEMENT = "�"
HALF_KATAKANA = re.compile("[｡-ﾟ]")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SEPARATOR_LINE = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)


def read_delimited(data: bytes, progress: Progress) -> Decoded:
    """The one table of a text file. Raises FileRefused, Stopped."""
    text, encoding = decode_text(data)
    declared = SEPARATOR_LINE.match(text)
    skipped = 1 if declared else 0
    delimiter = declared.group(1) if declared else sniff_delimiter(text)
    body = text[declared.end() :] if declared else text
    rows, loose = _rows(body, delimiter, skipped, progress)
    doubts = ("broken_characters",) * (REPLACEMENT in text) + ("loose_quotes",) * loose
    return Decoded((Table("", rows),), "csv", encoding, delimiter, doubts)


def decode_text(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Raises FileRefused (not_text, encoding_unknown).

    A mark at the start decides; then UTF-8, since nothing else looks like it by chance; else the
    encoding that damages least. CP932 (Windows) is Shift_JIS with 髙 and 﨑.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], encoding)
    wide = _unmarked_utf16(data)
    if wide:
        return _whole(data, wide)
    if CONTROL.search(data[:SNIFFED_BYTES]):
        raise FileRefused("not_text")
    if b"\x1b$" in data or b"\x1b(J" in data:
        return _whole(data, "iso2022_jp")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _whole(data, min(("utf-8", "cp932", "euc_jp"), key=lambda e: _damage(data, e)))


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most equal columns; comma where none does."""
    sample = text[:SNIFFED_CHARACTERS]

    def score(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = []
        try:
            for row in reader:
                if row:
                    widths.append(len(row))
                if len(widths) == SNIFFED_ROWS:
                    break
        except csv.Error:
            return (0.0, 0)
        usual = max(set(widths), key=widths.count, default=1)
        if usual == 1:
            return (0.0, max(widths, default=0))
        return (widths.count(usual) / len(widths), usual)

    return max(DELIMITERS, key=score)


def _rows(
    text: str, delimiter: str, skipped: int, progress: Progress
) -> tuple[tuple[Row, ...], bool]:
    """The rows, and whether quotation marks stood where none should."""
    try:
        return _parsed(text, delimiter, skipped, progress, strict=True), False
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise FileRefused("quote_open") from error
        if "field limit" in str(error):
            raise FileRefused("cell_too_long", limit=CELL_CHARACTERS_MAX) from error
    rows = _parsed(text, delimiter, skipped, progress, strict=False)
    if any(cell.count("\n") > LINE_BREAKS_MAX for row in rows for cell in row.cells):
        raise FileRefused("quote_open")
    return rows, True


def _parsed(
    text: str, delimiter: str, skipped: int, progress: Progress, *, strict: bool
) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    seen: dict[str, str] = {}
    rows: list[Row] = []
    for number, cells in enumerate(reader, start=1 + skipped):
        progress.at("read", number)
        if number > ROWS_MAX:
            raise FileRefused("too_many_rows", limit=ROWS_MAX)
        if len(cells) > COLUMNS_MAX:
            raise FileRefused("too_many_columns", limit=COLUMNS_MAX, row=number)
        if max(map(len, cells), default=0) > CELL_CHARACTERS_MAX:
            raise FileRefused("cell_too_long", limit=CELL_CHARACTERS_MAX, row=number)
        # Lists repeat themselves (towns, yes and no): one string object for equal cells.
        row = Row(number, tuple(seen.setdefault(cell, cell) for cell in cells))
        if not row.blank:
            rows.append(row)
    return tuple(rows)


def _whole(data: bytes, encoding: str) -> tuple[str, str]:
    text = data.decode(encoding, "replace")
    if text.count(REPLACEMENT) > max(1, len(text) * DAMAGE_SHARE_MAX):
        raise FileRefused("encoding_unknown")
    return text, encoding


def _damage(data: bytes, encoding: str) -> float:
    """Low is good. Half-width katakana count a little: EUC-JP read as CP932 is full of them."""
    text = data[:SNIFFED_BYTES].decode(encoding, "replace")
    return text.count(REPLACEMENT) + 0.1 * len(HALF_KATAKANA.findall(text))


def _unmarked_utf16(data: bytes) -> str:
    """Which UTF-16 makes line feeds out of pairs of bytes; nothing where there are no zeros."""
    sample = data[:SNIFFED_BYTES]
    if b"\x00" not in sample:
        return ""
    pairs = list(zip(sample[0::2], sample[1::2], strict=False))
    little, big = pairs.count((0x0A, 0)), pairs.count((0, 0x0A))
    if little == big:
        return ""
    return "utf-16-le" if little > big else "utf-16-be"
