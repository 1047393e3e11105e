"""What the tests of the matching's screen share: needs, groups, a driver on a real operation."""

from typing import Any, Unpack

from app.services.command import Actor
from app.store.queries.teams import Team, teams_of_day
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import Ground, planted_id
from tests.support.sessions import Seat, SessionDriver, session_on

DAY = "2026-08-11"
CHIEF = Actor(planted_id(9, 1), "訓練 長", "chief", desk="A")


def with_chief(centre: Centre) -> Ground:
    """Ground on which the chief who is signed in is on record."""
    ground = Ground(centre)
    row = {"name": CHIEF.name, "role": CHIEF.role, "active": True}
    ground.rows.append(("staff", planted_id(9, 1), row))
    return ground


def ready(ground: Ground, **values: Any) -> EntityId:
    return ground.need(**({"status": "ready", "kinds": ("furniture_out",)} | values))


def group(ground: Ground, heads: int, **values: Any) -> EntityId:
    """A group that checked in; gives its check-in."""
    key, check_in = ground.new(7), ground.new(2)
    base = {"name": "訓練大学", "number": "G-0001", "heads": heads, "uninsured": 0}
    ground.rows.append(("volunteer_group", key, base | values))
    row = {"group": key, "day": DAY, "heads": heads, "at": MORNING_MS}
    ground.rows.append(("check_in", check_in, row))
    return check_in


def driver_of(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    seat.setdefault("actor", CHIEF)
    return session_on(centre, **seat)


def tag(name: str, key: EntityId) -> str:
    return f"matching.{name}:{key.hex()}"


def teams(centre: Centre) -> tuple[Team, ...]:
    """Teams of today that are forming, ready or out."""
    return centre.operation.read(lambda db: teams_of_day(db, DAY))


def waiting_rows(driver: SessionDriver) -> list[str]:
    return driver.keys("matching.person:")
