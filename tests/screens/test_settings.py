"""The settings in the headless driver: every page, its refusals, undo, narrow windows, English."""

from datetime import date
from typing import Unpack

import pytest

from app.services.calendar import MarkDay
from app.services.centre import ChangeSetting
from app.services.command import Actor
from app.services.satellites import AddSatellite
from app.services.storage import StorageFacts, Verified
from app.store.queries.settings import RecordCount
from app.ui.look import Look
from app.ui.screens.settings.calendar_page import CalendarRoute
from app.ui.screens.settings.centre_page import CentreRoute
from app.ui.screens.settings.codes_page import CodesRoute
from app.ui.screens.settings.device_page import DeviceScreen, DeviceView
from app.ui.screens.settings.look_page import LookRoute
from app.ui.screens.settings.menu import PAGES
from app.ui.screens.settings.route import DRAWN, SECTION
from app.ui.screens.settings.rules_page import EventRoute, RulesRoute
from app.ui.screens.settings.satellites_page import SatellitesRoute
from tests.support.centres import CENTRE, MORNING_MS, Centre
from tests.support.sessions import Seat, SessionDriver, session_on

CHIEF = Actor(None, "訓練 一子", "chief", desk="A")
WATCHER = Actor(None, "見学 六花", "observer", desk="A")


