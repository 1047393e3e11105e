"""A council's continuity plan: its checklist, its alternates, and whether its staff are safe.

All of it works on the device alone. A council writes its own; the prefectural council may for one
that cannot. Staff are numbers. Refused: a round while one goes on, a number that is none, more
numbers than a council has.
"""

import re
from dataclasses import dataclass

from app.catalogue.county import proposed_tasks
from app.domain.county_bcp import NUMBERS_MAX
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import acting_council, names_somebody, not_own, not_own_row
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value

_WORKER = re.compile(r"[0-9]{5}-[0-9A-Za-z]{1,8}")
_NO_ROW = "no_such_bcp_row"


@dataclass(frozen=True)
class AddBcpTask(CountyCommand):
    """Essential work that runs within `hours`. `council` None is the own one."""

    title: str
    hours: int | None
    note: str = ""
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EditBcpTask(CountyCommand):
    task: EntityId
    title: str
    hours: int | None
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class SetBcpTask(CountyCommand):
    """How it stands: a code of `bcp_state`."""

    task: EntityId
    state: str


@dataclass(frozen=True)
class RemoveBcpTask(CountyCommand):
    """It is no essential work of this council."""

    task: EntityId


@dataclass(frozen=True)
class LoadBcpTasks(CountyCommand):
    """The shipped proposal; what is there already stays as it is."""

    language: str = "ja"
    council: EntityId | None = None


@dataclass(frozen=True)
class AddAlternate(CountyCommand):
    """`kind` is a code of `alternate_kind`."""

    kind: str
    title: str
    place: str = ""
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class SetAlternate(CountyCommand):
    """Whether it can be used: a code of `alternate_state`."""

    alternate: EntityId
    state: str


@dataclass(frozen=True)
class RemoveAlternate(CountyCommand):
    alternate: EntityId


@dataclass(frozen=True)
class StartSafetyRound(CountyCommand):
    """Everybody of `workers` is asked, and counts as no word until somebody heard of them."""

    reason: str
    workers: tuple[str, ...]
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class AnswerSafety(CountyCommand):
    """What is heard of a staff number: codes of `safety_state`, `comes_when`, `reach_kind`. Blank
    leaves what is there. A number that was not asked is added."""

    round: EntityId
    worker: str
    state: str = ""
    comes: str = ""
    reach: str = ""


@dataclass(frozen=True)
class EndSafetyRound(CountyCommand):
    round: EntityId


