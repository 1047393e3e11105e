"""What the planning of yards works with: councils with their weights, sites, ways, and stock.

Wards stand for their city: a city whose wards are on the list has no weight of its own unless
somebody entered one. Without entered weights every council counts the same.
"""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from app.matching.placement import Ground, Placement, assess, best_placement, fewest_sites
from app.store.queries.county_goods import Kit, StockRow, kits, ledger, yards
from app.store.queries.county_travel import Travel, site_of, travel
from sync.core.ids import EntityId

PLANNING_TOPICS = (
    "stockyard", "stock_item", "starter_kit", "kit_line", "goods_loan", "goods_move", "council",
    "centre_state", "travel_time", "placement_weight",
)  # fmt: skip
EVEN_WEIGHT = 1


@dataclass(frozen=True)
class PlanPlace:
    """A council as demand or site, or a yard in a cell of its own."""

    id: EntityId
    code: str
    name: str
    weight: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Supply:
    """What today's yards within the limit of a council have free. `kits`: whole starter kits, by
    kit; `units`: of the thing that was asked about, or of all things."""

    units: int
    kits: tuple[tuple[EntityId, int], ...]


@dataclass(frozen=True)
class PlanView:
    """`estimated` of `ways` are estimates. `weighted`: somebody entered weights."""

    ground: Ground
    places: tuple[PlanPlace, ...]
    supplies: tuple[tuple[EntityId, Supply], ...]
    kits: tuple[Kit, ...]
    ways: int
    estimated: int
    weighted: bool

    def place(self, identifier: bytes) -> PlanPlace | None:
        return next((one for one in self.places if one.id == identifier), None)

    def supply(self, council: bytes) -> Supply | None:
        return dict(self.supplies).get(EntityId(council))


@dataclass(frozen=True)
class Compared:
    """Today beside a plan: councils that the plan reaches and today does not, and the other way
    round."""

    gained: tuple[bytes, ...]
    lost: tuple[bytes, ...]
    opened: tuple[bytes, ...]
    closed: tuple[bytes, ...]


@dataclass(frozen=True)
class Planned:
    """A plan with today beside it. `view` is the ground that both stand on."""

    view: PlanView
    today: Placement
    plan: Placement
    compared: Compared


def planned(db: sqlite3.Connection, limit: int, count: int | None, equipment: str = "") -> Planned:
    """The best placement of `count` yards; None: the fewest yards that reach everybody."""
    view = plan_view(db, limit, equipment)
    ground = view.ground
    plan = fewest_sites(ground) if count is None else best_placement(ground, count)
    today = assess(ground, ground.today)
    return Planned(view, today, plan, compare(today, plan))


def plan_view(db: sqlite3.Connection, limit: int, equipment: str = "") -> PlanView:
    """The ground for a limit in minutes. `equipment`: today's yards are those that have it free."""
    ways = travel(db)
    demands = plan_councils(db)
    stock = [row for row in ledger(db) if row.free > 0]
    open_yards = [yard for yard in yards(db) if yard.active]
    having = {row.yard for row in stock if row.equipment == equipment}
    today = {site_of(yard) for yard in open_yards if not equipment or yard.id in having}
    all_kits = kits(db)
    names = {one.id: one for one in demands}
    for yard in open_yards:
        site = site_of(yard)
        if site not in names:
            names[site] = PlanPlace(site, "", yard.name if site == yard.id else yard.council_name)
    minutes: dict[tuple[bytes, bytes], int] = {}
    estimated = 0
    wanted = [one for one in demands if one.weight]
    for site in names:
        for council in wanted:
            way = ways.way(site, council.id)
            if way is not None:
                minutes[site, council.id] = way.minutes
                estimated += way.estimated
    weights: dict[bytes, int] = {one.id: one.weight or 0 for one in wanted}
    ground = Ground(tuple(sorted(names)), weights, minutes, limit, frozenset(today))
    return PlanView(
        ground, tuple(names.values()),
        _supplies(stock, all_kits, ways, wanted, limit, equipment), all_kits,
        len(minutes), estimated, any(one.source for one in demands),
    )  # fmt: skip


def plan_councils(db: sqlite3.Connection) -> tuple[PlanPlace, ...]:
    """Municipalities and wards with what each counts."""
    rows = db.execute(
        "SELECT c.id, coalesce(c.code, ''), coalesce(c.name, ''), w.weight, "
        "coalesce(w.source, ''), EXISTS (SELECT 1 FROM live_council d WHERE d.parent = c.id "
        "AND d.kind = 'ward' AND coalesce(d.active, 1) = 1) FROM live_council c "
        "LEFT JOIN live_placement_weight w ON w.id = c.id "
        "WHERE coalesce(c.active, 1) = 1 AND c.kind IN ('municipality', 'ward') "
        "ORDER BY c.position, c.code"
    ).fetchall()
    return tuple(
        PlanPlace(
            EntityId(row[0]), row[1], row[2],
            row[3] if row[3] is not None else 0 if row[5] else EVEN_WEIGHT,
            row[4] or ("entered" if row[3] is not None else ""),
        )
        for row in rows
    )  # fmt: skip


def compare(today: Placement, plan: Placement) -> Compared:
    """What changes from today's placement to another one."""
    now = {one.council for one in today.covered}
    then = {one.council for one in plan.covered}
    return Compared(
        tuple(sorted(then - now)), tuple(sorted(now - then)),
        tuple(sorted(set(plan.sites) - set(today.sites))),
        tuple(sorted(set(today.sites) - set(plan.sites))),
    )  # fmt: skip


def _supplies(
    free: list[StockRow], all_kits: tuple[Kit, ...], ways: Travel, councils: list[PlanPlace],
    limit: int, equipment: str,
) -> tuple[tuple[EntityId, Supply], ...]:  # fmt: skip
    by_yard: dict[bytes, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in free:
        by_yard[row.yard][row.equipment] += row.free
    found = []
    lent_kits = [kit for kit in all_kits if kit.active and kit.lines]
    for council in councils:
        near: dict[str, int] = defaultdict(int)
        for yard, stock in by_yard.items():
            way = ways.way(yard, council.id)
            if way is not None and way.minutes <= limit:
                for code, count in stock.items():
                    near[code] += count
        units = near.get(equipment, 0) if equipment else sum(near.values())
        whole = tuple(
            (kit.id, min(near.get(code, 0) // count for code, count in kit.lines))
            for kit in lent_kits
        )
        found.append((council.id, Supply(units, whole)))
    return tuple(found)
