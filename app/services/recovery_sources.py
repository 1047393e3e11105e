"""What may be left of a centre, as something that a recovery reads: a hub's copy, a device's folder
whose passphrase is lost, sticks, backups. Nothing of it is changed, and nothing of it is trusted:
every batch proves itself by its author's signature.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Protocol

from app.services.backup import unpacked_backup
from app.services.backup_file import is_backup
from app.services.bundles import SUFFIX, bundles_in
from app.services.judging import Judge
from app.services.operation import Operation
from app.services.operation_files import (
    CARD,
    COUNTY_KIND,
    LOG,
    OPERATION_FORMAT,
    PHOTOS,
    FolderLock,
    World,
)
from app.services.recovery_keys import NothingToRecover
from app.services.recovery_notes import Note, notes_in, read_note
from app.services.sealing import BatchSealer
from sync.core.authority import Authority
from sync.core.errors import BadSeal, SyncError
from sync.core.ids import ID_BYTES, EntityId, operation_tag
from sync.core.limits import CHUNK_BYTES
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.sealing import Dictionaries
from sync.crypto.space_keys import Keyring
from sync.crypto.vault import VaultContents
from sync.engine.replica import LogReplica, Shelf
from sync.hub.card import HubCard
from sync.hub.folder import IDENTITY, HubFolder, Served
from sync.hub.storage import storage_for
from sync.hub.tenant import FILES
from sync.log.contract import BatchLog, SealedEntry
from sync.log.sqlite import SqliteLog
from sync.transports.bundle_card import Envelope, notes_in_card
from sync.transports.bundle_reading import peek, read_bundle

BACKUP_SUFFIX = ".tasuki-backup"


class Source(Protocol):
    """`note` is None where the key that is used opens nothing here."""

    note: Note | None

    def pour(self, operation: Operation) -> None:
        """Take all records in. Raises LogFull, LogBusy, LogUnwritable, DamagedFile, OSError."""

    def pour_photos(self, operation: Operation) -> None:
        """The photos that the records name, once these are shown. Raises as `pour`."""


@dataclass(frozen=True)
class Tools:
    """The recovery key, the world, and a folder for what has to be unpacked. `tag` and `database`
    are for hubs: which operation, and where its batches lie."""

    key: DeviceKey
    world: World
    dictionaries: Dictionaries
    scratch: Path
    tag: str | None = None
    database: str | None = None


def sources_at(path: Path, tools: Tools) -> Iterator[Source]:
    """Raises NothingToRecover, SyncError, OSError."""
    if not path.exists():
        raise NothingToRecover(str(path))
    if path.is_file():
        yield _Backup(path, tools) if is_backup(path) else _Bundle(path, tools)
    elif (path / IDENTITY).exists():
        yield from _of_hub(path, tools)
    elif (path / CARD).exists():
        yield _Folder(path, tools)
    else:
        yield from _on_stick(path, tools)


def _of_hub(path: Path, tools: Tools) -> Iterator[Source]:
    operations, _damaged = HubFolder(path, tools.world.disk).operations()
    chosen = {
        key: served for key, served in operations.items()
        if tools.tag is None or operation_tag(key) == tools.tag
    }  # fmt: skip
    if not chosen:
        raise NothingToRecover(str(path))
    for served in chosen.values():
        yield _Hub(served, tools)


def _on_stick(folder: Path, tools: Tools) -> Iterator[Source]:
    """The oldest bundle first: what follows begins where it ends."""
    bundles = sorted(bundles_in(folder), key=lambda one: _made_ms(one.path))
    backups = sorted(folder.glob(f"*{BACKUP_SUFFIX}"))
    if not bundles and not backups:
        raise NothingToRecover(f"{folder} (*{SUFFIX}, *{BACKUP_SUFFIX})")
    for backup in backups:
        yield _Backup(backup, tools)
    for bundle in bundles:
        with suppress(SyncError):  # one damaged stick file does not stand in the way of the others
            yield _Bundle(bundle.path, tools)


def _made_ms(path: Path) -> int:
    try:
        return peek(path).made_ms
    except SyncError:
        return 0


class _Bundle:
    """What is whole in it is taken in."""

    def __init__(self, path: Path, tools: Tools) -> None:
        self._path = path
        self.note = read_note(notes_in_card(peek(path)), tools.key)

    def pour(self, operation: Operation) -> None:
        keys = Keyring(operation.membership.keys)
        read_bundle(operation.replica, self._path, Envelope(operation.card.id, keys))

    def pour_photos(self, operation: Operation) -> None:
        self.pour(operation)  # now it is known which are wanted; the records are there already


class _Folder:
    """A device's folder, without its passphrase."""

    def __init__(self, folder: Path, tools: Tools) -> None:
        self._folder = folder
        self._tools = tools
        self.note = read_note(notes_in(folder), tools.key)

    def pour(self, operation: Operation) -> None:
        lock = FolderLock(self._folder)
        try:
            with closing(SqliteLog.open(self._folder / LOG)) as log:
                _pour_log(log, operation, self._tools)
        finally:
            lock.release()

    def pour_photos(self, operation: Operation) -> None:
        _copy_photos(self._folder / PHOTOS, operation)


