"""Staff as the door, the settings and the list of who is on duty need them."""

import json
import sqlite3
from dataclasses import dataclass

from app.domain.staff_access import CHIEF, OBSERVER, Access, may_work_on
from sync.core.ids import EntityId


@dataclass(frozen=True)
class StaffRow:
    """`on_duty_since` is the start of today's open shift, with its duty."""

    id: EntityId
    name: str
    kana: str
    role: str
    sections: tuple[str, ...]
    all_sections: bool
    has_pin: bool
    home_council: str
    ends_on: str | None
    active: bool
    phone: str
    on_duty_since: int | None = None
    duty: str = ""

    @property
    def access(self) -> Access:
        return Access(
            self.role, frozenset(self.sections), self.all_sections, self.active, self.ends_on
        )

    def may_sign_in(self, day: str) -> bool:
        return may_work_on(self.access, day)


_ROWS = """
SELECT s.id, s.name, s.kana, s.role, s.sections, s.all_sections, s.pin IS NOT NULL,
       s.home_council, s.ends_on, s.active, s.phone, w.started_at, w.duty
FROM live_staff s
LEFT JOIN live_staff_shift w ON w.staff = s.id AND w.day = ? AND w.ended_at IS NULL
"""
# Chiefs first, then by role and reading.
_RANK = {"chief": 0, "leader": 1, "member": 2, "observer": 3}


def staff_rows(db: sqlite3.Connection, day: str) -> tuple[StaffRow, ...]:
    """All members, those who work first."""
    found = {row[0]: _row(row) for row in db.execute(_ROWS, (day,))}
    ordered = sorted(
        found.values(),
        key=lambda one: (
            not one.may_sign_in(day),
            _RANK.get(one.role, len(_RANK)),
            one.kana or one.name,
        ),
    )
    return tuple(ordered)


def staff_row(db: sqlite3.Connection, staff: EntityId, day: str) -> StaffRow | None:
    row = db.execute(f"{_ROWS} WHERE s.id = ?", (day, staff)).fetchone()
    return None if row is None else _row(row)


def who_may_sign_in(db: sqlite3.Connection, day: str) -> tuple[StaffRow, ...]:
    """Active members whose stay has not ended."""
    return tuple(one for one in staff_rows(db, day) if one.may_sign_in(day))


def kept_pin(db: sqlite3.Connection, staff: EntityId) -> str | None:
    """The hash, for the door only."""
    row = db.execute("SELECT pin FROM live_staff WHERE id = ?", (staff,)).fetchone()
    return None if row is None else row[0]


def any_staff(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM live_staff LIMIT 1").fetchone() is not None


def _row(row: tuple[object, ...]) -> StaffRow:
    (key, name, kana, role, sections, everywhere, has_pin, home, ends_on, active, phone, since,
     duty) = row  # fmt: skip
    role_code = str(role or OBSERVER)
    return StaffRow(
        EntityId(bytes(key)),  # type: ignore[call-overload]
        str(name or ""),
        str(kana or ""),
        role_code,
        tuple(sorted(json.loads(str(sections)))) if sections else (),
        role_code == CHIEF or everywhere is None or bool(everywhere),
        bool(has_pin),
        str(home or ""),
        None if ends_on is None else str(ends_on),
        active is None or bool(active),
        str(phone or ""),
        None if since is None else int(str(since)),
        str(duty or ""),
    )
