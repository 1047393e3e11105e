"""A row of an equipment list as records of `equipment`, `place` and `stock_move` (received).

The move's id does not depend on the quantity: the same list once more adds nothing, and a list with
other quantities does not either, since only a stock-take may say that stock has changed.
"""

from app.documents.readers.cells import Cells, Severity
from app.documents.readers.records import Draft, Record, present
from app.documents.readers.row_keys import frozen_key, row_key
from app.documents.readers.wordlists import TOOLS
from app.documents.readers.words import word_key
from sync.core.ids import imported_entity_id
from sync.core.operations import Value

PLACE_SOURCE = "place"  # places of all lists are one set


def equipment_draft(cells: Cells, source: str, origin: str) -> Draft | None:
    """None where the row has an error; the problem is in `cells`."""
    del origin
    base, spec = cells.text("name"), cells.text("spec")
    if not base:
        cells.problem("item_missing", Severity.ERROR)
    quantity = cells.get("quantity")
    if cells.failed:
        return None
    name = f"{base} {spec}" if spec and spec not in base else base
    place, owner = cells.text("place"), cells.text("owner")
    ownership = cells.text("ownership")
    number = cells.text("record_number") or cells.text("label")
    key = row_key(number, None, name, place, ownership, owner)
    item = imported_entity_id(source, f"item:{frozen_key(name)}")
    equipment: dict[str, Value] = {
        "code": _code(cells.text("code"), base),
        "name": name,
        "unit": cells.get("unit"),
        "type": cells.get("type"),
        "low_mark": cells.get("low_mark"),
        "active": True,
        "note": cells.note,
        "label": cells.get("label"),
        "source_key": key,
    }
    records = [Record("equipment", item, present(equipment))]
    target = imported_entity_id(PLACE_SOURCE, frozen_key(place)) if place else None
    if target is not None:
        values: dict[str, Value] = {"name": place, "kind": "stock", "active": True}
        records.append(Record("place", target, values))
    if quantity is None:
        cells.problem("quantity_not_given")
    elif quantity:
        move: dict[str, Value] = {
            "equipment": item,
            "to_place": target,
            "quantity": quantity,
            "reason": "receive",
            "ownership": ownership,
            "owner": owner,
            "due_on": cells.get("due_on"),
            "at": cells.get("timestamp"),
        }
        records.append(
            Record("stock_move", imported_entity_id(source, f"{key}#lot"), present(move))
        )
    return Draft(key, tuple(records), (), (("same_item", frozen_key(f"{name}|{place}")),))


def _code(typed: str, name: str) -> str | None:
    """The code of the shipped catalogue: as typed, or where the name is exactly a known one."""
    known = set(TOOLS.exact.values())
    if typed in known:
        return typed
    return TOOLS.exact.get(word_key(name))
