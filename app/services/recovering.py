"""復旧: a centre whose devices are all lost goes on as a new device, by the prefecture's key.

Read is whatever is left (`recovery_sources`). Two steps, in a folder beside the target that is
renamed at the end: whole or nothing. First the operation is opened as the recovery key, which finds
the keys of all spaces in `auth`, lets a fresh device in as one of administration, and says in the
same batch who did it and why: whoever meets the new device hears of it. Then the folder becomes
that device's. The recovery key writes nothing else, and is not kept: the vault of the first step
has a passphrase that nobody ever sees. Why: docs/decisions/0013-recovery.md.
"""

import errno
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from app.domain.staff_access import CHIEF
from app.services.command import Actor, Refused
from app.services.operation import Operation
from app.services.operation_files import (
    CARD,
    KEYS,
    LOG,
    PHOTOS,
    ROOT,
    OperationExists,
    World,
    read_card,
)
from app.services.recovery_keys import RECOVERY, Recover, open_key_file, standing_keys
from app.services.recovery_notes import Note
from app.services.recovery_sources import Source, Tools, sources_at
from app.store.checkpoint import KEPT_ASIDE, NAMES
from app.store.queries.frame import frame_row
from sync.core.errors import LogFull, SyncError
from sync.core.ids import DeviceId
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.sealing import Dictionaries
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import Vault, VaultContents
from sync.log.sqlite import SqliteLog

OnStep = Callable[[str], None]
SECRET_BYTES = 32


@dataclass(frozen=True)
class RecoveryOrder:
    """`sources`: what is left, `key_file` and its passphrase, `by` and `reason`: who decided it and
    why. `tag` and `database` are for hubs."""

    sources: tuple[Path, ...]
    key_file: Path
    key_passphrase: str
    target: Path
    passphrase: str
    label: str
    by: str
    reason: str
    tag: str | None = None
    database: str | None = None


@dataclass(frozen=True)
class Recovered:
    """`letter` is the new device's; `batches` and `photos` are what was found."""

    batches: int
    photos: int
    letter: str
    centre: str


def recovered(
    order: RecoveryOrder, world: World, dictionaries: Dictionaries,
    on_step: OnStep = lambda _step: None,
) -> Recovered | Refused:  # fmt: skip
    """A new device in `target`, which is empty or not there, or nothing. Raises OperationExists,
    NothingToRecover, WrongPassphrase, BadInput (no recovery key), DamagedFile, NewerFormat,
    LogFull, LogBusy, LogUnwritable, OSError."""
    if order.target.exists() and any(order.target.iterdir()):
        raise OperationExists(order.target.name)
    key, _public = open_key_file(order.key_file, order.key_passphrase, world)
    part = order.target.with_name(f"{order.target.name}.part")
    scratch = order.target.with_name(f"{order.target.name}.unpacked")
    rmtree(part, ignore_errors=True)
    rmtree(scratch, ignore_errors=True)
    try:
        with _told(order.target):
            order.target.parent.mkdir(parents=True, exist_ok=True)
            tools = Tools(key, world, dictionaries, scratch, order.tag, order.database)
            found = [one for path in order.sources for one in sources_at(path, tools)]
            note = _note_of_all(found)
            if isinstance(note, Refused):
                return note
            made = _Recovery(part, order, key, world, dictionaries).run(note, found, on_step)
            if isinstance(made, Refused):
                return made
            if order.target.exists():
                order.target.rmdir()
            part.rename(order.target)
            return made
    finally:
        rmtree(part, ignore_errors=True)
        rmtree(scratch, ignore_errors=True)


def _note_of_all(sources: Sequence[Source]) -> Note | Refused:
    """What opens `auth`. Several operations at once are a mistake of whoever chose them."""
    notes = [one.note for one in sources if one.note is not None]
    if not notes:
        return Refused("recovery_not_taken")
    operations = {json.loads(note.card)["id"] for note in notes}
    return notes[0] if len(operations) == 1 else Refused("recovery_several")


