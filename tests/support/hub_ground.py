"""A centre with a hub: real `auth` rows, sealed batches, devices with logs in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sync.core.auth_tables import AUTH_TABLES
from sync.core.authority import Policy, RoleRule
from sync.core.batch import GENESIS_HEAD, header_bytes, next_head
from sync.core.body import Body
from sync.core.encoding import encode_body
from sync.core.ids import EntityId, operation_tag
from sync.core.operations import New, Operation, Value
from sync.core.registry import Registry, SpaceKind
from sync.core.space import Space
from sync.crypto.device import device_id_of
from sync.crypto.sealing import Dictionaries
from sync.crypto.space_keys import SpaceKey
from sync.engine.author import tip_after
from sync.engine.replica import LogReplica, Shelf
from sync.engine.world import RealDisk
from sync.hub.auth_view import AuthView
from sync.hub.card import HubCard
from sync.hub.events import Events
from sync.hub.folder import HubFolder, Quota
from sync.hub.hub import Hub
from sync.hub.storage import Storage, storage_for
from sync.hub.tenant import Pace
from sync.log.contract import SealedEntry
from sync.log.memory import MemoryLog
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import Answer, Call
from tests.support.chains import AUTH, CENTRE, SEALED, Desk
from tests.support.peers import Photos, play, void
from tests.support.world import FakeClock, SeededRandom

SHARED = Space(SpaceKind.SHARED)
SPACES = (AUTH, SHARED, CENTRE, SEALED)
EVERYWHERE = frozenset(SpaceKind)
POLICY = Policy(
    {
        "admin": RoleRule(EVERYWHERE, EVERYWHERE, None),
        "desk": RoleRule(EVERYWHERE, EVERYWHERE, frozenset({"person", "visit", "stock_move"})),
        "relay": RoleRule(
            frozenset({SpaceKind.AUTH, SpaceKind.SHARED}), EVERYWHERE, frozenset()
        ),
    },
    "admin",
)  # fmt: skip
REGISTRY = Registry(AUTH_TABLES)
NO_DICTIONARIES = Dictionaries()


class Device:
    """A device of the centre: what it writes, its log, its side of a session."""

    def __init__(self, seed: int, card: HubCard | None = None, policy: Policy = POLICY) -> None:
        self.policy = policy
        self.desk = Desk(seed=seed)
        self.key = self.desk.key
        self.log = MemoryLog()
        self.photos = Photos()
        if card is not None:
            self.join(card)

    def join(self, card: HubCard) -> None:
        self.card = card
        ticks = count()  # a device looks every time
        view = AuthView(card, self.log, self.policy, NO_DICTIONARIES, lambda: float(next(ticks)))
        shelf = Shelf(lambda e: void(self.log.append(e)), view.authority, lambda _: None,
                      self.photos)  # fmt: skip
        self.replica = LogReplica(self.key, self.log, SPACES, shelf)
        self.view = view

    def write(self, count: int, space: Space = CENTRE) -> list[SealedEntry]:
        entries = self.desk.entries(count, space)
        self.log.append(entries)
        return entries

    def say(self, *operations: Operation) -> None:
        """A batch in `auth`."""
        desk = self.desk
        desk.hlc += 1
        packed = encode_body(REGISTRY, Body("auth", operations))
        entry = desk.author.entry(desk.tips.get(AUTH), AUTH, desk.hlc, packed)
        desk.tips[AUTH] = tip_after(entry)
        self.log.append([entry])

    def meet(self, answer: Callable[[Call], Answer], *, fingerprint: bytes = b"") -> Ended:
        """A whole session with whoever answers."""
        nonce = SeededRandom(self.desk.seed).bytes(16)
        client = Client(self.replica, Link(fingerprint), nonce, FakeClock().now_ms())
        return play(client.run(), answer)


class Centre:
    """An operation with its founding device; others are enrolled by it."""

    def __init__(self, seed: int = 1, policy: Policy = POLICY) -> None:
        self.policy = policy
        self.root = Device(seed * 1_000, policy=policy)
        self.operation = EntityId(SeededRandom(seed).bytes(16))
        keyring = self.root.desk.keyring
        shared = SpaceKey.generate(SHARED, 1, SeededRandom(seed))
        keys = (keyring.current(AUTH), shared)
        self.card = HubCard(self.operation, self.root.key.public_key, SPACES, keys)
        self.root.join(self.card)
        self.enrol(self.root, "admin")
        self._seed = seed * 1_000

    @property
    def tag(self) -> str:
        return operation_tag(self.operation)

    def enrol(self, device: Device, role: str = "desk") -> Device:
        self.enrol_key(device.key.public_key, role)
        return device

    def enrol_key(self, public_key: bytes, role: str, **more: Value) -> None:
        owner = CENTRE.owner
        assert owner is not None
        values: dict[str, Value] = {
            "public_key": public_key.hex(), "roles": (role,), "centre": owner, **more,
        }  # fmt: skip
        self.root.say(New("device", EntityId(device_id_of(public_key)), values))

    def device(self, role: str = "desk") -> Device:
        """Another one, enrolled and with what the founder's log has of `auth`."""
        self._seed += 1
        device = self.enrol(Device(self._seed, self.card, self.policy), role)
        device.log.append(auth_entries(self.root))
        return device

    def revoke(self, device: Device, last: int = 0) -> None:
        values: dict[str, Value] = {
            "device": EntityId(device.key.device_id), "space": CENTRE.space_id.hex(),
            "last_seq": last,
        }  # fmt: skip
        self.root.say(New("revocation", EntityId(SeededRandom(last + 7).bytes(16)), values))


