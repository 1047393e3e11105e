"""The folder of a hub: who it is, and which operations it serves.

    hub.json                       its keys and certificate        mode 0700 for the folder
    operations/<id>/operation.json the card and what it may use
    operations/<id>/log.sqlite     where no database is given
    operations/<id>/files/         sealed photos

Several hub processes may share it: nothing here is held open, and an operation that is added while
they run is served from the next look on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from sync.core.errors import BadInput, DamagedFile, SyncError
from sync.core.ids import EntityId, id_text
from sync.core.ports import Random
from sync.crypto.device import DeviceKey
from sync.crypto.disk import Disk
from sync.hub.card import HubCard
from sync.hub.errors import NoHub
from sync.transports.certificates import Certificate

IDENTITY = "hub.json"
OPERATIONS = "operations"
OPERATION = "operation.json"
FORMAT = 1
BYTES_MAX = 20 * 1024**3
BATCHES_MAX = 20_000_000
BIRTH_BYTES = 8


@dataclass(frozen=True)
class Quota:
    """What one operation may use of the hub."""

    bytes: int = BYTES_MAX
    batches: int = BATCHES_MAX


@dataclass(frozen=True)
class Served:
    """An operation that this hub serves. `birth` is another one where it was removed and added
    again: its log is another one then."""

    card: HubCard
    quota: Quota
    folder: Path
    birth: str


@dataclass(frozen=True)
class Identity:
    """A hub is one device in every operation that it serves."""

    device: DeviceKey
    certificate: Certificate


class HubFolder:
    """Raises nothing but SyncError and OSError."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self._disk = disk

    def make(self, random: Random) -> Identity:
        """Who this hub is; a new one where the folder is new."""
        try:
            return self.identity()
        except NoHub:
            pass
        self._disk.make_folder(self.path)
        self.path.chmod(0o700)  # before anything secret lies in it
        self._disk.make_folder(self.path / OPERATIONS)
        identity = Identity(DeviceKey.generate(random), Certificate.make(random))
        content = {
            "format": FORMAT, "device": identity.device.private_bytes.hex(),
            "certificate": identity.certificate.pem,
        }  # fmt: skip
        self._write(self.path / IDENTITY, content)
        return self.identity()  # where two processes began at once, both are whoever came last

    def identity(self) -> Identity:
        """Raises NoHub, DamagedFile."""
        content = self._read(self.path / IDENTITY)
        if content is None:
            raise NoHub(self.path.name)
        try:
            certificate = Certificate.from_pem(content["certificate"])
            return Identity(DeviceKey(bytes.fromhex(content["device"])), certificate)
        except (KeyError, TypeError, ValueError, SyncError):
            raise DamagedFile(f"{IDENTITY} does not hold the keys of a hub") from None

    def put(self, card: HubCard, quota: Quota, random: Random) -> Served:
        """Serve an operation, or serve it with another card or quota than before. Raises BadInput
        for the card of an operation that another device founded."""
        folder = self.path / OPERATIONS / id_text(card.operation)
        known = self._served(folder)
        if known is not None and known.card.root != card.root:
            raise BadInput("this operation is known with another founder")
        birth = known.birth if known is not None else random.bytes(BIRTH_BYTES).hex()
        self._disk.make_folder(folder)
        content = {
            "format": FORMAT, "card": card.text(), "bytes": quota.bytes, "batches": quota.batches,
            "birth": birth,
        }  # fmt: skip
        self._write(folder / OPERATION, content)
        return Served(card, quota, folder, birth)

    def remove(self, served: Served) -> None:
        """The operation is not served any more, and what lies in its folder is gone. A hub that
        runs stops serving it at its next look."""
        (served.folder / OPERATION).unlink(missing_ok=True)
        rmtree(served.folder)

    def operations(self) -> tuple[dict[EntityId, Served], tuple[str, ...]]:
        """All that it serves, and the folders that are damaged: the others are served on."""
        place = self.path / OPERATIONS
        found: dict[EntityId, Served] = {}
        damaged = []
        for folder in sorted(place.iterdir()) if place.is_dir() else []:
            try:
                served = self._served(folder)
            except DamagedFile:
                damaged.append(folder.name)
                continue
            if served is not None:
                found[served.card.operation] = served
        return found, tuple(damaged)

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Another one where an operation was added or changed: cheaper than reading all of them."""
        files = (self.path / OPERATIONS).glob(f"*/{OPERATION}")
        return tuple(sorted((file.parent.name, file.stat().st_mtime_ns) for file in files))

    def _served(self, folder: Path) -> Served | None:
        content = self._read(folder / OPERATION)
        if content is None:
            return None
        try:
            quota = Quota(int(content["bytes"]), int(content["batches"]))
            card = HubCard.from_text(content["card"])
            return Served(card, quota, folder, str(content["birth"]))
        except (KeyError, TypeError, ValueError, SyncError):
            raise DamagedFile(f"{folder.name}/{OPERATION} does not hold a card") from None

    def _read(self, path: Path) -> dict[str, str] | None:
        data = self._disk.read(path)
        if data is None:
            return None
        try:
            content = json.loads(data)
        except ValueError:
            raise DamagedFile(f"{path.name} is not readable") from None
        if not isinstance(content, dict):
            raise DamagedFile(f"{path.name} is not readable")
        return content

    def _write(self, path: Path, content: Mapping[str, object]) -> None:
        self._disk.write_atomically(path, json.dumps(content, indent=1).encode())
