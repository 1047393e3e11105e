"""What an open operation gives to those who give and take images."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from app.domain.calendar_jp import day_of
from app.domain.tables import REGISTRY
from app.services.checkpointing import CheckpointKeeper
from app.services.filling import FILLING, Filling
from app.services.image_exchange import ImageExchange
from app.services.images_given import GivenImages
from app.services.images_taken import TakenImages
from app.services.judging import OURS
from app.services.operation_files import OperationCard, World
from app.services.operation_start import Start
from app.store.checkpoint import CheckpointFiles, NewestPlain
from app.store.schema import schema_id
from sync.core.authority import Authority
from sync.core.ids import DeviceId
from sync.crypto.vault import Vault, VaultContents
from sync.log.contract import BatchLog

T = TypeVar("T")


class Home(Protocol):
    """`app.services.operation.Operation`."""

    folder: Path
    card: OperationCard
    vault: Vault
    log: BatchLog
    world: World
    start: Start
    filling: Filling

    @property
    def authority(self) -> Authority: ...

    @property
    def is_covered(self) -> bool: ...

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T: ...

    def remember(self, **extras: object) -> None: ...

    def adopt(self, maker: DeviceId, clock: int, packed: bytes, image: bytes) -> None: ...

    def settle(self) -> None: ...


class _Ground:
    """`app.services.images_given.Ground`."""

    def __init__(self, home: Home, files: CheckpointFiles, keeper: CheckpointKeeper) -> None:
        self._home = home
        self._keeper = keeper
        self.newest: Callable[[], NewestPlain | None] = files.newest_plain

    def authority(self) -> Authority:
        return self._home.authority

    def contents(self) -> VaultContents:
        return self._home.vault.contents

    def today(self) -> str:
        return day_of(self._home.world.clock.now_ms()).isoformat()

    def dropped(self) -> int:
        return self._keeper.dropped

    def batches(self) -> int:
        return sum(self._home.log.vector().values())

    def is_whole(self) -> bool:
        home = self._home
        if not home.filling.is_over or home.start.lost:
            return False
        reasons = {row[0] for row in home.read(_reasons)}
        return reasons.isdisjoint(OURS)


def image_exchange(home: Home, files: CheckpointFiles, keeper: CheckpointKeeper) -> ImageExchange:
    schema = bytes.fromhex(schema_id(REGISTRY))
    world, contents = home.world, home.vault.contents
    given = GivenImages(_Ground(home, files, keeper), home.card.id, schema, world.random)
    taken = TakenImages(
        home.folder, world.disk, contents.device, home.card.id, schema, lambda: home.authority,
        home.adopt,
    )  # fmt: skip
    return ImageExchange(
        given, taken, home.filling, lambda: home.is_covered, home.settle,
        lambda: home.remember(**{FILLING: {}}),
    )  # fmt: skip


def _reasons(db: sqlite3.Connection) -> list[tuple[str]]:
    return db.execute("SELECT DISTINCT reason FROM _held").fetchall()
