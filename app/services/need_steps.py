"""The one way to change the state of a need, whoever does it: its desk, the matching, the report.

The table in `app.domain.needs` says what is allowed; this module reads the facts it looks at, asks
it, and drafts the new state together with what the act recorded.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.needs import ACTS, NeedFacts, NeedStatus, allows, missing_for, target_of
from app.domain.staff_access import at_least
from app.services.command import Refused
from app.services.context import Context
from sync.core.ids import EntityId
from sync.core.operations import Value

_FACTS = """
SELECT n.status, p.name, p.phone, p.address, p.directions, p.household, p.health, p.utilities,
       p.supporter, n.survey_wanted, n.survey_status, n.feasible, n.crisis, n.crisis_told_to,
       n.crisis_told_at, n.watch, n.kinds, n.people, n.people_reason, n.reason, n.refer_to
FROM live_need n LEFT JOIN live_need_private p ON p.id = n.id WHERE n.id = ?
"""
_TEAMS = """
SELECT coalesce(sum(state = 'out'), 0), coalesce(sum(state IN ('forming', 'ready')), 0)
FROM live_team WHERE need = ?1 AND (?2 IS NULL OR id <> ?2)
"""
_VISITED = "SELECT EXISTS (SELECT 1 FROM live_report WHERE need = ?)"


def need_facts(
    db: sqlite3.Connection, need: EntityId, *, apart_from: EntityId | None = None
) -> NeedFacts | None:
    """What the rules look at; None for a need that is not there. `apart_from`: the team that acts,
    so that only the *other* teams are counted."""
    cursor = db.execute(_FACTS, (need,))
    names = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    if row is None:
        return None
    out, assigned = db.execute(_TEAMS, (need, apart_from)).fetchone()
    (visited,) = db.execute(_VISITED, (need,)).fetchone()
    facts: dict[str, Any] = dict(zip(names, row, strict=True))
    for name in ("crisis", "watch"):
        facts[name] = None if facts[name] is None else bool(facts[name])
    facts["kinds"] = frozenset(json.loads(facts["kinds"]) if facts["kinds"] else ())
    facts["status"] = facts["status"] or NeedStatus.RECEIVED
    return NeedFacts(
        **facts,
        visited_by_team=bool(visited),
        teams_out=int(out),
        teams_assigned=int(assigned),
    )


def step(
    act: str,
    need: EntityId,
    ctx: Context,
    values: Mapping[str, Value] | None = None,
    *,
    team: EntityId | None = None,
    planned_at: int | None = None,
) -> Refused | None:
    """Drafts the act, or says why not. `values` are fields of `need` that the act records; the
    rules see them as if they were written. `team` is the team that acts, where one does.

    Refusals: `no_such_need`, `needs_role`, `need_state` (the state does not allow the act),
    `need_lacks` with the first missing thing as `missing`.
    """
    facts = need_facts(ctx.db, need, apart_from=team)
    if facts is None:
        return Refused("no_such_need")
    roles = ACTS[act].roles
    if roles and not any(at_least(ctx.actor.role, role) for role in roles):
        return Refused("needs_role")
    if not allows(act, facts.status):
        return Refused("need_state", {"act": act, "status": facts.status})
    recorded = dict(values or {})
    seen: dict[str, Any] = {name: value for name, value in recorded.items() if hasattr(facts, name)}
    if "kinds" in seen:
        seen["kinds"] = frozenset(seen["kinds"] or ())
    facts = replace(facts, planned_at=planned_at, **seen)
    missing = missing_for(act, facts)
    if missing:
        return Refused("need_lacks", {"missing": missing[0]}, field=missing[0])
    target = target_of(act, facts)
    if target != facts.status:
        recorded |= {"status": str(target), "status_at": ctx.now_ms}
    if target in (NeedStatus.COMPLETED, NeedStatus.FOLLOWUP_WATCH) and act == "report_completed":
        recorded.setdefault("completed_on", ctx.today.isoformat())
    ctx.draft.set("need", need, recorded)
    return None
