"""記録: who did what and when, and undo from there."""

from datetime import timedelta
from typing import Unpack

import pytest

from app.services.centre import ChangeSetting
from app.services.command import Actor, Ok
from app.services.day import NoteDay
from app.ui.look import Look
from app.ui.screens.today.history_route import HistoryRoute
from tests.outputs.samples import DAY
from tests.support.busy_day import busy_day
from tests.support.centres import Centre
from tests.support.planting import plant
from tests.support.sessions import Seat, SessionDriver, session_on


async def opened(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    return await session_on(centre, **seat).show(HistoryRoute)


def people(centre: Centre) -> tuple[Actor, Actor]:
    found = []
    for name in ("訓練 花子", "訓練 次郎"):
        staff = plant(centre, "staff", name=name, role="leader", active=True)
        found.append(Actor(staff, name, "leader"))
    return found[0], found[1]


def undo_key(driver: SessionDriver, done: Ok) -> str:
    """The button that takes back an action."""
    clock = done.action.hlc.to_bytes(8, "big").hex()
    (key,) = (key for key in driver.keys("today.undo:") if clock in key)
    return key


async def test_the_first_entry_of_a_centre_is_its_opening(centre: Centre) -> None:
    async with await opened(centre) as driver:
        assert "センターを開いた" in driver.texts()
        assert "担当者の登録前　端末 A" in driver.texts()
        assert "9:42" in driver.texts()


async def test_who_did_what_is_shown_and_can_be_taken_back(centre: Centre) -> None:
    flower, _ = people(centre)
    done = centre.do(NoteDay(DAY, note="午後から雨"), flower)
    async with await opened(centre) as driver:
        assert "今日のことを書いた" in driver.texts()
        assert "訓練 花子　端末 A" in driver.texts()
        (key,) = [
            key
            for key in driver.keys("today.undo:")
            if done.action.hlc.to_bytes(8, "big").hex() in key
        ]
        await driver.tap(key)
        assert not driver.has(key)
        assert "取り消し済み" in driver.texts()
        assert "取り消した" in driver.texts()
    assert centre.rows("SELECT 1 FROM live_day_close") == []


async def test_what_others_built_upon_stays_and_says_why(centre: Centre) -> None:
    first = centre.do(NoteDay(DAY, note="一"))
    centre.do(NoteDay(DAY, note="二"))
    async with await opened(centre) as driver:
        (key,) = [
            key
            for key in driver.keys("today.undo:")
            if first.action.hlc.to_bytes(8, "big").hex() in key
        ]
        await driver.tap(key)
        assert driver.has(key)
        toast = driver.runtime.toaster.now.value
        assert toast is not None
        assert toast.tone == "late"


async def test_one_person_and_one_day_at_a_time(centre: Centre) -> None:
    flower, second = people(centre)
    centre.do(NoteDay(DAY, note="花"), flower)
    centre.do(ChangeSetting("planned_return", "15:00"), second)
    async with await opened(centre) as driver:
        await driver.tap(f"today.history.who.{(flower.staff or b'').hex()}")
        assert "今日のことを書いた" in driver.texts()
        assert "設定を変えた" not in driver.texts()
        await driver.tap("today.history.before")
        assert "この日の記録はまだありません" in driver.text()
        await driver.tap("today.history.after")
        assert "今日のことを書いた" in driver.texts()


async def test_rows_are_called_by_what_they_belong_to_and_residents_by_number(
    centre: Centre,
) -> None:
    busy = busy_day(centre)
    async with await opened(centre) as driver:
        while driver.has("today.history.older"):
            await driver.tap("today.history.older")
        await driver.see_page_of("today.history.list")
        words = driver.text()
        assert "N-0001" in words
        assert "A-0002" in words
        ((name,),) = centre.rows(
            "SELECT name FROM live_need_private WHERE id = ?", busy.needs["crisis"]
        )
        assert str(name) not in words


async def test_a_day_of_many_acts_comes_in_pages(centre: Centre) -> None:
    for number in range(130):
        centre.clock.advance(1000)
        centre.do(NoteDay(DAY, note=f"その{number}"))
    async with await opened(centre) as driver:
        assert len(driver.keys("today.entry:")) == 40
        await driver.see_page_of("today.history.list")
        assert len(driver.keys("today.entry:")) == 100
        await driver.tap("today.history.older")
        await driver.see_page_of("today.history.list")
        assert len(driver.keys("today.entry:")) == 131
        assert not driver.has("today.history.older")


async def test_new_acts_appear_by_themselves(centre: Centre) -> None:
    async with await opened(centre) as driver:
        assert "今日のことを書いた" not in driver.texts()
        centre.do(NoteDay(DAY, note="午後から雨"))
        await driver.settle()
        assert "今日のことを書いた" in driver.texts()


async def test_yesterdays_acts_are_one_tap_away(centre: Centre) -> None:
    centre.do(NoteDay(DAY, note="きのう"))
    centre.clock.advance(int(timedelta(days=1).total_seconds()) * 1000)
    async with await opened(centre) as driver:
        assert "今日のことを書いた" not in driver.texts()
        await driver.tap("today.history.before")
        assert "今日のことを書いた" in driver.texts()


@pytest.mark.parametrize("look", [Look(letters="extra"), Look(theme="sun"), Look(language="en")])
async def test_it_is_drawn_in_every_look(centre: Centre, look: Look) -> None:
    people(centre)
    async with await opened(centre, look=look, width=800, height=1280) as driver:
        assert not driver.has("failed_card")
        if look.language == "en":
            assert "opened the centre" in driver.texts()
