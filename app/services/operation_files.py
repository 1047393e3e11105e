"""The folder of one operation: what lies in it, how it is made, how it is opened.

```
operation.json   id, format, drill: nothing about a person
vault            keys, sealed by the passphrase        vault.copy
log.sqlite       the truth: sealed, signed batches
photos/          sealed files, each named by its hash
```
One process at a time: the lock is an SQLite file held exclusively; the system releases it at any
death.
"""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sync.core.errors import DamagedFile, NewerFormat
from sync.core.ids import EntityId
from sync.core.ports import Clock, Random
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.disk import Disk
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import DEFAULT_COST, ScryptCost, Vault, VaultContents
from sync.log.sqlite import SqliteLog

OPERATION_FORMAT = 1
PHOTOS = "photos"
LOG = "log.sqlite"
FIRST_LETTER = "A"


@dataclass(frozen=True)
class World:
    """Clock, randomness and disk: real in `bootstrap`, faked in tests."""

    clock: Clock
    random: Random
    disk: Disk
    cost: ScryptCost = DEFAULT_COST


@dataclass(frozen=True)
class OperationCard:
    """The part of an operation that is readable without its passphrase."""

    id: EntityId
    centre: EntityId
    drill: bool


class OperationInUse(Exception):
    """Another window has this operation open."""

    code = "operation_in_use"


class OperationExists(Exception):
    """There is an operation in this folder already; nothing was changed."""

    code = "operation_exists"


class NoOperation(Exception):
    """There is no operation in this folder."""

    code = "no_operation"


def spaces_of(card: OperationCard) -> dict[SpaceKind, Space]:
    return {
        SpaceKind.AUTH: Space(SpaceKind.AUTH),
        SpaceKind.SHARED: Space(SpaceKind.SHARED),
        SpaceKind.CENTRE: Space(SpaceKind.CENTRE, card.centre),
        SpaceKind.SEALED: Space(SpaceKind.SEALED, card.centre),
    }


def create_files(folder: Path, passphrase: str, card: OperationCard, world: World) -> None:
    """A new folder with fresh keys. Raises OperationExists, BadInput, LogFull, OSError."""
    if (folder / "operation.json").exists():
        raise OperationExists(folder.name)
    (folder / PHOTOS).mkdir(parents=True, exist_ok=True)
    keys = tuple(SpaceKey.generate(space, 1, world.random) for space in spaces_of(card).values())
    contents = VaultContents(
        DeviceKey.generate(world.random), keys, world.random.bytes(32), {"letter": FIRST_LETTER}
    )
    Vault.create(
        folder / "vault", passphrase, contents,
        disk=world.disk, random=world.random, cost=world.cost,
    )  # fmt: skip
    SqliteLog.create(folder / LOG).close()
    text = json.dumps(
        {"format": OPERATION_FORMAT, "id": card.id.hex(), "centre": card.centre.hex(),
         "drill": card.drill}
    )  # fmt: skip
    # Last: a folder with this file is whole.
    world.disk.write_atomically(folder / "operation.json", text.encode())


def read_card(folder: Path, disk: Disk) -> OperationCard:
    """Raises NoOperation, NewerFormat, DamagedFile."""
    data = disk.read(folder / "operation.json")
    if data is None:
        raise NoOperation(str(folder))
    try:
        found = json.loads(data)
        if found["format"] > OPERATION_FORMAT:
            raise NewerFormat(f"operation format {found['format']}")
        return OperationCard(
            EntityId(bytes.fromhex(found["id"])),
            EntityId(bytes.fromhex(found["centre"])),
            bool(found["drill"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFile("operation.json") from error


class FolderLock:
    """Raises OperationInUse where another process holds the folder."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(
            folder / "lock", timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            self._db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._db.close()
            raise OperationInUse(folder.name) from error

    def release(self) -> None:
        self._db.close()
