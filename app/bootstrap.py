"""Puts the real world together: with `app.bootstrap_screens` the only file that sees every room."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from time import monotonic
from typing import TYPE_CHECKING

from app.bench.ground import Tools
from app.bootstrap_screens import (
    SET_UP,
    checkpoints,
    county_of,
    door_of,
    ended,
    facts_of,
    publishing,
    real_of,
    verified_of,
)  # fmt: skip
from app.catalogue.assets import asset_path
from app.catalogue.messages import LANGUAGES, Messages
from app.cli.county_programs import CountyPrograms
from app.cli.hub_programs import HubPrograms
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import BenchOrder, DemoSize, Figure, MadeDemo, Programs, Skipped
from app.domain.tables_county import PREFECTURE, council_id
from app.drill.clock import DrillClock
from app.drill.days import Size
from app.drill.demo import begins_at, centre_name, play_demo
from app.services.backup import Restored, restore
from app.services.centre import OpenCentre
from app.services.command import Actor, Command, Refused
from app.services.counties import FoundCounty
from app.services.operation import Operation
from app.services.operation_files import (
    COUNTY_KIND,
    OperationCard,
    OperationExists,
    World,
    create_files,
    discard_files,
)
from app.services.rebirth import Rebirth, Reborn
from app.services.rehearsal import Hub, Told
from app.services.rescue import Rescued, rescue
from app.ui.county_port import CountyPort
from app.ui.desk import Desk, Door, WrongPassphraseError
from app.ui.operation_port import OperationPort
from app.ui.storage import Storage
from app.ui.sync_port import SyncPort
from sync.core.errors import BadInput, LogFull, WrongPassphrase
from sync.core.ids import new_entity_id
from sync.crypto.sealing import Dictionaries
from sync.engine.world import RealClock, RealDisk, RealRandom
from sync.protocol.addresses import parse_address

if TYPE_CHECKING:
    from app.services.county_place import CountyPlace, Still
    from app.services.hub_county import FaceOrder
    from app.services.recoveries import Recoveries
    from app.ui.hub_server import HubScreens
    from sync.hub.serving import HubOrder

__all__ = ["PROGRAMS", "SET_UP", "door_of"]

NEEDS_OF_A_DAY = 20
ASKED_A_SECOND, ASKED_AT_ONCE = 2, 60  # of the hub's feed and entrance, by one address


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
    folder: Path, passphrase: str, name: str, *, drill: bool = False, disaster: str = "",
    world: World | None = None,
) -> Operation:  # fmt: skip
    """What councils do for each other, founded by the prefectural council. Raises as
    `new_operation`."""
    world = world or real_world()
    card = OperationCard(
        new_entity_id(world.clock, world.random), council_id(PREFECTURE), drill, COUNTY_KIND
    )
    return _founded(
        folder, passphrase, card, world, lambda key: FoundCounty(name, key, drill, disaster)
    )


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


def make_story(
    folder: Path, passphrase: str, on_step: Callable[[Told], None], world: World | None = None
) -> int:
    """The story of the mutual aid agreement, with its last day yesterday; the number of acts.
    Played beside `folder` and renamed when it is whole. Raises OperationExists, StoryStopped."""
    from app.drill.mutual_aid import tell
    from app.drill.mutual_aid_ground import Ground, Makers
    from app.drill.mutual_aid_parts import DAYS

    real = world or real_world()
    if folder.exists() and any(folder.iterdir()):
        raise OperationExists(folder.name)
    begun = folder.with_name(f"{folder.name}.part")
    rmtree(begun, ignore_errors=True)
    makers = Makers(
        new_county, new_operation,
        lambda operation, actor: Hub(operation, shipped_dictionaries(), actor),
    )  # fmt: skip
    clock = DrillClock(begins_at(real.clock.now_ms(), Size(0, 0, DAYS - 2)))
    ground = None
    try:
        ground = Ground(begun, passphrase, makers, real, clock, SET_UP)
        tell(ground, on_step)
    except BaseException:
        if ground is not None:
            ground.close()
        rmtree(begun, ignore_errors=True)
        raise
    ground.close()
    if folder.exists():
        folder.rmdir()
    begun.rename(folder)
    return ground.acts


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
        begun.append(begin(real_of(port)))
        return begun[-1]

    def county(port: OperationPort) -> CountyPort:
        place = CountyPlace(real_of(port), shipped_dictionaries(), HttpTransport, begin)
        place.open()
        return place

    def leave(port: OperationPort) -> None:
        """Ended for good: what one of these keeps later would be the next device's vault."""
        while begun:
            begun.pop().stop()
        real_of(port).close()

    connecting = folder, world, shipped_dictionaries(), HttpTransport
    door = door_of(world, unlock)
    desk = Desk(
        replace(door, syncing=syncing, leave=leave, county=county), world.clock, world.random,
        operation=operation, storage=Storage(facts_of, verified_of),
        sync=syncing(operation) if operation is not None else None,
        join=Joiner(*connecting), rebirth=Rebirth(*connecting),
    )  # fmt: skip
    with checkpoints(desk), ended(begun), county_of(desk), publishing(desk):
        serve(desk, port, on_ready=on_ready)


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
        partial(new_county, passphrase=DEMO_PASSPHRASE, name=centre, drill=True),
    )
    return measure_all(order, tools, on_step)


