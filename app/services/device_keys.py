"""Which keys of spaces each device has, should have, and gets.

Whoever may read a space gets its keys of every epoch; every other device gets the public halves,
so that it can write into the space. Where a device that may not read (any more) knows the newest
key, a new epoch begins. Epoch numbers are sparse: a counter and some bits of the author's id, so
that two admins who renew without knowing of each other never make two keys under one number. The
key of `auth` is never renewed: it opens no personal data, and everybody needs it to find the
grants of all other keys.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.device_roles import readable_kinds
from app.services.context import Context, DeviceKeys
from sync.core.errors import BadInput, LimitExceeded, SyncError
from sync.core.ids import DeviceId
from sync.core.registry import SpaceKind
from sync.core.space import Space, parse_space
from sync.crypto.device import DeviceKey
from sync.crypto.grants import is_for_member, open_grant, seal_grant, sealing_public
from sync.crypto.space_keys import SpaceKey

_log = logging.getLogger(__name__)
_AUTHOR_BITS = 20
_AUTHOR_MASK = (1 << _AUTHOR_BITS) - 1
_COUNTER_MAX = (1 << 32 - _AUTHOR_BITS) - 1


@dataclass(frozen=True)
class Standing:
    """A device that is not sent away and whose stay is not over."""

    device: DeviceId
    roles: frozenset[str]
    sealing_key: bytes | None


class Grant(NamedTuple):
    device: DeviceId
    space_id: bytes
    epoch: int
    reads: bool


def keys_for(roles: Iterable[str], keys: Iterable[SpaceKey]) -> tuple[SpaceKey, ...]:
    """These keys as a device with these roles may have them."""
    kinds = readable_kinds(roles)
    return tuple(key if key.space.kind in kinds else key.for_writers() for key in keys)


def granted_keys(
    db: sqlite3.Connection, device: DeviceKey, known: Iterable[SpaceKey]
) -> tuple[SpaceKey, ...]:
    """The keys that were granted to this device and that it does not have yet."""
    has = {(key.space.space_id, key.epoch): key.can_read for key in known}
    found: dict[tuple[bytes, int], SpaceKey] = {}
    rows = db.execute(
        "SELECT space, epoch, sealed FROM live_key_grant WHERE device = ? ORDER BY _clock, id",
        (device.device_id,),
    ).fetchall()
    for text, epoch, sealed in rows:
        try:
            space = parse_space(bytes.fromhex(text))
            if has.get((space.space_id, epoch)):
                continue
            key = open_grant(bytes.fromhex(sealed), space, epoch, device)
        except (SyncError, ValueError, TypeError) as error:
            _log.warning("a grant is passed over: %s", getattr(error, "code", "not a grant"))
            continue
        if has.get((space.space_id, epoch)) is None or key.can_read:
            before = found.get((space.space_id, epoch))
            if before is None or key.can_read:
                found[space.space_id, epoch] = key
    return tuple(found.values())


def needs_keys(
    db: sqlite3.Connection, device: DeviceKey, keys: Sequence[SpaceKey], today: str
) -> bool:
    """Whether a grant is missing, or somebody knows a newest key that is no longer theirs."""
    standing = devices_standing(db, today)
    held = _grants(db)
    if known_too_widely(standing, held, keys):
        return True
    return any(
        one.sealing_key is not None and any(_missing(one, keys, held))
        for one in standing if one.device != device.device_id
    )  # fmt: skip


def devices_standing(db: sqlite3.Connection, today: str) -> list[Standing]:
    rows = db.execute(
        "SELECT id, roles, sealing_key FROM live_device WHERE revoked_at IS NULL "
        "AND (ends_on IS NULL OR ends_on >= ?) ORDER BY id",
        (today,),
    ).fetchall()
    return [
        Standing(DeviceId(key), frozenset(json.loads(roles or "[]")), _key_of(sealing))
        for key, roles, sealing in rows
    ]


def draft_grants(ctx: Context, standing: Sequence[Standing], renewed: Iterable[SpaceKind]) -> None:
    """Give every device what it should have, with a new epoch of some spaces. `standing` are the
    devices as they will be after this action."""
    hands = hands_of(ctx)
    held = _grants(ctx.db)
    wanted = {*renewed} | known_too_widely(standing, held, hands.keys)
    fresh = [
        SpaceKey.generate(space, next_epoch(hands, held), hands.random)
        for space in dict.fromkeys(key.space for key in hands.keys)
        if space.kind in wanted and space.kind is not SpaceKind.AUTH
    ]  # fmt: skip
    own = hands.device.device_id
    for one in standing:
        keys = fresh if one.device == own else [*hands.keys, *fresh]
        to = sealing_public(hands.device) if one.device == own else one.sealing_key
        if to is None:
            continue  # founded by an older app: its own next act about devices names its key
        for key in _missing(one, keys, held):
            _draft_grant(ctx, one.device, key, to)


def hands_of(ctx: Context) -> DeviceKeys:
    """Raises BadInput where the operation gives no keys away: a mistake of the program."""
    if ctx.keys is None:
        raise BadInput("no keys for acts about devices")
    return ctx.keys


def next_epoch(hands: DeviceKeys, held: Iterable[Grant]) -> int:
    """Above every epoch that is known here, and nobody else's. Raises LimitExceeded."""
    epochs = [key.epoch for key in hands.keys] + [grant.epoch for grant in held]
    counter = max((epoch >> _AUTHOR_BITS for epoch in epochs), default=0) + 1
    if counter > _COUNTER_MAX:
        raise LimitExceeded("no more epochs")
    return counter << _AUTHOR_BITS | _author_bits(hands.device.device_id)


