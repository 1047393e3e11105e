"""What a new centre has set up so far, until its work begins."""

import sqlite3
from dataclasses import dataclass

FIRST_STEPS_TOPICS = (
    "check_in", "need", "staff", "centre_profile", "setting", "volunteer", "equipment",
)  # fmt: skip


@dataclass(frozen=True)
class FirstSteps:
    """Each is true where something of it is there."""

    staff: bool
    centre: bool
    event: bool
    people: bool
    tools: bool


def first_steps(db: sqlite3.Connection) -> FirstSteps | None:
    """None as soon as anybody was checked in or a need was taken: then it is a centre at work."""
    if _any(db, "live_check_in") or _any(db, "live_need"):
        return None
    return FirstSteps(
        staff=_any(db, "live_staff"),
        centre=_any(db, "live_centre_profile", "coalesce(phone, '') <> ''"),
        event=_any(db, "live_setting", "key IN ('large_disaster_exception', 'earthquake')"),
        people=_any(db, "live_volunteer"),
        tools=_any(db, "live_equipment"),
    )


def _any(db: sqlite3.Connection, view: str, where: str = "1") -> bool:
    return db.execute(f"SELECT 1 FROM {view} WHERE {where} LIMIT 1").fetchone() is not None
