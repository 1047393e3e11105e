"""One house, one need: what is told again goes to the need that is there, doubles become one.

Merging writes an alias and the state 重複; every field of the merged record stays as it was, it is
still found by its own words, and it can be parted again. A crisis told by the double is never lost:
the need that holds takes it over. Refused: merging a need with itself, into one that is settled
(the call would vanish in it), or one that a team is out for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.need_sheet import EDITABLE
from app.domain.needs import SETTLED, status_of
from app.services.aliases import part_records
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.contacts import add_contact_line
from app.services.context import Context
from app.services.need_steps import step
from app.services.needs import DESKS, need_is_there, write_values
from app.services.needs_course import call_off_visits
from app.services.needs_values import need_values
from app.store.queries.aliases import record_that_holds
from app.store.queries.needs_page import sheet_values
from sync.core.ids import EntityId
from sync.core.operations import Value


@dataclass(frozen=True)
class MergeNeeds(Command):
    """`need` is about the same as `into`, which holds from now on."""

    need: EntityId
    into: EntityId
    reason: str = ""


@decides(MergeNeeds, sections=DESKS)
def merge_needs(command: MergeNeeds, ctx: Context) -> Decision:
    holder = record_that_holds(ctx.db, "need", command.into)
    if holder in (command.need, record_that_holds(ctx.db, "need", command.need)):
        return Refused("merge_with_itself")
    marks = "SELECT status, crisis, crisis_told_to, crisis_told_at FROM live_need WHERE id = ?"
    kept = ctx.db.execute(marks, (holder,)).fetchone()
    gone = ctx.db.execute(marks, (command.need,)).fetchone()
    if kept is None or gone is None:
        return Refused("no_such_need")
    if status_of(kept[0]) in SETTLED:
        return Refused("merge_into_settled", {"status": kept[0]})
    refused = step("merge_need", command.need, ctx)
    if refused is not None:
        return refused
    call_off_visits(ctx, command.need)
    ctx.draft.new("alias", ctx.new_id(), {
        "kind": "need", "from_id": command.need, "to_id": holder,
        "reason": command.reason.strip() or None,
    })  # fmt: skip
    if gone[1] and not kept[1]:
        ctx.draft.set(
            "need", holder, {"crisis": True, "crisis_told_to": gone[2], "crisis_told_at": gone[3]}
        )
    return Accepted(holder)


@dataclass(frozen=True)
class UnmergeNeed(Command):
    """The two are not one after all; the need goes to the leader, who looks where it stands."""

    need: EntityId


@decides(UnmergeNeed, sections=DESKS)
def unmerge_need(command: UnmergeNeed, ctx: Context) -> Decision:
    refused = step("unmerge_need", command.need, ctx)
    if refused is not None:
        return refused
    part_records(ctx, "need", command.need)
    return Accepted(command.need)


@dataclass(frozen=True)
class AddToNeed(Command):
    """Somebody calls again about a need that is there: 「このニーズに追記」.

    What was blank is filled from `values`; what differs stays as it was. `text` says in words what
    was told, and stands in the contact history, so that nothing is lost.
    """

    need: EntityId
    values: Mapping[str, Value] = field(repr=False)
    text: str = field(repr=False)
    channel: str = "phone"


@decides(AddToNeed, sections=DESKS)
def add_to_need(command: AddToNeed, ctx: Context) -> Decision:
    holder = record_that_holds(ctx.db, "need", command.need)
    if not need_is_there(ctx, holder):
        return Refused("no_such_need")
    if not command.text.strip():
        return Refused("contact_empty", field="text")
    stored = sheet_values(ctx.db, holder)
    told = {name: value for name, value in command.values.items() if name in EDITABLE}
    found = need_values(told, EDITABLE)
    if isinstance(found, Refused):
        return found
    blank = {
        name: value for name, value in found.all.items()
        if value not in (None, ()) and stored.get(name) in (None, ())
    }  # fmt: skip
    refused = write_values(ctx, holder, blank, EDITABLE)
    if refused is not None:
        return refused
    if command.values.get("crisis") and not stored.get("crisis"):
        ctx.draft.set("need", holder, {
            "crisis": True, "crisis_told_to": None, "crisis_told_at": None,
        })  # fmt: skip
    add_contact_line(ctx, holder, command.channel, "in", "reached", command.text)
    return Accepted(holder)
