"""`tasuki run`: opens the screens in the browser, served on this machine only."""

import webbrowser
from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli import already_open
from app.cli.errors import CommandError
from app.cli.passphrase import DEMO_PASSPHRASE, add_arguments, given_passphrase
from app.cli.programs import Programs
from app.services.operation import Operation
from app.services.operation_files import OperationInUse, is_vacant
from sync.core.errors import WrongPassphrase

PORT = 8550


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("run", help=messages.text("cli.run_help"))
    parser.add_argument("--operation", type=Path, default=Path("demo"), metavar="DIR")
    parser.add_argument("--port", type=int, default=PORT, metavar="N")
    parser.add_argument("--no-browser", action="store_true")
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    try:
        operation = _opened(options, programs)
    except OperationInUse:
        return _again(options, messages)
    if operation is not None and operation.start.unreadable:
        print(messages.text("cli.verify_unreadable", count=len(operation.start.unreadable)))

    def ready(address: str) -> None:
        print(messages.text("cli.run_ready", address=address), flush=True)
        if not options.no_browser:
            webbrowser.open(address)

    try:
        programs.serve(operation, options.operation, options.port, ready)
    except OSError as error:
        raise CommandError("port_taken", port=options.port) from error
    finally:
        if operation is not None:
            operation.close()
    return 0


def _again(options: Namespace, messages: Messages) -> int:
    """Opened twice, as people do: the second time shows the window of the first."""
    if not already_open.answers(options.port):
        raise CommandError("operation_in_use")
    address = already_open.address_of(options.port)
    print(messages.text("cli.run_already", address=address), flush=True)
    if not options.no_browser:
        webbrowser.open(address)
    return 0


def _opened(options: Namespace, programs: Programs) -> Operation | None:
    """Open already where a passphrase was given or it is the demo; else the screen asks for it, or
    for an invitation where there is nothing yet."""
    if is_vacant(options.operation):
        return None
    passphrase = given_passphrase(options)
    if passphrase is not None:
        return programs.open_operation(options.operation, passphrase)
    try:
        return programs.open_operation(options.operation, DEMO_PASSPHRASE)
    except WrongPassphrase:
        return None
