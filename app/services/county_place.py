"""The county of a centre's device: a second operation in `DIR/county`, opened with the first.

**Promises.** The centre opens whatever lies there: what is wrong with the county is said by
`trouble`, and nothing is thrown away. Its secret lies in the centre's vault only.
**Refuses.** A county that is a drill where the centre is none, and the other way round; to come
into a second one while there is a first.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar

from app.domain.calendar_jp import jst
from app.services.command import HANDLERS, Actor, Command, Refused
from app.services.device_acts import EnterCounty, LeaveCounty
from app.services.invitations import DrillDiffers, wanted_of
from app.services.joining import Connect, Joiner, OnStep
from app.services.operation import Operation
from app.services.operation_files import NoOperation, OperationInUse, World, is_vacant
from app.services.rebirth_place import COUNTY as FOLDER
from sync.core.errors import LogFull, SyncError, WrongPassphrase
from sync.crypto.sealing import Dictionaries
from sync.crypto.vault import ScryptCost
from sync.engine.lines import Transport
from sync.protocol.messages import LinkError

_log = logging.getLogger(__name__)
SECRET = "county"  # in the centre's vault
SECRET_BYTES = 32
# The secret is no person's word: 256 random bits need no stretching.
COST = ScryptCost(log2_n=10)
# Why a county that lies here is not open; texts are `county.trouble.<code>`.
TROUBLES = ("secret", "damaged", "newer", "in_use", "unreadable", "drill_differs")


class CountySync(Protocol):
    """What syncs an open county (`app.services.syncing.Syncing`)."""

    def stop(self) -> None: ...


class Still:
    """Syncs nothing: for who only looks."""

    def stop(self) -> None:
        return None


S = TypeVar("S", bound=CountySync)


class CountyPlace(Generic[S]):
    """`begin` gives what syncs a county that was opened, already started. Safe for threads."""

    def __init__(
        self, centre: Operation, dictionaries: Dictionaries, connect: Connect,
        begin: Callable[[Operation], S],
    ) -> None:  # fmt: skip
        self._centre = centre
        self._folder = centre.folder / FOLDER
        self._world: World = replace(centre.world, cost=COST)
        self._dictionaries = dictionaries
        self._begin = begin
        self._joiner = Joiner(
            self._folder, self._world, dictionaries, connect, wanted_of(centre.card.drill)
        )
        self._turn = Lock()
        self._listeners: dict[int, Callable[[], None]] = {}
        self.operation: Operation | None = None
        self.sync: S | None = None
        self.trouble = ""

    def open(self) -> None:
        """What lies here, if something does. Never raises."""
        with self._turn:
            if self.operation is not None or is_vacant(self._folder):
                return
            self.trouble = self._opened()

    def join(self, invitation: str, label: str, actor: Actor, on_step: OnStep) -> Refused | None:
        """`invitation` as scanned, or "address code" as typed."""
        return self._come_in(
            EnterCounty(label), actor,
            lambda secret: self._joiner.join(invitation, label, secret, on_step),
        )  # fmt: skip

    def ask_by_picture(self, invitation: str, label: str) -> str | Refused:
        """Where there is no network: the text of the picture to show to the inviting device."""
        return self._joiner.ask_by_picture(invitation, label)

    def enter_by_picture(self, text: str, label: str, actor: Actor) -> Refused | None:
        """With what the inviting device showed in answer."""
        return self._come_in(
            EnterCounty(label), actor, lambda secret: self._joiner.enter_by_picture(text, secret)
        )

    def leave(self, actor: Actor) -> Refused | None:
        """The county's folder is set aside, and this device may come into one anew. At the others
        it stays a member until the prefectural council takes it out."""
        refused = self._allowed(LeaveCounty(), actor)
        if refused is not None:
            return refused
        with self._turn:
            self._close()
            if not is_vacant(self._folder):
                when = jst(self._centre.world.clock.now_ms())
                aside = self._folder.with_name(f"{FOLDER}-before-{when:%Y%m%d-%H%M%S}")
                try:
                    self._folder.rename(aside)
                except OSError:
                    self.trouble = self._opened()
                    return Refused("disk_unwritable")
            with suppress(OSError, SyncError):  # without its folder the secret opens nothing
                self._centre.remember(**{SECRET: None})
            self.trouble = ""
            self._centre.submit(LeaveCounty(), actor)
        self._tell()
        return None

    def close(self) -> None:
        """With the centre, before it is closed."""
        with self._turn:
            self._close()

    def watch(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Call back (on any thread) when there is another county here, or none; ends it."""
        key = id(on_change)
        self._listeners[key] = on_change
        return lambda: self._listeners.pop(key, None) and None

    def _allowed(self, command: Command, actor: Actor) -> Refused | None:
        decide = HANDLERS[type(command)].decide
        found = self._centre.foresee(lambda ctx: decide(command, ctx), actor)
        return found if isinstance(found, Refused) else None

    def _come_in(
        self, record: Command, actor: Actor, make: Callable[[str], Path | Refused]
    ) -> Refused | None:
        refused = self._allowed(record, actor)
        if refused is not None:
            return refused
        with self._turn:
            if not is_vacant(self._folder):
                return Refused("folder_taken")
            secret = self._centre.world.random.bytes(SECRET_BYTES).hex()
            try:
                # First: a secret without a county is nothing, a county without one is lost.
                self._centre.remember(**{SECRET: secret})
            except LogFull:
                return Refused("disk_full")
            except OSError:
                return Refused("disk_unwritable")
            made = make(secret)
            if isinstance(made, Refused):
                return made
            self._centre.submit(record, actor)
            self.trouble = self._opened()
        self._tell()
        return None

    def _opened(self) -> str:
        """Open it and begin to sync, or the code of what is wrong with it."""
        try:
            operation = self._unlocked()
        except (WrongPassphrase, NoOperation):
            return "secret"
        except OperationInUse:
            return "in_use"
        except DrillDiffers:
            return "drill_differs"
        except SyncError as error:
            _log.warning("the county does not open: %s", error.code)
            return "newer" if error.code == "newer_format" else "damaged"
        except OSError as error:
            _log.warning("the county does not open: %s", type(error).__name__)
            return "unreadable"
        self.operation = operation
        self.sync = self._begin(operation)
        return ""

    def _unlocked(self) -> Operation:
        secret = self._centre.vault.contents.extras.get(SECRET)
        if not secret:
            raise NoOperation(str(self._folder))
        operation = Operation.open(self._folder, str(secret), self._world, self._dictionaries)
        if operation.card.drill != self._centre.card.drill:
            operation.close()
            raise DrillDiffers(FOLDER)
        return operation

    def _close(self) -> None:
        operation, self.operation = self.operation, None
        sync, self.sync = self.sync, None
        if sync is not None:
            sync.stop()
        if operation is not None:
            operation.close()

    def _tell(self) -> None:
        for listener in list(self._listeners.values()):
            listener()


def look_beside(centre: Operation, dictionaries: Dictionaries) -> CountyPlace[Still]:
    """The county of a centre's device, open if there is one. It meets nobody."""

    def nobody(_address: str, _fingerprint: bytes | None) -> Transport:
        raise LinkError("nobody is met")

    place = CountyPlace(centre, dictionaries, nobody, lambda _county: Still())
    place.open()
    return place
