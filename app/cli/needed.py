"""Options that only some acts of a command need, and texts that people hand over in files."""

import sys
from pathlib import Path
from typing import TypeVar

from app.cli.errors import CommandError

T = TypeVar("T")


def needed(value: T | None, option: str) -> T:
    """Raises CommandError where the option was not given."""
    if value is None:
        raise CommandError("hub.needs", status=2, option=option)
    return value


def handed_text(path: Path | None, most: int, unreadable: str) -> str:
    """The first letters of the file behind `--text`; `-` is what is typed, scanned or piped in.
    Raises CommandError, with `unreadable` where the file cannot be read."""
    path = needed(path, "--text")
    try:
        if str(path) == "-":
            return sys.stdin.read(most)
        with path.open(encoding="utf-8") as file:
            return file.read(most)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(unreadable, path=path) from error
