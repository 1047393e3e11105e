"""Going over hard stops: only by name, role and reason, and never without a record.

A command that may meet hard stops carries `overrides`: what a named person decided. Every stop
needs a person whose role may go over it; who it is, is read from the records, not from the command,
so that a screen cannot invent a chief.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.eligibility import HardStop
from app.domain.staff_access import Access, may_override, may_work_on
from app.services.command import Override, Refused
from app.services.context import Context
from sync.core.ids import EntityId


def go_over(
    ctx: Context,
    stops: Iterable[HardStop],
    overrides: Iterable[Override],
    subject: EntityId,
) -> Refused | None:
    """None where every stop was gone over; then each is drafted as a `hard_stop_override`.

    `subject` is the record that the stop was about (a team, a check-in). A refusal names the first
    stop that stands, with the role that may go over it.
    """
    found = tuple(stops)
    decided = tuple(overrides)
    deciders = []
    for stop in found:
        named = (_as_on_record(ctx, one, stop) for one in decided)
        decider = next((one for one in named if one is not None), None)
        if decider is None:
            return Refused(stop.code, stop.params, override=stop.override_role)
        deciders.append((stop, decider))
    if any(not decider.reason.strip() for _, decider in deciders):
        return Refused("override_without_reason", field="reason")
    for code, decider in dict.fromkeys((stop.code, decider) for stop, decider in deciders):
        ctx.draft.move("hard_stop_override", ctx.new_id(), {
            "rule": code, "subject": subject, "by_staff": decider.by_staff,
            "by_name": decider.by_name, "role": decider.role, "reason": decider.reason.strip(),
            "at": ctx.now_ms, "day": ctx.today.isoformat(),
        })  # fmt: skip
    return None


def _as_on_record(ctx: Context, override: Override, stop: HardStop) -> Override | None:
    """The override under the name and role that its staff has; None where it does not lift this."""
    row = ctx.db.execute(
        "SELECT role, active, ends_on, name FROM live_staff WHERE id = ?", (override.by_staff,)
    ).fetchone()
    if row is None:
        return None
    access = Access(str(row[0]), active=row[1] is None or bool(row[1]), ends_on=row[2])
    on_duty = may_work_on(access, ctx.today.isoformat())
    if not on_duty or not may_override(access.role, stop.override_role):
        return None
    return replace(override, by_name=row[3] or override.by_name, role=access.role)