class _Backup:
    """A backup file, without its passphrase. Its device stays unborn."""

    def __init__(self, path: Path, tools: Tools) -> None:
        self._path = path
        self._tools = tools
        self._folder = tools.scratch / f"backup-{path.name}"
        self.note: Note | None = None
        with suppress(BadSeal):
            tools.scratch.mkdir(exist_ok=True)
            found = unpacked_backup(path, tools.key, self._folder, tools.world)
            auth = tuple(key for key in found.keys if key.space.kind is SpaceKind.AUTH)
            self.note = Note(found.card, found.root, auth)

    def pour(self, operation: Operation) -> None:
        with closing(SqliteLog.open(self._folder / LOG)) as log:
            _pour_log(log, operation, self._tools)

    def pour_photos(self, operation: Operation) -> None:
        _copy_photos(self._folder / PHOTOS, operation)


class _Hub:
    """A hub holds the key of `auth`, so whether the recovery key was taken shows in there."""

    def __init__(self, served: Served, tools: Tools) -> None:
        self._served = served
        self._tools = tools
        card = served.card
        keys = tuple(key for key in card.keys if key.space.kind is SpaceKind.AUTH)
        with self._log() as log:
            known = _authority_of(log, Note(b"", card.root_device, keys), tools)
        self.note: Note | None = None
        if tools.key.device_id in known.members:
            self.note = Note(_card_bytes(card, known), card.root_device, keys)

    def pour(self, operation: Operation) -> None:
        with self._log() as log:
            _pour_log(log, operation, self._tools)

    def pour_photos(self, operation: Operation) -> None:
        _copy_photos(self._served.folder / FILES, operation)

    def _log(self) -> "closing[BatchLog]":
        return _HubLog(self._served, self._tools.database)


class _HubLog(closing[BatchLog]):
    """The log of one operation at a hub, wherever it lies."""

    def __init__(self, served: Served, database: str | None) -> None:
        self._storage = storage_for(database)
        super().__init__(self._storage.open(served))

    def __exit__(self, *exc_info: object) -> None:
        super().__exit__(*exc_info)
        self._storage.close()


def _card_bytes(card: HubCard, known: Authority) -> bytes:
    """As a device keeps it. Whether it is a drill is seen once the records can be read; what has no
    space of a centre is a county's, and goes on as the council that founded it."""
    centre = next((one.owner for one in card.spaces if one.kind is SpaceKind.CENTRE), None)
    root = known.members.get(card.root_device)
    council = (root.centre if root is not None else None) or EntityId(bytes(ID_BYTES))
    said = {"format": OPERATION_FORMAT, "id": card.operation.hex(), "drill": False,
            "centre": (centre or council).hex()}  # fmt: skip
    return json.dumps(said if centre else {**said, "kind": COUNTY_KIND}).encode()


def _pour_log(log: BatchLog, operation: Operation, tools: Tools) -> None:
    """As a session would: run by run, each proven again."""
    note = Note(b"", operation.root, operation.membership.keys)
    authority = _authority_of(log, note, tools)
    shelf = Shelf(
        _store_nothing, lambda: authority, lambda _space: None, operation.replica.blobs,
        operation.root,
    )  # fmt: skip
    source = LogReplica(tools.key, log, operation.spaces, shelf)
    for space in operation.spaces:
        _pass_on(source, operation, space)


def _pass_on(source: LogReplica, operation: Operation, space: Space) -> None:
    more = True
    while more:
        chunk, more = source.chunk(space, operation.replica.vector(space), CHUNK_BYTES)
        if chunk is None or not operation.replica.take(space, chunk).new:
            break


def _authority_of(log: BatchLog, note: Note, tools: Tools) -> Authority:
    contents = VaultContents(tools.key, note.keys, b"")
    sealer = BatchSealer(contents, log, tools.dictionaries, tools.world.random)
    return Judge(note.root, sealer, log).authority


def _store_nothing(_entries: Sequence[SealedEntry]) -> None:
    """A source is only read."""


def _copy_photos(folder: Path, operation: Operation) -> None:
    """Sealed as they are, those that records name: their keys stand there."""
    for name in operation.replica.blobs.wanted():
        if (folder / name.hex()).is_file():
            copyfile(folder / name.hex(), operation.folder / PHOTOS / name.hex())
