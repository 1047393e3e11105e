"""今日: the day in all its states, the crisis bar, the seal, and what leads where."""

from dataclasses import replace
from typing import Unpack

import pytest

from app.services.command import Actor
from app.services.prints import RecordPrint
from app.store.queries.first_steps import FirstSteps, first_steps
from app.ui.look import Look
from app.ui.screens.today.route import TodayRoute, WallRoute
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.busy_day import ISO, BusyDay, at
from tests.support.centres import Centre
from tests.support.planting import plant
from tests.support.sessions import Seat, SessionDriver, session_on

MEMBER = Actor(EntityId(b"\2" * 16), "訓練 花子", "member", frozenset({"reception"}), False)


async def opened(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    return await session_on(centre, **seat).show(TodayRoute)


def said(driver: SessionDriver) -> str:
    """The line at the bottom."""
    toast = driver.runtime.toaster.now.value
    return "" if toast is None else toast.text


async def test_a_morning_before_anybody_came(centre: Centre) -> None:
    async with await opened(centre) as driver:
        words = driver.text()
        assert "まだ誰も来ていません" in words
        assert "続いているニーズはありません" in words
        assert "決めることはありません" in words
        assert "締められます" in words
        assert driver.has("today.close")


async def test_on_the_first_morning_the_steps_lead_on_and_go_away_with_the_first_person(
    centre: Centre,
) -> None:
    async with await opened(centre) as driver:
        assert "はじめの準備" in driver.text()
        plant(centre, "equipment", code="shovel_square", name="角スコップ", unit="本", type="loan")
        await driver.settle()
        await driver.tap("today.first.event")
        assert driver.page.route == "/settings/event"
        person = plant(centre, "volunteer", number="A-0001", name="架空 花子")
        assert driver.has("today.first.people")
        plant(centre, "check_in", volunteer=person, day=ISO, at=at(9), heads=1, desk="A")
        await driver.settle()
        assert "はじめの準備" not in driver.text()


async def test_a_helper_of_one_section_is_not_told_to_set_up_the_centre(centre: Centre) -> None:
    async with await opened(centre, actor=MEMBER) as driver:
        assert "まだ誰も来ていません" in driver.text()
        assert not driver.has("today.first.staff")


@pytest.mark.parametrize(
    ("table", "values", "done"),
    [
        ("staff", {"name": "架空 所長", "role": "chief"}, "staff"),
        ("setting", {"key": "earthquake", "value": "0", "effective_on": ISO}, "event"),
        ("volunteer", {"number": "A-0001", "name": "架空 花子"}, "people"),
        ("equipment", {"code": "temi", "name": "てみ", "unit": "枚", "type": "loan"}, "tools"),
    ],
)
def test_a_step_is_done_when_something_of_it_is_there(
    centre: Centre, table: str, values: dict[str, Value], done: str
) -> None:
    before = centre.operation.read(first_steps)
    assert before == FirstSteps(staff=False, centre=False, event=False, people=False, tools=False)
    plant(centre, table, **values)
    assert centre.operation.read(first_steps) == replace(before, **{done: True})


async def test_a_busy_day_shows_figures_queues_and_what_is_missing(
    centre: Centre, busy: BusyDay
) -> None:
    async with await opened(centre) as driver:
        texts = driver.texts()
        assert "12" in texts
        assert "参加者" in texts
        assert "あと6件" in texts
        assert "2班：出発4人、帰着3人" in texts
        assert "1班が戻っていません" in texts
        assert not driver.has("today.close")
        assert driver.has("today.close_over")


async def test_numbers_follow_what_happens_at_other_desks(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        assert "あと6件" in driver.texts()
        plant(centre, "team", busy.teams["short"], heads_back=4)
        await driver.settle()
        assert "あと5件" in driver.texts()


async def test_a_crisis_is_told_to_somebody_with_a_name(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        need = busy.needs["crisis"].hex()
        assert "まだ誰にも伝えていない 1件" in driver.text()
        await driver.type(f"today.crisis.whom:{need}", " ")
        await driver.tap(f"today.crisis.tell:{need}")
        assert not driver.has(f"today.crisis.told:{need}")
        await driver.type(f"today.crisis.whom:{need}", "訓練 所長")
        await driver.tap(f"today.crisis.tell:{need}")
        assert "伝達済み" in driver.text()
        assert "訓練 所長さんに伝達" in driver.text()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert "まだ誰にも伝えていない 1件" in driver.text()


async def test_names_of_residents_are_not_on_the_screen_of_the_day(
    centre: Centre, busy: BusyDay
) -> None:
    (name, address) = centre.rows(
        "SELECT name, address FROM live_need_private WHERE id = ?", busy.needs["crisis"]
    )[0]
    async with await opened(centre) as driver:
        assert str(name) not in driver.text()
        assert str(address) not in driver.text()


async def test_the_chief_closes_over_what_is_missing_and_says_why(
    centre: Centre, busy: BusyDay
) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.close_over")
        assert "締める理由を書いてください" in driver.text()
        await driver.type("today.reason", "全員の無事を電話で確認")
        await driver.tap("today.close_over")
        assert said(driver) == "締めました。おつかれさまでした。"
        assert "残したまま締めたわけ：全員の無事を電話で確認" in driver.text()
        assert driver.has("today.print_report")
        await driver.tap("today.reopen")
        assert driver.has("today.close_over")


async def test_closing_can_be_taken_back(centre: Centre) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.close")
        assert driver.has("today.print_report")
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert driver.has("today.close")


async def test_who_comes_after_the_closing_makes_the_seal_outdated(centre: Centre) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.close")
        assert not driver.has("today.outdated")
        plant(centre, "check_in", volunteer=EntityId(b"w" * 16), day=ISO, heads=1, at=at(17))
        await driver.settle()
        assert driver.has("today.outdated")
        await driver.tap("today.reopen")
        await driver.tap("today.close")
        assert not driver.has("today.outdated")


async def test_whoever_is_not_the_chief_needs_one_by_name(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre, actor=MEMBER) as driver:
        assert not driver.has("today.reason")
        await driver.tap("today.close_over")
        assert "センター長の判断と理由が必要です" in driver.text()
        assert driver.has("today.close_refused.override")


async def test_the_report_is_printed_and_on_record(centre: Centre) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.close")
        await driver.tap("today.print_report")
        assert said(driver).startswith("作りました")
    assert centre.rows("SELECT kind, form FROM live_print_record") == [("day_report", "pdf")]


async def test_notes_for_the_report_are_kept(centre: Centre) -> None:
    async with await opened(centre) as driver:
        assert not driver.has("today.keep")
        await driver.tap("today.weather.rain")
        await driver.type("today.tomorrow", "9時に集合")
        await driver.tap("today.keep")
        assert not driver.has("today.keep")
    assert centre.rows("SELECT weather, tomorrow FROM live_day_close") == [("rain", "9時に集合")]


async def test_a_day_that_nobody_closed_is_named(centre: Centre) -> None:
    plant(centre, "check_in", volunteer=EntityId(b"v" * 16), day="2026-08-10", heads=1, at=at(-15))
    async with await opened(centre) as driver:
        assert "8月10日(月) がまだ締まっていません" in driver.text()
        assert driver.has("today.unclosed.2026-08-10")


async def test_papers_that_are_out_hold_the_seal(centre: Centre, busy: BusyDay) -> None:
    centre.do(RecordPrint("work_order", subjects=(busy.teams["out"],)))
    async with await opened(centre) as driver:
        assert "1班 N-0001の紙が1枚戻っていません" in driver.text()


@pytest.mark.parametrize("look", [Look(letters="extra"), Look(theme="sun"), Look(language="en")])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
async def test_it_is_drawn_in_every_look_and_window(
    centre: Centre, busy: BusyDay, look: Look, size: tuple[int, int]
) -> None:
    async with await opened(centre, look=look, width=size[0], height=size[1]) as driver:
        assert driver.has("today.seal")
        assert not driver.has("failed_card")
        if look.language == "en":
            assert "Participants" in driver.texts()


async def test_the_wall_shows_the_day_without_anything_to_type(
    centre: Centre, busy: BusyDay
) -> None:
    driver = SessionDriver(centre.operation)
    driver.desk.clock = centre.clock
    async with driver:
        await driver.show(WallRoute)
        assert {"12", "5", "3", "1"} <= set(driver.texts())
        assert "まだ誰にも伝えていない 1件" in driver.text()
        assert [key for key in driver.keys("today.") if "note" in key or "reason" in key] == []


async def test_a_day_of_two_thousand_people_opens(centre: Centre) -> None:
    for start in range(0, 2000, 100):
        plant(
            centre, "check_in", group_=EntityId(start.to_bytes(16, "big")), day=ISO, heads=100,
            at=at(9, start // 100),
        )  # fmt: skip
    async with await opened(centre) as driver:
        assert "2,000" in driver.texts()
        assert "9時" in driver.texts()


async def test_a_change_of_language_is_read_again(centre: Centre, busy: BusyDay) -> None:
    driver = SessionDriver(centre.operation)
    driver.desk.clock = centre.clock
    async with driver:
        await driver.open_app("/today")
        assert "出た人＝帰った人" in driver.texts()
        driver.runtime.set_look(language="en")
        await driver.settle()
        assert "People out = people back" in driver.texts()
        assert "帰っていません" not in driver.text()
