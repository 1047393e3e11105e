"""The option `--day`, as people write days: 2026-08-11, 8/11, R8.8.11."""

from argparse import Namespace
from datetime import date

from app.cli.errors import CommandError
from app.domain.calendar_jp import Unreadable, day_of, parse_day
from app.services.operation import Operation


def chosen_day(options: Namespace, operation: Operation) -> date:
    """The day that was named, else today in Japan. Raises CommandError for what is no day."""
    today = day_of(operation.world.clock.now_ms())
    if options.day is None:
        return today
    try:
        return parse_day(options.day, near=today)
    except Unreadable as error:
        raise CommandError("day_unreadable", 2, text=options.day) from error
