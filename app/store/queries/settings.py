"""What the settings screens show: profile, dated settings, satellites, the centre's own codes."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.domain.settings import SETTINGS, Setting, SettingValue
from sync.core.ids import EntityId


@dataclass(frozen=True)
class ProfileRow:
    """What is empty was not said. `drill` cannot be changed."""

    name: str = ""
    council: str = ""
    status: str = ""
    scope: str = ""
    phone: str = ""
    address: str = ""
    municipality: str = ""
    opens: str = ""
    closes: str = ""
    disaster: str = ""
    issuer: str = ""
    drill: bool = False


@dataclass(frozen=True)
class DatedValue:
    id: EntityId
    value: SettingValue
    effective_on: str
    reason: str


@dataclass(frozen=True)
class SettingRow:
    """`since` is None while the default holds; `coming` are changes that have not begun."""

    setting: Setting
    value: SettingValue
    since: str | None
    reason: str
    coming: tuple[DatedValue, ...]
    past: tuple[DatedValue, ...]


@dataclass(frozen=True)
class SatelliteRow:
    id: EntityId
    name: str
    address: str
    phone: str
    active: bool


@dataclass(frozen=True)
class MarkedDay:
    id: EntityId
    day: str
    kind: str
    note: str
    waste_hours: str


@dataclass(frozen=True)
class RecordCount:
    """How many live rows a kind of record has."""

    kind: str
    count: int


COUNTED = ("volunteer", "volunteer_group", "check_in", "need", "survey", "photo", "team", "report",
           "equipment", "stock_move", "staff")  # fmt: skip


def profile_row(db: sqlite3.Connection) -> ProfileRow:
    row = db.execute(
        "SELECT name, council, status, scope, phone, address, municipality, opens, closes, "
        "disaster, issuer, drill FROM live_centre_profile LIMIT 1"
    ).fetchone()
    if row is None:
        return ProfileRow()
    cells: list[Any] = [*(text or "" for text in row[:-1]), bool(row[-1])]
    return ProfileRow(*cells)


def setting_rows(db: sqlite3.Connection, day: str) -> tuple[SettingRow, ...]:
    """Every setting in its order, as it holds on `day`."""
    dated: dict[str, list[DatedValue]] = {}
    for key, name, value, effective_on, reason in db.execute(
        "SELECT id, key, value, effective_on, reason FROM live_setting "
        "ORDER BY effective_on, _clock"
    ):
        found = DatedValue(EntityId(key), json.loads(value), effective_on, reason or "")
        dated.setdefault(name, []).append(found)
    return tuple(_row(setting, dated.get(setting.key, []), day) for setting in SETTINGS)


def _row(setting: Setting, dated: list[DatedValue], day: str) -> SettingRow:
    begun = [one for one in dated if one.effective_on <= day]
    coming = tuple(one for one in dated if one.effective_on > day)
    if not begun:
        return SettingRow(setting, setting.default, None, "", coming, ())
    now = begun[-1]
    past = tuple(reversed(begun[:-1]))
    return SettingRow(setting, now.value, now.effective_on, now.reason, coming, past)


def satellite_rows(db: sqlite3.Connection) -> tuple[SatelliteRow, ...]:
    """Open ones first."""
    rows = db.execute(
        "SELECT id, name, address, phone, coalesce(active, 1) FROM live_satellite "
        "ORDER BY coalesce(active, 1) DESC, name"
    )
    return tuple(
        SatelliteRow(EntityId(key), name or "", address or "", phone or "", bool(active))
        for key, name, address, phone, active in rows
    )


def marked_days(db: sqlite3.Connection, from_day: str) -> tuple[MarkedDay, ...]:
    """From `from_day` on, in order."""
    rows = db.execute(
        "SELECT id, day, kind, note, waste_hours FROM live_calendar_day WHERE day >= ? "
        "ORDER BY day, kind",
        (from_day,),
    )
    return tuple(
        MarkedDay(EntityId(key), day, kind or "", note or "", hours or "")
        for key, day, kind, note, hours in rows
    )


def record_counts(db: sqlite3.Connection) -> tuple[RecordCount, ...]:
    return tuple(
        RecordCount(name, db.execute(f'SELECT count(*) FROM "live_{name}"').fetchone()[0])
        for name in COUNTED
    )
