"""Equipment as a ledger: what is where, what a team still has, what must be given back.

1. Stock is never a counter: a balance is the sum of moves, so the order in which they arrive does
not matter and nothing is counted twice by two desks. 2. A move takes a quantity from one holder to
another; holders are places, teams and the outside. Units are neither made nor lost: over all
holders, the outside included, the sum is zero. 3. Consumables only go out: what a team fetched of
them is used up, not owed. 4. A stock-take writes the difference to what was *expected when it was
counted*, so a move that another desk sends later still counts on top of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

CONSUMABLE = "consumable"
LOAN = "loan"

# Reasons of a move by which what a team has goes down.
_FROM_TEAM = frozenset({"return", "lose", "damage", "consume"})


@dataclass(frozen=True)
class Holder:
    """Who holds units: a place, a team, or (both None) the outside."""

    place: bytes | None = None
    team: bytes | None = None


OUTSIDE = Holder()


@dataclass(frozen=True)
class Move:
    """A row of `stock_move`. `team` is the team's side of lend, return, lose and damage."""

    equipment: bytes
    quantity: int
    reason: str
    from_place: bytes | None = None
    to_place: bytes | None = None
    team: bytes | None = None
    ownership: str | None = None
    owner: str | None = None
    lot: bytes | None = None
    id: bytes = b""
    due_on: str | None = None
    damaged: int = 0


@dataclass(frozen=True)
class Outstanding:
    """What a team still has of one tool."""

    team: bytes
    equipment: bytes
    quantity: int


@dataclass(frozen=True)
class OwedLot:
    """What is still to give back of one borrowed lot."""

    lot: bytes
    equipment: bytes
    owner: str
    ownership: str
    quantity: int
    due_on: str | None


def source_of(move: Move, types: dict[bytes, str]) -> Holder:
    """From whom the units go. A team gives where it returns, loses or breaks something.

    Consumables that a team brings back unused come from outside: it never owed them.
    """
    if move.from_place is not None:
        return Holder(place=move.from_place)
    owed = types.get(move.equipment) != CONSUMABLE
    if move.team is not None and owed and move.reason in _FROM_TEAM:
        return Holder(team=move.team)
    return OUTSIDE


def target_of(move: Move, types: dict[bytes, str]) -> Holder:
    """To whom the units go. What a team fetches of a consumable is used up at once."""
    if move.to_place is not None:
        return Holder(place=move.to_place)
    if move.team is not None and move.reason == "lend" and types.get(move.equipment) != CONSUMABLE:
        return Holder(team=move.team)
    return OUTSIDE


def balances(moves: Iterable[Move], types: dict[bytes, str]) -> dict[tuple[bytes, Holder], int]:
    """Units by equipment and holder, the outside included; entries of zero are left out.

    `types`: type (loan, consumable…) by equipment.
    """
    found: dict[tuple[bytes, Holder], int] = defaultdict(int)
    for move in moves:
        found[move.equipment, source_of(move, types)] -= move.quantity
        found[move.equipment, target_of(move, types)] += move.quantity
    return {key: quantity for key, quantity in found.items() if quantity}


def in_place(moves: Iterable[Move], types: dict[bytes, str], place: bytes) -> dict[bytes, int]:
    """Units by equipment in one place."""
    return {
        equipment: quantity
        for (equipment, holder), quantity in balances(moves, types).items()
        if holder == Holder(place=place)
    }


def in_stock(moves: Iterable[Move], types: dict[bytes, str]) -> dict[bytes, int]:
    """Units by equipment over all places."""
    found: dict[bytes, int] = defaultdict(int)
    for (equipment, holder), quantity in balances(moves, types).items():
        if holder.place is not None:
            found[equipment] += quantity
    return dict(found)


def outstanding(moves: Iterable[Move], types: dict[bytes, str]) -> tuple[Outstanding, ...]:
    """What every team still has, sorted; the list that must be empty at closing.

    A team that brought back more than was written out for it has a negative quantity: somebody is
    to look, so it is not hidden.
    """
    found = [
        Outstanding(holder.team, equipment, quantity)
        for (equipment, holder), quantity in balances(moves, types).items()
        if holder.team is not None
    ]
    return tuple(sorted(found, key=lambda row: (row.team, row.equipment)))


def owed_lots(moves: Iterable[Move], give_back: frozenset[str]) -> tuple[OwedLot, ...]:
    """Borrowed lots that are not wholly given back, the earliest due first.

    `give_back`: ownership codes of things that must go back. A lot is named by its receive move.
    """
    received: dict[bytes, Move] = {}
    returned: dict[bytes, int] = defaultdict(int)
    for move in moves:
        if move.reason == "receive" and move.ownership in give_back:
            received[move.id] = move
        elif move.reason == "give_back" and move.lot is not None:
            returned[move.lot] += move.quantity
    owed = [
        OwedLot(
            lot,
            move.equipment,
            move.owner or "",
            move.ownership or "",
            move.quantity - returned[lot],
            move.due_on,
        )
        for lot, move in received.items()
        if move.quantity != returned[lot]
    ]
    return tuple(sorted(owed, key=lambda row: (row.due_on or "9999", row.owner, row.lot)))


def count_difference(expected: int, counted: int) -> tuple[int, bool]:
    """Units to move and whether they come in: what a stock-take writes.

    `expected` is the balance that the counting desk saw. Only the difference is written, so moves
    that this desk did not know of yet keep their effect.
    """
    return abs(counted - expected), counted > expected


def correction(
    equipment: bytes, place: bytes, expected: int, counted: int, *, reason: str = "count"
) -> Move | None:
    """The move of a stock-take, or None where the count was right."""
    quantity, comes_in = count_difference(expected, counted)
    if quantity == 0:
        return None
    return Move(
        equipment,
        quantity,
        reason,
        from_place=None if comes_in else place,
        to_place=place if comes_in else None,
    )


def more_than_stock(available: int, quantity: int) -> bool:
    """Whether more is handed out than the book says is there.

    Worth a notice, never a refusal: the shelf is right, the book may be late.
    """
    return quantity > available


def refusal_to_return(out: int, returned: int, lost: int, damaged: int) -> str | None:
    """Why a return cannot be right, as a refusal code, or None. `damaged` is part of `returned`."""
    if min(returned, lost, damaged) < 0 or returned + lost == 0:
        return "quantity_positive"
    if damaged > returned:
        return "damaged_more_than_returned"
    if returned + lost > out:
        return "returned_more_than_out"
    return None


def below_mark(stock: dict[bytes, int], marks: dict[bytes, int]) -> tuple[bytes, ...]:
    """Equipment of which less is left than its mark; a mark of 0 never warns."""
    return tuple(sorted(e for e, mark in marks.items() if mark > 0 and stock.get(e, 0) < mark))
