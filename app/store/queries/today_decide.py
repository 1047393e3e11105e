"""要確認: what waits for a person's decision, read from where it arises. Nothing here is stored.

A question is gone when its cause is gone, or when somebody decided it (`_resolution`, the latest
word holds, and `open` asks again). Questions keep the same id on every device.
"""

import json
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from typing import TypeAlias

from app.domain.board import late_minutes
from app.domain.duplicates import VolunteerKeys, candidates
from app.domain.needs import NeedStatus
from app.domain.tables import REGISTRY
from app.store.queries.authors import Author, author_of, device_number
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.merge import Write, field_key, winner
from sync.core.registry import FieldType, SpaceKind, Table

OPEN_AGAIN = "open"
CONFLICTS_MAX = 200
DUPLICATES_MAX = 50
ALIKE_MAX = 20  # of one telephone or name


@dataclass(frozen=True)
class Question:
    """One thing to decide. `kind`: conflict, late_team, no_insurance, two_teams, stock_below_zero,
    duplicate, leader, absent, and those of `today_merges`: need_twice, car_twice, same_number,
    parent_deleted, erased_late, twice_in, heads_differ. `about` is the record, `label` its number
    or name; `sides` are what two desks did, each with who and when."""

    kind: str
    id: EntityId
    about: EntityId
    label: str
    note: str = ""
    number: int = 0
    other: EntityId | None = None
    conflict: "Conflict | None" = None
    sides: tuple["Side", ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Side:
    """One of the things that cannot both be: what it is called, its row, who made it."""

    what: str
    about: EntityId
    by: Author
    phone: str = ""


@dataclass(frozen=True)
class Conflict:
    """Two values of one field that were written without knowing of each other. `kind`: both_wrote,
    edited_after_deletion. `sealed`: a resident's own data; `hidden`: not shown to this person."""

    table: str
    field: str
    kind: str
    shown: str | int | bytes | None
    other: str | int | bytes | None
    at_ms: int
    letter: str
    device_label: str
    sealed: bool
    hidden: bool = False
    shown_name: str = ""  # what an id stands for
    other_name: str = ""
    shown_by: Author | None = None
    other_by: Author | None = None


_DECIDED = """
SELECT subject FROM _resolution r WHERE choice <> ? AND NOT EXISTS (
    SELECT 1 FROM _resolution l WHERE l.subject = r.subject
        AND (l.clock, l.device) > (r.clock, r.device))
"""


def decided(db: sqlite3.Connection) -> frozenset[bytes]:
    """Questions that somebody has decided, by id."""
    return frozenset(bytes(row[0]) for row in db.execute(_DECIDED, (OPEN_AGAIN,)))


def question_id(kind: str, *parts: bytes) -> EntityId:
    """The id of a derived question: equal everywhere, whichever record is named first."""
    return EntityId(sha256(b"\x1f".join((kind.encode(), *sorted(parts)))).digest()[:ID_BYTES])


def conflict_questions(db: sqlite3.Connection) -> tuple[Question, ...]:
    """Fields that two devices wrote, the latest first."""
    found = []
    rows = db.execute(
        "SELECT c.id, c.entity, c.table_no, c.field, c.kind, c.value, c.clock, c.device "
        "FROM _conflict c ORDER BY c.clock DESC, c.id LIMIT ?",
        (CONFLICTS_MAX,),
    ).fetchall()
    for identifier, entity, table_no, field, kind, other, clock, device in rows:
        table = REGISTRY.by_number.get(table_no)
        if table is None or field not in table.by_name:
            continue
        sql = f'SELECT "{field}" FROM "{table.name}" WHERE id = ?'
        row = db.execute(sql, (entity,)).fetchone()
        shown = row[0] if row else None
        is_id = table.by_name[field].type is FieldType.ID
        by = author_of(db, table_no, entity, clock, device)
        conflict = Conflict(
            table.name, field, kind, shown, other, by.at_ms, by.letter, by.label,
            table.space is SpaceKind.SEALED,
            shown_name=_named(db, shown) if is_id else "",
            other_name=_named(db, other) if is_id else "",
            shown_by=_who_shows(db, table, field, kind, entity), other_by=by,
        )  # fmt: skip
        found.append(
            Question(
                "conflict", EntityId(identifier), EntityId(entity),
                record_label(db, table.name, entity), conflict=conflict,
            )
        )  # fmt: skip
    return tuple(found)


def _who_shows(
    db: sqlite3.Connection, table: Table, field: str, kind: str, entity: bytes
) -> Author | None:
    """Who wrote what is shown; of a deletion, who deleted."""
    if kind == "edited_after_deletion":
        rows = db.execute(
            "SELECT m.clock, m.device FROM _mark m JOIN _device d ON d.no = m.device "
            "WHERE m.entity = ? AND m.table_no = ? AND m.deleted = 1 "
            "ORDER BY m.clock DESC, d.id DESC LIMIT 1",
            (entity, table.number),
        ).fetchall()
        return author_of(db, table.number, entity, *rows[0]) if rows else None
    place = field_key(table, table.by_name[field])
    tree = [
        Write(clock, device, value, tuple(json.loads(bases)))
        for clock, device, value, bases in db.execute(
            "SELECT w.clock, d.id, w.value, w.bases FROM _write w JOIN _device d "
            "ON d.no = w.device WHERE w.entity = ? AND w.place = ?",
            (entity, place),
        )
    ]
    shown = winner(tree)
    if shown is None:
        return None
    number = device_number(db, DeviceId(shown.device))
    return author_of(db, table.number, entity, shown.clock, number)


# Rows that have no number or name of their own are called by the record they belong to: (table,
# column) in the order of asking. Sealed rows are never called by their own words.
_OWNERS: dict[str, tuple[tuple[str, str], ...]] = {
    "need_private": (("need", "id"),),
    "volunteer_private": (("volunteer", "id"),),
    "survey": (("need", "need"),),
    "survey_private": (("survey", "id"),),
    "contact": (("need", "need"),),
    "photo": (("need", "need"),),
    "report": (("team", "team"),),
    "report_private": (("report", "id"),),
    "injury": (("team", "team"),),
    "check_in": (("volunteer", "volunteer"), ("volunteer_group", "group")),
    "insurance": (("volunteer", "volunteer"), ("volunteer_group", "group")),
    "booking": (("volunteer", "volunteer"), ("volunteer_group", "group")),
    "vehicle": (("volunteer", "volunteer"), ("volunteer_group", "group")),
    "group_member": (("volunteer_group", "group"),),
    "team_member": (("team", "team"),),
    "team_phase": (("team", "team"),),
    "call_back": (("team", "team"),),
    "tool_list": (("team", "team"),),
    "stock_move": (("equipment", "equipment"),),
    "stock_count": (("equipment", "equipment"),),
    "staff_shift": (("staff", "staff"),),
}
# What a field with an id may point to.
_NAMED = (
    "volunteer", "team", "need", "volunteer_group", "vehicle", "staff", "place", "equipment",
    "satellite",
)  # fmt: skip
_LABELS = ("number", "name", "key", "day")


def record_label(db: sqlite3.Connection, table: str, identifier: bytes) -> str:
    """The number or name by which people call a record; empty where it has none."""
    for owner, column in _OWNERS.get(table, ()):
        row = db.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (identifier,)).fetchone()
        found = record_label(db, owner, row[0]) if row and row[0] else ""
        if found:
            return found
    definition = REGISTRY.by_name[table]
    if definition.space is SpaceKind.SEALED:
        return ""
    for column in (name for name in _LABELS if name in definition.by_name):
        row = db.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (identifier,)).fetchone()
        if row and row[0]:
            return str(row[0])
    return ""


