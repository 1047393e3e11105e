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

import errno
import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.store.checkpoint import NAMES
from sync.core.errors import DamagedFile, LogFull, LogUnwritable, NewerFormat
from sync.core.ids import DeviceId, EntityId
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
CARD = "operation.json"
KEYS = ("vault", "vault.copy")
CHANGING = "rebirth.json"  # a device is taking the place of another (`rebirth_place`)
FIRST_LETTER = "A"
CENTRE_KIND, COUNTY_KIND = "centre", "county"
ROOT = "root"  # in the vault: the founding device's id, where that is another one


@dataclass(frozen=True)
class World:
    """Clock, randomness and disk: real in `bootstrap`, faked in tests."""

    clock: Clock
    random: Random
    disk: Disk
    cost: ScryptCost = DEFAULT_COST


@dataclass(frozen=True)
class OperationCard:
    """The part of an operation that is readable without its passphrase. In a county's, which holds
    no person and has the spaces `auth` and `shared` only, `centre` is the council of the device."""

    id: EntityId
    centre: EntityId
    drill: bool
    kind: str = CENTRE_KIND


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
    open_to_all = {
        SpaceKind.AUTH: Space(SpaceKind.AUTH),
        SpaceKind.SHARED: Space(SpaceKind.SHARED),
    }
    if card.kind == COUNTY_KIND:
        return open_to_all
    return {
        **open_to_all,
        SpaceKind.CENTRE: Space(SpaceKind.CENTRE, card.centre),
        SpaceKind.SEALED: Space(SpaceKind.SEALED, card.centre),
    }


def create_files(folder: Path, passphrase: str, card: OperationCard, world: World) -> None:
    """A new folder with fresh keys and an empty log, or nothing. Raises OperationExists, BadInput,
    LogFull, LogUnwritable, OSError."""
    if not is_vacant(folder):
        raise OperationExists(folder.name)
    try:
        (folder / PHOTOS).mkdir(parents=True, exist_ok=True)
        spaces = spaces_of(card).values()
        keys = tuple(SpaceKey.generate(space, 1, world.random) for space in spaces)
        contents = VaultContents(
            DeviceKey.generate(world.random), keys, world.random.bytes(32), {"letter": FIRST_LETTER}
        )
        Vault.create(
            folder / "vault", passphrase, contents,
            disk=world.disk, random=world.random, cost=world.cost,
        )  # fmt: skip
        SqliteLog.create(folder / LOG).close()
        write_card(folder, card, world.disk)  # last: a folder with this file is whole
    except BaseException:
        discard_files(folder)
        raise


def is_vacant(folder: Path) -> bool:
    """Whether no operation lies there, not even a damaged one."""
    return not any((folder / name).exists() for name in (CARD, *KEYS, LOG, CHANGING))


def discard_files(folder: Path) -> None:
    """Of an operation that nobody has used yet: it would only stand in the way of the next try."""
    for name in (CARD, *KEYS, LOG, f"{LOG}-wal", f"{LOG}-shm", *NAMES, "lock"):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    for empty in (folder / PHOTOS, folder):
        with suppress(OSError):
            empty.rmdir()


def write_card(folder: Path, card: OperationCard, disk: Disk) -> None:
    """Raises LogFull, OSError."""
    said = {
        "format": OPERATION_FORMAT, "id": card.id.hex(), "centre": card.centre.hex(),
        "drill": card.drill,
    }  # fmt: skip
    if card.kind != CENTRE_KIND:
        said["kind"] = card.kind
    text = json.dumps(said)
    try:
        disk.write_atomically(folder / CARD, text.encode())
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise LogFull(f"no space for {CARD}") from error
        raise


def root_of(contents: VaultContents) -> DeviceId:
    """The device that founded the centre; where nothing else is written, this one."""
    named = contents.extras.get(ROOT)
    return DeviceId(bytes.fromhex(named)) if named else contents.device.device_id


def require_fit(card: OperationCard, contents: VaultContents) -> None:
    """The card belongs to these keys. Raises DamagedFile: one wrong letter in it would otherwise
    show an operation that nothing can be written to."""
    spaces = {key.space for key in contents.space_keys}
    owners = {space.owner for space in spaces if space.owner is not None}
    if Space(SpaceKind.AUTH) not in spaces or owners - {card.centre}:
        raise DamagedFile(CARD)


def read_card(folder: Path, disk: Disk) -> OperationCard:
    """Raises NoOperation, NewerFormat, DamagedFile."""
    data = disk.read(folder / CARD)
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
            _kind(found.get("kind", CENTRE_KIND)),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFile(CARD) from error


def _kind(text: str) -> str:
    if text not in (CENTRE_KIND, COUNTY_KIND):
        raise ValueError(text)
    return text


class FolderLock:
    """Raises OperationInUse where another process holds the folder, LogUnwritable where the system
    lets nobody hold it."""

    def __init__(self, folder: Path) -> None:
        try:
            self._db = sqlite3.connect(
                folder / "lock", timeout=0, isolation_level=None, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise LogUnwritable(f"lock: {error.sqlite_errorname}") from error
        try:
            self._db.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            self._db.close()
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise OperationInUse(folder.name) from error
            raise LogUnwritable(f"lock: {error.sqlite_errorname}") from error

    def release(self) -> None:
        self._db.close()
