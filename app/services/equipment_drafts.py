"""Writing things, places and lots into a draft: for the tool desk, the import and the demo alike.

A thing is known by its code or its name, a place by its name, so that a list that is read twice, or
on two devices, adds nothing twice. What another row of the same draft made is seen too. A lot that
names no place goes to the first store; where there is none yet, one is made.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue.codes import CodeLists
from app.documents.readers.equipment_rows import PLACE_SOURCE
from app.documents.readers.row_keys import frozen_key
from app.services.context import Context
from app.store.queries.codes import code_entries
from app.store.queries.equipment import PlaceRow, last_position, place_rows, row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import New, Value

STORE, WASHING, REPAIR = "stock", "washing", "repair"
CATALOGUE_SOURCE = "catalogue"
_OWN_CODE = "item_"  # and digits: given to what the standard catalogue does not have
_FIELDS = ("code", "name", "unit", "type", "low_mark", "label", "note", "source_key")


@dataclass(frozen=True)
class Thing:
    """A kind of thing as somebody writes it down; what is empty was not said."""

    name: str
    unit: str = ""
    type: str = ""
    code: str = ""
    low_mark: int | None = None
    label: str = ""
    note: str = ""
    source_key: str = ""


@dataclass(frozen=True)
class Lot:
    """Some of one thing that comes in. `at` is now where it is None."""

    quantity: int
    ownership: str = ""
    owner: str = ""
    due_on: str | None = None
    note: str = ""
    at: int | None = None


def tidy_name(text: str) -> str:
    """A name as it is kept: NFC, without room around it."""
    return unicodedata.normalize("NFC", text).strip()


def code_lists(ctx: Context) -> CodeLists:
    """The shipped lists with the centre's own entries."""
    return CodeLists.load().with_rows(code_entries(ctx.db))


def give_back_codes(codes: CodeLists) -> frozenset[str]:
    """Codes of ownership that oblige to give back."""
    owed = codes.attribute_map("ownership", "give_back")
    return frozenset(code for code, obliges in owed.items() if obliges)


def draft_equipment(ctx: Context, thing: Thing, *, identifier: EntityId | None = None) -> EntityId:
    """The thing's id: of what is known under its id, code or name, else of a new row.

    What is known keeps its values; only what nobody had filled in is filled in. A row that was
    taken back earlier comes again.
    """
    known = identifier if identifier and _exists(ctx, "equipment", identifier) else None
    known = known or find_equipment(ctx, thing.code, thing.name)
    if known is not None:
        _fill(ctx, known, thing)
        return known
    identifier = identifier or ctx.new_id()
    values = {name: getattr(thing, name) for name in _FIELDS}
    values |= {
        "name": tidy_name(thing.name),
        "type": thing.type or "loan",
        "code": thing.code or f"{_OWN_CODE}{identifier.hex()[-10:]}",
        "position": _next_position(ctx, "equipment"),
        "active": True,
    }
    return _new(ctx, "equipment", identifier, values)


def draft_place(
    ctx: Context, name: str, kind: str = STORE, *, identifier: EntityId | None = None
) -> EntityId:
    """The place's id: of an open place with this name or id, else of a new one."""
    key = frozen_key(name)
    if identifier and _exists(ctx, "place", identifier):
        return identifier
    for place in places(ctx):
        if frozen_key(place.name) == key:
            return place.id
    identifier = identifier or _place_id(ctx, key)
    return _new(ctx, "place", identifier, {
        "name": tidy_name(name), "kind": kind, "active": True,
        "position": _next_position(ctx, "place"),
    })  # fmt: skip


def draft_receipt(
    ctx: Context,
    equipment: EntityId,
    lot: Lot,
    place: EntityId | None = None,
    *,
    identifier: EntityId | None = None,
) -> EntityId | None:
    """The lot's id; None where this lot was received before, whatever the list now says."""
    if identifier is not None:
        if _exists(ctx, "stock_move", identifier):
            return None
        if row_stands(ctx.db, "stock_move", identifier):  # it was taken back: it comes again
            ctx.draft.undelete("stock_move", identifier)
            return identifier
    place = place or place_of_kind(ctx, STORE)
    return draft_move(ctx, equipment, lot.quantity, "receive", {
        "to_place": place, "ownership": lot.ownership or None, "owner": tidy_name(lot.owner),
        "due_on": lot.due_on, "note": lot.note, "at": lot.at or ctx.now_ms,
    }, identifier=identifier)  # fmt: skip


