"""Several devices in one process, for drills and demos: they come in and meet as real ones do.

The same invitations, the same protocol and the same checks; only the network between them is a
call. A link that is cut stays cut until somebody mends it.
"""

from dataclasses import dataclass, field
from pathlib import Path

from app.services.command import Actor, Refused
from app.services.invitations import Invitations
from app.services.joining import join
from app.services.operation import Operation
from app.services.operation_files import World
from sync.core.ids import EntityId
from sync.crypto.sealing import Dictionaries
from sync.engine.lines import drive
from sync.protocol.client import Client, Link
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.loopback import LoopbackTransport

_ADDRESS = "127.0.0.1:8551"
SECRET_BYTES = 32


class StoryStopped(Exception):
    """The rules refused a step. `code` is that of the refusal."""

    def __init__(self, step: str, refused: Refused) -> None:
        super().__init__(f"{step}: {refused.code} {dict(refused.params)}")
        self.step = step
        self.code = refused.code


@dataclass(frozen=True)
class Told:
    """What became of a step: who saw it afterwards, who could not, and who was not the same."""

    step: str
    who: str
    seen_by: tuple[str, ...]
    without_link: tuple[str, ...]
    blind: tuple[str, ...]
    apart: tuple[str, ...]


@dataclass(frozen=True)
class Newcomer:
    """A device that is to come in: where, under which words, as what and for whom."""

    folder: Path
    passphrase: str
    label: str
    roles: tuple[str, ...]
    council: EntityId | None = None


class Hub:
    """The device that the others meet. `actor` invites."""

    def __init__(self, operation: Operation, dictionaries: Dictionaries, actor: Actor) -> None:
        self.operation = operation
        self._dictionaries = dictionaries
        self._actor = actor
        self._certificate = Certificate.make(operation.world.random)
        self._invitations = Invitations(
            operation, self._certificate.fingerprint, lambda: None
        )  # fmt: skip
        self._responder = Responder(
            operation.replica, operation.world.random.bytes(SECRET_BYTES),
            operation.world.clock.now_ms, self._certificate.fingerprint,
            pair=self._invitations.answer,
        )  # fmt: skip

    def let_in(self, newcomer: Newcomer, world: World) -> Operation:
        """Raises as `app.services.joining.join`."""
        shown = self._invitations.invite(
            newcomer.roles, newcomer.label, None, _ADDRESS, self._actor, newcomer.council
        )
        return join(
            shown.qr, newcomer.label, newcomer.passphrase, newcomer.folder, world,
            self._dictionaries, lambda _address, _fingerprint: self._line(), lambda _step: None,
        )  # fmt: skip

    def meet(self, operation: Operation) -> bool:
        """One session, begun by the other device; whether both show the same afterwards."""
        world = operation.world
        link = Link(self._certificate.fingerprint)
        client = Client(
            operation.replica, link, world.random.bytes(SECRET_BYTES // 2), world.clock.now_ms()
        )
        ended = drive(client.run(), self._line())
        return ended.same

    def _line(self) -> LoopbackTransport:
        return LoopbackTransport(self._responder, fingerprint=self._certificate.fingerprint)


@dataclass
class Network:
    """Which devices reach the hub now. `meet` lets those meet that do."""

    hub: Hub
    devices: dict[str, Operation] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)

    def meet(self) -> tuple[str, ...]:
        """Everybody who reaches the hub, twice, so that what the last brought is everywhere; who
        does not show the same as the hub then."""
        reached = [name for name in self.devices if name not in self.cut]
        for name in reached:
            self.hub.meet(self.devices[name])
        return tuple(name for name in reached if not self.hub.meet(self.devices[name]))
