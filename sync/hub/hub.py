"""A hub: many operations behind one port. Opens each operation when somebody first asks for it.

A call names its operation by a tag (`operation_tag`).
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from sync.core.authority import Policy
from sync.core.errors import SyncError
from sync.core.ids import operation_tag
from sync.core.ports import Clock
from sync.crypto.sealing import Dictionaries
from sync.hub.events import Events
from sync.hub.folder import HubFolder, Identity, Served
from sync.hub.metrics import CONTENT_TYPE, Metrics
from sync.hub.storage import Storage
from sync.hub.tenant import House, Pace, Tenant
from sync.protocol.messages import (
    FULL,
    NOT_YOURS,
    OK,
    SLOW_DOWN,
    Answer,
    Call,
    refused,
)
from sync.transports.certificates import Certificate
from sync.transports.http_app import HEALTH, HEALTH_PATH, Page

LOOK_S = 2.0  # how soon an operation is served that was added while the hub runs
BROKEN = 503


class Hub:
    """`sync.transports.http_app.Routes`: what is served at the hub's port. `notify(tag)` tells the
    transport that something is new. Safe for threads."""

    def __init__(
        self, folder: HubFolder, storage: Storage, events: Events, clock: Clock, policy: Policy,
        dictionaries: Dictionaries, *, certificate: Certificate | None = None,
        pace: Pace | None = None, now_s: Callable[[], float] = monotonic,
    ) -> None:  # fmt: skip
        own = folder.identity()
        self.identity = Identity(own.device, certificate or own.certificate)
        self.metrics = Metrics()
        self.notify: Callable[[str], None] = lambda _tag: None
        self._folder = folder
        self._storage = storage
        self._events = events
        self._now_s = now_s
        self._house = House(
            self.identity, clock, policy, dictionaries, self._stored, self._removed,
            pace or Pace(), now_s,
        )  # fmt: skip
        self._turn = Lock()  # held for moments only: the transport's own thread waits for it
        self._opening = Lock()
        self._served: dict[str, Served] = {}
        self._tenants: dict[str, Tenant] = {}
        self._stamp: object = None
        self._looked_s: float | None = None
        self.metrics.gauges["tasuki_operations"] = ("Operations served.", self._operations)
        self.metrics.gauges["tasuki_used_bytes"] = ("Stored, by operation.", self._used(1))
        self.metrics.gauges["tasuki_used_batches"] = ("Stored, by operation.", self._used(0))
        self._look()
        storage.listen(self._heard)

    def route(self, tag: str) -> "Desk | None":
        """Who answers calls that name this operation; None where it is not served here."""
        self._look()
        return Desk(self, tag) if tag in self._served else None

    def tenant(self, tag: str) -> Tenant:
        """Raises KeyError, SyncError."""
        served, tenant = self._served.get(tag), self._tenants.get(tag)
        if tenant is not None and tenant.served == served:
            return tenant
        with self._opening:
            tenant = self._tenants.get(tag)
            if tenant is not None and (served is None or tenant.served.birth != served.birth):
                self._tenants.pop(tag).close()  # its log was removed under it
                tenant = None
            if served is None:
                raise KeyError(tag)
            if tenant is None:
                tenant = Tenant(served, tag, self._storage.open(served), self._house)
                self._tenants[tag] = tenant
            elif tenant.served != served:
                tenant.renew(served)
        return tenant

    def answer(self, tag: str, call: Call) -> Answer:
        """Counts, answers, and says what was refused."""
        began = self._now_s()
        try:
            answer = self.tenant(tag).answer(call)
        except KeyError:
            answer = refused(NOT_YOURS, "no_such_operation")
        except SyncError as error:  # the log of this operation cannot be used now
            busy = error.code == "log_busy"
            answer = refused(SLOW_DOWN if busy else FULL, error.code)
            self._events.say("storage", operation=tag, code=error.code)
        took_s = self._now_s() - began
        self.metrics.call(call.name, answer.status, took_s, len(call.body), len(answer.body))
        if answer.status != OK:
            self._events.say("refused", operation=tag, call=call.name[:20], status=answer.status)
        elif call.name == "push":
            self._events.say("push", operation=tag, bytes=len(call.body), ms=round(took_s * 1000))
        return answer

    def page(self, path: str) -> Page | None:
        """What monitoring asks for."""
        if path == "/metrics":
            return Page(OK, CONTENT_TYPE, self.metrics.text().encode())
        if path == HEALTH_PATH:
            try:
                self._storage.require_answers()
            except SyncError as error:
                return Page(BROKEN, "text/plain", f"tasuki {error.code}\n".encode())
            return Page(OK, "text/plain", HEALTH)
        return None

    def fault(self, error: Exception) -> None:
        self.metrics.add("tasuki_faults_total")
        self._events.fault(error)

    def close(self) -> None:
        with self._opening:
            for tenant in self._tenants.values():
                tenant.close()
            self._tenants.clear()
            self._storage.close()

    def _look(self) -> None:
        """See whether operations were added or changed; at most every few seconds."""
        with self._turn:
            now = self._now_s()
            if self._looked_s is not None and now < self._looked_s + LOOK_S:
                return
            self._looked_s = now
            try:
                stamp = self._folder.stamp()
                if stamp == self._stamp:
                    return
                operations, damaged = self._folder.operations()
            except OSError as error:  # one is being removed just now, or the disk fails: look again
                self._events.say("folder", code=type(error).__name__)
                return
            self._stamp = stamp
            found = {operation_tag(key): served for key, served in operations.items()}
            for name in damaged:
                self._events.say("damaged", folder=name[:4])
            for tag in found.keys() - self._served.keys():
                self._events.say("serving", operation=tag)
            self._served = found

    def _stored(self, tag: str, batches: int, size: int) -> None:
        self.metrics.stored(batches, size)
        self.notify(tag)
        self._storage.tell(tag)

    def _removed(self, tag: str, bodies: int) -> None:
        if bodies:
            self.metrics.add("tasuki_removed_bodies_total", bodies)
            self._events.say("removed", operation=tag, bodies=bodies)

    def _heard(self, tag: str) -> None:
        """Another process stored something."""
        self.notify(tag)

    def _operations(self) -> dict[str, float]:
        return {"": len(self._served)}

    def _used(self, which: int) -> Callable[[], dict[str, float]]:
        def ask() -> dict[str, float]:
            return {tag: one.usage()[which] for tag, one in self._tenants.copy().items()}

        return ask


class Desk:
    """Answers the calls of one operation."""

    def __init__(self, hub: Hub, tag: str) -> None:
        self._hub = hub
        self._tag = tag

    def answer(self, call: Call) -> Answer:
        return self._hub.answer(self._tag, call)
