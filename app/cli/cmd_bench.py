"""`tasuki bench`: measures this machine, each number beside its floor, and keeps them as JSON."""

import json
import os
import platform
import sqlite3
import sys
from argparse import SUPPRESS, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.programs import BenchOrder, Figure, Programs, Skipped

NAMES = (
    "open", "memory", "search", "checkin", "disk", "tap",
    "sync_first", "sync_image", "sync_again", "sync_edits", "sync_memory", "sync_hub",
    "county_board",
)  # fmt: skip
# On the disk that holds the checkout: a folder of the system may lie in memory.
FOLDER, RESULT = Path("build/bench"), Path("build/bench.json")
COLUMNS = (("measured", 16), ("floor", 18), ("ratio", 12), ("aim", 22), ("met", 6))
WIDE, DIGITS = 0x2E80, 3


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("bench", help=messages.text("bench.help"))
    parser.add_argument("--only", choices=NAMES, help=messages.text("bench.only_help"))
    parser.add_argument("--json", action="store_true", help=messages.text("bench.json_help"))
    # A small run for whoever works on the measurements themselves: its numbers mean nothing.
    parser.add_argument("--scale", type=_scale(messages), default=1.0, help=SUPPRESS)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    """0 also where an aim is missed: numbers of one machine are no verdict."""
    found: list[Figure | Skipped] = []

    def say(step: str) -> None:
        print(messages.text(f"bench.step_{step}"), file=sys.stderr, flush=True)

    if not options.json:
        print(_head(messages))
    for one in programs.bench(BenchOrder(options.only, options.scale, FOLDER), say):
        found.append(one)
        if not options.json:
            print(_line(one, messages), flush=True)
    data = _as_data(found, options.scale)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.json:
        print(json.dumps(data, ensure_ascii=False))
    else:
        print(messages.text("bench.written", file=RESULT))
    return 0


def _as_data(found: list[Figure | Skipped], scale: float) -> dict[str, object]:
    return {
        "scale": scale,
        "machine": {
            "cores": os.cpu_count(), "system": platform.system(), "machine": platform.machine(),
            "python": platform.python_version(), "sqlite": sqlite3.sqlite_version,
        },
        "figures": [_figure(one) for one in found if isinstance(one, Figure)],
        "skipped": {one.name: one.why for one in found if isinstance(one, Skipped)},
    }  # fmt: skip


def _figure(one: Figure) -> dict[str, object]:
    aim = None
    if one.aim is not None:
        aim = {"of": one.aim.of, "at_most" if one.aim.most else "at_least": one.aim.limit}
    return {
        "name": one.name, "unit": one.unit, "measured": one.value, "floor": one.floor,
        "ratio": one.ratio, "aim": aim, "met": one.met, "notes": dict(one.notes),
    }  # fmt: skip


def _head(messages: Messages) -> str:
    names = "".join(_right(messages.text(f"bench.{name}"), width) for name, width in COLUMNS)
    return _left(messages.text("bench.name")) + names


def _line(one: Figure | Skipped, messages: Messages) -> str:
    name = _left(messages.text(f"bench.title_{one.name}"))
    if isinstance(one, Skipped):
        return name + "  " + messages.text(f"bench.skipped_{one.why}")
    unit = messages.text(f"bench.unit_{one.unit}")
    mark = {True: "○", False: "×", None: "－"}[one.met]
    cells = (
        f"{_number(one.value)} {unit}", f"{_number(one.floor)} {unit}",
        messages.text("bench.times", times=_number(one.ratio)), _aim(one, unit, messages), mark,
    )  # fmt: skip
    row = name + "".join(
        _right(cell, width) for cell, (_, width) in zip(cells, COLUMNS, strict=True)
    )
    return f"{row}\n    {messages.text(f'bench.floor_{one.name}')}"


def _aim(one: Figure, unit: str, messages: Messages) -> str:
    if one.aim is None:
        return "－"
    limit = _number(one.aim.limit)
    text = messages.text("bench.times", times=limit) if one.aim.of == "ratio" else f"{limit} {unit}"
    return messages.text("bench.at_most" if one.aim.most else "bench.at_least", limit=text)


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{DIGITS}g}"


def _left(text: str, width: int = 26) -> str:
    return text + " " * (width - _cells(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _cells(text)) + text


def _cells(text: str) -> int:
    """Places on a terminal: kana and kanji take two."""
    return sum(2 if ord(letter) >= WIDE else 1 for letter in text)


def _scale(messages: Messages) -> Callable[[str], float]:
    def read(words: str) -> float:
        try:
            number = float(words)
        except ValueError:
            number = 0.0
        if not 0 < number <= 1:
            raise ArgumentTypeError(messages.text("bench.scale_range"))
        return number

    return read
