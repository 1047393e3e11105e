"""The catalogue of equipment and its places: what there is, not how much of it.

A thing that was used once is never deleted, only retired: the ledger goes on naming it. Names,
codes and shelf labels are each given once, so that a scan means one thing.
"""

import re
import unicodedata
from dataclasses import dataclass

from app.documents.readers.row_keys import frozen_key
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.equipment_drafts import (
    CATALOGUE_SOURCE,
    REPAIR,
    STORE,
    WASHING,
    Thing,
    code_lists,
    draft_equipment,
    draft_place,
    place_of_kind,
    places,
    tidy_name,
)
from app.store.queries.equipment import (
    EquipmentRow,
    equipment_row,
    equipment_rows,
    place_rows,
    stock_row,
    stock_rows,
)
from app.store.queries.equipment_loans import team_units_differ
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value

DESK = ("equipment",)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class AddEquipment(Command):
    """A kind of thing. Without a code it gets one of its own; `label` is what its shelf says."""

    name: str
    unit: str = ""
    type: str = "loan"
    low_mark: int = 0
    code: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class EditEquipment(Command):
    """What is None stays as it is."""

    equipment: EntityId
    name: str | None = None
    unit: str | None = None
    type: str | None = None
    low_mark: int | None = None
    label: str | None = None
    note: str | None = None
    position: int | None = None


@dataclass(frozen=True)
class RetireEquipment(Command):
    """Out of use, or with `retired` False back into use. The ledger stays."""

    equipment: EntityId
    retired: bool = True


@dataclass(frozen=True)
class StartCatalogue(Command):
    """Takes things over from the standard catalogue (all of it where `codes` is empty), and makes
    a store, a washing place and a repair shelf where there is none."""

    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddPlace(Command):
    name: str
    kind: str = STORE


@dataclass(frozen=True)
class EditPlace(Command):
    """What is None stays. A place in which something lies cannot be closed."""

    place: EntityId
    name: str | None = None
    kind: str | None = None
    active: bool | None = None
    position: int | None = None


@decides(AddEquipment, sections=DESK)
def add_equipment(command: AddEquipment, ctx: Context) -> Decision:
    code = command.code.strip().lower()
    refused = (
        _bad_name(ctx, command.name, None)
        or _bad_code(ctx, code)
        or _bad_values(ctx, command.type, command.low_mark)
        or _bad_label(ctx, command.label, None)
    )
    if refused is not None:
        return refused
    return Accepted(
        draft_equipment(
            ctx,
            Thing(
                command.name, command.unit.strip(), command.type, code, command.low_mark,
                _plain(command.label), command.note.strip(),
            ),
            identifier=ctx.new_id(),
        )
    )  # fmt: skip


