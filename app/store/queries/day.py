"""A day as its figures and its closing are read from, its seal, and the days before it.

What happened after a day does not change it: a need that was settled later counts as open on that
day, and a team that was still out is named by the day it went. Days are ISO texts.
"""

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from app.domain.calendar_jp import day_of, end_of, hour_of, start_of
from app.domain.figures import (
    CheckInOfDay,
    Day,
    Figures,
    NeedOfDay,
    PaperOfDay,
    TeamOfDay,
    ToolOfDay,
    figures_of,
)
from app.domain.needs import NeedStatus
from app.store.queries.aliases import holders
from app.store.queries.equipment_loans import ToolOutRow, tools_out
from app.store.queries.papers import papers_out
from sync.core.ids import EntityId


def day_facts(db: sqlite3.Connection, day: date, counted_back: tuple[str, ...]) -> Day:
    """Everything about one day. `counted_back`: kinds of paper that carry a resident's name."""
    iso = day.isoformat()
    tools = tuple(
        ToolOfDay(_of_day(row.team_number, row.day, iso), row.name, row.quantity)
        for row in sorted(
            tools_out(db), key=lambda row: (row.day, len(row.team_number), row.team_number)
        )
        if row.day <= iso
    )
    papers = tuple(
        PaperOfDay(row.kind, row.about, row.copies)
        for row in papers_out(db, counted_back, end_of(day))
    )
    return replace(counted_facts(db, day), tools_out=tools, papers_out=papers)


def counted_facts(db: sqlite3.Connection, day: date) -> Day:
    """What the figures are counted from: without tools and papers."""
    return _counted(db, day, _need_rows(db))


def _by_team(row: ToolOutRow) -> tuple[str, int, str]:
    """9班 before 10班."""
    return row.day, len(row.team_number), row.team_number


def _counted(db: sqlite3.Connection, day: date, needs: "list[_NeedRow]") -> Day:
    """The same with needs that were read already."""
    iso = day.isoformat()
    teams = _teams(db, "t.day = ?", (iso,), iso)
    return Day(iso, _check_ins(db, iso), _needs(needs, day), teams, injuries=_injuries(db, iso))


def closing_facts(db: sqlite3.Connection, day: date, counted_back: tuple[str, ...]) -> Day:
    """The same for the seal: with the teams of earlier days that are still out."""
    facts = day_facts(db, day, counted_back)
    late = _teams(db, "t.state = 'out' AND t.day < ?", (facts.day,), facts.day)
    return replace(facts, teams=(*late, *facts.teams))


def _check_ins(db: sqlite3.Connection, iso: str) -> tuple[CheckInOfDay, ...]:
    held = holders(db, "volunteer")
    rows = db.execute(
        'SELECT coalesce(volunteer, "group", id), coalesce(heads, 1) FROM live_check_in '
        "WHERE day = ?",
        (iso,),
    )
    return tuple(CheckInOfDay(held.get(subject, subject), heads) for subject, heads in rows)


_NEEDS_SQL = """
SELECT id, coalesce(number, ''), coalesce(status, 'received'), received_at, completed_on, status_at,
    crisis = 1 AND (crisis_told_to IS NULL OR crisis_told_at IS NULL)
FROM live_need ORDER BY number, id
"""
_NeedRow: TypeAlias = tuple[EntityId, str, str, int | None, str | None, int | None, int | None]
_LEFT = frozenset({NeedStatus.DECLINED, NeedStatus.REFERRED})


def _need_rows(db: sqlite3.Connection) -> list[_NeedRow]:
    return db.execute(_NEEDS_SQL).fetchall()


def _needs(rows: list[_NeedRow], day: date) -> tuple[NeedOfDay, ...]:
    end, iso = end_of(day), day.isoformat()
    found = []
    for identifier, number, status, received_at, completed_on, status_at, untold in rows:
        if (received_at or 0) >= end:
            continue
        later = status_at is not None and status_at >= end
        done_by_then = completed_on is not None and completed_on <= iso
        if later and not done_by_then and status != NeedStatus.DUPLICATE_MERGED:
            status = str(NeedStatus.CONTINUING)
        settled = day_of(status_at).isoformat() if status_at and status in _LEFT else None
        received = None if received_at is None else day_of(received_at).isoformat()
        found.append(
            NeedOfDay(identifier, number, status, received, completed_on, settled, bool(untold))
        )
    return tuple(found)


_TEAMS_SQL = """
SELECT coalesce(t.number, ''), coalesce(t.state, 'forming'), t.need, coalesce(n.number, ''),
    t.sent_at IS NOT NULL, t.heads_out, t.heads_back, coalesce(t.phone, t.contact_phone, ''), t.day
FROM live_team t LEFT JOIN live_need n ON n.id = t.need WHERE {where}
ORDER BY t.day, length(t.number), t.number, t.id
"""


def _teams(
    db: sqlite3.Connection, where: str, values: tuple[str, ...], iso: str
) -> tuple[TeamOfDay, ...]:
    held = holders(db, "need")
    return tuple(
        TeamOfDay(
            _of_day(row[0], row[8], iso), row[1], held.get(row[2], row[2]), row[3], bool(row[4]),
            row[5], row[6], row[7],
        )
        for row in db.execute(_TEAMS_SQL.format(where=where), values)
    )  # fmt: skip


