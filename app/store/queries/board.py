"""The board of out and back: teams before the send-off, outside, and back, with what is missing.

Facts only: what is late and whose rest is overdue changes with the clock, so the screen works it
out each minute (`app.domain.board`). A team of another day that is still out stands here too, and
so does one that is back while its need still waits for the report.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from app.domain.heat import PhaseChange
from sync.core.ids import EntityId


@dataclass(frozen=True)
class TeamLine:
    """One team. Instants in epoch milliseconds. `heads` are on the team now; `heads_out` and
    `heads_back` were counted at the door. `phone` is where it is reached. `satellite` is one that
    is open, None the centre."""

    id: EntityId
    number: str
    day: str
    kind: str
    state: str
    slot: str | None
    need: EntityId | None
    need_number: str
    town: str
    kinds: tuple[str, ...]
    crisis: bool
    leader: str
    phone: str
    job_note: str
    vehicle: str
    heads: int
    heads_out: int | None
    heads_back: int | None
    planned_return_at: int | None
    sent_at: int | None
    returned_at: int | None
    called_back_at: int | None
    health: bool
    clothes: bool
    drink: bool
    phone_known: bool
    hurt: bool | None
    injuries: int
    progress: str | None
    reported: bool
    phases: tuple[PhaseChange, ...] = ()
    satellite: EntityId | None = None
    place: str = ""

    @property
    def unchecked(self) -> int:
        """How many of the four checks are still to be done."""
        return (self.health, self.clothes, self.drink, self.phone_known).count(False)

    @property
    def heads_differ(self) -> bool:
        """More or fewer came back than left."""
        return None not in (self.heads_out, self.heads_back) and self.heads_out != self.heads_back

    @property
    def injury_unwritten(self) -> bool:
        """Somebody is hurt and nobody wrote down how."""
        return bool(self.hurt) and not self.injuries


@dataclass(frozen=True)
class Board:
    """The three columns: ready by number, out by the send-off, back with the report owed first."""

    ready: tuple[TeamLine, ...] = ()
    out: tuple[TeamLine, ...] = ()
    back: tuple[TeamLine, ...] = ()

    @property
    def heads_out(self) -> int:
        """People who are outside now."""
        return sum(line.heads_out or 0 for line in self.out)

    @property
    def reports_owed(self) -> int:
        """Teams that are back and have not told yet."""
        return sum(1 for line in self.back if not line.reported)


_LINES = """
SELECT t.id, coalesce(t.number, ''), coalesce(t.day, ''), coalesce(t.kind, 'normal'),
       coalesce(t.state, 'forming'), t.slot, t.need, coalesce(n.number, ''), coalesce(n.town, ''),
       n.kinds, coalesce(n.crisis, 0), coalesce(v.name, t.leader_name, t.contact_name, ''),
       coalesce(t.phone, t.contact_phone, ''), coalesce(t.job_note, ''),
       coalesce(t.vehicle_note, w.name, w.plate, ''),
       (SELECT coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_team_member m
        WHERE m.team = t.id AND m.ended_at IS NULL),
       t.heads_out, t.heads_back, t.planned_return_at, t.sent_at, t.returned_at, t.called_back_at,
       coalesce(t.check_health, 0), coalesce(t.check_clothes, 0), coalesce(t.check_drink, 0),
       coalesce(t.check_phone, 0), t.hurt, r.id, r.progress, s.id, coalesce(s.name, '')
FROM live_team t
LEFT JOIN live_need n ON n.id = t.need
LEFT JOIN live_volunteer v ON v.id = t.leader
LEFT JOIN live_vehicle w ON w.id = t.vehicle
LEFT JOIN live_satellite s ON s.id = t.satellite AND coalesce(s.active, 1) = 1
LEFT JOIN live_report r ON r.id = (
    SELECT id FROM live_report WHERE team = t.id ORDER BY id DESC LIMIT 1)