def _author_bits(device: DeviceId) -> int:
    return int.from_bytes(device[:4], "big") >> (32 - _AUTHOR_BITS)


def known_too_widely(
    standing: Sequence[Standing], held: Iterable[Grant], keys: Iterable[SpaceKey]
) -> set[SpaceKind]:
    """Spaces whose newest key is readable for a device that may not read them, or was made by one
    that is gone: whoever made a key knows it, also where the words that gave it do not count."""
    newest: dict[Space, int] = {}
    for key in keys:
        newest[key.space] = max(key.epoch, newest.get(key.space, 0))
    spaces = {space.space_id: space for space in newest}
    may = {(one.device, kind) for one in standing for kind in readable_kinds(one.roles)}
    here = {_author_bits(one.device) for one in standing}
    orphaned = {
        space.kind for space, epoch in newest.items()
        if epoch >> _AUTHOR_BITS and epoch & _AUTHOR_MASK not in here
        and space.kind is not SpaceKind.AUTH
    }  # fmt: skip
    return orphaned | {
        spaces[grant.space_id].kind for grant in held
        if grant.reads and grant.space_id in spaces
        and grant.epoch == newest[spaces[grant.space_id]]
        and spaces[grant.space_id].kind is not SpaceKind.AUTH
        and (grant.device, spaces[grant.space_id].kind) not in may
    }  # fmt: skip


def _missing(one: Standing, keys: Iterable[SpaceKey], held: Iterable[Grant]) -> list[SpaceKey]:
    """What this device should have been granted and was not."""
    has = {
        (grant.space_id, grant.epoch, grant.reads) for grant in held if grant.device == one.device
    }
    return [
        key for key in keys_for(one.roles, keys)
        if (key.space.space_id, key.epoch, True) not in has
        and (key.space.space_id, key.epoch, key.can_read) not in has
    ]  # fmt: skip


def _draft_grant(ctx: Context, device: DeviceId, key: SpaceKey, to: bytes) -> None:
    try:
        sealed = seal_grant(key, to, hands_of(ctx).random)
    except BadInput:
        _log.warning("%s has no usable sealing key", device.hex())
        return
    ctx.draft.new("key_grant", ctx.new_id(), {
        "device": device, "space": key.space.space_id.hex(), "epoch": key.epoch,
        "sealed": sealed.hex(), "at": ctx.now_ms,
    })  # fmt: skip


def _grants(db: sqlite3.Connection) -> set[Grant]:
    rows = db.execute("SELECT device, space, epoch, sealed FROM live_key_grant").fetchall()
    found = set()
    for device, space, epoch, sealed in rows:
        try:
            grant = Grant(
                DeviceId(device), bytes.fromhex(space), int(epoch),
                is_for_member(bytes.fromhex(sealed)),
            )  # fmt: skip
        except (TypeError, ValueError):
            continue
        found.add(grant)
    return found


def _key_of(text: str | None) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError:
        return None