def _of_day(number: str, day: str | None, iso: str) -> str:
    """`3班`; with its day where that is another one: `8/10 3班`."""
    if not day or day == iso:
        return number
    other = date.fromisoformat(day)
    return f"{other.month}/{other.day} {number}"


def _injuries(db: sqlite3.Connection, iso: str) -> int:
    """People hurt: as recorded one by one, or as the reports count, whichever says more."""
    (listed,) = db.execute("SELECT count(*) FROM live_injury WHERE day = ?", (iso,)).fetchone()
    (counted,) = db.execute(
        "SELECT coalesce(sum(injured), 0) FROM live_report WHERE day = ?", (iso,)
    ).fetchone()
    return max(int(listed), int(counted))


# ---------------------------------------------------------------------------------- the seal


@dataclass(frozen=True)
class DaySeal:
    """What is on record about the closing of a day. `at` None: only notes so far."""

    id: EntityId
    day: str
    at: int | None
    by_name: str
    open_points: tuple[str, ...]
    reason: str
    figures: Figures | None
    reopened_at: int | None
    weather: str
    note: str
    tomorrow: str

    @property
    def closed(self) -> bool:
        return self.at is not None and self.reopened_at is None


def day_seals(db: sqlite3.Connection, day: str) -> tuple[DaySeal, ...]:
    """Every closing of a day, the last one at the end; before it those that were reopened."""
    rows = db.execute(
        "SELECT id, day, at, coalesce(by_name, ''), open_points, coalesce(reason, ''), figures, "
        "reopened_at, coalesce(weather, ''), coalesce(note, ''), coalesce(tomorrow, '') "
        "FROM live_day_close WHERE day = ? ORDER BY reopened_at IS NULL, coalesce(at, 0), id",
        (day,),
    )
    return tuple(
        DaySeal(*(*row[:4], _points(row[4]), row[5], _figures(row[6]), *row[7:])) for row in rows
    )


def day_seal(db: sqlite3.Connection, day: str) -> DaySeal | None:
    """What holds for a day."""
    seals = day_seals(db, day)
    return seals[-1] if seals else None


def was_there(db: sqlite3.Connection, table: str, identifier: bytes) -> bool:
    """Whether a row with this id was ever made, also one that was taken back."""
    found = db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (identifier,)).fetchone()
    return found is not None


def _points(column: str | None) -> tuple[str, ...]:
    """The open points as they were read aloud; what is no list is shown as it is."""
    if not column:
        return ()
    try:
        found = json.loads(column)
    except ValueError:
        return (column,)
    return tuple(str(point) for point in found) if isinstance(found, list) else (column,)


def _figures(column: str | None) -> Figures | None:
    if not column:
        return None
    try:
        found = json.loads(column)
        return Figures(**{name: int(found[name]) for name in Figures.__dataclass_fields__})
    except (ValueError, KeyError, TypeError):
        return None


# ---------------------------------------------------------------------------------- days and hours


def days_with_work(db: sqlite3.Connection, limit: int = 14) -> tuple[str, ...]:
    """The latest days on which somebody came or a team was formed, in order."""
    rows = db.execute(
        "SELECT day FROM (SELECT DISTINCT day FROM live_check_in WHERE day IS NOT NULL "
        "UNION SELECT DISTINCT day FROM live_team WHERE day IS NOT NULL) "
        "ORDER BY day DESC LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple(str(row[0]) for row in reversed(rows))


def unclosed_days(db: sqlite3.Connection, before: date, limit: int = 14) -> tuple[str, ...]:
    """Of the latest days with work those before a day that nobody closed, the newest first."""
    past = [iso for iso in days_with_work(db, limit) if iso < before.isoformat()]
    seals = {iso: day_seal(db, iso) for iso in past}
    return tuple(iso for iso in reversed(past) if not ((seal := seals[iso]) and seal.closed))


def day_trend(
    db: sqlite3.Connection, until: date, days: int = 14
) -> tuple[tuple[str, Figures], ...]:
    """The figures of the latest days up to and with `until`; of a closed day those of its seal."""
    found = []
    needs = _need_rows(db)
    for iso in days_with_work(db, days):
        if iso > until.isoformat():
            continue
        seal = day_seal(db, iso)
        if seal is not None and seal.closed and seal.figures is not None:
            found.append((iso, seal.figures))
        else:
            found.append((iso, figures_of(_counted(db, date.fromisoformat(iso), needs))))
    return tuple(found)


def arrivals_by_hour(db: sqlite3.Connection, day: date) -> tuple[tuple[int, int], ...]:
    """(hour, heads) from the first to the last hour in which somebody came, without gaps."""
    heads: dict[int, int] = {}
    for at, count in db.execute(
        "SELECT at, coalesce(heads, 1) FROM live_check_in WHERE day = ? AND at IS NOT NULL",
        (day.isoformat(),),
    ):
        if start_of(day) <= at < end_of(day):
            hour = hour_of(at)
            heads[hour] = heads.get(hour, 0) + count
    if not heads:
        return ()
    return tuple((hour, heads.get(hour, 0)) for hour in range(min(heads), max(heads) + 1))
