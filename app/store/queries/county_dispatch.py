"""Requests for staff, the blocks they are with, offers and courses, as the county knows them."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from app.domain.county_dispatch import (
    OPEN_REQUESTS,
    Block,
    BlockMember,
    Missing,
    Stay,
    holds_on,
    lead_of,
    missing_runs,
    order_of_blocks,
    roster_days,
)
from sync.core.clock import hlc_ms
from sync.core.ids import EntityId

Row: TypeAlias = tuple[Any, ...]
REQUEST_TOPICS = ("aid_request", "aid_step", "aid_offer", "tour", "council", "block",
                  "block_member", "assignment")  # fmt: skip


@dataclass(frozen=True)
class AidRequest:
    """`begun_by` is the helper who began without being asked, because contact was lost. `by`: the
    council that wrote it for the one that asks."""

    id: EntityId
    number: str
    council: EntityId
    name: str
    at: int
    reason: str
    duties: tuple[str, ...]
    people: int
    starts_on: date
    ends_on: date
    skills: tuple[str, ...]
    vehicles: int
    lodging: str
    lodging_note: str
    state: str
    note: str
    meeting_place: str
    own_judgement: bool
    begun_by: str
    by: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS


@dataclass(frozen=True)
class AidOffer:
    id: EntityId
    request: EntityId
    council: EntityId
    name: str
    at: int
    people: int
    starts_on: date
    ends_on: date
    skills: tuple[str, ...]
    vehicles: int
    state: str
    note: str
    own_judgement: bool
    assigned: int = 0

    @property
    def stay(self) -> Stay:
        return Stay(self.starts_on, self.ends_on, self.people)


@dataclass(frozen=True)
class AidStep:
    """`block` is None for the whole county; `name` is then empty."""

    id: EntityId
    position: int
    block: EntityId | None
    name: str
    opened_at: int
    answer_by: int | None
    closed_at: int | None
    result: str
    note: str
    lead: EntityId | None
    lead_name: str
    people: int


@dataclass(frozen=True)
class Tour:
    """`assigned` workers stand in it."""

    id: EntityId
    number: int
    starts_on: date
    ends_on: date
    people: int
    note: str
    assigned: int


@dataclass(frozen=True)
class RequestPage:
    """`missing`: with what was accepted; `missing_then`: if all that is offered were accepted.
    `next_block`: whom to ask next (None: the whole county), led by `next_lead`; `all_asked` where
    nobody is left."""

    request: AidRequest
    offers: tuple[AidOffer, ...]
    steps: tuple[AidStep, ...]
    tours: tuple[Tour, ...]
    missing: tuple[Missing, ...]
    missing_then: tuple[Missing, ...]
    next_block: EntityId | None
    next_name: str
    next_lead: EntityId | None = None
    all_asked: bool = False

    @property
    def open_steps(self) -> tuple[AidStep, ...]:
        return tuple(step for step in self.steps if step.closed_at is None)


@dataclass(frozen=True)
class RequestLine:
    """A request in a list: what is missing, and who works it."""

    request: AidRequest
    missing: tuple[Missing, ...]
    offered: int
    accepted: int
    here: int
    steps: tuple[AidStep, ...] = field(default=())


_REQUEST = """
SELECT r.id, coalesce(r.number, ''), r.council, coalesce(c.name, ''), coalesce(r.at, 0),
    coalesce(r.reason, ''), r.duties, coalesce(r.people, 0), r.starts_on, r.ends_on, r.skills,
    coalesce(r.vehicles, 0), coalesce(r.lodging, ''), coalesce(r.lodging_note, ''),
    coalesce(r.state, 'sent'), coalesce(r.note, ''), coalesce(r.meeting_place, ''),
    coalesce(r.own_judgement, 0), coalesce(b.name, ''), coalesce(w.name, '')
FROM live_aid_request r LEFT JOIN live_council c ON c.id = r.council
LEFT JOIN live_council b ON b.id = r.begun_by LEFT JOIN live_council w ON w.id = r.by
"""
_OFFER = """
SELECT o.id, o.request, o.council, coalesce(c.name, ''), coalesce(o.at, 0), coalesce(o.people, 0),
    o.starts_on, o.ends_on, o.skills, coalesce(o.vehicles, 0), coalesce(o.state, 'offered'),
    coalesce(o.note, ''), coalesce(o.own_judgement, 0), coalesce(g.workers, 0)
FROM live_aid_offer o LEFT JOIN live_council c ON c.id = o.council
LEFT JOIN (SELECT offer, count(DISTINCT worker) AS workers FROM live_assignment
    WHERE coalesce(state, '') <> 'cancelled' GROUP BY offer) g ON g.offer = o.id
