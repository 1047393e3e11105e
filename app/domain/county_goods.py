"""A loan between councils as a ledger: what went, what arrived, what is still to come home.

1. Nothing is a counter: every figure is a sum of moves, so the order in which two councils' counts
arrive does not matter. 2. Both ends count. Where the counts differ, the difference is a figure of
its own (`missing`, `missing_back`) until somebody settles it; it is never spread over the others.
3. How far a loan is follows from its moves; only the agreement itself (offered, agreed, declined)
is written down. 4. What came home damaged is home, and not free until the yard is counted anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass

OFFERED, AGREED, DECLINED = "offered", "agreed", "declined"
DISPATCHED, RECEIVED, RETURNING, RETURNED = "dispatched", "received", "returning", "returned"
GONE_KINDS = ("used_up", "lost", "broken")
# Still to be looked after by somebody.
OPEN_STATES = (OFFERED, AGREED, DISPATCHED, RECEIVED, RETURNING)


@dataclass(frozen=True)
class GoodsMove:
    """A row of `goods_move`. `on_way` settles what was missing at the arrival."""

    kind: str
    quantity: int
    damaged: int = 0
    on_way: bool = False
    at_lender: bool = False
    at: int = 0


@dataclass(frozen=True)
class Tally:
    """The sums of one loan. `gone` is used up, lost or broken, `gone_here` with the borrower,
    `gone_there` as counted by the lender; `settled` is what is no longer missing on the way."""

    dispatched: int = 0
    received: int = 0
    sent_back: int = 0
    taken_back: int = 0
    damaged: int = 0
    gone_here: int = 0
    gone_there: int = 0
    settled: int = 0
    settled_lost: int = 0
    arrival_counted: bool = False
    return_counted: bool = False

    @property
    def sent_out(self) -> int:
        """What left the lender, by whichever end counted more."""
        return max(self.dispatched, self.received + self.settled)

    @property
    def home_in(self) -> int:
        """What the lender has counted of what came back."""
        return self.taken_back + self.gone_there

    @property
    def owed(self) -> int:
        """Still to come home; below zero more came than went."""
        return self.sent_out - self.settled - self.home_in - self.gone_here

    @property
    def here(self) -> int:
        """What the borrower has."""
        return max(0, self.received - self.gone_here - max(self.sent_back, self.home_in))

    @property
    def unarrived(self) -> int:
        """Sent and not counted at the other end; below zero more arrived than was sent."""
        return self.dispatched - self.received - self.settled

    @property
    def missing(self) -> int:
        """The difference at the arrival; 0 while nobody has counted it."""
        return self.unarrived if self.arrival_counted else 0

    @property
    def on_way_back(self) -> int:
        return max(0, self.sent_back - self.home_in)

    @property
    def missing_back(self) -> int:
        """The difference at the return; 0 while nobody has counted it."""
        if not self.return_counted or not self.sent_back:
            return 0
        return self.sent_back - self.home_in

    @property
    def gone(self) -> int:
        """What is never coming home."""
        return self.gone_here + self.gone_there + self.settled_lost


def tally(moves: Iterable[GoodsMove]) -> Tally:
    """The sums of one loan's moves, in whatever order they are known."""
    sums = dict.fromkeys(("dispatched", "received", "sent_back", "taken_back"), 0)
    damaged = here = there = settled = lost = 0
    arrival = back = False
    for move in moves:
        if move.on_way:
            settled += move.quantity
            lost += move.quantity if move.kind in GONE_KINDS else 0
        elif move.kind in GONE_KINDS:
            here += 0 if move.at_lender else move.quantity
            there += move.quantity if move.at_lender else 0
            back = back or move.at_lender
        else:
            sums[move.kind] += move.quantity
            damaged += move.damaged
            arrival = arrival or move.kind == "received"
            back = back or move.kind == "taken_back"
    return Tally(
        **sums, damaged=damaged, gone_here=here, gone_there=there, settled=settled,
        settled_lost=lost, arrival_counted=arrival, return_counted=back,
    )  # fmt: skip


def loan_state(stored: str, sums: Tally) -> str:
    """How far a loan is: what was agreed, then what the moves say."""
    if not (sums.sent_out or sums.arrival_counted):
        return stored
    if sums.owed <= 0:
        return RETURNED
    if (sums.sent_back or sums.home_in) and sums.here == 0:
        return RETURNING
    return RECEIVED if sums.arrival_counted else DISPATCHED


def reserved(stored: str, quantity: int, sums: Tally) -> int:
    """What is promised and still lies with the lender. A loan that came home holds nothing."""
    if stored == DECLINED or loan_state(stored, sums) == RETURNED:
        return 0
    return max(0, quantity - sums.dispatched)


def not_free_since(moves: Iterable[GoodsMove], counted_at: int) -> int:
    """What left the yard's stock for good, or lies there damaged, since it was counted."""
    return sum(
        move.quantity if move.kind in GONE_KINDS else move.damaged
        for move in moves
        if move.at > counted_at
    )


def refusal_to_count(quantity: int, *others: int) -> str | None:
    """Why a count cannot be right, as a refusal code, or None."""
    if min(quantity, *others, 0) < 0:
        return "quantity_positive"
    return None if quantity + sum(others) > 0 else "quantity_positive"


def request_state(stored: str, wanted: int, promised: int, offered: int) -> str:
    """How far a request is. `promised`: agreed loans; `offered`: those that wait for a yes."""
    if stored in ("closed", "withdrawn"):
        return stored
    if promised >= wanted:
        return "filled"
    return "working" if promised or offered else "sent"
