"""What stands around a desk of screens: who may sign in, what syncs, what is kept now and then.

A part of the composition root (`app.bootstrap`): the two see every room, and nobody else does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from app.domain.calendar_jp import day_of
from app.services.checkpointing import CheckpointRhythm
from app.services.command import Actor
from app.services.counties import county_actor
from app.services.county_gate import ticket_url
from app.services.operation import Operation
from app.services.operation_files import COUNTY_KIND, World
from app.services.publishing import Publisher, PublishRhythm
from app.services.sign_in import convenient_actor, sign_in
from app.services.storage import StorageFacts, Verified, storage_facts, verified
from app.store.queries.frame import frame_row
from app.store.queries.staff import who_may_sign_in
from app.ui.desk import Desk, Door, StaffChoice
from app.ui.operation_port import OperationPort
from sync.core.ids import EntityId

if TYPE_CHECKING:
    from app.services.syncing import Syncing

SET_UP = Actor(None, "Tasuki", "chief")
ENDING_S_MOST = 5.0


@contextmanager
def county_of(desk: Desk) -> Iterator[None]:
    """Opened with the operation, closed before it."""
    desk.open_county()
    try:
        yield
    finally:
        desk.close_county()


@contextmanager
def publishing(desk: Desk) -> Iterator[None]:
    """What the centre gives away goes to the county by itself while both are open."""
    ending = Event()

    def publish() -> None:
        centre, county = desk.operation, desk.county
        if centre is not None and county is not None and county is not centre:
            Publisher(real_of(centre), real_of(county), county_actor(SET_UP)).publish_due()

    thread = Thread(target=PublishRhythm(ending.wait, publish).run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(ENDING_S_MOST)  # neither is closed under it


@contextmanager
def ended(begun: "list[Syncing]") -> Iterator[None]:
    """Nobody syncs any more when the operation is closed."""
    try:
        yield
    finally:
        for syncing in begun:
            syncing.stop()


@contextmanager
def checkpoints(desk: Desk) -> Iterator[None]:
    """Every few minutes while the screens run; and what was unlocked on a screen is closed."""
    given, ending = desk.operation, Event()

    def keep() -> None:
        for operation in {desk.operation, desk.county}:
            if operation is not None:
                real_of(operation).checkpoint()

    Thread(target=CheckpointRhythm(ending.wait, keep).run, daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        if desk.operation is not None and desk.operation is not given:
            real_of(desk.operation).close()


def door_of(world: World, unlock: Callable[[str], OperationPort]) -> Door:
    """Who may sign in is asked of the operation each time: staff come, go and end their stay."""

    def today() -> str:
        return day_of(world.clock.now_ms()).isoformat()

    def staff(operation: OperationPort) -> tuple[StaffChoice, ...]:
        rows = operation.read(lambda db: who_may_sign_in(db, today()))
        return tuple(StaffChoice(row.id, row.name, row.role, row.has_pin) for row in rows)

    def enter(operation: OperationPort, who: EntityId, pin: str) -> Actor | None:
        return operation.read(lambda db: sign_in(db, who, pin, today(), operation.letter))

    def automatic(operation: OperationPort) -> Actor | None:
        if not operation.read(frame_row).drill:
            return None
        return operation.read(lambda db: convenient_actor(db, today(), operation.letter))

    def is_county(operation: OperationPort) -> bool:
        return real_of(operation).card.kind == COUNTY_KIND

    def screens(county: OperationPort, hub: str) -> str:
        return ticket_url(real_of(county), hub)

    return Door(unlock, staff, enter, SET_UP, automatic, is_county=is_county, screens=screens)


def facts_of(operation: OperationPort) -> StorageFacts:
    return storage_facts(real_of(operation))


def verified_of(operation: OperationPort) -> Verified:
    return verified(real_of(operation))


def real_of(operation: OperationPort) -> Operation:
    assert isinstance(operation, Operation)
    return operation
