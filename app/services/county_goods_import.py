"""Stock of a yard, travel times and weights out of a file: what it would do, line by line.

A file is foreseen before anything is written. A line that cannot be read is left out and named with
its number; the others are one act. Nothing is removed because a file does not name it.
"""

import sqlite3
from dataclasses import dataclass

from app.documents.readers.county_goods_rows import GoodsRow, goods_rows
from app.documents.readers.row_keys import frozen_key
from app.domain.county_names import town_of
from app.services.command import CountyCommand
from app.services.county_goods import SetStock, StockLine
from app.services.county_travel import SetPlacementWeights, SetTravelTimes, TravelLine
from app.store.queries.county_goods import yards
from sync.core.ids import EntityId


@dataclass(frozen=True)
class BadLine:
    """`code` is the key of a text below `county_goods.line_`."""

    number: int
    code: str
    words: str


@dataclass(frozen=True)
class GoodsFile:
    """`command` is None where no line can be used; `left_out`: estimates that nobody changed."""

    command: CountyCommand | None
    lines: int
    bad: tuple[BadLine, ...] = ()
    left_out: int = 0


@dataclass(frozen=True)
class Places:
    """Councils by code and name, yards by name."""

    councils: dict[str, EntityId]
    starts: dict[str, EntityId]


def places(db: sqlite3.Connection) -> Places:
    """A name that two places have means neither."""
    councils: dict[str, EntityId] = {}
    for identifier, code, name in db.execute(
        "SELECT id, coalesce(code, ''), coalesce(name, '') FROM live_council "
        "WHERE coalesce(active, 1) = 1 ORDER BY position, id"
    ):
        for key in {code, frozen_key(name), frozen_key(town_of(name))} - {""}:
            councils.setdefault(key, EntityId(identifier))
    starts = dict(councils)
    twice = set()
    for yard in yards(db):
        key = frozen_key(yard.name)
        if key in starts:
            twice.add(key)
        starts.setdefault(key, yard.id)
    return Places(councils, {key: one for key, one in starts.items()
                             if key not in twice or key in councils})  # fmt: skip


def stock_file(content: bytes, yard: EntityId) -> GoodsFile:
    """Lines of one thing and ownership are added up. Raises FileRefused."""
    found: dict[tuple[str, str], int] = {}
    notes: dict[tuple[str, str], str] = {}
    bad: list[BadLine] = []
    for row in goods_rows(content, "stock"):
        amount, equipment, ownership = row.amount, row.equipment, row.ownership
        if equipment is None:
            bad.append(BadLine(row.number, "no_thing", row.get("thing") or row.get("code")))
        elif amount is None:
            bad.append(BadLine(row.number, "no_number", row.get("quantity")))
        elif ownership is None:
            bad.append(BadLine(row.number, "no_ownership", row.get("ownership")))
        else:
            key = (equipment, ownership)
            found[key] = found.get(key, 0) + amount
            notes[key] = notes.get(key) or row.get("note")
    lines = tuple(
        StockLine(code, count, ownership, notes[code, ownership])
        for (code, ownership), count in sorted(found.items())
    )
    command = SetStock(yard, lines) if lines else None
    return GoodsFile(command, len(lines), tuple(bad))


def travel_file(content: bytes, known: Places, source: str = "") -> GoodsFile:
    """Minutes between two places; a later line of the same way goes before. Raises FileRefused."""
    found: dict[tuple[EntityId, EntityId], int] = {}
    bad: list[BadLine] = []
    left_out = 0
    for row in goods_rows(content, "travel"):
        if row.estimated:
            left_out += 1
            continue
        start = _place(known.starts, row, "from_code", "from")
        end = _place(known.councils, row, "to_code", "to")
        if start is None or end is None:
            end_of = "from" if start is None else "to"
            words = row.get(end_of) or row.get(f"{end_of}_code")
            bad.append(BadLine(row.number, "no_place", words))
        elif row.amount is None:
            bad.append(BadLine(row.number, "no_number", row.get("minutes")))
        else:
            found[start, end] = row.amount
    lines = tuple(TravelLine(start, end, minutes) for (start, end), minutes in found.items())
    command = SetTravelTimes(lines, source) if lines else None
    return GoodsFile(command, len(lines), tuple(bad), left_out)


def weights_file(content: bytes, known: Places, source: str = "") -> GoodsFile:
    """Raises FileRefused."""
    found: dict[EntityId, int] = {}
    bad: list[BadLine] = []
    for row in goods_rows(content, "weights"):
        council = _place(known.councils, row, "to_code", "to")
        if council is None:
            bad.append(BadLine(row.number, "no_place", row.get("to") or row.get("to_code")))
        elif row.amount is None:
            bad.append(BadLine(row.number, "no_number", row.get("weight")))
        else:
            found[council] = row.amount
    command = SetPlacementWeights(tuple(found.items()), source) if found else None
    return GoodsFile(command, len(found), tuple(bad))


def _place(known: dict[str, EntityId], row: GoodsRow, code: str, name: str) -> EntityId | None:
    by_code = known.get(row.get(code).strip()) if row.get(code) else None
    return by_code or known.get(frozen_key(row.get(name)))
