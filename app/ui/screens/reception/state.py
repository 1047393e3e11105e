"""What the reception shows, frozen, and the queries that make it."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import day_of
from app.domain.insurance import InsuranceState
from app.services.context import setting_value
from app.store.queries.calendar import UNMARKED, DayMarks, marks_of
from app.store.queries.places import Place, open_places
from app.store.queries.reception import (
    CheckInLine,
    Found,
    ReceptionCounts,
    ReceptionHit,
    hit_of,
    recent_check_ins,
    reception_counts,
    reception_hits,
)
from app.ui.palette import StatusName

SAYS_INSURED = frozenset({"basic", "quake", "insured"})


@dataclass(frozen=True)
class DeskView:
    """Beside the field: how many are here, who came last, what an enrolment here would be, where
    else people can go, and what the calendar says of today."""

    counts: ReceptionCounts
    recent: tuple[CheckInLine, ...]
    plan: str
    at_once: bool
    places: tuple[Place, ...] = ()
    marks: DayMarks = UNMARKED


def desk_view(db: sqlite3.Connection, now_ms: int) -> DeskView:
    day = day_of(now_ms)
    plan, at_once = desk_rules(db, now_ms)
    return DeskView(
        reception_counts(db, day), recent_check_ins(db, day), plan, at_once, open_places(db),
        marks_of(db, day),
    )  # fmt: skip


def desk_rules(db: sqlite3.Connection, now_ms: int) -> tuple[str, bool]:
    """The plan that covers this event, and whether an enrolment here holds at once."""
    day = day_of(now_ms)
    at_once = bool(setting_value(db, "large_disaster_exception", day))
    return "quake" if _earthquake(db, day) else "basic", at_once


def hits_for(db: sqlite3.Connection, text: str, now_ms: int) -> tuple[ReceptionHit, ...]:
    """What was typed finds; blank text finds nobody."""
    if not text.strip():
        return ()
    day = day_of(now_ms)
    return reception_hits(db, text, now_ms, day, earthquake=_earthquake(db, day))


def person_at_desk(db: sqlite3.Connection, found: Found, now_ms: int) -> ReceptionHit | None:
    day = day_of(now_ms)
    return hit_of(db, found.group, found.id, now_ms, day, earthquake=_earthquake(db, day))


def _earthquake(db: sqlite3.Connection, day: date) -> bool:
    return bool(setting_value(db, "earthquake", day))


def insurance_mark(hit: ReceptionHit) -> tuple[StatusName, str]:
    """(status colour, key of the word) of a person's or a group's insurance."""
    state = hit.cover.state
    if state is InsuranceState.VALID:
        return "done", "valid"
    if hit.group:
        if hit.uninsured == 0:
            return "done", "group_all"
        return "late", "group_some" if hit.uninsured else "group_not_asked"
    if state is InsuranceState.NOT_YET:
        return "waiting", "not_yet"
    if state is InsuranceState.APPLYING:
        return "out", "applying"
    if state is InsuranceState.NONE and hit.claim in SAYS_INSURED:
        return "decide", "unproven"
    return "late", str(state)


def masked_phone(phone: str) -> str:
    """090-…-0011: enough to ask "ends in 0011?", too little to call."""
    digits = "".join(letter for letter in phone if letter.isdecimal())
    if len(digits) < 8:
        return phone
    return f"{digits[:3]}-…-{digits[-4:]}"
