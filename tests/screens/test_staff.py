"""Staff on screen, and the door: from the first chief to PINs, shifts and the last day."""

import asyncio
from collections.abc import Coroutine
from datetime import date
from typing import Any

from app.bootstrap import SET_UP, door_of
from app.services.command import Actor
from app.services.staff import AddStaff, StaffCard
from app.ui.desk import Desk
from app.ui.look import Look
from app.ui.screens.settings.route import SECTION
from app.ui.screens.settings.staff_page import StaffRoute
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre, fake_world
from tests.support.sessions import SessionDriver, session_on
from tests.support.world import SeededRandom

CHIEF = StaffCard("訓練 一子", "chief")
HELPER = StaffCard("訓練 三江", "member", sections=("reception",), all_sections=False)


def add(centre: Centre, card: StaffCard, pin: str = "") -> EntityId:
    added = centre.do(AddStaff(card, pin)).entity
    assert added is not None
    return added


def actor(staff: EntityId, card: StaffCard) -> Actor:
    return Actor(staff, card.name, card.role, frozenset(card.sections), card.all_sections, "A")


def session(centre: Centre, who: Actor = SET_UP, look: Look | None = None) -> SessionDriver:
    return session_on(centre, actor=who, look=look or Look())


def real_desk(centre: Centre) -> Desk:
    world = fake_world(centre.clock)
    door = door_of(world, lambda _passphrase: centre.operation)
    return Desk(door, centre.clock, SeededRandom(1), operation=centre.operation)


async def release(driver: SessionDriver, step: Coroutine[Any, Any, None]) -> None:
    """Runs a step that waits at the door, where every wait ends at once."""
    task = asyncio.ensure_future(step)
    while not task.done():
        driver.timers.pass_()
        await asyncio.sleep(0)
    await task
    await driver.settle()


async def test_the_first_person_is_registered_and_goes_on_under_the_own_name(
    centre: Centre,
) -> None:
    async with session(centre) as driver:
        await driver.open_app("/settings/staff", sections=(SECTION,), desk=real_desk(centre))
        assert driver.runtime.actor == SET_UP
        assert "担当はまだ登録されていません" in driver.texts()
        await driver.tap("staff.add")
        assert not driver.has("staff.role.member")
        await driver.tap("staff.save")
        assert "名前を入れてください。" in driver.texts()
        await driver.type("staff.name", "訓練 一子")
        await driver.type("staff.pin", "24a8")
        await driver.tap("staff.save")
        assert "暗証番号は数字4〜8桁です。" in driver.texts()
        await driver.type("staff.pin", "2468")
        await driver.tap("staff.save")
        assert driver.runtime.actor.name == "訓練 一子"
        assert "訓練 一子（あなた）" in driver.texts()


async def test_whoever_takes_over_chooses_the_name_and_gives_the_pin(centre: Centre) -> None:
    chief = add(centre, CHIEF, "2468")
    helper = add(centre, HELPER)
    async with session(centre) as driver:
        await driver.open_app("/settings/staff", sections=(SECTION,), desk=real_desk(centre))
        assert driver.has(f"entrance.staff:{chief.hex()}")
        await driver.tap(f"entrance.staff:{chief.hex()}")
        await release(driver, driver.type("entrance.pin", "1111", enter=True))
        assert "暗証番号がちがいます。もう一度入れてください。" in driver.texts()
        await release(driver, driver.type("entrance.pin", "２４６８", enter=True))
        assert driver.runtime.actor.staff == chief
        driver.runtime.sign_out()
        await driver.settle()
        await release(driver, driver.tap(f"entrance.staff:{helper.hex()}"))
        assert driver.runtime.actor.staff == helper
        assert not driver.has("frame.section.settings")  # a section-only helper


async def test_the_demo_opens_without_a_question_and_offers_its_staff_to_take_over(
    centre: Centre,
) -> None:
    chief, helper = add(centre, CHIEF), add(centre, HELPER)
    async with session(centre) as driver:
        await driver.open_app("/settings/staff", sections=(SECTION,), desk=real_desk(centre))
        assert driver.runtime.actor.staff == chief
        driver.runtime.sign_out()
        await driver.settle()
        assert driver.keys("entrance.staff:") == [
            f"entrance.staff:{chief.hex()}",
            f"entrance.staff:{helper.hex()}",
        ]


