"""The catalogue, the places, and what lies where.

Stock is summed from the ledger by the arithmetic of `app.domain.equipment`; SQL only adds up equal
moves first, so that a ledger of months answers at once. A negative balance is shown as it is.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.equipment import Holder, Move, balances
from sync.core.ids import EntityId

READY_KINDS = frozenset({"stock", "stockyard"})
_ANY_TEAM = b"any team"

_ITEM_SQL = (
    "SELECT id, code, name, unit, type, position, low_mark, active, note, label FROM live_equipment"
)
_MOVES_SQL = (
    "SELECT equipment, sum(quantity), reason, from_place, to_place, team IS NOT NULL "
    "FROM live_stock_move{where} GROUP BY equipment, reason, from_place, to_place, team IS NOT NULL"
)


@dataclass(frozen=True)
class EquipmentRow:
    """A kind of thing. `low_mark` 0: never warns; `label` is what its shelf label says."""

    id: EntityId
    code: str
    name: str
    unit: str
    type: str
    position: int
    low_mark: int
    active: bool
    note: str
    label: str


@dataclass(frozen=True)
class PlaceRow:
    """`kind` is a code of the list place_kind."""

    id: EntityId
    name: str
    kind: str
    position: int
    active: bool


@dataclass(frozen=True)
class StockRow:
    """`ready` lies where it can be handed out; `places` has every place with a balance."""

    item: EquipmentRow
    ready: int = 0
    washing: int = 0
    repair: int = 0
    out: int = 0
    places: tuple[tuple[EntityId, int], ...] = ()

    @property
    def negative(self) -> bool:
        """More went out of some place than the book says was there: somebody is to count."""
        return any(quantity < 0 for _, quantity in self.places)

    @property
    def low(self) -> bool:
        return self.item.low_mark > 0 and self.ready < self.item.low_mark

    def at(self, place: EntityId) -> int:
        """Units in one place."""
        return dict(self.places).get(place, 0)


def equipment_rows(db: sqlite3.Connection, *, all_rows: bool = False) -> tuple[EquipmentRow, ...]:
    """The catalogue in its order; with `all_rows` also what is no longer used."""
    where = "" if all_rows else " WHERE coalesce(active, 1) = 1"
    rows = db.execute(f"{_ITEM_SQL}{where} ORDER BY coalesce(position, 1000000), name, id")
    return tuple(_item(row) for row in rows)


def equipment_row(db: sqlite3.Connection, identifier: bytes) -> EquipmentRow | None:
    row = db.execute(f"{_ITEM_SQL} WHERE id = ?", (identifier,)).fetchone()
    return None if row is None else _item(row)


def place_rows(db: sqlite3.Connection, *, all_rows: bool = False) -> tuple[PlaceRow, ...]:
    """Places in their order, stock first; with `all_rows` also closed ones."""
    where = "" if all_rows else " WHERE coalesce(active, 1) = 1"
    rows = db.execute(
        "SELECT id, coalesce(name, ''), coalesce(kind, 'stock'), coalesce(position, 1000000), "
        f"coalesce(active, 1) FROM live_place{where} ORDER BY 4, kind <> 'stock', name, id"
    )
    return tuple(PlaceRow(EntityId(row[0]), row[1], row[2], row[3], bool(row[4])) for row in rows)


def stock_rows(db: sqlite3.Connection, *, all_rows: bool = False) -> tuple[StockRow, ...]:
    """Every kind of thing with what is where, in the order of the catalogue.

    What is no longer used stays on the list while units of it are somewhere.
    """
    items = equipment_rows(db, all_rows=True)
    held = _held(db, {item.id: item.type for item in items}, "", ())
    kinds = {place.id: place.kind for place in place_rows(db, all_rows=True)}
    rows = (_stock(item, held.get(item.id, {}), kinds) for item in items)
    return tuple(row for row in rows if all_rows or row.item.active or row.places or row.out)


def stock_row(db: sqlite3.Connection, identifier: bytes) -> StockRow | None:
    """One kind of thing with what is where."""
    item = equipment_row(db, identifier)
    if item is None:
        return None
    held = _held(db, {item.id: item.type}, " WHERE equipment = ?", (identifier,))
    kinds = {place.id: place.kind for place in place_rows(db, all_rows=True)}
    return _stock(item, held.get(item.id, {}), kinds)


def row_stands(db: sqlite3.Connection, table: str, identifier: bytes) -> bool:
    """Whether a table (also where the row is deleted) or its live view has the row."""
    row = db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (identifier,)).fetchone()
    return row is not None


def last_position(db: sqlite3.Connection, table: str) -> int:
    """The highest position that a row of the list has; 0 where it is empty."""
    row = db.execute(f'SELECT max(position) FROM "live_{table}"').fetchone()
    return int(row[0] or 0)


def _held(
    db: sqlite3.Connection, types: Mapping[EntityId, str], where: str, values: tuple[bytes, ...]
) -> dict[bytes, dict[Holder, int]]:
    moves = [
        Move(equipment, quantity, reason or "", source, target, _ANY_TEAM if has_team else None)
        for equipment, quantity, reason, source, target, has_team in db.execute(
            _MOVES_SQL.format(where=where), values
        )
        if quantity is not None
    ]
    found: dict[bytes, dict[Holder, int]] = {}
    for (equipment, holder), quantity in balances(
        moves, {bytes(key): name for key, name in types.items()}
    ).items():
        found.setdefault(equipment, {})[holder] = quantity
    return found


def _stock(item: EquipmentRow, held: dict[Holder, int], kinds: dict[EntityId, str]) -> StockRow:
    places = sorted(
        (EntityId(holder.place), quantity)
        for holder, quantity in held.items()
        if holder.place is not None
    )

    def of(*wanted: str) -> int:
        return sum(quantity for place, quantity in places if kinds.get(place, "stock") in wanted)

    out = sum(quantity for holder, quantity in held.items() if holder.team is not None)
    return StockRow(item, of(*READY_KINDS), of("washing"), of("repair"), out, tuple(places))


def _item(row: tuple[Any, ...]) -> EquipmentRow:
    identifier, code, name, unit, type_, position, low_mark, active, note, label = row
    return EquipmentRow(
        EntityId(identifier), str(code or ""), str(name or ""), str(unit or ""),
        str(type_ or "loan"), int(position if position is not None else 1_000_000),
        int(low_mark or 0), active != 0, str(note or ""), str(label or ""),
    )  # fmt: skip
