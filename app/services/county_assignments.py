"""Who of which course goes where, and that they came and left. People are numbers of their council.

Assigned by the council that sends, the one that is helped, or the hub; the number is the sending
council's (14203-07), and who it is stands on a card that travels on paper. An arrival holds also
where the plan has not come yet: the card says enough, and both become one row when it comes.
Refused: more people than were offered, a worker in two places, a card for another centre.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.calendar_jp import short_day_text, time_text
from app.domain.county_dispatch import (
    ASSIGNMENT_MOVES,
    COMING,
    Stay,
    may_move,
    next_worker,
    together,
    worker_number,
    worker_parts,
)
from app.services.command import Accepted, CountyCommand, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.county_dispatch import OFFICE, acted_by, period_refusal
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.county_dispatch import AidOffer, Tour, offer_of, tours_of
from app.store.queries.county_roster import (
    Assignment,
    assignment_of,
    assignments_from,
    handover_written,
    workers_of,
)
from sync.core.ids import EntityId
from sync.core.operations import Value

WORKERS_MAX = 50


@dataclass(frozen=True)
class PostForm:
    """Where somebody works. Codes of `section`, `staff_role` and `lodging`; days None: those of the
    course."""

    section: str = ""
    role: str = "member"
    leads: bool = False
    lodging: str = ""
    car: bool = False
    arrives_on: date | None = None
    leaves_on: date | None = None


@dataclass(frozen=True)
class Assign(CountyCommand):
    """Workers of an accepted offer stand in a course: numbers of their council, or empty texts for
    which the next numbers are given."""

    tour: EntityId
    offer: EntityId
    form: PostForm
    workers: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class ChangeAssignment(CountyCommand):
    """Another section, other days. The worker stays: somebody else is another assignment."""

    assignment: EntityId
    form: PostForm


@dataclass(frozen=True)
class CancelAssignment(CountyCommand):
    assignment: EntityId
    reason: str
    sure: bool = False


@dataclass(frozen=True)
class MarkTravelling(CountyCommand):
    assignment: EntityId


@dataclass(frozen=True)
class Arrive(CountyCommand):
    """Somebody is at the door, with what the card says. `host` and `home` are codes of councils."""

    assignment: EntityId
    worker: str = field(repr=False)
    host: str
    home: str
    section: str
    role: str
    arrives_on: date
    leaves_on: date
    leads: bool = False


@dataclass(frozen=True)
class LeaveAssignment(CountyCommand):
    """The stay ends, today. Without a handover that is said, and holds."""

    assignment: EntityId


@decides(Assign, sections=OFFICE)
def assign(command: Assign, ctx: Context) -> Decision:
    found = _tour_and_offer(command, ctx)
    if isinstance(found, Refused):
        return found
    tour, offer, host = found
    if not_own(ctx, offer.council) and not_own(ctx, host):
        return Refused("county_not_yours")
    if not 0 < len(command.workers) <= WORKERS_MAX:
        return Refused("people_missing", field="workers")
    first, last = command.form.arrives_on or tour.starts_on, command.form.leaves_on or tour.ends_on
    values = _post_values(command.form, first, last, ctx)
    if isinstance(values, Refused):
        return values
    refused = _above_offer(ctx, offer, Stay(first, last, len(command.workers)))
    if refused is not None:
        return refused
    numbers = _numbers(command.workers, offer.council, ctx)
    if isinstance(numbers, Refused):
        return numbers
    made: list[EntityId] = []
    for place, number in enumerate(numbers):
        away = _is_away(ctx, offer.council, number, Stay(first, last), None)
        if away is not None:
            return away
        made.append(ctx.draft.new("assignment", ctx.new_id(), {
            **values, "tour": tour.id, "offer": offer.id, "host": host, "home": offer.council,
            "worker": number, "leads": command.form.leads and place == 0, "state": "planned",
            "by": acted_by(ctx, offer.council),
        }))  # fmt: skip
    return Accepted(made[0])


@decides(ChangeAssignment, sections=OFFICE)
def change_assignment(command: ChangeAssignment, ctx: Context) -> Decision:
    found = open_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    first = command.form.arrives_on or found.arrives_on
    last = command.form.leaves_on or found.leaves_on
    if found.state == "arrived" and first != found.arrives_on:
        return Refused("arrived_already", {"worker": found.worker}, field="arrives_on")
    values = _post_values(command.form, first, last, ctx)
    if isinstance(values, Refused):
        return values
    offer = None if found.offer is None else offer_of(ctx.db, found.offer)
    if offer is not None and (first, last) != (found.arrives_on, found.leaves_on):
        above = _above_offer(ctx, offer, Stay(first, last), found.id)
        if above is not None:
            return above
    away = _is_away(ctx, found.home, found.worker, Stay(first, last), found.id)
    if away is not None:
        return away
    ctx.draft.set("assignment", found.id, {**values, "leads": command.form.leads})
    return Accepted(found.id)


@decides(CancelAssignment, sections=OFFICE)
def cancel_assignment(command: CancelAssignment, ctx: Context) -> Decision:
    found = open_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if not may_move(ASSIGNMENT_MOVES, found.state, "cancelled"):
        return Refused("arrived_already", {"worker": found.worker})
    if not command.reason.strip():
        return Refused("county_reason_missing", field="reason")
    personal = names_somebody(command.sure, reason=command.reason)
    if personal is not None:
        return personal
    values = form_values(
        ctx.db, "assignment", {"state": "cancelled", "reason": command.reason}
    )  # fmt: skip
    if isinstance(values, Refused):
        return values
    ctx.draft.set("assignment", found.id, values)
    return Accepted(found.id)


@decides(MarkTravelling)
def mark_travelling(command: MarkTravelling, ctx: Context) -> Decision:
    found = open_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if found.state == "travelling":  # said by the council that sends and by the one that waits
        return Accepted(found.id)
    if not may_move(ASSIGNMENT_MOVES, found.state, "travelling"):
        return Refused("arrived_already", {"worker": found.worker})
    ctx.draft.set("assignment", found.id, {"state": "travelling"})
    return Accepted(found.id)


@decides(Arrive)
def arrive(command: Arrive, ctx: Context) -> Decision:
    known = assignment_of(ctx.db, command.assignment)
    host, home = _council(ctx, command.host), _council(ctx, command.home)
    if host is None or home is None:
        return Refused("county_no_such_council")
    at_host = known.host if known else host
    if not_own(ctx, at_host) is not None:
        return Refused("card_for_other", {"council": _name(ctx, at_host)})
    if known is not None and known.state not in COMING:
        return _already(known)
    first, last = (
        (known.arrives_on, known.leaves_on) if known else (command.arrives_on, command.leaves_on)
    )
    if last < ctx.today:
        return Refused("card_over", {"day": short_day_text(last)})
    early = ctx.today < first
    notices = (Notice("arrival_early", {"day": short_day_text(first)}),) if early else ()
    arrived: dict[str, Value] = {"state": "arrived", "arrived_at": ctx.now_ms}
    if known is not None:
        ctx.draft.set("assignment", command.assignment, arrived)
        return Accepted(command.assignment, notices)
    values = form_values(ctx.db, "assignment", {
        **arrived, "host": host, "home": home, "worker": command.worker,
        "section": command.section, "role": command.role, "leads": command.leads or None,
        "arrives_on": command.arrives_on.isoformat(), "leaves_on": command.leaves_on.isoformat(),
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    put_row(ctx, "assignment", command.assignment, values)
    return Accepted(command.assignment, (*notices, Notice("plan_comes_later")))


@decides(LeaveAssignment)
def leave_assignment(command: LeaveAssignment, ctx: Context) -> Decision:
    found = open_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if found.state != "arrived":
        return Refused("not_arrived_yet", {"worker": found.worker})
    early = ctx.today < found.leaves_on
    ctx.draft.set("assignment", found.id, {
        "state": "left", "left_at": ctx.now_ms,
        "leaves_on": (ctx.today if early else found.leaves_on).isoformat(),
    })  # fmt: skip
    bare = handover_written(ctx.db, found.id) is None
    return Accepted(found.id, (Notice("left_without_handover"),) if bare else ())


def own_assignment(ctx: Context, assignment: EntityId) -> Assignment | Refused:
    """A stay that the council which sends, the one that is helped, or the hub may write about."""
    found = assignment_of(ctx.db, assignment)
    if found is None:
        return Refused("no_such_assignment")
    if not_own(ctx, found.home) and not_own(ctx, found.host):
        return Refused("county_not_yours")
    return found


def open_assignment(ctx: Context, assignment: EntityId) -> Assignment | Refused:
    """The same, while it is not over."""
    found = own_assignment(ctx, assignment)
    if isinstance(found, Assignment) and not ASSIGNMENT_MOVES[found.state]:
        return Refused("assignment_over", {"worker": found.worker})
    return found


def _tour_and_offer(
    command: Assign, ctx: Context
) -> tuple[Tour, AidOffer, EntityId] | Refused:  # fmt: skip
    offer = offer_of(ctx.db, command.offer)
    if offer is None:
        return Refused("no_such_aid_offer")
    if offer.state != "accepted":
        return Refused("offer_not_accepted", field="offer")
    tours = {tour.id: tour for tour in tours_of(ctx.db, offer.request)}
    if command.tour not in tours:
        return Refused("no_such_tour")
    (host,) = ctx.db.execute(
        "SELECT council FROM live_aid_request WHERE id = ?", (offer.request,)
    ).fetchone()
    return tours[command.tour], offer, EntityId(host)


def _post_values(
    form: PostForm, first: date, last: date, ctx: Context
) -> dict[str, Value] | Refused:
    if not form.section:
        return Refused("section_missing", field="section")
    if last < first:
        return Refused("ends_before", field="leaves_on")
    wrong = period_refusal(first, last)
    if wrong is not None:  # only the length is left to be wrong, and the form has its own names
        return replace(wrong, field="leaves_on")
    return form_values(ctx.db, "assignment", {
        "section": form.section, "role": form.role, "lodging": form.lodging or None,
        "car": form.car, "arrives_on": first.isoformat(), "leaves_on": last.isoformat(),
    })  # fmt: skip


def _above_offer(
    ctx: Context, offer: AidOffer, wanted: Stay, instead_of: EntityId | None = None
) -> Refused | None:
    """Whether more of an offer would be there on some day than were offered."""
    if wanted.starts_on < offer.starts_on or wanted.ends_on > offer.ends_on:
        return Refused("outside_offer", {
            "first": short_day_text(offer.starts_on), "last": short_day_text(offer.ends_on),
        }, field="arrives_on")  # fmt: skip
    placed = [
        one.stay for one in assignments_from(ctx.db, offer.council)
        if one.offer == offer.id and one.counts and one.id != instead_of
    ]  # fmt: skip
    for day in together(wanted, wanted):
        there = sum(1 for one in placed if one.starts_on <= day <= one.ends_on)
        # On the days of handing over, two courses of one offer are there: that is the plan.
        handing_over = sum(
            1 for one in placed if one.starts_on <= day <= one.ends_on and _follow(one, wanted)
        )
        if there - handing_over + wanted.heads > offer.people:
            return Refused("above_offer", {
                "people": offer.people, "day": short_day_text(day),
            }, field="workers")  # fmt: skip
    return None


def _follow(one: Stay, other: Stay) -> bool:
    """Whether one of two stays follows the other and does not lie inside it."""
    earlier, later = sorted((one, other), key=lambda stay: stay.starts_on)
    return earlier.starts_on < later.starts_on and earlier.ends_on < later.ends_on


def _numbers(typed: tuple[str, ...], home: EntityId, ctx: Context) -> list[str] | Refused:
    """Numbers as typed (7, 14203-07), and new ones for those that were left empty."""
    (code,) = ctx.db.execute("SELECT code FROM live_council WHERE id = ?", (home,)).fetchone()
    known, numbers = list(workers_of(ctx.db, home)), list[str]()
    for words in typed:
        plain = words.strip()
        if not plain:
            number = next_worker(code, (*known, *numbers))
        else:
            if plain.isdecimal() and len(plain) < 4 and int(plain):
                plain = worker_number(code, int(plain))
            parts = worker_parts(plain)
            if parts is None or parts[0] != code:
                return Refused("aid_worker_number", {"code": code}, field="workers")
            number = worker_number(*parts)
        if number in numbers:
            return Refused("worker_twice", {"worker": number}, field="workers")
        numbers.append(number)
    return numbers


def _is_away(
    ctx: Context, home: EntityId, worker: str, stay: Stay, apart_from: EntityId | None
) -> Refused | None:
    for one in assignments_from(ctx.db, home):
        if one.worker == worker and one.counts and one.id != apart_from:
            days = together(stay, one.stay)
            if days:
                return Refused("worker_away", {
                    "worker": worker, "council": one.host_name, "day": short_day_text(days[0]),
                }, field="workers")  # fmt: skip
    return None


def _already(known: Assignment) -> Refused:
    if known.state == "arrived":
        return Refused("arrived_already", {"worker": known.worker})
    if known.state == "left":
        time = time_text(known.left_at) if known.left_at else ""
        return Refused("left_already", {"worker": known.worker, "time": time})
    return Refused("assignment_cancelled", {"worker": known.worker})


def _council(ctx: Context, code: str) -> EntityId | None:
    row = ctx.db.execute("SELECT id FROM live_council WHERE code = ?", (code,)).fetchone()
    return EntityId(row[0]) if row else None


def _name(ctx: Context, council: EntityId) -> str:
    row = ctx.db.execute("SELECT name FROM live_council WHERE id = ?", (council,)).fetchone()
    return str(row[0] or "") if row else ""