"""
# Work at the centre begins and ends at the matching; nobody leaves for it.
_OF_DAY = """
WHERE t.day = ?1 AND coalesce(t.state, 'forming') <> 'disbanded'
AND (coalesce(t.kind, '') <> 'centre' OR t.sent_at IS NOT NULL)
"""
_STILL_OUT = "WHERE t.state = 'out' AND coalesce(t.day, '') <> ?1"
_REPORT_OWED = """
WHERE t.state = 'back' AND coalesce(t.day, '') <> ?1 AND r.id IS NULL AND t.id IN (
    SELECT o.id FROM live_need w JOIN live_team o ON o.need = w.id WHERE w.status = 'reported')
"""
_PHASES = """
SELECT p.team, p.phase, p.at FROM live_team t JOIN live_team_phase p ON p.team = t.id
WHERE t.state = 'out' AND p.at IS NOT NULL ORDER BY p.at, p.id
"""
_INJURIES = "SELECT team, count(*) FROM live_injury WHERE team IS NOT NULL GROUP BY team"


def board(db: sqlite3.Connection, day: str) -> Board:
    """Everything that is to be sent, watched or asked on a day (ISO)."""
    phases = _phases(db)
    injuries = dict(db.execute(_INJURIES).fetchall())
    lines = [
        _line(row, phases, injuries)
        for where in (_OF_DAY, _STILL_OUT, _REPORT_OWED)
        for row in db.execute(f"{_LINES} {where}", (day,))
    ]
    ready = [line for line in lines if line.state in ("forming", "ready")]
    out = [line for line in lines if line.state == "out"]
    back = [line for line in lines if line.state == "back"]
    ready.sort(key=lambda line: (line.state != "ready", line.id))
    out.sort(key=lambda line: (line.sent_at or 0, line.id))
    back.sort(key=_order_back)
    return Board(tuple(ready), tuple(out), tuple(back))


def _order_back(line: TeamLine) -> tuple[bool, int, bytes]:
    """Who came back first tells first; of those that told, the newest stands on top."""
    at = line.returned_at or 0
    return (line.reported, -at if line.reported else at, line.id)


def team_line(db: sqlite3.Connection, team: bytes) -> TeamLine | None:
    """One team as it stands on the board, or None."""
    row = db.execute(f"{_LINES} WHERE t.id = ?", (team,)).fetchone()
    if row is None:
        return None
    return _line(row, _phases(db), dict(db.execute(_INJURIES).fetchall()))


def _phases(db: sqlite3.Connection) -> dict[bytes, list[PhaseChange]]:
    found: dict[bytes, list[PhaseChange]] = {}
    for team, phase, at in db.execute(_PHASES):
        found.setdefault(team, []).append(PhaseChange(phase or "work", at))
    return found


def _line(
    row: tuple[Any, ...],
    phases: dict[bytes, list[PhaseChange]],
    injuries: dict[bytes, int],
) -> TeamLine:
    team = EntityId(row[0])
    kinds: tuple[str, ...] = tuple(json.loads(row[9])) if row[9] else ()
    return TeamLine(
        id=team, number=row[1], day=row[2], kind=row[3], state=row[4], slot=row[5],
        need=None if row[6] is None else EntityId(row[6]), need_number=row[7], town=row[8],
        kinds=kinds, crisis=bool(row[10]), leader=row[11], phone=row[12], job_note=row[13],
        vehicle=row[14], heads=row[15], heads_out=row[16], heads_back=row[17],
        planned_return_at=row[18], sent_at=row[19], returned_at=row[20], called_back_at=row[21],
        health=bool(row[22]), clothes=bool(row[23]), drink=bool(row[24]), phone_known=bool(row[25]),
        hurt=None if row[26] is None else bool(row[26]), injuries=injuries.get(team, 0),
        progress=row[28], reported=row[27] is not None, phases=tuple(phases.get(team, ())),
        satellite=None if row[29] is None else EntityId(row[29]), place=row[30],
    )  # fmt: skip
