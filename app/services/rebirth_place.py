"""Born again in its own folder: the new device grows inside, then the two change places.

```
born/             the new device, until it has everything
before-<when>/    the old one afterwards, whole: it can be kept, opened elsewhere or thrown away;
                  it goes when somebody is erased, and its keys when this device is sent away
rebirth.json      while the two change places: whoever opens the folder next ends it
```
Every step is one rename, so a crash anywhere leaves each file in one of the two places.
"""

import json
from pathlib import Path
from shutil import rmtree

from app.services.operation_files import (
    CARD,
    CHANGING,
    KEYS,
    LOG,
    PHOTOS,
    FolderLock,
    OperationExists,
)
from app.store.checkpoint import NAMES
from sync.core.errors import DamagedFile
from sync.crypto.disk import Disk

BORN = "born"
COUNTY = "county"  # a copied device was copied in its county as well: it comes in anew there
BEFORE = "before-"
FILES = (CARD, *KEYS, LOG, f"{LOG}-wal", f"{LOG}-shm", *NAMES, PHOTOS, COUNTY)
COMPLETE = "complete"
OUT, IN = 1, 2


def change_places(folder: Path, when: str, disk: Disk) -> Path:
    """The device in `born` takes the place of the one in `folder`, which nobody has open; where
    that one is kept. Raises OperationInUse, OperationExists, LogUnwritable, OSError."""
    keep = folder / f"{BEFORE}{when}"
    if keep.exists():
        raise OperationExists(keep.name)
    lock = FolderLock(folder)
    try:
        _note(folder, keep, OUT, disk)
        _go_on(folder, disk)
    finally:
        lock.release()
    return keep


def end_change(folder: Path, disk: Disk) -> None:
    """What a crash broke off. Raises OperationInUse, DamagedFile, OSError."""
    if not (folder / CHANGING).exists():
        return
    lock = FolderLock(folder)
    try:
        _go_on(folder, disk)
    finally:
        lock.release()


def note_complete(keep: Path) -> None:
    """Everything in it is with the new device. Raises OSError."""
    (keep / COMPLETE).touch()


def drop_kept(folder: Path) -> None:
    """Somebody is erased: what was kept of former devices goes, where nothing is in it alone."""
    for keep in folder.glob(f"{BEFORE}*"):
        if (keep / COMPLETE).exists():
            rmtree(keep)


def close_kept(folder: Path) -> None:
    """This device was sent away and gives its keys up: those of former devices go too."""
    for keep in folder.glob(f"{BEFORE}*"):
        for name in KEYS:
            (keep / name).unlink(missing_ok=True)


def _go_on(folder: Path, disk: Disk) -> None:
    data = disk.read(folder / CHANGING)
    if data is None:
        return
    try:
        noted = json.loads(data)
        keep, step = folder / Path(str(noted["keep"])).name, int(noted["step"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFile(CHANGING) from error
    if step == OUT:
        keep.mkdir(exist_ok=True)
        _move(folder, keep)
        _note(folder, keep, IN, disk)
    _move(folder / BORN, folder)
    (folder / CHANGING).unlink()
    rmtree(folder / BORN, ignore_errors=True)  # nothing but its lock


def _move(source: Path, target: Path) -> None:
    for name in FILES:
        if (source / name).exists():
            (source / name).replace(target / name)


def _note(folder: Path, keep: Path, step: int, disk: Disk) -> None:
    disk.write_atomically(folder / CHANGING, json.dumps({"keep": keep.name, "step": step}).encode())
