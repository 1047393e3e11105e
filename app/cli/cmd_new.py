"""`tasuki new DIR --centre NAME`: a fresh operation, locked by a passphrase."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of_new
from app.cli.programs import Programs
from app.services.devices import LABEL_LETTERS_MAX


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("new", help=messages.text("cli.new_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--centre", required=True, metavar="NAME")
    parser.add_argument("--drill", action="store_true", help=messages.text("cli.drill_help"))
    usual = messages.text("cli.new_device")
    parser.add_argument("--device", metavar="NAME", default=usual,
                        help=messages.text("cli.new_device_help", usual=usual))  # fmt: skip
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    if len(options.device.strip()) > LABEL_LETTERS_MAX:
        raise CommandError("refused.text_too_long", 2, limit=LABEL_LETTERS_MAX)
    passphrase = passphrase_of_new(options, messages)
    operation = programs.new_operation(
        options.folder, passphrase, options.centre, drill=options.drill, label=options.device
    )
    operation.close()
    print(messages.text("cli.new_done", folder=options.folder, centre=options.centre))
    return 0
