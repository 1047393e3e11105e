"""Which car a team takes: a member's, a group's or the centre's own.

A car whose owner said that it may not go to the place of work stays, and one car is with one team
at a time. Whose car it is matters to nobody but the person who chooses it.
"""

from dataclasses import dataclass

from app.domain.teams import OPEN_STATES
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.store.queries.teams import team_by_id, teams_with_vehicle, vehicle_by_id
from sync.core.ids import EntityId


@dataclass(frozen=True)
class ChooseVehicle(Command):
    """`vehicle` None takes the choice back; `note` is for a car that nobody registered."""

    team: EntityId
    vehicle: EntityId | None = None
    note: str = ""


@decides(ChooseVehicle, sections=("matching",))
def choose_vehicle(command: ChooseVehicle, ctx: Context) -> Decision:
    team = team_by_id(ctx.db, command.team)
    if team is None:
        return Refused("no_such_team")
    if team.state not in OPEN_STATES:
        return Refused(f"team_is_{team.state}", {"team": team.number})
    refused = vehicle_refusal(ctx, command.vehicle, team.id)
    if refused is not None:
        return refused
    ctx.draft.set("team", team.id, {
        "vehicle": command.vehicle, "vehicle_note": command.note.strip() or None,
    })  # fmt: skip
    return Accepted(team.id)


def vehicle_refusal(ctx: Context, vehicle: EntityId | None, team: EntityId) -> Refused | None:
    """Why the team cannot take this car: `no_such_vehicle`, `vehicle_not_on_site`,
    `vehicle_taken` (naming the team that has it)."""
    if vehicle is None:
        return None
    car = vehicle_by_id(ctx.db, vehicle)
    if car is None:
        return Refused("no_such_vehicle", field="vehicle")
    if car.on_site is False:
        return Refused("vehicle_not_on_site", {"owner": car.owner}, "vehicle")
    holders = teams_with_vehicle(ctx.db, vehicle, ctx.today)
    taken = tuple(number for other, number in holders if other != team)
    if len(taken) >= max(car.count, 1):
        return Refused("vehicle_taken", {"team": ", ".join(taken)}, "vehicle")
    return None