async def test_a_member_is_added_with_role_sections_and_last_day(centre: Centre) -> None:
    chief = add(centre, CHIEF)
    async with session(centre, actor(chief, CHIEF)) as driver:
        await driver.show(StaffRoute)
        await driver.tap("staff.add")
        await driver.type("staff.name", "応援 四郎")
        await driver.tap("staff.role.leader")
        await driver.tap("staff.everywhere.own")
        await driver.tap("staff.save")
        assert "班を選んでください。" in driver.texts()
        await driver.tap("staff.sections.matching")
        await driver.type("staff.ends_on", "8/20")
        await driver.tap("staff.save")
        assert "8月20日(木)まで" in driver.text()
        assert centre.rows(
            "SELECT role, sections, ends_on, all_sections FROM live_staff WHERE name = '応援 四郎'"
        ) == [("leader", '["matching"]', "2026-08-20", 0)]


async def test_the_last_chief_cannot_be_lowered_or_removed(centre: Centre) -> None:
    chief = add(centre, CHIEF)
    async with session(centre, actor(chief, CHIEF)) as driver:
        await driver.show(StaffRoute)
        await driver.tap(f"staff.row:{chief.hex()}")
        await driver.tap("staff.role.member")
        await driver.tap("staff.save")
        words = "最終日のないセンター長が一人もいなくなります。先に別の人を登録してください。"
        assert words in driver.texts()
        await driver.tap("staff.turn")
        assert driver.texts().count(words) == 2


async def test_pins_are_changed_and_taken_away_on_the_persons_page(centre: Centre) -> None:
    chief, helper = add(centre, CHIEF), add(centre, HELPER)
    async with session(centre, actor(chief, CHIEF)) as driver:
        await driver.show(StaffRoute)
        await driver.tap(f"staff.row:{helper.hex()}")
        await driver.tap("staff.pin_change")
        assert "暗証番号は数字4〜8桁です。" in driver.texts()
        await driver.type("staff.pin_new", "1357", enter=True)
        assert driver.has("staff.pin_clear")
        assert "暗証番号あり" in driver.texts()
        await driver.tap("staff.pin_clear")
        assert "暗証番号なし" in driver.texts()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert "暗証番号あり" in driver.texts()


async def test_a_shift_is_begun_and_ended(centre: Centre) -> None:
    chief = add(centre, CHIEF)
    async with session(centre, actor(chief, CHIEF)) as driver:
        await driver.show(StaffRoute)
        await driver.tap(f"staff.row:{chief.hex()}")
        await driver.tap("staff.shift_start.coordination")
        assert "勤務中（9:42から・調整事務）" in driver.texts()
        await driver.tap("staff.shift_end")
        assert driver.has("staff.shift_start.coordination")


async def test_who_left_stands_last_and_can_come_back(centre: Centre) -> None:
    chief, helper = add(centre, CHIEF), add(centre, HELPER)
    async with session(centre, actor(chief, CHIEF)) as driver:
        await driver.show(StaffRoute)
        await driver.tap(f"staff.row:{helper.hex()}")
        await driver.tap("staff.turn")
        assert "外れています" in driver.text()
        await driver.tap(f"staff.row:{helper.hex()}")
        await driver.tap("staff.turn")
        assert "外れています" not in driver.text()


async def test_a_stay_that_is_over_is_shown_as_over(centre: Centre) -> None:
    chief = add(centre, CHIEF)
    add(centre, StaffCard("応援 四郎", "member", ends_on=date(2026, 8, 11)))
    async with session(centre, actor(chief, CHIEF)) as driver:
        driver.desk.clock.ms = MORNING_MS + 86_400_000  # type: ignore[attr-defined]
        await driver.show(StaffRoute)
        assert "期間が終わりました" in driver.text()


async def test_many_members_are_drawn_in_english_with_large_letters(
    centre: Centre,
) -> None:
    chief = add(centre, CHIEF)
    for number in range(60):
        add(centre, StaffCard(f"訓練 {number}子", "member"))
    look = Look(language="en", letters="extra")
    async with session(centre, actor(chief, CHIEF), look) as driver:
        await driver.show(StaffRoute)
        await driver.see_page_of("staff.rows")
        assert len(driver.keys("staff.row:")) == 61
        assert "訓練 一子 (you)" in driver.texts()
