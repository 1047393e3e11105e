"""Needs at the desk: taking them in, correcting them, 危機介入, 見守り.

A need is known by its number from the first second, even where nothing else is known yet. Numbers
are `N-0412` at the first desk; any other desk puts its letter behind the N (`NB-0007`), so that no
two desks ever give the same one. Blank stays apart from "no". What the intake already decides (a
survey is needed, the leader is to be asked) puts the need where it belongs in the same act.
Refused: an intake about nobody and nothing, and what a table cannot hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.need_sheet import EDITABLE, INTAKE_PARTS
from app.domain.needs import (
    CRISIS_SAMPLE_MIN,
    NeedFacts,
    NeedStatus,
    crisis_ticked_too_often,
    missing_for,
    next_step,
    target_of,
)
from app.domain.numbers import number_text
from app.domain.staff_access import LEADER, at_least
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.needs_values import NeedValues, need_values, town_from
from app.services.places import place_refusal
from app.store.queries.needs import recent_crisis_marks
from sync.core.ids import EntityId
from sync.core.operations import Value

DESKS = ("needs", "survey")
FIRST_DESK = "A"
# Without any of these there is nothing to go by: nobody could ever find or call back.
SOMETHING = ("name", "phone", "phone_other", "address", "directions", "affected_name", "request")
INTAKE_FIELDS = frozenset(name for part in INTAKE_PARTS.values() for name in part) | EDITABLE
# The latest intakes that are looked at when 危機介入 is ticked once more.
CRISIS_LOOKED_AT = 20


def need_letter(desk: str) -> str:
    """What stands before the counter of a need's number at a desk."""
    return "N" if desk == FIRST_DESK else f"N{desk}"


def next_need_number(ctx: Context) -> str:
    letter = need_letter(ctx.letter)
    return number_text(letter, ctx.next_counter(f"{letter}-"))


def draft_need(
    ctx: Context,
    identifier: EntityId,
    values: Mapping[str, Value],
    *,
    received_at: int | None = None,
    received_by: str | None = None,
    status: str | None = None,
    source_key: str | None = None,
) -> Refused | None:
    """Drafts a new need with its sealed half, numbered; or says what cannot be kept.

    `values` are names of `need` and `need_private` as on the sheet. For the desk and the import.
    Without a `status` the need stands where its intake puts it (`first_status`).
    """
    sorted_values = need_values(values, INTAKE_FIELDS)
    if isinstance(sorted_values, Refused):
        return sorted_values
    need, private = sorted_values.need, sorted_values.private
    if need.get("town") is None:
        need["town"] = town_from(private.get("address"), private.get("postal_code"))
    state = str(status or first_status(sorted_values))
    ctx.draft.new("need", identifier, {
        **need, "number": next_need_number(ctx), "status": state, "status_at": ctx.now_ms,
        "received_at": received_at or ctx.now_ms,
        "received_by": received_by or ctx.actor.name or None,
        "survey_status": "queued" if state == NeedStatus.SURVEY_WAITING else "none",
        "source_key": source_key,
    })  # fmt: skip
    ctx.draft.new("need_private", identifier, private)
    return None


def first_status(values: NeedValues) -> NeedStatus:
    """Where a new need stands: in the queue of surveys, with the leader, or received."""
    known = {name: value for name, value in values.all.items() if value is not None}
    names = NeedFacts.__dataclass_fields__
    facts: dict[str, Any] = {name: value for name, value in known.items() if name in names}
    facts["kinds"] = frozenset(facts.get("kinds") or ())
    need = NeedFacts(**facts)
    act = next_step(need)
    decided = need.survey_wanted in ("required", "ask") or bool(need.crisis)
    if not decided or act not in ("queue_survey", "ask_leader") or missing_for(act, need):
        return NeedStatus.RECEIVED
    return target_of(act, need)


@dataclass(frozen=True)
class ReceiveNeed(Command):
    """A request comes in. `values`: names and values of the intake sheet; blank ones left out.

    `received_at` where the sheet was written on paper before. `told_to`: whom the desk has already
    told of the crisis. `satellite`: the place that looks after it; None: the centre.
    """

    values: Mapping[str, Value] = field(repr=False)
    received_at: int | None = None
    received_by: str = ""
    told_to: str = ""
    satellite: EntityId | None = None


@decides(ReceiveNeed, sections=DESKS)
def receive_need(command: ReceiveNeed, ctx: Context) -> Decision:
    if not any(_given(command.values.get(name)) for name in SOMETHING):
        return Refused("need_empty", field="name")
    if command.received_at is not None and command.received_at > ctx.now_ms:
        return Refused("received_in_future", field="received_at")
    nowhere = place_refusal(ctx, command.satellite)
    if nowhere is not None:
        return nowhere
    identifier = ctx.new_id()
    refused = draft_need(
        ctx, identifier, command.values, received_at=command.received_at,
        received_by=command.received_by.strip() or None,
    )  # fmt: skip
    if refused is not None:
        return refused
    if command.satellite is not None:
        _also(ctx, identifier, {"satellite": command.satellite})
    if not command.values.get("crisis"):
        return Accepted(identifier)
    if command.told_to.strip():
        told: dict[str, Value] = {
            "crisis_told_to": command.told_to.strip(), "crisis_told_at": ctx.now_ms,
        }  # fmt: skip
        _also(ctx, identifier, told)
    return Accepted(identifier, _often(ctx))


