"""A step of the story of the agreement, and who plays in it."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from app.store.queries.rows import count_rows
from sync.core.ids import EntityId

ODAWARA, HIRATSUKA, FUJISAWA = "odawara", "hiratsuka", "fujisawa"
SHOVEL = "shovel_square"
WANTED, ARRIVED, HOME = 50, 48, 47
HOUR = 60
DAYS = 13  # of the story
Seen = Callable[[sqlite3.Connection], bool]
Made = dict[str, EntityId]  # what earlier steps made, by name, for later ones


@dataclass(frozen=True)
class Step:
    """`key` names it in the catalogue (`county_story.<key>`); `who` acts on `day` at `minute`;
    `seen` is how any device knows of it; `cut` are devices without a link at that time."""

    key: str
    who: str
    day: int
    minute: int
    act: Callable[[], object]
    seen: Seen
    cut: tuple[str, ...] = ()


def has_rows(table: str) -> Seen:
    return lambda db: count_rows(db, table) > 0
