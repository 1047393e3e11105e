"""活動依頼書 from an operation: a team, its need, its members and its tools, as words.

Promises only what the team needs on the way and at the house: no health, no household, no contact
history. What nobody recorded stays blank, to be written by hand.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date

from app.documents.order import Community, Member, Site, Tool, WorkOrder
from app.domain.eligibility import Conditions, cover_of
from app.services.context import setting_value
from app.services.going_out import conditions_of, group_candidate, volunteer_candidate
from app.services.papers_words import Words
from app.store.queries.calendar import WASTE_CLOSED, DayMarks, marks_of
from app.store.queries.papers import (
    OrderMember,
    OrderNeed,
    OrderTeam,
    order_members,
    order_need,
    order_team,
    order_tools,
)
from app.store.queries.places import Place, open_place
from sync.core.ids import EntityId


def work_order_of(
    db: sqlite3.Connection, team_id: bytes, words: Words, now_ms: int, *, residents: bool = True
) -> WorkOrder | None:
    """The order of a team; None for a team that is not there. Without `residents` the place and
    who asked stay blank."""
    team = order_team(db, team_id)
    if team is None:
        return None
    day = date.fromisoformat(team.day) if team.day else date.min
    need = order_need(db, team.need) if team.need is not None else None
    conditions = conditions_of(db, now_ms, day)
    members = tuple(_member(db, row, conditions) for row in order_members(db, team_id))
    shown = need if residents else None
    return WorkOrder(
        need.id if need else None,
        need.number if need else "",
        team.number,
        day,
        words.code("slot", team.slot),
        _site(shown, words, _waste_today(marks_of(db, day), words)),
        words.all_of("work_kind", need.kinds) if need else (),
        _lines((shown.request if shown else None, team.job_note)),
        words.all_of("danger", need.dangers) if need else (),
        _caution(shown, words),
        _tools(db, team_id, need, words),
        (need.tools_note or "") if need else "",
        members,
        team.leader_name,
        team.phone,
        _vehicle(team, words),
        team.planned_return_at,
        _community(team, need),
        _minutes(db, "work_minutes", day),
        _minutes(db, "rest_minutes", day),
        _gather(open_place(db, team.satellite)),
    )


def _gather(place: Place | None) -> str:
    """Name, address and phone of the satellite where the team meets."""
    return "" if place is None else " ".join(filter(None, (place.name, place.address, place.phone)))


def _waste_today(marks: DayMarks, words: Words) -> str:
    """That the waste site takes nothing on the day, or when it does."""
    closed = marks.of(WASTE_CLOSED)
    if closed is not None:
        said = " ".join(filter(None, (words.text("papers.order.waste_closed"), closed.note)))
        return words.text("papers.order.waste_today", words=said)
    hours = marks.waste_hours
    if not hours:
        return ""
    said = words.text("papers.order.waste_hours", hours=hours)
    return words.text("papers.order.waste_today", words=said)


def _site(need: OrderNeed | None, words: Words, waste_today: str) -> Site:
    if need is None:
        return Site()
    phones = words.text("papers.separator").join(filter(None, (need.phone, need.phone_other)))
    present = [need.attendee, need.at_home]
    if need.affected_name and need.affected_name != need.name:
        affected = " ".join(filter(None, (need.affected_name, need.affected_phone)))
        present.insert(0, words.text("papers.order.affected", name=affected))
    return Site(
        need.name or "",
        need.kana or "",
        phones,
        need.postal_code or "",
        need.address or need.town or "",
        need.building or "",
        need.directions or "",
        need.parking or "",
        need.road or "",
        need.toilet_water or "",
        words.text("papers.separator").join(
            filter(None, (waste_today, need.waste_site, need.carry_to))
        ),
        words.text("papers.separator").join(filter(None, present)),
    )


def _caution(need: OrderNeed | None, words: Words) -> str:
    """What the surveyor saw, the sticker on the house, animals."""
    if need is None:
        return ""
    sticker = ""
    if need.inspection in ("red", "yellow"):
        mark = words.code("inspection", need.inspection)
        sticker = words.text("papers.order.sticker", mark=mark)
    pet = words.text("papers.order.pet", note=need.pet_note) if need.pet_note else ""
    return _lines((sticker, need.tilt_gas_leak, pet))


def _tools(
    db: sqlite3.Connection, team: bytes, need: OrderNeed | None, words: Words
) -> tuple[Tool, ...]:
    """The team's own list; until somebody made it, what the need asks for without numbers."""
    listed = order_tools(db, team)
    if listed:
        return tuple(Tool(tool.name, tool.quantity, tool.unit) for tool in listed)
    return tuple(Tool(name) for name in words.all_of("equipment", need.tools if need else ()))


def _member(db: sqlite3.Connection, row: OrderMember, conditions: Conditions) -> Member:
    if row.group is not None:
        candidate = group_candidate(db, EntityId(row.group), row.heads)
        insured = None if candidate is None or candidate.uninsured_heads is None else (
            candidate.uninsured_heads == 0
        )  # fmt: skip
    else:
        person = None if row.volunteer is None else volunteer_candidate(db, row.volunteer)
        insured = None if person is None else cover_of(person, conditions).valid
    return Member(row.name, row.number, row.kana, row.heads, insured, row.first_time, row.is_leader)


def _vehicle(team: OrderTeam, words: Words) -> str:
    return " ".join(filter(None, (team.vehicle, words.code("vehicle", team.vehicle_kind))))


def _community(team: OrderTeam, need: OrderNeed | None) -> Community | None:
    if team.kind != "community" and not team.contact_name:
        return None
    return Community(team.contact_name, team.contact_phone, (need.town or "") if need else "")


def _minutes(db: sqlite3.Connection, key: str, day: date) -> int:
    value = setting_value(db, key, day)
    return value if isinstance(value, int) else 0


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)