def auth_entries(device: Device) -> list[SealedEntry]:
    """The device's own words in `auth`, as they travel."""
    entries = []
    heads = device.log.proofs(device.key.device_id, AUTH)
    head = GENESIS_HEAD
    for batch in device.log.read(device.key.device_id, AUTH):
        head = next_head(head, header_bytes(batch.header))
        signature = next((one.signature for one in heads if one.seq == batch.header.seq), None)
        entries.append(SealedEntry(batch.header, batch.body, head, signature))
    return entries


@dataclass
class HubGround:
    """A hub over a folder. `open` again is what another process, or the next start, would see."""

    path: Path
    database: str | None = None
    clock: FakeClock = field(default_factory=FakeClock)
    seconds: float = 0.0
    pace: Pace = field(default_factory=Pace)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder = HubFolder(self.path, RealDisk())
        self.identity = self.folder.make(SeededRandom(99))
        self.opened: list[Hub] = []
        self._births = 0

    def serve(self, centre: Centre, quota: Quota | None = None) -> None:
        """The centre's admin and the hub's operator have exchanged their texts."""
        certificate = self.identity.certificate.fingerprint.hex()
        centre.enrol_key(self.identity.device.public_key, "relay", fingerprint=certificate)
        self.put(centre, quota or Quota())

    def put(self, centre: Centre, quota: Quota) -> None:
        self._births += 1
        self.folder.put(centre.card, quota, SeededRandom(self._births))

    def open(self, storage: Storage | None = None) -> Hub:
        hub = Hub(
            self.folder, storage or storage_for(self.database),
            Events(self.clock, self.lines.append, lambda: self.seconds),
            self.clock, POLICY, NO_DICTIONARIES, pace=self.pace, now_s=lambda: self.seconds,
        )  # fmt: skip
        self.opened.append(hub)
        return hub

    def meet(self, hub: Hub, centre: Centre, device: Device) -> Ended:
        return device.meet(
            lambda call: hub.answer(centre.tag, call),
            fingerprint=self.identity.certificate.fingerprint,
        )

    def close(self) -> None:
        for hub in self.opened:
            hub.close()
