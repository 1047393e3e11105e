"""`tasuki print KIND DIR --out FILE`: a paper or list as a file, put on record like any print.

The form follows the file's ending. Refuses to write into the operation's own folder, where nothing
may lie in the clear, and never leaves half a file.
"""

import os
from argparse import Namespace, _SubParsersAction
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.catalogue.messages import Messages
from app.cli.county_print import FORMS as COUNTY_FORMS
from app.cli.county_print import county_paper
from app.cli.day_option import chosen_day
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.domain.papers import PAPER_KINDS
from app.domain.staff_access import CHIEF, Access
from app.services.command import Actor, Refused
from app.services.operation import Operation
from app.services.prints import RecordPrint

if TYPE_CHECKING:
    from app.services.papers import MadePaper

ENDINGS = {".pdf": "pdf", ".xlsx": "xlsx", ".csv": "csv"}
# Whoever has the passphrase may do everything; who it was is not known here.
ACCESS = Access(CHIEF, all_sections=True)


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("print", help=messages.text("cli.print_help"))
    kinds = (*PAPER_KINDS, *COUNTY_FORMS)
    parser.add_argument("kind", choices=kinds, metavar="KIND", help=", ".join(kinds))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--id", action="append", default=[], metavar="ID",
                        help=messages.text("cli.print_id_help"))  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="FILE",
                        help=messages.text("cli.print_out_help"))  # fmt: skip
    parser.add_argument("--day", metavar="DAY", help=messages.text("cli.day_help"))
    parser.add_argument(
        "--shift-jis", action="store_true", help=messages.text("cli.print_sjis_help")
    )
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    form = _form(options)
    _require_outside(options.out, options.folder)
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        if options.kind in COUNTY_FORMS:
            made = county_paper(operation, options, form, programs, messages)
        else:
            day = chosen_day(options, operation)
            made = _made(operation, options, form, day, messages)
        _write(options.out, made.content)
    finally:
        operation.close()
    print(messages.text("cli.print_done", file=options.out, size=f"{len(made.content):,}"))
    if made.replaced:
        print(messages.text("cli.print_replaced", count=made.replaced))
    paper = PAPER_KINDS.get(options.kind)
    if paper is not None and paper.shows_residents:
        print(messages.text("cli.print_in_the_clear"))
    return 0


def _form(options: Namespace) -> str:
    form = ENDINGS.get(options.out.suffix.lower())
    if form == "csv" and options.shift_jis:
        form = "csv_sjis"
    forms = COUNTY_FORMS.get(options.kind) or PAPER_KINDS[options.kind].forms
    if form not in forms or (options.shift_jis and form != "csv_sjis"):
        known = " ".join(ending for ending, code in ENDINGS.items() if code in forms)
        raise CommandError("print_ending", 2, endings=known)
    return str(form)


def _require_outside(out: Path, folder: Path) -> None:
    if out.resolve().is_relative_to(folder.resolve()):
        raise CommandError("print_inside", 2)


def _made(
    operation: Operation, options: Namespace, form: str, day: date, messages: Messages
) -> "MadePaper":
    """The bytes; the record stands before anything is written."""
    # Drawing takes a second to load, which other commands need not wait for.
    from app.services.papers import PaperRefused, PaperRequest, gather, make
    from app.services.papers_find import subjects_of

    now_ms = operation.world.clock.now_ms()
    try:
        ids = operation.read(lambda db: subjects_of(db, options.kind, tuple(options.id), day))
        request = PaperRequest(options.kind, form, day, ids, messages.language)
        made = make(operation.read(lambda db: gather(db, request, ACCESS, now_ms)))
    except PaperRefused as refused:
        reason = messages.text(f"refused.{refused.code}", **refused.params)
        raise CommandError("print_refused", reason=reason) from refused
    actor = Actor(None, "tasuki print", CHIEF, desk=operation.letter)
    outcome = operation.submit(RecordPrint(options.kind, form, ids), actor)
    if isinstance(outcome, Refused):
        reason = messages.text(f"refused.{outcome.code}", **outcome.params)
        raise CommandError("print_refused", reason=reason)
    return made


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all, and for the eyes of this user only."""
    half = out.with_name(f".{out.name}.part")
    try:
        half.touch(mode=0o600)
        half.write_bytes(content)
        os.replace(half, out)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise CommandError("print_unwritable", path=out) from error
