"""Two records of one volunteer become one, and two again.

Promises that merging writes an alias and nothing else, so that it can be taken back at any time;
what belonged to either record (check-ins, insurance, vehicles, bookings) is then read for both.
Refuses a merge of a record with itself, and one that would close a ring.
"""

from dataclasses import dataclass

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import clean_text
from app.services.volunteers import DESK, volunteer_exists
from app.store.queries.aliases import aliases_of, record_that_holds
from sync.core.ids import EntityId


@dataclass(frozen=True)
class MergeVolunteers(Command):
    """`keep` is the record that is shown from now on; `merge` leads to it."""

    keep: EntityId
    merge: EntityId
    reason: str = ""


@decides(MergeVolunteers, sections=DESK)
def merge_volunteers(command: MergeVolunteers, ctx: Context) -> Decision:
    both = (command.keep, command.merge)
    if not all(volunteer_exists(ctx.db, one) for one in both):
        return Refused("no_such_volunteer")
    keep, merge = (record_that_holds(ctx.db, "volunteer", one) for one in both)
    if keep == merge:
        return Refused("one_record_already")
    ctx.draft.new("alias", ctx.new_id(), {
        "kind": "volunteer", "from_id": merge, "to_id": keep, "reason": clean_text(command.reason),
    })  # fmt: skip
    return Accepted(keep)


@dataclass(frozen=True)
class UnmergeVolunteer(Command):
    """A record that was merged away stands for itself again."""

    volunteer: EntityId


@decides(UnmergeVolunteer, sections=DESK)
def unmerge_volunteer(command: UnmergeVolunteer, ctx: Context) -> Decision:
    aliases = aliases_of(ctx.db, "volunteer", command.volunteer)
    if not aliases:
        return Refused("not_merged")
    for alias in aliases:
        ctx.draft.delete("alias", alias)
    return Accepted(command.volunteer)
