"""Which column is what: a proposal from headers and contents, which a person may change.

Promises a mapping for every table, however odd; what is not understood is listed, never guessed
into a person's data. A header row is looked for below titles and blank lines, and two rows of
merged headers are read together. Nothing of a file is changed or dropped here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from app.documents.readers.contents import contradicts, guess
from app.documents.readers.headers import ENOUGH, Kind, header_of, score
from app.documents.readers.slots import SLOTS, slot
from app.documents.readers.table import Decoded, Row, Table

HEADER_SEARCH_ROWS = 20
HEADER_SEARCH_COLUMNS = 60
SAMPLE_ROWS = 60
SHOWN_SAMPLES = 3
HEADER_CHARACTERS_MAX = 200  # questions of forms are long, but no remark of a person is a header
# Two header rows must explain clearly more than the lower one alone.
TWO_ROWS_GAIN = 30.0
CONTRADICTION = 70.0
# Another kind of list fits so much better that the person probably chose the wrong button.
OTHER_KIND_FACTOR = 1.5
# Where the first column of its sort is taken, the next one is the other number, not a mystery.
SECOND_CHOICE = {"phone": "phone_other"}
LOOKS_LIKE = {
    Kind.VOLUNTEERS: "looks_like_volunteers",
    Kind.NEEDS: "looks_like_needs",
    Kind.EQUIPMENT: "looks_like_equipment",
}


class How(StrEnum):
    """Why a column got its slot."""

    HEADER = "header"
    CONTENT = "content"
    PERSON = "person"
    NONE = "none"


@dataclass(frozen=True)
class ColumnUse:
    """One column of the file and the slot it goes to; `option` is the choice of a grid column."""

    index: int
    header: str
    slot: str | None
    how: How
    option: str = ""
    samples: tuple[str, ...] = ()

    @property
    def slot_key(self) -> str:
        """Of the message catalogue."""
        return f"import.slot.{self.slot or 'ignored'}"

    @property
    def how_key(self) -> str:
        """Of the message catalogue."""
        return f"import.how.{self.how}"


@dataclass(frozen=True)
class Mapping:
    """What to read where. `header_row` is the number of the (lower) header row, 0 without one."""

    kind: Kind
    sheet: int
    header_row: int
    columns: tuple[ColumnUse, ...]
    origin: str  # kintone, google_forms, list
    fit: float
    doubts: tuple[str, ...] = ()

    @property
    def origin_key(self) -> str:
        """Of the message catalogue."""
        return f"import.origin.{self.origin}"

    @property
    def unknown(self) -> tuple[ColumnUse, ...]:
        """Columns that will not be read; a person may still give them a slot."""
        return tuple(c for c in self.columns if c.slot is None and (c.header or c.samples))

    @property
    def missing(self) -> tuple[str, ...]:
        """Required slots that no column fills."""
        taken = {column.slot for column in self.columns}
        if "family_name" in taken:
            taken.add("name")
        return tuple(s.name for s in SLOTS[self.kind] if s.required and s.name not in taken)

    def columns_of(self, name: str) -> tuple[ColumnUse, ...]:
        return tuple(column for column in self.columns if column.slot == name)

    def with_slot(self, index: int, name: str | None) -> "Mapping":
        """The person's choice for a column. A slot for one column leaves the column it had.

        Raises KeyError for a slot that the kind does not have.
        """
        single = name is not None and not slot(self.kind, name).many
        columns = []
        for column in self.columns:
            if column.index == index:
                column = replace(column, slot=name, how=How.PERSON)
            elif single and column.slot == name:
                column = replace(column, slot=None, how=How.PERSON)
            columns.append(column)
        return replace(self, columns=tuple(columns))

    def data_rows(self, decoded: Decoded) -> tuple[Row, ...]:
        """The rows below the header."""
        rows = decoded.tables[self.sheet].rows
        return tuple(row for row in rows if row.number > self.header_row)


def recognise(
    decoded: Decoded, kind: Kind, *, sheet: int | None = None, header_row: int | None = None
) -> Mapping:
    """The best mapping of the file as a list of `kind`; sheet and header row may be given."""
    sheets = range(len(decoded.tables)) if sheet is None else (sheet,)
    tries = [
        mapping
        for index in sheets
        for mapping in _candidates(decoded.tables[index], index, kind, header_row)
    ]
    best = max(tries, key=lambda mapping: (mapping.fit, mapping.header_row == 0))
    table = decoded.tables[best.sheet]
    if table.width > HEADER_SEARCH_COLUMNS:
        best = _widened(table, best)
    return replace(best, doubts=_other_kinds(decoded, best))


def guess_kind(decoded: Decoded) -> Kind:
    """What the file most probably lists."""
    return max(Kind, key=lambda kind: _best_fit(decoded, kind))


def _best_fit(decoded: Decoded, kind: Kind) -> float:
    return max(
        mapping.fit
        for index, table in enumerate(decoded.tables)
        for mapping in _candidates(table, index, kind, None)
    )


def _other_kinds(decoded: Decoded, chosen: Mapping) -> tuple[str, ...]:
    kind = guess_kind(decoded)
    clearly = _best_fit(decoded, kind) > chosen.fit * OTHER_KIND_FACTOR
    return (LOOKS_LIKE[kind],) if clearly and kind != chosen.kind else ()


def _widened(table: Table, best: Mapping) -> Mapping:
    """The mapping of all columns, once it is known which row is the header."""
    wide = _candidates(table, best.sheet, best.kind, best.header_row, width=table.width)
    return max(wide, key=lambda mapping: mapping.fit)


def _candidates(
    table: Table,
    sheet: int,
    kind: Kind,
    header_row: int | None,
    width: int = HEADER_SEARCH_COLUMNS,
) -> Iterator[Mapping]:
    """A mapping for every row that may be the header, and one for a file without any."""
    rows, width = table.rows, min(width, table.width)
    chosen = [row.number for row in rows[:HEADER_SEARCH_ROWS]]
    if header_row is not None:
        chosen = [header_row]
    best_single = 0.0
    for at, row in enumerate(rows):
        if row.number in chosen:
            below = rows[at + 1 : at + 1 + SAMPLE_ROWS]
            single = _mapped(kind, sheet, row.number, row.cells[:width], below, width)
            best_single = max(best_single, single.fit)
            yield single
            if at and rows[at - 1].number == row.number - 1:
                joined = _joined(rows[at - 1].cells[:width], row.cells[:width])
                double = _mapped(kind, sheet, row.number, joined, below, width)
                yield replace(double, fit=double.fit - TWO_ROWS_GAIN)
    if header_row == 0 or (header_row is None and not best_single):
        yield _mapped(kind, sheet, 0, (), rows[:SAMPLE_ROWS], width)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Two header rows as one: a merged upper cell holds for the columns below it."""
    joined, group = [], ""
    for index in range(max(len(upper), len(lower))):
        above = upper[index] if index < len(upper) else ""
        below = lower[index] if index < len(lower) else ""
        if above.strip():
            group = above
        joined.append(f"{group} {below}" if below.strip() else above)
    return tuple(joined)


