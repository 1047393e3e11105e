"""What this device is in its centre: its roles, its keys, what it keeps for itself.

Roles and keys come from the `auth` space; keys are kept in the vault as soon as they were granted.
Not safe for threads: whoever writes the log owns it; reading roles and keys is.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from sqlite3 import Connection

from app.domain.calendar_jp import day_of
from app.domain.device_roles import allows
from app.domain.tables import REGISTRY
from app.services.context import DeviceKeys
from app.services.device_keys import granted_keys
from app.services.judging import NO_KEY, Judge
from app.services.saying_again import say_again
from app.services.sealing import BatchSealer
from sync.core.errors import LogBusy, LogFull, LogUnwritable
from sync.core.ids import DeviceId
from sync.core.ports import Clock, Random
from sync.core.registry import SpaceKind
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import Vault
from sync.log.contract import BatchLog

_log = logging.getLogger(__name__)
ABOUT_DEVICES = frozenset(
    table.name for table in REGISTRY.tables if table.space is SpaceKind.AUTH
)  # fmt: skip

_ABOUT_PEOPLE = frozenset({SpaceKind.CENTRE, SpaceKind.SEALED})


class Membership:
    def __init__(
        self, vault: Vault, log: BatchLog, judge: Judge, sealer: BatchSealer, clock: Clock
    ) -> None:
        self._vault = vault
        self._log = log
        self._judge = judge
        self._sealer = sealer
        self._clock = clock
        self.device: DeviceId = vault.contents.device.device_id

    @property
    def roles(self) -> frozenset[str]:
        """What this device may be now; nothing once it was sent away."""
        return self._judge.authority.roles(self.device)

    @property
    def revoked(self) -> bool:
        return self._judge.authority.is_revoked(self.device)

    @property
    def keys(self) -> tuple[SpaceKey, ...]:
        """Every space key that this device holds."""
        return self._vault.contents.space_keys

    def not_here(self, sections: Collection[str]) -> str | None:
        """Why a command of these sections cannot be given at this device, as a refusal code."""
        if self.revoked:
            return "device_revoked"
        member = self._judge.authority.members.get(self.device)
        today = day_of(self._clock.now_ms()).isoformat()
        if member is not None and member.ends_on is not None and member.ends_on < today:
            return "device_ended"
        return None if allows(self.roles, sections) else "device_role"

    def learn(self, db: Connection) -> bool:
        """Take note of who belongs now and of keys granted to this device, from tables that are up
        to date. Whether what is shown must be made anew: there are keys now for what could not be
        opened, or something was said again."""
        self._judge.learn()
        self._sealer.leave(self._judge.void)
        new = granted_keys(db, self._vault.contents.device, self.keys)
        if not new:
            return self._say_again()
        self._vault.save(replace(self._vault.contents, space_keys=(*self.keys, *new)))
        self._sealer.add_keys(new)
        closed = db.execute("SELECT DISTINCT space FROM _held WHERE reason = ?", (NO_KEY,))
        opens = not {row[0] for row in closed}.isdisjoint(key.space.space_id for key in new)
        return self._say_again() or opens

    def _say_again(self) -> bool:
        """What the disk refuses now, the next start takes up again."""
        if self.revoked or not self._judge.void:
            return False
        try:
            return say_again(self.device, self._log, self._sealer, self._judge.void) > 0
        except (LogFull, LogUnwritable, LogBusy) as error:
            _log.warning("words wait to be said again: %s", type(error).__name__)
            return True  # some may have been

    def give_up(self) -> bool:
        """Destroy the keys of everything about people, once this device was sent away; whether
        there were any. Its own batches stay in the log, sealed: others may still take them."""
        kept = tuple(key for key in self.keys if key.space.kind not in _ABOUT_PEOPLE)
        if not self.revoked or len(kept) == len(self.keys):
            return False
        self._vault.save(replace(self._vault.contents, space_keys=kept))
        self._sealer.keep_only(kept)
        return True

    def device_keys(self, random: Random) -> DeviceKeys:
        """For commands about devices."""
        return DeviceKeys(self._vault.contents.device, self.keys, random, self._seen)

    def remember(self, extras: Mapping[str, object]) -> None:
        """Keep something of this device alone. Raises LogFull, OSError."""
        contents = self._vault.contents
        self._vault.save(replace(contents, extras={**contents.extras, **extras}))

    def _seen(self, device: DeviceId) -> dict[bytes, int]:
        """The last number of each chain of a device that is here, by space."""
        return {
            space.space_id: seq for (author, space), seq in self._log.vector().items()
            if author == device
        }  # fmt: skip
