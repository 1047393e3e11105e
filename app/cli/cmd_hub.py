"""`tasuki hub [ACT]`: the always-on peer that stores and forwards, and the texts that bring a hub
and an operation together.

    tasuki hub show  --data DIR                     the hub's text, for the centre's admin
    tasuki hub card  --operation DIR --text FILE    admin: lets the hub in, prints the card
    tasuki hub add   --data DIR --text FILE         serves the operation of this card
    tasuki hub list  --data DIR                     which are served, and what they may use
    tasuki hub remove --data DIR --tag TAG          what was stored of it is deleted
    tasuki hub       --data DIR                     runs until interrupted
    tasuki hub       --data DIR --county DIR        serves the county's screens as well
"""

import errno
import os
import sys
from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from signal import SIGINT, SIGTERM
from threading import Event
from typing import Any

from app.catalogue.messages import Messages
from app.cli.endings import until_told
from app.cli.errors import CommandError
from app.cli.hub_programs import HubPrograms
from app.cli.needed import handed_text, needed
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.services.command import Refused
from sync.core.errors import SyncError
from sync.core.ids import operation_tag

ACTS = ("run", "show", "card", "add", "list", "remove")
PORT = 8551  # what a typed address without a port means
DATABASE = "TASUKI_DATABASE"
GIGA = 1_000_000_000
TEXT_LETTERS_MAX = 1_000_000


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    def say(key: str) -> str:
        return messages.text(f"hub.{key}")

    parser = commands.add_parser("hub", help=say("help"))
    parser.add_argument("act", nargs="?", choices=ACTS, default="run", help=say("act_help"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("data_help"))
    parser.add_argument("--port", type=int, default=PORT, metavar="N")
    parser.add_argument("--host", default="", metavar="ADDRESS", help=say("host_help"))
    parser.add_argument("--database", metavar="URL", help=say("database_help"))
    parser.add_argument("--cert", type=Path, metavar="FILE", help=say("cert_help"))
    parser.add_argument("--key", type=Path, metavar="FILE", help=say("key_help"))
    parser.add_argument("--text", type=Path, metavar="FILE", help=say("text_help"))
    parser.add_argument("--operation", type=Path, metavar="DIR", help=say("operation_help"))
    parser.add_argument("--tag", metavar="TAG", help=say("tag_help"))
    parser.add_argument("--county", type=Path, metavar="DIR", help=say("county_help"))
    parser.add_argument("--screens-port", type=int, default=0, metavar="N",
                        help=say("screens_port_help"))  # fmt: skip
    whole = _whole(messages)
    parser.add_argument("--gigabytes", type=whole, metavar="N", help=say("gigabytes_help"))
    parser.add_argument("--batches", type=whole, metavar="N", help=say("batches_help"))
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    acts = {"run": _serve, "show": _show, "card": _card, "add": _add, "list": _list,
            "remove": _remove}  # fmt: skip
    try:
        return acts[options.act](options, programs, messages)
    except SyncError as error:
        if error.code in {
            "hub_none",
            "hub_no_driver",
            "hub_not_a_county",
            "hub_screens_port",
            "decode",
            "limit",
        }:
            raise CommandError(f"hub.{error.code}", detail=str(error)) from error
        raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError("port_taken", port=options.port) from error
        raise CommandError("hub.files", detail=error.strerror or "") from error


def _serve(options: Namespace, programs: Programs, messages: Messages) -> int:
    ending = Event()
    hub = programs.hub()

    def ready(port: int) -> None:
        print(messages.text("hub.ready", port=port), flush=True)

    def shown(port: int) -> None:
        print(messages.text("hub.screens_ready", port=port), flush=True)

    face = None
    if options.county is not None:
        passphrase = passphrase_of(options, messages)
        face = hub.face(options.county, passphrase, options.screens_port)
    with until_told(ending, SIGINT, SIGTERM):  # systemd and Ctrl+C
        hub.serve(_order(options, hub), ending, ready, face, shown)
    print(messages.text("hub.stopped"))
    return 0


def _show(options: Namespace, programs: Programs, messages: Messages) -> int:
    hub = programs.hub()
    print(hub.note(_order(options, hub)), end="")
    print(messages.text("hub.show_next"), file=sys.stderr)
    return 0


def _card(options: Namespace, programs: Programs, messages: Messages) -> int:
    folder = needed(options.operation, "--operation")
    text = handed_text(options.text, TEXT_LETTERS_MAX, "hub.text_file")
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(folder, passphrase)
    try:
        card = programs.hub().card(operation, text)
    finally:
        operation.close()
    if isinstance(card, Refused):
        reason = messages.text(f"refused.{card.code}", **card.params)
        raise CommandError("hub.card_refused", reason=reason)
    print(card, end="")
    print(messages.text("hub.card_next"), file=sys.stderr)
    return 0


def _add(options: Namespace, programs: Programs, messages: Messages) -> int:
    hub = programs.hub()
    size = None if options.gigabytes is None else options.gigabytes * GIGA
    order = _order(options, hub)
    text = handed_text(options.text, TEXT_LETTERS_MAX, "hub.text_file")
    served = hub.add(order, text, size, options.batches)
    print(messages.text("hub.added", tag=operation_tag(served)))
    return 0


def _list(options: Namespace, programs: Programs, messages: Messages) -> int:
    """3 where an operation's file is damaged."""
    hub = programs.hub()
    found, damaged = hub.operations(_order(options, hub))
    for identifier, size, batches in found:
        gigabytes = f"{size / GIGA:g}"
        tag = operation_tag(identifier)
        print(messages.text("hub.served", tag=tag, gigabytes=gigabytes, batches=batches))
    if not found:
        print(messages.text("hub.serves_none"))
    for name in damaged:
        print(messages.text("hub.damaged", folder=name))
    return 3 if damaged else 0


def _order(options: Namespace, hub: HubPrograms) -> object:
    return hub.order(
        needed(options.data, "--data"), options.port, options.host,
        options.database or os.environ.get(DATABASE), options.cert, options.key,
    )  # fmt: skip


def _remove(options: Namespace, programs: Programs, messages: Messages) -> int:
    """The tag is typed in full: that is the question and its answer."""
    hub = programs.hub()
    tag = needed(options.tag, "--tag")
    if not hub.remove(_order(options, hub), tag):
        raise CommandError("hub.unknown_tag", tag=tag)
    print(messages.text("hub.removed", tag=tag))
    return 0


def _whole(messages: Messages) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not 0 < int(text) <= 1_000_000_000:
            raise ArgumentTypeError(messages.text("cli.number_range", most=1_000_000_000))
        return int(text)

    return number
