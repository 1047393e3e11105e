"""応援要請: a council asks for staff, changes what it asks, takes it back.

A request is the asking council's; the prefectural council may write it for one that cannot, and the
row says so. What is missing is never typed: it follows from people, days and what was accepted.
Refused: a period that is none, fewer people than one, and to change what is over.
"""

from dataclasses import dataclass, field
from datetime import date

from app.domain.county_dispatch import (
    OPEN_REQUESTS,
    PERIOD_DAYS_MAX,
    REQUEST_MOVES,
    may_move,
)
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import acting_council, names_somebody, not_own
from app.services.form_values import form_values
from app.store.queries.county_dispatch import (
    AidOffer,
    AidRequest,
    missing_of,
    offers_of,
    request_of,
)
from sync.core.ids import EntityId
from sync.core.operations import Value

PEOPLE_MAX = 200
OFFICE = ("general",)  # who asks, offers and plans for a council


@dataclass(frozen=True)
class RequestForm:
    """What a request asks. Codes of `section`, `relief_skill` and `lodging`."""

    reason: str = ""
    duties: tuple[str, ...] = ()
    people: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    skills: tuple[str, ...] = ()
    vehicles: int | None = None
    lodging: str = ""
    lodging_note: str = ""
    meeting_place: str = ""
    note: str = ""


@dataclass(frozen=True)
class AskForStaff(CountyCommand):
    """`council`: who asks, where it is not the council of this device. `sure`: nobody is named."""

    form: RequestForm = field(repr=False)
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EditRequest(CountyCommand):
    request: EntityId
    form: RequestForm = field(repr=False)
    sure: bool = False


@dataclass(frozen=True)
class WithdrawRequest(CountyCommand):
    """The asking council does not need it any more."""

    request: EntityId


@dataclass(frozen=True)
class CloseRequest(CountyCommand):
    """The help is over: everybody has left."""

    request: EntityId


@decides(AskForStaff, sections=OFFICE)
def ask_for_staff(command: AskForStaff, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    values = request_values(ctx, command.form, sure=command.sure)
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("aid_request", ctx.new_id(), {
        **values, "number": next_request_number(ctx), "council": council, "at": ctx.now_ms,
        "state": "sent", "by": acted_by(ctx, council),
    }))  # fmt: skip


@decides(EditRequest, sections=OFFICE)
def edit_request(command: EditRequest, ctx: Context) -> Decision:
    found = open_request(ctx, command.request)
    if isinstance(found, Refused):
        return found
    refused = not_own(ctx, found.council)
    if refused is not None:
        return refused
    values = request_values(ctx, command.form, sure=command.sure)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("aid_request", found.id, {**values, "by": acted_by(ctx, found.council)})
    people, first, last = command.form.people, command.form.starts_on, command.form.ends_on
    assert people
    assert first
    assert last
    draft_filled(ctx, found, offers_of(ctx.db, found.id), people=people, first=first, last=last)
    return Accepted(found.id)


@decides(WithdrawRequest, sections=OFFICE)
def withdraw_request(command: WithdrawRequest, ctx: Context) -> Decision:
    """While people are there or on the way it is not withdrawn: it is closed at the end."""
    return _end(command.request, "withdrawn", ctx)


@decides(CloseRequest, sections=OFFICE)
def close_request(command: CloseRequest, ctx: Context) -> Decision:
    return _end(command.request, "closed", ctx)


def _end(request: EntityId, state: str, ctx: Context) -> Decision:
    found = open_request(ctx, request)
    if isinstance(found, Refused):
        return found
    refused = not_own(ctx, found.council)
    if refused is not None:
        return refused
    if not may_move(REQUEST_MOVES, found.state, state):
        return Refused("request_not_begun")
    (there,) = ctx.db.execute(
        "SELECT count(*) FROM live_assignment a JOIN live_tour t ON t.id = a.tour "
        "WHERE t.request = ? AND a.left_at IS NULL "
        "AND coalesce(a.state, '') NOT IN ('left', 'cancelled')",
        (request,),
    ).fetchone()
    if there:
        return Refused("request_has_workers", {"count": there})
    ctx.draft.set("aid_request", request, {"state": state, "by": acted_by(ctx, found.council)})
    return Accepted(request)


def acted_by(ctx: Context, council: EntityId) -> EntityId | None:
    """Who wrote it, where that is not the council that it is of."""
    return None if council == ctx.centre else ctx.centre


def next_request_number(ctx: Context) -> str:
    """R-A-3: the device's letter and its counter, said aloud."""
    series = f"R-{ctx.letter}-"
    return f"{series}{ctx.next_counter(series)}"


def open_request(ctx: Context, request: EntityId) -> AidRequest | Refused:
    found = request_of(ctx.db, request)
    if found is None:
        return Refused("no_such_aid_request")
    return found if found.state in OPEN_REQUESTS else Refused("request_over")


def request_values(ctx: Context, form: RequestForm, *, sure: bool) -> dict[str, Value] | Refused:
    """The form as the table takes it, or what is wrong with it."""
    if not form.reason.strip():
        return Refused("county_reason_missing", field="reason")
    if not form.duties:
        return Refused("duties_missing", field="duties")
    wrong = heads_refusal(form.people) or period_refusal(form.starts_on, form.ends_on)
    if wrong is not None:
        return wrong
    personal = names_somebody(
        sure, reason=form.reason, lodging_note=form.lodging_note,
        meeting_place=form.meeting_place, note=form.note,
    )  # fmt: skip
    if personal is not None:
        return personal
    return form_values(ctx.db, "aid_request", {
        "reason": form.reason, "duties": form.duties, "people": form.people,
        "starts_on": str(form.starts_on), "ends_on": str(form.ends_on),
        "skills": form.skills or None, "vehicles": form.vehicles, "lodging": form.lodging or None,
        "lodging_note": form.lodging_note, "meeting_place": form.meeting_place, "note": form.note,
    })  # fmt: skip


def heads_refusal(people: int | None) -> Refused | None:
    if people is None or people < 1:
        return Refused("people_missing", field="people")
    if people > PEOPLE_MAX:
        return Refused("people_many", {"limit": PEOPLE_MAX}, field="people")
    return None


def period_refusal(first: date | None, last: date | None) -> Refused | None:
    """What is wrong with two days that stand in a form as from and until."""
    if first is None:
        return Refused("day_missing", field="starts_on")
    if last is None:
        return Refused("day_missing", field="ends_on")
    if last < first:
        return Refused("ends_before", field="ends_on")
    if (last - first).days >= PERIOD_DAYS_MAX:
        return Refused("period_long", {"limit": PERIOD_DAYS_MAX}, field="ends_on")
    return None


def draft_filled(
    ctx: Context, request: AidRequest, offers: tuple[AidOffer, ...], *,
    people: int | None = None, first: date | None = None, last: date | None = None,
) -> None:  # fmt: skip
    """A request of which nothing is missing any more is filled, and the other way round."""
    asked = AidRequest(**{
        **vars(request), "people": people or request.people,
        "starts_on": first or request.starts_on, "ends_on": last or request.ends_on,
    })  # fmt: skip
    missing = missing_of(asked, offers, ("accepted",), ctx.today)
    state = "working" if missing else "filled"
    if missing and request.state == "sent":
        return
    if state != request.state:
        ctx.draft.set("aid_request", request.id, {"state": state})
