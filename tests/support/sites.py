"""Devices of one operation with a log in memory each, ready to meet over any transport."""

from dataclasses import dataclass, field
from hashlib import sha256

from sync.core.space import Space
from sync.engine.replica import LogReplica
from sync.log.contract import BatchLog
from sync.log.memory import MemoryLog
from sync.protocol.messages import pack_vector, packed
from sync.protocol.responder import Responder
from tests.support.chains import AUTH, CENTRE, Desk
from tests.support.peers import NOW_MS, SECRET, Photos, Roll, replica_of

SPACES = (AUTH, CENTRE)


@dataclass
class Site:
    """One device. What it shows is what its chains are."""

    seed: int
    roll: Roll
    log: BatchLog = field(default_factory=MemoryLog)
    photos: Photos = field(default_factory=Photos)

    def __post_init__(self) -> None:
        self.desk = Desk(self.seed)
        self.roll.enrol(self.desk.key, SPACES)
        self.replica: LogReplica = replica_of(
            self.desk.key, self.log, self.roll, SPACES, digest=self.digest, blobs=self.photos
        )
        self.device = self.replica.device

    def write(self, count: int = 1) -> None:
        self.log.append(self.desk.entries(count, CENTRE))

    def digest(self, space: Space) -> bytes:
        return sha256(packed(pack_vector(self.replica.vector(space)))).digest()

    def has(self, other: "Site") -> int:
        """How many batches of another device are here."""
        mark = self.replica.vector(CENTRE).get(other.device)
        return mark.seq if mark else 0

    def responder(self, fingerprint: bytes = b"", **more: object) -> Responder:
        return Responder(
            self.replica, SECRET, lambda: NOW_MS, fingerprint, **more,  # type: ignore[arg-type]
        )  # fmt: skip


def sites(count: int) -> list[Site]:
    """Devices that know each other."""
    roll = Roll()
    return [Site(number + 1, roll) for number in range(count)]