def _named(db: sqlite3.Connection, identifier: bytes | None) -> str:
    """The name or number of whatever record an id stands for."""
    for table in _NAMED if identifier else ():
        found = record_label(db, table, identifier or b"")
        if found:
            return found
    return ""


def late_teams(db: sqlite3.Connection, now_ms: int) -> tuple[Question, ...]:
    """Teams that are out past their planned return; `number` is the minutes."""
    rows = db.execute(
        "SELECT id, coalesce(number, ''), planned_return_at, coalesce(phone, contact_phone, '') "
        "FROM live_team WHERE state = 'out' AND planned_return_at < ? ORDER BY planned_return_at",
        (now_ms,),
    )
    return tuple(
        Question(
            "late_team", question_id("late_team", team), EntityId(team), number, phone,
            late_minutes(planned, now_ms),
        )
        for team, number, planned, phone in rows
    )  # fmt: skip


def two_teams(db: sqlite3.Connection, day: str) -> tuple[Question, ...]:
    """People whom two desks took for two teams at once; `note` names the teams."""
    rows = db.execute(
        "SELECT m.check_in, coalesce(v.name, g.name, ''), group_concat(t.number, '・'), "
        "sum(coalesce(m.heads, 1)), max(coalesce(c.heads, 1)) "
        "FROM live_team_member m JOIN live_team t ON t.id = m.team "
        "JOIN live_check_in c ON c.id = m.check_in "
        "LEFT JOIN live_volunteer v ON v.id = c.volunteer "
        'LEFT JOIN live_volunteer_group g ON g.id = c."group" '
        "WHERE t.day = ? AND t.state IN ('forming', 'ready', 'out') AND m.ended_at IS NULL "
        "GROUP BY m.check_in HAVING count(DISTINCT t.id) > 1 AND sum(coalesce(m.heads, 1)) > "
        "max(coalesce(c.heads, 1)) ORDER BY m.check_in",
        (day,),
    )
    return tuple(
        Question("two_teams", question_id("two_teams", row[0]), EntityId(row[0]), row[1], row[2])
        for row in rows
    )


