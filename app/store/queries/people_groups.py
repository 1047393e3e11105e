"""One group as a page: the entry, its list of names, vehicles, insurance, days."""

import sqlite3
from dataclasses import dataclass

from app.store.queries.people import (
    BookingLine,
    InsuranceLine,
    VehicleLine,
    booking_lines,
    insurance_lines,
    record_values,
    vehicle_lines,
)
from sync.core.ids import EntityId
from sync.core.operations import Value


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
    id: EntityId
    values: tuple[tuple[str, Value], ...]
    members: tuple[MemberLine, ...]
    vehicles: tuple[VehicleLine, ...]
    insurance: tuple[InsuranceLine, ...]
    bookings: tuple[BookingLine, ...]
    visits: tuple[GroupVisit, ...]

    def value(self, name: str) -> Value:
        return dict(self.values)[name]


def group_page(db: sqlite3.Connection, group: EntityId) -> GroupPage | None:
    values = record_values(db, "volunteer_group", group)
    if values is None:
        return None
    members = db.execute(
        "SELECT id, name, kana, insured, is_leader, phone, note FROM live_group_member "
        'WHERE "group" = ? ORDER BY position, id',
        (group,),
    )
    visits = db.execute(
        'SELECT id, day, at, left_at, heads FROM live_check_in WHERE "group" = ? ORDER BY day DESC',
        (group,),
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
        vehicle_lines(db, "group", (group,)),
        insurance_lines(db, "group", (group,)),
        booking_lines(db, "group", (group,)),
        tuple(
            GroupVisit(EntityId(row[0]), row[1] or "", row[2] or 0, row[3], row[4] or 1)
            for row in visits
        ),
    )  # fmt: skip
