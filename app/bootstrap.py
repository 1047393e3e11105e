"""Puts the real world together: the only file that sees every room."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from threading import Event, Thread
from typing import TYPE_CHECKING

from app.bench.ground import Tools
from app.catalogue.assets import asset_path
from app.catalogue.messages import LANGUAGES, Messages
from app.cli.hub_programs import HubPrograms
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import BenchOrder, DemoSize, Figure, MadeDemo, Programs, Skipped
from app.domain.calendar_jp import day_of
from app.domain.tables_county import PREFECTURE, council_id
from app.drill.clock import DrillClock
from app.drill.days import Size
from app.drill.demo import begins_at, centre_name, play_demo
from app.services.backup import Restored, restore
from app.services.centre import OpenCentre
from app.services.checkpointing import CheckpointRhythm
from app.services.command import Actor, Command, Refused
from app.services.counties import FoundCounty, county_actor
from app.services.operation import Operation
from app.services.operation_files import (
    COUNTY_KIND,
    OperationCard,
    OperationExists,
    World,
    create_files,
    discard_files,
)
from app.services.publishing import Publisher, PublishRhythm
from app.services.rebirth import Rebirth, Reborn
from app.services.rescue import Rescued, rescue
from app.services.sign_in import convenient_actor, sign_in
from app.services.storage import StorageFacts, Verified, storage_facts, verified
from app.store.queries.frame import frame_row
from app.store.queries.staff import who_may_sign_in
from app.ui.county_port import CountyPort
from app.ui.desk import Desk, Door, StaffChoice, WrongPassphraseError
from app.ui.operation_port import OperationPort
from app.ui.storage import Storage
from app.ui.sync_port import SyncPort
from sync.core.errors import BadInput, LogFull, WrongPassphrase
from sync.core.ids import EntityId, new_entity_id
from sync.crypto.sealing import Dictionaries
from sync.engine.world import RealClock, RealDisk, RealRandom

if TYPE_CHECKING:
    from app.services.recoveries import Recoveries
    from app.services.syncing import Syncing

SET_UP = Actor(None, "Tasuki", "chief")
NEEDS_OF_A_DAY = 20
ENDING_S_MOST = 5.0


def real_world() -> World:
    return World(RealClock(), RealRandom(), RealDisk())


def shipped_dictionaries() -> Dictionaries:
    return Dictionaries.load(asset_path("dictionary"))


def new_operation(
    folder: Path, passphrase: str, centre: str, *, drill: bool = False, label: str = "",
    world: World | None = None,
) -> Operation:  # fmt: skip
    """A fresh, open operation, or nothing; `label` is what its first device is called. Raises
    OperationExists, BadInput, LogFull, OSError."""
    world = world or real_world()
    card = OperationCard(
        new_entity_id(world.clock, world.random), new_entity_id(world.clock, world.random), drill
    )
    return _founded(
        folder, passphrase, card, world,
        lambda key: OpenCentre(centre, key, drill, label=label),
    )  # fmt: skip


def new_county(
    folder: Path, passphrase: str, name: str, *, drill: bool = False, world: World | None = None
) -> Operation:
    """What councils do for each other, founded by the prefectural council. Raises as
    `new_operation`."""
    world = world or real_world()
    card = OperationCard(
        new_entity_id(world.clock, world.random), council_id(PREFECTURE), drill, COUNTY_KIND
    )
    return _founded(folder, passphrase, card, world, lambda key: FoundCounty(name, key, drill))


def _founded(
    folder: Path, passphrase: str, card: OperationCard, world: World,
    first: Callable[[str], Command],
) -> Operation:  # fmt: skip
    create_files(folder, passphrase, card, world)
    try:
        operation = Operation.open(folder, passphrase, world, shipped_dictionaries())
        key = operation.vault.contents.device.public_key.hex()
        outcome = operation.submit(first(key), SET_UP)
        if isinstance(outcome, Refused):
            operation.close()
            raise (LogFull if outcome.code == "disk_full" else BadInput)(outcome.code)
    except BaseException:
        discard_files(folder)
        raise
    return operation


def open_operation(folder: Path, passphrase: str, world: World | None = None) -> Operation:
    """Raises NoOperation, OperationInUse, WrongPassphrase, DamagedFile, NewerFormat."""
    return Operation.open(folder, passphrase, world or real_world(), shipped_dictionaries())


def make_demo(
    folder: Path,
    passphrase: str,
    size: DemoSize,
    seed: int,
    on_progress: Callable[[int, int], None],
    world: World | None = None,
) -> MadeDemo:
    """A drill of some days that ends now. Played beside `folder` and renamed when it is whole, so
    that an interrupted run leaves nothing. Raises OperationExists, LogFull, OSError."""
    real = world or real_world()
    if folder.exists() and any(folder.iterdir()):
        raise OperationExists(folder.name)
    begun = folder.with_name(f"{folder.name}.part")
    rmtree(begun, ignore_errors=True)
    now_ms, days = real.clock.now_ms(), Size(size.volunteers, size.needs, size.days)
    clock = DrillClock(begins_at(now_ms, days))
    played = World(clock, real.random, real.disk, real.cost)
    label = Messages.load(LANGUAGES[0]).text("cli.new_device")
    operation = new_operation(
        begun, passphrase, centre_name(), drill=True, label=label, world=played
    )
    try:
        demo = play_demo(operation, clock, SET_UP, now_ms, days, seed, on_progress)
    except BaseException:
        operation.close()
        rmtree(begun, ignore_errors=True)  # half a demo would keep the disk full
        raise
    operation.close()
    if folder.exists():
        folder.rmdir()
    begun.rename(folder)
    return MadeDemo(demo.acts, demo.refusals)


def serve_screens(
    operation: Operation | None, folder: Path, port: int, on_ready: Callable[[str], None]
) -> None:
    """Runs the screens until interrupted. `operation` is None where the screen asks for the
    passphrase, or for an invitation. Raises OSError where the port is taken."""
    world = real_world()

    def unlock(passphrase: str) -> OperationPort:
        try:
            return open_operation(folder, passphrase, world)
        except WrongPassphrase as error:
            raise WrongPassphraseError from error

    # Most of a start, which other commands need not wait for.
    from app.services.county_place import CountyPlace
    from app.services.joining import Joiner
    from app.services.syncing import Syncing
    from app.ui.server import serve
    from sync.transports.http_client import HttpTransport

    begun: list[Syncing] = []

    def begin(operation: Operation) -> Syncing:
        made = Syncing(operation)
        made.start()
        return made

    def syncing(port: OperationPort) -> SyncPort:
        begun.append(begin(_real(port)))
        return begun[-1]

    def county(port: OperationPort) -> CountyPort:
        place = CountyPlace(_real(port), shipped_dictionaries(), HttpTransport, begin)
        place.open()
        return place

    def leave(port: OperationPort) -> None:
        """Ended for good: what one of these keeps later would be the next device's vault."""
        while begun:
            begun.pop().stop()
        _real(port).close()

    connecting = folder, world, shipped_dictionaries(), HttpTransport
    door = door_of(world, unlock)
    desk = Desk(
        replace(door, syncing=syncing, leave=leave, county=county), world.clock, world.random,
        operation=operation, storage=Storage(_facts, _verified),
        sync=syncing(operation) if operation is not None else None,
        join=Joiner(*connecting), rebirth=Rebirth(*connecting),
    )  # fmt: skip
    with _checkpoints(desk), _ended(begun), _county_of(desk), _publishing(desk):
        serve(desk, port, on_ready=on_ready)


