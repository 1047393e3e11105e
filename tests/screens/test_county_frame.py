"""県内: the way in where this device is in no county, and the tabs where it is in one."""

from pathlib import Path

from app.ui.screens.county.route import TABS
from app.ui.screens.county.tab import CountyTab, tab_of
from tests.support.counties import COUNTY, open_county
from tests.support.sessions import SessionDriver


async def test_where_there_is_no_county_every_page_is_the_way_in() -> None:
    async with SessionDriver() as driver:
        await driver.open_app("/county")
        assert "県の協力に加わる" in driver.text()
        assert not driver.has("county.tab.member")
        for tab in TABS:
            await driver.visit(tab.route)
            assert "県の協力に加わる" in driver.text()


async def test_a_device_in_a_county_has_its_tabs(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with SessionDriver() as driver:
            driver.desk.county = county.council("14203").operation
            await driver.open_app("/county")
            await driver.tap("county.tab.member")
            assert COUNTY in driver.text()
            assert "この端末は「平塚市社協」として加わっています" in driver.text()


async def test_coming_into_a_county_is_seen_at_once(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with SessionDriver() as driver:
            await driver.open_app("/county/join")
            driver.desk.county = county.council("14203").operation
            driver.runtime.see_county()
            await driver.settle()
            assert COUNTY in driver.text()


def test_pages_of_one_record_belong_to_their_tab() -> None:
    tabs = (CountyTab("status", "", TABS[0].icon, ()), CountyTab("aid", "aid", TABS[0].icon, ()))
    assert [
        tab_of(f"/county{rest}", tabs) for rest in ("", "/", "/aid", "/aid/0a1b", "/town/1")
    ] == ["status", "status", "aid", "aid", "status"]
    assert tab_of("/county/other", tabs[1:]) == ""
