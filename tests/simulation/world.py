"""A centre of a few devices, from a seed: people act, devices meet, and much goes wrong.

Phase 1 with faults: clocks that are days wrong and jump, requests and replies that are lost or come
twice, chunks that go around by hand in any order, crashes between any two effects, a copied device.
Phase 2 without: all must be equal within some ticks. `Faults` switches kinds of trouble on and off.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.domain.tables import REGISTRY
from app.services.draft import Draft
from sync.core.errors import SyncError
from sync.core.ids import EntityId, imported_entity_id
from sync.core.registry import Registry, Table
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.log.memory import MemoryLog
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import Answer, Call, LinkError
from tests.simulation.acts import ACTS, found_centre, revoke, row
from tests.simulation.devices import (
    ALL,
    CHUNK_BYTES,
    SHARED,
    Crash,
    Device,
    Ground,
    Post,
    Wall,
    log_in,
)
from tests.simulation.oracle import Oracle, Wrong
from tests.support.chains import AUTH, CENTRE
from tests.support.world import FakeClock, SeededRandom

DAY_MS = 86_400_000
TRACE_MAX = 40
TICKS_MAX = 4
PROVEN = 4  # pairs whose last session is looked at
# By role: what a device holds, and what it has keys for (`app.domain.device_roles`).
OPEN = (AUTH, SHARED, CENTRE)
POSTS = {
    "admin": (ALL, ALL), "coordinator": (ALL, ALL), "reception": (ALL, OPEN),
    "observer": (OPEN, OPEN), "relay": (ALL, (AUTH, SHARED)),
}  # fmt: skip


def _older(registry: Registry) -> Registry:
    """An app of before: it knows neither the note of a person nor the names of a damage."""
    unknown = {"volunteer": "affiliation", "need": "road", "need_private": "scene"}
    return Registry(
        Table(
            table.number, table.name, table.space,
            tuple(item for item in table.fields if item.name != unknown.get(table.name)),
            table.append_only,
        )
        for table in registry.tables
    )  # fmt: skip


OLDER = _older(REGISTRY)


@dataclass(frozen=True)
class Faults:
    """How often, of a hundred, something goes wrong. Kinds that later rooms bring are off."""

    lost: int = 2
    twice: int = 4
    crash: int = 3
    jump: int = 5
    damaged: int = 40
    fork: int = 25  # of a hundred seeds
    older: int = 40
    erase: int = 30
    revoke: int = 25  # in a seed where no device is copied
    file: int = 10  # a device whose log is a file
    steps: tuple[int, int] = (26, 50)


class World:
    """One run. `play` raises `Wrong`; `trace` tells what happened last."""

    def __init__(self, seed: int, folder: Path, faults: Faults | None = None) -> None:
        self.seed = seed
        self.faults = faults or Faults()
        self.random = Random(seed)
        self.truth = FakeClock()
        self.oracle = Oracle()
        self.trace: deque[str] = deque(maxlen=TRACE_MAX)
        self.safe = True  # no crashes while the centre is founded, and in phase 2
        self.bag: list[tuple[Space, bytes]] = []
        self._values = 0
        self._nonces = SeededRandom(seed)
        self.keys = [DeviceKey.generate(SeededRandom(seed * 10 + place)) for place in range(6)]
        root = self.keys[0].device_id
        self._ground = Ground(seed, root, self._effect, self.oracle.note)
        self.devices = self._devices(folder)
        self.erases = self._chance(self.faults.erase)

    # --------------------------------------------------------------------------------- the run

    def play(self) -> None:
        try:
            self._play()
        except Exception as error:
            lines = "\n".join(self.trace)
            raise Wrong(f"seed {self.seed}: {error!r}\nthe last effects:\n{lines}") from error
        finally:
            for device in self.devices:
                device.close()

    def _play(self) -> None:
        self._found()
        self.safe = False
        trouble = None
        if self._chance(self.faults.fork):
            trouble = self._fork
        elif self._chance(self.faults.revoke):
            trouble = self._revoke
        at = self.random.randrange(8, 24)
        for step in range(self.random.randint(*self.faults.steps)):
            if step == at and trouble is not None:
                trouble()
            self._step()
        self.safe = True
        self.oracle.judge_equals(self.devices)
        self._converge()
        self._judge()

    def _step(self) -> None:
        self.truth.advance(self.random.choice((1, 1_000, 60_000, 3_600_000)))
        what = self.random.randrange(100)
        if what < 58:
            self._act()
        elif what < 74:
            one, other = self.random.sample(self.devices, 2)
            self.session(one, other)
        elif what < 83:
            self._put_into_the_bag()
        elif what < 92:
            self._take_from_the_bag()
        elif what < 92 + self.faults.jump:
            device = self.random.choice(self.devices)
            device.wall.skew_ms = self._skew()
            self._tell(device.name, f"the clock jumps, now {device.wall.skew_ms} ms off")
        else:
            self._restart(self.random.choice(self.devices))

    def _found(self) -> None:
        """The first device founds the centre; the others come in and know who belongs."""
        first = self.devices[0]
        roles = {one.id: self.roles[one.name] for one in self.devices}
        found_centre(first, roles, {key.device_id: key.public_key for key in self.keys})
        for other in self.devices[1:]:
            chunk, _ = first.replica.chunk(AUTH, {}, 64 * CHUNK_BYTES)
            other.replica.take(AUTH, chunk or b"")

    def _converge(self) -> None:
        """No faults any more: every device meets the hub, or everybody everybody."""
        by_hub = self.random.random() < 0.5
        here = [one for one in self.devices if one.id not in self.oracle.revoked]
        pairs = [
            (one, other) for place, one in enumerate(here)
            for other in here[place + 1 :] if not by_hub or self.hub in (one, other)
        ]  # fmt: skip
        for _tick in range(TICKS_MAX):
            self.truth.advance(1_000)
            self.random.shuffle(pairs)
            for one, other in pairs:
                self.session(one, other)
            if all(self.oracle.is_converged(here, space) for space in ALL):
                break
        else:
            raise Wrong(f"not equal after {TICKS_MAX} ticks")
        for one, other in pairs[:PROVEN]:
            self._require_truth(one, other, self.session(one, other))
        for one in self.devices:
            if one.id in self.oracle.revoked:
                ended = self.session(one, self.hub)
                if ended is None or not ended.revoked or one.authority.roles(one.id):
                    raise Wrong(f"{one.name} did not hear that it was sent away")

    def _require_truth(self, one: Device, other: Device, ended: Ended | None) -> None:
        """What a session says at its end, once all are equal."""
        if ended is None:
            raise Wrong(f"{one.name} and {other.name} did not meet")
        if ended.same or self.oracle.forked:
            return
        if one.post.registry is other.post.registry:
            raise Wrong(f"{one.name} and {other.name} say that they are not the same")

    def _judge(self) -> None:
        here = [one for one in self.devices if one.id not in self.oracle.revoked]
        self.oracle.judge_converged(here)
        self.oracle.judge_equals(self.devices)
        for device in self.devices:
            if device.post.registry is OLDER:
                device.update_app(REGISTRY)
        self.oracle.judge_equals(self.devices)
        readers = [device for device in self.devices if device.shown is not None]
        rebuilt = self.random.choice(readers)
        for device in self.devices:
            self.oracle.judge_device(device, rebuild=device is rebuilt)

    # ---------------------------------------------------------------------------------- people

    def _act(self) -> None:
        device = self.random.choice([one for one in self.devices if one.reads_the_centre])
        acts = [act for act in ACTS if self.erases or act.name != "erase"]
        act = self.random.choices(acts, [act.weight for act in acts])[0]
        self._values += 1
        value = f"{device.name}{self._values}"
        self._surviving(
            device, lambda: device.act(act.name, lambda draft: self._fill(act.fill, draft, value))
        )

    def _fill(
        self, fill: Callable[[Draft, Random, str, EntityId], None], draft: Draft, value: str
    ) -> None:
        fill(draft, self.random, value, imported_entity_id(f"{self.seed}", value))

    # ----------------------------------------------------------------------------------- links

    def session(self, one: Device, other: Device) -> Ended | None:
        """None where it broke off."""
        self._tell(one.name, f"calls {other.name}")
        client = Client(
            one.replica, Link(expected=other.id), self._nonces.bytes(16), one.wall.now_ms(),
            CHUNK_BYTES,
        )  # fmt: skip
        steps = client.run(blobs=False)
        answer: Answer | None = None
        try:
            while True:
                try:
                    call = next(steps) if answer is None else steps.send(answer)
                except Crash:
                    self._restart(one)
                    return None
                try:
                    answer = self._carry(call, other)
                except Crash:
                    self._restart(other)
                    return None
        except StopIteration as end:
            ended: Ended = end.value
            return ended
        except LinkError as error:
            self._tell(one.name, f"breaks off: {error}")
            if self.safe:
                raise
            return None

    def _carry(self, call: Call, other: Device) -> Answer:
        if self._fault(self.faults.lost):
            raise LinkError(f"{call.name} was lost")
        answer = other.responder.answer(call)
        if self._fault(self.faults.twice):
            self._tell(other.name, f"{call.name} comes twice")
            answer = other.responder.answer(call)
        if self._fault(self.faults.lost):
            raise LinkError(f"the answer to {call.name} was lost")
        return answer

    def _put_into_the_bag(self) -> None:
        """Somebody writes a file for somebody: what is beyond what that one had, or everything."""
        one, other = self.random.sample(self.devices, 2)
        space = self.random.choice(one.post.holds)
        theirs = other.replica.vector(space) if self.random.random() < 0.6 else {}
        for _count in range(self.random.randint(1, 3)):
            chunk, more = one.replica.chunk(space, theirs, CHUNK_BYTES)
            if chunk is None:
                return
            self.bag.append((space, chunk))
            theirs = other.replica.vector(space)
            if not more:
                return

    def _take_from_the_bag(self) -> None:
        if not self.bag:
            return
        place = self.random.randrange(len(self.bag))
        space, chunk = self.bag[place]
        if self.random.random() < 0.6:
            del self.bag[place]
        device = self.random.choice(self.devices)
        if space not in device.post.holds:
            return
        if self._fault(self.faults.damaged):
            at = self.random.randrange(len(chunk))
            bit = 1 << self.random.randrange(8)
            chunk = chunk[:at] + bytes([chunk[at] ^ bit]) + chunk[at + 1 :]
        self._tell(device.name, f"reads a file of {space.kind}")
        self._surviving(device, lambda: self._take(device, space, chunk))

    def _take(self, device: Device, space: Space, chunk: bytes) -> None:
        try:
            taken = device.replica.take(space, chunk)
            self._tell(device.name, f"took {taken.new}, refused {len(taken.refused)}")
        except SyncError as error:
            self._tell(device.name, f"refused the file: {error.code}")

    # --------------------------------------------------------------------------------- trouble

    def _fork(self) -> None:
        """A disk is copied, and both write on under one name."""
        able = [one for one in self.devices if one.shown and isinstance(one.log, MemoryLog)]
        if not able:
            return
        one = self.random.choice(able)
        twin = one.copy(one.name + "'", Wall(self.truth, self._skew()))
        self._tell(one.name, "is copied")
        self.oracle.copied(one, twin)
        self.devices.append(twin)

    def _revoke(self) -> None:
        """A device is lost. It may not hear of it for long, and whoever has it works on."""
        able = [one for one in self.devices[2:] if self.roles[one.name] != "observer"]
        if not able:
            return
        one, admin = self.random.choice(able), self.devices[0]
        self._tell(one.name, "is lost")
        self.safe = True
        numbers = iter(range(9))
        revoke(admin, one.id, lambda: row(f"{self.seed} revocation {next(numbers)}"))
        self.safe = False
        self.oracle.revoked.add(one.id)

    def _restart(self, device: Device) -> None:
        self._tell(device.name, "starts again")
        device.crash()

    def _surviving(self, device: Device, run: Callable[[], None]) -> None:
        try:
            run()
        except Crash:
            self._restart(device)

    def _effect(self, name: str, what: str) -> None:
        if self._fault(self.faults.crash):
            self._tell(name, f"crashes before: {what}")
            raise Crash
        self._tell(name, what)

    # ------------------------------------------------------------------------------ small things

    def _devices(self, folder: Path) -> list[Device]:
        """The first founds the centre; the second is the hub, which reads no person's data."""
        made = []
        self.roles: dict[str, str] = {}
        for place in range(self.random.randint(3, 6)):
            name = chr(ord("A") + place)
            others = self.random.choice(("coordinator", "coordinator", "reception", "observer"))
            role = ("admin", "relay", "coordinator", others, others, others)[place]
            self.roles[name] = role
            holds, reads = POSTS[role]
            registry = OLDER if place > 1 and self._chance(self.faults.older) else REGISTRY
            post = Post(holds, reads, registry)
            log = log_in(folder if self._chance(self.faults.file) else None, f"{self.seed}{name}")
            wall = Wall(self.truth, self._skew())
            made.append(Device(name, self.keys[place], post, wall, log, self._ground))
        self.hub = made[1]
        return made

    def _skew(self) -> int:
        wild = self.random.randint(-3 * DAY_MS, 3 * DAY_MS)
        return self.random.choice((0, -1, 60_000, wild, wild, 3 * DAY_MS))

    def _chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def _fault(self, percent: int) -> bool:
        return not self.safe and self._chance(percent)

    def _tell(self, name: str, what: str) -> None:
        self.trace.append(f"  {name}: {what}")
