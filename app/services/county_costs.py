"""Costs and evidence of councils: items, the Relief Act's dates, rules that a county decided.

Which fund pays is never stored (`app.domain.county_costs`). A council writes what it paid and the
dates of its own municipality; the prefectural council may for one that cannot, and decides about
rules that are no written ones. Whole yen; workers are numbers.
"""

import re
from dataclasses import dataclass

from app.domain.county_costs import FIXED, RULES
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import (
    acting_council,
    council_exists,
    names_somebody,
    not_own,
    not_own_row,
    only_prefecture,
)
from app.services.county_rows import put_row
from app.services.form_values import form_values
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value

YEN_MAX = 1_000_000_000
_WORKER = re.compile(r"[0-9]{5}-[0-9A-Za-z]{1,8}")
_NO_COST, _NO_ACT = "no_such_cost", "no_such_relief_act"


@dataclass(frozen=True)
class CostEntry:
    """What is written of a cost. `kind`, `fund`, `ownership`, `duty`, `evidence` are codes; a blank
    fund is whatever pays; `minutes` of overtime; `day` is ISO."""

    kind: str
    day: str
    yen: int | None
    host: EntityId | None = None
    fund: str = ""
    assignment: EntityId | None = None
    loan: EntityId | None = None
    ownership: str = ""
    text: str = ""
    evidence: tuple[str, ...] = ()
    duty: str = ""
    worker: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class RecordCost(CountyCommand):
    """`council` paid; None is the own one."""

    entry: CostEntry
    council: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EditCost(CountyCommand):
    item: EntityId
    entry: CostEntry
    sure: bool = False


@dataclass(frozen=True)
class SettleCost(CountyCommand):
    """The money has come, on this day (ISO); None takes that back."""

    item: EntityId
    settled_on: str | None


@dataclass(frozen=True)
class RemoveCost(CountyCommand):
    """Written twice, or by mistake."""

    item: EntityId


@dataclass(frozen=True)
class SetReliefAct(CountyCommand):
    """The Act applies to a municipality. `effective_from` may come later, and lie before the
    decision: then what is chargeable is another at once. `act` None is a new application."""

    council: EntityId
    decided_on: str | None = None
    effective_from: str | None = None
    ends_on: str | None = None
    note: str = ""
    act: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class RemoveReliefAct(CountyCommand):
    act: EntityId


@dataclass(frozen=True)
class SetCostRule(CountyCommand):
    """Whether the Act pays a kind of cost in this county; `source` says where that is written."""

    kind: str
    chargeable: bool
    source: str = ""
    sure: bool = False


@decides(RecordCost)
def record_cost(command: RecordCost, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    values = _values(command.entry, ctx, command.sure)
    if isinstance(values, Refused):
        return values
    return Accepted(
        ctx.draft.new("cost_item", ctx.new_id(), {"council": council, "at": ctx.now_ms, **values})
    )


@decides(EditCost)
def edit_cost(command: EditCost, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "cost_item", command.item, _NO_COST)
    if refused is not None:
        return refused
    values = _values(command.entry, ctx, command.sure)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("cost_item", command.item, values)
    return Accepted(command.item)


@decides(SettleCost)
def settle_cost(command: SettleCost, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "cost_item", command.item, _NO_COST)
    if refused is not None:
        return refused
    values = form_values(ctx.db, "cost_item", {"settled_on": command.settled_on})
    if isinstance(values, Refused):
        return values
    ctx.draft.set("cost_item", command.item, values)
    return Accepted(command.item)


@decides(RemoveCost)
def remove_cost(command: RemoveCost, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "cost_item", command.item, _NO_COST)
    if refused is not None:
        return refused
    ctx.draft.delete("cost_item", command.item)
    return Accepted(command.item)


@decides(SetReliefAct)
def set_relief_act(command: SetReliefAct, ctx: Context) -> Decision:
    if not council_exists(ctx, command.council):
        return Refused("county_no_such_council", field="council")
    refused = not_own(ctx, command.council) or names_somebody(command.sure, note=command.note)
    if refused is not None:
        return refused
    if not command.decided_on and not command.effective_from:
        return Refused("relief_act_without_day", field="effective_from")
    if command.effective_from and command.ends_on and command.ends_on < command.effective_from:
        return Refused("county_ends_before", field="ends_on")
    values = form_values(ctx.db, "relief_act", {
        "council": command.council, "decided_on": command.decided_on,
        "effective_from": command.effective_from, "ends_on": command.ends_on,
        "note": command.note,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    if command.act is None:
        return Accepted(ctx.draft.new("relief_act", ctx.new_id(), values))
    refused = not_own_row(ctx, "relief_act", command.act, _NO_ACT)
    if refused is not None:
        return refused
    ctx.draft.set("relief_act", command.act, values)
    return Accepted(command.act)


@decides(RemoveReliefAct)
def remove_relief_act(command: RemoveReliefAct, ctx: Context) -> Decision:
    refused = not_own_row(ctx, "relief_act", command.act, _NO_ACT)
    if refused is not None:
        return refused
    ctx.draft.delete("relief_act", command.act)
    return Accepted(command.act)


@decides(SetCostRule)
def set_cost_rule(command: SetCostRule, ctx: Context) -> Decision:
    refused = only_prefecture(ctx) or names_somebody(command.sure, source=command.source)
    if refused is not None:
        return refused
    if command.kind not in RULES:
        return Refused("no_such_code", {"code": command.kind}, field="kind")
    if command.kind in FIXED:
        return Refused("cost_rule_fixed", field="kind")
    values = form_values(ctx.db, "cost_rule", {
        "key": command.kind, "chargeable": command.chargeable, "source": command.source,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    identifier = imported_entity_id("cost_rule", command.kind)
    put_row(ctx, "cost_rule", identifier, values)
    return Accepted(identifier)


def _values(entry: CostEntry, ctx: Context, sure: bool) -> dict[str, Value] | Refused:
    refused = _unfit(entry, ctx) or names_somebody(sure, text=entry.text)
    if refused is not None:
        return refused
    return form_values(ctx.db, "cost_item", {
        "kind": entry.kind, "day": entry.day, "yen": entry.yen, "host": entry.host,
        "fund": entry.fund or None, "assignment": entry.assignment, "loan": entry.loan,
        "ownership": entry.ownership or None, "text": entry.text,
        "evidence": entry.evidence or None, "duty": entry.duty or None, "worker": entry.worker,
        "minutes": entry.minutes,
    })  # fmt: skip


def _unfit(entry: CostEntry, ctx: Context) -> Refused | None:
    if not entry.kind:
        return Refused("cost_kind_missing", field="kind")
    if not entry.day:
        return Refused("no_day", field="day")
    if entry.yen is None or not 0 < entry.yen <= YEN_MAX:
        return Refused("cost_without_yen", field="yen")
    if entry.worker and not _WORKER.fullmatch(entry.worker):
        return Refused("cost_worker_number", field="worker")
    if entry.host is not None and not council_exists(ctx, entry.host):
        return Refused("county_no_such_council", field="host")
    known = (
        ("assignment", entry.assignment, "live_assignment"),
        ("loan", entry.loan, "live_goods_loan"),
    )
    for name, wanted, table in known:
        if wanted is not None and not row_stands(ctx.db, table, wanted):
            return Refused("cost_for_nothing", field=name)
    return None
