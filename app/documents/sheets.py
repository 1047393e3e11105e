"""Lists as tables: what a list is, before it is written as XLSX or CSV.

A cell is text, a whole number, a day or nothing. Promises that no cell can be taken for a formula
by the program that opens the file, whatever a person typed into a form.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Value: TypeAlias = str | int | date | None

# What spreadsheet programs take for the beginning of a formula, full-width signs included.
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """`width` in half-width letters, as spreadsheets count; long texts wrap."""

    heading: str
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    """A list. Every row has one value a column (ValueError); `frozen` columns stay in view."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    frozen: int = 0

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                wanted = f"{len(row)} values for {len(self.columns)} columns"
                raise ValueError(f"{self.title}, row {number}: {wanted}")


def plain(text: str) -> str:
    """The text without the control characters that no file may hold; each becomes a space."""
    return _CONTROL.sub(" ", text)


def looks_like_formula(text: str) -> bool:
    """Whether a program might calculate this text. A single sign is no formula."""
    return len(text) > 1 and _FORMULA.match(text) is not None
