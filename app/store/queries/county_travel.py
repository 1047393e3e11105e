"""How long the way is between yards and councils: as entered, else estimated, and which it was.

A time that was entered one way holds for the way back too, until that one is entered. A yard
without a time of its own has its council's, unless it lies in a cell of its own.
"""

import sqlite3
from dataclasses import dataclass, field

from app.catalogue.county_positions import county_positions
from app.domain.county_travel import Point, cell_centre, estimated_minutes
from app.store.queries.county_goods import StockRow, Yard, ledger, yards
from sync.core.ids import EntityId

ENTERED, ESTIMATED = "entered", "estimated"


@dataclass(frozen=True)
class Way:
    minutes: int
    estimated: bool


@dataclass(frozen=True)
class Travel:
    """`way(start, end)`: None where nobody knows where one of them is."""

    entered: dict[tuple[bytes, bytes], int]
    points: dict[bytes, Point]
    council_of: dict[bytes, bytes] = field(default_factory=dict)

    def way(self, start: bytes, end: bytes) -> Way | None:
        known = self.entered.get((start, end), self.entered.get((end, start)))
        if known is not None:
            return Way(known, estimated=False)
        council = self.council_of.get(start)
        if council is not None and start not in self.points:
            return self.way(council, end)
        a, b = self.points.get(start), self.points.get(end)
        return None if a is None or b is None else Way(estimated_minutes(a, b), estimated=True)


@dataclass(frozen=True)
class NearStock:
    """Stock of one yard, how far it is, and how many are together up to here."""

    stock: StockRow
    way: Way | None
    together: int
    within: bool


@dataclass(frozen=True)
class WhoHas:
    """`missing`: so many are lacking within the limit. `enough_at`: the limit (minutes) at which
    there would be enough; None where there is not even then."""

    lines: tuple[NearStock, ...]
    found: int
    missing: int
    enough_at: int | None
    estimated: bool


def travel(db: sqlite3.Connection) -> Travel:
    """Every time that was entered, and where everybody is."""
    entered = {
        (row[0], row[1]): row[2]
        for row in db.execute(
            "SELECT from_place, to_place, minutes FROM live_travel_time "
            "WHERE minutes IS NOT NULL ORDER BY id"
        )
    }
    points: dict[bytes, Point] = {}
    for council, code, cell in db.execute(
        "SELECT c.id, coalesce(c.code, ''), s.cell FROM live_council c "
        "LEFT JOIN live_centre_state s ON s.id = c.id"
    ):
        position = county_positions().get(code[:5])
        point = cell_centre(cell) or (Point(*position) if position else None)
        if point is not None:
            points[council] = point
    council_of: dict[bytes, bytes] = {}
    for yard in yards(db):
        council_of[yard.id] = yard.council
        own = cell_centre(yard.cell)
        if own is not None:
            points[yard.id] = own
    return Travel(entered, points, council_of)


def who_has(
    db: sqlite3.Connection, equipment: str, quantity: int, council: bytes, limit: int
) -> WhoHas:
    """Where so many of a thing are free for a council: the nearest first, over several yards."""
    ways = travel(db)
    stock = [row for row in ledger(db) if row.equipment == equipment and row.free > 0]
    near = sorted(
        ((ways.way(row.yard, council), row) for row in stock),
        key=lambda pair: (
            pair[0] is None, pair[0].minutes if pair[0] else 0, -pair[1].free, pair[1].id,
        ),
    )  # fmt: skip
    lines: list[NearStock] = []
    together = found = 0
    enough_at: int | None = None
    for way, row in near:
        together += row.free
        within = way is not None and way.minutes <= limit
        found += row.free if within else 0
        if way is not None and enough_at is None and together >= quantity:
            enough_at = way.minutes
        lines.append(NearStock(row, way, together, within))
    estimated = any(line.way is not None and line.way.estimated for line in lines)
    return WhoHas(tuple(lines), found, max(0, quantity - found), enough_at, estimated)


def site_of(yard: Yard) -> EntityId:
    """As what a yard stands in the planning: itself in a cell of its own, else its council."""
    return yard.id if cell_centre(yard.cell) is not None else yard.council
