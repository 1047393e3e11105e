"""Where a passphrase comes from: a file, the environment, the drill's fixed one, else a prompt."""

import getpass
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.cli.errors import CommandError

VARIABLE = "TASUKI_PASSPHRASE"
DEMO_PASSPHRASE = "tasuki-kunren"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")


def given_passphrase(options: Namespace) -> str | None:
    """From the file or the environment; None where neither is there. Raises CommandError."""
    if options.passphrase_file is not None:
        return read_passphrase(options.passphrase_file)
    return os.environ.get(VARIABLE)


def read_passphrase(path: Path) -> str:
    """The first thing in a file, without its end of line. Raises CommandError."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError("passphrase_file", path=path) from error


def ask_passphrase(question: str) -> str:
    """From the terminal, without showing it. Raises CommandError where there is no terminal."""
    try:
        return getpass.getpass(question)
    except (EOFError, OSError) as error:
        raise CommandError("no_passphrase") from error
