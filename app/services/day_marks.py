"""What the calendar has to say when a day is chosen: a notice, never a refusal.

The desk knows why it plans something for a day without volunteers; it must only be told.
"""

import sqlite3
from datetime import date

from app.domain.calendar_jp import short_day_text
from app.services.command import Notice
from app.store.queries.calendar import marks_of


def day_notices(db: sqlite3.Connection, day: date | str | None) -> tuple[Notice, ...]:
    """`day_paused` or `day_adjust` for a day that is marked so. Unreadable days say nothing:
    whoever keeps them refuses them."""
    try:
        chosen = date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return ()
    if chosen is None:
        return ()
    mark = marks_of(db, chosen).no_work
    if mark is None:
        return ()
    return (Notice(f"day_{mark.kind}", {"day": short_day_text(chosen)}),)
