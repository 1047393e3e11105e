"""`tasuki backup DIR --out FILE`: everything of an operation in one sealed file."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, new_passphrase, passphrase_from, passphrase_of
from app.cli.programs import Programs
from app.domain.calendar_jp import day_of, day_text
from app.services.backup import write_backup
from app.services.command import Actor, Refused
from app.services.sync_view import PASSPHRASE_LETTERS_MIN

VARIABLE = "TASUKI_BACKUP_PASSPHRASE"
MEGA = 1_000_000
WHOEVER_HAS_THE_PASSPHRASE = Actor(None, "Tasuki", "chief")


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("backup", help=messages.text("cli.backup_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", required=True,
        help=messages.text("cli.backup_file_help"),
    )  # fmt: skip
    add_backup_passphrase(parser, messages)
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        words = backup_passphrase(options)
        if words is None:
            words = new_passphrase(messages.text("cli.backup_ask"), messages)
        if len(words) < PASSPHRASE_LETTERS_MIN:  # as on the screen: the file leaves the house
            why = messages.text("refused.passphrase_short", least=PASSPHRASE_LETTERS_MIN)
            raise CommandError("backup_refused", why=why)
        day = day_text(day_of(operation.world.clock.now_ms()))
        done = write_backup(
            operation, options.out, words, WHOEVER_HAS_THE_PASSPHRASE,
            messages.text("cli.backup_label", day=day),
        )  # fmt: skip
    finally:
        operation.close()
    if isinstance(done, Refused):
        why = messages.text(f"refused.{done.code}", **done.params)
        raise CommandError("backup_refused", why=why)
    print(messages.text(
        "cli.backup_done", file=options.out, batches=done.batches, photos=done.photos,
        megabytes=f"{done.bytes / MEGA:.1f}",
    ))  # fmt: skip
    return 0


def add_backup_passphrase(parser: ArgumentParser, messages: Messages) -> None:
    parser.add_argument(
        "--backup-passphrase-file", type=Path, metavar="FILE",
        help=messages.text("cli.backup_passphrase_help"),
    )  # fmt: skip


def backup_passphrase(options: Namespace) -> str | None:
    """From the file or the environment; None where neither is there. Raises CommandError."""
    return passphrase_from(options.backup_passphrase_file, VARIABLE)
