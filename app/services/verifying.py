"""Is everything whole? Chains and signatures, the working set, the photos, and nobody in clear."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.services.blobs import BlobMissing
from app.services.images_taken import IMAGE
from app.services.operation import Operation
from app.services.operation_files import PHOTOS
from app.services.plaintext import Leak, leaks
from app.services.rebirth_place import BEFORE, BORN, COUNTY
from app.services.recovery_notes import NOTES
from app.store.checkpoint import KEPT_ASIDE, NAMES
from app.store.queries.personal_texts import personal_texts
from sync.core.errors import DamagedFile
from sync.core.ids import DeviceId
from sync.log.contract import Damage

OUR_FILES = {
    "operation.json", "vault", "vault.copy", "lock", "lock-journal", "log.sqlite", "log.sqlite-wal",
    "log.sqlite-shm", *NAMES, KEPT_ASIDE, NOTES,
}  # fmt: skip
PART = ".part"


@dataclass(frozen=True)
class Report:
    """`damages` are places of the log that do not hold; `same`: a rebuild equals what is shown.
    Photos: how many are sound, damaged, and not here. `strangers`: files that are not ours.
    `leftovers`: parts of writes that a crash cut off, harmless. `ahead`: a checkpoint was kept
    aside that knows more than the log. `follows_image`: the log of a new device is still coming,
    so what is shown cannot be compared with it yet."""

    batches: int
    chains: int
    erased: int
    damages: tuple[Damage, ...]
    unsigned: int
    same: bool
    photos: int
    photos_damaged: int
    photos_missing: int
    texts: int
    bytes_read: int
    leaks: tuple[Leak, ...]
    strangers: tuple[str, ...]
    leftovers: tuple[str, ...]
    ahead: bool
    follows_image: bool = False

    @property
    def sound(self) -> bool:
        return self.same and not (
            self.damages or self.photos_damaged or self.photos_missing or self.leaks
        )


def verify(operation: Operation, on_step: Callable[[str], None] = lambda _step: None) -> Report:
    """Looks at everything and changes nothing. `on_step` hears log, rebuild, photos, files."""
    on_step("log")
    log = operation.log.verify(_public_keys(operation))
    on_step("rebuild")
    follows = operation.filling.from_image
    same = follows or rebuilt_equal(operation) or rebuilt_equal(operation)
    on_step("photos")
    sound, damaged, missing = _photos(operation)
    on_step("files")
    files = files_of(operation.folder)
    texts = operation.read(personal_texts)
    read = 0

    def count(more: int) -> None:
        nonlocal read
        read += more

    found = leaks(files, texts, count)
    names = [name for name, _path in files]
    return Report(
        batches=log.batches, chains=log.chains, erased=log.erased,
        damages=tuple(damage for damage in log.damages if damage.kind != "unsigned"),
        unsigned=sum(damage.kind == "unsigned" for damage in log.damages),
        same=same, photos=sound, photos_damaged=damaged, photos_missing=missing,
        texts=len(texts), bytes_read=read, leaks=found,
        strangers=tuple(name for name in names if _is_strange(name)),
        leftovers=tuple(name for name in names if name.endswith(PART)),
        ahead=KEPT_ASIDE in names, follows_image=follows,
    )  # fmt: skip


def _public_keys(operation: Operation) -> dict[DeviceId, bytes]:
    """Of every device whose chain lies here."""
    own = operation.vault.contents.device
    devices = {device for device, _space in operation.log.vector()}
    found = {device: operation.authority.public_key(device) for device in devices}
    return {own.device_id: own.public_key} | {
        device: key for device, key in found.items() if key is not None
    }


def rebuilt_equal(operation: Operation) -> bool:
    """Whether a fresh working set from the log equals the one in use. Somebody may be working
    meanwhile: ask twice."""
    return operation.rebuild_digest() == operation.working_set.digest()


def files_of(folder: Path) -> list[tuple[str, Path]]:
    """Every file in the folder and below, by its name within it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path) for path in paths]


def _photos(operation: Operation) -> tuple[int, int, int]:
    sound = damaged = missing = 0
    rows = operation.read(
        lambda db: db.execute(
            "SELECT blob, key FROM live_photo WHERE blob IS NOT NULL AND key IS NOT NULL "
            "UNION SELECT blob, key FROM live_attachment WHERE blob IS NOT NULL AND key IS NOT NULL"
        ).fetchall()
    )
    for blob, key in rows:
        try:
            operation.blobs.get(blob, key)
            sound += 1
        except BlobMissing:
            missing += 1
        except DamagedFile:
            damaged += 1
    return sound, damaged, missing


def _is_strange(name: str) -> bool:
    """What lies in the folder of the county, or of what this device was before, is as here."""
    head, _, below = name.partition("/")
    if head in (COUNTY, BORN) or head.startswith((BEFORE, f"{COUNTY}-{BEFORE}")):
        return _is_strange(below)
    plain = name.removesuffix(PART)
    return plain not in OUR_FILES and not plain.startswith((f"{PHOTOS}/", f"{IMAGE}/"))
