"""引継書 and 終了報告: how a section stands, what is open, three warnings; and what is left to say.

Open items are counts and numbers of records that the centre's device filled in; nothing else fits
into them. Written by whoever has arrived or has just left, at the host's device or at home.
"""

import re
from dataclasses import dataclass, field

from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.county_assignments import own_assignment
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.county_roster import OpenItem, handover_of, items_text
from sync.core.ids import EntityId, imported_entity_id

WARNINGS = 3
ITEMS_MAX, NUMBERS_MAX = 40, 60
_NUMBER = re.compile(
    r"[A-Z]{1,3}(-[A-Z]{1,3})?-\d{1,8}|[A-Z]{0,3}\d{1,4}\u73ed"
)  # of a need, of a team (班)
_KIND = re.compile(r"[a-z][a-z_]{0,30}")


@dataclass(frozen=True)
class WriteHandover(CountyCommand):
    """`section` is a code. `items`: what the centre's device counted."""

    assignment: EntityId
    section: str
    state: str = field(repr=False)
    warnings: tuple[str, ...] = ()
    contacts: str = ""
    items: tuple[OpenItem, ...] = ()
    sure: bool = False


@dataclass(frozen=True)
class TakeHandover(CountyCommand):
    """`assignment`: who has read it and goes on."""

    handover: EntityId
    assignment: EntityId


@dataclass(frozen=True)
class WriteEndReport(CountyCommand):
    assignment: EntityId
    done: str = field(repr=False)
    lessons: str = ""
    wishes: str = ""
    sure: bool = False


@decides(WriteHandover)
def write_handover(command: WriteHandover, ctx: Context) -> Decision:
    found = own_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if found.arrived_at is None:
        return Refused("not_arrived_yet", {"worker": found.worker})
    if not command.section:
        return Refused("section_missing", field="section")
    if not command.state.strip():
        return Refused("handover_empty", field="state")
    if not _only_numbers(command.items):
        raise ValueError("open items are counts and numbers of records")
    warnings = [words.strip() for words in command.warnings if words.strip()]
    if len(warnings) > WARNINGS:
        return Refused("warnings_many", {"limit": WARNINGS}, field="warning_3")
    padded = [*warnings, *[""] * WARNINGS][:WARNINGS]
    texts = {f"warning_{n}": words for n, words in enumerate(padded, start=1)}
    typed = {f"warning_{n}": words for n, words in enumerate(command.warnings, start=1)}
    personal = names_somebody(
        command.sure, state=command.state, contacts=command.contacts, **typed
    )  # fmt: skip
    if personal is not None:
        return personal
    values = form_values(ctx.db, "handover", {
        "host": found.host, "section": command.section, "assignment": found.id,
        "day": ctx.today.isoformat(), "at": ctx.now_ms, "state": command.state,
        "open_items": items_text(command.items), "contacts": command.contacts, **texts,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    # Written again on the same day, it is the same paper.
    identifier = imported_entity_id(
        "handover", f"{found.id.hex()}-{command.section}-{ctx.today.isoformat()}"
    )
    put_row(ctx, "handover", identifier, values)
    return Accepted(identifier)


@decides(TakeHandover)
def take_handover(command: TakeHandover, ctx: Context) -> Decision:
    handover = handover_of(ctx.db, command.handover)
    if handover is None:
        return Refused("no_such_handover")
    found = own_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if not_own(ctx, handover.host) and found.host != handover.host:
        return Refused("county_not_yours")
    if found.id == handover.assignment:
        return Refused("handover_to_oneself")
    if handover.taken_at is not None:
        return Refused("handover_taken", {"worker": handover.taken_worker})
    ctx.draft.set("handover", handover.id, {"taken_by": found.id, "taken_at": ctx.now_ms})
    return Accepted(handover.id)


@decides(WriteEndReport)
def write_end_report(command: WriteEndReport, ctx: Context) -> Decision:
    found = own_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if found.arrived_at is None:
        return Refused("not_arrived_yet", {"worker": found.worker})
    if not command.done.strip():
        return Refused("report_empty", field="done")
    personal = names_somebody(
        command.sure, done=command.done, lessons=command.lessons, wishes=command.wishes
    )
    if personal is not None:
        return personal
    values = form_values(ctx.db, "end_report", {
        "assignment": found.id, "at": ctx.now_ms, "done": command.done,
        "lessons": command.lessons, "wishes": command.wishes,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    identifier = imported_entity_id("end_report", found.id.hex())
    put_row(ctx, "end_report", identifier, values)
    return Accepted(identifier)


def _only_numbers(items: tuple[OpenItem, ...]) -> bool:
    """Whether no name can hide in them."""
    return len(items) <= ITEMS_MAX and all(
        _KIND.fullmatch(one.kind)
        and len(one.numbers) <= NUMBERS_MAX
        and all(_NUMBER.fullmatch(number) for number in one.numbers)
        for one in items
    )
