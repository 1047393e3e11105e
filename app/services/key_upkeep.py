"""Keys that are due, given without anybody being asked.

Two admins may act apart: one lets a device in, the other sends one away. When they meet, somebody
lacks a key, or one that is gone knows the newest. A stay may end over night. A device of
administration sees to it as soon as it hears; what it does stands on record like any act. So does
what it tells those who cannot read (`removals`).
"""

import logging

from app.domain.calendar_jp import day_of
from app.domain.device_roles import ADMIN
from app.domain.staff_access import CHIEF
from app.services.command import Actor, Changes, Refused
from app.services.devices import RenewKeys, needs_keys
from app.services.membership import ABOUT_DEVICES
from app.services.operation import Operation
from app.services.recovery_notes import keep_notes
from app.services.removals import RemovalTeller

_log = logging.getLogger(__name__)
UPKEEP = Actor(None, "Tasuki", CHIEF)


class KeyUpkeep:
    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._teller = RemovalTeller(operation)

    def changed(self, changes: Changes) -> None:
        """Something was written here or came in."""
        self._teller.changed(changes)
        if not changes.topics.isdisjoint(ABOUT_DEVICES):
            self.look()

    def look(self) -> None:
        """Give what is due, if this device may. What the disk refuses now is due the next time."""
        keep_notes(self._operation)
        self._teller.look()
        membership = self._operation.membership
        if membership.revoked or ADMIN not in membership.roles:
            return
        device = self._operation.vault.contents.device
        today = day_of(self._operation.world.clock.now_ms()).isoformat()
        if not self._operation.read(lambda db: needs_keys(db, device, membership.keys, today)):
            return
        outcome = self._operation.submit(RenewKeys(), UPKEEP)
        if isinstance(outcome, Refused):
            _log.warning("keys that are due wait: %s", outcome.code)
