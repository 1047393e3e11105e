"""県内: the way in where this device is in no county, and the tabs where it is in one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.county_place import TROUBLES
from app.services.devices import RevokeDevice
from app.services.hub_places import TellHub
from app.ui.screens.county.join import TroubleScreen
from app.ui.screens.county.route import TABS
from app.ui.screens.county.tab import CountyTab, tab_of
from sync.core.ids import DeviceId
from tests.support.centres import Centre
from tests.support.counties import COUNTY
from tests.support.county_doors import Joining, joining
from tests.support.sessions import SessionDriver, session_on
from tests.support.together import meet


@asynccontextmanager
async def at_a_centre(folder: Path) -> AsyncIterator[tuple[Joining, SessionDriver]]:
    """The app of a centre's device that may come into a county."""
    with joining(folder) as both:
        async with session_on(both.centre) as driver:
            driver.desk.operation = both.centre.operation
            driver.desk.door = replace(driver.desk.door, county=lambda _operation: both.place)
            driver.desk.open_county()
            await driver.open_app("/county")
            yield both, driver


async def test_where_there_is_no_county_every_page_is_the_way_in(tmp_path: Path) -> None:
    async with at_a_centre(tmp_path) as (_, driver):
        assert not driver.has("county.tab.member")
        for tab in TABS:
            await driver.visit(tab.route)
            assert "県の協力に加わる" in driver.text()
            assert driver.has("county.join")


async def test_what_is_missing_is_said_before_anybody_is_asked(tmp_path: Path) -> None:
    async with at_a_centre(tmp_path) as (_, driver):
        await driver.tap("county.join")
        assert "招待のQRを読むか" in driver.text()
        await driver.scan("join.scanner", "TASUKI1ABC")
        await driver.type("county.label", "")
        await driver.tap("county.join")
        assert "端末の名前" in driver.text()
        await driver.type("county.label", "訓練市 A")
        await driver.tap("county.join")
        assert "招待として読めません" in driver.text()
        assert driver.has("join.scanned")


async def test_a_centre_comes_in_sees_the_county_and_leaves_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_a_centre(tmp_path) as (both, driver):
        await driver.scan("join.scanner", both.invited())
        await driver.tap("county.join")
        await driver.tap("county.tab.member")
        assert COUNTY in driver.text()
        assert "この端末は「平塚市社協」として加わっています" in driver.text()
        await driver.tap("county.sync_now")
        assert both.syncs[0].asked == 1
        await driver.tap("county.leave")
        await driver.tap("county.leave_no")
        await driver.tap("county.leave")
        await driver.tap("county.leave_yes")
        assert "県の協力に加わる" in driver.text()
        assert both.place.operation is None
        assert "E-0" not in caplog.text


async def test_where_there_is_no_network_pictures_go_both_ways(tmp_path: Path) -> None:
    async with at_a_centre(tmp_path) as (both, driver):
        await driver.scan("join.scanner", both.invited())
        await driver.tap("county.pictures")
        asked = both.place.ask_by_picture("", "")
        assert not isinstance(asked, str)  # the screen asked with its own invitation
        assert driver.has("join.answer")
        await driver.tap("join.pictures_back")
        assert driver.has("join.scanned")


async def test_a_device_that_was_taken_out_says_so_on_every_page(tmp_path: Path) -> None:
    async with at_a_centre(tmp_path) as (both, driver):
        operation = both.come_in()
        await driver.settle()
        assert not driver.has("county.revoked")
        both.county.hub.do(RevokeDevice(DeviceId(operation.device), "訓練"))
        meet(Centre(operation, both.centre.clock), both.host)
        await driver.settle()
        for tab in TABS:
            await driver.visit(tab.route)
            assert driver.has("county.revoked")


async def test_a_county_that_does_not_open_can_be_set_aside(tmp_path: Path) -> None:
    async with at_a_centre(tmp_path) as (both, driver):
        both.come_in()
        both.place.close()
        both.place.trouble = "damaged"
        driver.desk.county = None
        driver.runtime.see_county()
        await driver.settle()
        assert "センターの記録に問題はありません" in driver.text()
        await driver.tap("county.leave")
        await driver.tap("county.leave_yes")
        assert driver.has("county.join")


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_every_trouble_has_its_words(trouble: str) -> None:
    async with SessionDriver() as driver:
        await driver.show(lambda: TroubleScreen(trouble))
        assert "開けません" in driver.text()


async def test_the_screens_of_a_hub_open_by_a_word_of_this_device(tmp_path: Path) -> None:
    async with at_a_centre(tmp_path) as (both, driver):
        driver.desk.door = replace(
            driver.desk.door, screens=lambda county, hub: f"https://{hub}/{county.letter}"
        )
        operation = both.come_in()
        both.county.hub.do(TellHub("hub.example.jp"))
        meet(Centre(operation, both.centre.clock), both.host)
        await driver.visit("/county/join")
        (button,) = driver.keys("county.screens")
        await driver.tap(button)
        opened = [args["url"] for name, args in driver.invoked if name == "launch_url"]
        assert [one.url for one in opened] == ["https://hub.example.jp:8551/B"]


def test_pages_of_one_record_belong_to_their_tab() -> None:
    tabs = (CountyTab("status", "", TABS[0].icon, ()), CountyTab("aid", "aid", TABS[0].icon, ()))
    places = [tab_of(f"/county{rest}", tabs) for rest in ("", "/", "/aid", "/aid/0a", "/town/1")]
    assert places == ["status", "status", "aid", "aid", "status"]
    assert tab_of("/county/other", tabs[1:]) == ""
