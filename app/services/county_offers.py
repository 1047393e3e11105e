"""応援の申し出: councils offer people; the one that asks, the hub or the block's lead decides.

Where contact with a struck council is lost, another one may start on its own judgement: the record
says so wherever it is shown. It may when the agreement has a trigger that long ago, or, where no
term says how long, after six hours in which nothing came from any device of that council.
"""

from dataclasses import dataclass, field
from datetime import date

from app.domain.county_dispatch import LOST_AFTER_MINUTES, OFFER_MOVES, contact_lost, may_move
from app.services.command import Accepted, CountyCommand, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.county_acting import (
    acting_council,
    council_exists,
    names_somebody,
    not_own,
)
from app.services.county_dispatch import (
    OFFICE,
    RequestForm,
    acted_by,
    draft_filled,
    heads_refusal,
    next_request_number,
    open_request,
    period_refusal,
    request_values,
)
from app.services.county_steps import works_on
from app.services.form_values import form_values
from app.store.queries.county_dispatch import (
    AidOffer,
    AidRequest,
    last_heard,
    offer_of,
    offers_of,
    own_judgement_minutes,
    steps_of,
)
from app.store.queries.county_roster import assignments_from
from sync.core.ids import EntityId
from sync.core.operations import Value


@dataclass(frozen=True)
class OfferForm:
    """How many, from when until when, with what. Codes of `relief_skill`."""

    people: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    skills: tuple[str, ...] = ()
    vehicles: int | None = None
    note: str = ""


@dataclass(frozen=True)
class OfferStaff(CountyCommand):
    """`council`: who offers, where it is not the council of this device."""

    request: EntityId
    form: OfferForm = field(repr=False)
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EditOffer(CountyCommand):
    offer: EntityId
    form: OfferForm = field(repr=False)
    sure: bool = False


@dataclass(frozen=True)
class DecideOffer(CountyCommand):
    """Accepts an offer, or lets it pass with thanks."""

    offer: EntityId
    accept: bool


@dataclass(frozen=True)
class WithdrawOffer(CountyCommand):
    """Who offered cannot come."""

    offer: EntityId


@dataclass(frozen=True)
class StartOnOwnJudgement(CountyCommand):
    """The council of this device begins to help `host`, of which nothing is heard."""

    host: EntityId
    form: RequestForm = field(repr=False)
    sure: bool = False


@decides(OfferStaff, sections=OFFICE)
def offer_staff(command: OfferStaff, ctx: Context) -> Decision:
    found = open_request(ctx, command.request)
    if isinstance(found, Refused):
        return found
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    if council == found.council:
        return Refused("offer_to_oneself")
    values = _values(command.form, found, ctx, sure=command.sure)
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("aid_offer", ctx.new_id(), {
        **values, "request": found.id, "council": council, "at": ctx.now_ms, "state": "offered",
        "by": acted_by(ctx, council),
    }))  # fmt: skip


@decides(EditOffer, sections=OFFICE)
def edit_offer(command: EditOffer, ctx: Context) -> Decision:
    found = _offer(ctx, command.offer)
    if isinstance(found, Refused):
        return found
    offer, request = found
    refused = not_own(ctx, offer.council)
    if refused is not None:
        return refused
    if offer.state not in ("offered", "accepted"):
        return Refused("offer_is_over")
    values = _values(command.form, request, ctx, sure=command.sure)
    if isinstance(values, Refused):
        return values
    if offer.assigned > (command.form.people or 0):
        return Refused("offer_has_workers", {"count": offer.assigned}, field="people")
    outside = _staying_outside(ctx, offer, command.form)
    if outside:
        return Refused("offer_has_stays", {"count": outside}, field="starts_on")
    ctx.draft.set("aid_offer", offer.id, {**values, "by": acted_by(ctx, offer.council)})
    changed = AidOffer(**{
        **vars(offer), "people": command.form.people, "starts_on": command.form.starts_on,
        "ends_on": command.form.ends_on,
    })  # fmt: skip
    _draft_request(ctx, request, changed)
    return Accepted(offer.id)


@decides(DecideOffer, sections=OFFICE)
def decide_offer(command: DecideOffer, ctx: Context) -> Decision:
    """More than is wanted may be accepted: it is said, not refused."""
    found = _offer(ctx, command.offer)
    if isinstance(found, Refused):
        return found
    offer, request = found
    mine = not_own(ctx, request.council) is None or works_on(ctx, steps_of(ctx.db, request.id))
    if not mine:
        return Refused("offer_not_yours")
    state = "accepted" if command.accept else "declined"
    refused = _may_become(offer, state)
    if refused is not None:
        return refused
    ctx.draft.set("aid_offer", offer.id, {"state": state})
    decided = AidOffer(**{**vars(offer), "state": state})
    _draft_request(ctx, request, decided)
    over = command.accept and request.state == "filled"
    return Accepted(offer.id, (Notice("request_was_filled"),) if over else ())


