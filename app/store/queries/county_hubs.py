"""Where a county's hubs are."""

import sqlite3
from dataclasses import dataclass

HUB_TOPICS = frozenset({"county_hub"})


@dataclass(frozen=True)
class CountyHub:
    id: bytes
    address: str


def county_hubs(db: sqlite3.Connection) -> tuple[CountyHub, ...]:
    rows = db.execute("SELECT id, address FROM live_county_hub WHERE active = 1 ORDER BY at, id")
    return tuple(CountyHub(bytes(key), str(address)) for key, address in rows)


def hub_addresses(db: sqlite3.Connection) -> tuple[str, ...]:
    """As a device calls them, host:port."""
    return tuple(hub.address for hub in county_hubs(db))
