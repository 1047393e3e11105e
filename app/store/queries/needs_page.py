"""One need as one page: its sheet, where it stands, who else asks for the house, who was there.

The sheet's values have the types of the tables: a set is a tuple, yes and no are True and False,
and None is "not asked". What was merged into a need shows on its page; a merged need's page names
the one that holds.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.houses import HouseFacts
from app.domain.tables import REGISTRY
from app.store.queries.aliases import merged_into, record_that_holds
from app.store.queries.needs import NeedLine, need_lines
from app.store.queries.needs_house import SameHouse, house_facts, same_house
from sync.core.ids import EntityId
from sync.core.operations import Value
from sync.core.registry import FieldType

SheetValue = Value
_TYPES = {
    table: {item.name: item.type for item in REGISTRY.by_name[table].fields}
    for table in ("need", "need_private")
}


@dataclass(frozen=True)
class TeamOfNeed:
    """A team that was formed for the need; `leader` in words."""

    id: EntityId
    number: str
    day: str
    state: str
    leader: str
    heads: int
    planned_return_at: int | None
    progress: str | None
    reported_at: int | None
    report: str | None
    remaining: str | None


@dataclass(frozen=True)
class NeedPage:
    """Everything of one need. `sealed_here`: the resident's half can be read on this device."""

    id: EntityId
    line: NeedLine
    values: Mapping[str, SheetValue]
    sealed_here: bool
    holder: NeedLine | None
    merged: tuple[NeedLine, ...]
    house: tuple[SameHouse, ...]
    teams: tuple[TeamOfNeed, ...]


def sheet_values(db: sqlite3.Connection, need: EntityId) -> dict[str, SheetValue]:
    """The values of both halves by field name; empty for a need that is not there."""
    found: dict[str, SheetValue] = {}
    for table, types in _TYPES.items():
        cursor = db.execute(f"SELECT * FROM live_{table} WHERE id = ?", (need,))
        row = cursor.fetchone()
        if row is None:
            continue
        by_name = dict(zip([column[0] for column in cursor.description], row, strict=True))
        found |= {name: _typed(kind, by_name[name]) for name, kind in types.items()}
    return found


def need_page(db: sqlite3.Connection, need: EntityId) -> NeedPage | None:
    """The page of a need, also of one that was merged away; None where there is none."""
    lines = need_lines(db, (need,))
    if not lines:
        return None
    holder = record_that_holds(db, "need", need)
    merged = merged_into(db, "need", need)
    facts = house_facts(db, need)
    apart = frozenset({need, holder, *merged})
    return NeedPage(
        need,
        lines[0],
        sheet_values(db, need),
        db.execute("SELECT 1 FROM live_need_private WHERE id = ?", (need,)).fetchone() is not None,
        None if holder == need else next(iter(need_lines(db, (holder,))), None),
        need_lines(db, merged),
        () if facts is None else same_house(db, facts, apart),
        teams_of_need(db, need),
    )


_TEAMS = """
SELECT t.id, coalesce(t.number, ''), coalesce(t.day, ''), coalesce(t.state, 'forming'),
       coalesce(v.name, t.leader_name, t.contact_name, ''),
       coalesce(t.heads_out, (SELECT coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_team_member m
                              WHERE m.team = t.id AND m.ended_at IS NULL)),
       t.planned_return_at, r.progress, r.at, p.text, p.remaining
FROM live_team t LEFT JOIN live_volunteer v ON v.id = t.leader
LEFT JOIN live_report r ON r.id = (
    SELECT id FROM live_report WHERE team = t.id ORDER BY at DESC, id DESC LIMIT 1)
LEFT JOIN live_report_private p ON p.id = r.id
WHERE t.need = ? ORDER BY t.day DESC, t.id DESC
"""


def teams_of_need(db: sqlite3.Connection, need: EntityId) -> tuple[TeamOfNeed, ...]:
    """Teams formed for a need, the newest first, each with its last report."""
    return tuple(TeamOfNeed(EntityId(row[0]), *row[1:]) for row in db.execute(_TEAMS, (need,)))


def houses_alike(
    db: sqlite3.Connection, values: Mapping[str, SheetValue], apart_from: frozenset[EntityId]
) -> tuple[SameHouse, ...]:
    """Needs that may be about the house that a half-filled sheet tells of."""

    def words(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) and value.strip() else None

    facts = HouseFacts(
        b"",
        ((words("name"), words("kana")), (words("affected_name"), words("affected_kana"))),
        (words("phone"), words("phone_other"), words("affected_phone")),
        words("address"),
        words("town"),
    )
    return same_house(db, facts, apart_from)


def _typed(kind: FieldType, value: str | int | bytes | None) -> SheetValue:
    if value is None:
        return None
    if kind is FieldType.SET:
        return tuple(json.loads(str(value)))
    return bool(value) if kind is FieldType.BOOLEAN else value
