"""`tasuki send DIR --out FILE`: a sealed file for another device, to be carried by hand.

Beside receipts that readers left there it holds only what they lack. Writing one is an act on
record. Refuses to replace a file, and to write into the operation's own folder.
"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.domain.staff_access import CHIEF
from app.services.bundle_acts import export_bundle
from app.services.command import Actor, Refused


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("send", help=messages.text("cli.send_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE",
                        help=messages.text("cli.send_out_help"))  # fmt: skip
    parser.add_argument("--all", action="store_true", help=messages.text("cli.send_all_help"))
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    """0 also where there was nothing to write."""
    if options.out.resolve().is_relative_to(options.folder.resolve()):
        raise CommandError("send_inside", 2)
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        done = export_bundle(
            operation, options.out, Actor(None, "tasuki send", CHIEF, desk=operation.letter),
            lambda _done, _all: None, everything=options.all,
        )  # fmt: skip
    finally:
        operation.close()
    if isinstance(done, Refused):
        if done.code == "nothing_to_send":
            print(messages.text("cli.send_nothing"))
            return 0
        reason = messages.text(f"refused.{done.code}", **done.params)
        raise CommandError("send_refused", reason=reason)
    path, sent = done
    print(messages.text(
        "cli.send_done", file=path, batches=f"{sent.batches:,}", photos=f"{sent.blobs:,}",
        size=f"{sent.bytes:,}",
    ))  # fmt: skip
    return 0
