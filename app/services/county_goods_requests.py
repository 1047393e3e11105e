"""Who asks, who offers, what is agreed: up to the moment at which something is loaded.

An offer is of one council's yard for one request; who asked says yes, to all of it or to less. A
council whose link is down is lent to without its yes (`LendDirectly`): the row says who wrote it.
Refused: to offer for a request that is over or from a yard that is closed, to answer for another
council, to call off what has left already. More than the yard has free is a notice: the shelf is
right, the book may be late.
"""

from dataclasses import dataclass

from app.domain.county_goods import AGREED, DECLINED, OFFERED
from app.services.command import Accepted, CountyCommand, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.county_acting import (
    acting_council,
    council_exists,
    names_somebody,
    not_own,
)
from app.services.county_goods import DESK, QUANTITY_MAX, yard_council, yard_open
from app.services.form_values import form_values
from app.store.queries.county_goods import free_of, request_line
from app.store.queries.county_goods_loans import LoanRow, loan_row
from sync.core.ids import EntityId
from sync.core.operations import Value

KITS_MAX = 99


@dataclass(frozen=True)
class AskForm:
    """`needed_on` is a day (ISO); `place` where to bring it: a town or a centre, no address."""

    needed_on: str | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class AskForGoods(CountyCommand):
    """Things, (code of equipment, quantity) each, or so many starter kits: one request a thing."""

    lines: tuple[tuple[str, int], ...] = ()
    kit: EntityId | None = None
    kits: int = 1
    form: AskForm = AskForm()
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EndGoodsRequest(CountyCommand):
    """No more is wanted. `withdrawn`: nothing came of it; else it is closed."""

    request: EntityId
    withdrawn: bool = False


@dataclass(frozen=True)
class OfferForm:
    """`yard` None: from no yard on the list. `due_on` is the day (ISO) on which it comes home."""

    quantity: int
    yard: EntityId | None = None
    ownership: str = "bought"
    due_on: str | None = None
    carrier: str = ""
    note: str = ""


@dataclass(frozen=True)
class OfferGoods(CountyCommand):
    request: EntityId
    form: OfferForm
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class LendDirectly(CountyCommand):
    """Without a request: agreed by telephone, or on the own judgement where contact is lost."""

    borrower: EntityId
    equipment: str
    form: OfferForm
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class AgreeLoan(CountyCommand):
    """Who asked says yes. `quantity` None takes all that is offered."""

    loan: EntityId
    quantity: int | None = None


@dataclass(frozen=True)
class DeclineLoan(CountyCommand):
    """Nothing comes of it, by either side, while nothing has left."""

    loan: EntityId
    note: str = ""
    sure: bool = False


