"""Yards, what of theirs may be lent, and starter kits (初動セット).

A line of stock is of one yard, thing and ownership: `quantity` is all that may be lent, lent out at
that moment or not, and `as_of` when it was counted. Refused: what is another council's (the
prefectural council may), things that the county's list does not have. Kits are the prefectural
council's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import (
    acting_council,
    names_somebody,
    not_own,
    not_own_row,
    only_prefecture,
)
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.equipment import last_position, row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value

DESK = ("equipment",)
QUANTITY_MAX = 1_000_000
LINES_MAX = 2_000
DEFAULT_OWNERSHIP = "bought"


@dataclass(frozen=True)
class YardForm:
    """`kind` is a code of `yard_kind`; `cell` a 1 km cell of 8 digits; `capacity` counts kits."""

    name: str
    kind: str = "store"
    cell: str = ""
    phone: str = ""
    hours: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class AddYard(CountyCommand):
    """`council` None is the own one."""

    form: YardForm
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EditYard(CountyCommand):
    yard: EntityId
    form: YardForm
    sure: bool = False


@dataclass(frozen=True)
class OpenYard(CountyCommand):
    """`active` False closes it: nothing is lent from there, what is out still comes home."""

    yard: EntityId
    active: bool


@dataclass(frozen=True)
class StockLine:
    """`equipment` and `ownership` are codes; `quantity` 0 takes the line off the list."""

    equipment: str
    quantity: int
    ownership: str = DEFAULT_OWNERSHIP
    note: str = ""


@dataclass(frozen=True)
class SetStock(CountyCommand):
    """What of a yard may be lent, counted now: these lines, the others stay. One act, also for what
    is taken over from the centre's own list or from a file."""

    yard: EntityId
    lines: tuple[StockLine, ...]
    sure: bool = False


@dataclass(frozen=True)
class SetKit(CountyCommand):
    """A starter kit as a whole: (code of equipment, quantity). `kit` None makes a new one."""

    name: str
    lines: tuple[tuple[str, int], ...]
    kit: EntityId | None = None
    active: bool = True
    sure: bool = False


def stock_item_id(yard: EntityId, equipment: str, ownership: str) -> EntityId:
    """Equal on every device."""
    return imported_entity_id("stock_item", f"{yard.hex()}-{equipment}-{ownership}")


