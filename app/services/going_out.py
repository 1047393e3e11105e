"""Who would go where, as the hard stops see it: people, work and the conditions of this moment.

Matching asks when a team is formed, the send-off asks again when it leaves: insurance may have
ended, the heat may have risen, in between.
"""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date

from app.catalogue.codes import CodeLists
from app.domain.conditions import conditions_at
from app.domain.eligibility import Candidate, Conditions, Work
from app.domain.heat import Reading, current
from app.domain.insurance import Policy, policy_as_recorded
from app.domain.minors import Minor
from app.domain.settings import SettingValue
from app.domain.stops import Stop
from app.services.context import Context, setting_value
from app.store.queries.aliases import merged_into
from app.store.queries.codes import code_entries
from sync.core.ids import EntityId

_VOLUNTEER = """
SELECT name, insurance_claim, born_on, age_band, guardian_consent, accompanied, skills,
       activity_class
FROM live_volunteer WHERE id = ?
"""
_GROUP = "SELECT name, heads, uninsured FROM live_volunteer_group WHERE id = ?"
_POLICIES = """
SELECT plan, enrolled_at, effective_at, ends_at, fiscal_year, exception
FROM live_insurance WHERE {} IN ({})
"""
_WORK = """
SELECT kinds, inspection, inspection_kind, inhabited, skilled_only, crisis
FROM live_need WHERE id = ?
"""


def conditions_now(ctx: Context) -> Conditions:
    """What holds for everybody at this instant: settings, the newest WBGT, stop orders."""
    return conditions_of(ctx.db, ctx.now_ms, ctx.today)


def conditions_of(db: sqlite3.Connection, now_ms: int, day: date) -> Conditions:
    """The same for a screen that has no context."""

    def setting(key: str) -> SettingValue:
        return setting_value(db, key, day)

    readings = [
        Reading(tenths=row[1], at=row[0], place=row[2] or "")
        for row in db.execute(
            "SELECT at, tenths, place FROM live_wbgt WHERE day = ? AND at IS NOT NULL "
            "AND tenths IS NOT NULL",
            (day.isoformat(),),
        )
    ]
    newest = current(readings, now_ms)
    stops = [
        Stop(row[0] or "other", row[1], row[2])
        for row in db.execute(
            "SELECT kind, at, lifted_at FROM live_stop_order WHERE at IS NOT NULL AND day = ?",
            (day.isoformat(),),
        )
    ]
    return conditions_at(
        now_ms, setting, wbgt_tenths=None if newest is None else newest.tenths, stops=stops
    )


def risk_classes(db: sqlite3.Connection) -> Mapping[str, str]:
    """Code of the list `work_kind` to its class of risk, with the centre's own entries."""
    codes = CodeLists.load().with_rows(code_entries(db))
    return {
        code: str(value) for code, value in codes.attribute_map("work_kind", "risk_class").items()
    }


def work_of(db: sqlite3.Connection, need: EntityId | None) -> Work:
    """A need as the rules see it; a team without a need (centre work) does ordinary work."""
    row = None if need is None else db.execute(_WORK, (need,)).fetchone()
    if row is None:
        return Work()
    flags = [None if value is None else bool(value) for value in row[3:]]
    return Work(
        frozenset(json.loads(row[0]) if row[0] else ()), row[1], row[2],
        inhabited=flags[0], skilled_only=flags[1], crisis=flags[2],
    )  # fmt: skip


def policies_of(db: sqlite3.Connection, volunteer: EntityId) -> tuple[Policy, ...]:
    """Every enrolment on record that says when it began, also of records merged into this one."""
    records = (volunteer, *merged_into(db, "volunteer", volunteer))
    return _policies(db, "volunteer", records)


def policies_of_group(db: sqlite3.Connection, group: EntityId) -> tuple[Policy, ...]:
    """Every enrolment of a group as a whole."""
    return _policies(db, '"group"', (group, *merged_into(db, "group", group)))


def _policies(
    db: sqlite3.Connection, owner: str, records: tuple[EntityId, ...]
) -> tuple[Policy, ...]:
    found = db.execute(_POLICIES.format(owner, ", ".join("?" for _ in records)), records)
    rows = (policy_as_recorded(*row) for row in found)
    return tuple(policy for policy in rows if policy is not None)


def volunteer_candidate(db: sqlite3.Connection, volunteer: EntityId) -> Candidate | None:
    """A person as the rules see them; None for a record that is not there."""
    row = db.execute(_VOLUNTEER, (volunteer,)).fetchone()
    if row is None:
        return None
    name, claim, born_on, band, consent, accompanied, skills, activity_class = row
    return Candidate(
        name or "",
        policies_of(db, volunteer),
        applying=claim == "applying",
        minor=Minor(
            date.fromisoformat(born_on) if born_on else None,
            band,
            None if consent is None else bool(consent),
            None if accompanied is None else bool(accompanied),
        ),
        skills=frozenset(json.loads(skills) if skills else ()),
        activity_class=activity_class,
    )


def group_candidate(db: sqlite3.Connection, group: EntityId, heads: int | None) -> Candidate | None:
    """A group as the rules see it; `heads` of the day's check-in go before those of the entry."""
    row = db.execute(_GROUP, (group,)).fetchone()
    if row is None:
        return None
    return Candidate(
        row[0] or "",
        policies_of_group(db, group),
        group=True,
        heads=heads or row[1] or 1,
        uninsured_heads=row[2],
    )


def candidate_of(db: sqlite3.Connection, check_in: EntityId) -> Candidate | None:
    """Who was checked in, as the rules see them."""
    row = db.execute(
        'SELECT volunteer, "group", heads FROM live_check_in WHERE id = ?', (check_in,)
    ).fetchone()
    if row is None:
        return None
    volunteer, group, heads = row
    if group is not None:
        return group_candidate(db, EntityId(group), heads)
    return None if volunteer is None else volunteer_candidate(db, EntityId(volunteer))
