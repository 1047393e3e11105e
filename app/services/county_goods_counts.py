"""What moved, counted at both ends: sent, arrived, sent back, home; and what will never come home.

Every count is a line of a ledger; a wrong one is taken back (`CancelCount`), never overwritten, so
that two councils that count without knowing of each other lose nothing. A difference is not an
error: it is written as it was counted, told, and settled by somebody later. Refused: to count for
another council, what was never agreed, more sent back than is there.
"""

from dataclasses import dataclass

from app.domain.county_goods import AGREED, OFFERED, refusal_to_count
from app.services.command import Accepted, CountyCommand, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.county_goods import DESK, QUANTITY_MAX
from app.services.county_goods_requests import not_party
from app.services.form_values import clean_text, form_values
from app.store.queries.county_goods_loans import LoanRow, loan_row
from sync.core.ids import EntityId
from sync.core.operations import Value

NOTE_LETTERS_MAX = 400
SETTLED = ("lost", "taken_back")
"""How something missing is settled: lost on the way, or found where it came from."""


@dataclass(frozen=True)
class DispatchLoan(CountyCommand):
    """The lender has loaded so many. `carrier` and `due_on` change those of the loan."""

    loan: EntityId
    quantity: int
    carrier: str = ""
    due_on: str | None = None
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class ReceiveLoan(CountyCommand):
    """The borrower has counted so many. 0 is a count: nothing arrived."""

    loan: EntityId
    quantity: int
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class SendBack(CountyCommand):
    """So many go home; what was used up, lost or broken here does not."""

    loan: EntityId
    quantity: int = 0
    used_up: int = 0
    lost: int = 0
    broken: int = 0
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class TakeBack(CountyCommand):
    """The lender has counted so many at home. `damaged` is part of `quantity`; the others are not
    and never come."""

    loan: EntityId
    quantity: int = 0
    damaged: int = 0
    used_up: int = 0
    lost: int = 0
    broken: int = 0
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class SettleMissing(CountyCommand):
    """What was missing at the arrival: `how` is lost, or taken_back (it never left)."""

    loan: EntityId
    quantity: int
    how: str
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class CancelCount(CountyCommand):
    """A count was wrong: it no longer counts. By the council that wrote it."""

    move: EntityId


@decides(DispatchLoan, sections=DESK)
def dispatch_loan(command: DispatchLoan, ctx: Context) -> Decision:
    loan = _moving(ctx, command.loan)
    if isinstance(loan, Refused):
        return loan
    refused = not_own(ctx, loan.lender) or _bad(command.quantity, note=command.note)
    refused = refused or names_somebody(command.sure, note=command.note, carrier=command.carrier)
    if refused is not None:
        return refused
    if loan.stored == OFFERED:
        return Refused("loan_not_agreed")
    wanted: dict[str, Value] = {"carrier": clean_text(command.carrier), "due_on": command.due_on}
    changed = form_values(
        ctx.db, "goods_loan", {name: one for name, one in wanted.items() if one is not None}
    )
    if isinstance(changed, Refused):
        return changed
    if changed:
        ctx.draft.set("goods_loan", command.loan, changed)
    _count(ctx, loan, "dispatched", command.quantity, command.note)
    total = loan.sums.dispatched + command.quantity
    if total == loan.quantity:
        return Accepted(command.loan)
    values = {"count": total, "agreed": loan.quantity}
    return Accepted(command.loan, (Notice("loan_sent_differs", values),))


@decides(ReceiveLoan, sections=DESK)
def receive_loan(command: ReceiveLoan, ctx: Context) -> Decision:
    loan = _moving(ctx, command.loan)
    if isinstance(loan, Refused):
        return loan
    refused = not_own(ctx, loan.borrower) or names_somebody(command.sure, note=command.note)
    refused = refused or _bad(command.quantity, 1, note=command.note)  # nothing is a count too
    if refused is not None:
        return refused
    if command.quantity == 0 and not loan.sums.dispatched:
        return Refused("loan_not_sent")
    move = _count(ctx, loan, "received", command.quantity, command.note)
    missing = loan.sums.unarrived - command.quantity
    if missing == 0:
        return Accepted(move)
    if not loan.sums.dispatched:
        return Accepted(move, (Notice("loan_sent_unknown"),))
    code = "loan_short" if missing > 0 else "loan_surplus"
    return Accepted(move, (Notice(code, {"count": abs(missing)}),))