def stock_below_zero(db: sqlite3.Connection) -> tuple[Question, ...]:
    """Places of which the book says that more went out than was there; `number` is how many."""
    rows = db.execute(
        "SELECT b.equipment, b.place, e.name, coalesce(p.name, ''), -sum(b.units) FROM ("
        "SELECT equipment, to_place AS place, quantity AS units FROM live_stock_move "
        "WHERE to_place IS NOT NULL UNION ALL "
        "SELECT equipment, from_place, -quantity FROM live_stock_move "
        "WHERE from_place IS NOT NULL) b JOIN live_equipment e ON e.id = b.equipment "
        "LEFT JOIN place p ON p.id = b.place "
        "GROUP BY b.equipment, b.place HAVING sum(b.units) < 0 ORDER BY e.position, e.name"
    )
    return tuple(
        Question(
            "stock_below_zero", question_id("stock_below_zero", equipment, place),
            EntityId(equipment), name, where, units,
        )
        for equipment, place, name, where, units in rows
    )  # fmt: skip


def leaders_needs(db: sqlite3.Connection) -> tuple[Question, ...]:
    """Needs about which a leader was asked."""
    rows = db.execute(
        "SELECT id, coalesce(number, ''), coalesce(town, '') FROM live_need WHERE status = ? "
        "ORDER BY received_at",
        (NeedStatus.TRIAGE,),
    )
    return tuple(
        Question("leader", question_id("leader", need), EntityId(need), number, town)
        for need, number, town in rows
    )


def absent_needs(db: sqlite3.Connection, limit: int) -> tuple[Question, ...]:
    """Needs whose people were not at home so often that somebody must decide; 0: never."""
    if limit <= 0:
        return ()
    rows = db.execute(
        "SELECT id, coalesce(number, ''), coalesce(town, ''), visits FROM live_need n "
        "WHERE status = ? AND visits >= ? AND NOT EXISTS (SELECT 1 FROM live_survey s "
        "WHERE s.need = n.id AND s.state = 'planned') ORDER BY received_at",
        (NeedStatus.SURVEY_WAITING, limit),
    )
    return tuple(
        Question("absent", question_id("absent", need), EntityId(need), number, town, visits)
        for need, number, town, visits in rows
    )