def draft_move(
    ctx: Context,
    equipment: EntityId,
    quantity: int,
    reason: str,
    values: Mapping[str, Value],
    *,
    identifier: EntityId | None = None,
) -> EntityId:
    """One line of the ledger, by whoever acts, at this moment."""
    line: dict[str, Value] = {
        "equipment": equipment, "quantity": quantity, "reason": reason, "at": ctx.now_ms,
        "by_name": ctx.actor.name or None,
    }  # fmt: skip
    line |= {name: value for name, value in values.items() if value not in (None, "")}
    return ctx.draft.move("stock_move", identifier or ctx.new_id(), line)


def places(ctx: Context) -> tuple[PlaceRow, ...]:
    """The open places in their order, those of this draft at the end."""
    made = (
        PlaceRow(one, str(values["name"]), str(values["kind"]), 1_000_000, True)
        for one, values in _drafted(ctx, "place")
    )
    return (*place_rows(ctx.db), *made)


def place_of_kind(ctx: Context, kind: str) -> EntityId:
    """The first open place of a kind; where there is none, it is made under the kind's name."""
    found = next((place.id for place in places(ctx) if place.kind == kind), None)
    return found or draft_place(ctx, code_lists(ctx).label("place_kind", kind, "ja"), kind)


def find_equipment(ctx: Context, code: str, name: str) -> EntityId | None:
    """What is in use under this code, else under this name (width, case and spaces aside)."""
    rows: list[tuple[EntityId, str, str]] = [
        (EntityId(row[0]), row[1] or "", row[2] or "")
        for row in ctx.db.execute("SELECT id, code, name FROM live_equipment ORDER BY id")
    ]
    rows += [
        (one, str(values.get("code", "")), str(values.get("name", "")))
        for one, values in _drafted(ctx, "equipment")
    ]
    if code:
        found = next((row[0] for row in rows if row[1] == code), None)
        if found is not None:
            return found
    key = frozen_key(name)
    return next((row[0] for row in rows if frozen_key(row[2]) == key), None)


def _drafted(ctx: Context, table: str) -> Iterator[tuple[EntityId, Mapping[str, Value]]]:
    for operation in ctx.draft.operations:
        if isinstance(operation, New) and operation.table == table:
            yield operation.id, operation.values


def _exists(ctx: Context, table: str, identifier: EntityId) -> bool:
    return row_stands(ctx.db, f"live_{table}", identifier) or any(
        getattr(operation, "table", "") == table and getattr(operation, "id", b"") == identifier
        for operation in ctx.draft.operations
    )


def _new(ctx: Context, table: str, identifier: EntityId, values: Mapping[str, Value]) -> EntityId:
    """A row; one that was taken back under the same id comes again with these values."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if row_stands(ctx.db, table, identifier):
        ctx.draft.undelete(table, identifier)
        ctx.draft.set(table, identifier, given)
        return identifier
    return ctx.draft.new(table, identifier, given)


def _fill(ctx: Context, known: EntityId, thing: Thing) -> None:
    row = ctx.db.execute(
        "SELECT unit, low_mark, label, note, active, coalesce(code, '') FROM live_equipment "
        "WHERE id = ?",
        (known,),
    ).fetchone()
    if row is None:  # of this very draft
        return
    said: dict[str, Value] = {
        "unit": thing.unit, "low_mark": thing.low_mark, "label": thing.label, "note": thing.note,
    }  # fmt: skip
    empty = {
        name: value
        for (name, value), now in zip(said.items(), row, strict=False)
        if value not in (None, "") and now in (None, "")
    }
    if row[4] == 0:  # a list that names it again puts it back into use
        empty["active"] = True
    if thing.code and (not row[5] or row[5].startswith(_OWN_CODE)):
        empty["code"] = thing.code  # now needs that ask for it by the catalogue's code find it
    if empty:
        ctx.draft.set("equipment", known, empty)


def _next_position(ctx: Context, table: str) -> int:
    drafted = [int(str(v.get("position") or 0)) for _, v in _drafted(ctx, table)]
    return max([last_position(ctx.db, table), *drafted]) + 10


def _place_id(ctx: Context, key: str) -> EntityId:
    """Places of all lists and devices are one set: the name gives the id, while it is free."""
    identifier = imported_entity_id(PLACE_SOURCE, key)
    row = ctx.db.execute("SELECT _deleted FROM place WHERE id = ?", (identifier,)).fetchone()
    return ctx.new_id() if row is not None and not row[0] else identifier
