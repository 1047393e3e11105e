"""`tasuki recovery-key ACT`: the prefecture's offline key, by which a lost centre can go on.

tasuki recovery-key new  --out FILE  --name 熊本県      at the prefecture, without a network
tasuki recovery-key show --file FILE                    its text and fingerprint again
tasuki recovery-key take --operation DIR --text FILE --fingerprint DIGITS     at the centre
tasuki recovery-key list --operation DIR                which keys a centre has taken
"""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.needed import handed_text, needed
from app.cli.passphrase import (
    add_arguments,
    ask_passphrase,
    new_passphrase,
    passphrase_from,
    passphrase_of,
)
from app.cli.programs import Programs
from app.documents.qr import png
from app.domain.calendar_jp import day_of, day_text
from app.services.command import Refused
from app.services.recovery_keys import RecoveryKey
from app.services.sync_view import PASSPHRASE_LETTERS_MIN
from sync.core.errors import BadInput

ACTS = ("new", "show", "take", "list")
VARIABLE = "TASUKI_RECOVERY_PASSPHRASE"
TEXT_LETTERS_MAX = 10_000


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    def say(key: str) -> str:
        return messages.text(f"recovery.{key}")

    parser = commands.add_parser("recovery-key", help=say("key_help"))
    parser.add_argument("act", choices=ACTS, help=say("act_help"))
    parser.add_argument(
        "--file", "--out", dest="file", type=Path, metavar="FILE", help=say("file_help")
    )
    parser.add_argument("--name", metavar="NAME", help=say("name_help"))
    parser.add_argument("--operation", type=Path, metavar="DIR", help=say("operation_help"))
    parser.add_argument("--text", type=Path, metavar="FILE", help=say("text_help"))
    parser.add_argument("--fingerprint", metavar="DIGITS", help=say("fingerprint_help"))
    add_key_passphrase(parser, messages)
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    acts = {"new": _new, "show": _show, "take": _take, "list": _list}
    return acts[options.act](options, programs, messages)


def add_key_passphrase(parser: ArgumentParser, messages: Messages) -> None:
    parser.add_argument(
        "--key-passphrase-file", type=Path, metavar="FILE",
        help=messages.text("recovery.passphrase_help"),
    )  # fmt: skip


def key_passphrase(options: Namespace) -> str | None:
    """From the file or the environment; None where neither is there. Raises CommandError."""
    return passphrase_from(options.key_passphrase_file, VARIABLE)


def _new(options: Namespace, programs: Programs, messages: Messages) -> int:
    """The private half goes into FILE; the public half beside it, as a text and as a picture."""
    file, name = needed(options.file, "--file"), needed(options.name, "--name")
    words = key_passphrase(options)
    if words is None:
        words = new_passphrase(messages.text("recovery.ask_new"), messages)
    if len(words) < PASSPHRASE_LETTERS_MIN:
        why = messages.text("refused.passphrase_short", least=PASSPHRASE_LETTERS_MIN)
        raise CommandError("recovery.refused", why=why)
    if file.exists() or _beside(file, ".copy").exists():
        raise CommandError("recovery.exists", path=file)
    try:
        key = programs.recovery().new(file, words, name)
        text, picture = _beside(file, ".txt"), _beside(file, ".png")
        text.write_text(f"{_shown(key, messages)}\n", encoding="utf-8")
        picture.write_bytes(png(key.text()))
    except BadInput as error:
        raise CommandError("recovery.bad_name", 2) from error
    except OSError as error:
        raise CommandError("recovery.files", detail=error.strerror or "") from error
    print(_shown(key, messages))
    print(messages.text("recovery.made", file=file, text=text, picture=picture))
    return 0


def _show(options: Namespace, programs: Programs, messages: Messages) -> int:
    words = key_passphrase(options)
    if words is None:
        words = ask_passphrase(messages.text("recovery.ask"))
    try:
        key = programs.recovery().show(needed(options.file, "--file"), words)
    except BadInput as error:
        raise CommandError("recovery.no_key_file", path=options.file) from error
    print(_shown(key, messages))
    return 0


def _take(options: Namespace, programs: Programs, messages: Messages) -> int:
    folder = needed(options.operation, "--operation")
    text = handed_text(options.text, TEXT_LETTERS_MAX, "recovery.text_file")
    digits = needed(options.fingerprint, "--fingerprint")
    operation = programs.open_operation(folder, passphrase_of(options, messages))
    try:
        taken = programs.recovery().take(operation, text, digits)
    finally:
        operation.close()
    if isinstance(taken, Refused):
        why = messages.text(f"refused.{taken.code}", **taken.params)
        raise CommandError("recovery.refused", why=why)
    print(messages.text("recovery.taken", name=taken.name))
    return 0


def _list(options: Namespace, programs: Programs, messages: Messages) -> int:
    folder = needed(options.operation, "--operation")
    operation = programs.open_operation(folder, passphrase_of(options, messages))
    try:
        found = programs.recovery().taken(operation)
    finally:
        operation.close()
    for one in found:
        day = day_text(day_of(one.taken_ms))
        line = "line" if one.withdrawn_ms is None else "line_withdrawn"
        print(messages.text(f"recovery.{line}", name=one.name, fingerprint=one.fingerprint,
                            day=day))  # fmt: skip
    if not found:
        print(messages.text("recovery.none"))
    return 0


def _shown(key: RecoveryKey, messages: Messages) -> str:
    return messages.text(
        "recovery.shown", name=key.name, text=key.text(), fingerprint=key.fingerprint
    )


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)
