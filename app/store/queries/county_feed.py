"""What the open feed of a county shows: published figures, and whose they are."""

import sqlite3

from app.domain.county_board import FOUR

# What prefectures publish; injuries, staff and what is short are for the councils alone.
PUBLISHED = (*FOUR, "open_needs")
FEED_HEAD = ("day", "code", "council", *PUBLISHED, "final", "as_of")
FEED_TABLES = frozenset({"county_figures", "council", "centre_profile"})


def feed_rows(db: sqlite3.Connection, since: str) -> list[tuple[object, ...]]:
    """As in FEED_HEAD, from a day (ISO) on, the newest first."""
    counts = ", ".join(f"f.{name}" for name in PUBLISHED)
    return db.execute(
        f"SELECT f.day, c.code, c.name, {counts}, f.final, f.as_of "
        "FROM live_county_figures f JOIN live_council c ON c.id = f.council "
        "WHERE f.day >= ? ORDER BY f.day DESC, c.position, c.code",
        (since,),
    ).fetchall()


def county_name(db: sqlite3.Connection) -> tuple[str, bool]:
    """And whether it is a drill."""
    row = db.execute("SELECT name, drill FROM live_centre_profile LIMIT 1").fetchone()
    return (str(row[0] or ""), bool(row[1])) if row else ("", False)
