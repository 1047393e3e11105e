"""`tasuki receive DIR FILE`: takes in what another device wrote with `send`, as far as it is whole.

The file is never changed. Beside it a receipt is left, where that is possible. What it
brought is an act on record.
"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.domain.calendar_jp import jst
from app.domain.staff_access import CHIEF
from app.services.bundle_acts import import_bundle
from app.services.command import Actor, Refused
from app.services.sync_view import BundleReport

# Reasons that have a text of their own, `sync.not_taken.<reason>`.
REASONS = ("fork", "bad_signature", "broken_chain", "decode", "newer_format", "not_enrolled")
# These come up while frames are taken in, not before.
ON_THE_WAY = ("disk_full", "disk_busy", "disk_unwritable")


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("receive", help=messages.text("cli.receive_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("file", type=Path, metavar="FILE")
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    """0 where all of it is here, 3 where the file is torn or something was not taken."""
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        actor = Actor(None, "tasuki receive", CHIEF, desk=operation.letter)
        found = import_bundle(operation, options.file, actor, lambda _done, _all: None)
    finally:
        operation.close()
    if isinstance(found, Refused):
        if found.code == "stick_gone":
            raise CommandError("import_file", path=options.file)
        reason = messages.text(f"refused.{found.code}", **found.params)
        stopped = found.code in ON_THE_WAY
        raise CommandError("receive_stopped" if stopped else "receive_refused", reason=reason)
    _say(found, messages)
    return 3 if found.torn or found.refused else 0


def _say(found: BundleReport, messages: Messages) -> None:
    if found.made_ms is not None:
        when = f"{jst(found.made_ms):%Y-%m-%d %H:%M}"
        print(messages.text("cli.receive_from", letter=found.letter or "?", when=when))
    print(messages.text("cli.receive_done", new=f"{found.new:,}", already=f"{found.already:,}"))
    if found.photos:
        print(messages.text("cli.receive_photos", photos=f"{found.photos:,}"))
    if found.torn:
        print(messages.text("cli.receive_torn"))
    for code in found.refused:
        known = code if code in REASONS else "other"
        reason = messages.text(f"sync.not_taken.{known}")
        print(messages.text("cli.receive_not_taken", reason=reason))
