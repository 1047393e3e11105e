"""One server and one browser for a file of tests: starting them takes longer than most tests."""

from collections.abc import Iterator

import pytest

from tests.support.browser import Screen, Server, stand_in_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with stand_in_server() as running:
        yield running


@pytest.fixture(scope="module")
def screen(server: Server) -> Iterator[Screen]:
    """A tablet, at the address that the test opens."""
    with Screen(server.url) as opened:
        yield opened
