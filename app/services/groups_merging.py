"""Two entries of one group become one, and two again.

Promises that merging writes an alias and nothing else, so that it can be taken back at any time;
what belonged to either entry (names, vehicles, insurance, days) is then read for both. How many
people came stays what each check-in says. Refuses a merge of an entry with itself.
"""

from dataclasses import dataclass

from app.services.aliases import merge_records, part_records
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.volunteers import DESK
from sync.core.ids import EntityId


@dataclass(frozen=True)
class MergeGroups(Command):
    """`keep` is the entry that is shown from now on; `merge` leads to it."""

    keep: EntityId
    merge: EntityId
    reason: str = ""


@decides(MergeGroups, sections=DESK)
def merge_groups(command: MergeGroups, ctx: Context) -> Decision:
    both = (command.keep, command.merge)
    there = "SELECT 1 FROM live_volunteer_group WHERE id = ?"
    if not all(ctx.db.execute(there, (one,)).fetchone() for one in both):
        return Refused("no_such_group", field="number")
    holder = merge_records(ctx, "group", command.keep, command.merge, command.reason)
    if holder is None:
        return Refused("one_record_already", field="number")
    return Accepted(holder)


@dataclass(frozen=True)
class UnmergeGroup(Command):
    """An entry that was merged away stands for itself again."""

    group: EntityId


@decides(UnmergeGroup, sections=DESK)
def unmerge_group(command: UnmergeGroup, ctx: Context) -> Decision:
    if not part_records(ctx, "group", command.group):
        return Refused("not_merged")
    return Accepted(command.group)
