"""Finding devices of the same operation in a local network, by mDNS where the system allows it.

**Promises.** Nothing here fails: where there is no network, or the port of mDNS is taken or
forbidden, nothing is found, and `reason` says why. **Refuses.** To announce a name: what is told is
the beginning of the device's id and a tag by which only those who know the operation know it.
"""

import errno
from collections.abc import Callable, Sequence
from hashlib import sha256
from threading import Lock, Thread
from typing import TYPE_CHECKING

from sync.core.ids import DeviceId
from sync.protocol.addresses import Address
from sync.protocol.messages import PROTOCOL_MAX
from sync.transports.lan import lan_addresses, nearest

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf

SERVICE = "_tasuki._tcp.local."
PART_BYTES = 8
ASK_MS = 3_000
NO_NETWORK, BLOCKED, FAILED = "no_network", "blocked", "failed"
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EADDRINUSE}


def operation_tag(operation_id: bytes) -> bytes:
    """Tells nothing of the operation to whoever does not know it."""
    return sha256(operation_id).digest()[:PART_BYTES]


def _open_network() -> "Zeroconf":
    from zeroconf import Zeroconf

    return Zeroconf()


class Discovery:
    """`on_found` gets (address, first bytes of the device id), on another thread, now and then
    again. `open_network` and `own_addresses` are the network, for tests."""

    def __init__(
        self, operation_id: bytes, device: DeviceId, on_found: Callable[[str, bytes], None],
        open_network: "Callable[[], Zeroconf]" = _open_network,
        own_addresses: Callable[[], Sequence[str]] = lan_addresses,
    ) -> None:  # fmt: skip
        self._tag = operation_tag(operation_id).hex()
        self._part = device[:PART_BYTES].hex()
        self._on_found = on_found
        self._open_network = open_network
        self._own_addresses = own_addresses
        self._lock = Lock()
        self._network: Zeroconf | None = None
        self._told: tuple[Sequence[str], int | None] = ((), None)
        self.reason = ""

    def start(self, port: int | None) -> None:
        """Look, and with a port be seen. Comes back at once."""
        Thread(target=self.start_and_wait, args=(port,), name="tasuki-mdns", daemon=True).start()

    def start_and_wait(self, port: int | None) -> None:
        """The same, in less than a second. Again after the network or the port changed; where both
        are as they were, nothing is done."""
        with self._lock:
            told = (tuple(self._own_addresses()), port)
            if self._network is not None and told == self._told:
                return
            self._close()
            if not told[0]:
                self.reason = NO_NETWORK
                return
            try:
                self._network = self._open_network()
                self._look(self._network)
                if port is not None:
                    self._be_seen(self._network, told[0], port)
            except OSError as error:
                self.reason = BLOCKED if error.errno in _FORBIDDEN else NO_NETWORK
                self._close()
            except Exception:  # whatever a library of sockets has not thought of
                self.reason = FAILED
                self._close()
            else:
                self.reason, self._told = "", told

    def stop(self) -> None:
        with self._lock:
            self._close()

    def _look(self, network: "Zeroconf") -> None:
        from zeroconf import ServiceBrowser

        ServiceBrowser(network, SERVICE, handlers=[self._changed])

    def _be_seen(self, network: "Zeroconf", addresses: Sequence[str], port: int) -> None:
        from zeroconf import ServiceInfo

        # A device that was copied is two: each place has a name of its own, and none is looked for.
        place = sha256(f"{[*addresses, port]}".encode()).hexdigest()[:PART_BYTES]
        name = f"{self._part}-{place}"
        network.register_service(
            ServiceInfo(
                SERVICE, f"{name}.{SERVICE}", port=port, server=f"{name}.local.",
                parsed_addresses=list(addresses),
                properties={"p": str(PROTOCOL_MAX), "d": self._part, "o": self._tag},
            ),
            cooperating_responders=True,
        )  # fmt: skip

    def _changed(
        self, zeroconf: "Zeroconf", service_type: str, name: str,
        state_change: "ServiceStateChange",
    ) -> None:  # fmt: skip
        """The names of these parameters are zeroconf's."""
        from zeroconf import ServiceStateChange

        if state_change is not ServiceStateChange.Removed:
            info = zeroconf.get_service_info(service_type, name, ASK_MS)
            found = self._read(info) if info is not None else None
            if found is not None:
                self._on_found(*found)

    def _read(self, info: "ServiceInfo") -> tuple[str, bytes] | None:
        """What a stranger in the network says, as far as it is for us."""
        told = {key: value or b"" for key, value in info.properties.items()}
        part = told.get(b"d", b"").decode("ascii", "replace")
        if told.get(b"o") != self._tag.encode() or part == self._part or not info.port:
            return None
        addresses = info.parsed_addresses()
        try:
            device_part = bytes.fromhex(part)
        except ValueError:
            return None
        if len(device_part) != PART_BYTES or not addresses:
            return None
        return str(Address(nearest(addresses), info.port)), device_part

    def _close(self) -> None:
        network, self._network = self._network, None
        if network is not None:
            try:
                network.close()
            except Exception:  # it was to go anyway
                self.reason = FAILED
