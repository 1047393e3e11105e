"""Puts the real world together: the only file that sees every room."""

from collections.abc import Callable
from pathlib import Path

from app.catalogue.assets import asset_path
from app.services.centre import OpenCentre
from app.services.command import Actor, Refused
from app.services.operation import Operation
from app.services.operation_files import OperationCard, World, create_files
from app.ui.desk import Desk, Door, WrongPassphraseError
from app.ui.operation_port import OperationPort
from app.ui.server import serve
from sync.core.errors import WrongPassphrase
from sync.core.ids import new_entity_id
from sync.crypto.sealing import Dictionaries
from sync.engine.world import RealClock, RealDisk, RealRandom

SET_UP = Actor(None, "Tasuki", "chief")


def real_world() -> World:
    return World(RealClock(), RealRandom(), RealDisk())


def shipped_dictionaries() -> Dictionaries:
    return Dictionaries.load(asset_path("dictionary"))


def new_operation(
    folder: Path, passphrase: str, centre: str, *, drill: bool = False, world: World | None = None
) -> Operation:
    """A fresh, open operation. Raises OperationExists, BadInput, LogFull, OSError."""
    world = world or real_world()
    card = OperationCard(
        new_entity_id(world.clock, world.random), new_entity_id(world.clock, world.random), drill
    )
    create_files(folder, passphrase, card, world)
    operation = Operation.open(folder, passphrase, world, shipped_dictionaries())
    key = operation.vault.contents.device.public_key.hex()
    outcome = operation.submit(OpenCentre(centre, key, drill), SET_UP)
    if isinstance(outcome, Refused):
        operation.close()
        raise ValueError(outcome.code)
    return operation


def open_operation(folder: Path, passphrase: str, world: World | None = None) -> Operation:
    """Raises NoOperation, OperationInUse, WrongPassphrase, DamagedFile, NewerFormat."""
    return Operation.open(folder, passphrase, world or real_world(), shipped_dictionaries())


def serve_screens(
    operation: Operation | None, folder: Path, port: int, on_ready: Callable[[str], None]
) -> None:
    """Runs the screens until interrupted. `operation` is None where the screen asks for the
    passphrase. Raises OSError where the port is taken."""
    world = real_world()

    def unlock(passphrase: str) -> OperationPort:
        try:
            return open_operation(folder, passphrase, world)
        except WrongPassphrase as error:
            raise WrongPassphraseError from error

    door = Door(
        unlock=unlock,
        staff=lambda _operation: (),
        sign_in=lambda _operation, _who, _pin: None,
        nobody_yet=SET_UP,
        automatic=lambda _operation: SET_UP,
    )
    serve(Desk(door, world.clock, world.random, operation=operation), port, on_ready=on_ready)
