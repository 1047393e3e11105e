"""One device with its loop, on a clock that the test moves and with jobs that the test runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from sync.engine.driver import Surroundings, SyncLoop
from sync.engine.lines import Transport
from sync.engine.peers import Peers, PeerStanding
from sync.engine.rhythm import Pace
from sync.protocol.client import Ended
from sync.protocol.messages import Answer, Call, LinkError
from sync.protocol.responder import Responder
from sync.transports.loopback import LoopbackTransport
from tests.support.sites import Site, sites
from tests.support.world import FakeClock, SeededRandom

PACE = Pace()


class Line(LoopbackTransport):
    """As the network would do it, or as `act` says."""

    def __init__(self, responder: Responder, act: Callable[[Call], Answer | None]) -> None:
        super().__init__(responder)
        self._act = act
        self.aborted = Event()

    def call(self, call: Call) -> Answer:
        if self.aborted.is_set():
            raise LinkError("cut off")
        return self._act(call) or super().call(call)

    def abort(self) -> None:
        self.aborted.set()


@dataclass
class Ground:
    """One device with its loop, and the others by their addresses."""

    others: dict[str, Site]
    me: Site
    now: float = 1_000.0
    peers: Peers = field(default_factory=Peers)

    def __post_init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.ended: list[tuple[PeerStanding, Ended]] = []
        self.failed: list[tuple[PeerStanding, str]] = []
        self.faults: list[Exception] = []
        self.acts: dict[str, Callable[[Call], Answer | None]] = {}
        self.lines: list[Line] = []
        self.clock = FakeClock()
        self.loop = SyncLoop(
            self.me.replica, self.peers, self.connect,
            Surroundings(
                self.clock, SeededRandom(9), PACE, lambda: self.now, self.jobs.append,
                on_fault=self.faults.append,
            ),
            lambda peer, ended: self.ended.append((peer, ended)),
            lambda peer, code: self.failed.append((peer, code)),
        )  # fmt: skip
        for address, other in self.others.items():
            self.peers.meet(address, other.device)

    def connect(self, address: str, _fingerprint: bytes | None) -> Transport:
        if address not in self.others:
            raise LinkError("nobody there")
        quiet: Callable[[Call], Answer | None] = lambda _call: None  # noqa: E731
        line = Line(self.others[address].responder(), self.acts.get(address, quiet))
        self.lines.append(line)
        return line

    def step(self, seconds: float = 0) -> float:
        """Time passes; whatever is due then is done."""
        self.now += seconds
        rest_s = self.loop.turn()
        self.work()
        return rest_s

    def work(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()

    def met(self) -> int:
        """How many sessions ended well since the last time."""
        count = len(self.ended)
        self.ended.clear()
        return count


def ground(others: int = 1) -> Ground:
    me, *rest = sites(others + 1)
    return Ground({f"10.0.0.{number}:8551": site for number, site in enumerate(rest)}, me)
