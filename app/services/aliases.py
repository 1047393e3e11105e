"""Two records become one, and two again: the alias that says so, whatever the records are.

Promises that nothing else is written, so that it can be taken back at any time; what belonged to
either record is then read for both (`app.store.queries.aliases`).
"""

from app.services.context import Context
from app.services.form_values import clean_text
from app.store.queries.aliases import aliases_of, record_that_holds
from sync.core.ids import EntityId


def merge_records(
    ctx: Context, kind: str, keep: EntityId, merge: EntityId, reason: str
) -> EntityId | None:
    """The record that holds from now on; None where both are one already. `kind` is a code of
    `alias_kind`."""
    holder, other = (record_that_holds(ctx.db, kind, one) for one in (keep, merge))
    if holder == other:
        return None
    ctx.draft.new("alias", ctx.new_id(), {
        "kind": kind, "from_id": other, "to_id": holder, "reason": clean_text(reason),
    })  # fmt: skip
    return holder


def part_records(ctx: Context, kind: str, record: EntityId) -> bool:
    """Whether it had been merged away, and stands for itself again."""
    aliases = aliases_of(ctx.db, kind, record)
    for alias in aliases:
        ctx.draft.delete("alias", alias)
    return bool(aliases)
