"""What a county has of one council's days: which were sent, and as of when."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.domain.county_board import COUNTS, CountyFigures

COLUMNS = ", ".join(f"coalesce(f.{name}, 0)" for name in COUNTS)


@dataclass(frozen=True)
class SentDay:
    """What was last sent of a day. `by_itself`: without a tap."""

    day: str
    figures: CountyFigures
    final: bool
    as_of: int
    by_itself: bool


def sent_days(db: sqlite3.Connection, council: bytes, since: str) -> tuple[SentDay, ...]:
    """From a day (ISO) on, the newest first."""
    rows = db.execute(
        f"SELECT f.day, f.tools_short, f.final, f.as_of, f.by_itself, {COLUMNS} "
        "FROM live_county_figures f WHERE f.council = ? AND f.day >= ? ORDER BY f.day DESC, f.id",
        (council, since),
    )
    return tuple(sent_day(row) for row in rows)


def sent_day(row: tuple[Any, ...]) -> SentDay:
    """From a row as above."""
    day, tools, final, as_of, by_itself, *counts = row
    short = None if tools is None else tuple(sorted(json.loads(tools)))
    figures = CountyFigures(**dict(zip(COUNTS, counts, strict=True)), tools_short=short)
    return SentDay(day, figures, bool(final), as_of or 0, bool(by_itself))


def came_in_at(db: sqlite3.Connection, letter: str) -> int | None:
    """When the device with this letter came into the county; None where its row is not here."""
    row = db.execute("SELECT enrolled_at FROM live_device WHERE letter = ?", (letter,)).fetchone()
    return None if row is None else row[0]