class _Recovery:
    def __init__(
        self, folder: Path, order: RecoveryOrder, key: DeviceKey, world: World,
        dictionaries: Dictionaries,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._order = order
        self._key = key
        self._world = world
        self._dictionaries = dictionaries

    def run(self, note: Note, sources: Sequence[Source], on_step: OnStep) -> Recovered | Refused:
        newcomer = DeviceKey.generate(self._world.random)
        thrown_away = self._world.random.bytes(SECRET_BYTES).hex()
        self._make(thrown_away, self._key, note.keys, {"letter": "", ROOT: note.root.hex()}, note)
        on_step("reading")
        operation = self._open(thrown_away)
        try:
            with operation.gathering():
                for source in sources:
                    if source.note is not None:
                        source.pour(operation)
            for source in sources:
                if source.note is not None:
                    source.pour_photos(operation)
            if DeviceId(operation.device) not in standing_keys(operation.authority):
                return Refused(self._why_not(operation))
            on_step("saying")
            said = self._say(operation, newcomer)
            if isinstance(said, Refused):
                return said
            keys = operation.membership.keys
            drill = operation.read(frame_row).drill
        finally:
            operation.close()
        self._become(newcomer, keys, note, drill)
        on_step("opening")
        return self._first_look()

    def _make(
        self, passphrase: str, key: DeviceKey, keys: tuple[SpaceKey, ...],
        extras: dict[str, str], note: Note,
    ) -> None:  # fmt: skip
        (self._folder / PHOTOS).mkdir(parents=True)
        self._seal(passphrase, VaultContents(key, keys, self._checkpoint_key(), {**extras}))
        SqliteLog.create(self._folder / LOG).close()
        self._world.disk.write_atomically(self._folder / CARD, note.card)
        read_card(self._folder, self._world.disk)

    def _why_not(self, operation: Operation) -> str:
        member = operation.authority.members.get(DeviceId(operation.device))
        if member is not None and RECOVERY in member.roles and member.revoked:
            return "recovery_key_withdrawn"
        return "recovery_not_taken"

    def _say(self, operation: Operation, newcomer: DeviceKey) -> Refused | None:
        order = self._order
        command = Recover(newcomer.public_key, sealing_public(newcomer), order.label, order.reason)
        outcome = operation.submit(command, Actor(None, order.by, CHIEF))
        return outcome if isinstance(outcome, Refused) else None

    def _become(
        self, newcomer: DeviceKey, keys: tuple[SpaceKey, ...], note: Note, drill: bool
    ) -> None:
        """The folder is the new device's from here on; nothing of the recovery key stays in it."""
        for name in (*KEYS, *NAMES, KEPT_ASIDE):
            (self._folder / name).unlink(missing_ok=True)
        extras = {"letter": "", ROOT: note.root.hex()}
        self._seal(
            self._order.passphrase, VaultContents(newcomer, keys, self._checkpoint_key(), extras)
        )
        card = {**json.loads(note.card), "drill": drill}
        self._world.disk.write_atomically(self._folder / CARD, json.dumps(card).encode())

    def _first_look(self) -> Recovered:
        """Open it once: what is erased goes, and the device learns its letter."""
        operation = self._open(self._order.passphrase)
        try:
            member = operation.authority.members[DeviceId(operation.device)]
            operation.remember(letter=member.letter)
            photos = sum(1 for _ in (self._folder / PHOTOS).iterdir())
            centre = operation.read(frame_row).centre
            return Recovered(operation.log.count(), photos, member.letter, centre)
        finally:
            operation.close()

    def _open(self, passphrase: str) -> Operation:
        return Operation.open(self._folder, passphrase, self._world, self._dictionaries)

    def _seal(self, passphrase: str, contents: VaultContents) -> None:
        Vault.create(
            self._folder / "vault", passphrase, contents,
            disk=self._world.disk, random=self._world.random, cost=self._world.cost,
        )  # fmt: skip

    def _checkpoint_key(self) -> bytes:
        return self._world.random.bytes(SECRET_BYTES)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except (SyncError, OperationExists):
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LogFull(f"no space for {target.name}") from error
        raise
