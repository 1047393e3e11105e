"""What is known of peers, kept in the vault of this device: when it was the same as whom.

A moment after a session, so that many at one time cost one writing, and so that a base station that
loses its power says the truth afterwards. Times alone are kept now and then.
"""

import logging
from collections.abc import Callable
from threading import Lock, Timer

from app.services.operation import Operation
from sync.core.errors import SyncError
from sync.core.ids import DeviceId
from sync.engine.peers import Peers

_log = logging.getLogger(__name__)
PEERS = "peers"  # in the vault
EVERY_MS, AFTER_S = 60_000, 1.0


def peers_of(operation: Operation) -> Peers:
    return Peers.from_dict(operation.vault.contents.extras.get(PEERS) or {})


class PeersKept:
    """`waiting` counts what a peer lacks. Safe for threads."""

    def __init__(
        self, operation: Operation, peers: Peers, waiting: Callable[[DeviceId], int]
    ) -> None:
        self._operation = operation
        self._peers = peers
        self._waiting = waiting
        self._kept_ms = 0
        self._kept: tuple[object, ...] = ()
        self._soon: Timer | None = None
        self._lock, self._ended = Lock(), False

    def soon(self) -> None:
        """A session has ended."""
        with self._lock:
            if self._soon is None and not self._ended:
                self._soon = Timer(AFTER_S, self._keep_news)
                self._soon.daemon = True
                self._soon.start()

    def end(self) -> None:
        """For the next start; nothing is kept any more after this."""
        with self._lock:
            self._ended, soon = True, self._soon
        if soon is not None:
            soon.cancel()
        self._keep()

    def _keep_news(self) -> None:
        with self._lock:
            self._soon = None
            if self._ended:
                return
        stands = tuple(
            (one.key, one.same, one.forked, self._waiting(one.device))
            for one in self._peers.all() if one.device is not None
        )  # fmt: skip
        late = self._operation.world.clock.now_ms() - self._kept_ms > EVERY_MS
        if stands != self._kept or late:
            self._kept = stands
            self._keep()

    def _keep(self) -> None:
        self._kept_ms = self._operation.world.clock.now_ms()
        try:
            self._operation.remember(**{PEERS: self._peers.to_dict()})
        except (OSError, SyncError) as error:
            _log.warning("peers are not kept: %s", type(error).__name__)
