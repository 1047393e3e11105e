"""今日: everything that the screen of the day shows, read at one instant."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from app.catalogue.messages import Messages
from app.domain.calendar_jp import DAY_MS, day_of, start_of
from app.domain.figures import Figures, OpenPoint
from app.services.context import setting_value
from app.services.day import checks_on, figures_on, point_text
from app.store.queries.calendar import UNMARKED, DayMarks, marks_of
from app.store.queries.day import DaySeal, arrivals_by_hour, day_seal, unclosed_days
from app.store.queries.needs import CrisisLine, crisis_needs
from app.store.queries.places import PlaceOfDay, places_of_day
from app.store.queries.today import Steering, states_of_open_needs, steering

# Tables that the day is read from: whoever shows it watches these.
DAY_TOPICS = (
    "alias", "check_in", "code_entry", "day_close", "equipment", "injury", "need", "need_private",
    "print_record", "report", "setting", "stock_move", "survey", "team", "team_member",
    "calendar_day", "satellite",
)  # fmt: skip


@dataclass(frozen=True)
class CheckView:
    """One of the checks (people, tools, needs, papers, devices) with what is missing, in words.
    `count` points may be fewer lines: a team's tools stand in one. `noted` stops nothing."""

    code: str
    missing: tuple[str, ...]
    count: int
    noted: tuple[str, ...] = ()


@dataclass(frozen=True)
class SealView:
    """The seal of a day: its checks, its figures as they stand, and what is on record about its
    closing."""

    day: date
    checks: tuple[CheckView, ...]
    seal: DaySeal | None
    figures: Figures | None = None

    @property
    def missing(self) -> int:
        return sum(check.count for check in self.checks)

    @property
    def closed(self) -> bool:
        return self.seal is not None and self.seal.closed

    @property
    def outdated(self) -> bool:
        """Closed, and something of that day was written since that its seal does not say."""
        sealed = self.seal.figures if self.seal is not None and self.seal.closed else None
        return sealed is not None and self.figures is not None and sealed != self.figures


@dataclass(frozen=True)
class TodayView:
    """`arrivals` is (hour, heads); `states` is (status, needs) of what is open; `unclosed` are
    earlier days that nobody closed. `places` is empty in a centre without satellites."""

    day: date
    figures: Figures
    steering: Steering
    arrivals: tuple[tuple[int, int], ...]
    states: tuple[tuple[str, int], ...]
    crises: tuple[CrisisLine, ...]
    seal: SealView
    unclosed: tuple[str, ...] = ()
    marks: DayMarks = UNMARKED
    tomorrow: DayMarks = UNMARKED
    places: tuple[PlaceOfDay, ...] = ()


def today_view(db: sqlite3.Connection, now_ms: int, language: str) -> TodayView:
    """The day of this instant."""
    day = day_of(now_ms)
    days = setting_value(db, "need_stale_days", day)
    stale = start_of(day) - (days if isinstance(days, int) else 0) * DAY_MS
    return TodayView(
        day,
        figures_on(db, day),
        steering(db, day, now_ms, stale),
        arrivals_by_hour(db, day),
        states_of_open_needs(db),
        crisis_needs(db),
        seal_view(db, day, language),
        unclosed_days(db, day),
        marks_of(db, day),
        marks_of(db, day + timedelta(days=1)),
        places_of_day(db, day),
    )


def seal_view(db: sqlite3.Connection, day: date, language: str) -> SealView:
    """The four checks and the seal of any day."""
    texts = Messages.load(language)
    checks = tuple(
        CheckView(check.code, _lines(check.open_points, texts), len(check.open_points))
        for check in checks_on(db, day)
    )
    return SealView(day, checks, day_seal(db, day.isoformat()), figures_on(db, day))


def _lines(points: tuple[OpenPoint, ...], texts: Messages) -> tuple[str, ...]:
    """Each point in words; the tools that one team still has in one line."""
    by_team: dict[str, list[str]] = {}
    for point in points:
        if point.code == "tool_out":
            tool = texts.text("today.tool_of_team", **point.params)
            by_team.setdefault(str(point.params["team"]), []).append(tool)
    separator = texts.text("papers.separator")
    grouped = tuple(
        texts.text("today.tools_of_team", team=team, tools=separator.join(tools))
        for team, tools in by_team.items()
    )
    rest = tuple(point_text(point, texts) for point in points if point.code != "tool_out")
    return (*grouped, *rest)
