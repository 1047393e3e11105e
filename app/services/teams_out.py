"""A team as the deciders of out and back see it: what was checked, who is on it."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from app.services.command import Refused
from app.services.context import Context
from sync.core.ids import EntityId

# Whose work this is; codes of the list `section`.
FIELD = ("dispatch", "matching", "transport", "first_aid")

_TEAM = """
SELECT number, day, need, kind, coalesce(state, 'forming'), coalesce(phone, contact_phone, ''),
       check_health, check_clothes, check_drink, check_phone, heads_out, heads_back, sent_at,
       called_back_at
FROM live_team WHERE id = ?
"""
_MEMBERS = """
SELECT m.id, m.check_in, m.volunteer, m."group", m.heads, m._clock, c.left_at IS NOT NULL
FROM live_team_member m LEFT JOIN live_check_in c ON c.id = m.check_in
WHERE m.team = ? AND m.ended_at IS NULL ORDER BY m.id
"""


@dataclass(frozen=True)
class MemberNow:
    """A running claim. `since` is the clock of the action that took the person for the team."""

    id: EntityId
    check_in: EntityId | None
    volunteer: EntityId | None
    group: EntityId | None
    heads: int
    since: int
    left: bool


@dataclass(frozen=True)
class TeamNow:
    """`phone` is the number the team is reached at, that of the head of a community included."""

    id: EntityId
    number: str
    day: str
    need: EntityId | None
    kind: str
    state: str
    phone: str
    checks: Mapping[str, bool]
    heads_out: int | None
    heads_back: int | None
    sent_at: int | None
    called_back_at: int | None
    members: tuple[MemberNow, ...]

    @property
    def heads(self) -> int:
        """People who are on the team now."""
        return sum(member.heads for member in self.members)


def team_now(ctx: Context, team: EntityId, *states: str) -> TeamNow | Refused:
    """The team, where it is in one of `states`; else `no_such_team` or `team_state`."""
    found = read_team(ctx.db, team)
    if found is None:
        return Refused("no_such_team")
    if found.state not in states:
        return Refused(f"team_is_{found.state}", {"team": found.number})
    return found


def read_team(db: sqlite3.Connection, team: EntityId) -> TeamNow | None:
    """The team with its running claims, or None."""
    row = db.execute(_TEAM, (team,)).fetchone()
    if row is None:
        return None
    number, day, need, kind, state, phone = row[:6]
    checks = dict(zip(("health", "clothes", "drink", "phone"), map(bool, row[6:10]), strict=True))
    members = tuple(
        MemberNow(
            EntityId(member[0]), _id(member[1]), _id(member[2]), _id(member[3]),
            1 if member[4] is None else int(member[4]), int(member[5]), bool(member[6]),
        )
        for member in db.execute(_MEMBERS, (team,))
    )  # fmt: skip
    return TeamNow(
        team, number or "", day or "", _id(need), kind or "normal", state, phone, checks,
        row[10], row[11], row[12], row[13], members,
    )  # fmt: skip


def _id(value: bytes | None) -> EntityId | None:
    return None if value is None else EntityId(value)