@contextmanager
def _county_of(desk: Desk) -> Iterator[None]:
    """Opened with the operation, closed before it."""
    desk.open_county()
    try:
        yield
    finally:
        desk.close_county()


@contextmanager
def _publishing(desk: Desk) -> Iterator[None]:
    """What the centre gives away goes to the county by itself while both are open."""
    ending = Event()

    def publish() -> None:
        centre, county = desk.operation, desk.county
        if centre is not None and county is not None and county is not centre:
            Publisher(_real(centre), _real(county), county_actor(SET_UP)).publish_due()

    thread = Thread(target=PublishRhythm(ending.wait, publish).run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(ENDING_S_MOST)  # neither is closed under it


@contextmanager
def _ended(begun: "list[Syncing]") -> Iterator[None]:
    """Nobody syncs any more when the operation is closed."""
    try:
        yield
    finally:
        for syncing in begun:
            syncing.stop()


@contextmanager
def _checkpoints(desk: Desk) -> Iterator[None]:
    """Every few minutes while the screens run; and what was unlocked on a screen is closed."""
    given, ending = desk.operation, Event()

    def keep() -> None:
        for operation in {desk.operation, desk.county}:
            if operation is not None:
                _real(operation).checkpoint()

    Thread(target=CheckpointRhythm(ending.wait, keep).run, daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        if desk.operation is not None and desk.operation is not given:
            _real(desk.operation).close()


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
        return _real(operation).card.kind == COUNTY_KIND

    return Door(unlock, staff, enter, SET_UP, automatic, is_county=is_county)


def _facts(operation: OperationPort) -> StorageFacts:
    return storage_facts(_real(operation))


def _verified(operation: OperationPort) -> Verified:
    return verified(_real(operation))


def _real(operation: OperationPort) -> Operation:
    assert isinstance(operation, Operation)
    return operation


def rescue_operation(folder: Path, passphrase: str, target: Path) -> Rescued:
    """What is readable of a damaged operation, in a new folder. Raises as `rescue`."""
    return rescue(folder, passphrase, target, real_world())


def restore_operation(
    file: Path, words: str, folder: Path, passphrase: str, label: str, world: World | None = None
) -> Restored:
    """A backup as a new device, in a folder that is empty or not there. Raises as `restore`."""
    return restore(
        file, words, folder, passphrase, label, SET_UP, world or real_world(),
        shipped_dictionaries(),
    )  # fmt: skip


def reborn_here(folder: Path, passphrase: str, invitation: str) -> Reborn | Refused:
    """A new device in the place of the one in `folder`. Raises what opening raises."""
    from sync.transports.http_client import HttpTransport

    rebirth = Rebirth(folder, real_world(), shipped_dictionaries(), HttpTransport)
    return rebirth.finish(passphrase, invitation)


def run_bench(order: BenchOrder, on_step: Callable[[str], None]) -> Iterator[Figure | Skipped]:
    """Measures this machine on operations of its own. Raises KeyError for an unknown name."""
    from app.bench.run import run as measure_all

    program = (sys.executable,) if hasattr(sys, "frozen") else (sys.executable, "-m", "app")
    words = (*program, "run", "--no-browser", "--port", "0", "--operation")
    centre = Messages.load(LANGUAGES[0]).text("bench.centre")
    tools = Tools(
        partial(new_operation, passphrase=DEMO_PASSPHRASE, centre=centre, drill=True),
        partial(open_operation, passphrase=DEMO_PASSPHRASE),
        _make_day,
        shipped_dictionaries(),
        RealRandom(),
        lambda folder: (*words, str(folder)),
    )
    return measure_all(order, tools, on_step)


def _make_day(folder: Path, people: int) -> None:
    make_demo(folder, DEMO_PASSPHRASE, DemoSize(people, NEEDS_OF_A_DAY, 1), 1, lambda *_: None)


def hub_programs() -> HubPrograms:
    from app.services.hubs import Hubs  # with a server, which other commands need not wait for

    def write(line: str) -> None:
        sys.stderr.write(line + "\n")

    return Hubs(real_world(), shipped_dictionaries(), SET_UP, write)


def recoveries() -> "Recoveries":
    from app.services.recoveries import Recoveries  # with what a hub keeps its logs in

    return Recoveries(real_world(), shipped_dictionaries(), SET_UP)


PROGRAMS = Programs(
    new_operation,
    open_operation,
    make_demo,
    serve_screens,
    rescue_operation,
    run_bench,
    restore_operation,
    hub_programs,
    recoveries,
    reborn_here,
)
