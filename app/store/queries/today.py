"""What the centre steers by, in numbers: who waits, what is ready, what is due, who is out."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import MINUTE_MS, end_of, start_of
from app.domain.needs import OPEN, WAITING_FOR_TEAM, NeedStatus
from app.domain.surveys import LATE_AFTER_MINUTES


@dataclass(frozen=True)
class Steering:
    """Heads are people. `ready`: needs for which a team may be formed today; `stale`: of them those
    that have waited longer than the setting allows. `due` and `late`: survey visits of today."""

    waiting: int
    gone_home: int
    ready: int
    stale: int
    surveys_due: int
    surveys_late: int
    surveys_unplanned: int
    heads_out: int
    teams_out: int
    teams_late: int
    tools_out: int
    teams_with_tools: int


def steering(db: sqlite3.Connection, day: date, now_ms: int, stale_before_ms: int) -> Steering:
    """All of it at one instant. `stale_before_ms`: a need that came before it has waited long."""
    iso = day.isoformat()
    waiting, gone = _people(db, iso)
    ready, stale = _ready(db, iso, stale_before_ms)
    heads, teams, late = db.execute(
        "SELECT coalesce(sum(heads_out), 0), count(*), coalesce(sum(planned_return_at < ?), 0) "
        "FROM live_team WHERE state = 'out'",
        (now_ms,),
    ).fetchone()
    tools, holding = db.execute(
        "SELECT coalesce(sum(units), 0), count(DISTINCT team) FROM ("
        "SELECT m.team, sum(CASE "
        "WHEN m.reason = 'lend' AND m.to_place IS NULL THEN m.quantity "
        "WHEN m.reason IN ('return', 'lose', 'damage', 'consume') AND m.from_place IS NULL "
        "THEN -m.quantity ELSE 0 END) AS units "
        "FROM live_stock_move m LEFT JOIN equipment e ON e.id = m.equipment "
        "WHERE m.team IS NOT NULL AND coalesce(e.type, 'loan') <> 'consumable' "
        "GROUP BY m.team, m.equipment HAVING units > 0)"
    ).fetchone()
    return Steering(
        waiting, gone, ready, stale, *_surveys(db, day, now_ms), heads, teams, late, tools, holding
    )


_HOME = """coalesce((SELECT sum(coalesce(m.heads, 1)) FROM live_team_member m
    WHERE m.check_in = c.id AND m.went_home = 1), 0)"""
_PEOPLE_SQL = f"""
SELECT c.left_at IS NOT NULL, max(0, CASE WHEN c."group" IS NULL THEN 1
    ELSE coalesce(c.heads, 1) END - coalesce((
    SELECT sum(coalesce(m.heads, 1)) FROM live_team_member m JOIN live_team t ON t.id = m.team
    WHERE m.check_in = c.id AND m.ended_at IS NULL AND t.state IN ('forming', 'ready', 'out')), 0)
    - {_HOME}), {_HOME}
FROM live_check_in c WHERE c.day = ?
"""


def _people(db: sqlite3.Connection, iso: str) -> tuple[int, int]:
    """Heads that are here and free, and heads that went home."""
    waiting = gone = 0
    for left, free, home in db.execute(_PEOPLE_SQL, (iso,)):
        gone += home + (free if left else 0)
        waiting += 0 if left else free
    return waiting, gone


def _ready(db: sqlite3.Connection, iso: str, stale_before_ms: int) -> tuple[int, int]:
    states = sorted(WAITING_FOR_TEAM)
    marks = ", ".join("?" for _ in states)
    row = db.execute(
        "SELECT count(*), coalesce(sum(received_at < ?), 0) FROM live_need "
        f"WHERE status IN ({marks}) AND (next_on IS NULL OR next_on <= ?) "
        "AND (wanted_from IS NULL OR wanted_from <= ?)",
        (stale_before_ms, *states, iso, iso),
    ).fetchone()
    return int(row[0]), int(row[1])


def _surveys(db: sqlite3.Connection, day: date, now_ms: int) -> tuple[int, int, int]:
    """Visits due today, those of them (or of earlier days) that are late, and needs without one."""
    late_before = now_ms - LATE_AFTER_MINUTES * MINUTE_MS
    due, late = db.execute(
        "SELECT coalesce(sum(planned_at >= ?1), 0), coalesce(sum(planned_at <= ?2), 0) "
        "FROM live_survey WHERE state = 'planned' AND planned_at < ?3",
        (start_of(day), late_before, end_of(day)),
    ).fetchone()
    (unplanned,) = db.execute(
        "SELECT count(*) FROM live_need WHERE status = 'survey_waiting'"
    ).fetchone()
    return int(due), int(late), int(unplanned)


def states_of_open_needs(db: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """(status, needs) for everything that is still open, in the order of the life of a need."""
    counts = {
        str(status): int(count)
        for status, count in db.execute(
            "SELECT coalesce(status, 'received'), count(*) FROM live_need GROUP BY 1"
        )
    }
    return tuple((str(s), counts[s]) for s in NeedStatus if s in OPEN and s in counts)
