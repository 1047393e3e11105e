"""Notes for the recovery keys that a centre took: what opens `auth` where no device is left.

A note holds the card of the operation, its founder and the key of `auth`, sealed to one recovery
key. It stands in every bundle and backup, and in a file of the operation's folder: a stick, a
backup or a laptop whose passphrase is lost is enough then. Everything else that the key may read is
granted to it in `auth`. A hub needs no note: it holds the key of `auth` itself.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.services.operation import Operation
from app.services.operation_files import CARD
from app.services.recovery_keys import standing_keys
from sync.core.errors import BadInput, DamagedFile, DecodeError, SyncError
from sync.core.ids import DeviceId
from sync.core.packing import Packed, pack, unpack
from sync.core.registry import SpaceKind
from sync.core.space import parse_space
from sync.crypto.device import DeviceKey
from sync.crypto.recovery import NOTE_BYTES_MAX, open_note, seal_note
from sync.crypto.space_keys import SpaceKey

_log = logging.getLogger(__name__)
NOTES = "recovery"  # the file in an operation's folder
FORMAT = 1


@dataclass(frozen=True)
class Note:
    """`card` are the bytes of the operation's card, `root` is the device that founded it."""

    card: bytes
    root: DeviceId
    keys: tuple[SpaceKey, ...] = field(repr=False)


def notes_of(operation: Operation) -> dict[DeviceId, bytes]:
    """A fresh one for every recovery key that holds now."""
    standing = standing_keys(operation.authority)
    if not standing:
        return {}
    card = operation.world.disk.read(operation.folder / CARD) or b""
    keys = tuple(key for key in operation.membership.keys if key.space.kind is SpaceKind.AUTH)
    content = _packed(Note(card, operation.root, keys))
    found = {}
    for device, member in standing.items():
        try:
            found[device] = seal_note(content, member.sealing_key or b"", operation.world.random)
        except BadInput:
            _log.warning("a recovery key has no usable sealing key")
    return found


def read_note(notes: Iterable[bytes], key: DeviceKey) -> Note | None:
    """The first that is for this key; None where none is."""
    for sealed in notes:
        try:
            return _unpacked(open_note(sealed, key))
        except SyncError:
            continue
    return None


def keep_notes(operation: Operation) -> None:
    """The file in the folder says what holds now. What the disk refuses now waits."""
    path, disk = operation.folder / NOTES, operation.world.disk
    wanted = standing_keys(operation.authority)
    try:
        if wanted.keys() == _kept(disk.read(path)).keys():
            return
        notes = {device.hex(): note.hex() for device, note in notes_of(operation).items()}
        disk.write_atomically(path, json.dumps({"format": FORMAT, "notes": notes}).encode())
    except (OSError, SyncError) as error:
        _log.warning("the notes for recovery wait: %s", type(error).__name__)


def notes_in(folder: Path) -> tuple[bytes, ...]:
    """Of an operation's folder."""
    try:
        return tuple(_kept((folder / NOTES).read_bytes()).values())
    except OSError:
        return ()


def _kept(data: bytes | None) -> dict[DeviceId, bytes]:
    """What cannot be read is as if it were not there: it is written anew."""
    try:
        found = json.loads(data or b"{}").get("notes", {})
        return {DeviceId(bytes.fromhex(one)): bytes.fromhex(note) for one, note in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _packed(note: Note) -> bytes:
    keys: list[Packed] = [
        [one.space.space_id, one.epoch, one.secret, one.private, one.public] for one in note.keys
    ]
    return pack([FORMAT, note.card, note.root, keys], NOTE_BYTES_MAX)


def _unpacked(content: bytes) -> Note:
    match unpack(content, NOTE_BYTES_MAX):
        case [1, bytes(card), bytes(root), list(keys)]:
            try:
                found = tuple(SpaceKey(parse_space(space), *rest) for space, *rest in keys)
            except (ValueError, TypeError) as error:
                raise DamagedFile("the note holds something else") from error
            return Note(card, DeviceId(root), found)
    raise DecodeError("not a note for recovery")
