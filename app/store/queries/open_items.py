"""What is open in a section of the centre: kinds, counts and numbers of records, and nobody's name.

The only thing of a centre's working set that a handover carries into the county.
"""

import sqlite3
from collections.abc import Callable
from datetime import date

from app.domain.calendar_jp import end_of, start_of
from app.domain.needs import OPEN, WAITING_FOR_TEAM, NeedStatus
from app.store.queries.county_roster import OpenItem
from app.store.queries.equipment import stock_rows
from app.store.queries.equipment_loans import teams_with_tools

NUMBERS_MAX = 60
ITEM_TOPICS = ("need", "survey", "team", "stock_move", "equipment", "check_in", "booking", "injury")
_Look = Callable[[sqlite3.Connection, date], OpenItem]


def open_items(db: sqlite3.Connection, section: str, day: date) -> tuple[OpenItem, ...]:
    """In the order of the section's work; what is not open is left out."""
    found = (look(db, day) for look in _OF_SECTION.get(section, _OF_ALL))
    return tuple(one for one in found if one.count)


def _needs(kind: str, *states: NeedStatus, more: str = "") -> _Look:
    def look(db: sqlite3.Connection, _day: date) -> OpenItem:
        marks = ", ".join("?" for _ in states)
        rows = db.execute(
            f"SELECT number FROM live_need WHERE coalesce(status, 'received') IN ({marks}) {more} "
            "ORDER BY received_at, number",
            tuple(str(state) for state in states),
        ).fetchall()
        return _item(kind, [row[0] for row in rows])

    return look


def _surveys_due(db: sqlite3.Connection, day: date) -> OpenItem:
    rows = db.execute(
        "SELECT n.number FROM live_survey s JOIN live_need n ON n.id = s.need "
        "WHERE s.state = 'planned' AND s.planned_at >= ? AND s.planned_at < ? "
        "ORDER BY s.planned_at, n.number",
        (start_of(day), end_of(day)),
    ).fetchall()
    return _item("surveys_today", [row[0] for row in rows])


def _teams_out(db: sqlite3.Connection, _day: date) -> OpenItem:
    rows = db.execute(
        "SELECT number FROM live_team WHERE state = 'out' ORDER BY planned_return_at, number"
    ).fetchall()
    return _item("teams_out", [row[0] for row in rows])


def _tools_out(db: sqlite3.Connection, _day: date) -> OpenItem:
    return _item("tools_out", [team.number for team in teams_with_tools(db)])


def _tools_low(db: sqlite3.Connection, _day: date) -> OpenItem:
    return OpenItem("tools_low", sum(1 for row in stock_rows(db) if row.low))


def _waiting_people(db: sqlite3.Connection, day: date) -> OpenItem:
    (count,) = db.execute(
        "SELECT coalesce(sum(coalesce(heads, 1)), 0) FROM live_check_in "
        "WHERE day = ? AND left_at IS NULL",
        (day.isoformat(),),
    ).fetchone()
    return OpenItem("people_here", int(count))


def _booked(db: sqlite3.Connection, day: date) -> OpenItem:
    (count,) = db.execute(
        "SELECT count(*) FROM live_booking WHERE day > ? "
        "AND coalesce(state, '') NOT IN ('cancelled', 'called_off')",
        (day.isoformat(),),
    ).fetchone()
    return OpenItem("booked_later", int(count))


def _injuries(db: sqlite3.Connection, day: date) -> OpenItem:
    (count,) = db.execute(
        "SELECT count(*) FROM live_injury WHERE at >= ? AND at < ?", (start_of(day), end_of(day))
    ).fetchone()
    return OpenItem("injuries_today", int(count))


def _item(kind: str, numbers: list[str | None]) -> OpenItem:
    named = tuple(number for number in numbers if number)
    return OpenItem(kind, len(numbers), named[:NUMBERS_MAX])


_S = NeedStatus
_CRISIS = _needs("crisis_open", *sorted(OPEN), more="AND crisis = 1")
_INTAKE = _needs("needs_received", _S.RECEIVED, _S.TRIAGE)
_NO_SURVEY = _needs("needs_without_survey", _S.SURVEY_WAITING)
_HELD = _needs("needs_on_hold", _S.ON_HOLD)
_READY = _needs("needs_ready", *sorted(WAITING_FOR_TEAM))
_WORKED = _needs("needs_with_team", _S.ASSIGNED, _S.IN_PROGRESS, _S.REPORTED)
_OF_ALL: tuple[_Look, ...] = (_CRISIS, _INTAKE, _NO_SURVEY, _READY, _teams_out, _tools_out)
_OF_SECTION: dict[str, tuple[_Look, ...]] = {
    "needs": (_CRISIS, _INTAKE, _NO_SURVEY, _HELD),
    "survey": (_CRISIS, _NO_SURVEY, _surveys_due),
    "reception": (_waiting_people, _booked),
    "matching": (_CRISIS, _READY, _WORKED, _waiting_people),
    "dispatch": (_teams_out, _WORKED),
    "transport": (_teams_out,),
    "equipment": (_tools_out, _tools_low),
    "first_aid": (_injuries, _teams_out),
    "certificates": (_waiting_people,),
}
