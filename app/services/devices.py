"""Devices: who comes in, with which roles, who goes, and late work that counts after all.

Promises that every device has a letter of its own, that a cut leaves everything in place that this
device has seen, and that whoever goes cannot read what is written afterwards. Refuses whoever is
not a chief at a device of administration. None of this is undone: each act has its own opposite.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain.device_roles import ADMIN, CENTRE_ROLES, COUNTY_ROLES, readable_kinds
from app.domain.staff_access import CHIEF
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.county_members import not_of_council
from app.services.device_keys import (
    Standing,
    devices_standing,
    draft_grants,
    granted_keys,
    hands_of,
    keys_for,
    needs_keys,
)
from app.services.operation_files import COUNTY_KIND, FIRST_LETTER
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Value
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import device_id_of
from sync.crypto.grants import is_sealing_key, sealing_public

__all__ = [
    "AcceptHeldBack", "ChangeDevice", "EnrolDevice", "RenewKeys", "RevokeDevice", "granted_keys",
    "keys_for", "needs_keys",
]  # fmt: skip

LABEL_LETTERS_MAX = 40
REASON_LETTERS_MAX = 200
KEY_BYTES = 32
RETURNED = "R"  # the second letter of a device that came back from a backup
DEEPER = tuple("QSTUVWXYZ")  # second letters of which no device has the pair alone
LETTERS = tuple(chr(code) for code in range(ord("A"), ord("Z") + 1))
DESK = ("general",)


@dataclass(frozen=True)
class EnrolDevice(Command):
    """A device comes in. `fingerprint` is empty where it shows no certificate; `ends_on` is the
    last day of a relief worker's device (ISO); without `letter` it gets the next free one. In a
    county `council` is whose device it is."""

    public_key: bytes
    sealing_key: bytes
    fingerprint: bytes
    roles: tuple[str, ...]
    label: str
    ends_on: str | None = None
    letter: str = ""
    council: EntityId | None = None


@dataclass(frozen=True)
class RevokeDevice(Command):
    """A device was lost or must go: what it writes from now on does not count."""

    device: DeviceId
    reason: str


@dataclass(frozen=True)
class AcceptHeldBack(Command):
    """Late work of an honest device counts after all."""

    device: DeviceId
    space_id: bytes
    first_seq: int
    last_seq: int
    reason: str


@dataclass(frozen=True)
class ChangeDevice(Command):
    """What is None stays; an empty `ends_on` takes the last day away."""

    device: DeviceId
    roles: tuple[str, ...] | None = None
    label: str | None = None
    ends_on: str | None = None


@dataclass(frozen=True)
class RenewKeys(Command):
    """Give what is missing, and begin a new epoch of what a device knows that is gone: after two
    admins acted without knowing of each other, and when a stay has ended."""


@dataclass(frozen=True)
class _Row:
    """A device as the records show it."""

    roles: frozenset[str]
    ends_on: str | None
    revoked: bool
    label: str = field(default="")


@decides(EnrolDevice, sections=DESK)
def enrol_device(command: EnrolDevice, ctx: Context) -> Decision:
    wrong = not_welcome(ctx, command.roles, command.ends_on)
    wrong = wrong or not_of_council(ctx, command.roles, command.council)
    wrong = wrong or _wrong_keys(command) or _wrong_label(command.label)
    if wrong:
        return wrong
    device = device_id_of(command.public_key)
    known = _row(ctx, device)
    if known is not None:
        return Refused("sync_already_revoked" if known.revoked else "device_is_enrolled")
    letter = _letter(ctx, command.letter)
    if isinstance(letter, Refused):
        return letter
    _name_own_key(ctx)
    roles = tuple(sorted(set(command.roles)))
    ctx.draft.new("device", EntityId(device), {
        "public_key": command.public_key.hex(), "letter": letter, "label": command.label.strip(),
        "roles": roles, "centre": command.council or ctx.centre, "enrolled_at": ctx.now_ms,
        "ends_on": command.ends_on or None, "sealing_key": command.sealing_key.hex(),
        "fingerprint": command.fingerprint.hex() or None,
    })  # fmt: skip
    newcomer = Standing(device, frozenset(roles), command.sealing_key)
    draft_grants(ctx, [*_standing(ctx), newcomer], ())
    return Accepted(EntityId(device))


@decides(RevokeDevice, sections=DESK)
def revoke_device(command: RevokeDevice, ctx: Context) -> Decision:
    row = _row(ctx, command.device)
    wrong = not_admin(ctx) or _wrong_reason(command.reason)
    if wrong:
        return wrong
    if row is None:
        return Refused("sync_unknown_device")
    if command.device == ctx.device:
        return Refused("sync_is_this_device")
    if row.revoked:
        return Refused("sync_already_revoked")
    seen = hands_of(ctx).seen(command.device)
    for space in _spaces(ctx):
        _draft_cut(ctx, command.device, space, seen.get(space.space_id, 0), command.reason)
    ctx.draft.set("device", EntityId(command.device), {
        "revoked_at": ctx.now_ms, "revoked_seq": seen.get(Space(SpaceKind.AUTH).space_id, 0),
    })  # fmt: skip
    _name_own_key(ctx)
    others = [one for one in _standing(ctx) if one.device != command.device]
    draft_grants(ctx, others, readable_kinds(row.roles))
    return Accepted(EntityId(command.device))


@decides(AcceptHeldBack, sections=DESK)
def accept_held_back(command: AcceptHeldBack, ctx: Context) -> Decision:
    wrong = not_admin(ctx) or _wrong_reason(command.reason)
    if wrong:
        return wrong
    held = ctx.db.execute(
        "SELECT 1 FROM _held WHERE device = (SELECT no FROM _device WHERE id = ?) AND space = ? "
        "AND seq BETWEEN ? AND ? AND reason <> 'no_key'",
        (command.device, command.space_id, command.first_seq, command.last_seq),
    ).fetchone()
    if held is None or not 0 < command.first_seq <= command.last_seq:
        return Refused("sync_not_held_back")
    identifier = ctx.new_id()
    ctx.draft.new("acceptance", identifier, {
        "device": command.device, "space": command.space_id.hex(), "at": ctx.now_ms,
        "first_seq": command.first_seq, "last_seq": command.last_seq,
        "reason": command.reason.strip(),
    })  # fmt: skip
    return Accepted(identifier)


@decides(ChangeDevice, sections=DESK)
def change_device(command: ChangeDevice, ctx: Context) -> Decision:
    row = _row(ctx, command.device)
    wrong = not_admin(ctx)
    if wrong:
        return wrong
    if row is None:
        return Refused("sync_unknown_device")
    if row.revoked:
        return Refused("sync_already_revoked")
    roles = row.roles if command.roles is None else frozenset(command.roles)
    label = row.label if command.label is None else command.label
    ends_on = row.ends_on if command.ends_on is None else command.ends_on
    wrong = _wrong_roles(ctx, roles)
    if command.label is not None:  # a founder has none
        wrong = wrong or _wrong_label(label)
    if command.ends_on is not None or ADMIN in roles:
        wrong = wrong or _wrong_end(ctx, ends_on, roles)
    if wrong:
        return wrong
    if ADMIN in row.roles - roles and not _is_other_admin(ctx, command.device):
        return Refused("last_admin_device", field="roles")
    ctx.draft.set("device", EntityId(command.device), {
        "roles": tuple(sorted(roles)), "label": label.strip() or None, "ends_on": ends_on or None,
    })  # fmt: skip
    _name_own_key(ctx)
    changed = [
        Standing(one.device, roles, one.sealing_key) if one.device == command.device else one
        for one in _standing(ctx, also=(command.device,) if not _is_over(ctx, ends_on) else ())
    ]  # fmt: skip
    draft_grants(ctx, changed, readable_kinds(row.roles) - readable_kinds(roles))
    # Last: where this device lays its own role down, everything before is said in that role.
    for role in sorted(row.roles - roles):
        _draft_role_end(ctx, command.device, role)
    for role in sorted(roles - row.roles):
        _draft_role_begin(ctx, command.device, role)
    return Accepted(EntityId(command.device))


@decides(RenewKeys, sections=DESK)
def renew_keys(_command: RenewKeys, ctx: Context) -> Decision:
    wrong = not_admin(ctx)
    if wrong:
        return wrong
    _name_own_key(ctx)
    draft_grants(ctx, _standing(ctx), ())
    return Accepted()


def next_letter(own: str, taken: Iterable[str]) -> str | None:
    """The letter of the next device; None where three letters are not enough.

    The founder gives B to Z, then what begins with A. Everybody else begins with the own letter:
    so two admins who know nothing of each other never give one letter twice, also where one of
    them got its letter from the other. What begins with the own letter and R is for devices that
    come back from a backup (`recovery`).
    """
    used = set(taken)
    if len(own) > 1:
        order = [own + letter for letter in LETTERS if letter != RETURNED]
    else:
        order = list(LETTERS) if own == FIRST_LETTER else []
        order += [own + letter for letter in LETTERS if letter not in (*DEEPER, RETURNED)]
        order += [own + middle + letter for middle in DEEPER for letter in LETTERS]
    return next((one for one in order if one not in used and len(one) <= 3), None)


def _letter(ctx: Context, wished: str) -> str | Refused:
    rows = ctx.db.execute("SELECT letter FROM device WHERE letter IS NOT NULL").fetchall()
    taken = {str(row[0]) for row in rows} | {ctx.letter}
    if wished:
        good = re.fullmatch("[A-Z]{1,3}", wished) and wished not in taken
        return wished if good else Refused("letter_taken", {"letter": wished}, field="letter")
    found = next_letter(ctx.letter, taken)
    return Refused("letters_used_up") if found is None else found


def _row(ctx: Context, device: bytes) -> _Row | None:
    row = ctx.db.execute(
        "SELECT roles, ends_on, revoked_at, label FROM live_device WHERE id = ?", (device,)
    ).fetchone()
    if row is None:
        return None
    roles, ends_on, revoked_at, label = row
    return _Row(frozenset(json.loads(roles or "[]")), ends_on, revoked_at is not None, label or "")


def not_welcome(ctx: Context, roles: Iterable[str], ends_on: str | None) -> Refused | None:
    """Why nobody may be let in with these roles, here and by this person."""
    roles = tuple(roles)
    return not_admin(ctx) or _wrong_roles(ctx, roles) or _wrong_end(ctx, ends_on, roles)


def not_admin(ctx: Context) -> Refused | None:
    row = _row(ctx, ctx.device)
    here = row is not None and not row.revoked and ADMIN in row.roles
    return None if here and ctx.actor.role == CHIEF else Refused("sync_needs_admin")


def _is_other_admin(ctx: Context, device: DeviceId) -> bool:
    """Whether somebody else could let devices in; what waits in a backup could not."""
    rows = ctx.db.execute(
        "SELECT roles FROM live_device WHERE id <> ? AND revoked_at IS NULL AND letter IS NOT NULL",
        (device,),
    )
    return any(ADMIN in json.loads(row[0] or "[]") for row in rows)


def _wrong_keys(command: EnrolDevice) -> Refused | None:
    good = len(command.public_key) == KEY_BYTES and is_sealing_key(command.sealing_key)
    if not good or len(command.fingerprint) not in (0, KEY_BYTES):
        return Refused("device_unreadable")
    return None


def _wrong_roles(ctx: Context, roles: Iterable[str]) -> Refused | None:
    wanted = set(roles)
    possible = COUNTY_ROLES if ctx.kind == COUNTY_KIND else CENTRE_ROLES
    if not wanted or not wanted <= set(possible):
        return Refused("sync_role_missing", field="roles")
    return None


def _wrong_label(label: str) -> Refused | None:
    if not label.strip():
        return Refused("sync_label_missing", field="label")
    if len(label.strip()) > LABEL_LETTERS_MAX:
        return Refused("text_too_long", {"limit": LABEL_LETTERS_MAX}, field="label")
    return None


def _wrong_end(ctx: Context, ends_on: str | None, roles: Iterable[str]) -> Refused | None:
    if not ends_on:
        return None
    if ADMIN in roles:
        return Refused("admin_has_no_end", field="ends_on")
    return Refused("sync_ends_on_past", field="ends_on") if _is_over(ctx, ends_on) else None


def _wrong_reason(reason: str) -> Refused | None:
    if not reason.strip():
        return Refused("sync_reason_missing", field="reason")
    if len(reason.strip()) > REASON_LETTERS_MAX:
        return Refused("text_too_long", {"limit": REASON_LETTERS_MAX}, field="reason")
    return None


def _is_over(ctx: Context, ends_on: str | None) -> bool:
    """Whether the last day is past, or no day at all."""
    if not ends_on:
        return False
    try:
        return date.fromisoformat(ends_on) < ctx.today
    except ValueError:
        return True


def _standing(ctx: Context, also: tuple[DeviceId, ...] = ()) -> list[Standing]:
    """Who may hold keys today; `also`: a device whose stay goes on by this act."""
    found = devices_standing(ctx.db, ctx.today.isoformat())
    here = {one.device for one in found}
    found += [one for one in devices_standing(ctx.db, "") if one.device in also and
              one.device not in here]  # fmt: skip
    return found


def _spaces(ctx: Context) -> tuple[Space, ...]:
    return tuple(dict.fromkeys(key.space for key in hands_of(ctx).keys))


def _draft_cut(
    ctx: Context, device: DeviceId, space: Space, last: int, reason: str = "",
    roles: tuple[str, ...] = (), until: int | None = None,
) -> None:  # fmt: skip
    ctx.draft.new("revocation", ctx.new_id(), {
        "device": device, "space": space.space_id.hex(), "last_seq": last, "until_seq": until,
        "roles": roles or None, "at": ctx.now_ms, "reason": reason.strip() or None,
    })  # fmt: skip


def _draft_role_end(ctx: Context, device: DeviceId, role: str) -> None:
    """What it wrote in this role until now counts, what comes after does not."""
    seen = hands_of(ctx).seen(device)
    for space in _spaces(ctx):
        _draft_cut(ctx, device, space, seen.get(space.space_id, 0), roles=(role,))


def _draft_role_begin(ctx: Context, device: DeviceId, role: str) -> None:
    """Late work in this role counts. An admin's word counts from now on only."""
    seen = hands_of(ctx).seen(device)
    auth = Space(SpaceKind.AUTH)
    rows = ctx.db.execute(
        "SELECT id, space, last_seq, roles FROM live_revocation WHERE device = ? "
        "AND until_seq IS NULL AND roles IS NOT NULL",
        (device,),
    ).fetchall()
    was = False
    for key, space, last, roles in rows:
        if json.loads(roles) != [role]:
            continue
        was = True
        speaks = role == ADMIN and space == auth.space_id.hex()
        until = max(last, seen.get(auth.space_id, 0)) if speaks else last
        ctx.draft.set("revocation", EntityId(key), {"until_seq": until})
    if role == ADMIN and not was and seen.get(auth.space_id, 0):
        _draft_cut(ctx, device, auth, 0, roles=(ADMIN,), until=seen[auth.space_id])


def _name_own_key(ctx: Context) -> None:
    """A device that was founded by an older app says which key is its own."""
    row = ctx.db.execute(
        "SELECT sealing_key FROM live_device WHERE id = ?", (ctx.device,)
    ).fetchone()
    if row is not None and row[0] is None:
        own: dict[str, Value] = {"sealing_key": sealing_public(hands_of(ctx).device).hex()}
        ctx.draft.set("device", EntityId(ctx.device), own)
