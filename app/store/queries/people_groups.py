"""One group as a page: the entry, its list of names, vehicles, insurance, days."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from app.store.queries.aliases import merged_into, record_that_holds
from app.store.queries.people import (
    BookingLine,
    InsuranceLine,
    OtherRecord,
    VehicleLine,
    booking_lines,
    insurance_lines,
    record_values,
    vehicle_lines,
)
from app.store.search import search
from sync.core.ids import EntityId
from sync.core.operations import Value

ALIKE_MAX = 3


@dataclass(frozen=True)
class MemberLine:
    """One name of the list; `insured` is a code of `insurance_claim`."""

    id: EntityId
    name: str
    kana: str
    insured: str | None
    is_leader: bool
    phone: str
    note: str


@dataclass(frozen=True)
class GroupVisit:
    """A day on which the group was here."""

    id: EntityId
    day: str
    at: int
    left_at: int | None
    heads: int


@dataclass(frozen=True)
class GroupPage:
    """`merged`: entries that lead to this one; `alike`: those that may be the same group."""

    id: EntityId
    values: tuple[tuple[str, Value], ...]
    members: tuple[MemberLine, ...]
    vehicles: tuple[VehicleLine, ...]
    insurance: tuple[InsuranceLine, ...]
    bookings: tuple[BookingLine, ...]
    visits: tuple[GroupVisit, ...]
    merged: tuple[OtherRecord, ...] = ()
    alike: tuple[OtherRecord, ...] = ()

    def value(self, name: str) -> Value:
        return dict(self.values)[name]


def group_page(db: sqlite3.Connection, group: EntityId) -> GroupPage | None:
    """The entry that holds for this id, with what belongs to those merged into it."""
    group = record_that_holds(db, "group", group)
    values = record_values(db, "volunteer_group", group)
    if values is None:
        return None
    records = (group, *merged_into(db, "group", group))
    marks = ", ".join("?" for _ in records)
    members = db.execute(
        "SELECT id, name, kana, insured, is_leader, phone, note FROM live_group_member "
        f'WHERE "group" IN ({marks}) ORDER BY "group" <> ?, position, id',
        (*records, group),
    )
    visits = db.execute(
        f'SELECT id, day, at, left_at, heads FROM live_check_in WHERE "group" IN ({marks}) '
        "ORDER BY day DESC",
        records,
    )
    return GroupPage(
        group,
        tuple(values.items()),
        tuple(
            MemberLine(
                EntityId(row[0]), row[1] or "", row[2] or "", row[3], bool(row[4]), row[5] or "",
                row[6] or "",
            )
            for row in members
        ),
        vehicle_lines(db, "group", records),
        insurance_lines(db, "group", records),
        booking_lines(db, "group", records),
        tuple(
            GroupVisit(EntityId(row[0]), row[1] or "", row[2] or 0, row[3], row[4] or 1)
            for row in visits
        ),
        _lines(db, records[1:]),
        _lines(db, _alike(db, values, records)),
    )  # fmt: skip


def _lines(db: sqlite3.Connection, groups: Iterable[EntityId]) -> tuple[OtherRecord, ...]:
    found = (
        (group, db.execute(
            "SELECT number, name, kana, coalesce(mobile, phone) FROM live_volunteer_group "
            "WHERE id = ?", (group,),
        ).fetchone())
        for group in groups
    )  # fmt: skip
    return tuple(
        OtherRecord(group, row[0] or "", row[1] or "", row[2] or "", row[3] or "", None)
        for group, row in found
        if row
    )


def _alike(
    db: sqlite3.Connection, values: dict[str, Value], records: tuple[EntityId, ...]
) -> tuple[EntityId, ...]:
    """Other groups with the name or a telephone of this one, as the search finds them."""
    asked = [str(values[name] or "") for name in ("name", "phone", "mobile")]
    found = dict.fromkeys(
        record_that_holds(db, "group", hit.entity)
        for words in asked if words.strip()
        for hit in search(db, "group", words, ALIKE_MAX)
    )  # fmt: skip
    return tuple(one for one in found if one not in records)[:ALIKE_MAX]