_PEOPLE_OF_DAY = """
SELECT v.id, v.name, v.phone
FROM live_check_in c JOIN live_volunteer v ON v.id = c.volunteer WHERE c.day = ?1
"""
_MERGED = "SELECT from_id FROM live_alias WHERE kind = 'volunteer'"
_KEYS = "SELECT id, name, kana, phone, phone_other, email, born_on FROM volunteer WHERE id = ?"
_Person: TypeAlias = tuple[bytes, str | None, str | None]


def duplicates_of_day(db: sqlite3.Connection, day: str) -> tuple[Question, ...]:
    """Pairs of the day's volunteers that are likely one person; `other` is the later record."""
    people = set(db.execute(_PEOPLE_OF_DAY, (day,)))
    merged = {row[0] for row in db.execute(_MERGED)}
    here = sorted(person for person in people if person[0] not in merged)
    keys: dict[bytes, VolunteerKeys] = {}
    found = []
    for first, second in _worth_comparing(here):
        for key in (first[0], second[0]):
            if key not in keys:
                keys[key] = _keys(*db.execute(_KEYS, (key,)).fetchone())
        if any(match.likely for match in candidates(keys[first[0]], (keys[second[0]],))):
            one, other = EntityId(first[0]), EntityId(second[0])
            found.append(
                Question(
                    "duplicate", question_id("duplicate", one, other), one, second[1] or "",
                    second[2] or "", other=other,
                )
            )  # fmt: skip
    return tuple(found[:DUPLICATES_MAX])


def _worth_comparing(people: list[_Person]) -> list[tuple[_Person, _Person]]:
    """Pairs with the same telephone or the same name: comparing everybody with everybody would
    take minutes on a day of thousands."""
    groups: dict[tuple[int, str], list[_Person]] = {}
    for person in people:
        for place, words in enumerate((person[1], person[2])):
            if words:
                groups.setdefault((place, words), []).append(person)
    pairs: dict[tuple[bytes, bytes], tuple[_Person, _Person]] = {}
    for group in groups.values():
        for first, second in combinations(group[:ALIKE_MAX], 2):
            pairs[first[0], second[0]] = (first, second)
    return list(pairs.values())[: 4 * DUPLICATES_MAX]


def _keys(
    identifier: bytes, name: str, kana: str, phone: str, other: str, email: str, born_on: str
) -> VolunteerKeys:
    return VolunteerKeys.of(identifier, name, kana, (phone, other), email, born_on)


_MAYBE_UNINSURED = """
SELECT c.id FROM live_check_in c
LEFT JOIN live_volunteer_group g ON g.id = c."group"
WHERE c.day = ?1 AND c.left_at IS NULL AND (
    (c."group" IS NOT NULL AND coalesce(g.uninsured, 1) > 0) OR
    (c.volunteer IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM live_insurance i WHERE i.volunteer = c.volunteer
            AND i.effective_at <= ?2 AND i.ends_at > ?2 AND (?3 = 0 OR i.plan <> 'basic'))))
AND NOT EXISTS (
    SELECT 1 FROM live_team_member m JOIN live_team t ON t.id = m.team
    WHERE m.check_in = c.id AND m.ended_at IS NULL AND t.state IN ('forming', 'ready', 'out'))
ORDER BY c.at, c.id
"""


def maybe_uninsured(
    db: sqlite3.Connection, day: str, now_ms: int, *, earthquake: bool
) -> tuple[EntityId, ...]:
    """Check-ins that wait and have no enrolment that plainly holds: the rules look at these."""
    rows = db.execute(_MAYBE_UNINSURED, (day, now_ms, int(earthquake)))
    return tuple(EntityId(row[0]) for row in rows)
