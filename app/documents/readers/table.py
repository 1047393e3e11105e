"""What every reader of a foreign file speaks: cells as text, rows with the number people see.

A `Table` is one sheet, whole and in memory; rows carry the number that Excel shows beside them.
Limits are refusals with a code: a hostile or mistaken file costs seconds, never the process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

# A form of 100,000 rows with 40 columns has some 40 MB as CSV.
FILE_BYTES_MAX = 64 * 1024 * 1024
# Design size is 100,000 registrations; a list twice as long is still a list, not a mistake.
ROWS_MAX = 200_000
# Google Forms with grids reach some hundred columns.
COLUMNS_MAX = 500
# Excel's own limit of a cell.
CELL_CHARACTERS_MAX = 32_767
# What all sheets together may hold, so that memory stays bounded on a tablet.
CHARACTERS_MAX = 200_000_000


class FileRefused(Exception):
    """The file as a whole cannot be read; nothing was imported.

    `key` and `params` give the text for the person.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def key(self) -> str:
        """Of the message catalogue."""
        return f"import.file.{self.code}"


class Stopped(Exception):
    """A person pressed stop; nothing was imported."""


Report: TypeAlias = Callable[[str, int, int], bool]


def silent(step: str, done: int, total: int) -> bool:
    """The progress of nobody: never stops."""
    del step, done, total
    return True


def step_key(step: str) -> str:
    """The text of a step, of the message catalogue; takes `done` and `total`."""
    return f"import.step.{step}"


def doubt_key(doubt: str) -> str:
    """The text of a doubt about a file or a mapping, of the message catalogue."""
    return f"import.doubt.{doubt}"


@dataclass(frozen=True)
class Progress:
    """Tells how far a long read is and hears whether to go on.

    `report(step, done, total)` returns False to stop; steps are `open`, `read`, `check`; total 0 is
    unknown. It is called from the reading thread, every `EVERY` rows.
    """

    report: Report = silent

    EVERY: ClassVar[int] = 500

    def at(self, step: str, done: int, total: int = 0) -> None:
        """Raises Stopped when the person wants no more."""
        if done % self.EVERY == 0 and not self.report(step, done, total):
            raise Stopped


@dataclass(frozen=True)
class Row:
    """`number` is 1 for the first line of the file, blank lines counted, as Excel counts."""

    number: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    def cell(self, index: int) -> str:
        """The text of a column; a short row ends in empty cells."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """One sheet. Blank rows are left out, their numbers stay free."""

    name: str
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True)
class Decoded:
    """A file as text: its sheets (one for CSV) and how it was read, for the screen to show.

    It was readable, but where there are `doubts` somebody should look twice (see `doubt_key`).
    """

    tables: tuple[Table, ...]
    format: str  # csv, xlsx
    encoding: str = ""
    delimiter: str = ""
    doubts: tuple[str, ...] = field(default=())
