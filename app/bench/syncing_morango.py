"""The peer: Morango (the extra `bench-morango`), doing the same first sync over HTTP on this
machine, between two processes and two SQLite files.

It merges whole records, proves who speaks by certificates, and seals nothing. Its wire is counted
as it counts itself. 10,000 registrations only: ten times as many take it seven minutes.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile

from app.bench.syncing_yrs import Rows

LIBRARY, NO_MORANGO = "morango", "no_morango"
SITE = "app.bench.morango_people.site"
HOME = Path(__file__).resolve().parents[2]
SECONDS_MOST = 600


@dataclass(frozen=True)
class Morango:
    """What a first sync took, both ends together, and a second one with nothing to do."""

    people: int
    cpu_s: float
    wall_s: float
    bytes: int
    again_wall_s: float


def has_morango() -> bool:
    return find_spec(LIBRARY) is not None


def first_sync(rows: Rows, folder: Path) -> Morango:
    """Raises SubprocessError, OSError, ValueError where the peer does not do its work."""
    folder = folder.resolve()  # its processes work elsewhere
    folder.mkdir()
    mine, theirs, given = folder / "mine.db", folder / "theirs.db", folder / "rows.json"
    given.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    _run("make", mine)
    copyfile(mine, theirs)  # the certificate is that of both
    with _serving(theirs, given) as server:
        port = _line(server)
        said = json.loads(_run("pull", mine, str(port)))
        server_s = float(str(_ended(server)))
    return Morango(
        said["people"], said["cpu_s"] + server_s, said["wall_s"], said["bytes"],
        said["again_wall_s"],
    )  # fmt: skip


def _words(*words: object) -> list[str]:
    return [sys.executable, "-m", SITE, *map(str, words)]


def _run(*words: object) -> str:
    done = subprocess.run(
        _words(*words), check=True, capture_output=True, text=True, cwd=HOME, timeout=SECONDS_MOST
    )
    return done.stdout


def _serving(database: Path, rows: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        _words("serve", database, rows), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=HOME,
    )  # fmt: skip


def _line(server: "subprocess.Popen[str]") -> object:
    assert server.stdout is not None
    return json.loads(server.stdout.readline())


def _ended(server: "subprocess.Popen[str]") -> object:
    assert server.stdin is not None
    server.stdin.write("\n")
    server.stdin.flush()
    return _line(server)
