"""`tasuki demo DIR`: a ready drill with people who do not exist, in the middle of a morning."""

import sys
from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import DemoSize, Programs

VOLUNTEERS, NEEDS, DAYS, SEED = 400, 120, 3, 1
# Beyond these the synthetic telephone numbers would run out, or a day would be longer than a day.
VOLUNTEERS_MAX, NEEDS_MAX, DAYS_MAX = 20_000, 10_000, 60


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("demo", help=messages.text("cli.demo_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    sizes = (
        ("volunteers", VOLUNTEERS, VOLUNTEERS_MAX),
        ("needs", NEEDS, NEEDS_MAX),
        ("days", DAYS, DAYS_MAX),
    )
    for name, usual, most in sizes:
        parser.add_argument(
            f"--{name}", type=_number(messages, most), default=usual, metavar="N",
            help=messages.text(f"cli.demo_{name}", usual=usual),
        )  # fmt: skip
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="N", help=messages.text("cli.demo_seed")
    )
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    print(messages.text("cli.demo_making"), flush=True)
    size = DemoSize(options.volunteers, options.needs, options.days)
    shown = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shown and (done == total or done % 50 == 0):
            print(f"\r{done * 100 // total:3} %", end="", file=sys.stderr, flush=True)

    demo = programs.make_demo(options.folder, DEMO_PASSPHRASE, size, options.seed, progress)
    if shown:
        print("\r", end="", file=sys.stderr)
    print(
        messages.text(
            "cli.demo_done",
            folder=options.folder, acts=demo.acts, passphrase=DEMO_PASSPHRASE, seed=options.seed,
        )
    )  # fmt: skip
    for what, count in demo.refusals:
        print(messages.text("cli.demo_refused", what=what, count=count))
    return 0


def _number(messages: Messages, most: int) -> Callable[[str], int]:
    def read(words: str) -> int:
        if not words.isdecimal() or not 1 <= int(words) <= most:
            raise ArgumentTypeError(messages.text("cli.number_range", most=most))
        return int(words)

    return read