@decides(SendBack, sections=DESK)
def send_back(command: SendBack, ctx: Context) -> Decision:
    loan = _moving(ctx, command.loan)
    if isinstance(loan, Refused):
        return loan
    gone = (command.used_up, command.lost, command.broken)
    refused = not_own(ctx, loan.borrower) or names_somebody(command.sure, note=command.note)
    refused = refused or _bad(command.quantity, *gone, note=command.note)
    if refused is not None:
        return refused
    if command.quantity + sum(gone) > loan.sums.here:
        return Refused("loan_more_than_here", {"count": loan.sums.here}, field="quantity")
    made: EntityId | None = None
    if command.quantity:
        made = _count(ctx, loan, "sent_back", command.quantity, command.note)
    made = _gone(ctx, loan, gone, command.note, at_lender=False) or made
    return Accepted(made)


@decides(TakeBack, sections=DESK)
def take_back(command: TakeBack, ctx: Context) -> Decision:
    loan = _moving(ctx, command.loan)
    if isinstance(loan, Refused):
        return loan
    gone = (command.used_up, command.lost, command.broken)
    refused = not_own(ctx, loan.lender) or names_somebody(command.sure, note=command.note)
    refused = refused or _bad(command.quantity, *gone, note=command.note)
    if refused is not None:
        return refused
    if not 0 <= command.damaged <= command.quantity:
        return Refused("damaged_more_than_returned", field="damaged")
    if not loan.sums.sent_out:
        return Refused("loan_not_sent")
    if command.quantity:
        _count(ctx, loan, "taken_back", command.quantity, command.note, damaged=command.damaged)
    _gone(ctx, loan, gone, command.note, at_lender=True)
    left = loan.sums.owed - command.quantity - sum(gone)
    if left < 0:
        return Accepted(command.loan, (Notice("loan_more_home", {"count": -left}),))
    return Accepted(command.loan)


@decides(SettleMissing, sections=DESK)
def settle_missing(command: SettleMissing, ctx: Context) -> Decision:
    loan = _moving(ctx, command.loan)
    if isinstance(loan, Refused):
        return loan
    refused = not_party(ctx, loan) or names_somebody(command.sure, note=command.note)
    refused = refused or _bad(command.quantity, note=command.note)
    if refused is not None:
        return refused
    if command.how not in SETTLED:
        raise ValueError(command.how)
    if command.how == "taken_back":  # only who sends can have it at home
        refused = not_own(ctx, loan.lender)
        if refused is not None:
            return refused
    if command.quantity > loan.sums.missing:
        return Refused(
            "loan_more_than_missing", {"count": max(0, loan.sums.missing)}, field="quantity"
        )
    _count(ctx, loan, command.how, command.quantity, command.note, on_way=True)
    return Accepted(command.loan)


@decides(CancelCount, sections=DESK)
def cancel_count(command: CancelCount, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT loan, council, kind, quantity FROM live_goods_move WHERE id = ?", (command.move,)
    ).fetchone()
    loan = loan_row(ctx.db, EntityId(row[0])) if row is not None else None
    if row is None or loan is None:
        return Refused("no_such_count")
    refused = not_own(ctx, row[1])
    if refused is not None:
        return refused
    if row[2] == "received" and row[3] > loan.sums.here:
        return Refused("loan_already_back")
    ctx.draft.delete("goods_move", command.move)
    return Accepted(loan.id)


def _moving(ctx: Context, loan: EntityId) -> LoanRow | Refused:
    """A loan of which something may be counted."""
    found = loan_row(ctx.db, loan)
    if found is None:
        return Refused("no_such_loan")
    if found.stored in (OFFERED, AGREED) or found.sums.sent_out:
        return found
    return Refused("loan_declined")  # what left all the same is counted all the same


def _bad(*counts: int, note: str) -> Refused | None:
    if len(note) > NOTE_LETTERS_MAX:
        return Refused("text_too_long", {"limit": NOTE_LETTERS_MAX}, field="note")
    if max(counts) > QUANTITY_MAX:
        return Refused("quantity_positive", field="quantity")
    code = refusal_to_count(*counts)
    return Refused(code, field="quantity") if code else None


def _gone(
    ctx: Context, loan: LoanRow, counts: tuple[int, int, int], note: str, *, at_lender: bool
) -> EntityId | None:
    made: EntityId | None = None
    for kind, count in zip(("used_up", "lost", "broken"), counts, strict=True):
        if count:
            made = _count(ctx, loan, kind, count, note, at_lender=at_lender)
    return made


def _count(
    ctx: Context, loan: LoanRow, kind: str, quantity: int, note: str, *, damaged: int = 0,
    on_way: bool = False, at_lender: bool = False,
) -> EntityId:  # fmt: skip
    """One line of the ledger, by the council of this device, at this moment."""
    return ctx.draft.move("goods_move", ctx.new_id(), {
        "loan": loan.id, "kind": kind, "quantity": quantity, "at": ctx.now_ms,
        "council": ctx.centre, "damaged": damaged or None, "note": clean_text(note),
        "on_way": on_way or None, "at_lender": at_lender or None,
    })  # fmt: skip