def _make_day(folder: Path, people: int) -> None:
    make_demo(folder, DEMO_PASSPHRASE, DemoSize(people, NEEDS_OF_A_DAY, 1), 1, lambda *_: None)


def hub_programs() -> HubPrograms:
    from app.services.hubs import Hubs  # with a server, which other commands need not wait for

    def write(line: str) -> None:
        sys.stderr.write(line + "\n")

    return Hubs(real_world(), shipped_dictionaries(), SET_UP, write, hub_face)


@contextmanager
def hub_face(order: "FaceOrder", hub: "HubOrder", port: int) -> Iterator[int]:
    """The county's screens beside the hub that answers at `port`; their own port."""
    from app.services.county_gate import Gate
    from app.services.figures_feed import FiguresFeed
    from app.services.hub_county import HERE, county_at_hub
    from app.ui.hub_guard import VISITOR
    from app.ui.hub_server import HubScreens, build_hub_asgi
    from sync.hub.folder import HubFolder
    from sync.transports.limits import Buckets

    world, reader = real_world(), Actor(None, "", "observer")
    own = HubFolder(hub.data, world.disk).identity()
    certificate = hub.given_certificate() or own.certificate
    called = str(parse_address(hub.host or HERE)._replace(port=port))
    with county_at_hub(order, world, shipped_dictionaries(), called) as county:
        gate = Gate(county, own.device.private_bytes, hub.data / "tickets")
        door = Door(
            lambda _passphrase: county, lambda _county: (), lambda *_: None, reader,
            automatic=lambda _county: VISITOR.get(), is_county=lambda _county: True,
        )  # fmt: skip
        desk = Desk(door, world.clock, world.random, operation=county)
        desk.open_county()
        wait_s = Buckets(ASKED_A_SECOND, ASKED_AT_ONCE, monotonic).take
        app = build_hub_asgi(desk, FiguresFeed(county), gate, wait_s)
        screens = HubScreens(app, certificate.server_context(world.random), hub.host)
        try:
            yield _started(screens, order.port or port + 1)
        finally:
            screens.stop()
            desk.workers.close()


def _started(screens: "HubScreens", port: int) -> int:
    from app.services.hub_county import ScreensPortTakenError

    try:
        return screens.start(port)
    except OSError as error:
        raise ScreensPortTakenError(str(port)) from error


def counties() -> CountyPrograms:
    from app.services.county_programs import Counties  # with a server
    from app.services.joining import Joiner
    from sync.transports.http_client import HttpTransport

    def make(folder: Path, passphrase: str, name: str, drill: bool, disaster: str) -> Operation:
        return new_county(folder, passphrase, name, drill=drill, disaster=disaster)

    def joiner(folder: Path, wants: str) -> Joiner:
        return Joiner(folder, real_world(), shipped_dictionaries(), HttpTransport, wants)

    return Counties(make, open_operation, SET_UP, joiner)


def still_county(centre: Operation) -> "CountyPlace[Still]":
    from app.services.county_place import look_beside

    return look_beside(centre, shipped_dictionaries())


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
    counties,
    make_story,
    still_county,
)
