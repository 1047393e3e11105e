"""A step of the story of the agreement, and what the earlier ones made."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from app.store.queries.rows import count_rows
from sync.core.ids import EntityId

ODAWARA, HIRATSUKA, FUJISAWA = "odawara", "hiratsuka", "fujisawa"
SHOVEL = "shovel_square"
WANTED, ARRIVED, HOME = 50, 48, 47
HOUR = 60
DAYS = 13  # of the story; the last is today
Seen = Callable[[sqlite3.Connection], bool]


@dataclass(frozen=True)
class Step:
    """`key` names it in the catalogue (`county_story.<key>`); `who` acts on `day` at `minute`;
    `seen` is how any device knows of it; `cut` are devices without a link at that time."""

    key: str
    who: str
    day: int
    minute: int
    act: Callable[[], None]
    seen: Seen
    cut: tuple[str, ...] = ()


@dataclass
class Made:
    """What earlier steps made, for later ones."""

    ids: dict[str, EntityId] = field(default_factory=dict)

    def __getitem__(self, name: str) -> EntityId:
        return self.ids[name]

    def __setitem__(self, name: str, entity: EntityId) -> None:
        self.ids[name] = entity


def has_rows(table: str) -> Seen:
    return lambda db: count_rows(db, table) > 0
