"""Two records of one volunteer become one, and two again.

Promises that merging writes an alias and nothing else, so that it can be taken back at any time;
what belonged to either record (check-ins, insurance, vehicles, bookings) is then read for both.
Refuses a merge of a record with itself, and one that would close a ring.
"""

from dataclasses import dataclass

from app.services.aliases import merge_records, part_records
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.volunteers import DESK, volunteer_exists
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
    holder = merge_records(ctx, "volunteer", command.keep, command.merge, command.reason)
    if holder is None:
        return Refused("one_record_already")
    return Accepted(holder)


@dataclass(frozen=True)
class UnmergeVolunteer(Command):
    """A record that was merged away stands for itself again."""

    volunteer: EntityId


@decides(UnmergeVolunteer, sections=DESK)
def unmerge_volunteer(command: UnmergeVolunteer, ctx: Context) -> Decision:
    if not part_records(ctx, "volunteer", command.volunteer):
        return Refused("not_merged")
    return Accepted(command.volunteer)
