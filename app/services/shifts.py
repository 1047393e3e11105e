"""Who is on duty: shifts of staff, with what they are for.

調整事務 is told apart from other duties, because only it may be paid under the 災害救助法.
"""

from dataclasses import dataclass

from app.domain.calendar_jp import start_of
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from sync.core.ids import EntityId


@dataclass(frozen=True)
class StartShift(Command):
    """Codes of the lists `duty` and `fund`. `staff` None is whoever acts."""

    duty: str
    fund: str = ""
    staff: EntityId | None = None


@dataclass(frozen=True)
class EndShift(Command):
    """Ends the open shift of today; `staff` None is whoever acts."""

    staff: EntityId | None = None


@decides(StartShift)
def start_shift(command: StartShift, ctx: Context) -> Decision:
    staff = command.staff or ctx.actor.staff
    refused = _whose(staff, ctx)
    if staff is None or refused:
        return refused or Refused("no_such_staff")
    if _open_shift(staff, ctx) is not None:
        return Refused("shift_is_open")
    if not command.duty:
        return Refused("duty_missing", field="duty")
    identifier = ctx.new_id()
    ctx.draft.new("staff_shift", identifier, {
        "staff": staff, "day": ctx.today.isoformat(), "started_at": ctx.now_ms,
        "duty": command.duty, "fund": command.fund or None,
    })  # fmt: skip
    return Accepted(identifier)


@decides(EndShift)
def end_shift(command: EndShift, ctx: Context) -> Decision:
    staff = command.staff or ctx.actor.staff
    refused = _whose(staff, ctx)
    if staff is None or refused:
        return refused or Refused("no_such_staff")
    shift = _open_shift(staff, ctx)
    if shift is None:
        return Refused("no_open_shift")
    ctx.draft.set("staff_shift", shift, {"ended_at": ctx.now_ms})
    return Accepted(shift)


def _whose(staff: EntityId | None, ctx: Context) -> Refused | None:
    """Everybody keeps the own shifts; general affairs keeps those of others."""
    known = ctx.db.execute("SELECT 1 FROM live_staff WHERE id = ?", (staff,)).fetchone()
    if known is None:
        return Refused("no_such_staff")
    if staff != ctx.actor.staff and not ctx.actor.may_enter("general"):
        return Refused("other_section")
    return None


def _open_shift(staff: EntityId, ctx: Context) -> EntityId | None:
    """The shift that began today and has no end. A forgotten one of another day stays as it is:
    nobody knows any more when it ended."""
    row = ctx.db.execute(
        "SELECT id FROM live_staff_shift WHERE staff = ? AND ended_at IS NULL AND started_at >= ? "
        "ORDER BY started_at DESC LIMIT 1",
        (staff, start_of(ctx.today)),
    ).fetchone()
    return None if row is None else EntityId(row[0])