def _mapped(
    kind: Kind, sheet: int, number: int, headers: Sequence[str], below: Sequence[Row], width: int
) -> Mapping:
    samples = [
        tuple(text for row in below if (text := row.cell(index).strip())) for index in range(width)
    ]
    texts = [headers[i].strip() if i < len(headers) else "" for i in range(width)]
    scored = _scores(kind, texts, samples)
    uses: dict[int, ColumnUse] = {}
    taken: set[str] = set()
    fit = 0.0
    for points, index, name in scored:
        if index in uses:
            continue
        free = name not in taken or slot(kind, name).many
        place = name if free else SECOND_CHOICE.get(name)
        if place is None or (place in taken and not slot(kind, place).many):
            continue
        taken.add(place)
        option = header_of(texts[index]).option
        uses[index] = ColumnUse(index, texts[index], place, How.HEADER, option)
        fit += points if free and place != "ignored" else 0.0
    for index in range(width):
        if index not in uses:
            found = guess(kind, samples[index], headerless=number == 0)
            place = found if found and found not in taken else None
            taken.update({place} if place else ())
            how = How.CONTENT if place else How.NONE
            uses[index] = ColumnUse(index, texts[index], place, how)
    columns = tuple(
        replace(uses[index], samples=samples[index][:SHOWN_SAMPLES]) for index in range(width)
    )
    return Mapping(kind, sheet, number, columns, _origin(columns), fit)


def _scores(
    kind: Kind, texts: Sequence[str], samples: Sequence[Sequence[str]]
) -> list[tuple[float, int, str]]:
    """Every match that is good enough, best first, then from the left."""
    found = []
    for index, text in enumerate(texts):
        if not text:
            continue
        for points, name in _matches(kind, text):
            if contradicts(slot(kind, name).reader, samples[index]):
                points -= CONTRADICTION
            if points >= ENOUGH:
                found.append((points, index, name))
    return sorted(found, key=lambda match: (-match[0], match[1]))


@lru_cache(maxsize=8192)
def _matches(kind: Kind, text: str) -> tuple[tuple[float, str], ...]:
    """The slots that a header may mean, whatever stands below it."""
    if len(text) > HEADER_CHARACTERS_MAX:
        return ()
    header = header_of(text)
    scored = ((score(header, candidate), candidate.name) for candidate in SLOTS[kind])
    return tuple(match for match in scored if match[0] >= ENOUGH)


def _origin(columns: Sequence[ColumnUse]) -> str:
    """Which program wrote the list; part of the source that row keys belong to."""
    first = header_of(columns[0].header).full if columns else ""
    headers = {column.header for column in columns}
    if headers & {"レコードの開始行", "レコード番号"}:
        return "kintone"
    if first in ("たいむすたんぷ", "timestamp"):
        return "google_forms"
    return "list"
