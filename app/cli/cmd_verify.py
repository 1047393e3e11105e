"""`tasuki verify DIR`: proves chains, signatures, and that a rebuild equals the working set."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.passphrase import add_arguments, ask_passphrase, given_passphrase
from app.cli.programs import Programs


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("verify", help=messages.text("cli.verify_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    """0 where everything holds, 3 where damage was found."""
    passphrase = given_passphrase(options)
    if passphrase is None:
        passphrase = ask_passphrase(messages.text("cli.ask_passphrase"))
    operation = programs.open_operation(options.folder, passphrase)
    try:
        key = operation.vault.contents.device
        report = operation.log.verify({key.device_id: key.public_key})
        same = operation.rebuild_digest() == operation.working_set.digest()
    finally:
        operation.close()
    print(messages.text("cli.verify_log", batches=report.batches, chains=report.chains))
    for damage in report.damages:
        print(messages.text("cli.verify_damage", kind=damage.kind, seq=damage.seq or "-"))
    print(messages.text("cli.verify_same" if same else "cli.verify_differs"))
    return 0 if report.sound and same else 3