"""
_STEP = """
SELECT s.id, coalesce(s.position, 0), s.block, coalesce(b.name, ''), coalesce(s.opened_at, 0),
    s.answer_by, s.closed_at, coalesce(s.result, ''), coalesce(s.note, ''), s.lead,
    coalesce(c.name, ''), coalesce(s.people, 0), s.request
FROM live_aid_step s LEFT JOIN live_block b ON b.id = s.block
LEFT JOIN live_council c ON c.id = s.lead
"""


def day(text: object) -> date:
    return date.fromisoformat(str(text))


def codes(text: object) -> tuple[str, ...]:
    return tuple(sorted(json.loads(str(text)))) if text else ()


def requests(
    db: sqlite3.Connection, today: date, *, closed: bool = False
) -> tuple[RequestLine, ...]:
    """Open requests by how early they begin; with `closed` also those that are over, at the end."""
    rows = [_request(row) for row in db.execute(f"{_REQUEST} ORDER BY r.starts_on, r.id")]
    chosen = [one for one in rows if closed or one.is_open]
    chosen.sort(key=lambda one: not one.is_open)
    offers = _by_request([_offer(row) for row in db.execute(f"{_OFFER} ORDER BY o.at, o.id")])
    steps: dict[bytes, list[AidStep]] = {}
    for row in db.execute(f"{_STEP} ORDER BY s.position, s.id"):
        steps.setdefault(row[12], []).append(_step(row))
    here = dict(db.execute(
        "SELECT t.request, count(*) FROM live_assignment a JOIN live_tour t ON t.id = a.tour "
        "WHERE a.arrived_at IS NOT NULL AND a.left_at IS NULL "
        "AND coalesce(a.state, '') <> 'cancelled' GROUP BY t.request"
    ).fetchall())  # fmt: skip
    return tuple(
        RequestLine(
            one, missing_of(one, (own := offers.get(one.id, ())), ("accepted",), today),
            sum(offer.people for offer in own if offer.state == "offered"),
            sum(offer.people for offer in own if offer.state == "accepted"),
            int(here.get(one.id, 0)), tuple(steps.get(one.id, ())),
        )
        for one in chosen
    )  # fmt: skip


def request_of(db: sqlite3.Connection, request: EntityId) -> AidRequest | None:
    row = db.execute(f"{_REQUEST} WHERE r.id = ?", (request,)).fetchone()
    return None if row is None else _request(row)


def offer_of(db: sqlite3.Connection, offer: EntityId) -> AidOffer | None:
    row = db.execute(f"{_OFFER} WHERE o.id = ?", (offer,)).fetchone()
    return None if row is None else _offer(row)


def offers_of(db: sqlite3.Connection, request: EntityId) -> tuple[AidOffer, ...]:
    rows = db.execute(f"{_OFFER} WHERE o.request = ? ORDER BY o.at, o.id", (request,))
    return tuple(_offer(row) for row in rows)


def steps_of(db: sqlite3.Connection, request: EntityId) -> tuple[AidStep, ...]:
    rows = db.execute(f"{_STEP} WHERE s.request = ? ORDER BY s.position, s.id", (request,))
    return tuple(_step(row) for row in rows)


def tours_of(db: sqlite3.Connection, request: EntityId) -> tuple[Tour, ...]:
    rows = db.execute(
        "SELECT t.id, coalesce(t.number, 0), t.starts_on, t.ends_on, coalesce(t.people, 0), "
        "coalesce(t.note, ''), (SELECT count(*) FROM live_assignment a WHERE a.tour = t.id "
        "AND coalesce(a.state, '') <> 'cancelled') FROM live_tour t WHERE t.request = ? "
        "ORDER BY t.starts_on, t.number, t.id",
        (request,),
    )
    return tuple(Tour(EntityId(row[0]), row[1], day(row[2]), day(row[3]), *row[4:]) for row in rows)


def missing_of(
    request: AidRequest, offers: Iterable[AidOffer], states: tuple[str, ...], today: date
) -> tuple[Missing, ...]:
    """Heads that are missing with the offers of these states. Days that are over lack nobody."""
    stays = [one.stay for one in offers if one.state in states]
    first = max(request.starts_on, today)
    return missing_runs(roster_days(request.people, stays, first, request.ends_on))


def request_page(db: sqlite3.Connection, request: EntityId, today: date) -> RequestPage | None:
    found = request_of(db, request)
    if found is None:
        return None
    offers, steps = offers_of(db, request), steps_of(db, request)
    waiting = next_blocks(db, found, steps, today)
    missing, then = (
        missing_of(found, offers, states, today)
        for states in (("accepted",), ("accepted", "offered"))
    )
    block = waiting[0] if waiting else None
    lead = lead_of(block_members(db), block, today) if block else None
    return RequestPage(
        found, offers, steps, tours_of(db, request), missing, then,
        block, block_name(db, block), lead, not waiting,
    )  # fmt: skip


def next_blocks(
    db: sqlite3.Connection, request: AidRequest, steps: Iterable[AidStep], today: date
) -> tuple[EntityId | None, ...]:
    """Whom the request was not with yet, in order; None is the whole county."""
    asked = {step.block for step in steps}
    order = order_of_blocks(
        blocks(db), block_members(db), lineage(db, request.council), today
    )  # fmt: skip
    return tuple(one for one in order if one not in asked)


def blocks(db: sqlite3.Connection) -> tuple[Block, ...]:
    return tuple(
        Block(EntityId(row[0]), row[1] or 0, _maybe_day(row[2]), _maybe_day(row[3]))
        for row in db.execute("SELECT id, position, starts_on, ends_on FROM live_block")
    )


def block_members(db: sqlite3.Connection) -> tuple[BlockMember, ...]:
    return tuple(
        BlockMember(
            EntityId(row[0]), EntityId(row[1]), bool(row[2]), _maybe_day(row[3]), _maybe_day(row[4])
        )
        for row in db.execute(
            "SELECT block, council, leads, starts_on, ends_on FROM live_block_member "
            "WHERE block IS NOT NULL AND council IS NOT NULL"
        )
    )


def blocks_of(db: sqlite3.Connection, council: EntityId, today: date) -> frozenset[EntityId]:
    """The blocks that a council belongs to on a day; a ward those of its city."""
    own = lineage(db, council)
    return frozenset(
        one.block for one in block_members(db)
        if one.council in own and holds_on(one.starts_on, one.ends_on, today)
    )  # fmt: skip


def block_name(db: sqlite3.Connection, block: EntityId | None) -> str:
    row = db.execute("SELECT name FROM live_block WHERE id = ?", (block,)).fetchone()
    return str(row[0] or "") if row else ""


def lineage(db: sqlite3.Connection, council: EntityId) -> tuple[EntityId, ...]:
    """A council, and whom it belongs to."""
    row = db.execute("SELECT parent FROM live_council WHERE id = ?", (council,)).fetchone()
    return (council, EntityId(row[0])) if row and row[0] else (council,)


def last_heard(db: sqlite3.Connection, council: EntityId) -> int | None:
    """When a device of a council last said anything that has come here."""
    (clock,) = db.execute(
        "SELECT max(a.hlc) FROM device v JOIN _device d ON d.id = v.id "
        "JOIN _action a ON a.device = d.no WHERE v.centre = ?",
        (council,),
    ).fetchone()
    return None if clock is None else hlc_ms(clock)


def own_judgement_minutes(db: sqlite3.Connection, today: date) -> int | None:
    """After so long without contact the agreement lets a council begin; None: no term says so."""
    (minutes,) = db.execute(
        "SELECT min(minutes) FROM live_agreement_term WHERE kind = 'trigger' AND minutes > 0 "
        "AND coalesce(starts_on, ?1) <= ?1 AND ?1 <= coalesce(ends_on, ?1)",
        (today.isoformat(),),
    ).fetchone()
    return None if minutes is None else int(minutes)


def _by_request(offers: Iterable[AidOffer]) -> dict[bytes, tuple[AidOffer, ...]]:
    found: dict[bytes, tuple[AidOffer, ...]] = {}
    for one in offers:
        found[one.request] = (*found.get(one.request, ()), one)
    return found


def _maybe_day(text: object) -> date | None:
    return day(text) if text else None


def _request(row: Row) -> AidRequest:
    return AidRequest(
        EntityId(row[0]), row[1], EntityId(row[2]), row[3], row[4], row[5], codes(row[6]), row[7],
        day(row[8]), day(row[9]), codes(row[10]), row[11], row[12], row[13], row[14], row[15],
        row[16], bool(row[17]), row[18], row[19],
    )  # fmt: skip


def _offer(row: Row) -> AidOffer:
    return AidOffer(
        EntityId(row[0]), EntityId(row[1]), EntityId(row[2]), row[3], row[4], row[5], day(row[6]),
        day(row[7]), codes(row[8]), row[9], row[10], row[11], bool(row[12]), row[13],
    )  # fmt: skip


def _step(row: Row) -> AidStep:
    block, lead = (EntityId(one) if one else None for one in (row[2], row[9]))
    return AidStep(
        EntityId(row[0]), row[1], block, row[3], row[4], row[5], row[6], row[7], row[8], lead,
        row[10], row[11],
    )  # fmt: skip
