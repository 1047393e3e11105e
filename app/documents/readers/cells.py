"""One row as slots: every mapped cell read, every oddity named, every leftover word kept.

Promises that a cell which no reader understands ends in the row's notes under its column's header.
Errors stop the row (it would lose or bend what somebody wrote); warnings do not.
"""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from enum import StrEnum

from app.documents.readers.columns import ColumnUse, Mapping
from app.documents.readers.headers import Kind, header_of
from app.documents.readers.reading import TEXT_CHARACTERS_MAX, Reading, Setting
from app.documents.readers.slots import slot
from app.documents.readers.table import Row
from app.documents.readers.values import READERS, cleaned
from app.documents.readers.yes_no import read_yes_no
from sync.core.operations import Value

NAME_CHARACTERS_MAX = 200
NAME_SLOTS = {"name", "family_name", "given_name", "kana", "family_kana", "given_kana"}
# Equal short cells (yes, 男, a town) are read once; the memory is bounded.
REMEMBERED_CHARACTERS_MAX = 40
REMEMBERED_CELLS_MAX = 50_000


class Severity(StrEnum):
    """An error keeps its row out; a warning is for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """`row` as Excel shows it; `column` is the index in the file, -1 for the row as a whole.

    `key` and `params` give the text for the person.
    """

    row: int
    column: int
    header: str
    code: str
    params: MappingType[str, str]
    severity: Severity = Severity.WARNING

    @property
    def key(self) -> str:
        """Of the message catalogue."""
        return f"import.problem.{self.code}"

    @property
    def severity_key(self) -> str:
        """Of the message catalogue."""
        return f"import.severity.{self.severity}"


@dataclass
class Cells:
    """What was read of one row, by slot."""

    number: int
    values: dict[str, Value] = field(default_factory=dict)
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def get(self, name: str) -> Value:
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A text slot, empty where it is blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def absorb(self, more: "Cells") -> None:
        """Takes in a further line of the same record: sets grow, blanks are filled."""
        for name, value in more.values.items():
            old = self.values.get(name)
            if isinstance(old, tuple) and isinstance(value, tuple):
                self.values[name] = tuple(sorted({*old, *value}))
            else:
                self.values.setdefault(name, value)
        for name, others in more.others.items():
            self.others.setdefault(name, others)
        self.notes += [note for note in more.notes if note not in self.notes]
        self.problems += more.problems

    def problem(self, code: str, severity: Severity = Severity.WARNING, **params: str) -> None:
        """A problem of the row as a whole."""
        self.problems.append(Problem(self.number, -1, "", code, params, severity))

    @property
    def failed(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def note(self) -> str | None:
        return "\n".join(self.notes) or None


class CellReader:
    """Reads the rows of one mapping."""

    def __init__(self, mapping: Mapping, setting: Setting) -> None:
        self._kind: Kind = mapping.kind
        self._setting = setting
        self._columns = [column for column in mapping.columns if column.slot is not None]
        self._note_columns = sum(column.slot == "note" for column in self._columns)
        self._remembered: dict[tuple[str, str], Reading] = {}

    def read(self, row: Row) -> Cells:
        cells = Cells(row.number)
        for column in self._columns:
            text = row.cell(column.index)
            if text and column.slot not in (None, "ignored", "record_start"):
                self._read_cell(cells, column, text)
        if len(cells.note or "") > TEXT_CHARACTERS_MAX:
            cells.problem("text_too_long", Severity.ERROR, limit=str(TEXT_CHARACTERS_MAX))
        return cells

    def _read_cell(self, cells: Cells, column: ColumnUse, raw: str) -> None:
        name = column.slot or ""
        plain = cleaned(raw)
        if plain.code:
            broken_name = plain.code == "broken_characters" and name in NAME_SLOTS
            severity = Severity.ERROR if broken_name else Severity.WARNING
            self._problem(cells, column, plain.code, plain.params, severity)
        if not isinstance(plain.value, str):
            return
        text = plain.value
        limit = NAME_CHARACTERS_MAX if name in NAME_SLOTS else TEXT_CHARACTERS_MAX
        if len(text) > limit:
            params = {"limit": str(limit)}
            self._problem(cells, column, "text_too_long", params, Severity.ERROR)
            return
        reading = self._reading(column, name, text)
        if reading.code:
            self._problem(cells, column, reading.code, reading.params, Severity.WARNING)
        self._store(cells, column, name, reading)

    def _reading(self, column: ColumnUse, name: str, text: str) -> Reading:
        reader = slot(self._kind, name).reader
        if column.option:
            return self._option(column, reader, text)
        if len(text) > REMEMBERED_CHARACTERS_MAX:
            return READERS[reader](text, self._setting)
        found = self._remembered.get((reader, text))
        if found is None:
            found = READERS[reader](text, self._setting)
            if len(self._remembered) < REMEMBERED_CELLS_MAX:
                self._remembered[reader, text] = found
        return found

    def _option(self, column: ColumnUse, reader: str, text: str) -> Reading:
        """A cell of a grid or checkbox column: the choice stands in the header."""
        answer = read_yes_no(text, self._setting)
        if answer.value is False:
            return Reading()
        chosen = READERS[reader](column.option, self._setting)
        plain = answer.value is True or text.strip() == column.option
        if plain:
            return chosen
        return Reading(chosen.value, chosen.code, chosen.params, f"{column.option}: {text}")

    def _store(self, cells: Cells, column: ColumnUse, name: str, reading: Reading) -> None:
        value, old = reading.value, cells.values.get(name)
        if name == "note":
            if isinstance(value, str):
                cells.notes.append(self._noted(column, value))
        elif isinstance(value, tuple) and isinstance(old, tuple):
            cells.values[name] = tuple(sorted({*old, *value}))
        elif value is not None:
            cells.values[name] = value
        if reading.others:
            cells.others[name] = reading.others
        if reading.rest and name != "note":
            cells.notes.append(f"{column.header or name}: {reading.rest}")

    def _noted(self, column: ColumnUse, text: str) -> str:
        """One remark column is the note itself; of several each says what was asked."""
        plain = self._note_columns == 1 and len(header_of(column.header).full) <= len("特記事項")
        return text if plain else f"{column.header}: {text}"

    @staticmethod
    def _problem(
        cells: Cells,
        column: ColumnUse,
        code: str,
        params: MappingType[str, str],
        severity: Severity,
    ) -> None:
        cells.problems.append(
            Problem(cells.number, column.index, column.header, code, dict(params), severity)
        )
