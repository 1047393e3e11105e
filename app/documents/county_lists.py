"""The county's board and its days as sheets: one row a council, or one row a council and day.

What nobody said stays an empty cell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.sheets import Column, Sheet, Value
from app.domain.calendar_jp import day_text
from app.domain.county_board import COUNTS, CountyFigures


@dataclass(frozen=True)
class BoardEntry:
    """One council as it stands; codes come in as words."""

    code: str
    name: str
    block: str = ""
    status: str = ""
    scope: str = ""
    opens: str = ""
    closes: str = ""
    figures: CountyFigures | None = None
    day: date | None = None
    final: bool | None = None
    as_of: str = ""
    staff_short: int | None = None
    tools_short: str = ""
    intake_ends_on: date | None = None
    note: str = ""
    phone: str = ""


@dataclass(frozen=True)
class DayEntry:
    code: str
    name: str
    day: date
    figures: CountyFigures
    final: bool
    as_of: str


def board_sheet(entries: Iterable[BoardEntry], day: date, texts: Messages) -> Sheet:
    """The board of a day."""
    keys = (
        ("code", 10), ("council", 24), ("block", 14), ("status", 22), ("scope", 14), ("opens", 8),
        ("closes", 8), ("day", 13), *_number_columns(), ("final", 8), ("as_of", 17),
        ("staff_short", 10), ("tools_short", 24), ("intake_ends_on", 13), ("note", 34),
        ("phone", 14),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            one.code, one.name, one.block or None, one.status or None, one.scope or None,
            one.opens or None, one.closes or None, one.day, *_numbers(one.figures),
            None if one.final is None else _final(one.final, texts), one.as_of or None,
            one.staff_short, one.tools_short or None, one.intake_ends_on, one.note or None,
            one.phone or None,
        )
        for one in entries
    ]  # fmt: skip
    title = texts.text("papers.county.list_board", day=day_text(day, texts.language))
    return Sheet(title, _columns(keys, texts), tuple(rows), frozen=2)


def days_sheet(entries: Iterable[DayEntry], first: date, last: date, texts: Messages) -> Sheet:
    """Every day that a council sent, in order."""
    keys = (
        ("day", 13),
        ("code", 10),
        ("council", 24),
        *_number_columns(),
        ("final", 8),
        ("as_of", 17),
    )
    rows: list[tuple[Value, ...]] = [
        (one.day, one.code, one.name, *_numbers(one.figures), _final(one.final, texts), one.as_of)
        for one in entries
    ]
    title = texts.text(
        "papers.county.list_days", first=day_text(first, texts.language),
        last=day_text(last, texts.language),
    )  # fmt: skip
    return Sheet(title, _columns(keys, texts), tuple(rows), frozen=3)


def _number_columns() -> tuple[tuple[str, int], ...]:
    return tuple((key, 9) for key in COUNTS)


def _columns(keys: Iterable[tuple[str, int]], texts: Messages) -> tuple[Column, ...]:
    return tuple(Column(texts.text(f"papers.county.{key}"), width) for key, width in keys)


def _numbers(figures: CountyFigures | None) -> tuple[Value, ...]:
    if figures is None:
        return (None,) * len(COUNTS)
    return tuple(int(getattr(figures, key)) for key in COUNTS)


def _final(final: bool, texts: Messages) -> str:
    return texts.text("papers.county.is_final" if final else "papers.county.is_running")
