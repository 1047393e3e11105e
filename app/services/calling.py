"""A day is called off, and everybody who counted on it hears of it from a person.

"Without contact is the worst": booked volunteers get their state, clients a line in the history of
their need. Refused while the day is on: a tick would say that something was told which is not so.
"""

from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import time_text
from app.services.bookings import draft_booking
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.contacts import add_contact_line
from app.services.context import Context
from app.services.needs_values import TEXT_LETTERS_MAX
from app.services.volunteers import DESK as RECEPTION
from app.store.queries.aliases import record_that_holds
from app.store.queries.calendar import called_off_at
from sync.core.ids import EntityId
from sync.core.operations import Value

CALLERS = (*RECEPTION, "matching", "dispatch", "general")
RESULTS = ("reached", "message", "absent")


@dataclass(frozen=True)
class TellBooked(Command):
    """Who was to come on the day has been told (or, `told` False, has not after all). `volunteer`
    for a day that was only wished for in advance; then the booking is made with the answer."""

    day: date
    booking: EntityId | None = None
    volunteer: EntityId | None = None
    told: bool = True


@decides(TellBooked, sections=CALLERS)
def tell_booked(command: TellBooked, ctx: Context) -> Decision:
    if command.told and called_off_at(ctx.db, command.day) is None:
        return Refused("day_not_called_off")
    state, booking = "called_off" if command.told else "confirmed", command.booking
    iso = command.day.isoformat()
    if booking is None and command.volunteer is not None:
        # Another desk may have told the person meanwhile: one booking a day.
        row = ctx.db.execute(
            "SELECT id FROM live_booking WHERE volunteer = ? AND day = ?", (command.volunteer, iso)
        ).fetchone()
        booking = None if row is None else EntityId(row[0])
        if booking is None:
            made: dict[str, Value] = {
                "volunteer": command.volunteer, "day": iso, "state": state,
            }  # fmt: skip
            return Accepted(draft_booking(ctx, made))
    found = ctx.db.execute(
        "SELECT 1 FROM live_booking WHERE id = ? AND day = ?", (booking, iso)
    ).fetchone()
    if booking is None or found is None:
        return Refused("not_booked")
    ctx.draft.set("booking", booking, {"state": state})
    return Accepted(booking)


@dataclass(frozen=True)
class TellClient(Command):
    """A client was called about the day. `result`: reached, message or absent; `text` is what the
    history says."""

    need: EntityId
    day: date
    result: str = "reached"
    text: str = field(default="", repr=False)


@decides(TellClient, sections=("needs", "survey", "matching", "dispatch"))
def tell_client(command: TellClient, ctx: Context) -> Decision:
    if command.result not in RESULTS:
        raise ValueError(f"no such result: {command.result}")
    if called_off_at(ctx.db, command.day) is None:
        return Refused("day_not_called_off")
    if not ctx.db.execute("SELECT 1 FROM live_need WHERE id = ?", (command.need,)).fetchone():
        return Refused("no_such_need")
    if len(command.text) > TEXT_LETTERS_MAX:
        return Refused("text_too_long", {"limit": TEXT_LETTERS_MAX}, field="text")
    holder, iso = record_that_holds(ctx.db, "need", command.need), command.day.isoformat()
    told = ctx.db.execute(
        "SELECT at, coalesce(by_name, '') FROM live_contact WHERE need = ? AND day = ? "
        "AND coalesce(result, 'reached') <> 'absent'",
        (holder, iso),
    ).fetchone()
    if told is not None:
        return Refused("told_already", {"at": time_text(told[0]), "name": told[1]})
    line = add_contact_line(ctx, holder, "phone", "out", command.result, command.text, day=iso)
    return Accepted(line)