@decides(EditEquipment, sections=DESK)
def edit_equipment(command: EditEquipment, ctx: Context) -> Decision:
    now = equipment_row(ctx.db, command.equipment)
    if now is None:
        return Refused("no_such_equipment")
    refused = _bad_edit(command, now, ctx)
    if refused is not None:
        return refused
    wanted: dict[str, Value] = {
        "name": None if command.name is None else tidy_name(command.name),
        "unit": None if command.unit is None else command.unit.strip(),
        "type": command.type,
        "low_mark": command.low_mark,
        "label": None if command.label is None else _plain(command.label),
        "note": None if command.note is None else command.note.strip(),
        "position": command.position,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    ctx.draft.set("equipment", command.equipment, given)
    return Accepted(command.equipment)


@decides(RetireEquipment, sections=DESK)
def retire_equipment(command: RetireEquipment, ctx: Context) -> Decision:
    stock = stock_row(ctx.db, command.equipment)
    if stock is None:
        return Refused("no_such_equipment")
    if command.retired and stock.out:
        return Refused("equipment_is_out", {"name": stock.item.name, "quantity": stock.out})
    ctx.draft.set("equipment", command.equipment, {"active": not command.retired})
    return Accepted(command.equipment)


@decides(StartCatalogue, sections=DESK)
def start_catalogue(command: StartCatalogue, ctx: Context) -> Decision:
    entries = code_lists(ctx).entries("equipment", ctx.today.isoformat())
    known = {row.code for row in equipment_rows(ctx.db)}
    offered = {entry.code: entry for entry in entries if entry.code not in known}
    unknown = [code for code in command.codes if code not in {entry.code for entry in entries}]
    if unknown:
        return Refused("equipment_no_such_code", {"code": unknown[0]})
    wanted = [code for code in offered if not command.codes or code in command.codes]
    if not wanted:
        return Refused("catalogue_is_there")
    for kind in (STORE, WASHING, REPAIR):
        place_of_kind(ctx, kind)
    for code in wanted:
        entry = offered[code]
        thing = Thing(
            entry.ja, str(entry.attributes.get("unit", "")), str(entry.attributes.get("type", "")),
            code,
        )  # fmt: skip
        draft_equipment(ctx, thing, identifier=imported_entity_id(CATALOGUE_SOURCE, code))
    return Accepted()


@decides(AddPlace, sections=DESK)
def add_place(command: AddPlace, ctx: Context) -> Decision:
    refused = _bad_place(ctx, command.name, command.kind, None)
    return refused or Accepted(draft_place(ctx, command.name, command.kind))


@decides(EditPlace, sections=DESK)
def edit_place(command: EditPlace, ctx: Context) -> Decision:
    now = next((row for row in place_rows(ctx.db, all_rows=True) if row.id == command.place), None)
    if now is None:
        return Refused("no_such_place")
    name = now.name if command.name is None else command.name
    refused = _bad_place(ctx, name, command.kind or now.kind, now.id)
    if refused is not None:
        return refused
    if command.active is False and any(row.at(now.id) for row in stock_rows(ctx.db, all_rows=True)):
        return Refused("place_not_empty", {"name": now.name})
    wanted: dict[str, Value] = {
        "name": tidy_name(name), "kind": command.kind, "active": command.active,
        "position": command.position,
    }  # fmt: skip
    given = {field: value for field, value in wanted.items() if value is not None}
    ctx.draft.set("place", now.id, given)
    return Accepted(now.id)


def _bad_edit(command: EditEquipment, now: EquipmentRow, ctx: Context) -> Refused | None:
    refused = _bad_values(ctx, command.type or now.type, command.low_mark or 0)
    if command.name is not None:
        refused = refused or _bad_name(ctx, command.name, now.id)
    if command.label is not None:
        refused = refused or _bad_label(ctx, command.label, now.id)
    # Whether a team owes a thing depends on its type: not while a team has some of it.
    changes = command.type not in (None, now.type)
    if refused is None and changes and team_units_differ(ctx.db, now.id):
        return Refused("equipment_type_in_use", {"name": now.name}, field="type")
    return refused


def _bad_name(ctx: Context, name: str, own: EntityId | None) -> Refused | None:
    key = frozen_key(name)
    if not key:
        return Refused("equipment_name_missing", field="name")
    for row in equipment_rows(ctx.db, all_rows=True):
        if row.id != own and frozen_key(row.name) == key:
            return Refused("equipment_known", {"name": row.name}, field="name")
    return None


def _bad_code(ctx: Context, code: str) -> Refused | None:
    if not code:
        return None
    if not _CODE.fullmatch(code):
        return Refused("equipment_code_form", field="code")
    for row in equipment_rows(ctx.db, all_rows=True):
        if row.code == code:
            return Refused("equipment_known", {"name": row.name}, field="code")
    return None


def _bad_values(ctx: Context, type_: str, low_mark: int) -> Refused | None:
    if not code_lists(ctx).offers("equipment_type", type_, ctx.today.isoformat()):
        return Refused("equipment_no_such_code", {"code": type_}, field="type")
    return Refused("equipment_quantity_negative", field="low_mark") if low_mark < 0 else None


def _bad_label(ctx: Context, label: str, own: EntityId | None) -> Refused | None:
    key = frozen_key(label)
    for row in equipment_rows(ctx.db, all_rows=True):
        if key and row.id != own and key in (frozen_key(row.label), row.code):
            return Refused("equipment_label_taken", {"name": row.name}, field="label")
    return None


def _bad_place(ctx: Context, name: str, kind: str, own: EntityId | None) -> Refused | None:
    key = frozen_key(name)
    if not key:
        return Refused("place_name_missing", field="name")
    if any(row.id != own and frozen_key(row.name) == key for row in places(ctx)):
        return Refused("place_known", {"name": name.strip()}, field="name")
    if not code_lists(ctx).offers("place_kind", kind, ctx.today.isoformat()):
        return Refused("equipment_no_such_code", {"code": kind}, field="kind")
    return None


def _plain(label: str) -> str:
    """What a scanner makes of the label: one width, no room around."""
    return unicodedata.normalize("NFKC", label).strip()
