"""What the pages of 応援職員 read: one look at the county for each page."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.domain.tables_county import PREFECTURE, council_id
from app.store.queries.county_dispatch import blocks_of, request_page, requests
from app.store.queries.county_membership import CouncilName, council_names, own_council
from app.store.queries.county_roster import (
    Assignment,
    Handover,
    Helped,
    Roster,
    assignment_of,
    assignments_at,
    assignments_from,
    assignments_of_request,
    attendance_of,
    end_report_of,
    handover_of,
    handover_written,
    helped_councils,
    last_handover,
    roster_of,
)
from app.ui.screens.county.aid_arrival import DoorView, coming_at
from app.ui.screens.county.aid_board import BoardView
from app.ui.screens.county.aid_request import RequestView
from app.ui.screens.county.aid_roster import SENT
from app.ui.screens.county.aid_stay import StayView
from sync.core.ids import EntityId

HUB = council_id(PREFECTURE)


def board_view(db: sqlite3.Connection, letter: str, today: date, *, closed: bool) -> BoardView:
    own = own_council(db, letter)
    lines = requests(db, today, closed=closed)
    blocks = blocks_of(db, EntityId(own), today) if own else frozenset()
    asked = frozenset(
        line.request.id for line in lines
        if line.request.is_open and own not in (line.request.council, HUB)
        and any(step.closed_at is None and (step.block is None or step.block in blocks)
                for step in line.steps)
    )  # fmt: skip
    return BoardView(lines, own, own == HUB, asked)


@dataclass(frozen=True)
class FormView:
    councils: tuple[CouncilName, ...]
    hub: bool
    page: RequestView | None


def form_view(
    db: sqlite3.Connection, letter: str, request: EntityId | None, today: date
) -> FormView:
    found = request_view(db, letter, request, today) if request else None
    return FormView(council_names(db), own_council(db, letter) == HUB, found)


def request_view(
    db: sqlite3.Connection, letter: str, request: EntityId, today: date
) -> RequestView | None:
    page = request_page(db, request, today)
    own = own_council(db, letter)
    if page is None:
        return None
    return RequestView(page, assignments_of_request(db, request), own, own == HUB)


@dataclass(frozen=True)
class RosterView:
    roster: Roster
    helped: tuple[Helped, ...]


def roster_view(db: sqlite3.Connection, letter: str, chosen: str) -> RosterView:
    """`chosen`: a council's id in hexadecimal, or SENT; empty: who helps the own council, else whom
    it sends, else who helps the first."""
    own, helped = EntityId(own_council(db, letter)), helped_councils(db)
    if not chosen:
        here = own in {one.council for one in helped}
        sends = not here and bool(assignments_from(db, own))
        first = own if here or not helped else helped[0].council
        return RosterView(roster_of(db, own if sends else first, sends=sends), helped)
    if chosen == SENT:
        return RosterView(roster_of(db, own, sends=True), helped)
    return RosterView(roster_of(db, EntityId(bytes.fromhex(chosen)), sends=False), helped)


def stay_view(db: sqlite3.Connection, letter: str, assignment: EntityId) -> StayView | None:
    one = assignment_of(db, assignment)
    if one is None:
        return None
    own = own_council(db, letter)
    return StayView(
        one, attendance_of(db, assignment), handover_written(db, assignment),
        end_report_of(db, assignment), own in (one.home, one.host, HUB), own == one.host,
    )  # fmt: skip


@dataclass(frozen=True)
class HandoverView:
    """`host`: name of the council; `takers`: who of the section has arrived and may take it."""

    found: Handover | None
    host: str
    takers: tuple[EntityId, ...]


def handover_view(
    db: sqlite3.Connection, letter: str, handover: EntityId
) -> HandoverView:  # fmt: skip
    found = handover_of(db, handover)
    if found is None:
        return HandoverView(None, "", ())
    own = own_council(db, letter)
    stays = assignments_at(db, found.host)
    names = [one.host_name for one in stays]
    takers = tuple(
        one.id for one in stays
        if one.state == "arrived" and one.section == found.section and one.id != found.assignment
        and own in (one.host, one.home, HUB)
    )  # fmt: skip
    return HandoverView(found, names[0] if names else "", takers)


def door_view(
    db: sqlite3.Connection, letter: str, assignment: EntityId | None, codes: tuple[str, str, str],
    today: date,
) -> DoorView:  # fmt: skip
    """`codes`: of the sending and the helped council and of the section, as the card says."""
    own = EntityId(own_council(db, letter))
    names = {one.code: one.name for one in council_names(db)}
    known = assignment_of(db, assignment) if assignment else None
    section = known.section if known else codes[2]
    last = last_handover(db, own, section, assignment) if assignment else None
    return DoorView(
        names.get(codes[0], ""), names.get(codes[1], ""), known,
        coming_at(assignments_at(db, own), today), last, (),
    )  # fmt: skip


def cards_of(db: sqlite3.Connection, letter: str) -> tuple[Assignment, ...]:
    """Who is still to set out, of the own council."""
    stays = assignments_from(db, EntityId(own_council(db, letter)))
    return tuple(one for one in stays if one.state in ("planned", "travelling"))
