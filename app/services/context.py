"""What a decider sees: the world at this moment, read-only, and the draft it may write into."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import day_of
from app.domain.settings import SETTING_BY_KEY, SettingValue
from app.services.command import Actor
from app.services.draft import Draft
from app.services.operation_files import CENTRE_KIND
from sync.core.ids import DeviceId, EntityId
from sync.core.ports import Random
from sync.crypto.device import DeviceKey
from sync.crypto.space_keys import SpaceKey


def setting_value(db: sqlite3.Connection, key: str, day: date) -> SettingValue:
    """What holds on a day: the newest dated value that is not in the future, else the default."""
    row = db.execute(
        "SELECT value FROM live_setting WHERE key = ? AND effective_on <= ? "
        "ORDER BY effective_on DESC, _clock DESC LIMIT 1",
        (key, day.isoformat()),
    ).fetchone()
    if row is None:
        return SETTING_BY_KEY[key].default
    value: SettingValue = json.loads(row[0])
    return value


@dataclass(frozen=True)
class DeviceKeys:
    """What acts about devices need, and no other act may touch: the key of this device, the keys of
    the spaces that it holds, and `seen`: the last numbers of a device's chains here, by space."""

    device: DeviceKey
    keys: tuple[SpaceKey, ...] = field(repr=False)
    random: Random
    seen: Callable[[DeviceId], Mapping[bytes, int]]


@dataclass(frozen=True)
class Context:
    """`letter` is this device's desk letter, the head of the numbers it gives. `keys` are for the
    acts about devices only. In an operation of the `kind` county, `centre` is the own council."""

    db: sqlite3.Connection
    now_ms: int
    actor: Actor
    letter: str
    centre: EntityId
    device: bytes
    draft: Draft
    new_id: Callable[[], EntityId]
    keys: DeviceKeys | None = None
    kind: str = CENTRE_KIND

    @property
    def today(self) -> date:
        """The day in Asia/Tokyo."""
        return day_of(self.now_ms)

    def setting(self, key: str) -> SettingValue:
        """What holds today. Raises KeyError for a setting that does not exist."""
        return setting_value(self.db, key, self.today)

    def event(self, flag: str) -> bool:
        """An event flag (大規模災害特例, earthquake...)."""
        return bool(self.setting(flag))

    def next_counter(self, series: str) -> int:
        """The next number of a series of this device ("C-", "N-"): one above the highest given,
        also above those drafted in this action."""
        row = self.db.execute("SELECT counter FROM _number WHERE series = ?", (series,)).fetchone()
        return max(row[0] if row else 0, self.draft.counters.get(series, 0)) + 1
