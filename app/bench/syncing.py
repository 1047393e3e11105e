"""Two devices of one centre in this process, and the wire between them, which counts.

Both run the real protocol over the loopback transport. Times are those of the processor for both
ends together: whatever else this machine does falls on neither side of a ratio.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from app.bench.ground import Ground
from app.cli.passphrase import DEMO_PASSPHRASE
from app.services.command import Actor
from app.services.invitations import Invitations
from app.services.joining import FETCHING, READY, join
from app.services.operation import Operation
from sync.engine.lines import drive
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import NONCE_BYTES, Answer, Call
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.loopback import LoopbackTransport

CHIEF = Actor(None, "Tasuki", "chief")
ADDRESS = "127.0.0.1:8551"
ROLES = ("coordinator",)
SECRET_BYTES = 32
MORE_THAN_ANY = 1 << 62


class Host:
    """A device that lets another one in and answers it. `images`: from an image of what it shows,
    else from its log alone."""

    def __init__(self, operation: Operation, *, images: bool = False) -> None:
        world = operation.world
        operation.images.given.worth = 1 if images else MORE_THAN_ANY
        self.operation = operation
        self.fingerprint = Certificate.make(world.random).fingerprint
        self.invitations = Invitations(operation, self.fingerprint, lambda: None)
        self.responder = Responder(
            operation.replica, world.random.bytes(SECRET_BYTES), world.clock.now_ms,
            self.fingerprint, pair=self.invitations.answer,
        )  # fmt: skip

    def line(self) -> "Wire":
        return Wire(self.responder, self.fingerprint)

    def invitation(self) -> str:
        return self.invitations.invite(ROLES, "", None, ADDRESS, CHIEF).qr


class Wire(LoopbackTransport):
    """Counts the bytes of calls and answers, and what the answering end costs."""

    def __init__(self, responder: Responder, fingerprint: bytes) -> None:
        super().__init__(responder, fingerprint=fingerprint)
        self.bytes = 0
        self.answering_s = 0.0

    def call(self, call: Call) -> Answer:
        begun = process_time()
        answer = super().call(call)
        self.answering_s += process_time() - begun
        self.bytes += len(call.body) + len(answer.body)
        return answer


@dataclass(frozen=True)
class First:
    """A new device and its first sync: from welcome until everything is shown."""

    operation: Operation
    cpu_s: float
    wall_s: float
    wire: Wire


def let_in(host: Host, folder: Path, ground: Ground) -> First:
    """Raises AssertionError where the new device does not show the same."""
    wire = host.line()
    at: dict[str, tuple[float, float]] = {}

    def note(step: str) -> None:
        at[step] = process_time(), perf_counter()
        if step == FETCHING:
            wire.bytes, wire.answering_s = 0, 0.0

    joined = join(
        host.invitation(), folder.name, DEMO_PASSPHRASE, folder, host.operation.world,
        ground.tools.dictionaries, lambda _address, _fingerprint: wire, note,
    )  # fmt: skip
    if joined.working_set.digest() != host.operation.working_set.digest():
        joined.close()
        raise AssertionError("the first sync brought something else")
    (cpu, wall), (cpu_end, wall_end) = at[FETCHING], at[READY]
    return First(joined, cpu_end - cpu, wall_end - wall, wire)


def meet(operation: Operation, host: Host) -> Ended:
    """One session. Raises AssertionError where the two are not the same after it."""
    world = operation.world
    nonce = world.random.bytes(NONCE_BYTES)
    client = Client(operation.replica, Link(host.fingerprint), nonce, world.clock.now_ms())
    ended = drive(client.run(), host.line())
    if not ended.same:
        raise AssertionError("the devices are not the same after a session")
    return ended


def cpu_seconds(work: Callable[[], object]) -> float:
    """Of this process, all its threads."""
    begun = process_time()
    work()
    return process_time() - begun
