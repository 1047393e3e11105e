"""`tasuki figures DIR`: the figures of a day, its four checks and its seal. Changes nothing."""

import json
from argparse import Namespace, _SubParsersAction
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.day_option import chosen_day
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.domain.calendar_jp import day_text, time_text
from app.domain.figures import ClosingCheck, Figures
from app.services.day import checks_on, figures_on, point_text
from app.services.day_decide import count_to_decide
from app.services.operation import Operation
from app.store.queries.day import DaySeal, day_seal


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("figures", help=messages.text("cli.figures_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help=messages.text("cli.json_help"))
    parser.add_argument("--day", metavar="DAY", help=messages.text("cli.day_help"))
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    passphrase = passphrase_of(options, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        day = chosen_day(options, operation)
        figures, checks, seal = operation.read(
            lambda db: (figures_on(db, day), checks_on(db, day), day_seal(db, day.isoformat()))
        )
        if options.json:
            print(json.dumps(_as_data(operation, day, figures, checks, seal), ensure_ascii=False))
        else:
            _print_words(messages, day, figures, checks, seal)
    finally:
        operation.close()
    return 0


def _as_data(
    operation: Operation,
    day: date,
    figures: Figures,
    checks: tuple[ClosingCheck, ...],
    seal: DaySeal | None,
) -> dict[str, object]:
    """What programs read: numbers and codes only, no name."""
    closed = seal is not None and seal.closed
    now_ms = operation.world.clock.now_ms()
    return {
        "day": day.isoformat(),
        **asdict(figures),
        "closed": closed,
        "closed_at": seal.at if seal is not None and closed else None,
        "at_closing": asdict(seal.figures) if seal and closed and seal.figures else None,
        "missing": {check.code: [p.code for p in check.open_points] for check in checks},
        "to_decide": operation.read(lambda db: count_to_decide(db, now_ms)),
    }


def _print_words(
    messages: Messages,
    day: date,
    figures: Figures,
    checks: tuple[ClosingCheck, ...],
    seal: DaySeal | None,
) -> None:
    print(day_text(day, messages.language))
    for name, value in asdict(figures).items():
        print(f"  {messages.text(f'figures.{name}')}: {value:,}")
    for check in checks:
        mark = "○" if check.green else "×"
        print(f"{mark} {messages.text(f'closing.{check.code}')}")
        for point in check.open_points:
            print(f"    {point_text(point, messages)}")
    if seal is not None and seal.closed and seal.at is not None:
        print(messages.text("cli.figures_closed", time=time_text(seal.at, day), name=seal.by_name))
    else:
        print(messages.text("cli.figures_open"))
