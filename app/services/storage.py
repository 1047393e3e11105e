"""Where an operation lies: how large it is, how much room is left, and whether it is whole."""

from dataclasses import dataclass
from pathlib import Path

from app.services.operation import Operation
from app.services.verifying import rebuilt_equal

CHECKPOINTS = "checkpoint*"


@dataclass(frozen=True)
class StorageFacts:
    """`checkpoint_at` is None where no checkpoint was made yet."""

    folder: str
    bytes_used: int
    bytes_free: int
    batches: int
    checkpoint_at: int | None = None


@dataclass(frozen=True)
class Verified:
    """`same`: what is shown equals what the log says."""

    batches: int
    chains: int
    damages: int
    same: bool


def storage_facts(operation: Operation) -> StorageFacts:
    """Looks at the files. Raises OSError where the folder cannot be read."""
    folder = operation.folder.resolve()
    made = [int(path.stat().st_mtime * 1000) for path in folder.glob(CHECKPOINTS)]
    return StorageFacts(
        str(folder),
        sum(path.stat().st_size for path in _files(folder)),
        operation.world.disk.free_bytes(folder),
        operation.log.count(),
        max(made, default=None),
    )


def verified(operation: Operation) -> Verified:
    """Every chain, hash and signature, and that a rebuild gives what is shown. Takes minutes with
    many records; work may go on meanwhile, and then `same` is asked once more."""
    device = operation.vault.contents.device
    report = operation.log.verify({device.device_id: device.public_key})
    same = rebuilt_equal(operation) or rebuilt_equal(operation)
    damages = sum(damage.kind != "unsigned" for damage in report.damages)
    return Verified(report.batches, report.chains, damages, same)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
