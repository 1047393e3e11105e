"""Moves what is readable of a damaged operation into a new folder; the old one is only read.

The keys and the card are copied, the log is saved batch by batch. Checkpoints stay behind: what the
new folder shows comes from its log alone.
"""

from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree

from app.services.operation_files import PHOTOS, OperationExists, World, read_card
from sync.core.registry import SpaceKind
from sync.crypto.vault import Vault
from sync.log.salvage import salvage

KEYS = ("vault", "vault.copy")
CARD = "operation.json"


@dataclass(frozen=True)
class RescuedChain:
    """`saved` batches of `known`, the last number that the damaged log still names."""

    space: SpaceKind
    saved: int
    known: int


@dataclass(frozen=True)
class Rescued:
    """`complete`: nothing that the log names is missing."""

    saved: int
    complete: bool
    chains: tuple[RescuedChain, ...]


def rescue(folder: Path, passphrase: str, target: Path, world: World) -> Rescued:
    """Raises OperationExists where `target` holds something, NoOperation, WrongPassphrase,
    DamagedFile (no readable vault), LogFull, LogUnwritable, OSError."""
    read_card(folder, world.disk)
    if target.exists() and any(target.iterdir()):
        raise OperationExists(target.name)
    target.mkdir(parents=True, exist_ok=True)
    for name in KEYS:
        if (folder / name).exists():
            copyfile(folder / name, target / name)
    # Before anything is moved: whoever may not open the old one does not get a new one.
    Vault.open(target / "vault", passphrase, disk=world.disk, random=world.random)
    report = salvage(folder / "log.sqlite", target / "log.sqlite")
    if (folder / PHOTOS).is_dir():
        copytree(folder / PHOTOS, target / PHOTOS, dirs_exist_ok=True)
    copyfile(folder / CARD, target / CARD)
    chains = (RescuedChain(one.space.kind, one.saved, one.known) for one in report.chains)
    return Rescued(report.saved, report.complete, tuple(chains))
