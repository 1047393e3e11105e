"""The directory of a county: duty contacts of councils, who calls whom.

Duties and offices only: a title or a number that looks like a person's is asked about. Each council
keeps its own; the prefectural council may write for one that cannot. Refused: a ring of calls.
The office itself is `county_board.EditCouncil`.
"""

from dataclasses import dataclass, field

from app.domain.county_agreement import would_ring
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import council_exists, names_somebody, not_own, not_own_row
from app.services.form_values import form_values
from app.store.queries.county_agreement import all_contacts
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId
from sync.core.operations import Value


@dataclass(frozen=True)
class AddDuty(CountyCommand):
    """`kind` is a code of `contact_kind`; `called_by` is the contact that calls this one,
    `calls_next` who is called instead where nobody answers."""

    council: EntityId
    kind: str
    title: str
    phone: str = field(default="", repr=False)
    email: str = ""
    hours: str = ""
    position: int = 0
    called_by: EntityId | None = None
    calls_next: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EditDuty(CountyCommand):
    contact: EntityId
    kind: str
    title: str
    phone: str = field(default="", repr=False)
    email: str = ""
    hours: str = ""
    position: int = 0
    called_by: EntityId | None = None
    calls_next: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class RemoveDuty(CountyCommand):
    contact: EntityId


@decides(AddDuty)
def add_duty(command: AddDuty, ctx: Context) -> Decision:
    if not council_exists(ctx, command.council):
        return Refused("county_no_such_council", field="council")
    refused = not_own(ctx, command.council)
    if refused is not None:
        return refused
    values = _contact_values(command, ctx)
    if isinstance(values, Refused):
        return values
    return Accepted(
        ctx.draft.new("contact_point", ctx.new_id(), {"council": command.council, **values})
    )


@decides(EditDuty)
def edit_duty(command: EditDuty, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "contact_point", command.contact, "no_such_contact")
    if refused is not None:
        return refused
    if command.called_by is not None and would_ring(
        all_contacts(ctx.db), command.contact, command.called_by
    ):
        return Refused("contact_ring", field="called_by")
    values = _contact_values(command, ctx)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("contact_point", command.contact, values)
    return Accepted(command.contact)


@decides(RemoveDuty)
def remove_duty(command: RemoveDuty, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "contact_point", command.contact, "no_such_contact")
    if refused is not None:
        return refused
    # Whom it called is called by whoever called it: nobody falls out of the tree.
    (called_by,) = ctx.db.execute(
        "SELECT called_by FROM live_contact_point WHERE id = ?", (command.contact,)
    ).fetchone()
    for (below,) in ctx.db.execute(
        "SELECT id FROM live_contact_point WHERE called_by = ?", (command.contact,)
    ).fetchall():
        ctx.draft.set("contact_point", EntityId(below), {"called_by": called_by})
    ctx.draft.delete("contact_point", command.contact)
    return Accepted(command.contact)


def _contact_values(command: AddDuty | EditDuty, ctx: Context) -> dict[str, Value] | Refused:
    """The fields of a contact as the table takes them."""
    if not command.title.strip():
        return Refused("contact_without_title", field="title")
    if not command.kind:
        return Refused("contact_kind_missing", field="kind")
    refused = names_somebody(
        command.sure, title=command.title, phone=command.phone, hours=command.hours
    )
    if refused is not None:
        return refused
    for name, other in (("called_by", command.called_by), ("calls_next", command.calls_next)):
        if other is not None and not row_stands(ctx.db, "live_contact_point", other):
            return Refused("no_such_contact", field=name)
    return form_values(ctx.db, "contact_point", {
        "kind": command.kind, "title": command.title, "phone": command.phone,
        "email": command.email, "hours": command.hours, "position": command.position,
        "called_by": command.called_by, "calls_next": command.calls_next,
    })  # fmt: skip
