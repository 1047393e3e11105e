"""Own addresses, the look at the own port, and devices that find each other by mDNS."""

import errno
import socket
from collections.abc import Sequence
from threading import Thread
from typing import Any

import ifaddr
import pytest
from zeroconf import BadTypeInNameException, ServiceInfo, ServiceStateChange

from sync.core.errors import BadInput
from sync.core.ids import DeviceId
from sync.protocol.addresses import DEFAULT_PORT, Address, parse_address
from sync.transports import discovery
from sync.transports.discovery import BLOCKED, FAILED, NO_NETWORK, SERVICE, Discovery
from sync.transports.http_server import HttpServer
from sync.transports.lan import is_own_address, lan_addresses, nearest, plain_ip, self_check
from tests.unit.sync_transports.conftest import CERTIFICATE, Echo

ME, OTHER = DeviceId(b"device of a desk"), DeviceId(b"another device..")
OPERATION = b"operation number"


class Network:
    """A zeroconf that tells what happened and says what it is told."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.seen: list[ServiceInfo] = []
        self.closed = 0

    def register_service(self, info: ServiceInfo, **_more: Any) -> None:
        if self.fault:
            raise self.fault
        self.seen.append(info)

    def get_service_info(self, _kind: str, name: str, _ms: int) -> ServiceInfo | None:
        return next((info for info in self.seen if info.name == name), None)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The handlers of those who look."""
    found: list[Any] = []

    def look(_network: Network, _kind: str, handlers: list[Any]) -> None:
        found.extend(handlers)

    monkeypatch.setattr("zeroconf.ServiceBrowser", look)
    return found


def make(
    network: Network, device: DeviceId = ME, addresses: Sequence[str] = ("192.168.0.7",)
) -> tuple[Discovery, list[tuple[str, bytes]]]:
    found: list[tuple[str, bytes]] = []

    def on_found(address: str, part: bytes) -> None:
        found.append((address, part))

    return Discovery(
        OPERATION, device, on_found, lambda: network, lambda: addresses  # type: ignore[arg-type, return-value]
    ), found  # fmt: skip


def announced(
    network: Network, device: DeviceId, operation: bytes = OPERATION, address: str = "192.168.0.9"
) -> ServiceInfo:
    """As another device would be announced."""
    seen = Discovery(operation, device, print, lambda: network, lambda: [address])  # type: ignore[arg-type, return-value]
    seen.start_and_wait(8551)
    return network.seen[-1]


def test_a_device_is_found_by_those_who_know_the_operation(looks: list[Any]) -> None:
    network = Network()
    looking, found = make(network)
    looking.start_and_wait(None)
    info = announced(network, OTHER)
    assert network.seen == [info]  # who has no port only looks
    looks[0](
        zeroconf=network, service_type=SERVICE, name=info.name,
        state_change=ServiceStateChange.Added,
    )  # fmt: skip
    assert found == [("192.168.0.9:8551", OTHER[:8])]
    assert looking.reason == ""


def test_others_and_oneself_are_none_of_ours(looks: list[Any]) -> None:
    network = Network()
    looking, found = make(network)
    looking.start_and_wait(None)
    infos = [announced(network, ME), announced(network, OTHER, b"another operation")]
    for told in (
        {},
        {"p": "1", "d": "zz", "o": discovery.operation_tag(OPERATION).hex()},
        {"d": "00", "o": discovery.operation_tag(OPERATION).hex()},
        {"d": None, "o": None},
    ):
        infos.append(
            ServiceInfo(
                SERVICE, f"{len(infos)}.{SERVICE}", port=1, properties=told,
                parsed_addresses=["192.168.0.9"],
            )
        )  # fmt: skip
    network.seen = infos
    for info in infos:
        looks[0](network, SERVICE, info.name, ServiceStateChange.Added)
    looks[0](network, SERVICE, "nobody", ServiceStateChange.Updated)
    looks[0](network, SERVICE, infos[0].name, ServiceStateChange.Removed)
    assert found == []


def test_nothing_that_is_announced_tells_who_it_is(looks: list[Any]) -> None:
    info = announced(Network(), OTHER)
    part, place = info.name.removesuffix(f".{SERVICE}").split("-")
    assert (part, len(place)) == (OTHER[:8].hex(), 8)
    assert info.server == f"{part}-{place}.local."
    assert info.properties == {
        b"p": b"1", b"d": OTHER[:8].hex().encode(),
        b"o": discovery.operation_tag(OPERATION).hex().encode(),
    }  # fmt: skip
    assert OPERATION[:8].hex().encode() not in info.properties.values()


