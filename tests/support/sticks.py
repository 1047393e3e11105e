"""Devices of one operation that exchange files: replicas over logs in memory, and their keys."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from sync.core.ids import EntityId
from sync.core.space import Space
from sync.engine.replica import LogReplica
from sync.log.memory import MemoryLog
from sync.transports.bundle import Order, bundle_payload, write_bundle
from sync.transports.bundle_card import Envelope
from sync.transports.bundle_reading import BundleRead, read_stream
from tests.support.chains import AUTH, CENTRE, SEALED, Desk
from tests.support.peers import Roll, replica_of
from tests.support.world import FaultyDisk, SeededRandom

OPERATION = EntityId(b"drill of the sea")
MADE_MS = 1_786_408_920_000
STICK = Path("stick/tasuki-A.tasuki")


@dataclass
class Device:
    """A desk with a log of its own. Devices that share a `roll` belong together."""

    seed: int
    roll: Roll = field(default_factory=Roll)
    spaces: tuple[Space, ...] = (AUTH, CENTRE, SEALED)

    def __post_init__(self) -> None:
        self.desk = Desk(self.seed)
        self.log = MemoryLog()
        self.roll.enrol(self.desk.key, self.spaces)
        self.replica: LogReplica = replica_of(self.desk.key, self.log, self.roll)
        self.random = SeededRandom(1_000 + self.seed)

    @property
    def envelope(self) -> Envelope:
        return Envelope(OPERATION, self.desk.keyring)

    def works(self, count: int, space: Space = CENTRE) -> "Device":
        self.log.append(self.desk.entries(count, space))
        return self

    def order(self, **more: object) -> Order:
        return Order(self.envelope, MADE_MS, self.random, **more)  # type: ignore[arg-type]

    def bundle(self, **more: object) -> bytes:
        """The bytes of the file that it writes."""
        disk = FaultyDisk()
        write_bundle(self.replica, STICK, self.order(**more), disk)
        return disk.files[STICK]

    def payload(self, bytes_max: int, **more: object) -> bytes:
        return bundle_payload(self.replica, self.order(**more), bytes_max)[0]

    def reads(self, data: bytes) -> BundleRead:
        return read_stream(self.replica, BytesIO(data), self.envelope)

    def has(self, other: "Device", space: Space = CENTRE) -> int:
        """How many batches of another device are here."""
        tip = self.log.tip(other.desk.key.device_id, space)
        return tip.seq if tip else 0
