"""`tasuki county ACT DIR`: what the prefectural council does before there are screens.

tasuki county found DIR --name NAME [--drill] [--disaster NAME]
tasuki county invite DIR --council 14203 [--role council]    waits until the device is in
    tasuki county join DIR --invitation TEXT --name NAME      a device without a centre comes in
"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from signal import SIGINT
from threading import Event
from typing import Any

from app.catalogue.messages import Messages
from app.cli.endings import until_told
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of, passphrase_of_new
from app.cli.programs import Programs
from app.documents.qr import png, terminal_lines
from app.domain.device_roles import ADMIN, COUNCIL, OBSERVER
from app.services.command import Refused
from app.services.sync_view import Invitation

ACTS = ("found", "invite", "join")
ROLES = (COUNCIL, ADMIN, OBSERVER)
MINUTE_MS = 60_000


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    def say(key: str) -> str:
        return messages.text(f"county_cli.{key}")

    parser = commands.add_parser("county", help=say("help"))
    parser.add_argument("act", choices=ACTS, help=say("act_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--name", metavar="NAME", help=say("name_help"))
    parser.add_argument("--disaster", metavar="NAME", default="", help=say("disaster_help"))
    parser.add_argument("--drill", action="store_true", help=messages.text("cli.drill_help"))
    parser.add_argument("--council", metavar="CODE", help=say("council_help"))
    parser.add_argument("--role", choices=ROLES, default=COUNCIL, help=say("role_help"))
    parser.add_argument("--invitation", metavar="TEXT", help=say("invitation_help"))
    parser.add_argument("--address", metavar="HOST", default="", help=say("address_help"))
    parser.add_argument("--port", type=int, default=0, metavar="N", help=say("port_help"))
    parser.add_argument("--picture", type=Path, metavar="FILE", help=say("picture_help"))
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    return {"found": _found, "invite": _invite, "join": _join}[options.act](
        options, programs, messages
    )


def _found(options: Namespace, programs: Programs, messages: Messages) -> int:
    if not (options.name or "").strip():
        raise CommandError("county_cli.needs", 2, option="--name")
    passphrase = passphrase_of_new(options, messages)
    programs.counties().found(
        options.folder, passphrase, options.name, options.drill, options.disaster
    )
    print(messages.text("county_cli.founded", folder=options.folder, name=options.name))
    return 0


def _join(options: Namespace, programs: Programs, messages: Messages) -> int:
    for option in ("name", "invitation"):
        if not (getattr(options, option) or "").strip():
            raise CommandError("county_cli.needs", 2, option=f"--{option}")
    passphrase = passphrase_of_new(options, messages)
    joined = programs.counties().join(
        options.folder, passphrase, options.invitation, options.name, options.drill
    )
    if isinstance(joined, Refused):
        reason = messages.text(f"refused.{joined.code}", **joined.params)
        raise CommandError("county_cli.not_joined", reason=reason)
    print(messages.text("county_cli.joined", folder=options.folder))
    return 0


def _invite(options: Namespace, programs: Programs, messages: Messages) -> int:
    """1 where nobody came in."""
    if not options.council:
        raise CommandError("county_cli.needs", 2, option="--council")
    passphrase = passphrase_of(options, messages)
    counties = programs.counties()
    order = counties.order(options.council, options.role, options.address, options.port)
    ending = Event()

    def show(invitation: Invitation) -> None:
        if options.picture is not None:
            _write_picture(options.picture, invitation)
            print(messages.text("county_cli.picture", file=options.picture))
        else:
            print("\n".join(terminal_lines(invitation.qr)))
        print(messages.text("county_cli.typed", address=invitation.address, code=invitation.code))
        print(messages.text("county_cli.text", text=invitation.qr))
        print(messages.text("county_cli.waits"), flush=True)

    try:
        with until_told(ending, SIGINT):
            letter = counties.invite(options.folder, passphrase, order, ending, show)
    except OSError as error:
        raise CommandError("port_taken", port=options.port) from error
    if isinstance(letter, Refused):
        reason = messages.text(f"refused.{letter.code}", **letter.params)
        raise CommandError("county_cli.refused", reason=reason)
    if not letter:
        raise CommandError("county_cli.nobody")
    print(messages.text("county_cli.came", letter=letter))
    return 0


def _write_picture(file: Path, invitation: Invitation) -> None:
    try:
        file.write_bytes(png(invitation.qr))
    except OSError as error:  # not to be taken for a port that is in use
        raise CommandError("county_cli.picture_unwritable", file=file) from error
