"""Where the centre's hubs answer."""

import sqlite3
from dataclasses import dataclass

from sync.core.ids import EntityId

HUB_TOPICS = frozenset({"hub_place"})


@dataclass(frozen=True)
class HubPlace:
    """`address` is host:port, as a device calls it."""

    id: EntityId
    address: str
    active: bool = True


def hub_places(db: sqlite3.Connection, *, also_dropped: bool = False) -> tuple[HubPlace, ...]:
    """In the order in which they were told of."""
    rows = db.execute("SELECT id, address, active FROM live_hub_place ORDER BY at, id")
    places = (HubPlace(EntityId(key), str(address), bool(active)) for key, address, active in rows)
    return tuple(one for one in places if one.active or also_dropped)
