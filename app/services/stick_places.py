"""Where files for other devices can be put: sticks and cards that are plugged in, and one folder.

Systems mount what people plug in at well-known places; those that are not there are passed over.
The folder for exchange lies in the home folder and is made when something is first written to it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from string import ascii_uppercase

from app.services.bundles import bundles_in
from app.services.sync_view import Stick

EXCHANGE = "Tasuki"
# Linux desktops mount below a folder named after the person, macOS beside the system's own disk.
_MOUNTS = ("/media/*/*", "/run/media/*/*", "/Volumes/*", "/storage/*")
_NOT_STICKS = frozenset({"Macintosh HD", "emulated", "self"})


def stick_places(home: Path | None = None) -> tuple[Stick, ...]:
    """Sticks first, the folder for exchange last."""
    found = [stick for path in _plugged_in() if (stick := _stick(path, path.name)) is not None]
    exchange = (home or Path.home()) / EXCHANGE
    place = _stick(exchange, EXCHANGE) or _stick(exchange.parent, EXCHANGE, exchange)
    return (*found, place) if place is not None else tuple(found)


def _plugged_in() -> Iterator[Path]:
    if sys.platform == "win32":
        for letter in ascii_uppercase[3:]:
            yield Path(f"{letter}:\\")
        return
    for pattern in _MOUNTS:
        for path in sorted(Path("/").glob(pattern[1:])):
            if path.name not in _NOT_STICKS and os.path.ismount(path):
                yield path


def _stick(path: Path, name: str, shown: Path | None = None) -> Stick | None:
    """None where nothing can be read. `shown` is a folder in it that is still to be made."""
    try:
        free = disk_usage(path).free
    except OSError:
        return None
    target = shown or path
    return Stick(target, name or str(path), free, bundles_in(target))
