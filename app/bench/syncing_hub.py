"""What a hub takes in: batches a second of 50 centres at once, beside one centre alone.

Every centre is the same one under another id, so all push the same bytes; each push holds some 64
batches, is proven, and is one durable transaction. A real hub answers, without its network.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from time import perf_counter, process_time

from app.bench.ground import Ground
from app.bench.large_centre import Size
from app.bench.postgres import has_postgres, running
from app.bench.rounds import median
from app.bench.syncing import CHIEF
from app.cli.programs import Figure, Skipped
from app.domain.device_roles import POLICY
from app.services.command import Refused
from app.services.hubs import admit_hub
from app.services.operation import Operation
from sync.core.ids import ID_BYTES, EntityId, operation_tag
from sync.crypto.grants import sealing_public
from sync.engine.lines import drive
from sync.engine.replica import LogReplica
from sync.hub.card import HubCard, HubNote
from sync.hub.events import Events
from sync.hub.folder import HubFolder, Identity, Quota
from sync.hub.hub import Hub
from sync.hub.storage import storage_for
from sync.protocol.client import Client, Link
from sync.protocol.messages import NONCE_BYTES, OK, Answer, Call

NAME = "sync_hub"
CENTRES, ALONE_ROUNDS = 50, 5
BATCHES_OF_A_CENTRE = 1_000
SMALL_SCALE = 0.05  # below it there are fewer centres, too
CLIENTS = 8  # that call at the same moment
PUSH_BYTES = 8 * 1024
ENTERING = ("hello", "auth")


@dataclass(frozen=True)
class _Took:
    wall_s: float
    cpu_s: float


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    folder = ground.folder / "hub-centre"
    ground.fill(folder, Size(max(100, int(BATCHES_OF_A_CENTRE * ground.scale)), busy=False))
    operation = ground.tools.open_operation(folder)
    try:
        ground.say(NAME)
        yield _ingest("hub_sqlite", operation, ground, None)
        if not has_postgres():
            yield Skipped("hub_postgres", "no_postgres")
            return
        with running() as address:
            yield _ingest("hub_postgres", operation, ground, address)
    finally:
        operation.close()


def _ingest(name: str, operation: Operation, ground: Ground, address: str | None) -> Figure:
    folder = ground.folder / name
    centres = max(2, int(CENTRES * min(1, ground.scale / SMALL_SCALE)))
    ready = _Ready(operation, folder, ground, address, 1 + ALONE_ROUNDS + centres)
    try:
        first, *others = ready.tags
        pushes, batches = ready.record(first)
        alone = [_all_at_once(ready, [tag], pushes) for tag in others[:ALONE_ROUNDS]]
        together = _all_at_once(ready, others[ALONE_ROUNDS:], pushes)
    finally:
        ready.hub.close()
        rmtree(folder)
    return Figure(
        name, centres * batches / together.wall_s, batches / median([one.wall_s for one in alone]),
        "per_s", None,
        {"centres": centres, "batches_each": batches, "pushes_each": len(pushes),
         "of_the_processor": centres * batches / together.cpu_s,
         "of_the_processor_alone": batches / median([one.cpu_s for one in alone])},
    )  # fmt: skip


class _Ready:
    """A hub that serves an operation under as many ids as there are centres."""

    def __init__(
        self, operation: Operation, folder: Path, ground: Ground, address: str | None, count: int
    ) -> None:
        world = operation.world
        place = HubFolder(folder, world.disk)
        identity = place.make(world.random)
        card = _card(operation, identity)
        cards = [
            replace(card, operation=EntityId(world.random.bytes(ID_BYTES))) for _ in range(count)
        ]
        for one in cards:
            place.put(one, Quota(), world.random)
        self._operation = operation
        self._fingerprint = identity.certificate.fingerprint
        self.tags = [operation_tag(one.operation) for one in cards]
        self.hub = Hub(
            place, storage_for(address), Events(world.clock, lambda _line: None), world.clock,
            POLICY, ground.tools.dictionaries,
        )  # fmt: skip

    def client(self) -> Client:
        world = self._operation.world
        replica: LogReplica = self._operation.replica
        nonce = world.random.bytes(NONCE_BYTES)
        return Client(replica, Link(self._fingerprint), nonce, world.clock.now_ms(), PUSH_BYTES)

    def record(self, tag: str) -> tuple[list[bytes], int]:
        """What a whole session pushes, and how many batches that is."""
        line = _Line(self.hub, tag, self._fingerprint)
        ended = drive(self.client().run(), line)
        return line.pushed, sum(end.sent for end in ended.spaces)

    def enter(self, tag: str) -> bytes:
        """A token."""
        steps = self.client().run()
        call = next(steps)
        while call.name in ENTERING:
            call = steps.send(self.hub.answer(tag, call))
        steps.close()
        return call.token


class _Line:
    """A transport that keeps what was pushed."""

    def __init__(self, hub: Hub, tag: str, fingerprint: bytes) -> None:
        self._hub = hub
        self._tag = tag
        self.fingerprint = fingerprint
        self.pushed: list[bytes] = []

    def call(self, call: Call) -> Answer:
        if call.name == "push":
            self.pushed.append(call.body)
        return self._hub.answer(self._tag, call)

    def close(self) -> None:
        """Nothing is open."""

    def abort(self) -> None:
        """Nobody waits elsewhere."""


def _card(operation: Operation, identity: Identity) -> HubCard:
    device = identity.device
    note = HubNote(device.public_key, sealing_public(device), identity.certificate.fingerprint)
    card = admit_hub(operation, note, CHIEF)
    if isinstance(card, Refused):
        raise AssertionError(card)
    return card


def _all_at_once(ready: _Ready, tags: Sequence[str], pushes: Sequence[bytes]) -> _Took:
    """All pushes to each of these, by several callers; each centre has entered before."""
    tokens = {tag: ready.enter(tag) for tag in tags}

    def push(tag: str) -> None:
        for body in pushes:
            answer = ready.hub.answer(tag, Call("push", tokens[tag], body))
            if answer.status != OK:
                raise AssertionError(answer)

    wall, cpu = perf_counter(), process_time()
    with ThreadPoolExecutor(min(CLIENTS, len(tags))) as callers:
        list(callers.map(push, tags))
    return _Took(perf_counter() - wall, process_time() - cpu)
