"""A county's own folder, opened by itself: its sections, and inviting devices of councils."""

from pathlib import Path

from app.domain.tables_county import council_id
from app.services.sync_view import SyncState
from sync.core.ids import DeviceId
from tests.support.counties import open_county
from tests.support.sessions import session_on
from tests.support.sync_stand_in import StandInSync


async def test_the_prefecture_invites_a_device_of_one_council(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with session_on(county.hub) as driver:
            sync = driver.desk.sync = StandInSync(
                SyncState(
                    DeviceId(county.hub.operation.device), "A", "訓練県社協", roles=("admin",)
                )
            )
            driver.desk.county = county.hub.operation
            await driver.open_app("/sync/invite")
            assert not driver.has("sync.role.reception")
            assert not driver.has("sync.role.relay")
            await driver.type("sync.label", "訓練市 1")
            await driver.tap("sync.invite")
            assert "どの社協の端末かを選んでください" in driver.text()
            await driver.type("sync.council_find", "平塚")
            await driver.tap("sync.council.14203")
            await driver.type("sync.council_find", "")
            assert driver.has("sync.council.14203")  # the chosen one stays in sight
            await driver.tap("sync.invite")
            assert sync.asked == [("invite", ("council",), "訓練市 1", None, council_id("14203"))]


async def test_a_county_of_its_own_has_the_sections_that_make_sense_there(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with session_on(county.hub) as driver:
            driver.desk.county = county.hub.operation
            await driver.open_app("/")
            assert driver.page.route.startswith("/county")
            rail = [key.removeprefix("frame.section.") for key in driver.keys("frame.section.")]
            assert rail == ["county", "settings"]
            assert not driver.has("frame.out")
            await driver.tap("frame.section.settings")
            pages = driver.keys("settings.page.")
            assert pages == ["settings.page.look", "settings.page.device"]
            await driver.visit("/settings/centre")
            assert driver.keys("settings.page.") == pages
            await driver.tap("settings.page.device")
            assert "机の記号" in driver.text()
