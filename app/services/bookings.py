"""Days that people asked to come on, before they come.

`draft_booking` writes a row for whoever has one to write (an import).
"""

from dataclasses import dataclass
from datetime import date

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import form_values
from app.services.volunteers import DESK
from sync.core.ids import EntityId
from sync.core.operations import Value


@dataclass(frozen=True)
class BookDay(Command):
    """One of `volunteer` and `group`. The same day twice changes what was booked."""

    day: date
    volunteer: EntityId | None = None
    group: EntityId | None = None
    slot: str | None = None
    state: str = "confirmed"


@decides(BookDay, sections=DESK)
def book_day(command: BookDay, ctx: Context) -> Decision:
    owner = command.volunteer or command.group
    if owner is None:
        raise ValueError("a booking is somebody's")
    if command.day < ctx.today:
        return Refused("day_is_past", field="day")
    values = form_values(ctx.db, "booking", {"slot": command.slot, "state": command.state})
    if isinstance(values, Refused):
        return values
    known = ctx.db.execute(
        'SELECT id FROM live_booking WHERE day = ? AND (volunteer = ? OR "group" = ?)',
        (command.day.isoformat(), owner, owner),
    ).fetchone()
    if known is not None:
        ctx.draft.set("booking", EntityId(known[0]), values)
        return Accepted(EntityId(known[0]))
    owners: dict[str, Value] = {"volunteer": command.volunteer, "group": command.group}
    return Accepted(draft_booking(ctx, {**owners, "day": command.day.isoformat(), **values}))


def draft_booking(
    ctx: Context, values: dict[str, Value], *, identifier: EntityId | None = None
) -> EntityId:
    """A row of the table `booking`, as it is stored."""
    return ctx.draft.new("booking", identifier or ctx.new_id(), values)


@dataclass(frozen=True)
class CancelBooking(Command):
    booking: EntityId


@decides(CancelBooking, sections=DESK)
def cancel_booking(command: CancelBooking, ctx: Context) -> Decision:
    found = ctx.db.execute("SELECT 1 FROM live_booking WHERE id = ?", (command.booking,)).fetchone()
    if found is None:
        return Refused("no_such_booking")
    ctx.draft.set("booking", command.booking, {"state": "cancelled"})
    return Accepted(command.booking)
