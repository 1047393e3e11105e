"""Vehicles: what people and groups came with, and the centre's own.

Promises that "may be used on site" is an answer of its own: blank is not yes. A car of nobody is
the centre's and has a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import form_values
from app.services.volunteers import DESK
from sync.core.ids import EntityId
from sync.core.operations import Value

VEHICLE_DESKS = (*DESK, "matching", "dispatch", "transport")


@dataclass(frozen=True)
class AddVehicle(Command):
    """The owner is a volunteer or a group; neither: the centre's own, which needs `name`."""

    kind: str
    volunteer: EntityId | None = None
    group: EntityId | None = None
    count: int = 1
    may_use_on_site: bool | None = None
    plate: str = ""
    seats: int | None = None
    name: str = ""
    note: str = ""


@decides(AddVehicle, sections=VEHICLE_DESKS)
def add_vehicle(command: AddVehicle, ctx: Context) -> Decision:
    if command.volunteer is None and command.group is None and not command.name.strip():
        return Refused("vehicle_without_name", field="name")
    values = vehicle_values(ctx, {
        name: getattr(command, name) for name in (
            "kind", "volunteer", "group", "count", "may_use_on_site", "plate", "seats", "name",
            "note",
        )
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("vehicle", ctx.new_id(), values))


def vehicle_values(ctx: Context, given: Mapping[str, Value]) -> dict[str, Value] | Refused:
    """Checked fields of the table `vehicle`."""
    values = form_values(ctx.db, "vehicle", given)
    if isinstance(values, Refused):
        return values
    if "count" in values and not values["count"]:
        return Refused("vehicle_count", field="count")
    return values


@dataclass(frozen=True)
class ChangeVehicle(Command):
    """`values`: kind, count, may_use_on_site, plate, seats, name, note."""

    vehicle: EntityId
    values: Mapping[str, Value] = field(default_factory=dict)


@decides(ChangeVehicle, sections=VEHICLE_DESKS)
def change_vehicle(command: ChangeVehicle, ctx: Context) -> Decision:
    if not _exists(ctx, command.vehicle):
        return Refused("no_such_vehicle")
    values = vehicle_values(ctx, command.values)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("vehicle", command.vehicle, values)
    return Accepted(command.vehicle)


@dataclass(frozen=True)
class RemoveVehicle(Command):
    vehicle: EntityId


@decides(RemoveVehicle, sections=VEHICLE_DESKS)
def remove_vehicle(command: RemoveVehicle, ctx: Context) -> Decision:
    if not _exists(ctx, command.vehicle):
        return Refused("no_such_vehicle")
    ctx.draft.delete("vehicle", command.vehicle)
    return Accepted(command.vehicle)


def _exists(ctx: Context, vehicle: EntityId) -> bool:
    found = ctx.db.execute("SELECT 1 FROM live_vehicle WHERE id = ?", (vehicle,)).fetchone()
    return found is not None
