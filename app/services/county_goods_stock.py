"""A loan between councils in the books of the borrower's own centre: the other half of the tap.

What arrived becomes a borrowed lot of the centre's ledger, owned by the council that lends; what
goes home leaves it. Each lot has an id made from the count in the county, so that the same tap on
two devices, or twice, enters it once. The two operations never share a key: what crosses here is a
thing's code, a number and a council's name.
"""

from dataclasses import dataclass

from app.catalogue.codes import CodeLists
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.equipment_drafts import (
    Lot,
    Thing,
    code_lists,
    draft_equipment,
    draft_move,
    draft_receipt,
    give_back_codes,
)
from app.services.equipment_moves import (
    QUANTITY_MAX,
    ToolLine,
    short_notice,
    stock_by_id,
    taken_from,
)
from app.store.queries.equipment_history import lot_row, owed_of_lot
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value


@dataclass(frozen=True)
class EnterLoan(Command):
    """`count` is the goods_move by which it arrived; `ownership` stockyard or other_council;
    `equipment` a code of the shipped list."""

    count: EntityId
    number: str
    equipment: str
    quantity: int
    lender: str
    ownership: str = "other_council"
    due_on: str | None = None


@dataclass(frozen=True)
class LeaveLoan(Command):
    """`counts` are those by which the loan arrived. `quantity` goes home; `gone` never will: it
    left the books when it was used up, lost or broken."""

    counts: tuple[EntityId, ...]
    quantity: int
    gone: int = 0
    number: str = ""


def lot_of_count(count: EntityId) -> EntityId:
    """The lot of the centre's ledger that a count of the county is."""
    return imported_entity_id("county_goods", count.hex())


def loan_ownership(yard_kind: str) -> str:
    """As what a loan stands in the borrower's books."""
    return "stockyard" if yard_kind == "stockyard" else "other_council"


@decides(EnterLoan, sections=("equipment",))
def enter_loan(command: EnterLoan, ctx: Context) -> Decision:
    if not 0 < command.quantity <= QUANTITY_MAX:
        return Refused("quantity_positive", field="quantity")
    entry = CodeLists.load().get("equipment", command.equipment)
    if entry is None:
        return Refused("no_such_code", {"code": command.equipment})
    thing = draft_equipment(ctx, Thing(
        entry.ja, unit=str(entry.attributes.get("unit") or ""),
        type=str(entry.attributes.get("type") or ""), code=command.equipment,
    ))  # fmt: skip
    lot = Lot(command.quantity, command.ownership, command.lender, command.due_on, command.number)
    entered = draft_receipt(ctx, thing, lot, identifier=lot_of_count(command.count))
    if entered is None:
        return Refused("loan_in_books")
    return Accepted(entered)


@decides(LeaveLoan, sections=("equipment",))
def leave_loan(command: LeaveLoan, ctx: Context) -> Decision:
    left, gone = command.quantity, command.gone
    if min(left, gone) < 0 or left + gone == 0:
        return Refused("quantity_positive", field="quantity")
    owed_codes = give_back_codes(code_lists(ctx))
    notices: list[Notice] = []
    first: EntityId | None = None
    for count in command.counts:
        lot = lot_of_count(count)
        row, owed = lot_row(ctx.db, lot), owed_of_lot(ctx.db, lot, owed_codes)
        if row is None or not owed:
            continue
        now = min(left, owed)
        missing = min(gone, owed - now)
        common: dict[str, Value] = {"lot": lot, "owner": row.owner, "note": command.number}
        if now:
            stock = stock_by_id(ctx)[row.equipment]
            line = ToolLine(row.equipment, now)
            for place, quantity in taken_from(ctx, stock, line):
                draft_move(ctx, row.equipment, quantity, "give_back", {
                    **common, "from_place": place,
                })  # fmt: skip
            if stock.ready < now:
                notices.append(short_notice(stock, stock.ready, now))
        if missing:
            draft_move(ctx, row.equipment, missing, "give_back", common)
        left, gone = left - now, gone - missing
        first = first or lot
    if first is None:
        return Refused("loan_not_in_books")
    return Accepted(first, tuple(notices))