def test_a_device_and_its_copy_are_both_seen(looks: list[Any]) -> None:
    network = Network()
    looking, found = make(network)
    looking.start_and_wait(None)
    for address in ("192.168.0.9", "192.168.0.10"):
        info = announced(network, OTHER, address=address)
        looks[0](network, SERVICE, info.name, ServiceStateChange.Added)
    assert found == [("192.168.0.9:8551", OTHER[:8]), ("192.168.0.10:8551", OTHER[:8])]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OSError(errno.EADDRINUSE, "in use"), BLOCKED),
        (OSError(errno.EACCES, "no"), BLOCKED),
        (OSError(errno.ENODEV, "none"), NO_NETWORK),
        (BadTypeInNameException(), FAILED),
    ],
)
def test_where_the_system_does_not_let_us_nothing_is_found(
    looks: list[Any], fault: Exception, reason: str
) -> None:
    network = Network(fault)
    looking, _found = make(network)
    looking.start_and_wait(8551)
    assert (looking.reason, network.closed) == (reason, 1)
    network.fault = None
    looking.start_and_wait(8551)  # the network is there again
    assert (looking.reason, len(network.seen)) == ("", 1)


def test_it_begins_again_only_where_something_changed(looks: list[Any]) -> None:
    network, addresses = Network(), ["192.168.0.7"]
    looking, _found = make(network, ME, addresses)
    for port in (8551, 8551, 9000):
        looking.start_and_wait(port)
    assert len(network.seen) == 2
    addresses[0] = "10.0.0.3"
    looking.start_and_wait(9000)
    assert (len(network.seen), network.closed) == (3, 2)
    addresses.clear()
    looking.start_and_wait(9000)
    assert (looking.reason, network.closed) == (NO_NETWORK, 3)
    looking.stop()
    assert network.closed == 3


def test_a_network_that_does_not_close_is_left(looks: list[Any]) -> None:
    network = Network()
    looking, _found = make(network)
    looking.start_and_wait(8551)
    network.close = lambda: 1 / 0  # type: ignore[assignment, method-assign]
    looking.stop()
    assert looking.reason == FAILED


def test_own_addresses_are_those_that_others_could_use(monkeypatch: pytest.MonkeyPatch) -> None:
    def ip(address: Any, prefix: int) -> ifaddr.IP:
        return ifaddr.IP(address, prefix, "net")

    adapters = [
        ifaddr.Adapter("lo", "lo", [ip("127.0.0.1", 8), ip(("::1", 0, 0), 128)]),
        ifaddr.Adapter(
            "wlan", "wlan",
            [ip(("fe80::1", 0, 2), 64), ip(("fd00::2", 0, 0), 64), ip("192.168.0.7", 24)],
        ),
        ifaddr.Adapter("eth", "eth", [ip("169.254.3.4", 16), ip("10.1.2.3", 8)]),
    ]  # fmt: skip
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)
    assert lan_addresses() == ("192.168.0.7", "10.1.2.3", "fd00::2")
    assert nearest(["172.16.0.1", "fd00::9", "192.168.0.200"]) == "192.168.0.200"
    assert nearest(["172.16.0.1", "fd00::9"]) == "fd00::9"
    assert nearest(["172.16.0.1", "203.0.113.1"]) == "172.16.0.1"
    assert [is_own_address(one) for one in ("::ffff:10.1.2.3", "127.8.8.8", "fe80::1%wlan")] == [
        True, True, True,
    ]  # fmt: skip
    assert not is_own_address("192.168.0.8")
    assert not is_own_address("somewhere")


def test_a_system_that_does_not_tell_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)
    assert lan_addresses() == ()


def test_addresses_lose_their_clothes() -> None:
    assert [plain_ip(one) for one in ("::ffff:1.2.3.4", "fe80::1%eth0", "1.2.3.4")] == [
        "1.2.3.4", "fe80::1", "1.2.3.4",
    ]  # fmt: skip


def test_the_own_port_is_looked_at(serve: Any, echo: Echo) -> None:
    server: HttpServer = serve(echo)
    address = f"127.0.0.1:{server.port}"
    assert self_check(address, CERTIFICATE.fingerprint) == ""
    assert self_check(address, bytes(32)) == "another"
    server.stop()
    assert self_check(address, CERTIFICATE.fingerprint) == "refused"


def test_a_port_that_swallows_is_told_from_one_that_nobody_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def swallow(*_arguments: Any, **_more: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr("urllib3.util.connection.create_connection", swallow)
    assert self_check("127.0.0.1:1", bytes(32)) == "no_answer"


def test_another_program_on_the_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            sock, _address = listening.accept()
            with sock:
                sock.sendall(b"220 mail\r\n")
                sock.recv(10_000)

        greeting = Thread(target=greet)
        greeting.start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        assert self_check(address, bytes(32)) == "another"
        greeting.join(10)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.0.12:8600", Address("192.168.0.12", 8600)),
        (" 192.168.0.12 ", Address("192.168.0.12", DEFAULT_PORT)),
        ("１９２．１６８．０．１２：８６００", Address("192.168.0.12", 8600)),
        ("https://hub.example.jp:443/", Address("hub.example.jp", 443)),
        ("[fd00::2]:8600", Address("fd00::2", 8600)),
        ("fd00::2", Address("fd00::2", DEFAULT_PORT)),
        ("[fe80::1%wlan0]", Address("fe80::1%wlan0", DEFAULT_PORT)),
    ],
)
def test_an_address_as_people_type_it(typed: str, address: Address) -> None:
    assert parse_address(typed) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "typed", ["", ":", "host:", "host:0", "host:70000", "a b", "[::1", "[x]:1", "a/b", "受付", "-a"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        parse_address(typed)
