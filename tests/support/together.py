"""Several devices of one centre in one process: let in, syncing, each with its own folder."""

from pathlib import Path

from app.bootstrap import SET_UP, shipped_dictionaries
from app.services.command import Actor
from app.services.invitations import Invitations
from app.services.joining import join
from app.services.operation import Operation
from sync.core.ids import EntityId
from sync.engine.lines import drive
from sync.protocol.client import Client, Ended, Link
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.loopback import LoopbackTransport
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.support.world import FakeClock

ADDRESS = "192.168.0.12:8551"
CHIEF: Actor = SET_UP


class Host:
    """A device that lets others in and answers them."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        pem = operation.vault.contents.extras.get("tls")
        self.certificate = (
            Certificate.from_pem(pem) if isinstance(pem, str)  # the one that it came in with
            else Certificate.make(operation.world.random)
        )  # fmt: skip
        self.invitations = Invitations(operation, self.certificate.fingerprint, lambda: None)
        self.responder = Responder(
            operation.replica, operation.world.random.bytes(32), operation.world.clock.now_ms,
            self.certificate.fingerprint, pair=self.invitations.answer,
        )  # fmt: skip

    def transport(self) -> LoopbackTransport:
        return LoopbackTransport(self.responder, fingerprint=self.certificate.fingerprint)

    def let_in(
        self, folder: Path, roles: tuple[str, ...] = ("coordinator",), *,
        ends_on: str | None = None, seed: int = 50, clock: FakeClock | None = None,
        council: EntityId | None = None,
    ) -> Centre:  # fmt: skip
        """A new device with these roles that has everything which the host has."""
        shown = self.invitations.invite(roles, "", ends_on, ADDRESS, CHIEF, council)
        own = clock or FakeClock(self.operation.world.clock.now_ms())
        joined = join(
            shown.qr, f"訓練 {folder.name}", PASSPHRASE, folder, fake_world(own, seed),
            shipped_dictionaries(), lambda _address, _fingerprint: self.transport(),
            lambda _step: None,
        )  # fmt: skip
        return Centre(joined, own)


def meet(one: Centre, host: Host) -> Ended:
    """One session, begun by `one`."""
    world = one.operation.world
    link = Link(host.certificate.fingerprint)
    client = Client(one.operation.replica, link, world.random.bytes(16), world.clock.now_ms())
    return drive(client.run(), host.transport())