def session(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    seat.setdefault("actor", CHIEF)
    return session_on(centre, **seat)


@pytest.mark.parametrize("page", [page.key for page in PAGES])
async def test_every_page_of_the_menu_is_drawn(centre: Centre, page: str) -> None:
    async with session(centre) as driver:
        await driver.open_app(f"/settings/{page}", sections=(SECTION,))
        assert driver.has(f"settings.page.{page}")
        assert not driver.has("failed_card")
        assert page in DRAWN


async def test_a_narrow_window_shows_the_menu_first_and_a_way_back(centre: Centre) -> None:
    async with session(centre, width=800, height=1280) as driver:
        await driver.open_app("/settings", sections=(SECTION,))
        await driver.tap("settings.page.satellites")
        assert "サテライトはまだありません" in driver.texts()
        assert not driver.has("settings.page.rules")
        await driver.tap("settings.back")
        assert driver.has("settings.page.rules")


async def test_f9_opens_the_settings(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.open_app("/settings/look", sections=(SECTION,))
        await driver.press("F9")
        assert "センターの名前" in driver.texts()


async def test_the_profile_is_saved_and_taken_back(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(CentreRoute)
        assert driver.value("settings.centre.name") == CENTRE
        await driver.type("settings.centre.phone", "0460-00-0001")
        await driver.tap("settings.centre.status.open_recruiting")
        await driver.type("settings.centre.opens", "9時")
        await driver.tap("settings.centre.save")
        sql = "SELECT phone, status, opens FROM live_centre_profile"
        assert centre.rows(sql) == [("0460-00-0001", "open_recruiting", "9:00")]
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert centre.rows(sql) == [(None, "preparing", None)]


async def test_a_centre_without_a_name_is_refused_beside_the_field(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(CentreRoute)
        await driver.type("settings.centre.name", "　")
        await driver.tap("settings.centre.save")
        assert "名前を入れてください。" in driver.texts()
        assert driver.value("settings.centre.name") in ("　", None)  # what was typed stays


async def test_who_only_reads_is_told_so(centre: Centre) -> None:
    async with session(centre, actor=WATCHER) as driver:
        await driver.show(CentreRoute)
        await driver.type("settings.centre.phone", "0460-00-0001")
        await driver.tap("settings.centre.save")
        assert "閲覧だけの方は変更できません。" in driver.texts()


async def test_a_rule_changes_from_a_day_and_the_change_is_called_off(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(RulesRoute)
        await driver.tap("settings.change:team_size")
        await driver.tap("settings.value.more")
        await driver.type("settings.from_day", "8/20")
        await driver.type("settings.reason", "応援が増える")
        await driver.tap("settings.save")
        assert not driver.has("settings.save")
        assert "8月20日(木)から 6人　応援が増える" in driver.texts()
        (key,) = (key for key in driver.keys("settings.call_off:"))
        await driver.tap(key)
        assert "応援が増える" not in driver.text()


async def test_a_rule_does_not_change_in_the_past(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(RulesRoute)
        await driver.tap("settings.change:planned_return")
        await driver.type("settings.value", "15:00")
        await driver.type("settings.from_day", "8/1")
        await driver.tap("settings.save")
        assert "過ぎた日です。" in driver.texts()


async def test_a_time_that_is_none_is_refused(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(RulesRoute)
        await driver.tap("settings.change:planned_return")
        await driver.type("settings.value", "夕方")
        await driver.tap("settings.save")
        assert "この設定には入れられない値です。" in driver.text()


async def test_the_flags_of_the_event_say_what_they_mean(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(EventRoute)
        await driver.tap("settings.change:large_disaster_exception")
        assert "県の要請で全社協が認めたときだけ。" in driver.text()
        await driver.tap("settings.value.yes")
        await driver.tap("settings.save")
        assert "適用する" in driver.texts()
        assert "8月11日(火)から" in driver.texts()


async def test_all_rules_are_drawn_with_values_of_every_kind(centre: Centre) -> None:
    centre.do(ChangeSetting("consent_footer", "訓練の文"))
    async with session(centre, look=Look(language="en", letters="extra")) as driver:
        await driver.show(RulesRoute)
        texts = driver.texts()
        assert {"No limit", "15:30", "訓練の文", "The volunteer", "Applies"} <= set(texts)


async def test_a_satellite_is_added_corrected_and_closed(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(SatellitesRoute)
        await driver.tap("settings.satellite.add")
        await driver.tap("settings.satellite.save")
        assert "名前を入れてください。" in driver.texts()
        await driver.type("settings.satellite.name", "東部サテライト")
        await driver.tap("settings.satellite.save")
        assert "東部サテライト" in driver.texts()
        (edit,) = driver.keys("settings.satellite.edit:")
        await driver.tap(edit)
        await driver.type("settings.satellite.phone", "0460-00-0002")
        await driver.tap("settings.satellite.save")
        assert "0460-00-0002" in driver.texts()
        (turn,) = driver.keys("settings.satellite.turn:")
        await driver.tap(turn)
        assert "閉じています" in driver.texts()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert "閉じています" not in driver.texts()


async def test_a_second_satellite_of_the_same_name_is_refused(centre: Centre) -> None:
    centre.do(AddSatellite("東部"))
    async with session(centre) as driver:
        await driver.show(SatellitesRoute)
        await driver.tap("settings.satellite.add")
        await driver.type("settings.satellite.name", "東部")
        await driver.tap("settings.satellite.save")
        assert "「東部」はもうあります。" in driver.texts()


async def test_a_list_gets_an_entry_like_another_and_every_window_offers_it(
    centre: Centre,
) -> None:
    async with session(centre) as driver:
        await driver.show(CodesRoute)
        await driver.tap("settings.codes.list.work_kind")
        await driver.tap("settings.codes.add")
        await driver.type("settings.codes.ja", "井戸さらい")
        await driver.tap("settings.codes.save")
        assert "同じ扱いの項目を選んでください。" in driver.texts()
        await driver.tap("settings.codes.like.mud_removal")
        await driver.tap("settings.codes.save")
        assert "井戸さらい" in driver.texts()
        assert "このセンターの項目" in driver.text()
        entries = driver.runtime.codes.entries("work_kind", "2026-08-11")
        assert "井戸さらい" in {entry.ja for entry in entries}


async def test_an_entry_is_renamed_moved_ended_and_comes_back(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(CodesRoute)
        await driver.tap("settings.codes.list.weather")
        first = driver.keys("settings.codes.up:")[0]
        await driver.tap(driver.keys("settings.codes.down:")[0])
        assert driver.keys("settings.codes.up:")[1] == first
        await driver.tap("settings.codes.edit:fine")
        await driver.type("settings.codes.ja", "快晴")
        await driver.tap("settings.codes.save")
        assert "快晴" in driver.texts()
        await driver.tap("settings.codes.edit:fine")
        await driver.tap("settings.codes.end")
        assert "8月10日(月)まで" in driver.text()
        await driver.tap("settings.codes.edit:fine")
        await driver.tap("settings.codes.revive")
        assert "8月10日(月)まで" not in driver.text()


async def test_lists_that_rules_stand_on_only_take_names(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(CodesRoute)
        await driver.tap("settings.codes.list.need_status")
        assert not driver.has("settings.codes.add")
        await driver.tap("settings.codes.edit:received")
        assert not driver.has("settings.codes.end")
        await driver.tap("settings.codes.stop")
        await driver.tap("settings.codes.back")
        assert driver.has("settings.codes.list.weather")


async def test_a_day_is_marked_and_cleared(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(CalendarRoute)
        assert "印のある日はありません" in driver.texts()
        await driver.tap("settings.calendar.add")
        await driver.tap("settings.calendar.save")
        assert "日を入れてください。" in driver.texts()
        await driver.type("settings.calendar.day", "8/20")
        await driver.tap("settings.calendar.save")
        assert "どんな日かを選んでください。" in driver.texts()
        await driver.tap("settings.calendar.kind.paused")
        await driver.type("settings.calendar.note", "大雨の予報")
        await driver.tap("settings.calendar.save")
        assert "8月20日(木)" in driver.texts()
        assert "大雨の予報" in driver.texts()
        (clear,) = driver.keys("settings.calendar.clear:")
        await driver.tap(clear)
        assert "印のある日はありません" in driver.texts()


async def test_days_that_are_over_are_not_shown(centre: Centre) -> None:
    centre.do(MarkDay(date(2026, 8, 11), "paused"))
    async with session(centre) as driver:
        driver.desk.clock.ms = MORNING_MS + 86_400_000  # type: ignore[attr-defined]
        await driver.show(CalendarRoute)
        assert "印のある日はありません" in driver.texts()


async def test_the_look_of_this_window_changes_at_once(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(LookRoute)
        await driver.tap("settings.look.language.en")
        assert "Display" in driver.texts()
        await driver.tap("settings.look.letters.extra")
        await driver.tap("settings.look.theme.sun")
        await driver.tap("settings.look.volume.off")
        look = driver.runtime.look.value
        assert (look.language, look.letters, look.theme, look.muted) == (
            "en",
            "extra",
            "sun",
            True,
        )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Verified(12, 3, 0, True), "壊れたところはありません（12件・3列を調べました）。"),
        (Verified(12, 3, 2, True), "壊れたところが2か所あります。"),
        (Verified(12, 3, 0, False), "画面のデータが記録と一致しません。"),
    ],
)
async def test_the_device_says_whether_it_is_whole(found: Verified, words: str) -> None:
    async def verify() -> Verified:
        return found

    facts = StorageFacts("訓練/op", 12_300_000, 5_000_000_000, 1234, MORNING_MS)
    view = DeviceView("B", (RecordCount("volunteer", 1234),), facts)
    async with SessionDriver() as driver:
        await driver.show(lambda: DeviceScreen(view, verify))
        texts = driver.texts()
        assert {"12.3 MB", "5.0 GB", "1,234件", "8月11日(火) 9:42"} <= set(texts)
        await driver.tap("settings.device.verify")
        assert words in driver.text()
