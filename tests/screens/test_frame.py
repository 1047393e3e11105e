"""What stands around every screen, and the doors in front of it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from app.catalogue.messages import Messages
from app.services.command import Actor
from app.ui.components.texts import fitting_size, letters_wide
from app.ui.frame import sections_for
from app.ui.scale import SCALES
from app.ui.sections import SECTIONS
from sync.core.ids import EntityId
from tests.support.example_sections import EXAMPLE_SECTIONS
from tests.support.serve_stand_in import PASSPHRASE, PIN, build_desk
from tests.support.sessions import SessionDriver
from tests.support.stand_in import AddNote, StandInOperation

HELPER = Actor(
    EntityId(b"\2" * 16), "訓練 花子", "member", frozenset({"needs"}), all_sections=False
)


def names(actor: Actor, *, own_first: bool = False) -> list[str]:
    return [s.key for s in sections_for(actor, EXAMPLE_SECTIONS, own_first=own_first)]


def test_a_section_only_helper_sees_the_own_section_and_today():
    assert names(HELPER) == ["today", "needs"]
    assert names(HELPER, own_first=True) == ["needs", "today"]


async def test_the_band_says_where_when_and_how_many_are_out():
    async with SessionDriver() as driver:
        await driver.open_app(sections=EXAMPLE_SECTIONS)
        words = driver.texts()
        assert "訓練市災害ボランティアセンター" in words
        assert "訓練" in words
        assert "137" in words
        assert "訓練 太郎" in words


async def test_the_first_address_leads_to_the_first_section():
    async with SessionDriver() as driver:
        await driver.open_app(sections=EXAMPLE_SECTIONS)
        assert driver.page.route == "/today"
        assert driver.has("notes.add")


async def test_function_keys_switch_sections():
    async with SessionDriver() as driver:
        await driver.open_app(sections=EXAMPLE_SECTIONS)
        await driver.press("F3")
        assert driver.page.route == "/needs"
        await driver.tap("frame.section.equipment")
        assert driver.page.route == "/equipment"


async def test_a_deep_link_opens_the_record():
    async with SessionDriver() as driver:
        await driver.open_app("/needs/00ff", sections=EXAMPLE_SECTIONS)
        assert "番号 00ff" in driver.texts()


async def test_an_address_that_is_none_offers_the_way_home():
    async with SessionDriver() as driver:
        await driver.open_app("/nowhere", sections=EXAMPLE_SECTIONS)
        await driver.tap("frame.home")
        assert driver.page.route == "/today"


async def test_on_a_narrow_screen_the_own_section_comes_first_in_the_bar():
    async with SessionDriver(actor=HELPER, width=800, height=1280) as driver:
        await driver.open_app(sections=EXAMPLE_SECTIONS)
        assert driver.keys("frame.section.") == ["frame.section.needs", "frame.section.today"]
        await driver.resize(1280, 800)
        assert driver.keys("frame.section.") == ["frame.section.today", "frame.section.needs"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("room", [101, 123])  # a seventh of a tablet held upright; the wide rail
def test_the_names_of_all_sections_stay_whole_with_the_largest_letters(language: str, room: int):
    messages = Messages.load(language)
    for section in SECTIONS:
        words = messages.text(f"section.{section.key}")
        size = fitting_size(words, SCALES["extra"].small, room)
        assert letters_wide(words) * size <= room, words


async def test_a_page_that_fails_leaves_the_frame_and_the_other_pages_alive():
    async with SessionDriver() as driver:
        await driver.open_app("/settings", sections=EXAMPLE_SECTIONS)
        assert driver.has("failed_card")
        await driver.tap("frame.section.needs")
        assert not driver.has("failed_card")


async def test_a_bug_under_a_button_is_said_with_its_number_and_nothing_else_happens():
    async with SessionDriver() as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)
        await driver.tap("notes.bug")
        assert "うまくいきませんでした（E-" in driver.text()
        await driver.type("notes.text", "続き", enter=True)
        assert "続き" in driver.texts()


async def test_what_was_done_can_be_taken_back_from_the_line_for_ten_seconds():
    async with SessionDriver() as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)
        await driver.type("notes.text", "鍵は本部", enter=True)
        assert "訓練の記録：鍵は本部" in driver.texts()
        await driver.tap("frame.undo")
        assert "鍵は本部" not in driver.texts()
        assert "取り消しました" in driver.texts()
        driver.timers.pass_()
        await driver.settle()
        assert "取り消しました" not in driver.texts()


async def test_letters_theme_and_language_change_everywhere_at_once():
    async with SessionDriver() as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)
        await driver.tap("frame.person")
        await driver.tap("frame.letters.extra")
        await driver.tap("frame.theme.sun")
        await driver.tap("frame.language.en")
        assert driver.runtime.look.value.letters == "extra"
        assert {"Needs", "Letter size"} <= set(driver.texts())
        assert driver.page.theme is not None
        assert driver.page.theme.text_theme.body_medium.size == 28


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 1280)])
async def test_a_page_keeps_what_it_shows_when_parts_of_the_frame_come_and_go(
    width: int, height: int
):
    async with SessionDriver(width=width, height=height) as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)
        await driver.type("notes.text", "軽トラの鍵は本部")
        await driver.tap("notes.add")
        await driver.tap("frame.person")
        await driver.tap("frame.letters.extra")
        assert "軽トラの鍵は本部" in driver.texts()
        await driver.tap("frame.person")
        await driver.resize(height, width)
        assert "軽トラの鍵は本部" in driver.texts()
        assert "読み込んでいます" not in driver.texts()


async def test_muted_stays_muted_and_the_volume_is_kept():
    async with SessionDriver() as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)
        await driver.tap("frame.person")
        await driver.tap("frame.volume.off")
        driver.invoked.clear()
        driver.runtime.sound("accepted")
        await driver.settle()
        assert "play" not in [name for name, _ in driver.invoked]
        await driver.tap("frame.volume.loud")
        assert "play" in [name for name, _ in driver.invoked]


async def test_passphrase_then_person_then_pin_open_the_app():
    async with SessionDriver() as driver:
        await driver.open_app("/needs", sections=EXAMPLE_SECTIONS, desk=build_desk(locked=True))
        assert not driver.has("frame.section.needs")
        await driver.type("entrance.passphrase", "ちがう合言葉", enter=True)
        assert "合言葉がちがいます" in driver.text()
        await driver.type("entrance.passphrase", PASSPHRASE, enter=True)
        (person,) = driver.keys("entrance.staff:")
        await driver.tap(person)
        await driver.type("entrance.pin", PIN)
        pressing = driver.tap("entrance.sign_in")
        await release(driver, pressing)
        assert driver.has("frame.section.needs")
        assert driver.page.route == "/needs"


async def release(driver: SessionDriver, step: Coroutine[Any, Any, None]) -> None:
    """Runs a step that waits for a timer."""
    task = asyncio.ensure_future(step)
    for _ in range(50):
        driver.timers.pass_()
        await asyncio.sleep(0)
    await task
    await driver.settle()


async def test_a_wrong_pin_is_refused_and_the_next_try_waits_longer_each_time():
    desk = build_desk(locked=True)
    desk.unlock(PASSPHRASE)
    async with SessionDriver() as driver:
        await driver.open_app("/", sections=EXAMPLE_SECTIONS, desk=desk)
        (person,) = driver.keys("entrance.staff:")
        await driver.tap(person)
        waits = []
        who = bytes.fromhex(person.split(":")[1])
        for _ in range(5):
            waits.append(desk.guard.wait_s(who))
            await driver.type("entrance.pin", "0000")
            await release(driver, driver.tap("entrance.sign_in"))
            assert "暗証番号がちがいます" in driver.text()
            assert driver.value("entrance.pin") == ""
        assert waits == [0, 0, 1, 2, 4]


async def test_signing_out_leads_back_to_the_names_of_a_locked_desk():
    desk = build_desk(locked=True)
    desk.unlock(PASSPHRASE)
    async with SessionDriver() as driver:
        await driver.open_app("/", sections=EXAMPLE_SECTIONS, desk=desk)
        driver.runtime.sign_in(HELPER)
        await driver.settle()
        await driver.tap("frame.person")
        await driver.tap("frame.sign_out")
        assert driver.keys("entrance.staff:")


@pytest.mark.parametrize("page", ["pressing", "fields", "cards", "figures", "rows", "machine"])
async def test_the_gallery_draws_every_part(page: str):
    async with SessionDriver(StandInOperation()) as driver:
        await driver.open_app("/dev/gallery", sections=EXAMPLE_SECTIONS)
        await driver.tap(f"gallery.page.{page}")
        failed = driver.find_all("failed_card")
        assert len(failed) == (1 if page == "cards" else 0), driver.tree()


async def test_what_changed_while_the_browser_was_away_is_drawn_when_it_is_back():
    async with SessionDriver() as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)
        wire = driver.session.connection
        driver.session._Session__conn = None  # type: ignore[attr-defined]
        driver.operation.submit(AddNote("留守の間"), HELPER)
        driver.session._Session__conn = wire  # type: ignore[attr-defined]
        await driver.session.dispatch_connect_event()
        await driver.settle()
        assert "留守の間" in driver.texts()


async def test_an_update_loop_that_died_is_started_again():
    async with SessionDriver() as driver:
        await driver.open_app("/today", sections=EXAMPLE_SECTIONS)

        class Poison:
            def update(self) -> None:
                raise ValueError("cannot be packed")

        driver.session.schedule_update(Poison())  # type: ignore[arg-type]
        for _ in range(20):
            await asyncio.sleep(0)
        await driver.settle()
        assert "うまくいきませんでした" in driver.text()
        await driver.type("notes.text", "まだ動く", enter=True)
        assert "まだ動く" in driver.texts()