@decides(AddYard, sections=DESK)
def add_yard(command: AddYard, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    values = _yard_values(ctx, command.form, council, None, sure=command.sure)
    if isinstance(values, Refused):
        return values
    yard = ctx.draft.new("stockyard", ctx.new_id(), {**values, "council": council, "active": True})
    return Accepted(yard)


@decides(EditYard, sections=DESK)
def edit_yard(command: EditYard, ctx: Context) -> Decision:
    council = yard_council(ctx, command.yard)
    if council is None:
        return Refused("no_such_yard")
    refused = not_own(ctx, council)
    if refused is not None:
        return refused
    values = _yard_values(ctx, command.form, council, command.yard, sure=command.sure)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("stockyard", command.yard, values)
    return Accepted(command.yard)


@decides(OpenYard, sections=DESK)
def open_yard(command: OpenYard, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "stockyard", command.yard, "no_such_yard")
    if refused is not None:
        return refused
    ctx.draft.set("stockyard", command.yard, {"active": command.active})
    return Accepted(command.yard)


@decides(SetStock, sections=DESK)
def set_stock(command: SetStock, ctx: Context) -> Decision:
    council = yard_council(ctx, command.yard)
    if council is None:
        return Refused("no_such_yard", field="yard")
    refused = not_own(ctx, council) or _bad_lines(command.lines)
    if refused is not None:
        return refused
    for line in command.lines:
        refused = names_somebody(command.sure, note=line.note)
        if refused is not None:
            return refused
        values = form_values(ctx.db, "stock_item", {
            "yard": command.yard, "equipment": line.equipment, "quantity": line.quantity,
            "ownership": line.ownership, "as_of": ctx.now_ms, "note": line.note,
        })  # fmt: skip
        if isinstance(values, Refused):
            return values
        identifier = stock_item_id(command.yard, line.equipment, line.ownership)
        if line.quantity:
            put_row(ctx, "stock_item", identifier, values)
        elif row_stands(ctx.db, "live_stock_item", identifier):
            ctx.draft.delete("stock_item", identifier)
    return Accepted(command.yard)


@decides(SetKit, sections=DESK)
def set_kit(command: SetKit, ctx: Context) -> Decision:
    refused = only_prefecture(ctx) or names_somebody(command.sure, name=command.name)
    if refused is not None:
        return refused
    if not command.name.strip():
        return Refused("name_missing", field="name")
    lines = [line for line in command.lines if line[1]]
    if not lines:
        return Refused("equipment_nothing_chosen", field="lines")
    refused = _bad_lines([StockLine(code, count) for code, count in lines])
    if refused is not None:
        return refused
    kit = command.kit or ctx.new_id()
    values = form_values(ctx.db, "starter_kit", {"name": command.name, "active": command.active})
    if isinstance(values, Refused):
        return values
    if command.kit is None:
        position = last_position(ctx.db, "starter_kit") + 10
        ctx.draft.new("starter_kit", kit, {**values, "position": position})
    elif row_stands(ctx.db, "live_starter_kit", kit):
        ctx.draft.set("starter_kit", kit, values)
    else:
        return Refused("no_such_kit")
    return _kit_lines(ctx, kit, lines)


def _kit_lines(ctx: Context, kit: EntityId, lines: Sequence[tuple[str, int]]) -> Decision:
    wanted = set()
    for code, count in lines:
        values = form_values(ctx.db, "kit_line", {"kit": kit, "equipment": code, "quantity": count})
        if isinstance(values, Refused):
            return values
        wanted.add(code)
        put_row(ctx, "kit_line", imported_entity_id("kit_line", f"{kit.hex()}-{code}"), values)
    known = ctx.db.execute("SELECT id, equipment FROM live_kit_line WHERE kit = ?", (kit,))
    for identifier, code in known.fetchall():
        if code not in wanted:
            ctx.draft.delete("kit_line", EntityId(identifier))
    return Accepted(kit)


def yard_council(ctx: Context, yard: EntityId) -> EntityId | None:
    """Who keeps a yard; None where there is no such yard."""
    row = ctx.db.execute("SELECT council FROM live_stockyard WHERE id = ?", (yard,)).fetchone()
    return EntityId(row[0]) if row is not None else None


def yard_open(ctx: Context, yard: EntityId) -> bool:
    row = ctx.db.execute(
        "SELECT 1 FROM live_stockyard WHERE id = ? AND coalesce(active, 1) = 1", (yard,)
    ).fetchone()
    return row is not None


def _yard_values(
    ctx: Context, form: YardForm, council: EntityId, apart_from: EntityId | None, *, sure: bool
) -> dict[str, Value] | Refused:
    refused = names_somebody(sure, name=form.name, hours=form.hours, phone=form.phone)
    if refused is not None:
        return refused
    cell = form.cell.strip()
    if cell and not (len(cell) == 8 and cell.isascii() and cell.isdecimal()):
        return Refused("cell_unreadable", field="cell")
    values = form_values(ctx.db, "stockyard", {
        "name": form.name, "kind": form.kind, "cell": cell, "phone": form.phone,
        "hours": form.hours, "capacity": form.capacity,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    if not values["name"]:
        return Refused("name_missing", field="name")
    twin = ctx.db.execute(
        "SELECT 1 FROM live_stockyard WHERE name = ? AND council = ? AND id IS NOT ?",
        (values["name"], council, apart_from),
    ).fetchone()
    if twin is not None:
        return Refused("yard_exists", {"name": str(values["name"])}, field="name")
    return values


def _bad_lines(lines: Sequence[StockLine]) -> Refused | None:
    if not lines:
        return Refused("equipment_nothing_chosen", field="lines")
    if len(lines) > LINES_MAX:
        return Refused("goods_lines_many", {"limit": LINES_MAX}, field="lines")
    for line in lines:
        if not 0 <= line.quantity <= QUANTITY_MAX:
            return Refused("quantity_positive", field=line.equipment)
    if len({(line.equipment, line.ownership) for line in lines}) < len(lines):
        return Refused("equipment_line_twice", field="lines")
    return None
