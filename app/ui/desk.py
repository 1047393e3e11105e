"""What all sessions of one process share: the operation behind its lock, threads, papers, clock.

Two browser windows on one laptop are two sessions of one desk. Unlocking in one unlocks the desk;
signing in is each session's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.services.command import Actor
from app.ui.operation_port import OperationPort
from app.ui.paper_tray import PaperTray
from app.ui.signin_guard import SignInGuard
from app.ui.storage import Storage
from app.ui.sync_port import JoinPort, SyncPort
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
    operation that was unlocked (None: nothing does).
    """

    unlock: Callable[[str], OperationPort]
    staff: Callable[[OperationPort], tuple[StaffChoice, ...]]
    sign_in: Callable[[OperationPort, EntityId, str], Actor | None]
    nobody_yet: Actor
    automatic: Callable[[OperationPort], Actor | None] = field(default=lambda _operation: None)
    syncing: Callable[[OperationPort], SyncPort | None] = field(default=lambda _operation: None)


class Desk:
    """`operation` is there from the start where the passphrase came from the command line; `sync`
    belongs to it. `county` is what councils do for each other, where this device is in one; at the
    hub it is the operation itself. `join` is there where a device without an operation may come
    into a centre."""

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
    ) -> None:
        self.door = door
        self.storage = storage
        self.sync = sync
        self.join = join
        self.county = county
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
        return self.operation
