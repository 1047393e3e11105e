"""Moves what is readable of a damaged operation into a new folder; the old one is only read.

The keys and the card are copied, the log is saved batch by batch. Checkpoints stay behind: what the
new folder shows comes from its log alone. A card that is damaged is written anew from what the keys
know.
"""

from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree

from app.services.operation_files import (
    KEYS,
    LOG,
    PHOTOS,
    OperationCard,
    OperationExists,
    World,
    read_card,
    require_fit,
    write_card,
)
from sync.core.errors import DamagedFile
from sync.core.ids import EntityId, new_entity_id
from sync.core.registry import SpaceKind
from sync.crypto.vault import Vault, VaultContents
from sync.log.salvage import salvage


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
    card = _readable_card(folder, world)
    if target.exists() and any(target.iterdir()):
        raise OperationExists(target.name)
    target.mkdir(parents=True, exist_ok=True)
    for name in KEYS:
        if (folder / name).exists():
            copyfile(folder / name, target / name)
    # Before anything is moved: whoever may not open the old one does not get a new one.
    vault = Vault.open(target / "vault", passphrase, disk=world.disk, random=world.random)
    report = salvage(folder / LOG, target / LOG)
    if (folder / PHOTOS).is_dir():
        copytree(folder / PHOTOS, target / PHOTOS, dirs_exist_ok=True)
    write_card(target, _fitting(card, vault.contents, world), world.disk)
    chains = (RescuedChain(one.space.kind, one.saved, one.known) for one in report.chains)
    return Rescued(report.saved, report.complete, tuple(chains))


def _readable_card(folder: Path, world: World) -> OperationCard | None:
    try:
        return read_card(folder, world.disk)
    except DamagedFile:
        return None


def _fitting(card: OperationCard | None, contents: VaultContents, world: World) -> OperationCard:
    try:
        if card is not None:
            require_fit(card, contents)
            return card
    except DamagedFile:
        pass
    owners = (key.space.owner for key in contents.space_keys if key.space.owner is not None)
    centre = next(owners, None)
    if centre is None:
        raise DamagedFile("no keys of a centre")
    # The id only binds checkpoints, which stay behind. That no synthetic people may be played into
    # it is the safe side: whether it is a drill also stands in its records.
    return OperationCard(new_entity_id(world.clock, world.random), EntityId(centre), drill=False)
