"""Relief staff in a centre: who a number of the county is, welcomed, and at the end of the stay.

The name comes from the card into the centre's own records and goes no further. Who is welcomed gets
a record with the screens of the own section only, that ends by itself after the last day. As with
all staff, a leader welcomes; nobody gives a role above the own one. Scanning twice changes nothing.
"""

from dataclasses import dataclass, field
from datetime import date

from app.domain.county_dispatch import worker_parts
from app.domain.staff_access import LEADER, at_least
from app.domain.worker_card import NAME_LETTERS_MAX
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.county_rows import put_row
from app.services.staff import StaffCard, draft_relief
from app.store.queries.relief_workers import relief_worker, welcomed_for
from sync.core.ids import EntityId, imported_entity_id

DESKS = ("general", "reception")
CARD_KIND = "worker_card"  # code of the list print_kind


@dataclass(frozen=True)
class WelcomeWorker(Command):
    """What the card says, with the name of the council that sends."""

    assignment: EntityId
    worker: str
    name: str = field(repr=False)
    home_council: str
    section: str
    role: str
    leaves_on: date
    kana: str = field(default="", repr=False)


@dataclass(frozen=True)
class EndReliefStay(Command):
    """The person leaves before the last day: from tomorrow on they do not sign in any more."""

    assignment: EntityId


@dataclass(frozen=True)
class CardPerson:
    """Who a number is."""

    worker: str
    name: str = field(repr=False)
    kana: str = field(default="", repr=False)


@dataclass(frozen=True)
class MakeWorkerCards(Command):
    """At the council that sends: who these numbers are is kept, and that cards are printed."""

    people: tuple[CardPerson, ...]


@decides(WelcomeWorker, sections=DESKS)
def welcome_worker(command: WelcomeWorker, ctx: Context) -> Decision:
    if worker_parts(command.worker) is None:
        return Refused("card_unreadable")
    if not command.name.strip():
        return Refused("name_missing", field="name")
    known = relief_worker(ctx.db, command.worker)
    staff = draft_relief(
        ctx,
        StaffCard(
            command.name, command.role, command.kana, (command.section,), all_sections=False,
            home_council=command.home_council, ends_on=command.leaves_on,
        ),
        known.staff if known else None,
    )  # fmt: skip
    if isinstance(staff, Refused):
        return staff
    again = known is not None and known.assignment == command.assignment
    put_row(ctx, "relief_worker", relief_id(command.worker), {
        "worker": command.worker, "name": command.name.strip(),
        "kana": command.kana.strip() or None, "home_council": command.home_council or None,
        "assignment": command.assignment, "staff": staff,
        "arrived_at": known.arrived_at if known and again else ctx.now_ms,
        "leaves_on": command.leaves_on.isoformat(),
    })  # fmt: skip
    return Accepted(staff)


@decides(EndReliefStay)
def end_relief_stay(command: EndReliefStay, ctx: Context) -> Decision:
    """By the person, whatever the section, or by a leader: nobody locks a colleague out."""
    known = welcomed_for(ctx.db, command.assignment)
    if known is None or known.staff is None:
        return Refused("not_welcomed_here")
    if ctx.actor.staff != known.staff and not at_least(ctx.actor.role, LEADER):
        return Refused("needs_role")
    today = ctx.today
    if known.leaves_on is None or known.leaves_on > today:
        ctx.draft.set("staff", known.staff, {"ends_on": today.isoformat()})
        ctx.draft.set("relief_worker", relief_id(known.worker), {"leaves_on": today.isoformat()})
    return Accepted(known.staff)


@decides(MakeWorkerCards, sections=("general",))
def make_worker_cards(command: MakeWorkerCards, ctx: Context) -> Decision:
    if not command.people:
        return Refused("nothing_to_print")
    for person in command.people:
        if worker_parts(person.worker) is None:
            return Refused("card_unreadable")
        name, kana = person.name.strip(), person.kana.strip()
        if not name:
            return Refused("name_missing", field=person.worker)
        if max(len(name), len(kana)) > NAME_LETTERS_MAX:
            return Refused("text_too_long", {"limit": NAME_LETTERS_MAX}, field=person.worker)
        put_row(ctx, "relief_worker", relief_id(person.worker), {
            "worker": person.worker, "name": name, "kana": kana or None,
        })  # fmt: skip
        ctx.draft.new("print_record", ctx.new_id(), {
            "kind": CARD_KIND, "subject": relief_id(person.worker), "at": ctx.now_ms,
            "by_name": ctx.actor.name or None, "copies": 1, "form": "pdf",
        })  # fmt: skip
    return Accepted(relief_id(command.people[0].worker))


def relief_id(worker: str) -> EntityId:
    return imported_entity_id("relief_worker", worker)
