"""What happens to stock without a team: lots come and go back, things are moved, washed, counted.

A stock-take writes the difference to what was expected when it was counted, so a hand-out that
another desk made meanwhile still counts on top of it. A line of the ledger can be taken back later,
one at a time, as long as nothing stands on it.
"""

from dataclasses import dataclass, replace
from datetime import date

from app.domain.equipment import correction, more_than_stock
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.equipment_drafts import (
    STORE,
    WASHING,
    Lot,
    code_lists,
    draft_move,
    draft_receipt,
    give_back_codes,
    place_of_kind,
    places,
)
from app.services.equipment_moves import (
    QUANTITY_MAX,
    ToolLine,
    refused_lines,
    short_notice,
    stock_by_id,
    taken_from,
)
from app.services.undo_guards import returned_of
from app.store.queries.equipment import StockRow, stock_row
from app.store.queries.equipment_history import lot_row, owed_of_lot
from sync.core.ids import EntityId
from sync.core.operations import Value

Values = dict[str, Value]
DESK = ("equipment",)
# How things leave a place without a team.
WAYS_OUT = ("consume", "damage", "lose")


@dataclass(frozen=True)
class ReceiveStock(Command):
    """A lot comes in. What is borrowed names its owner; `due_on` (ISO) is when it goes back."""

    equipment: EntityId
    quantity: int
    ownership: str = "bought"
    owner: str = ""
    due_on: str | None = None
    place: EntityId | None = None
    note: str = ""


@dataclass(frozen=True)
class MoveStock(Command):
    """From one place to another; a line that names no place comes from where it is ready."""

    lines: tuple[ToolLine, ...]
    to_place: EntityId
    note: str = ""


@dataclass(frozen=True)
class WashDone(Command):
    """Washed things go back on the shelf. A line that names no place comes from the washing place;
    `to_place` None is the first store."""

    lines: tuple[ToolLine, ...]
    to_place: EntityId | None = None


@dataclass(frozen=True)
class TakeOut(Command):
    """Things leave a place for good: used at the centre, broken beyond repair, or lost."""

    equipment: EntityId
    quantity: int
    reason: str = "consume"
    place: EntityId | None = None
    note: str = ""


@dataclass(frozen=True)
class CountLine:
    """`expected` is the balance that stood on the screen when the thing was counted."""

    equipment: EntityId
    expected: int
    counted: int


@dataclass(frozen=True)
class CountStock(Command):
    """What was counted in one place; a right count is written down too."""

    place: EntityId
    lines: tuple[CountLine, ...]


@dataclass(frozen=True)
class GiveBack(Command):
    """Some of a borrowed lot goes back. `missing` is settled with the owner without the thing."""

    lot: EntityId
    quantity: int
    missing: int = 0
    place: EntityId | None = None
    note: str = ""


@dataclass(frozen=True)
class CancelMove(Command):
    """A line of the ledger was wrong: it no longer counts."""

    move: EntityId


@decides(ReceiveStock, sections=DESK)
def receive_stock(command: ReceiveStock, ctx: Context) -> Decision:
    stock = stock_row(ctx.db, command.equipment)
    if stock is None:
        return Refused("no_such_equipment", field="equipment")
    if not 0 < command.quantity <= QUANTITY_MAX:
        return Refused("quantity_positive", field="quantity")
    codes = code_lists(ctx)
    if not codes.offers("ownership", command.ownership, ctx.today.isoformat()):
        return Refused("equipment_no_such_code", {"code": command.ownership}, field="ownership")
    owed = command.ownership in give_back_codes(codes)
    if owed and not command.owner.strip():
        return Refused("equipment_owner_missing", field="owner")
    if command.due_on is not None and not _is_day(command.due_on):
        return Refused("equipment_due_unreadable", field="due_on")
    refused = _bad_place(ctx, command.place)
    if refused is not None:
        return refused
    lot = Lot(
        command.quantity, command.ownership, command.owner, command.due_on if owed else None,
        command.note.strip(),
    )  # fmt: skip
    return Accepted(draft_receipt(ctx, command.equipment, lot, command.place))


@decides(MoveStock, sections=DESK)
def move_stock(command: MoveStock, ctx: Context) -> Decision:
    return _shift(ctx, command.lines, command.to_place, "move", command.note)


@decides(WashDone, sections=DESK)
def wash_done(command: WashDone, ctx: Context) -> Decision:
    dirty = tuple(
        replace(line, place=line.place or place_of_kind(ctx, WASHING)) for line in command.lines
    )
    return _shift(ctx, dirty, command.to_place, "wash", "")


@decides(TakeOut, sections=DESK)
def take_out(command: TakeOut, ctx: Context) -> Decision:
    if command.reason not in WAYS_OUT:
        return Refused("equipment_no_such_code", {"code": command.reason}, field="reason")
    stock = stock_by_id(ctx)
    line = ToolLine(command.equipment, command.quantity, command.place)
    refused = refused_lines(ctx, [line], stock)
    if refused is not None:
        return refused
    row = stock[command.equipment]
    for place, quantity in taken_from(ctx, row, line):
        values: Values = {"from_place": place, "note": command.note.strip()}
        draft_move(ctx, command.equipment, quantity, command.reason, values)
    return Accepted(command.equipment, _short(row, line))


