"""What all sessions of one process share: the operation behind its lock, threads, papers, clock.

Two browser windows on one laptop are two sessions of one desk. Unlocking in one unlocks the desk;
signing in is each session's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.services.command import Actor, Refused
from app.services.rebirth import Reborn
from app.ui.county_port import CountyPort
from app.ui.operation_port import OperationPort
from app.ui.paper_tray import PaperTray
from app.ui.signin_guard import SignInGuard
from app.ui.storage import Storage
from app.ui.sync_port import JoinPort, RebirthPort, SyncPort
from app.ui.workers import Workers
from sync.core.ids import EntityId
from sync.core.ports import Clock, Random


class WrongPassphraseError(Exception):
    """The passphrase does not open this operation. Nothing was changed."""


@dataclass(frozen=True)
class StaffChoice:
    """Somebody who may sign in: `needs_pin` is false where no PIN was set yet."""

    id: EntityId
    name: str
    role: str
    needs_pin: bool = True


@dataclass(frozen=True)
class Door:
    """How one gets in; bootstrap fills it in.

    `unlock` raises WrongPassphraseError. `staff` lists who may sign in, `sign_in` returns the
    actor or None for a wrong PIN, `nobody_yet` is the actor while no staff is registered,
    `automatic` signs in without a question (the drill's demo), `syncing` gives what syncs an
    operation that was unlocked (None: nothing does), `leave` ends both. `is_county` tells an
    operation of councils; `county` opens that of a centre's device, where it may be in one;
    `screens` is what a county's device opens in the browser to see the screens of a hub (host:port)
    of the county.
    """

    unlock: Callable[[str], OperationPort]
    staff: Callable[[OperationPort], tuple[StaffChoice, ...]]
    sign_in: Callable[[OperationPort, EntityId, str], Actor | None]
    nobody_yet: Actor
    automatic: Callable[[OperationPort], Actor | None] = field(default=lambda _operation: None)
    syncing: Callable[[OperationPort], SyncPort | None] = field(default=lambda _operation: None)
    leave: Callable[[OperationPort], None] = field(default=lambda _operation: None)
    is_county: Callable[[OperationPort], bool] = field(default=lambda _operation: False)
    county: Callable[[OperationPort], CountyPort | None] = field(default=lambda _operation: None)
    screens: Callable[[OperationPort, str], str] = field(default=lambda _county, _hub: "")


OnOperation = Callable[[OperationPort | None], None]


class Desk:
    """`operation` is there from the start where the passphrase came from the command line; `sync`
    belongs to it. `county` is what councils do for each other, where this device is in one: the
    operation itself at a council that has nothing else, else `place` holds it. `join` is there
    where a device without an operation may come into a centre, `rebirth` where one that was copied
    may become a new one: `reborn` is what came of it, and while it is `moving` there is no
    operation."""

    def __init__(
        self,
        door: Door,
        clock: Clock,
        random: Random,
        *,
        operation: OperationPort | None = None,
        workers: Workers | None = None,
        storage: Storage | None = None,
        sync: SyncPort | None = None,
        join: JoinPort | None = None,
        county: OperationPort | None = None,
        rebirth: RebirthPort | None = None,
    ) -> None:
        self.door = door
        self.storage = storage
        self.sync = sync
        self.join = join
        self.county = county
        self.place: CountyPort | None = None
        self._counties: dict[int, Callable[[], None]] = {}
        self.rebirth = rebirth
        self.reborn: Reborn | Refused | None = None
        self.moving = False
        self._sessions: dict[int, OnOperation] = {}
        self.clock = clock
        self.operation = operation
        self.workers = workers if workers is not None else Workers()
        self.papers = PaperTray(clock, random)
        self.guard = SignInGuard()

    def unlock(self, passphrase: str) -> OperationPort:
        """Opens the operation for the whole process. Takes a second on purpose (key derivation):
        call it on a worker."""
        if self.operation is None:
            self.operation = self.door.unlock(passphrase)
            self.sync = self.door.syncing(self.operation)
            self.open_county()
        return self.operation

    def open_county(self) -> None:
        """After the operation, whatever lies there. Takes a moment: call it on a worker."""
        operation = self.operation
        if operation is None:
            return
        if self.door.is_county(operation):
            self.county = operation
            return
        self.place = self.door.county(operation)
        if self.place is not None:
            self.place.watch(self._see_county)
            self._see_county()

    def close_county(self) -> None:
        """Before the operation."""
        place, self.place = self.place, None
        self.county = None
        self._tell_county()
        if place is not None:
            place.close()

    def attend_county(self, on_county: Callable[[], None]) -> Callable[[], None]:
        """Hear (on any thread) that `county` is another one, or none; the answer ends it."""
        key = id(on_county)
        self._counties[key] = on_county
        return lambda: self._counties.pop(key, None) and None

    def _see_county(self) -> None:
        self.county = self.place.operation if self.place is not None else None
        self._tell_county()

    def _tell_county(self) -> None:
        for hear in list(self._counties.values()):
            hear()

    def attend(self, on_operation: OnOperation) -> Callable[[], None]:
        """Hear (on any thread) that the operation goes (None) or that another one is there. The
        answer ends it."""
        key = id(on_operation)
        self._sessions[key] = on_operation
        return lambda: self._sessions.pop(key, None) and None

    def be_reborn(self, passphrase: str) -> None:
        """The device that was let in takes the place of this one, for all sessions. Call it on a
        worker. Raises RuntimeError where nothing can be reborn."""
        before, rebirth = self.operation, self.rebirth
        if before is None or rebirth is None:
            raise RuntimeError("there is no device to be reborn")
        self.moving, self.operation, self.sync = True, None, None
        self._tell(None)
        try:
            self.close_county()
            self.door.leave(before)
            self.reborn = rebirth.finish(passphrase)
        finally:
            self.moving = False
            self._tell(self.unlock(passphrase))

    def _tell(self, operation: OperationPort | None) -> None:
        for hear in list(self._sessions.values()):
            hear(operation)
