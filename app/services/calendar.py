"""The centre's calendar: days that are open, paused or for adjusting needs, and the waste site's.

Days that nobody marked are ordinary working days.
"""

from dataclasses import dataclass
from datetime import date

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import form_values
from sync.core.ids import EntityId

DESK = ("general", "matching", "dispatch")


@dataclass(frozen=True)
class MarkDay(Command):
    """`kind` is a code of `calendar_kind`; a day has each kind once. `waste_hours` as people say
    them: 9:00〜15:00."""

    day: date
    kind: str
    note: str = ""
    waste_hours: str = ""


@dataclass(frozen=True)
class ClearDay(Command):
    """The mark goes."""

    mark: EntityId


@decides(MarkDay, sections=DESK)
def mark_day(command: MarkDay, ctx: Context) -> Decision:
    if command.day < ctx.today:
        return Refused("day_past", field="day")
    if not command.kind:
        return Refused("kind_missing", field="kind")
    values = form_values(ctx.db, "calendar_day", {
        "day": command.day.isoformat(), "kind": command.kind, "note": command.note,
        "waste_hours": command.waste_hours,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    known = ctx.db.execute(
        "SELECT id FROM live_calendar_day WHERE day = ? AND kind = ?",
        (values["day"], values["kind"]),
    ).fetchone()
    if known is not None:
        ctx.draft.set("calendar_day", EntityId(known[0]), values)
        return Accepted(EntityId(known[0]))
    return Accepted(ctx.draft.new("calendar_day", ctx.new_id(), values))


@decides(ClearDay, sections=DESK)
def clear_day(command: ClearDay, ctx: Context) -> Decision:
    found = ctx.db.execute(
        "SELECT 1 FROM live_calendar_day WHERE id = ?", (command.mark,)
    ).fetchone()
    if found is None:
        return Refused("no_such_mark")
    ctx.draft.delete("calendar_day", command.mark)
    return Accepted(command.mark)
