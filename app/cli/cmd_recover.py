"""`tasuki recover SOURCE… --key FILE --into DIR`: a centre whose devices are all lost goes on."""

from argparse import Namespace, _SubParsersAction
from os import environ
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.cmd_hub import DATABASE
from app.cli.cmd_recovery_key import add_key_passphrase, key_passphrase
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, ask_passphrase, passphrase_of_new
from app.cli.programs import Programs
from app.services.command import Refused
from sync.core.errors import BadInput


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    def say(key: str) -> str:
        return messages.text(f"recovery.{key}")

    parser = commands.add_parser("recover", help=say("help"))
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE", help=say("source_help"))
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help=say("file_help"))
    parser.add_argument("--into", type=Path, required=True, metavar="DIR", help=say("into_help"))
    parser.add_argument("--by", required=True, metavar="NAME", help=say("by_help"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=say("reason_help"))
    parser.add_argument("--tag", metavar="TAG", help=say("tag_help"))
    parser.add_argument("--database", metavar="URL", help=messages.text("hub.database_help"))
    add_key_passphrase(parser, messages)
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    from app.services.recovering import RecoveryOrder  # hub and database with it

    words = key_passphrase(options)
    if words is None:
        words = ask_passphrase(messages.text("recovery.ask"))
    passphrase = passphrase_of_new(options, messages)
    order = RecoveryOrder(
        tuple(options.sources), options.key, words, options.into, passphrase,
        messages.text("recovery.label"), options.by, options.reason, options.tag,
        options.database or environ.get(DATABASE),
    )  # fmt: skip
    try:
        done = programs.recovery().recover(
            order, lambda step: print(messages.text(f"recovery.step_{step}"), flush=True)
        )
    except BadInput as error:
        raise CommandError("recovery.no_key_file", path=options.key) from error
    except OSError as error:
        raise CommandError("recovery.files", detail=error.strerror or "") from error
    if isinstance(done, Refused):
        why = messages.text(f"refused.{done.code}", **done.params)
        raise CommandError("recovery.refused", why=why)
    print(messages.text(
        "recovery.done", folder=options.into, centre=done.centre, batches=done.batches,
        photos=done.photos, letter=done.letter,
    ))  # fmt: skip
    return 0
