"""The first sync of a new device from an image (a checkpoint of the other one), and its bytes.

Measured from welcome until everything is shown, both ends; the log then comes after it and is not
counted. Floor of the time: the same checkpoint is copied, unsealed and opened on the device that
wrote it. Floor of the bytes: all packed bodies compressed as one piece.
"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

from app.bench.disk import bodies_of
from app.bench.ground import Ground
from app.bench.rounds import alternate, median
from app.bench.syncing import First, Host, cpu_seconds, let_in
from app.cli.programs import Aim, Figure, Skipped
from app.domain.tables import REGISTRY
from app.services.operation import Operation
from app.store.checkpoint import NAMES, Checkpoint, CheckpointFiles
from app.store.schema import schema_id
from app.store.working_set import WorkingSet

NAME = "sync_image"
ROUNDS = 5
FLOOR_TIMES_MOST = 1.5
WIRE_BYTES_MOST = 130


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    for size, folder in (("10k", ground.part()), ("100k", ground.plain())):
        ground.say(NAME)
        operation = ground.tools.open_operation(folder)
        try:
            yield from _first(size, operation, ground)
        finally:
            operation.close()


def _first(size: str, operation: Operation, ground: Ground) -> Iterator[Figure | Skipped]:
    host = Host(operation, images=True)
    people = bodies_of(operation, ground)
    firsts: list[First] = []

    def joined(number: int) -> float:
        operation.images.given.forget()
        first = let_in(host, ground.folder / f"image-{size}-{number}", ground)
        shown = first.operation.filling.from_image
        first.operation.close()
        if not shown:
            raise AssertionError("the first sync took no image")
        firsts.append(first)
        return first.cpu_s

    taken, beside = alternate(
        ROUNDS, joined,
        lambda number: _opened(operation, ground.folder / f"copied-{size}-{number}"),
    )  # fmt: skip
    yield Figure(
        f"sync_image_{size}", median(taken), median(beside), "s", Aim("ratio", FLOOR_TIMES_MOST),
        {"registrations": people.count, "wall_s": median([one.wall_s for one in firsts]),
         "sender_s": median([one.wire.answering_s for one in firsts])},
    )  # fmt: skip
    wire = median([float(one.wire.bytes) for one in firsts])
    yield Figure(
        f"sync_image_wire_{size}", wire / people.count, people.together / people.count, "bytes",
        Aim("value", WIRE_BYTES_MOST), {"calls": firsts[-1].wire.calls},
    )  # fmt: skip


def _opened(operation: Operation, folder: Path) -> float:
    """Seconds of the processor to copy the newest checkpoint, to unseal it and to open it."""
    folder.mkdir()
    contents, world = operation.vault.contents, operation.world
    files = CheckpointFiles(
        folder, contents.checkpoint_key, operation.card.id, schema_id(REGISTRY), world.disk,
        world.random,
    )  # fmt: skip
    shown = WorkingSet(REGISTRY, folder.name)

    def work() -> None:
        for name in NAMES:
            if (operation.folder / name).exists():
                copyfile(operation.folder / name, folder / name)
        found = next(files.newest_first())
        if not isinstance(found, Checkpoint):
            raise AssertionError(found)
        shown.restore(found.image)

    try:
        return cpu_seconds(work)
    finally:
        shown.close()
