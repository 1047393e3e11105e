"""The prefecture's offline key in a centre: taken, withdrawn, and what it does once all is lost.

A recovery key is enrolled like a device of administration that has no desk letter and never syncs:
so every key of every space goes to it as a grant, now and whenever keys are renewed, and its words
count. It lies in a safe. When it is used it says one thing: which new device goes on for the
centre, who decided that and why. A centre that took no key cannot be recovered by anybody.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.domain.device_roles import ADMIN
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.device_keys import Standing, devices_standing, draft_grants, hands_of
from app.services.devices import LABEL_LETTERS_MAX, REASON_LETTERS_MAX, not_admin
from app.services.operation_files import World
from app.services.recovery import letter_after
from sync.core.authority import Authority, Member
from sync.core.errors import BadInput, SyncError
from sync.core.ids import DeviceId, EntityId
from sync.crypto.device import DeviceKey
from sync.crypto.recovery import RecoveryKey
from sync.crypto.vault import Vault, VaultContents

__all__ = [
    "NothingToRecover", "Recover", "RecoveryKey", "TakeRecoveryKey", "TakenKey", "new_key_file",
    "open_key_file", "read_key_text", "standing_keys", "taken_keys",
]  # fmt: skip

RECOVERY = "recovery"  # a role that allows nothing: it says what the other one is for
# Letters that no desk and hardly a backup is given: ZR, then ZRA, ZRB …
LETTER_AFTER = "Z"
KEY_FILE, KEY_FILE_FORMAT, NAME = "recovery_key", 1, "name"  # in the sealed file of the key


class NothingToRecover(Exception):
    """There is nothing here that a recovery reads."""

    code = "recovery_nothing"


@dataclass(frozen=True)
class TakeRecoveryKey(Command):
    """From now on this key could open the centre again. `name`: whose it is."""

    public_key: bytes
    sealing_key: bytes
    name: str


@dataclass(frozen=True)
class Recover(Command):
    """Said by the recovery key itself: this new device goes on for the centre."""

    public_key: bytes
    sealing_key: bytes
    label: str
    reason: str


@dataclass(frozen=True)
class TakenKey:
    """`withdrawn_ms`: since when it opens nothing new any more."""

    device: DeviceId
    name: str
    fingerprint: str
    taken_ms: int
    withdrawn_ms: int | None


@decides(TakeRecoveryKey, sections=("general",))
def take_recovery_key(command: TakeRecoveryKey, ctx: Context) -> Decision:
    wrong = not_admin(ctx)
    if wrong:
        return wrong
    try:
        key = RecoveryKey(command.public_key, command.sealing_key, command.name)
    except BadInput:
        return Refused("recovery_key_unreadable", field="key")
    known = ctx.db.execute(
        "SELECT revoked_at FROM live_device WHERE id = ?", (key.device,)
    ).fetchone()
    if known is not None:
        code = "recovery_key_withdrawn" if known[0] is not None else "recovery_key_taken"
        return Refused(code, field="key")
    roles = frozenset({ADMIN, RECOVERY})
    ctx.draft.new("device", EntityId(key.device), {
        "public_key": key.public_key.hex(), "label": key.name.strip(),
        "roles": tuple(sorted(roles)), "centre": ctx.centre, "enrolled_at": ctx.now_ms,
        "sealing_key": key.sealing_key.hex(),
    })  # fmt: skip
    newcomer = Standing(key.device, roles, key.sealing_key)
    draft_grants(ctx, [*devices_standing(ctx.db, ctx.today.isoformat()), newcomer], ())
    return Accepted(EntityId(key.device))


@decides(Recover, sections=("general",))
def recover(command: Recover, ctx: Context) -> Decision:
    wrong = not_admin(ctx) or _not_the_key(ctx) or _wrong_words(command, ctx.actor.name)
    if wrong:
        return wrong
    own = hands_of(ctx).device.device_id
    device = RecoveryKey(command.public_key, command.sealing_key, command.label).device
    letter = letter_after(LETTER_AFTER, _letters(ctx))
    if letter is None:
        return Refused("letters_used_up")
    ctx.draft.new("device", EntityId(device), {
        "public_key": command.public_key.hex(), "letter": letter, "label": command.label.strip(),
        "roles": (ADMIN,), "centre": ctx.centre, "enrolled_at": ctx.now_ms,
        "sealing_key": command.sealing_key.hex(),
    })  # fmt: skip
    newcomer = Standing(device, frozenset({ADMIN}), command.sealing_key)
    draft_grants(ctx, [*devices_standing(ctx.db, ctx.today.isoformat()), newcomer], ())
    ctx.draft.new("recovery", ctx.new_id(), {
        "key": own, "device": device, "by_name": ctx.actor.name.strip(),
        "reason": command.reason.strip(), "at": ctx.now_ms,
    })  # fmt: skip
    return Accepted(EntityId(device))


def taken_keys(db: sqlite3.Connection) -> tuple[TakenKey, ...]:
    """The newest first."""
    rows = db.execute(
        "SELECT id, label, public_key, sealing_key, enrolled_at, revoked_at FROM live_device "
        "WHERE roles LIKE ? ORDER BY enrolled_at DESC, id",
        (f'%"{RECOVERY}"%',),
    ).fetchall()
    found = []
    for device, name, public_key, sealing_key, taken_ms, withdrawn_ms in rows:
        try:
            key = RecoveryKey(bytes.fromhex(public_key), bytes.fromhex(sealing_key), name or "?")
        except (BadInput, ValueError, TypeError):
            continue  # of a newer app, or a lie: it opens nothing
        found.append(
            TakenKey(DeviceId(device), key.name, key.fingerprint, taken_ms or 0, withdrawn_ms)
        )
    return tuple(found)


def standing_keys(authority: Authority) -> dict[DeviceId, Member]:
    """The recovery keys that hold now."""
    return {
        device: member for device, member in authority.members.items()
        if RECOVERY in member.roles and ADMIN in member.roles and not member.revoked
        and member.sealing_key is not None
    }  # fmt: skip


def read_key_text(text: str) -> RecoveryKey | Refused:
    """What a prefecture handed over, scanned or typed."""
    try:
        return RecoveryKey.from_text(text)
    except SyncError:
        return Refused("recovery_key_unreadable", field="key")


def new_key_file(path: Path, passphrase: str, name: str, world: World) -> RecoveryKey:
    """Made once, at the prefecture, on a laptop without a network: the private half lies in this
    file and nowhere else. Raises BadInput (a file is there, no passphrase, no name), LogFull,
    OSError."""
    device = DeviceKey.generate(world.random)
    key = RecoveryKey.of(device, name)
    extras = {KEY_FILE: KEY_FILE_FORMAT, NAME: key.name}
    Vault.create(
        path, passphrase, VaultContents(device, (), world.random.bytes(32), extras),
        disk=world.disk, random=world.random, cost=world.cost,
    )  # fmt: skip
    return key


def open_key_file(path: Path, passphrase: str, world: World) -> tuple[DeviceKey, RecoveryKey]:
    """Raises WrongPassphrase, DamagedFile (also where there is none), NewerFormat, BadInput (the
    vault of a device)."""
    vault = Vault.open(path, passphrase, disk=world.disk, random=world.random)
    device = vault.contents.device
    return device, RecoveryKey.of(device, name_in(vault.contents))


def name_in(contents: VaultContents) -> str:
    """Whose key a key file holds. Raises BadInput for the vault of a device."""
    name = contents.extras.get(NAME)
    if contents.extras.get(KEY_FILE) != KEY_FILE_FORMAT or not isinstance(name, str):
        raise BadInput("not the file of a recovery key")
    return name


def _letters(ctx: Context) -> frozenset[str]:
    rows = ctx.db.execute("SELECT letter FROM device WHERE letter IS NOT NULL")
    return frozenset(row[0] for row in rows)


def _not_the_key(ctx: Context) -> Refused | None:
    """An administrator lets devices in by an invitation, under the own name."""
    row = ctx.db.execute("SELECT roles FROM live_device WHERE id = ?", (ctx.device,)).fetchone()
    is_key = row is not None and f'"{RECOVERY}"' in (row[0] or "")
    return None if is_key else Refused("recovery_not_taken")


def _wrong_words(command: Recover, name: str) -> Refused | None:
    if not name.strip():
        return Refused("recovery_name_missing", field="by")
    if not command.reason.strip():
        return Refused("sync_reason_missing", field="reason")
    for text, limit, field in (
        (name, LABEL_LETTERS_MAX, "by"), (command.reason, REASON_LETTERS_MAX, "reason"),
    ):  # fmt: skip
        if len(text.strip()) > limit:
            return Refused("text_too_long", {"limit": limit}, field=field)
    return None
