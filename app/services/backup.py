"""控え: everything of an operation in one sealed file, and a new device made of it.

Written: card, keys of the spaces, the root, every batch with its signatures, every photo, and the
key of a device that was enrolled for this backup (`recovery.py`); never the key of the device that
writes it. Restored: into an empty place, whole or not at all; the old chains stay as what another
device wrote. Erasures come first: what was erased before the backup is not in it, what was erased
while it was written goes before anything is shown, what was erased since goes when the device
first meets another one. Why: docs/decisions/0012-restore.md.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from app.services.backup_file import BackupWriter, read_backup
from app.services.blobs import HASH_LETTERS
from app.services.command import Actor, Refused
from app.services.operation import Operation
from app.services.operation_files import (
    CARD,
    LOG,
    PHOTOS,
    ROOT,
    OperationExists,
    World,
    read_card,
    root_of,
)
from app.services.recovery import EnrolBackup, ReturnFromBackup
from app.services.recovery_keys import standing_keys
from sync.core.batch import GENESIS_HEAD, header_bytes, next_head, parse_header
from sync.core.errors import DamagedFile, LogFull, SyncError
from sync.core.ids import DeviceId
from sync.core.packing import Packed
from sync.core.space import Space, parse_space
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.sealing import Dictionaries
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import Vault, VaultContents
from sync.log.contract import BatchLog, SealedEntry
from sync.log.sqlite import SqliteLog

PIECE_BYTES = 512 * 1024
ENTRY_OVERHEAD = 200
OnStep = Callable[[int, int], None]  # done, of how many bytes


@dataclass(frozen=True)
class Written:
    """`bytes`: the size of the file."""

    bytes: int
    batches: int
    photos: int


@dataclass(frozen=True)
class Head:
    """What a backup begins with. `key`: of the device that it becomes; `after`: the letter of the
    one that wrote it; `root` founded the operation."""

    card: bytes
    key: DeviceKey
    keys: tuple[SpaceKey, ...]
    after: str
    made_ms: int
    root: DeviceId


@dataclass(frozen=True)
class Restored:
    """`letter` is the new device's; `made_ms`: when the backup was written."""

    batches: int
    photos: int
    letter: str
    made_ms: int


def write_backup(
    operation: Operation, target: Path, passphrase: str, actor: Actor, label: str,
    on_step: OnStep = lambda _done, _total: None,
) -> Written | Refused:  # fmt: skip
    """The whole operation as it is now in one new file. `label` names it among the devices.

    Raises BackupExists, BadInput (an empty passphrase), LogFull, LogUnwritable, DamagedFile: then
    there is no file.
    """
    random, cost = operation.world.random, operation.world.cost
    key = DeviceKey.generate(random)
    readers = [one.sealing_key or b"" for one in standing_keys(operation.authority).values()]
    with BackupWriter(target, passphrase, random, cost, readers) as writer:
        enrolled = operation.submit(
            EnrolBackup(key.public_key, sealing_public(key), label), actor
        )  # fmt: skip
        if isinstance(enrolled, Refused):
            return enrolled
        photos = _photos(operation.folder / PHOTOS)
        total = _size_of(operation.folder, photos)
        batches = 0
        writer.put("head", *_head(operation, key))
        for frame, count in _chains(operation.log):
            writer.put("batches", *frame)
            batches += count
            on_step(writer.written, total)
        for path in photos:
            for offset, data in _pieces(path):
                writer.put("photo", path.name, offset, data)
                on_step(writer.written, total)
        size = writer.finish(batches, len(photos))
    on_step(size, size)
    return Written(size, batches, len(photos))


