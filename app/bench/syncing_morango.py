"""The peer: Morango (the extra `bench-morango`), doing the same work over HTTP on this machine,
between two processes and two SQLite files.

It merges whole records, proves who speaks by certificates, and seals nothing. What is written goes
into its store when a session begins, so that is in the time of the session. Its wire is counted as
it counts itself. First syncs of 10,000 registrations only: ten times as many take it minutes.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from threading import Timer
from time import perf_counter
from typing import Any

from app.bench.syncing_yrs import Rows
from app.cli.programs import Figure, Skipped

LIBRARY, NO_MORANGO, FAILED = "morango", "no_morango", "morango_failed"
SITE = "app.bench.morango_people.site"
HOME = Path(__file__).resolve().parents[2]
SECONDS_MOST = 600

Record = Mapping[str, object]


@dataclass(frozen=True)
class Session:
    """What it took, both ends together."""

    cpu_s: float
    wall_s: float
    bytes: int


@dataclass(frozen=True)
class Shown:
    """One registration at one end: what is shown, and the whole records that conflicts keep."""

    values: Record
    kept: tuple[Record, ...]


class End:
    """One of the two, in a process of its own. Raises OSError or ValueError where it does not do
    its work, or not in time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def write(self, edits: Mapping[tuple[str, str], str]) -> None:
        rows: Rows = {}
        for (key, field), value in edits.items():
            rows.setdefault(key, {})[field] = value
        self.ask("write", rows)

    def shown(self) -> dict[str, Shown]:
        found = self.ask("shown")
        return {key: Shown(values, tuple(kept)) for key, (values, kept) in found.items()}

    def ask(self, word: str, *given: object) -> Any:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        late = Timer(SECONDS_MOST, self._process.kill)
        late.start()
        try:
            to.write(f"{json.dumps([word, *given])}\n")
            to.flush()
            return json.loads(back.readline())
        finally:
            late.cancel()


class Ends:
    """Two of them: `other` calls, `host` answers."""

    def __init__(self, host: End, other: End) -> None:
        self.host, self.other = host, other
        self._port = host.ask("port")

    def meet(self) -> Session:
        before, begun = self._spent(), perf_counter()
        size = self.other.ask("meet", self._port)
        wall = perf_counter() - begun
        return Session(self._spent() - before, wall, size)

    def _spent(self) -> float:
        return float(self.host.ask("spent") + self.other.ask("spent"))


def has_morango() -> bool:
    return find_spec(LIBRARY) is not None


def beside(
    names: Iterable[str], rows: Rows, folder: Path, work: Callable[[Ends], Iterable[Figure]]
) -> list[Figure | Skipped]:
    """The figures of these names, found with two ends of which the host shows those rows and the
    other one nothing yet; or why they are left out."""
    why = NO_MORANGO
    if has_morango():
        try:
            with _two_ends(rows, folder) as ends:
                return list(work(ends))
        except (subprocess.SubprocessError, OSError, ValueError):
            why = FAILED
    return [Skipped(name, why) for name in names]


@contextmanager
def _two_ends(rows: Rows, folder: Path) -> Iterator[Ends]:
    # Its processes work in another folder than this one.
    with TemporaryDirectory(prefix=LIBRARY, dir=folder.resolve()) as made:
        host, other = Path(made, "host.db"), Path(made, "other.db")
        subprocess.run(
            _words("make", host), check=True, stdout=subprocess.DEVNULL, cwd=HOME,
            timeout=SECONDS_MOST,
        )  # fmt: skip
        copyfile(host, other)  # the certificate is that of both
        with _open(host) as one, _open(other) as two:
            one.ask("write", rows)
            yield Ends(one, two)


@contextmanager
def _open(database: Path) -> Iterator[End]:
    with subprocess.Popen(
        _words("open", database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME
    ) as process:
        try:
            yield End(process)
        finally:
            process.kill()  # what it holds is thrown away


def _words(*words: object) -> list[str]:
    return [sys.executable, "-m", SITE, *map(str, words)]
