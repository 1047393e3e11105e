"""To which place people and needs go: the centre (本部) or a satellite that is open.

Promises that nobody is sent to a place that is not open, that who is on a team stays where the team
is, and that a team which has not left follows its need.
"""

import sqlite3
from dataclasses import dataclass

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.volunteers import DESK as RECEPTION
from app.store.queries.places import open_place
from app.store.queries.reception_facts import team_holding
from sync.core.ids import EntityId

NEEDS = ("needs", "survey")
_ON_THE_WAY_OUT = "SELECT id FROM live_team WHERE need = ? AND state IN ('forming', 'ready')"


def place_refusal(ctx: Context, satellite: EntityId | None) -> Refused | None:
    """Why nobody can be sent there, or None."""
    if satellite is None or open_place(ctx.db, satellite) is not None:
        return None
    row = ctx.db.execute("SELECT name FROM live_satellite WHERE id = ?", (satellite,)).fetchone()
    if row is None:
        return Refused("no_such_satellite", field="satellite")
    return Refused("satellite_closed", {"name": row[0] or ""}, field="satellite")


def place_of_need(db: sqlite3.Connection, need: EntityId | None) -> EntityId | None:
    """The satellite that looks after a need; None for the centre."""
    row = db.execute("SELECT satellite FROM live_need WHERE id = ?", (need,)).fetchone()
    place = open_place(db, None if row is None else row[0])
    return None if place is None else place.id


@dataclass(frozen=True)
class SendToPlace(Command):
    """Somebody who is here goes to a satellite, or (None) stays at the centre."""

    check_in: EntityId
    satellite: EntityId | None = None


@decides(SendToPlace, sections=(*RECEPTION, "matching", "dispatch"))
def send_to_place(command: SendToPlace, ctx: Context) -> Decision:
    found = ctx.db.execute(
        "SELECT 1 FROM live_check_in WHERE id = ?", (command.check_in,)
    ).fetchone()
    if found is None:
        return Refused("no_such_check_in")
    refused = place_refusal(ctx, command.satellite)
    if refused is not None:
        return refused
    team = team_holding(ctx.db, command.check_in, still=True)
    if team is not None:
        return Refused("on_a_team", {"team": team})
    ctx.draft.set("check_in", command.check_in, {"satellite": command.satellite})
    return Accepted(command.check_in)


@dataclass(frozen=True)
class GiveNeedToPlace(Command):
    """A satellite looks after a need, or (None) the centre does."""

    need: EntityId
    satellite: EntityId | None = None


@decides(GiveNeedToPlace, sections=(*NEEDS, "matching"))
def give_need_to_place(command: GiveNeedToPlace, ctx: Context) -> Decision:
    found = ctx.db.execute("SELECT 1 FROM live_need WHERE id = ?", (command.need,)).fetchone()
    if found is None:
        return Refused("no_such_need")
    refused = place_refusal(ctx, command.satellite)
    if refused is not None:
        return refused
    ctx.draft.set("need", command.need, {"satellite": command.satellite})
    for (team,) in ctx.db.execute(_ON_THE_WAY_OUT, (command.need,)).fetchall():
        ctx.draft.set("team", EntityId(team), {"satellite": command.satellite})
    return Accepted(command.need)
