"""`tasuki demo DIR`: a ready drill with people who do not exist, in the middle of a morning.

`--story mutual-aid`: instead a county of three councils and the prefecture, with a folder for each
device, in which the agreement was played from the first request to the last tool at home.
"""

import sys
from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.errors import CommandError
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import DemoSize, Programs
from app.services.rehearsal import StoryStopped, Told

STORIES = ("mutual-aid",)
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
    parser.add_argument("--story", choices=STORIES, help=messages.text("cli.demo_story"))
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    return _story(options, programs, messages) if options.story else _centre(
        options, programs, messages
    )  # fmt: skip


def _story(options: Namespace, programs: Programs, messages: Messages) -> int:
    def say(key: str, **params: object) -> str:
        return messages.text(f"county_story.{key}", **params)

    def names(of: tuple[str, ...]) -> str:
        return say("comma").join(say(one) for one in of)

    number = 0

    def on_step(told: Told) -> None:
        nonlocal number
        number += 1
        print(say("step", number=number, who=say(told.who), what=say(f"step_of.{told.step}")))
        print(say("seen", names=names(told.seen_by)), flush=True)
        for key, who in (("no_link", told.without_link), ("blind", told.blind)):
            if who:
                print(say(key, names=names(who)))

    try:
        acts = programs.make_story(options.folder, DEMO_PASSPHRASE, on_step)
    except StoryStopped as stopped:
        step = say(f"step_of.{stopped.step}")
        raise CommandError("county_story.stopped", step=step, why=stopped.code) from stopped
    print(say("made", folder=options.folder, acts=acts, passphrase=DEMO_PASSPHRASE))
    print(say("open_hint", folder=options.folder / "odawara"))
    return 0


def _centre(options: Namespace, programs: Programs, messages: Messages) -> int:
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
