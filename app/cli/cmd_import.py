"""`tasuki import DIR FILE --kind …`: shows what a file would do, then does it, whole or not at all.

The preview is printed in any case, with every problem by its row. `--dry-run` ends after it.
"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.documents.readers.headers import Kind
from app.documents.readers.plan import ImportPlan, read_plan
from app.documents.readers.table import Decoded, FileRefused, doubt_key
from app.domain.calendar_jp import day_of
from app.services.command import Actor, Ok
from app.services.import_texts import problem_text, used_columns, written_as
from app.services.imports import Forecast, ImportFile, foresee_import
from app.services.operation import Operation


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("import", help=messages.text("cli.import_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--kind", required=True, choices=[str(kind) for kind in Kind])
    parser.add_argument("--dry-run", action="store_true", help=messages.text("cli.dry_run_help"))
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    data = _content(options.file)
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        decoded, plan = _plan(operation, data, options.file.name, Kind(options.kind), messages)
        # Whoever has the passphrase may do everything; who it was is not known here.
        actor = Actor(None, "tasuki import", "chief", desk=operation.letter)
        forecast = operation.foresee(foresee_import(plan), actor)
        _print_preview(messages, decoded, plan, forecast)
        if options.dry_run:
            print(messages.text("cli.import_dry_run"))
            return 0
        return _import(operation, actor, plan, forecast, messages)
    finally:
        operation.close()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError("import_file", path=path) from error


def _plan(
    operation: Operation, data: bytes, name: str, kind: Kind, messages: Messages
) -> tuple[Decoded, ImportPlan]:
    try:
        return read_plan(data, name, kind, day_of(operation.world.clock.now_ms()))
    except FileRefused as refused:
        reason = messages.text(refused.key, **refused.params)
        raise CommandError("import_refused", reason=reason) from refused


def _print_preview(
    messages: Messages, decoded: Decoded, plan: ImportPlan, forecast: Forecast
) -> None:
    origin = messages.text(plan.mapping.origin_key)
    print(messages.text("cli.import_file_is", name=plan.file_name, origin=origin,
                        format=written_as(decoded)))  # fmt: skip
    print(messages.text("cli.import_columns"))
    for header, slot, how in used_columns(messages, plan.mapping):
        print(f"  {header} → {slot} ({how})")
    for doubt in (*decoded.doubts, *plan.mapping.doubts):
        print(messages.text("cli.import_doubt", text=messages.text(doubt_key(doubt))))
    for name in plan.mapping.missing:
        label = messages.text(f"import.slot.{name}")
        print(messages.text("cli.import_missing", slot=label))
    if forecast.problems:
        print(messages.text("cli.import_problems", count=len(forecast.problems)))
    for problem in forecast.problems:
        place = messages.text("cli.import_row", row=problem.row)
        header = f" {problem.header}" if problem.header else ""
        severity = messages.text(problem.severity_key)
        print(f"  {severity} {place}{header}: {problem_text(messages, problem)}")
    print(messages.text("cli.import_counts", **forecast.counts))


def _import(
    operation: Operation, actor: Actor, plan: ImportPlan, forecast: Forecast, messages: Messages
) -> int:
    outcome = operation.submit(ImportFile(plan), actor)
    if not isinstance(outcome, Ok):
        reason = messages.text(f"refused.{outcome.code}", **outcome.params)
        raise CommandError("import_refused", reason=reason)
    if not forecast.writes:
        print(messages.text("cli.import_nothing_new"))
    else:
        counts = forecast.counts
        print(messages.text("cli.import_done", new=counts["new"], changed=counts["changed"]))
    if forecast.counts["error"]:
        print(messages.text("cli.import_left_out", count=forecast.counts["error"]))
    return 0
