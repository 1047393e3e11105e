"""Who may see the county's screens at the hub: a device of the county says so with its own key.

    ticket   /enter?d=device&t=ms&n=nonce 16&s=Ed25519 over the county, the hub's address, t and n
    pass     device ‖ until ‖ HMAC: what the browser keeps

**Promises.** A ticket opens one browser, once, for minutes; what it opened ends when the device is
taken out of the county. Only devices of the prefectural council act there: what is done at the hub
is done in its name. Everybody else reads.
**Refuses.** Tickets made for another address, so that nobody passes one on to the real hub.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from app.domain.calendar_jp import day_of
from app.domain.device_roles import ADMIN, COUNCIL
from app.domain.staff_access import CHIEF, OBSERVER
from app.domain.tables_county import PREFECTURE, council_id
from app.services.command import Actor
from app.services.operation import Operation
from sync.core.errors import BadInput, BadSignature
from sync.core.ids import DeviceId
from sync.core.packing import pack
from sync.core.signatures import verify
from sync.protocol.addresses import parse_address

ENTER = "/enter"
TICKET_MS = 5 * 60 * 1000  # clocks of two machines differ
PASS_MS = 12 * 60 * 60 * 1000
NONCE_BYTES = 16
DEVICE_BYTES = 16
_STAMP_BYTES, _MAC_BYTES = 8, 32
_SAID = b"tasuki screens v1"
_PASS = b"tasuki screens pass v1\0"


def screens_address(hub: str) -> str:
    """Where the screens of a hub are whose devices call `hub` (host:port): at the next port.
    Raises BadInput."""
    address = parse_address(hub)
    return str(address._replace(port=address.port + 1))


def ticket_url(county: Operation, hub: str) -> str:
    """What this device opens in the browser to see the county at the hub. Raises BadInput."""
    place = screens_address(hub)
    at_ms = county.world.clock.now_ms()
    nonce = county.world.random.bytes(NONCE_BYTES)
    key = county.vault.contents.device
    signed = key.sign(_said(county, place, at_ms, nonce))
    query = {"d": key.device_id.hex(), "t": str(at_ms), "n": nonce.hex(), "s": signed.hex()}
    return f"https://{place}{ENTER}?{urlencode(query)}"


def _said(county: Operation, place: str, at_ms: int, nonce: bytes) -> bytes:
    return pack([_SAID, county.card.id, place.lower(), at_ms, nonce])


@dataclass(frozen=True)
class Visitor:
    """A device whose browser is let in."""

    device: DeviceId
    letter: str
    label: str
    acts: bool

    @property
    def actor(self) -> Actor:
        return Actor(None, self.label or self.letter, CHIEF if self.acts else OBSERVER)


class Gate:
    """`used` is a folder that all processes of the hub share: a ticket is used where one of them
    used it. `secret` is the same in all of them. Safe for threads."""

    def __init__(self, county: Operation, secret: bytes, used: Path) -> None:
        self._county = county
        self._secret = sha256(_PASS + secret + county.card.id).digest()
        self._used = used
        self._now_ms: Callable[[], int] = county.world.clock.now_ms

    def enter(self, query: Mapping[str, str], host: str) -> str | None:
        """The pass for a good ticket, shown at `host` (as the browser names it); else None."""
        try:
            device = DeviceId(bytes.fromhex(query.get("d", "")))
            nonce, signed = bytes.fromhex(query.get("n", "")), bytes.fromhex(query.get("s", ""))
            at_ms, place = int(query.get("t", "")), str(parse_address(host))
        except (ValueError, BadInput):
            return None
        key = self._county.authority.public_key(device)
        if key is None or self.visitor(device) is None or len(nonce) != NONCE_BYTES:
            return None
        if abs(self._now_ms() - at_ms) > TICKET_MS:
            return None
        try:
            verify(key, signed, _said(self._county, place, at_ms, nonce))
        except BadSignature:
            return None
        return self._pass(device, self._now_ms() + PASS_MS) if self._first(nonce) else None

    def admitted(self, shown: str) -> Visitor | None:
        """Who comes with this pass; None where it is none, is over, or the device has gone."""
        try:
            given = bytes.fromhex(shown)
        except ValueError:
            return None
        if len(given) != DEVICE_BYTES + _STAMP_BYTES + _MAC_BYTES:
            return None
        device = DeviceId(given[:DEVICE_BYTES])
        until_ms = int.from_bytes(given[DEVICE_BYTES : DEVICE_BYTES + _STAMP_BYTES], "big")
        if not hmac.compare_digest(shown.encode(), self._pass(device, until_ms).encode()):
            return None
        return self.visitor(device) if self._now_ms() < until_ms else None

    def actor(self, shown: str) -> Actor | None:
        """As whom they act."""
        visitor = self.admitted(shown)
        return visitor.actor if visitor is not None else None

    def visitor(self, device: DeviceId) -> Visitor | None:
        """A device that belongs to the county now; hubs have no screens."""
        member = self._county.authority.members.get(device)
        if member is None or member.revoked or not member.roles & {COUNCIL, ADMIN, OBSERVER}:
            return None
        today = day_of(self._now_ms()).isoformat()
        if member.ends_on is not None and member.ends_on < today:
            return None
        acts = member.centre == council_id(PREFECTURE) and bool(member.roles & {COUNCIL, ADMIN})
        return Visitor(device, member.letter, member.label, acts)

    def _pass(self, device: DeviceId, until_ms: int) -> str:
        said = device + until_ms.to_bytes(_STAMP_BYTES, "big")
        return (said + hmac.new(self._secret, said, sha256).digest()).hex()

    def _first(self, nonce: bytes) -> bool:
        """Whether nobody used it before, in any process. Old ones are cleared away on the way."""
        now_ms = self._now_ms()
        try:
            self._used.mkdir(exist_ok=True)
            for old in self._used.iterdir():
                if int(old.read_text() or now_ms) < now_ms - 4 * TICKET_MS:
                    old.unlink(missing_ok=True)
            with (self._used / nonce.hex()).open("x") as file:
                file.write(str(now_ms))
        except (OSError, ValueError):
            return False
        return True
