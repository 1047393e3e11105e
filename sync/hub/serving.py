"""A hub at its port: HTTPS, with the limits of a machine that serves many centres."""

from collections.abc import Callable
from dataclasses import dataclass
from logging import NullHandler, getLogger
from pathlib import Path
from threading import Event

from sync.core.authority import Policy
from sync.core.errors import BadInput
from sync.core.ports import Clock, Random
from sync.crypto.disk import Disk
from sync.crypto.grants import sealing_public
from sync.crypto.sealing import Dictionaries
from sync.hub.card import HubNote
from sync.hub.events import Events
from sync.hub.folder import HubFolder
from sync.hub.hub import Hub
from sync.hub.storage import storage_for
from sync.transports.certificates import Certificate
from sync.transports.http_server import HttpServer
from sync.transports.limits import Limits

# A centre has some forty devices behind one address, each with two connections; a hub some fifty
# centres. Bodies that are read and not answered yet take 4 MiB each at most.
HUB_LIMITS = Limits(
    connections=4_096, connections_of_address=512, threads=8, calls=64,
    entries_a_second=100, entries_at_once=500,
)  # fmt: skip


@dataclass(frozen=True)
class HubOrder:
    """What an operator asks for. `certificate` and `key` are files of PEM, both or neither;
    `host` is empty for every address of this machine, `port` 0 for any that is free."""

    data: Path
    port: int = 0
    host: str = ""
    database: str | None = None
    certificate: Path | None = None
    key: Path | None = None

    def given_certificate(self) -> Certificate | None:
        """Raises BadInput, OSError."""
        if self.certificate is None and self.key is None:
            return None
        if self.certificate is None or self.key is None:
            raise BadInput("a certificate and its key belong together")
        try:
            pem = self.certificate.read_text("ascii") + "\n" + self.key.read_text("ascii")
        except UnicodeDecodeError:
            raise BadInput("not a file of PEM") from None
        return Certificate.from_pem(pem)


@dataclass(frozen=True)
class HubWorld:
    """The real world and the application's words, given from outside. `write` takes the lines of
    the log of events."""

    clock: Clock
    random: Random
    disk: Disk
    policy: Policy
    dictionaries: Dictionaries
    write: Callable[[str], None]


def note_of(order: HubOrder, world: HubWorld) -> HubNote:
    """Who this hub is; its keys are made where the folder is new. Raises SyncError, OSError."""
    own = HubFolder(order.data, world.disk).make(world.random)
    pinned = b"" if order.given_certificate() else own.certificate.fingerprint
    return HubNote(own.device.public_key, sealing_public(own.device), pinned)


def run_hub(
    order: HubOrder, world: HubWorld, ending: Event, on_ready: Callable[[int], None]
) -> None:
    """Serves until `ending` is set. Raises SyncError, and OSError where the port is taken."""
    # What the driver would print is said by our own events, as codes and in one form.
    getLogger("psycopg").addHandler(NullHandler())
    getLogger("psycopg").propagate = False
    given = order.given_certificate()
    folder = HubFolder(order.data, world.disk)
    folder.make(world.random)
    events = Events(world.clock, world.write)
    hub = Hub(
        folder, storage_for(order.database), events, world.clock, world.policy,
        world.dictionaries, certificate=given,
    )  # fmt: skip

    def ready(port: int) -> None:
        events.say("started", port=port, storage="files" if order.database is None else "database")
        on_ready(port)

    HubServer(hub, world.random, host=order.host).run(order.port, ending, ready)
    events.say("stopped")


class HubServer:
    """Raises OSError from `start` where the port is taken."""

    def __init__(
        self, hub: Hub, random: Random, *, host: str = "", limits: Limits = HUB_LIMITS
    ) -> None:
        self._hub = hub
        self._server = HttpServer(
            hub, hub.identity.certificate, random, limits, host=host, on_fault=hub.fault
        )
        hub.notify = self._server.notify
        hub.metrics.gauges["tasuki_connections"] = (
            "Connections that are open.", lambda: {"": self._server.connections},
        )  # fmt: skip

    def start(self, port: int) -> int:
        """The port, once others can connect."""
        return self._server.start(port)

    def stop(self) -> None:
        """What runs is finished, who waits is let go, and only then are the logs closed."""
        self._server.stop()
        self._hub.close()

    def run(self, port: int, ending: Event, on_ready: Callable[[int], None]) -> None:
        """Until `ending` is set."""
        try:
            on_ready(self.start(port))
            ending.wait()
        finally:
            self.stop()
