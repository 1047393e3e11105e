"""An invitation into a county that runs by itself: the prefectural council's device answers at a
port until the one that was invited is in and has everything, or the invitation is over.

Made for the machine of the hub, which every council reaches; on a desk the screens do the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from app.domain.tables_county import council_id
from app.services.command import Actor, Refused
from app.services.device_acts import InviteDevice
from app.services.invitations import Invitations
from app.services.operation import Operation
from app.services.operation_files import COUNTY_KIND
from app.services.sync_view import Invitation
from app.services.syncing import TLS
from sync.core.errors import BadInput
from sync.core.ids import DeviceId
from sync.protocol.addresses import parse_address
from sync.protocol.messages import Report
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.http_server import HttpServer
from sync.transports.lan import lan_addresses
from sync.transports.limits import Limits

SECRET_BYTES = 32
LOOK_S = 0.5
LOOKS_MAX = 60


@dataclass(frozen=True)
class CountyInvitation:
    """`code` is that of the council; `address` is where it reaches this machine (empty: one of its
    own in the network), with the port that is opened where none is named."""

    code: str
    role: str
    address: str = ""
    port: int = 0


def invite_council(
    operation: Operation, order: CountyInvitation, actor: Actor, ending: Event,
    on_open: Callable[[Invitation], None],
) -> str | Refused:  # fmt: skip
    """The letter of the device that came in; empty where nobody did. `on_open` gets what to show.
    Raises OSError where the port is taken."""
    if operation.card.kind != COUNTY_KIND:
        return Refused("county_not_a_county")
    council = council_id(order.code)
    asked = operation.submit(InviteDevice((order.role,), council=council), actor)
    if isinstance(asked, Refused):
        return asked
    certificate = _certificate(operation)
    complete = Event()
    invitations = Invitations(operation, certificate.fingerprint, lambda: None)

    def on_report(device: DeviceId, _report: Report) -> None:
        member = operation.authority.members.get(device)
        shown = invitations.current()
        if member is not None and shown is not None and member.letter == shown.joined:
            complete.set()

    responder = Responder(
        operation.replica, operation.world.random.bytes(SECRET_BYTES),
        operation.world.clock.now_ms, certificate.fingerprint, pair=invitations.answer,
        on_report=on_report,
    )  # fmt: skip
    server = HttpServer(responder, certificate, operation.world.random, Limits())
    port = server.start(order.port)
    try:
        address = _reached_at(order.address, port)
        if isinstance(address, Refused):
            return address
        shown = invitations.invite((order.role,), "", None, address, actor, council)
        on_open(shown)
        while not complete.wait(LOOK_S) and not ending.is_set():
            if operation.world.clock.now_ms() > shown.until_ms:
                return ""
        for _ in range(LOOKS_MAX):  # it says how it stands, and asks for photos after that
            if not server.connections or ending.wait(LOOK_S):
                break
        now = invitations.current()
        return now.joined if now is not None else ""
    finally:
        server.stop()


def _certificate(operation: Operation) -> Certificate:
    """The one of this device on the network; made where it has none yet."""
    pem = operation.vault.contents.extras.get(TLS)
    if isinstance(pem, str):
        return Certificate.from_pem(pem)
    made = Certificate.make(operation.world.random)
    operation.remember(**{TLS: made.pem})
    return made


def _reached_at(typed: str, port: int) -> str | Refused:
    host = typed.strip() or next(iter(lan_addresses()), "")
    if not host:
        return Refused("county_no_network")
    try:
        address = parse_address(host)
    except BadInput:
        return Refused("sync_address_unreadable", field="address")
    named = typed.strip().rpartition(":")[2].isdecimal() and not typed.count("::")
    return str(address if named else address._replace(port=port))
