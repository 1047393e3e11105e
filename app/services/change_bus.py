"""Tells everybody who watches that something changed: which tables, which rows.

Plain callbacks, called on the thread that committed. A listener that fails is reported and dropped
from the call, never from the list: the next change reaches it again.
"""

import logging
from collections.abc import Callable
from threading import Lock

from app.services.command import Changes

_log = logging.getLogger(__name__)


class ChangeBus:
    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[int, Callable[[Changes], None]] = {}
        self._next = 0

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Returns the function that ends the subscription."""
        with self._lock:
            self._next += 1
            key = self._next
            self._listeners[key] = listener

        def dispose() -> None:
            with self._lock:
                self._listeners.pop(key, None)

        return dispose

    def publish(self, changes: Changes) -> None:
        with self._lock:
            listeners = list(self._listeners.values())
        for listener in listeners:
            try:
                listener(changes)
            except Exception:
                _log.exception("a change listener failed")
