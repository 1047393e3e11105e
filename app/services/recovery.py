"""The device that a backup becomes: enrolled while the centre still stands, born when it is needed.

Before a backup is written its author, an admin, enrols a fresh device key, whose private half lies
in the sealed file and nowhere else. So a restore is a device of its own, which belongs, also where
everything else is lost; and a backup that is lost can be sent away like any lost device. Until
then the device has no desk letter.
"""

from dataclasses import dataclass

from app.domain.device_roles import ADMIN
from app.domain.staff_access import CHIEF
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.device_keys import Standing, devices_standing, draft_grants
from app.services.devices import RETURNED, next_letter
from sync.core.ids import DeviceId, EntityId
from sync.crypto.device import device_id_of


@dataclass(frozen=True)
class EnrolBackup(Command):
    """A device that will be born from the backup that is about to be written."""

    public_key: bytes
    sealing_key: bytes
    label: str


@decides(EnrolBackup)
def enrol_backup(command: EnrolBackup, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT roles, revoked_at FROM live_device WHERE id = ?", (ctx.device,)
    ).fetchone()
    admin = row is not None and row[1] is None and f'"{ADMIN}"' in (row[0] or "")
    if not admin or ctx.actor.role != CHIEF:
        return Refused("backup_needs_admin")
    device = device_id_of(command.public_key)
    ctx.draft.new("device", EntityId(device), {
        "public_key": command.public_key.hex(), "label": command.label, "roles": (ADMIN,),
        "centre": ctx.centre, "enrolled_at": ctx.now_ms, "sealing_key": command.sealing_key.hex(),
    })  # fmt: skip
    newcomer = Standing(device, frozenset({ADMIN}), command.sealing_key)
    draft_grants(ctx, [*devices_standing(ctx.db, ctx.today.isoformat()), newcomer], ())
    return Accepted(EntityId(device))


@dataclass(frozen=True)
class ReturnFromBackup(Command):
    """The first words of a device that was restored. `after`: the letter of the device that wrote
    the backup."""

    after: str
    label: str


@decides(ReturnFromBackup)
def return_from_backup(command: ReturnFromBackup, ctx: Context) -> Decision:
    if ctx.db.execute("SELECT 1 FROM live_device WHERE id = ?", (ctx.device,)).fetchone() is None:
        return Refused("backup_needs_admin")
    ctx.draft.set("device", EntityId(ctx.device), {
        "letter": letter_after(command.after, _letters(ctx)), "label": command.label,
    })  # fmt: skip
    return Accepted(EntityId(ctx.device))


def letter_after(before: str, taken: frozenset[str]) -> str | None:
    """AR after A, then ARA and so on: nobody gives these to a new desk, so a copy of a centre that
    still stands and the centre itself never give one number twice."""
    own = f"{before[:1] or 'A'}{RETURNED}"
    return own if own not in taken else next_letter(own, taken)


def _letters(ctx: Context) -> frozenset[str]:
    rows = ctx.db.execute("SELECT letter FROM device WHERE letter IS NOT NULL AND id <> ?",
                          (DeviceId(ctx.device),))  # fmt: skip
    return frozenset(row[0] for row in rows)
