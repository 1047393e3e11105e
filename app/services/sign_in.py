"""Signing in: who may, and whether the PIN is right.

Reads only. Slowing down whoever guesses is the desk's business (`app.ui.signin_guard`).
"""

import sqlite3

from app.domain.staff_access import CHIEF
from app.services.command import Actor
from app.services.pins import pin_matches
from app.store.queries.staff import StaffRow, kept_pin, staff_row, who_may_sign_in
from sync.core.ids import EntityId


def sign_in(db: sqlite3.Connection, staff: EntityId, pin: str, day: str, desk: str) -> Actor | None:
    """None for a wrong PIN, and for whom is not there, retired or past the last day."""
    row = staff_row(db, staff, day)
    if row is None or not row.may_sign_in(day):
        return None
    kept = kept_pin(db, staff)
    if kept is not None and not pin_matches(pin, kept):
        return None
    return actor_of(row, desk)


def convenient_actor(db: sqlite3.Connection, day: str, desk: str) -> Actor | None:
    """In a drill: the first chief who has no PIN, so that it opens without a question."""
    for row in who_may_sign_in(db, day):
        if row.role == CHIEF and not row.has_pin:
            return actor_of(row, desk)
    return None


def actor_of(row: StaffRow, desk: str) -> Actor:
    return Actor(row.id, row.name, row.role, frozenset(row.sections), row.all_sections, desk)
