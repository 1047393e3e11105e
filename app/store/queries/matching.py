"""Needs that wait for a team, with what matters when somebody chooses people for them.

No resident's data: what is shown beside the waiting people, in an open hall, is the number, the
town and the work.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import day_of
from app.domain.eligibility import Work
from app.domain.needs import WAITING_FOR_TEAM, NeedStatus
from app.domain.teams import Wanted
from app.store.queries.codes import code_entries
from app.store.queries.needs import codes
from app.store.queries.teams import risk_class_of, wanted_of, work_kind_classes
from sync.core.ids import EntityId

Row: TypeAlias = tuple[Any, ...]

# A team may be formed for these; skilled work only by people whose skill is known (a hard stop).
OFFERED = WAITING_FOR_TEAM | {NeedStatus.SKILLED_ONLY}
# More people may be added to these: another team for the same need.
STAFFED = frozenset({NeedStatus.ASSIGNED, NeedStatus.IN_PROGRESS})

_JOBS = """
SELECT n.id, coalesce(n.number, ''), coalesce(n.status, 'received'), n.received_at, n.town, n.kinds,
       n.people, coalesce(n.people_reason, ''), n.truck, n.women, n.skills, n.dangers, n.crisis,
       n.urgency, n.priority, n.next_on, n.wanted_from, n.wanted_until, n.inspection,
       n.inspection_kind, n.inhabited, n.skilled_only, coalesce(n.parking, ''),
       (SELECT coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_team t
        JOIN live_team_member m ON m.team = t.id
        WHERE t.need = n.id AND t.state IN ('forming', 'ready', 'out') AND m.ended_at IS NULL),
       s.id, coalesce(s.name, ''), n.waste_site IS NOT NULL
FROM live_need n
LEFT JOIN live_satellite s ON s.id = n.satellite AND coalesce(s.active, 1) = 1
WHERE {where}
"""


@dataclass(frozen=True)
class JobRow:
    """A need as the matching sees it. `heads` are on its teams now; days are ISO texts. `satellite`
    is one that is open, None the centre; `waste`: something has to be brought to a waste site."""

    id: EntityId
    number: str
    status: str
    received_on: str | None
    town: str
    kinds: tuple[str, ...]
    people_reason: str
    dangers: tuple[str, ...]
    parking: str
    wanted: Wanted
    work: Work
    urgency: int
    priority: int
    next_on: str | None
    wanted_from: str | None
    wanted_until: str | None
    heads: int
    satellite: EntityId | None = None
    place: str = ""
    waste: bool = False

    @property
    def crisis(self) -> bool:
        return bool(self.work.crisis)

    @property
    def skilled(self) -> bool:
        return self.status == NeedStatus.SKILLED_ONLY or bool(self.work.skilled_only)


def ready_jobs(db: sqlite3.Connection) -> tuple[JobRow, ...]:
    """Every need that waits for a team; the order is the matching's to say."""
    marks = ", ".join("?" for _ in OFFERED)
    return _jobs(db, f"n.status IN ({marks})", tuple(sorted(OFFERED)))


def short_jobs(db: sqlite3.Connection) -> tuple[JobRow, ...]:
    """Needs whose teams are fewer people than were wanted: another team may go there too."""
    marks = ", ".join("?" for _ in STAFFED)
    found = _jobs(db, f"n.status IN ({marks})", tuple(sorted(STAFFED)))
    return tuple(job for job in found if (job.wanted.people or 0) > job.heads)


def job_by_id(db: sqlite3.Connection, need: bytes) -> JobRow | None:
    return next(iter(_jobs(db, "n.id = ?", (need,))), None)


def _jobs(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> tuple[JobRow, ...]:
    classes = work_kind_classes(db)
    lists = CodeLists.load().with_rows(code_entries(db))
    weights = {code: int(w) for code, w in lists.attribute_map("urgency", "weight").items()}
    makes_waste = lists.attribute_map("work_kind", "makes_waste")
    wasteful = frozenset(code for code, value in makes_waste.items() if value)
    return tuple(
        _job(row, classes, weights, wasteful)
        for row in db.execute(_JOBS.format(where=where), values)
    )


def _job(
    row: Row,
    classes: Mapping[str, object],
    weights: Mapping[str, int],
    wasteful: frozenset[str],
) -> JobRow:
    (
        identifier, number, status, received_at, town, kinds, people, reason, truck, women, skills,
        dangers, crisis, urgency, priority, next_on, wanted_from, wanted_until, inspection,
        inspection_kind, inhabited, skilled_only, parking, heads, satellite, place, waste_site,
    ) = row  # fmt: skip
    kind_codes = codes(kinds)
    flags = [None if flag is None else bool(flag) for flag in (inhabited, skilled_only, crisis)]
    work = Work(frozenset(kind_codes), inspection, inspection_kind, *flags)
    risk = risk_class_of(kind_codes, classes)
    return JobRow(
        identifier, number, status, day_of(received_at).isoformat() if received_at else None,
        town or "", kind_codes, reason, codes(dangers), parking,
        wanted_of(people, truck, women, skills, risk), work, weights.get(urgency or "", 1),
        priority or 0, next_on, wanted_from, wanted_until, heads, satellite, place,
        bool(waste_site) or bool(truck) or not wasteful.isdisjoint(kind_codes),
    )  # fmt: skip
