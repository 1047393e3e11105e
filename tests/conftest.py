"""For every ring: marks from the folder, Hypothesis profiles, coverage floors, a centre to act in.

A test is marked by the ring that it lies in (`tests/unit` → `unit`), so `-m "not chromium"` works
with no mark written by hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Verbosity, settings

from tests.tidy.floors import verdict

if TYPE_CHECKING:
    from tests.support.busy_day import BusyDay
    from tests.support.centres import Centre
    from tests.support.ground import Ground
    from tests.support.postgres import Server

TESTS = Path(__file__).parent
FLOORS = pytest.StashKey[list[str]]()
RINGS = {path.name for path in TESTS.iterdir() if path.is_dir()} - {
    "support",
    "golden",
    "__pycache__",
}

# dev: quick, random, prints what it drew. ci: the same examples every time. soak: minutes.
settings.register_profile("dev", max_examples=40, deadline=None, print_blob=True)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "soak",
    max_examples=int(os.environ.get("SOAK_EXAMPLES", "3000")),
    deadline=None,
    print_blob=True,
    verbosity=Verbosity.normal,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


# Long random walks: to note each line that they pass again doubles their time and shows nothing
# that the other rings do not.
UNCOUNTED = ("simulation", "stateful", "test_rows_tell_the_truth.py", "test_short_walks.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        inside = item.path.relative_to(TESTS).parts
        if len(inside) > 1 and inside[0] in RINGS:
            item.add_marker(inside[0])
        if not set(inside).isdisjoint(UNCOUNTED):
            item.add_marker("no_cover")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--floors", action="store_true", help="hold each room to its coverage floor")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """After pytest-cov wrote its report: fail when a room is below its floor."""
    if session.config.getoption("--floors") and not hasattr(session.config, "workerinput"):
        lines, held = verdict(TESTS.parent / "build" / "coverage.json")
        session.config.stash[FLOORS] = lines
        if not held and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if lines := config.stash.get(FLOORS, []):
        terminalreporter.section("coverage of each room")
        terminalreporter.write("\n".join(lines) + "\n")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the source tree."""
    return TESTS.parent


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real server; each test asks it for a `schema` of its own."""
    from tests.support.postgres import running

    with running() as server:
        yield server


# The whole app is imported only where a test asks for one of these.


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A real operation, new and empty, whose clock stands still."""
    from tests.support.centres import open_centre

    with open_centre(tmp_path / "op") as opened:
        yield opened


@pytest.fixture
def busy(centre: Centre) -> BusyDay:
    """A day with everything on it."""
    from tests.support.busy_day import busy_day

    return busy_day(centre)


@pytest.fixture
def ground(centre: Centre) -> Ground:
    """What stands ready before teams leave, to be planted."""
    from tests.support.ground import Ground

    return Ground(centre)
