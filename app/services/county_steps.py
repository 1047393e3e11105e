"""打診: a request is worked through the blocks in order, by the hub or a block's lead council.

The next block may be asked while another still answers: with what is missing at that moment, which
the step keeps. The order is the agreement's; only the prefectural council goes past it, with a
note. Nobody is asked for a request of which nothing is missing.
"""

from dataclasses import dataclass

from app.domain.county_dispatch import lead_of
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import PREFECTURAL_COUNCIL, is_prefecture, names_somebody
from app.services.county_dispatch import OFFICE, open_request
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.county_dispatch import (
    AidStep,
    block_members,
    block_name,
    missing_of,
    next_blocks,
    offers_of,
    steps_of,
)
from sync.core.ids import EntityId, imported_entity_id

WHOLE_COUNTY = "county"


@dataclass(frozen=True)
class OpenStep(CountyCommand):
    """Asks the next block in order; with `past_order` this one (`block` None: the whole county).
    `answer_by` in epoch milliseconds."""

    request: EntityId
    answer_by: int | None = None
    note: str = ""
    past_order: bool = False
    block: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class CloseStep(CountyCommand):
    """`result` is a code of `step_result`."""

    step: EntityId
    result: str
    note: str = ""
    sure: bool = False


@decides(OpenStep, sections=OFFICE)
def open_step(command: OpenStep, ctx: Context) -> Decision:
    found = open_request(ctx, command.request)
    if isinstance(found, Refused):
        return found
    missing = missing_of(found, offers_of(ctx.db, found.id), ("accepted",), ctx.today)
    if not missing:
        return Refused("request_is_filled")
    steps = steps_of(ctx.db, found.id)
    waiting = next_blocks(ctx.db, found, steps, ctx.today)
    if not waiting:
        return Refused("all_blocks_asked")
    block = command.block if command.past_order else waiting[0]
    if block not in waiting:
        return Refused("step_is_open")
    lead = lead_of(block_members(ctx.db), block, ctx.today) if block else None
    if not works_on(ctx, steps) and lead != ctx.centre:
        return Refused("step_not_yours")
    if block != waiting[0]:
        if not is_prefecture(ctx):
            return Refused("step_out_of_order", {"block": block_name(ctx.db, waiting[0])})
        if not command.note.strip():
            return Refused("county_reason_missing", field="note")
    personal = names_somebody(command.sure, note=command.note)
    if personal is not None:
        return personal
    values = form_values(ctx.db, "aid_step", {
        "request": found.id, "position": len(steps) + 1, "block": block, "opened_at": ctx.now_ms,
        "answer_by": command.answer_by, "note": command.note,
        "lead": lead or PREFECTURAL_COUNCIL, "people": max(run.heads for run in missing),
        "closed_at": None, "result": None,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    key = f"{found.id.hex()}-{block.hex() if block else WHOLE_COUNTY}"
    identifier = imported_entity_id("aid_step", key)
    put_row(ctx, "aid_step", identifier, values)
    if found.state != "working":
        ctx.draft.set("aid_request", found.id, {"state": "working"})
    return Accepted(identifier)


@decides(CloseStep, sections=OFFICE)
def close_step(command: CloseStep, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT request, lead, closed_at FROM live_aid_step WHERE id = ?", (command.step,)
    ).fetchone()
    if row is None:
        return Refused("no_such_step")
    if not is_prefecture(ctx) and row[1] != ctx.centre:
        return Refused("step_not_yours")
    if row[2] is not None:
        return Refused("step_is_closed")
    if not command.result:
        return Refused("result_missing", field="result")
    personal = names_somebody(command.sure, note=command.note)
    if personal is not None:
        return personal
    values = form_values(ctx.db, "aid_step", {
        "closed_at": ctx.now_ms, "result": command.result, "note": command.note,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    ctx.draft.set("aid_step", command.step, values)
    return Accepted(command.step)


def works_on(ctx: Context, steps: tuple[AidStep, ...]) -> bool:
    """Whether this device's council works a request: the hub, or the lead of a block that has
    it."""
    return is_prefecture(ctx) or any(step.lead == ctx.centre for step in steps)
