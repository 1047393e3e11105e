"""A screen that stands open over midnight shows the new day, not the people of yesterday."""

from pathlib import Path

import pytest

from app.services.check_ins import CheckIn
from app.services.volunteers import RegisterVolunteer
from tests.support.centres import Centre, open_centre
from tests.support.sessions import session_on

NIGHT_MS = 15 * 3_600_000


def somebody_here(centre: Centre) -> None:
    person = centre.do(RegisterVolunteer("訓練 花子")).entity
    assert person is not None
    centre.do(CheckIn(person, although=("uninsured",)))


@pytest.mark.parametrize("route", ["/reception", "/reception/today", "/matching"])
async def test_who_was_here_yesterday_is_gone(tmp_path: Path, route: str) -> None:
    with open_centre(tmp_path / "op") as centre:
        somebody_here(centre)
        async with session_on(centre) as driver:
            await driver.open_app(route)
            assert "訓練 花子" in driver.text()
            centre.clock.ms += NIGHT_MS
            driver.timers.pass_()
            await driver.settle()
            assert "8月12日(水)" in driver.text()
            assert "訓練 花子" not in driver.text()
            somebody = centre.rows("SELECT count(*) FROM live_check_in")
            assert somebody == [(1,)]


async def test_what_was_typed_stays_over_midnight(tmp_path: Path) -> None:
    with open_centre(tmp_path / "op") as centre:
        async with session_on(centre) as driver:
            await driver.open_app("/reception")
            await driver.type("reception.search", "訓練")
            centre.clock.ms += NIGHT_MS
            driver.timers.pass_()
            await driver.settle()
            assert driver.value("reception.search") == "訓練"
