"""One volunteer as a page: the record, insurance, vehicles, days, and who else it may be.

Whatever belonged to a record that was merged into this one is shown here too. Health is read only
for whom the caller names; else only when it was asked.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.domain.duplicates import VolunteerKeys, candidates
from app.domain.insurance import Policy, policy_as_recorded
from app.domain.likeness import Likeness
from app.domain.names import normalise_phone
from app.domain.tables import REGISTRY
from app.store.queries.aliases import merged_into, record_that_holds
from app.store.search import search
from sync.core.ids import EntityId
from sync.core.operations import Value
from sync.core.registry import FieldType

Row: TypeAlias = tuple[Any, ...]
SEARCHED_MAX = 40
HEALTH_FIELDS = ("condition", "illness", "medicine", "note")


@dataclass(frozen=True)
class InsuranceLine:
    """A policy with what was recorded about it."""

    id: EntityId
    plan: str
    policy: Policy | None
    enrolled_at: int | None
    paid_by: str | None
    proof_kind: str | None
    proof_seen_by: str | None
    exception: bool


@dataclass(frozen=True)
class VehicleLine:
    id: EntityId
    kind: str
    count: int
    may_use_on_site: bool | None
    plate: str
    seats: int | None
    note: str


@dataclass(frozen=True)
class VisitLine:
    """One day on which the person was here."""

    id: EntityId
    day: str
    at: int
    left_at: int | None
    means: str
    first_time: bool
    teams: tuple[str, ...]


@dataclass(frozen=True)
class BookingLine:
    id: EntityId
    day: str
    slot: str | None
    state: str


@dataclass(frozen=True)
class OtherRecord:
    """Another record: merged into this one, or perhaps the same person (`likeness`)."""

    id: EntityId
    number: str
    name: str
    kana: str
    phone: str
    born_on: str | None
    likeness: Likeness | None = None


@dataclass(frozen=True)
class PersonPage:
    """`values`: every field of the table with what is recorded, sets as tuples."""

    id: EntityId
    values: tuple[tuple[str, Value], ...]
    insurance: tuple[InsuranceLine, ...]
    vehicles: tuple[VehicleLine, ...]
    visits: tuple[VisitLine, ...]
    bookings: tuple[BookingLine, ...]
    merged: tuple[OtherRecord, ...]
    alike: tuple[OtherRecord, ...]
    health_asked_at: int | None
    health: tuple[tuple[str, str | None], ...] | None

    def value(self, name: str) -> Value:
        return dict(self.values)[name]


def person_page(
    db: sqlite3.Connection, volunteer: EntityId, *, with_health: bool
) -> PersonPage | None:
    """The record that holds for this id; None where there is none."""
    holder = record_that_holds(db, "volunteer", volunteer)
    values = record_values(db, "volunteer", holder)
    if values is None:
        return None
    records = (holder, *merged_into(db, "volunteer", holder))
    asked_at, health = _health(db, holder, with_health)
    merged = tuple(line for one in records[1:] if (line := other_record(db, one)) is not None)
    return PersonPage(
        holder,
        tuple(values.items()),
        insurance_lines(db, "volunteer", records),
        vehicle_lines(db, "volunteer", records),
        _visits(db, records),
        booking_lines(db, "volunteer", records),
        merged,
        _alike(db, values, records),
        asked_at,
        health,
    )


def record_values(
    db: sqlite3.Connection, table: str, identifier: EntityId
) -> dict[str, Value] | None:
    """A live row as the values that commands take."""
    fields = REGISTRY.by_name[table].fields
    names = ", ".join(f'"{item.name}"' for item in fields)
    row = db.execute(f'SELECT {names} FROM "live_{table}" WHERE id = ?', (identifier,)).fetchone()
    if row is None:
        return None
    return {item.name: _value(item.type, value) for item, value in zip(fields, row, strict=True)}


def _value(kind: FieldType, stored: Any) -> Value:
    if stored is None:
        return None
    if kind is FieldType.SET:
        return tuple(json.loads(stored))
    if kind is FieldType.BOOLEAN:
        return bool(stored)
    value: Value = stored
    return value


def insurance_lines(
    db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...]
) -> tuple[InsuranceLine, ...]:
    """The newest first."""
    rows = db.execute(
        "SELECT id, plan, enrolled_at, effective_at, ends_at, fiscal_year, exception, paid_by, "
        f'proof_kind, proof_seen_by FROM live_insurance WHERE "{owner}" IN ({_marks(records)}) '
        "ORDER BY coalesce(effective_at, enrolled_at) DESC, id DESC",
        records,
    )
    return tuple(
        InsuranceLine(
            EntityId(row[0]), row[1] or "", policy_as_recorded(*row[1:7]), row[2], row[7],
            row[8], row[9],
            bool(row[6]),
        )
        for row in rows
    )  # fmt: skip


def vehicle_lines(
    db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...]
) -> tuple[VehicleLine, ...]:
    rows = db.execute(
        "SELECT id, kind, count, may_use_on_site, plate, seats, note FROM live_vehicle "
        f'WHERE "{owner}" IN ({_marks(records)}) ORDER BY id',
        records,
    )
    return tuple(
        VehicleLine(
            EntityId(row[0]), row[1] or "other", row[2] or 1,
            None if row[3] is None else bool(row[3]), row[4] or "", row[5], row[6] or "",
        )
        for row in rows
    )  # fmt: skip


def booking_lines(
    db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...]
) -> tuple[BookingLine, ...]:
    rows = db.execute(
        f'SELECT id, day, slot, state FROM live_booking WHERE "{owner}" IN ({_marks(records)}) '
        "AND day IS NOT NULL ORDER BY day",
        records,
    )
    return tuple(BookingLine(EntityId(row[0]), row[1], row[2], row[3] or "asked") for row in rows)


def _visits(db: sqlite3.Connection, records: tuple[EntityId, ...]) -> tuple[VisitLine, ...]:
    rows = db.execute(
        "SELECT c.id, c.day, c.at, c.left_at, c.means, c.first_time, "
        "(SELECT json_group_array(t.number) FROM live_team_member m "
        "JOIN live_team t ON t.id = m.team WHERE m.check_in = c.id) "
        f"FROM live_check_in c WHERE c.volunteer IN ({_marks(records)}) ORDER BY c.day DESC",
        records,
    )
    return tuple(
        VisitLine(
            EntityId(row[0]), row[1] or "", row[2] or 0, row[3], row[4] or "", bool(row[5]),
            tuple(number for number in json.loads(row[6]) if number),
        )
        for row in rows
    )  # fmt: skip


def _health(
    db: sqlite3.Connection, volunteer: EntityId, with_health: bool
) -> tuple[int | None, tuple[tuple[str, str | None], ...] | None]:
    names = ", ".join(HEALTH_FIELDS)
    row = db.execute(
        f"SELECT asked_at, {names} FROM live_volunteer_private WHERE id = ?", (volunteer,)
    ).fetchone()
    if row is None:
        return None, None
    health = tuple(zip(HEALTH_FIELDS, row[1:], strict=True)) if with_health else None
    return row[0] or 0, health


# ---------------------------------------------------------------------------- who else it may be


def other_record(
    db: sqlite3.Connection, volunteer: EntityId, likeness: Likeness | None = None
) -> OtherRecord | None:
    row = db.execute(
        "SELECT number, name, kana, phone, born_on FROM live_volunteer WHERE id = ?", (volunteer,)
    ).fetchone()
    if row is None:
        return None
    number, name, kana, phone, born_on = row
    return OtherRecord(
        volunteer, number or "", name or "", kana or "", phone or "", born_on, likeness
    )


def people_alike(
    db: sqlite3.Connection,
    name: str,
    kana: str = "",
    phones: tuple[str, ...] = (),
    email: str = "",
    born_on: str = "",
    apart_from: Iterable[EntityId] = (),
) -> tuple[OtherRecord, ...]:
    """Records that may be the person described, the likeliest first: search before create."""
    asked = VolunteerKeys.of(b"", name, kana, phones, email, born_on)
    left_out = frozenset(apart_from)
    found: dict[EntityId, None] = {}
    for words in (name, kana, *map(normalise_phone, phones)):
        for hit in search(db, "volunteer", words, SEARCHED_MAX) if words.strip() else ():
            found.setdefault(hit.entity)
    existing = [keys for one in found if (keys := volunteer_keys(db, one)) is not None]
    lines: dict[EntityId, OtherRecord] = {}
    for candidate in candidates(asked, existing):
        holder = record_that_holds(db, "volunteer", EntityId(candidate.id))
        line = other_record(db, holder, candidate.likeness)
        if line is not None and holder not in left_out:
            lines.setdefault(holder, line)
    return tuple(lines.values())


def volunteer_keys(db: sqlite3.Connection, volunteer: EntityId) -> VolunteerKeys | None:
    """A record in its comparable form."""
    row = db.execute(
        "SELECT name, kana, phone, phone_other, email, born_on FROM live_volunteer WHERE id = ?",
        (volunteer,),
    ).fetchone()
    if row is None:
        return None
    name, kana, phone, other, email, born_on = row
    return VolunteerKeys.of(volunteer, name, kana, (phone, other), email, born_on)


def _alike(
    db: sqlite3.Connection, values: dict[str, Value], records: tuple[EntityId, ...]
) -> tuple[OtherRecord, ...]:
    words = {
        name: str(values.get(name) or "")
        for name in ("name", "kana", "phone", "phone_other", "email", "born_on")
    }
    return people_alike(
        db, words["name"], words["kana"], (words["phone"], words["phone_other"]), words["email"],
        words["born_on"], records,
    )  # fmt: skip


def _marks(records: Iterable[object]) -> str:
    return ", ".join("?" for _ in records)