@dataclass(frozen=True)
class ChangeNeed(Command):
    """The sheet is corrected or completed; only the fields named change, None makes one blank."""

    need: EntityId
    values: Mapping[str, Value] = field(repr=False)


@decides(ChangeNeed, sections=DESKS)
def change_need(command: ChangeNeed, ctx: Context) -> Decision:
    if not need_is_there(ctx, command.need):
        return Refused("no_such_need")
    refused = write_values(ctx, command.need, command.values, EDITABLE)
    return refused or Accepted(command.need)


def write_values(
    ctx: Context, need: EntityId, values: Mapping[str, Value], allowed: frozenset[str]
) -> Refused | None:
    """Drafts changed fields of both halves; the town follows the address."""
    found = need_values(values, allowed)
    if isinstance(found, Refused):
        return found
    if "address" in found.private and "town" not in found.need:
        postal = found.private.get("postal_code") or _stored(ctx, need, "postal_code")
        found.need["town"] = town_from(found.private["address"], postal)
    if found.need:
        ctx.draft.set("need", need, found.need)
    write_private(ctx, need, found.private)
    return None


def write_private(ctx: Context, need: EntityId, values: Mapping[str, Value]) -> None:
    """The sealed half, also where another desk made the need and its half is not here yet."""
    if not values:
        return
    if ctx.db.execute("SELECT 1 FROM need_private WHERE id = ?", (need,)).fetchone():
        ctx.draft.set("need_private", need, values)
    else:
        ctx.draft.new("need_private", need, values)


@dataclass(frozen=True)
class MarkCrisis(Command):
    """危機介入 is ticked or taken away; taking it away is the leader's judgement."""

    need: EntityId
    crisis: bool
    note: str = field(default="", repr=False)


@decides(MarkCrisis, sections=DESKS)
def mark_crisis(command: MarkCrisis, ctx: Context) -> Decision:
    row = ctx.db.execute("SELECT crisis FROM live_need WHERE id = ?", (command.need,)).fetchone()
    if row is None:
        return Refused("no_such_need")
    if not command.crisis and row[0] and not at_least(ctx.actor.role, LEADER):
        return Refused("needs_role")
    values: dict[str, Value] = {"crisis": command.crisis}
    if command.crisis and not row[0]:
        # A new alarm: who was told of an earlier one does not know of this one.
        values |= {"crisis_told_to": None, "crisis_told_at": None}
    ctx.draft.set("need", command.need, values)
    if command.note.strip():
        write_private(ctx, command.need, {"crisis_note": command.note.strip()})
    return Accepted(command.need, _often(ctx) if command.crisis and not row[0] else ())


@dataclass(frozen=True)
class TellCrisis(Command):
    """Somebody with a name was told of the crisis; from then on the need may leave by an exit."""

    need: EntityId
    told_to: str


@decides(TellCrisis, sections=(*DESKS, "chief"))
def tell_crisis(command: TellCrisis, ctx: Context) -> Decision:
    if not command.told_to.strip():
        return Refused("crisis_told_nobody", field="told_to")
    row = ctx.db.execute("SELECT crisis FROM live_need WHERE id = ?", (command.need,)).fetchone()
    if row is None:
        return Refused("no_such_need")
    if not row[0]:
        return Refused("no_crisis")
    ctx.draft.set("need", command.need, {
        "crisis_told_to": command.told_to.strip(), "crisis_told_at": ctx.now_ms,
    })  # fmt: skip
    return Accepted(command.need)


@dataclass(frozen=True)
class MarkWatch(Command):
    """完了後見守り: after the work somebody looks in again."""

    need: EntityId
    watch: bool
    note: str = field(default="", repr=False)


@decides(MarkWatch, sections=DESKS)
def mark_watch(command: MarkWatch, ctx: Context) -> Decision:
    if not need_is_there(ctx, command.need):
        return Refused("no_such_need")
    ctx.draft.set("need", command.need, {"watch": command.watch})
    if command.note.strip():
        write_private(ctx, command.need, {"watch_note": command.note.strip()})
    return Accepted(command.need)


def need_is_there(ctx: Context, need: EntityId) -> bool:
    return ctx.db.execute("SELECT 1 FROM live_need WHERE id = ?", (need,)).fetchone() is not None


def _often(ctx: Context) -> tuple[Notice, ...]:
    """The mark that is being set is not in the rows yet."""
    recent = (True, *recent_crisis_marks(ctx.db, CRISIS_LOOKED_AT - 1))
    if not crisis_ticked_too_often(recent):
        return ()
    ticked = sum(1 for mark in recent if mark)
    assert len(recent) >= CRISIS_SAMPLE_MIN
    return (Notice("crisis_too_often", {"ticked": ticked, "of": len(recent)}),)


def _also(ctx: Context, need: EntityId, values: Mapping[str, Value]) -> None:
    """Adds to the need that this very action drafts."""
    for operation in ctx.draft.operations:
        if getattr(operation, "table", "") == "need" and getattr(operation, "id", b"") == need:
            getattr(operation, "values", {}).update(values)


def _stored(ctx: Context, need: EntityId, name: str) -> Value:
    row = ctx.db.execute("SELECT * FROM live_need_private WHERE id = ?", (need,))
    names = [column[0] for column in row.description]
    found = row.fetchone()
    value: Value = None if found is None else dict(zip(names, found, strict=True))[name]
    return value


def _given(value: Value) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)
