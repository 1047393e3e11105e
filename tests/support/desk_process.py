"""A desk as a process of its own: a log on the disk, a port for others, the loop that meets them.

`python -m tests.support.desk_process FOLDER NUMBER OF_HOW_MANY` and then, a line each on its input:

    write N               N batches more, each an append: `wrote <number of the last>`
    burst N               the same in the background: `ok`
    peer NUMBER ADDRESS   where another desk is: `ok`
    state                 `state <digest of all chains> <batches>`
    standing NUMBER       `standing <same> <waiting> <error>` of another desk

First it says `ready PORT`. Keys come from the number: a desk that was killed is itself again.
"""

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread

from sync.core.space import Space
from sync.engine.driver import Surroundings, SyncLoop
from sync.engine.peers import Peers
from sync.engine.rhythm import Pace
from sync.engine.world import RealClock, RealRandom
from sync.log.contract import SealedEntry
from sync.log.sqlite import SqliteLog
from sync.protocol.messages import pack_vector, packed
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.http_client import HttpTransport, Patience
from sync.transports.http_server import HttpServer
from tests.support.chains import AUTH, CENTRE, Desk
from tests.support.peers import Roll, replica_of

SPACES = (AUTH, CENTRE)
SEED = 100


class DeskProcess:
    """Number `number` of `count` desks that know each other's keys and certificates."""

    def __init__(self, folder: Path, number: int, count: int) -> None:
        self.desk = Desk(SEED + number)
        self.devices = [Desk(SEED + other).key for other in range(count)]
        certificates = [certificate_of(folder.parent / f"{other}.pem") for other in range(count)]
        roll = Roll()
        for key, certificate in zip(self.devices, certificates, strict=True):
            roll.enrol(key, SPACES)
            roll.prints[key.device_id] = certificate.fingerprint
        path = folder / "log.sqlite"
        self.log = SqliteLog.open(path) if path.exists() else SqliteLog.create(path)
        tip = self.log.tip(self.desk.key.device_id, CENTRE)
        if tip is not None:  # it was here before
            self.desk.tips[CENTRE] = tip
            self.desk.hlc += tip.seq
        self.writing = Lock()
        self.replica = replica_of(
            self.desk.key, self.log, roll, SPACES, store=self.store, digest=self.digest
        )
        clock, random = RealClock(), RealRandom()
        self.peers = Peers()
        self.loop = SyncLoop(
            self.replica, self.peers,
            lambda address, pinned: HttpTransport(address, pinned, Patience()),
            Surroundings(clock, random, Pace(failed_first=0.2, failed_most=1)),
        )  # fmt: skip
        certificate = certificates[number]
        responder = Responder(
            self.replica, random.bytes(32), clock.now_ms, certificate.fingerprint,
            on_report=self.loop.reported,
        )  # fmt: skip
        self.server = HttpServer(responder, certificate, random)

    def store(self, entries: Sequence[SealedEntry]) -> None:
        """What others bring goes on to those who wait for news, and to those we call."""
        self.log.append(entries)
        self.server.notify()
        self.loop.notify()

    def write(self, count: int) -> None:
        for _ in range(count):
            with self.writing:
                self.log.append([self.desk.entry(CENTRE)])
            self.server.notify()
            self.loop.notify()

    def digest(self, space: Space) -> bytes:
        return sha256(packed(pack_vector(self.replica.vector(space)))).digest()

    def state(self) -> str:
        return f"state {self.digest(CENTRE).hex()} {self.log.count()}"

    def peer(self, number: int, address: str) -> None:
        self.loop.add(address, self.devices[number].device_id)

    def standing(self, number: int) -> str:
        """What a screen would say of a peer."""
        device = self.devices[number].device_id
        known = self.peers.of(device)
        same = known.same if known else None
        return f"standing {same} {self.loop.waiting(device)} {known.error if known else ''}"

    def answer(self, line: str) -> str:
        match line.split():
            case ["write", count]:
                self.write(int(count))
                return f"wrote {self.desk.tips[CENTRE].seq}"
            case ["burst", count]:
                Thread(target=self.write, args=(int(count),), daemon=True).start()
            case ["peer", number, address]:
                self.peer(int(number), address)
            case ["state"]:
                return self.state()
            case ["standing", number]:
                return self.standing(int(number))
        return "ok"


def certificate_of(path: Path) -> Certificate:
    """Of one desk; whoever needs it first makes it."""
    if not path.exists():
        path.write_text(Certificate.make(RealRandom()).pem, "utf-8")
    return Certificate.from_pem(path.read_text("utf-8"))


def main() -> None:
    folder, number, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    desk = DeskProcess(folder, number, count)
    print("ready", desk.server.start(), flush=True)
    desk.loop.start()
    for line in sys.stdin:
        print(desk.answer(line), flush=True)
    desk.loop.stop()
    desk.server.stop()
    desk.log.close()


if __name__ == "__main__":
    main()
