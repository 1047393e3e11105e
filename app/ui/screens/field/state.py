"""What the screens of out and back show, and how it changes with the clock.

The queries give facts; who is late, whose rest is overdue and which reading still holds is worked
out here for an instant, so that a minute that passes needs no reading.
"""

import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.documents.payloads import Kind, parse
from app.domain.board import board_order, late_minutes, typed_team_number, usual_return
from app.domain.calendar_jp import Unreadable, parse_minutes
from app.domain.conditions import heat_rules
from app.domain.heat import HeatRules, Reading, TeamClock, band, current, needs_care, phase_at
from app.domain.numbers import normal_number
from app.domain.settings import SETTING_BY_KEY, SettingValue
from app.services.context import setting_value
from app.store.queries.board import Board, TeamLine, board
from app.store.queries.field import TeamPage, team_page, teams_found
from app.store.queries.heat import (
    CallRow,
    StopRow,
    WbgtRow,
    calls_of,
    stops_of_day,
    wbgt_of_day,
)
from app.store.queries.places import Place, at_place, open_places
from sync.core.ids import EntityId

BOARD_TOPICS = (
    "team", "team_member", "team_phase", "report", "injury", "need", "volunteer", "vehicle",
    "wbgt", "stop_order", "call_back", "setting", "satellite",
)  # fmt: skip
PAGE_TOPICS = (
    "team", "team_member", "report", "report_private", "injury", "need", "volunteer",
    "stock_move", "tool_list", "equipment", "satellite",
)  # fmt: skip
STOP_TOPICS = ("stop_order", "call_back", "team")


@dataclass(frozen=True)
class HeatView:
    """The readings of the day and the rules that hold."""

    rows: tuple[WbgtRow, ...]
    rules: HeatRules

    def now(self, now_ms: int) -> Reading | None:
        """The reading that holds at an instant."""
        return current([row.reading for row in self.rows], now_ms)

    def matters(self, now_ms: int) -> bool:
        """Whether the clocks of the teams matter."""
        reading = self.now(now_ms)
        return needs_care(None if reading is None else reading.tenths, self.rules)


@dataclass(frozen=True)
class StopView:
    """A stop and the teams that it calls back."""

    stop: StopRow
    calls: tuple[CallRow, ...]

    @property
    def open_calls(self) -> int:
        return sum(1 for call in self.calls if call.open)

    @property
    def open_heads(self) -> int:
        return sum(call.heads for call in self.calls if call.open)


@dataclass(frozen=True)
class FieldView:
    """The board of a day. `usual_minutes`: the usual return in minutes after 00:00."""

    day: str
    board: Board
    heat: HeatView
    stops: tuple[StopView, ...]
    usual_minutes: int
    places: tuple[Place, ...] = ()

    def usual_return(self, now_ms: int) -> int:
        return usual_return(self.usual_minutes, now_ms)


@dataclass(frozen=True)
class OutRow:
    """A team outside at an instant. `clock` is None while the heat does not matter and the team
    does not rest."""

    line: TeamLine
    late_minutes: int
    clock: TeamClock | None

    @property
    def rest_overdue(self) -> bool:
        return self.clock is not None and self.clock.rest_overdue


@dataclass(frozen=True)
class PageView:
    """One team with what its forms need."""

    page: TeamPage
    usual_minutes: int


def field_view(db: sqlite3.Connection, day: date) -> FieldView:
    """Everything on the board of a day."""
    iso = day.isoformat()
    holding = [stop for stop in stops_of_day(db, iso) if stop.lifted_at is None]
    return FieldView(
        iso,
        board(db, iso),
        HeatView(wbgt_of_day(db, iso), heat_rules(_reader(db, day))),
        tuple(StopView(stop, calls_of(db, stop, iso)) for stop in holding),
        _usual_minutes(db, day),
        open_places(db),
    )


def narrowed(view: FieldView, place: str) -> FieldView:
    """The board of one place (`places.at_place`); blank is every place."""
    if not place:
        return view
    columns = (view.board.ready, view.board.out, view.board.back)
    here = (tuple(one for one in lines if at_place(one.satellite, place)) for lines in columns)
    return replace(view, board=Board(*here))


def stops_view(db: sqlite3.Connection, day: str) -> tuple[StopView, ...]:
    """All stops of a day, those that hold first."""
    return tuple(StopView(stop, calls_of(db, stop, day)) for stop in stops_of_day(db, day))


def page_view(db: sqlite3.Connection, team: bytes, day: date) -> PageView | None:
    """One team, or None where there is none."""
    page = team_page(db, team)
    return None if page is None else PageView(page, _usual_minutes(db, day))


def out_rows(view: FieldView, now_ms: int) -> tuple[OutRow, ...]:
    """Who is outside, in the order of the board: late ones and overdue rests on top."""
    matters = view.heat.matters(now_ms)
    rows = [_out_row(line, view.heat.rules, matters, now_ms) for line in view.board.out]
    rows.sort(key=lambda row: _order(row, now_ms))
    return tuple(rows)


def _out_row(line: TeamLine, rules: HeatRules, matters: bool, now_ms: int) -> OutRow:
    clock = phase_at(line.phases, line.sent_at or now_ms, now_ms, rules)
    shown = clock if matters or clock.phase == "rest" else None
    return OutRow(line, late_minutes(line.planned_return_at, now_ms), shown)


def _order(row: OutRow, now_ms: int) -> tuple[int, int, int, str]:
    overdue = row.clock.overdue_minutes if row.clock is not None and row.rest_overdue else 0
    return board_order(row.line.planned_return_at, overdue, now_ms, row.line.number)


def band_now(view: HeatView, now_ms: int) -> str | None:
    """The band of the reading that holds, as a code."""
    reading = view.now(now_ms)
    return None if reading is None else band(reading.tenths)


def meant_by(db: sqlite3.Connection, words: str, day: str) -> tuple[EntityId, ...]:
    """Teams that a scan or typed words mean: a work order's QR, a need, a person, a team's
    number. Empty for a name: that is what the board's own filter is for."""
    payload = parse(words)
    if payload is not None and payload.kind is Kind.EQUIPMENT:
        return ()
    if payload is not None:
        kind = "need" if payload.kind is Kind.NEED else "person"
        if payload.entity is None:
            return teams_found(db, day, "number", payload.value)
        return teams_found(db, day, kind, payload.entity)
    number, team = normal_number(words), typed_team_number(words)
    if number is not None and (found := teams_found(db, day, "number", number)):
        return found
    return () if team is None else teams_found(db, day, "team", team)


def matches(line: TeamLine, words: str) -> bool:
    """Whether a typed word stands anywhere on the line: name, town, number, phone."""
    wanted = _plain(words)
    digits = "".join(sign for sign in wanted if sign.isdecimal())
    phone = "".join(sign for sign in line.phone if sign.isdecimal())
    texts = (line.number, line.need_number, line.leader, line.town, line.job_note)
    return any(wanted in _plain(text) for text in texts) or (len(digits) >= 3 and digits in phone)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _reader(db: sqlite3.Connection, day: date) -> Callable[[str], SettingValue]:
    def setting(key: str) -> SettingValue:
        return setting_value(db, key, day)

    return setting


def _usual_minutes(db: sqlite3.Connection, day: date) -> int:
    try:
        return parse_minutes(str(setting_value(db, "planned_return", day)))
    except Unreadable:
        return parse_minutes(str(SETTING_BY_KEY["planned_return"].default))
