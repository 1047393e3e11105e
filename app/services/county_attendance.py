"""出退勤 of relief staff: hours, overtime, duty and fund of each day, from hour 0.

Recorded also for the day of travel and before anything is known of who pays: the Relief Act may be
applied later and back to the first day. Overtime is proposed from the hours and may be written
otherwise, as it was ordered. One row a worker and day, the same on every device.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.calendar_jp import instant_of
from app.domain.county_dispatch import WHOLE_DAY, overtime_minutes, touches_night
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody
from app.services.county_assignments import own_assignment
from app.services.county_rows import put_row
from app.services.form_values import form_values
from sync.core.ids import EntityId, imported_entity_id

TRAVEL_DAYS = 2  # before and after a stay


@dataclass(frozen=True)
class RecordAttendance(CountyCommand):
    """`starts` and `ends` are minutes of the day; an end before the start is of the next day.
    `overtime` None: as the hours give it. Codes of `duty` and `fund`; no fund: not known yet."""

    assignment: EntityId
    day: date
    starts: int | None
    ends: int | None
    duty: str
    fund: str = ""
    overtime: int | None = None
    travel_day: bool = False
    rest_day: bool = False
    note: str = ""
    sure: bool = False


@decides(RecordAttendance)
def record_attendance(command: RecordAttendance, ctx: Context) -> Decision:
    found = own_assignment(ctx, command.assignment)
    if isinstance(found, Refused):
        return found
    if found.state == "cancelled":
        return Refused("assignment_cancelled", {"worker": found.worker})
    margin = timedelta(TRAVEL_DAYS)
    if not found.arrives_on - margin <= command.day <= found.leaves_on + margin:
        return Refused("day_beside_stay", field="day")
    if command.day > ctx.today:
        return Refused("day_to_come", field="day")
    if command.starts is None or command.ends is None:
        return Refused("time_missing", field="starts" if command.starts is None else "ends")
    if not command.duty:
        return Refused("duty_missing", field="duty")
    ends = command.ends if command.ends > command.starts else command.ends + WHOLE_DAY
    span = ends - command.starts
    overtime = command.overtime
    if overtime is None:
        overtime = overtime_minutes(span, rest_day=command.rest_day)
    if overtime > span:
        return Refused("overtime_long", field="overtime")
    personal = names_somebody(command.sure, note=command.note)
    if personal is not None:
        return personal
    values = form_values(ctx.db, "attendance", {
        "assignment": found.id, "day": command.day.isoformat(),
        "started_at": instant_of(command.day, command.starts),
        "ended_at": instant_of(command.day, command.starts) + span * 60_000,
        "overtime": overtime, "duty": command.duty, "fund": command.fund or None,
        "night": touches_night(command.starts, ends), "travel_day": command.travel_day,
        "rest_day": command.rest_day, "note": command.note,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    identifier = attendance_id(found.id, command.day)
    put_row(ctx, "attendance", identifier, values)
    return Accepted(identifier)


def attendance_id(assignment: EntityId, day: date) -> EntityId:
    return imported_entity_id("attendance", f"{assignment.hex()}-{day.isoformat()}")
