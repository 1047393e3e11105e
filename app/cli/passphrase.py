"""Where a passphrase comes from: a file, the environment, the drill's fixed one, else a prompt."""

import getpass
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.catalogue.messages import Messages
from app.cli.errors import CommandError

VARIABLE = "TASUKI_PASSPHRASE"
DEMO_PASSPHRASE = "tasuki-kunren"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")


def given_passphrase(options: Namespace) -> str | None:
    """From the file or the environment; None where neither is there. Raises CommandError."""
    return passphrase_from(options.passphrase_file, VARIABLE)


def passphrase_from(path: Path | None, variable: str) -> str | None:
    """The first thing in the file, without its end of line, else the variable of the environment;
    None where neither is there. Raises CommandError."""
    if path is None:
        return os.environ.get(variable)
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


def passphrase_of(options: Namespace, messages: Messages) -> str:
    """That of an operation: given, else asked for. Raises CommandError."""
    found = given_passphrase(options)
    return ask_passphrase(messages.text("cli.ask_passphrase")) if found is None else found


def passphrase_of_new(options: Namespace, messages: Messages) -> str:
    """That of an operation which is to be made: given, else asked for twice. Raises
    CommandError."""
    found = given_passphrase(options)
    if found is None:
        found = new_passphrase(messages.text("cli.ask_new_passphrase"), messages)
    if not found:
        raise CommandError("no_passphrase", 2)
    return found


def new_passphrase(question: str, messages: Messages) -> str:
    """Asked for twice. Raises CommandError."""
    words = ask_passphrase(question)
    if ask_passphrase(messages.text("cli.ask_again")) != words:
        raise CommandError("passphrases_differ", 2)
    if not words:
        raise CommandError("no_passphrase", 2)
    return words
