"""One tap at the door: the county hears that somebody has come, and the centre has a record.

Two operations, one act. Promises that both hold or neither: what the county would refuse is asked
before anything is written, and what the centre wrote is taken back if the county cannot keep its
part. The answer says which half was refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from app.domain.worker_card import WorkerCard
from app.services.command import Action, Actor, Command, Decision, Ok, Outcome, Refused
from app.services.context import Context
from app.services.counties import county_actor
from app.services.county_assignments import Arrive, LeaveAssignment, arrive, leave_assignment
from app.services.relief_stay import EndReliefStay, WelcomeWorker
from app.store.queries.county_roster import Assignment

T = TypeVar("T")
CENTRE, COUNTY = "centre", "county"


class Door(Protocol):
    """What an operation must be able to do."""

    def submit(self, command: Command, actor: Actor) -> Outcome: ...

    def foresee(self, decide: Callable[[Context], T], actor: Actor) -> T: ...

    def undo(self, action: Action, actor: Actor) -> Outcome: ...


@dataclass(frozen=True)
class Halves:
    """`where` is the half that was refused; empty where both hold. Then `centre` and `county` are
    what was done in each."""

    where: str = ""
    refused: Refused | None = None
    county: Ok | None = None
    centre: Ok | None = None


def arrive_at_both(
    centre: Door, county: Door, actor: Actor, card: WorkerCard, home_name: str
) -> Halves:  # fmt: skip
    """`home_name`: the council that sends, as the county calls it."""
    command = arrive_command(card)
    welcome = WelcomeWorker(
        card.assignment, card.worker, card.name, home_name, card.section, card.role,
        card.leaves_on, card.kana,
    )  # fmt: skip
    return _both(
        centre, county, actor, welcome, command, lambda ctx: arrive(command, ctx)
    )  # fmt: skip


def leave_both(centre: Door, county: Door, actor: Actor, command: LeaveAssignment) -> Halves:
    """The stay ends in the county and at the door of the centre."""
    return _both(
        centre, county, actor, EndReliefStay(command.assignment), command,
        lambda ctx: leave_assignment(command, ctx),
    )  # fmt: skip


def take_back_both(centre: Door, county: Door, actor: Actor, done: Halves) -> Halves:
    """The wrong card was scanned: neither half holds any more. First the county, of which others
    may have made something since."""
    assert done.county is not None
    assert done.centre is not None
    undone = county.undo(done.county.action, county_actor(actor))
    if isinstance(undone, Refused):
        return Halves(COUNTY, undone)
    back = centre.undo(done.centre.action, actor)
    if isinstance(back, Refused):
        county.undo(undone.action, county_actor(actor))
        return Halves(CENTRE, back)
    return Halves()


def as_planned(card: WorkerCard, known: Assignment | None) -> WorkerCard:
    """The card with what the plan says now: it may have changed since the card was printed."""
    if known is None:
        return card
    return replace(
        card, section=known.section or card.section, role=known.role or card.role,
        leads=known.leads, arrives_on=known.arrives_on, leaves_on=known.leaves_on,
    )  # fmt: skip


def arrive_command(card: WorkerCard) -> Arrive:
    return Arrive(
        card.assignment, card.worker, card.host, card.home, card.section, card.role,
        card.arrives_on, card.leaves_on, card.leads,
    )  # fmt: skip


def _both(
    centre: Door, county: Door, actor: Actor, here: Command, there: Command,
    foresee: Callable[[Context], Decision],
) -> Halves:  # fmt: skip
    council = county_actor(actor)
    foreseen = county.foresee(foresee, council)
    if isinstance(foreseen, Refused):
        return Halves(COUNTY, foreseen)
    first = centre.submit(here, actor)
    if isinstance(first, Refused):
        return Halves(CENTRE, first)
    second = county.submit(there, council)
    if isinstance(second, Refused):
        centre.undo(first.action, actor)
        return Halves(COUNTY, second)
    return Halves(county=second, centre=first)
