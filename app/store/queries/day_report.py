"""What the day's report says besides its figures. Codes stay codes."""

import sqlite3
from datetime import date

from app.domain.calendar_jp import end_of
from app.domain.needs import NeedStatus


def municipality_code(db: sqlite3.Connection) -> str:
    """The JIS code of the centre's municipality, or an empty text."""
    row = db.execute("SELECT municipality FROM live_centre_profile LIMIT 1").fetchone()
    return str(row[0] or "") if row is not None else ""


def staff_on(db: sqlite3.Connection, day: str) -> tuple[tuple[str, int], ...]:
    """(role, people) of the staff that had a shift on the day."""
    rows = db.execute(
        "SELECT coalesce(s.role, ''), count(DISTINCT h.staff) FROM live_staff_shift h "
        "JOIN staff s ON s.id = h.staff WHERE h.day = ? GROUP BY 1 ORDER BY 1",
        (day,),
    )
    return tuple((str(role), int(count)) for role, count in rows)


def needs_by_state(db: sqlite3.Connection, day: date) -> dict[str, int]:
    """How many needs that were received until the day are in which state now."""
    rows = db.execute(
        "SELECT coalesce(status, 'received'), count(*) FROM live_need "
        "WHERE coalesce(received_at, 0) < ? AND coalesce(status, '') <> ? GROUP BY 1",
        (end_of(day), NeedStatus.DUPLICATE_MERGED),
    )
    return {str(status): int(count) for status, count in rows}


def injuries_on(db: sqlite3.Connection, day: str) -> tuple[tuple[str, str, str], ...]:
    """(kind, what happened, treatment), in the order of the day; no names."""
    rows = db.execute(
        "SELECT coalesce(kind, ''), coalesce(course, ''), coalesce(treatment, '') "
        "FROM live_injury WHERE day = ? ORDER BY at, id",
        (day,),
    )
    return tuple((str(kind), str(course), str(treatment)) for kind, course, treatment in rows)


def wbgt_by_hour(db: sqlite3.Connection, day: str) -> tuple[tuple[int, int], ...]:
    """(hour, tenths): the highest reading of each hour."""
    rows = db.execute(
        "SELECT hour, max(tenths) FROM live_wbgt WHERE day = ? AND hour IS NOT NULL "
        "AND tenths IS NOT NULL GROUP BY hour ORDER BY hour",
        (day,),
    )
    return tuple((int(hour), int(tenths)) for hour, tenths in rows)


def stops_on(db: sqlite3.Connection, day: str) -> tuple[tuple[str, int, int | None, str], ...]:
    """(kind, ordered at, lifted at, reason), in order."""
    rows = db.execute(
        "SELECT coalesce(kind, ''), at, lifted_at, coalesce(reason, '') FROM live_stop_order "
        "WHERE day = ? AND at IS NOT NULL ORDER BY at, id",
        (day,),
    )
    return tuple((str(kind), int(at), lifted, str(why)) for kind, at, lifted, why in rows)
