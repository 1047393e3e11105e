"""連絡履歴: who spoke with whom about a need, when, and what came of it. Lines are only added.

Sealed like the resident they are about. A line can be taken back by undo, never rewritten. Refused:
an empty line, and one of the future.
"""

from dataclasses import dataclass, field

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.needs_values import TEXT_LETTERS_MAX
from app.store.queries.aliases import record_that_holds
from sync.core.ids import EntityId

DESKS = ("needs", "survey")


@dataclass(frozen=True)
class AddContact(Command):
    """One contact. Codes of the lists `contact_channel`, `contact_direction`, `contact_result`."""

    need: EntityId
    channel: str = "phone"
    direction: str = "out"
    result: str = "reached"
    text: str = field(default="", repr=False)
    at: int | None = None


@decides(AddContact, sections=DESKS)
def add_contact(command: AddContact, ctx: Context) -> Decision:
    if not ctx.db.execute("SELECT 1 FROM live_need WHERE id = ?", (command.need,)).fetchone():
        return Refused("no_such_need")
    # "Nobody there" says enough by itself; a talk without a word of it helps nobody.
    if command.result == "reached" and not command.text.strip():
        return Refused("contact_empty", field="text")
    if command.at is not None and command.at > ctx.now_ms:
        return Refused("contact_in_future", field="at")
    if len(command.text) > TEXT_LETTERS_MAX:
        return Refused("text_too_long", {"limit": TEXT_LETTERS_MAX}, field="text")
    holder = record_that_holds(ctx.db, "need", command.need)
    line = add_contact_line(
        ctx, holder, command.channel, command.direction, command.result, command.text, command.at
    )
    return Accepted(line)


def add_contact_line(
    ctx: Context,
    need: EntityId,
    channel: str,
    direction: str,
    result: str,
    text: str,
    at: int | None = None,
    day: str | None = None,
) -> EntityId:
    """Drafts a line of the history, written by whoever acts. `day`: which day's work was called
    off, where that was told."""
    return ctx.draft.move("contact", ctx.new_id(), {
        "need": need, "at": at or ctx.now_ms, "by_name": ctx.actor.name or None,
        "channel": channel or None, "direction": direction or None, "result": result or None,
        "text": text.strip() or None, "day": day,
    })  # fmt: skip
