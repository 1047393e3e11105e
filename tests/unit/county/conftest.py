"""One county for all the tests of a file: for refusals, each of which makes what it needs."""

from collections.abc import Iterator

import pytest

from tests.support.centres import Centre
from tests.support.counties import County, open_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with open_county(tmp_path_factory.mktemp("county")) as opened:
        yield opened


@pytest.fixture(scope="module")
def hub(county: County) -> Centre:
    """The prefectural council's device: it may act for every council."""
    return county.hub


@pytest.fixture(scope="module")
def here(county: County) -> Centre:
    return county.council("14203")
