"""`tasuki restore FILE DIR`: a backup becomes an operation again, as a device of its own."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.cmd_backup import add_backup_passphrase, backup_passphrase
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, ask_passphrase, passphrase_of_new
from app.cli.programs import Programs
from app.domain.calendar_jp import day_of, day_text


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("restore", help=messages.text("cli.restore_help"))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("folder", type=Path, metavar="DIR")
    add_backup_passphrase(parser, messages)
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    if not options.file.is_file():
        raise CommandError("no_backup_file", path=options.file)
    words = backup_passphrase(options)
    if words is None:
        words = ask_passphrase(messages.text("cli.restore_ask"))
    passphrase = passphrase_of_new(options, messages)
    label = messages.text("cli.restore_label")
    done = programs.restore(options.file, words, options.folder, passphrase, label)
    print(messages.text(
        "cli.restore_done", folder=options.folder, batches=done.batches, photos=done.photos,
        day=day_text(day_of(done.made_ms)),
    ))  # fmt: skip
    print(messages.text("cli.restore_letter", letter=done.letter))
    return 0
