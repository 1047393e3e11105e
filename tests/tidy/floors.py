"""Coverage of each room against its floor.

Floors stand in `pyproject.toml` under `[tool.tasuki.floors]`: per cent of lines and branches,
raised and never lowered. `make test` measures and holds them (`--floors`, see `tests/conftest.py`).
"""

import json
import tomllib
from collections import Counter
from pathlib import Path

from tests.tidy.sources import ROOT


def percentages(report: Path, rooms: list[str]) -> dict[str, float]:
    """Per cent covered of each room that has code, from coverage's JSON report."""
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, entry in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        room = next((room for room in rooms if name.startswith(f"{room}/")), None)
        if room is not None:
            summary = entry["summary"]
            covered[room] += summary["covered_lines"] + summary["covered_branches"]
            total[room] += summary["num_statements"] + summary["num_branches"]
    return {room: 100 * covered[room] / total[room] for room in rooms if total[room]}


def below(found: dict[str, float], floors: dict[str, float]) -> list[str]:
    return [room for room, percent in found.items() if percent < floors[room]]


def verdict(report: Path) -> tuple[list[str], bool]:
    """Lines to print, and whether every room holds its floor."""
    floors = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["tasuki"]["floors"]
    found = percentages(report, list(floors))
    sunk = below(found, floors)
    lines = [
        f"{room:16} {percent:5.1f} %   floor {floors[room]}{'  BELOW' if room in sunk else ''}"
        for room, percent in found.items()
    ]
    return lines, not sunk
