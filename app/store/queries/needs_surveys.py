"""The queue of surveys, and the list of those who must be called back.

Both are worked off from the top: crisis first, then what is late or due by appointment, then those
who were not at home too often (a person decides), then by urgency and age.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.needs import OPEN, WITH_TEAM, NeedStatus
from app.domain.surveys import survey_order, survey_state
from app.store.queries.needs import FILTERS, NeedLine, need_lines, needs_for_list
from sync.core.ids import EntityId

_BEFORE_TEAM = OPEN - WITH_TEAM - {NeedStatus.CONTINUING}


@dataclass(frozen=True)
class SurveyLine:
    """`state`: unplanned, planned, due, late or decide (`app.domain.surveys`)."""

    line: NeedLine
    state: str
    address: str | None
    directions: str | None
    at_home: str | None


@dataclass(frozen=True)
class CallBack:
    """A need of which somebody must ask again. `missing`: name, phone, address."""

    line: NeedLine
    missing: tuple[str, ...]
    calls: int


def survey_queue(
    db: sqlite3.Connection, *, absence_limit: int, weights: Mapping[str, int], now: int
) -> tuple[SurveyLine, ...]:
    """Everything that waits for a visit, in the order of visiting. `weights`: urgency codes."""
    places = {
        row[0]: row[1:]
        for row in db.execute(
            "SELECT n.id, p.address, p.directions, p.wanted_when FROM live_need n "
            "JOIN live_need_private p ON p.id = n.id WHERE n.status IN (?, ?)",
            sorted(FILTERS["survey"]),
        )
    }
    found = []
    for line in needs_for_list(db, "survey"):
        state = survey_state(line.planned_at, line.visits, absence_limit, now)
        address, directions, wanted = places.get(line.id, (None, None, None))
        found.append(SurveyLine(line, state, address, directions, wanted))
    found.sort(
        key=lambda one: survey_order(
            one.state,
            one.line.crisis,
            weights.get(one.line.urgency or "", 1),
            one.line.planned_at,
            one.line.received_at,
        )
    )
    return tuple(found)


def call_backs(db: sqlite3.Connection) -> tuple[CallBack, ...]:
    """Needs that lack a name, a phone or a place, crisis first, then the oldest."""
    states = sorted(_BEFORE_TEAM)
    marks = ", ".join("?" for _ in states)
    rows = db.execute(
        "SELECT n.id, coalesce(p.name, ''), coalesce(p.phone, p.phone_other, p.affected_phone, ''),"
        " coalesce(p.address, p.directions, ''), "
        "(SELECT count(*) FROM live_contact c WHERE c.need = n.id AND c.direction = 'out') "
        "FROM live_need n JOIN live_need_private p ON p.id = n.id "
        f"WHERE coalesce(n.status, 'received') IN ({marks}) AND (coalesce(p.name, '') = '' "
        "OR coalesce(p.phone, p.phone_other, p.affected_phone, '') = '' "
        "OR coalesce(p.address, p.directions, '') = '') "
        "ORDER BY coalesce(n.crisis, 0) DESC, n.received_at",
        states,
    ).fetchall()
    names = ("name", "phone", "address")
    lacking = {
        EntityId(row[0]): (
            tuple(name for name, value in zip(names, row[1:4], strict=True) if not value),
            int(row[4]),
        )
        for row in rows
    }
    return tuple(CallBack(line, *lacking[line.id]) for line in need_lines(db, tuple(lacking)))
