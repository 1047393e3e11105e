"""The addresses of this machine in its local networks, and whether a port answers there."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface

import ifaddr
from urllib3.exceptions import NewConnectionError

from sync.protocol.messages import LinkError
from sync.transports.http_client import HttpTransport, Patience, Unreachable


def lan_addresses() -> tuple[str, ...]:
    """Where others may reach this machine, IPv4 first; nothing where it is in no network."""
    found = [ip for ip in _own() if not (ip.is_loopback or ip.is_link_local)]
    return tuple(str(ip) for ip in sorted(found, key=lambda ip: ip.version))


def nearest(addresses: Sequence[str]) -> str:
    """The one in a network that this machine is in too, IPv4 first; else the first of them."""
    networks = [ip_interface(f"{ip}/{prefix}").network for ip, prefix in _own_with_prefixes()]
    near = [
        address for address in sorted(addresses, key=lambda one: ":" in one)
        if any(ip_address(plain_ip(address)) in network for network in networks)
    ]  # fmt: skip
    return near[0] if near else addresses[0]


def is_own_address(ip: str) -> bool:
    """Whether a caller is this machine itself."""
    try:
        address = ip_address(plain_ip(ip))
    except ValueError:
        return False
    return address.is_loopback or address in _own()


def plain_ip(ip: str) -> str:
    """Without the clothes that IPv4 wears on a socket of both kinds, and without a zone."""
    bare = ip.partition("%")[0]
    try:
        mapped = IPv6Address(bare).ipv4_mapped
    except ValueError:
        return bare
    return str(mapped) if mapped else bare


def self_check(address: str, fingerprint: bytes) -> str:
    """Whether our own port answers at one of our own addresses. Empty: it does. `refused`: nothing
    listens; `no_answer`: something swallows it, most likely a firewall; `another`: another program
    has the port. A firewall that looks at what comes from outside only is not seen from here."""
    transport = HttpTransport(address, None, Patience(read=3))
    try:
        shown = transport.fingerprint
    except Unreachable as error:
        return "refused" if isinstance(error.__cause__, NewConnectionError) else "no_answer"
    except LinkError:
        return "another"
    finally:
        transport.close()
    return "" if shown == fingerprint else "another"


def _own() -> list[IPv4Address | IPv6Address]:
    return [ip for ip, _prefix in _own_with_prefixes()]


def _own_with_prefixes() -> list[tuple[IPv4Address | IPv6Address, int]]:
    try:
        adapters = list(ifaddr.get_adapters())
    except OSError:  # a tablet that does not tell
        return []
    found = [(ip.ip, ip.network_prefix) for one in adapters for ip in one.ips]
    return [(ip_address(ip if isinstance(ip, str) else ip[0]), prefix) for ip, prefix in found]