@decides(AddBcpTask)
def add_bcp_task(command: AddBcpTask, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    values = _task_values(command, ctx)
    if isinstance(values, Refused):
        return values
    (last,) = ctx.db.execute(
        "SELECT coalesce(max(position), 0) FROM live_bcp_task WHERE council = ?", (council,)
    ).fetchone()
    return Accepted(
        ctx.draft.new("bcp_task", ctx.new_id(), {
            "council": council, "position": last + 1, "state": "open", "active": True, **values,
        })
    )  # fmt: skip


@decides(EditBcpTask)
def edit_bcp_task(command: EditBcpTask, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "bcp_task", command.task, _NO_ROW)
    if refused is not None:
        return refused
    values = _task_values(command, ctx)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("bcp_task", command.task, values)
    return Accepted(command.task)


@decides(SetBcpTask)
def set_bcp_task(command: SetBcpTask, ctx: Context) -> Decision:
    return _set_state(ctx, "bcp_task", command.task, command.state)


@decides(RemoveBcpTask)
def remove_bcp_task(command: RemoveBcpTask, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "bcp_task", command.task, _NO_ROW)
    if refused is not None:
        return refused
    ctx.draft.set("bcp_task", command.task, {"active": False})
    return Accepted(command.task)


@decides(LoadBcpTasks)
def load_bcp_tasks(command: LoadBcpTasks, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    for position, proposed in enumerate(proposed_tasks(), start=1):
        # The same row on two devices of a council that both load it.
        identifier = imported_entity_id("bcp_task", f"{council.hex()}-{proposed.key}")
        if row_stands(ctx.db, "bcp_task", identifier):
            continue
        ctx.draft.new("bcp_task", identifier, {
            "council": council, "position": position, "hours": proposed.hours, "state": "open",
            "title": proposed.ja if command.language == "ja" else proposed.en, "active": True,
        })  # fmt: skip
    if not ctx.draft.operations:
        return Refused("bcp_loaded_already")
    return Accepted(council)


@decides(AddAlternate)
def add_alternate(command: AddAlternate, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    if not command.title.strip():
        return Refused("alternate_without_title", field="title")
    if not command.kind:
        return Refused("alternate_kind_missing", field="kind")
    refused = names_somebody(command.sure, title=command.title, place=command.place)
    if refused is not None:
        return refused
    values = form_values(ctx.db, "bcp_alternate", {
        "kind": command.kind, "title": command.title, "place": command.place,
        "state": "unknown", "council": council,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("bcp_alternate", ctx.new_id(), values))


@decides(SetAlternate)
def set_alternate(command: SetAlternate, ctx: Context) -> Decision:
    return _set_state(ctx, "bcp_alternate", command.alternate, command.state)


@decides(RemoveAlternate)
def remove_alternate(command: RemoveAlternate, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "bcp_alternate", command.alternate, _NO_ROW)
    if refused is not None:
        return refused
    ctx.draft.delete("bcp_alternate", command.alternate)
    return Accepted(command.alternate)


@decides(StartSafetyRound)
def start_safety_round(command: StartSafetyRound, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    if ctx.db.execute(
        "SELECT 1 FROM live_safety_round WHERE council = ? AND ended_at IS NULL", (council,)
    ).fetchone():
        return Refused("round_goes_on")
    if not command.reason.strip():
        return Refused("county_reason_missing", field="reason")
    if not 0 < len(command.workers) <= NUMBERS_MAX:
        return Refused("round_without_staff", {"limit": NUMBERS_MAX}, field="workers")
    if not all(_WORKER.fullmatch(one) for one in command.workers):
        return Refused("cost_worker_number", field="workers")
    refused = names_somebody(command.sure, reason=command.reason)
    if refused is not None:
        return refused
    values = form_values(
        ctx.db, "safety_round", {"council": council, "at": ctx.now_ms, "reason": command.reason}
    )
    if isinstance(values, Refused):
        return values
    number = ctx.draft.new("safety_round", ctx.new_id(), values)
    for worker in dict.fromkeys(command.workers):
        ctx.draft.new("safety_answer", answer_id(number, worker), {
            "round": number, "council": council, "worker": worker, "state": "missing",
        })  # fmt: skip
    return Accepted(number)


@decides(AnswerSafety)
def answer_safety(command: AnswerSafety, ctx: Context) -> Decision:
    council = _asking(ctx, command.round)
    if isinstance(council, Refused):
        return council
    if not _WORKER.fullmatch(command.worker):
        return Refused("cost_worker_number", field="worker")
    said = {
        name: value for name, value in (
            ("state", command.state), ("comes", command.comes), ("reach", command.reach)
        ) if value
    }  # fmt: skip
    values = form_values(ctx.db, "safety_answer", {
        **said, "at": ctx.now_ms, "worker": command.worker, "round": command.round,
        "council": council,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    identifier = answer_id(command.round, command.worker)
    put_row(ctx, "safety_answer", identifier, values)
    return Accepted(identifier)


@decides(EndSafetyRound)
def end_safety_round(command: EndSafetyRound, ctx: Context) -> Decision:
    council = _asking(ctx, command.round)
    if isinstance(council, Refused):
        return council
    ctx.draft.set("safety_round", command.round, {"ended_at": ctx.now_ms})
    return Accepted(command.round)


def _asking(ctx: Context, number: EntityId) -> EntityId | Refused:
    """Whose round it is, while it goes on and is this device's to write in."""
    row = ctx.db.execute(
        "SELECT council, ended_at FROM live_safety_round WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        return Refused("no_such_round")
    refused = not_own(ctx, row[0])
    if refused is None and row[1] is not None:
        refused = Refused("round_is_over")
    return refused or EntityId(row[0])


def answer_id(number: EntityId, worker: str) -> EntityId:
    """Of one staff number in a round there is one row, whichever device hears of them."""
    return imported_entity_id("safety_answer", f"{number.hex()}-{worker}")


def _task_values(command: AddBcpTask | EditBcpTask, ctx: Context) -> dict[str, Value] | Refused:
    if not command.title.strip():
        return Refused("bcp_without_title", field="title")
    if command.hours is None:
        return Refused("bcp_without_hours", field="hours")
    refused = names_somebody(command.sure, title=command.title, note=command.note)
    if refused is not None:
        return refused
    return form_values(ctx.db, "bcp_task", {
        "title": command.title, "hours": command.hours, "note": command.note,
    })  # fmt: skip


def _set_state(ctx: Context, table: str, row: EntityId, state: str) -> Decision:
    """How it stands, as of now."""
    refused = not_own_row(ctx, table, row, _NO_ROW)
    if refused is not None:
        return refused
    values = form_values(ctx.db, table, {"state": state, "changed_at": ctx.now_ms})
    if isinstance(values, Refused):
        return values
    ctx.draft.set(table, row, values)
    return Accepted(row)
