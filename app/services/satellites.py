"""Satellites (サテライト) of the centre: where else people meet and work."""

from dataclasses import dataclass

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import form_values
from sync.core.ids import EntityId
from sync.core.operations import Value

DESK = ("general",)


@dataclass(frozen=True)
class AddSatellite(Command):
    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class EditSatellite(Command):
    satellite: EntityId
    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class OpenSatellite(Command):
    """`active` False closes it: it is no longer offered, what was done there stays."""

    satellite: EntityId
    active: bool


@decides(AddSatellite, sections=DESK)
def add_satellite(command: AddSatellite, ctx: Context) -> Decision:
    values = _checked(command, ctx, None)
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("satellite", ctx.new_id(), {**values, "active": True}))


@decides(EditSatellite, sections=DESK)
def edit_satellite(command: EditSatellite, ctx: Context) -> Decision:
    if not _exists(ctx, command.satellite):
        return Refused("no_such_satellite")
    values = _checked(command, ctx, command.satellite)
    if isinstance(values, Refused):
        return values
    ctx.draft.set("satellite", command.satellite, values)
    return Accepted(command.satellite)


@decides(OpenSatellite, sections=DESK)
def open_satellite(command: OpenSatellite, ctx: Context) -> Decision:
    if not _exists(ctx, command.satellite):
        return Refused("no_such_satellite")
    ctx.draft.set("satellite", command.satellite, {"active": command.active})
    return Accepted(command.satellite)


def _exists(ctx: Context, satellite: EntityId) -> bool:
    found = ctx.db.execute("SELECT 1 FROM live_satellite WHERE id = ?", (satellite,)).fetchone()
    return found is not None


def _checked(
    command: AddSatellite | EditSatellite, ctx: Context, apart_from: EntityId | None
) -> dict[str, Value] | Refused:
    given: dict[str, Value] = {
        "name": command.name, "address": command.address, "phone": command.phone,
    }  # fmt: skip
    values = form_values(ctx.db, "satellite", given)
    if isinstance(values, Refused):
        return values
    if not values["name"]:
        return Refused("name_missing", field="name")
    twin = ctx.db.execute(
        "SELECT 1 FROM live_satellite WHERE name = ? AND id IS NOT ?", (values["name"], apart_from)
    ).fetchone()
    if twin is not None:
        return Refused("satellite_exists", {"name": str(values["name"])}, field="name")
    return values
