"""Runs sessions with every peer, each when it is due.

**Promises.** One peer that is slow, gone or lying delays no other: each has its own turn, those
that failed share half of the places, and a call that hangs is cut off. Nothing is kept that would
have to survive. **Refuses.** To measure by the wall clock, which is for people.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Event, RLock, Thread
from time import monotonic

from sync.core.errors import BadInput, SyncError
from sync.core.ids import DeviceId
from sync.core.ports import Clock, Random
from sync.core.space import Space
from sync.engine.lines import Connect, Line, drive, drive_while
from sync.engine.peers import Held, Peers, PeerStanding
from sync.engine.rhythm import Pace
from sync.engine.turns import Turns
from sync.protocol.client import Client, Ended, Link, Refused
from sync.protocol.messages import NONCE_BYTES, SLOW_DOWN, LinkError, Report
from sync.protocol.ports import Replica

PLACES = 8  # sessions at one time
WATCHES = 16  # long polls at one time
LOOK_S = 10  # how often hanging calls are looked for
SLOW_DOWN_S_MAX = 600
FAULT = "fault"


@dataclass(frozen=True)
class Surroundings:
    """The world of a loop. `now_s` never jumps; `run` starts a job on another thread (None: a pool
    of the loop's own); `pause` waits for an event so many seconds."""

    clock: Clock
    random: Random
    pace: Pace = field(default_factory=Pace)
    now_s: Callable[[], float] = monotonic
    run: Callable[[Callable[[], None]], None] | None = None
    pause: Callable[[Event, float], object] = Event.wait
    on_fault: Callable[[Exception], None] = lambda _error: None


class SyncLoop:
    """`on_ended` and `on_failed` are called on the threads of sessions; `connect` makes a transport
    to an address with the fingerprint that it must show, if one is known."""

    def __init__(
        self, replica: Replica, peers: Peers, connect: Connect, surroundings: Surroundings,
        on_ended: Callable[[PeerStanding, Ended], None] = lambda _peer, _ended: None,
        on_failed: Callable[[PeerStanding, str], None] = lambda _peer, _code: None,
    ) -> None:  # fmt: skip
        self._replica = replica
        self._peers = peers
        self._connect = connect
        self._world = surroundings
        self._on_ended = on_ended
        self._on_failed = on_failed
        self._turns = self._fresh_turns()
        self._lines: dict[str, Line] = {}
        self._second: list[Line] = []  # to another address of a device that has one in `_lines`
        self._lock = RLock()
        self._woken = Event()
        self._stopping = False
        self._thread: Thread | None = None
        self._pool: ThreadPoolExecutor | None = None

    def start(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._stopping = False
            self._turns = self._fresh_turns()
            if self._world.run is None:
                self._pool = ThreadPoolExecutor(PLACES + WATCHES, thread_name_prefix="tasuki-sync")
            self._thread = Thread(target=self._go_on, name="tasuki-sync", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Whatever runs is cut off; it goes on where it was with the next start."""
        with self._lock:
            thread, self._thread = self._thread, None
            pool, self._pool = self._pool, None
            self._stopping = True
            lines = [*self._lines.values(), *self._second]
            self._lines.clear()
            self._second.clear()
        for line in lines:
            line.abort()
        self._woken.set()
        if thread is not None:
            thread.join()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def notify(self) -> None:
        """Something was written here, or was brought by a device that called us."""
        self._tell(self._turns.wrote)

    def sync_now(self) -> None:
        """Everybody at once, also those that failed."""
        self._tell(self._turns.at_once)

    def add(self, address: str, device: DeviceId | None = None) -> PeerStanding:
        """A peer by hand or by an invitation. Raises BadInput for what is no address."""
        standing = self._peers.meet(address, device)
        self._tell(lambda now: self._turns.at_once(now, standing.key))
        return standing

    def found(self, address: str, device_part: bytes) -> None:
        """A device of this operation says where it is. It shows the beginning of its id only."""
        if self._replica.device.startswith(device_part):
            return
        before = {one.key: one.address for one in self._peers.all()}
        try:
            standing = self._peers.meet(address, self._device_of(device_part))
        except BadInput:
            return
        if before.get(standing.key) != standing.address or standing.error:
            self._tell(lambda now: self._turns.at_once(now, standing.key))

    def reported(self, device: DeviceId, report: Report) -> None:
        """A device that called us said what it holds; whether that is the same, we find ourselves.
        For `Responder.on_report`."""
        same, forked = True, set(report.forked)
        for one in report.holdings:
            same = same and dict(one.vector) == self._replica.vector(one.space)
            forked |= set(self._replica.forked(one.space, one.vector))
            mine = self._replica.digest(one.space) if same else None
            same = same and (mine is None or one.digest in (None, mine))
        self._peers.reported(device, report, same, forked, self._world.clock.now_ms())

    def waiting(self, device: DeviceId) -> int:
        """How many of our own batches a peer may hold and has not said that it does."""
        standing = self._peers.of(device)
        held = standing.held if standing else {}
        may = set(self._replica.standing().spaces(device)) & set(self._replica.spaces())
        return sum(
            max(0, self._written(one) - _seq(held, one, self._replica.device)) for one in may
        )

    def turn(self) -> float:
        """Begin what is due; in how many seconds something will be. (The loop's own step.)"""
        now = self._world.now_s()
        with self._lock:
            keys = [one.key for one in self._peers.all() if one.address and not one.revoked]
            self._turns.keep(keys, now)
            sessions = self._turns.due(now)
            waits = self._turns.waits(now)
            lines = [self._lines.get(key) for key, _known in waits]
            hanging = [line for line in self._lines.values() if line.hangs(self._world.pace.hang)]
            rest_s = min(self._turns.next_s(now), LOOK_S)
        for line in hanging:
            line.abort()
        for key in sessions:
            self._run(partial(self._session, key))
        for (key, known), waited in zip(waits, lines, strict=True):
            self._run(partial(self._wait, key, known, waited))
        return rest_s

    def _go_on(self) -> None:
        while not self._stopping:
            rest_s = self.turn()
            self._world.pause(self._woken, rest_s)
            self._woken.clear()

    def _tell(self, what: Callable[[float], None]) -> None:
        with self._lock:
            what(self._world.now_s())
        self._woken.set()

    def _run(self, job: Callable[[], None]) -> None:
        with self._lock:
            if self._world.run is not None:
                self._world.run(job)
            elif self._pool is not None:
                self._pool.submit(job)

    def _session(self, key: str) -> None:
        try:
            met, same = self._meet(key), True
            if met is not None:
                key, client, line, ended = met
                same = ended.same
                if not ended.revoked:
                    drive_while(client.blobs(ended), line.session, partial(self._has_time, key))
            with self._lock:
                self._turns.finished(key, self._world.now_s(), same=same)
        except SyncError as error:
            self._failed(key, error.reason if isinstance(error, Refused) else error.code, error)
        except Exception as error:  # a fault of ours with this peer is none with the others
            self._world.on_fault(error)
            self._failed(key, FAULT, error)
        self._woken.set()

    def _meet(self, key: str) -> tuple[str, Client, Line, Ended] | None:
        """All but the photos; with the key of the peer, which may have been an address only before.
        Nothing where it is not known any more. Raises SyncError."""
        standing = self._peers.get(key)
        if standing is None or not standing.address:
            return None
        self._peers.begun(key)
        line = self._line(standing)
        link = Link(line.session.fingerprint, standing.device)
        nonce = self._world.random.bytes(NONCE_BYTES)
        client = Client(self._replica, link, nonce, self._world.clock.now_ms())
        ended = drive(client.run(blobs=False), line.session)
        if ended.peer == self._replica.device:
            raise OwnAddressError("this address is our own")
        return self._ended(key, ended, line, client), client, line, ended

    def _ended(self, key: str, ended: Ended, line: Line, client: Client) -> str:
        standing = self._peers.ended(key, ended, self._world.clock.now_ms())
        with self._lock:
            if standing.key != key:
                self._turns.rename(key, standing.key)
                if self._lines.pop(key, None) is line:
                    # A device that was known by another address: what runs there may go on.
                    if standing.key in self._lines:
                        self._second.append(self._lines[standing.key])
                    self._lines[standing.key] = line
            line.client = client
            self._turns.succeeded(standing.key, ended.mark)
            if any(end.received for end in ended.spaces):
                self._turns.wrote(self._world.now_s(), but=standing.key)
        self._on_ended(standing, ended)
        return standing.key

    def _failed(self, key: str, code: str, error: Exception) -> None:
        least_s = 0.0
        if isinstance(error, Refused) and error.status == SLOW_DOWN:
            asked = str(error.detail)
            least_s = min(int(asked), SLOW_DOWN_S_MAX) if asked.isdecimal() else 0
        with self._lock:
            self._turns.failed(key, self._world.now_s(), least_s)
            line = self._lines.pop(key, None)
        if line is not None:
            line.abort()
        if self._stopping:
            self._peers.rested(key)  # we hung up ourselves
            return
        standing = self._peers.failed(key, code)
        if standing is not None:
            self._on_failed(standing, code)

    def _wait(self, key: str, known: bytes, line: Line | None) -> None:
        began_s = self._world.now_s()
        try:
            if line is None or line.client is None:
                raise LinkError("nobody to wait at")
            mark = drive(line.client.changed(known), line.poll())
        except SyncError:
            with self._lock:
                self._turns.wait_failed(key, self._world.now_s())
        else:
            now = self._world.now_s()
            with self._lock:
                self._turns.heard(key, mark, now - began_s, now)
        self._woken.set()

    def _line(self, standing: PeerStanding) -> Line:
        with self._lock:
            if self._stopping:
                raise LinkError("hung up")
            line = self._lines.get(standing.key)
            if line is None or line.address != standing.address:
                if line is not None:
                    line.abort()
                device = standing.device
                pinned = self._replica.standing().fingerprint(device) if device else None
                line = Line(standing.address, pinned or None, self._connect, self._world.now_s)
                self._lines[standing.key] = line
            return line

    def _fresh_turns(self) -> Turns:
        return Turns(self._world.pace, self._world.random, PLACES, WATCHES)

    def _has_time(self, key: str) -> bool:
        with self._lock:
            return not self._stopping and not self._turns.is_asked_again(key)

    def _device_of(self, part: bytes) -> DeviceId | None:
        known = {one.device for one in self._peers.all() if one.device}
        for space in self._replica.spaces():
            known |= self._replica.vector(space).keys()
        return next((device for device in sorted(known) if device.startswith(part)), None)

    def _written(self, space: Space) -> int:
        mark = self._replica.vector(space).get(self._replica.device)
        return mark.seq if mark else 0


class OwnAddressError(LinkError):
    """The address is that of this device itself. Nothing was sent."""

    code = "own_address"


def _seq(held: Held, space: Space, device: DeviceId) -> int:
    return held.get(space.space_id, {}).get(device, 0)
