"""`tasuki reborn DIR`: a device that was copied goes on in its folder as a new one.

Run on the copy that others see as the second one, with an invitation of any device that may let
others in. What this one wrote comes along; the old device is kept beside, whole.
"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.services.command import Refused


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("reborn", help=messages.text("cli.reborn_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--invitation", metavar="TEXT",
                        help=messages.text("cli.reborn_invitation_help"))  # fmt: skip
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    """1 where it was refused: the folder is then as it was, and the same call goes on."""
    passphrase = passphrase_of(options, messages)
    invitation = options.invitation
    if invitation is None:
        invitation = _asked(messages.text("cli.reborn_ask_invitation"))
    done = programs.reborn(options.folder, passphrase, invitation)
    if isinstance(done, Refused):
        reason = messages.text(f"refused.{done.code}", **done.params)
        raise CommandError("reborn_refused", reason=reason)
    print(messages.text("cli.reborn_done", letter=done.letter, again=f"{done.again:,}"))
    print(messages.text("cli.reborn_kept", folder=done.kept))
    if done.closed:
        print(messages.text("cli.reborn_closed", count=f"{done.closed:,}"))
    return 0


def _asked(question: str) -> str:
    """Nothing where there is no terminal: a device that was let in already needs none."""
    try:
        return input(question)
    except EOFError:
        return ""