def restore(
    source: Path, passphrase: str, target: Path, new_passphrase: str, label: str, actor: Actor,
    world: World, dictionaries: Dictionaries,
) -> Restored:  # fmt: skip
    """A new device in `target`, which is empty or not there.

    Raises OperationExists, WrongPassphrase, DamagedFile, NewerFormat, BadInput (an empty new
    passphrase), LogFull, LogUnwritable, OSError: then there is nothing in `target`.
    """
    if target.exists() and any(target.iterdir()):
        raise OperationExists(target.name)
    part = target.with_name(f"{target.name}.part")
    rmtree(part, ignore_errors=True)
    try:
        with _told(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            part.mkdir()
            made = _Restoring(part, world)
            made.run(source, passphrase, new_passphrase)
            letter = _first_words(part, new_passphrase, made.after, label, actor, world,
                                  dictionaries)  # fmt: skip
            if target.exists():
                target.rmdir()
            part.rename(target)
    except BaseException:
        rmtree(part, ignore_errors=True)
        raise
    return Restored(made.batches, made.photos, letter, made.made_ms)


def unpacked_backup(source: Path, opener: DeviceKey, folder: Path, world: World) -> Head:
    """What is in a backup, for a recovery key, in a new folder: card, log and photos, and no vault.
    Raises BadSeal (the backup does not know this key), DamagedFile, NewerFormat, LogFull,
    LogUnwritable, OSError."""
    folder.mkdir()
    with _told(folder):
        return _Restoring(folder, world).run(source, opener, None)


def _head(operation: Operation, key: DeviceKey) -> list[Packed]:
    keys: list[Packed] = [
        [one.space.space_id, one.epoch, one.secret, one.private, one.public]
        for one in operation.membership.keys
    ]
    card = operation.world.disk.read(operation.folder / CARD)
    made_ms, root = operation.world.clock.now_ms(), root_of(operation.vault.contents)
    return [card, key.private_bytes, keys, operation.letter, made_ms, root]


def _photos(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if len(path.name) == HASH_LETTERS)


def _size_of(folder: Path, photos: list[Path]) -> int:
    return (folder / LOG).stat().st_size + sum(path.stat().st_size for path in photos)


def _chains(log: BatchLog) -> Iterator[tuple[list[Packed], int]]:
    """Every chain as it ends now, in frames, each with how many batches are in it."""
    for (device, space), last in log.vector().items():
        proofs = {tip.seq: tip.signature for tip in log.proofs(device, space, 1, last)}
        rows: list[Packed] = []
        size = 0
        for batch in log.read(device, space, 1, last):
            header = header_bytes(batch.header)
            rows.append([header, batch.body, proofs.get(batch.header.seq)])
            size += len(header) + len(batch.body or b"") + ENTRY_OVERHEAD
            if size >= PIECE_BYTES:
                yield [space.space_id, rows], len(rows)
                rows, size = [], 0
        if rows:
            yield [space.space_id, rows], len(rows)


def _pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with path.open("rb") as file:
        while data := file.read(PIECE_BYTES):
            yield offset, data
            offset += len(data)


def _head_of(frame: list[Packed]) -> Head:
    match frame:
        case ["head", bytes(card), bytes(key), list(keys), str(after), int(made), bytes(root)]:
            found = tuple(SpaceKey(parse_space(space), *rest) for space, *rest in keys)
            return Head(card, DeviceKey(key), found, after, made, DeviceId(root))
    raise DamagedFile("the backup does not begin as one")


class _Restoring:
    """From frames to the files of an operation, in a folder that nobody knows yet."""

    def __init__(self, folder: Path, world: World) -> None:
        self._folder = folder
        self._world = world
        self.batches = 0
        self.photos = 0
        self.made_ms = 0
        self.after = ""
        self._heads: dict[tuple[DeviceId, Space], bytes] = {}

    def run(self, source: Path, opener: str | DeviceKey, new_passphrase: str | None) -> Head:
        """Without a new passphrase nobody gets the keys: the folder is only for reading."""
        frames = read_backup(source, opener)
        try:
            head = _head_of(next(frames))
            self.after, self.made_ms = head.after, head.made_ms
            (self._folder / PHOTOS).mkdir()
            if new_passphrase is not None:
                self._keep_keys(head, new_passphrase)
            log = SqliteLog.create(self._folder / LOG)
            try:
                end = self._contents(frames, log)
            finally:
                log.close()
        except (ValueError, TypeError, KeyError, StopIteration) as error:
            raise DamagedFile("the backup holds something else") from error
        if end != [self.batches, self.photos]:
            raise DamagedFile("the backup does not hold what it says")
        # Last: a folder with this file is whole.
        self._world.disk.write_atomically(self._folder / CARD, head.card)
        read_card(self._folder, self._world.disk)
        return head

    def _keep_keys(self, head: Head, new_passphrase: str) -> None:
        contents = VaultContents(
            head.key, head.keys, self._world.random.bytes(32),
            {"letter": head.after, ROOT: head.root.hex()},
        )  # fmt: skip
        Vault.create(
            self._folder / "vault", new_passphrase, contents,
            disk=self._world.disk, random=self._world.random, cost=self._world.cost,
        )  # fmt: skip

    def _contents(self, frames: Iterator[list[Packed]], log: SqliteLog) -> list[Packed]:
        for frame in frames:
            match frame:
                case ["batches", bytes(space_id), list(rows)]:
                    space = parse_space(space_id)
                    # Their own signatures come with them; the seal of the file stands for the rest.
                    log.append_rescued([self._entry(space, row) for row in rows])
                    self.batches += len(rows)
                case ["photo", str(name), int(offset), bytes(data)]:
                    self._photo(name, offset, data)
                case ["end", *counts]:
                    if next(frames, None) is not None:
                        raise DamagedFile("the backup goes on after its end")
                    return counts
                case _:
                    raise DamagedFile("the backup holds something else")
        raise DamagedFile("the backup ends early")

    def _entry(self, space: Space, row: Packed) -> SealedEntry:
        match row:
            case [bytes(data), (None | bytes()) as body, (None | bytes()) as signature]:
                header = parse_header(data)
            case _:
                raise DamagedFile("the backup holds something else")
        if header.space != space:
            raise DamagedFile("the backup holds something else")
        chain = (header.device, space)
        head = next_head(self._heads.get(chain, GENESIS_HEAD), data)
        self._heads[chain] = head
        return SealedEntry(header, body, head, signature)

    def _photo(self, name: str, offset: int, data: bytes) -> None:
        if not name.isalnum():
            raise DamagedFile("the backup holds a file with an impossible name")
        with (self._folder / PHOTOS / name).open("ab") as file:
            if file.tell() != offset:
                raise DamagedFile("a photo of the backup has a hole")
            file.write(data)
        self.photos += offset == 0


def _first_words(
    folder: Path, passphrase: str, after: str, label: str, actor: Actor, world: World,
    dictionaries: Dictionaries,
) -> str:  # fmt: skip
    """Open it once: what is erased goes, and the device takes its own letter."""
    operation = Operation.open(folder, passphrase, world, dictionaries)
    try:
        outcome = operation.submit(ReturnFromBackup(after, label), actor)
        if isinstance(outcome, Refused):
            raise (
                LogFull(outcome.code) if outcome.code == "disk_full" else DamagedFile(outcome.code)
            )
        row = operation.read(
            lambda db: db.execute(
                "SELECT letter FROM device WHERE id = ?", (operation.device,)
            ).fetchone()
        )
        letter = str(row[0])
        operation.remember(letter=letter)
        return letter
    finally:
        operation.close()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except SyncError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LogFull(f"no space for {target.name}") from error
        raise
