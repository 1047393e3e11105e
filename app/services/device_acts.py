"""端末の記録: acts about a device as a whole that leave something outside, or let somebody in.

An export is an explicit act and has a name beside it. Whoever may not leave this record may not
make the file; a backup leaves its own (`app.services.backup`).
"""

from dataclasses import dataclass

from app.domain.staff_access import LEADER, at_least
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.county_members import not_of_council
from app.services.devices import not_welcome
from sync.core.ids import EntityId


@dataclass(frozen=True)
class ExportBundle(Command):
    """`name` of the file, and how many batches are in it."""

    name: str
    batches: int = 0


@decides(ExportBundle)
def export_bundle(command: ExportBundle, ctx: Context) -> Decision:
    return _record(ctx, "bundle_out", command.name, command.batches)


@dataclass(frozen=True)
class ImportBundle(Command):
    name: str
    batches: int


@decides(ImportBundle)
def import_bundle(command: ImportBundle, ctx: Context) -> Decision:
    return _record(ctx, "bundle_in", command.name, command.batches)


@dataclass(frozen=True)
class BeBase(Command):
    """The port of this device is opened to others, or closed."""

    base: bool


@decides(BeBase)
def be_base(command: BeBase, ctx: Context) -> Decision:
    return _record(ctx, "base", "", int(command.base))


@dataclass(frozen=True)
class AddAddress(Command):
    address: str


@decides(AddAddress)
def add_address(command: AddAddress, ctx: Context) -> Decision:
    return _record(ctx, "address", command.address)


@dataclass(frozen=True)
class InviteDevice(Command):
    """Somebody may come in with these roles; who did is the act `enrol_device`. In a county
    `council` is whose device is invited."""

    roles: tuple[str, ...]
    ends_on: str | None = None
    council: EntityId | None = None


@decides(InviteDevice)
def invite_device(command: InviteDevice, ctx: Context) -> Decision:
    wrong = not_welcome(ctx, command.roles, command.ends_on) or not_of_council(
        ctx, command.roles, command.council
    )
    return wrong or _record(ctx, "invitation", " ".join(command.roles))


@dataclass(frozen=True)
class EnterCounty(Command):
    """This device comes into the county by an invitation; a record in its centre."""

    label: str


@decides(EnterCounty, sections=("general",))
def enter_county(command: EnterCounty, ctx: Context) -> Decision:
    return _not_leading(ctx) or _record(ctx, "county_in", command.label)


@dataclass(frozen=True)
class LeaveCounty(Command):
    """What this device had of the county is set aside."""


@decides(LeaveCounty, sections=("general",))
def leave_county(command: LeaveCounty, ctx: Context) -> Decision:  # noqa: ARG001
    return _not_leading(ctx) or _record(ctx, "county_out", "")


def _not_leading(ctx: Context) -> Refused | None:
    return None if at_least(ctx.actor.role, LEADER) else Refused("needs_role")


def _record(ctx: Context, kind: str, detail: str, units: int | None = None) -> Decision:
    identifier = ctx.new_id()
    ctx.draft.move("device_act", identifier, {
        "kind": kind, "at": ctx.now_ms, "by_staff": ctx.actor.staff, "by_name": ctx.actor.name,
        "units": units, "detail": detail or None,
    })  # fmt: skip
    return Accepted(identifier)