@decides(CountStock, sections=DESK)
def count_stock(command: CountStock, ctx: Context) -> Decision:
    if command.place not in {row.id for row in places(ctx)}:
        return Refused("no_such_place", field="place")
    if not command.lines:
        return Refused("equipment_nothing_chosen")
    if len({line.equipment for line in command.lines}) < len(command.lines):
        return Refused("equipment_line_twice")
    stock = stock_by_id(ctx)
    for line in command.lines:
        if line.equipment not in stock:
            return Refused("no_such_equipment")
        if not 0 <= line.counted <= QUANTITY_MAX:
            return Refused("equipment_quantity_negative", field=line.equipment.hex())
    for line in command.lines:
        _count(ctx, command.place, line)
    return Accepted(command.place)


@decides(GiveBack, sections=DESK)
def give_back(command: GiveBack, ctx: Context) -> Decision:
    lot = lot_row(ctx.db, command.lot)
    owed = owed_of_lot(ctx.db, command.lot, give_back_codes(code_lists(ctx)))
    if lot is None or owed is None:
        return Refused("equipment_no_such_lot")
    if min(command.quantity, command.missing) < 0 or command.quantity + command.missing == 0:
        return Refused("quantity_positive", field="quantity")
    if command.quantity + command.missing > owed:
        return Refused("equipment_more_than_owed", {"owed": owed}, field="quantity")
    refused = _bad_place(ctx, command.place)
    if refused is not None:
        return refused
    notices: tuple[Notice, ...] = ()
    common: Values = {"lot": command.lot, "owner": lot.owner, "note": command.note.strip()}
    if command.quantity:
        row = stock_by_id(ctx)[lot.equipment]
        line = ToolLine(lot.equipment, command.quantity, command.place)
        for place, quantity in taken_from(ctx, row, line):
            values: Values = {**common, "from_place": place}
            draft_move(ctx, lot.equipment, quantity, "give_back", values)
        notices = _short(row, line)
    if command.missing:  # it left the books before, when it was lost or broken
        draft_move(ctx, lot.equipment, command.missing, "give_back", common)
    return Accepted(command.lot, notices)


@decides(CancelMove, sections=DESK)
def cancel_move(command: CancelMove, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT reason, count, team, equipment, quantity FROM live_stock_move WHERE id = ?",
        (command.move,),
    ).fetchone()
    if row is None:
        return Refused("equipment_no_such_move")
    stands_on_it = ctx.db.execute(
        "SELECT 1 FROM live_stock_move WHERE reason = 'give_back' AND lot = ?", (command.move,)
    ).fetchone()
    if stands_on_it is not None:
        return Refused("equipment_lot_given_back")
    if row[0] == "lend" and returned_of(ctx.db, *row[2:]):
        return Refused("equipment_loan_came_back")
    ctx.draft.delete("stock_move", command.move)
    if row[1] is not None:
        ctx.draft.delete("stock_count", EntityId(row[1]))
    return Accepted(command.move)


def _shift(
    ctx: Context, lines: tuple[ToolLine, ...], to_place: EntityId | None, reason: str, note: str
) -> Decision:
    stock = stock_by_id(ctx)
    wanted = [line for line in lines if line.quantity]
    refused = refused_lines(ctx, wanted, stock) or _bad_place(ctx, to_place)
    if refused is not None:
        return refused
    target = to_place or place_of_kind(ctx, STORE)
    if any(line.place == target for line in wanted):
        return Refused("equipment_same_place", field="place")
    notices: list[Notice] = []
    for line in wanted:
        row = stock[line.equipment]
        notices += _short(row, line)
        for place, quantity in taken_from(ctx, row, line):
            values = {
                "from_place": place, "to_place": target, "note": note.strip(),
                "washed": True if reason == "wash" else None,
            }  # fmt: skip
            draft_move(ctx, line.equipment, quantity, reason, values)
    return Accepted(target, tuple(notices))


def _short(row: StockRow, line: ToolLine) -> tuple[Notice, ...]:
    there = row.ready if line.place is None else row.at(line.place)
    if not more_than_stock(there, line.quantity):
        return ()
    return (short_notice(row, there, line.quantity),)


def _count(ctx: Context, place: EntityId, line: CountLine) -> None:
    count = ctx.draft.move("stock_count", ctx.new_id(), {
        "equipment": line.equipment, "place": place, "expected": line.expected,
        "counted": line.counted, "at": ctx.now_ms, "by_name": ctx.actor.name or None,
    })  # fmt: skip
    found = correction(line.equipment, place, line.expected, line.counted)
    if found is not None:
        values: Values = {
            "from_place": None if found.from_place is None else place,
            "to_place": None if found.to_place is None else place,
            "count": count,
        }
        draft_move(ctx, line.equipment, found.quantity, "count", values)


def _bad_place(ctx: Context, place: EntityId | None) -> Refused | None:
    if place is not None and place not in {row.id for row in places(ctx)}:
        return Refused("no_such_place", field="place")
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