@decides(WithdrawOffer, sections=OFFICE)
def withdraw_offer(command: WithdrawOffer, ctx: Context) -> Decision:
    found = _offer(ctx, command.offer)
    if isinstance(found, Refused):
        return found
    offer, request = found
    refused = not_own(ctx, offer.council) or _may_become(offer, "withdrawn")
    if refused is not None:
        return refused
    ctx.draft.set("aid_offer", offer.id, {
        "state": "withdrawn", "by": acted_by(ctx, offer.council),
    })  # fmt: skip
    _draft_request(ctx, request, AidOffer(**{**vars(offer), "state": "withdrawn"}))
    return Accepted(offer.id)


@decides(StartOnOwnJudgement, sections=OFFICE)
def start_on_own_judgement(command: StartOnOwnJudgement, ctx: Context) -> Decision:
    if not council_exists(ctx, command.host):
        return Refused("county_no_such_council", field="host")
    if command.host == ctx.centre:
        return Refused("offer_to_oneself", field="host")
    minutes = own_judgement_minutes(ctx.db, ctx.today) or LOST_AFTER_MINUTES
    heard = last_heard(ctx.db, command.host)
    if not contact_lost(heard, ctx.now_ms, minutes):
        ago = (ctx.now_ms - (heard or 0)) // 60_000
        return Refused("contact_stands", {"ago": ago, "minutes": minutes}, field="host")
    values = request_values(ctx, command.form, sure=command.sure)
    if isinstance(values, Refused):
        return values
    form = command.form
    request = ctx.draft.new("aid_request", ctx.new_id(), {
        **values, "number": next_request_number(ctx), "council": command.host, "at": ctx.now_ms,
        "state": "filled", "own_judgement": True, "begun_by": ctx.centre, "by": ctx.centre,
    })  # fmt: skip
    ctx.draft.new("aid_offer", ctx.new_id(), {
        "request": request, "council": ctx.centre, "at": ctx.now_ms, "people": form.people,
        "starts_on": str(form.starts_on), "ends_on": str(form.ends_on),
        "skills": form.skills or None, "vehicles": form.vehicles, "state": "accepted",
        "own_judgement": True,
    })  # fmt: skip
    return Accepted(request, (Notice("own_judgement_said"),))


def _offer(ctx: Context, offer: EntityId) -> tuple[AidOffer, AidRequest] | Refused:
    found = offer_of(ctx.db, offer)
    if found is None:
        return Refused("no_such_aid_offer")
    request = open_request(ctx, found.request)
    return request if isinstance(request, Refused) else (found, request)


def _may_become(offer: AidOffer, state: str) -> Refused | None:
    if not may_move(OFFER_MOVES, offer.state, state):
        return Refused("offer_is_over")
    if offer.state == "accepted" and offer.assigned:
        return Refused("offer_has_workers", {"count": offer.assigned})
    return None


def _staying_outside(ctx: Context, offer: AidOffer, form: OfferForm) -> int:
    """How many of those who are planned for an offer would stay outside the days of the form."""
    assert form.starts_on
    assert form.ends_on
    return sum(
        one.arrives_on < form.starts_on or one.leaves_on > form.ends_on
        for one in assignments_from(ctx.db, offer.council)
        if one.offer == offer.id and one.counts
    )


def _draft_request(ctx: Context, request: AidRequest, changed: AidOffer) -> None:
    """With one offer as it will be."""
    offers = tuple(
        changed if one.id == changed.id else one for one in offers_of(ctx.db, request.id)
    )
    draft_filled(ctx, request, offers)


def _values(
    form: OfferForm, request: AidRequest, ctx: Context, *, sure: bool
) -> dict[str, Value] | Refused:
    wrong = heads_refusal(form.people) or period_refusal(form.starts_on, form.ends_on)
    if wrong is not None:
        return wrong
    assert form.starts_on
    assert form.ends_on
    if form.starts_on > request.ends_on or form.ends_on < request.starts_on:
        return Refused("offer_beside_period", field="starts_on")
    personal = names_somebody(sure, note=form.note)
    if personal is not None:
        return personal
    return form_values(ctx.db, "aid_offer", {
        "people": form.people, "starts_on": str(form.starts_on), "ends_on": str(form.ends_on),
        "skills": form.skills or None, "vehicles": form.vehicles, "note": form.note,
    })  # fmt: skip