@decides(AskForGoods, sections=DESK)
def ask_for_goods(command: AskForGoods, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    lines = _asked_lines(command, ctx)
    if isinstance(lines, Refused):
        return lines
    form = command.form
    refused = names_somebody(command.sure, place=form.place, note=form.note)
    if refused is not None:
        return refused
    if form.needed_on is not None and form.needed_on < ctx.today.isoformat():
        return Refused("day_past", field="needed_on")
    made: list[EntityId] = []
    for equipment, quantity in lines:
        values = form_values(ctx.db, "goods_request", {
            "number": next_number(ctx, "G"), "council": council, "at": ctx.now_ms,
            "equipment": equipment, "quantity": quantity, "needed_on": form.needed_on,
            "state": "sent", "kit": command.kit, "note": form.note, "place": form.place,
        })  # fmt: skip
        if isinstance(values, Refused):
            return values
        made.append(ctx.draft.new("goods_request", ctx.new_id(), values))
    return Accepted(made[0])


@decides(EndGoodsRequest, sections=DESK)
def end_goods_request(command: EndGoodsRequest, ctx: Context) -> Decision:
    request = request_line(ctx.db, command.request)
    if request is None:
        return Refused("no_such_goods_request")
    refused = not_own(ctx, request.council)
    if refused is not None:
        return refused
    if request.over:
        return Refused("goods_request_over")
    if command.withdrawn and request.promised:
        return Refused("goods_promised", {"count": request.promised})
    state = "withdrawn" if command.withdrawn else "closed"
    ctx.draft.set("goods_request", command.request, {"state": state})
    return Accepted(command.request)


@decides(OfferGoods, sections=DESK)
def offer_goods(command: OfferGoods, ctx: Context) -> Decision:
    request = request_line(ctx.db, command.request)
    if request is None:
        return Refused("no_such_goods_request")
    if request.over:
        return Refused("goods_request_over")
    lender = _lender(ctx, command.form, command.council)
    if isinstance(lender, Refused):
        return lender
    if lender == request.council:
        return Refused("goods_own_request")
    return _draft_loan(ctx, command.form, lender, {
        "request": command.request, "borrower": request.council, "equipment": request.equipment,
        "state": OFFERED,
    }, sure=command.sure)  # fmt: skip


@decides(LendDirectly, sections=DESK)
def lend_directly(command: LendDirectly, ctx: Context) -> Decision:
    if not council_exists(ctx, command.borrower):
        return Refused("county_no_such_council", field="borrower")
    lender = _lender(ctx, command.form, command.council)
    if isinstance(lender, Refused):
        return lender
    if lender == command.borrower:
        return Refused("goods_own_request", field="borrower")
    return _draft_loan(ctx, command.form, lender, {
        "borrower": command.borrower, "equipment": command.equipment, "state": AGREED,
    }, sure=command.sure)  # fmt: skip


@decides(AgreeLoan, sections=DESK)
def agree_loan(command: AgreeLoan, ctx: Context) -> Decision:
    loan = loan_row(ctx.db, command.loan)
    if loan is None:
        return Refused("no_such_loan")
    refused = not_own(ctx, loan.borrower)
    if refused is not None:
        return refused
    if loan.stored != OFFERED:
        return Refused("loan_not_offered")
    quantity = loan.quantity if command.quantity is None else command.quantity
    if not 0 < quantity <= loan.quantity:
        return Refused("loan_more_than_offered", {"count": loan.quantity}, field="quantity")
    ctx.draft.set("goods_loan", command.loan, {"state": AGREED, "quantity": quantity})
    return Accepted(command.loan)


@decides(DeclineLoan, sections=DESK)
def decline_loan(command: DeclineLoan, ctx: Context) -> Decision:
    loan = loan_row(ctx.db, command.loan)
    if loan is None:
        return Refused("no_such_loan")
    refused = not_party(ctx, loan) or names_somebody(command.sure, note=command.note)
    if refused is not None:
        return refused
    if loan.stored not in (OFFERED, AGREED):
        return Refused("loan_over")
    if loan.sums.sent_out or loan.sums.arrival_counted:
        return Refused("loan_has_left")
    note = command.note.strip()
    values: dict[str, Value] = {"state": DECLINED, **({"note": note} if note else {})}
    ctx.draft.set("goods_loan", command.loan, values)
    return Accepted(command.loan)


def not_party(ctx: Context, loan: LoanRow) -> Refused | None:
    """Lender, borrower and the prefectural council may; nobody else."""
    return None if ctx.centre == loan.borrower else not_own(ctx, loan.lender)


def next_number(ctx: Context, kind: str) -> str:
    """G-A-3: a kind, the device's letter and its counter."""
    series = f"{kind}-{ctx.letter}-"
    return f"{series}{ctx.next_counter(series)}"


def _asked_lines(command: AskForGoods, ctx: Context) -> list[tuple[str, int]] | Refused:
    lines = [line for line in command.lines if line[1]]
    if command.kit is not None:
        if not 0 < command.kits <= KITS_MAX:
            return Refused("quantity_positive", field="kits")
        rows = ctx.db.execute(
            "SELECT equipment, quantity FROM live_kit_line WHERE kit = ? ORDER BY equipment",
            (command.kit,),
        ).fetchall()
        if not rows:
            return Refused("no_such_kit", field="kit")
        lines = [(code, count * command.kits) for code, count in rows]
    if not lines:
        return Refused("equipment_nothing_chosen", field="lines")
    if any(not 0 < count <= QUANTITY_MAX for _, count in lines):
        return Refused("quantity_positive", field="lines")
    return lines


def _lender(ctx: Context, form: OfferForm, council: EntityId | None) -> EntityId | Refused:
    """Whose yard it is, and that this device may speak for it."""
    if form.yard is None:
        return acting_council(ctx, council)
    keeper = yard_council(ctx, form.yard)
    if keeper is None:
        return Refused("no_such_yard", field="yard")
    refused = not_own(ctx, keeper)
    if refused is None and not yard_open(ctx, form.yard):
        refused = Refused("goods_yard_closed", field="yard")
    return refused or keeper


def _draft_loan(
    ctx: Context, form: OfferForm, lender: EntityId, values: dict[str, Value], *, sure: bool
) -> Decision:
    if not 0 < form.quantity <= QUANTITY_MAX:
        return Refused("quantity_positive", field="quantity")
    refused = names_somebody(sure, carrier=form.carrier, note=form.note)
    if refused is not None:
        return refused
    if form.due_on is not None and form.due_on < ctx.today.isoformat():
        return Refused("day_past", field="due_on")
    ready = form_values(ctx.db, "goods_loan", {
        **values, "number": next_number(ctx, "L"), "yard": form.yard, "lender": lender,
        "quantity": form.quantity, "ownership": form.ownership, "at": ctx.now_ms,
        "due_on": form.due_on, "carrier": form.carrier, "note": form.note,
    })  # fmt: skip
    if isinstance(ready, Refused):
        return ready
    notices: tuple[Notice, ...] = ()
    if form.yard is not None:
        free = free_of(ctx.db, form.yard, str(values["equipment"]), form.ownership)
        if form.quantity > free:
            notices = (Notice("goods_more_than_free", {"free": free, "count": form.quantity}),)
    return Accepted(ctx.draft.new("goods_loan", ctx.new_id(), ready), notices)
