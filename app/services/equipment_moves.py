"""Tools go out with a team and come back: several things in one act.

The shelf is right and the book may be late: more than the book has may go out, and the notice says
so. What is brought back is checked against what the team has. What is broken goes to the repair
shelf, what is dirty to the washing place, what is lost leaves the books. Consumables are used up
when they go out; what of them is left over may come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.equipment import CONSUMABLE, more_than_stock, refusal_to_return
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.equipment_drafts import (
    REPAIR,
    STORE,
    WASHING,
    draft_move,
    place_of_kind,
    places,
)
from app.store.queries.equipment import READY_KINDS, PlaceRow, StockRow, stock_rows
from app.store.queries.equipment_loans import TeamRow, given_to_team, team_ever, team_row, with_team
from sync.core.ids import EntityId
from sync.core.operations import Value

QUANTITY_MAX = 1_000_000
Taken = tuple[tuple[EntityId, int], ...]


@dataclass(frozen=True)
class ToolLine:
    """Some of one thing. `place`: from where; None leaves it to the book."""

    equipment: EntityId
    quantity: int
    place: EntityId | None = None


@dataclass(frozen=True)
class ReturnLine:
    """What came back of one thing. `damaged` is part of `returned`, `lost` is not; `washed` False
    sends it to the washing place, None was not asked."""

    equipment: EntityId
    returned: int
    damaged: int = 0
    lost: int = 0
    washed: bool | None = None


@dataclass(frozen=True)
class HandOut(Command):
    """One act: what a team takes along."""

    team: EntityId
    lines: tuple[ToolLine, ...]
    note: str = ""


@dataclass(frozen=True)
class ReturnFromTeam(Command):
    """One act: what a team brings back. `place`: where it is put; None is the first store."""

    team: EntityId
    lines: tuple[ReturnLine, ...]
    place: EntityId | None = None
    note: str = ""


@decides(HandOut, sections=("equipment",))
def hand_out(command: HandOut, ctx: Context) -> Decision:
    team = team_row(ctx.db, command.team)
    if team is None:
        return Refused("equipment_no_such_team")
    if team.state == "disbanded":
        return Refused("equipment_team_disbanded", {"team": team.number})
    stock = stock_by_id(ctx)
    lines = [line for line in command.lines if line.quantity]
    refused = refused_lines(ctx, lines, stock)
    if refused is not None:
        return refused
    notices = []
    for line in lines:
        row = stock[line.equipment]
        there = row.ready if line.place is None else row.at(line.place)
        if more_than_stock(there, line.quantity):
            notices.append(short_notice(row, there, line.quantity))
        for place, quantity in taken_from(ctx, row, line):
            draft_move(ctx, line.equipment, quantity, "lend", {
                "from_place": place, "team": command.team, "note": command.note.strip(),
            })  # fmt: skip
    return Accepted(command.team, tuple(notices))


@decides(ReturnFromTeam, sections=("equipment", "dispatch"))
def return_from_team(command: ReturnFromTeam, ctx: Context) -> Decision:
    team = team_ever(ctx.db, command.team)
    if team is None:
        return Refused("equipment_no_such_team")
    if command.place is not None and command.place not in {row.id for row in places(ctx)}:
        return Refused("no_such_place", field="place")
    stock = stock_by_id(ctx)
    lines = [one for one in command.lines if one.returned or one.lost or one.damaged]
    refused = _bad_return(ctx, team, lines, stock)
    if refused is not None:
        return refused
    for line in lines:
        _take_back(ctx, command, line)
    return Accepted(command.team)


def _bad_return(
    ctx: Context, team: TeamRow, lines: Sequence[ReturnLine], stock: dict[EntityId, StockRow]
) -> Refused | None:
    if not lines:
        return Refused("equipment_nothing_chosen")
    if len({line.equipment for line in lines}) < len(lines):
        return Refused("equipment_line_twice")
    owed = {row.equipment: row.quantity for row in with_team(ctx.db, team.id)}
    given = {row.equipment: row.quantity for row in given_to_team(ctx.db, team.id)}
    for line in lines:
        row = stock.get(line.equipment)
        if row is None:
            return Refused("no_such_equipment")
        out = (given if row.item.type == CONSUMABLE else owed).get(line.equipment, 0)
        code = refusal_to_return(out, line.returned, line.lost, line.damaged)
        if code is not None:
            return Refused(code, {"name": row.item.name, "out": out}, field=line.equipment.hex())
    return None


def _take_back(ctx: Context, command: ReturnFromTeam, line: ReturnLine) -> None:
    """Up to three lines of the ledger: what is whole, what is broken, what is lost."""
    common: dict[str, Value] = {"team": command.team, "note": command.note.strip()}
    whole = line.returned - line.damaged
    if whole:
        place = command.place or place_of_kind(ctx, STORE)
        if line.washed is False:
            place = place_of_kind(ctx, WASHING)
        draft_move(
            ctx, line.equipment, whole, "return",
            {**common, "to_place": place, "washed": line.washed},
        )  # fmt: skip
    if line.damaged:
        draft_move(
            ctx, line.equipment, line.damaged, "return",
            {**common, "to_place": place_of_kind(ctx, REPAIR), "damaged": line.damaged},
        )  # fmt: skip
    if line.lost:
        draft_move(ctx, line.equipment, line.lost, "lose", common)


def stock_by_id(ctx: Context) -> dict[EntityId, StockRow]:
    return {row.item.id: row for row in stock_rows(ctx.db, all_rows=True)}


def refused_lines(
    ctx: Context, lines: Sequence[ToolLine], stock: dict[EntityId, StockRow]
) -> Refused | None:
    """What is wrong with the form of lines: nothing in them, no such thing, no such place."""
    if not lines:
        return Refused("equipment_nothing_chosen")
    open_places = {row.id for row in places(ctx)}
    for line in lines:
        if line.equipment not in stock:
            return Refused("no_such_equipment")
        if not 0 < line.quantity <= QUANTITY_MAX:
            return Refused("quantity_positive", field=line.equipment.hex())
        if line.place is not None and line.place not in open_places:
            return Refused("no_such_place", field="place")
    if len({(line.equipment, line.place) for line in lines}) < len(lines):
        return Refused("equipment_line_twice")
    return None


def short_notice(row: StockRow, there: int, quantity: int) -> Notice:
    return Notice("equipment_more_than_stock", {
        "name": row.item.name, "there": there, "quantity": quantity, "unit": row.item.unit,
    })  # fmt: skip


def taken_from(ctx: Context, row: StockRow, line: ToolLine) -> Taken:
    """From which places a line is taken: the named one; else the first that has enough, else what
    each has, and the rest from the first store, whose balance then shows that the book is late."""
    if line.place is not None:
        return ((line.place, line.quantity),)
    ready = [place for place in places(ctx) if place.kind in READY_KINDS]
    enough = next((place for place in ready if row.at(place.id) >= line.quantity), None)
    if enough is not None:
        return ((enough.id, line.quantity),)
    return _from_several(ctx, row, line.quantity, ready)


def _from_several(ctx: Context, row: StockRow, quantity: int, ready: Sequence[PlaceRow]) -> Taken:
    taken: dict[EntityId, int] = {}
    left = quantity
    for place in ready:
        part = min(left, max(0, row.at(place.id)))
        if part:
            taken[place.id] = part
            left -= part
    if left:
        first = ready[0].id if ready else place_of_kind(ctx, STORE)
        taken[first] = taken.get(first, 0) + left
    return tuple(taken.items())
