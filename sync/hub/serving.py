"""A hub at its port: HTTPS, with the limits of a machine that serves many centres."""

from collections.abc import Callable
from threading import Event

from sync.core.ports import Random
from sync.hub.hub import Hub
from sync.transports.http_server import HttpServer
from sync.transports.limits import Limits

# A centre has some forty devices behind one address, each with two connections; a hub some fifty
# centres. Bodies that are read and not answered yet take 4 MiB each at most.
HUB_LIMITS = Limits(
    connections=4_096, connections_of_address=512, threads=8, calls=64,
    entries_a_second=100, entries_at_once=500,
)  # fmt: skip


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
