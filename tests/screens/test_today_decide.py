"""要確認: cards, both values of a conflict, one tap, and the way back."""

from typing import Unpack

import pytest

from app.services.command import Actor
from app.ui.look import Look
from app.ui.screens.today.decide_route import DecideRoute
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.busy_day import ISO, BusyDay, at
from tests.support.centres import Centre
from tests.support.planting import clash, plant
from tests.support.sessions import Seat, SessionDriver, session_on

TOOL_DESK = Actor(EntityId(b"\2" * 16), "訓練 道具", "member", frozenset({"equipment"}), False)


async def opened(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    return await session_on(centre, **seat).show(DecideRoute)


def only(driver: SessionDriver, prefix: str) -> str:
    (key,) = driver.keys(prefix)
    return key


async def test_with_nothing_to_decide_the_page_says_when_something_comes(centre: Centre) -> None:
    async with await opened(centre) as driver:
        assert "決めることはありません" in driver.text()
        assert "二つの端末が違うことを書いたとき" in driver.text()


async def test_each_question_says_what_it_is_and_leads_on(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        words = driver.text()
        assert "1班が戻っていません" in words
        assert "予定より12分おそい" in words
        assert "保険が確認できません" in words
        assert len(driver.keys("today.open:")) == 3


async def test_one_tap_takes_the_other_value(centre: Centre, busy: BusyDay) -> None:
    clash(centre, "team", busy.teams["whole"], "heads_back", 3, 2)
    async with await opened(centre) as driver:
        assert "3班：帰着の人数が二通りあります" in driver.text()
        assert {"3", "2"} <= set(driver.texts())
        await driver.tap(only(driver, "today.take_other:"))
        assert "二通りあります" not in driver.text()
        assert centre.rows("SELECT heads_back FROM team WHERE number = '3班'") == [(3,)]
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert centre.rows("SELECT heads_back FROM team WHERE number = '3班'") == [(2,)]


async def test_one_tap_keeps_what_is_shown(centre: Centre, busy: BusyDay) -> None:
    clash(centre, "team", busy.teams["whole"], "planned_return_at", at(15), at(14, 30))
    async with await opened(centre) as driver:
        assert "8/11 14:30" in driver.texts()
        await driver.tap(only(driver, "today.keep_shown:"))
        assert "二通りあります" not in driver.text()


async def test_somebody_else_was_quicker(centre: Centre, busy: BusyDay) -> None:
    clash(centre, "team", busy.teams["whole"], "heads_back", 3, 2)
    async with await opened(centre) as driver:
        key = only(driver, "today.take_other:")
        plant(centre, "team", busy.teams["whole"], heads_back=4)
        await driver.settle()
        assert not driver.has(key)


async def test_a_residents_values_are_hidden_from_other_desks(
    centre: Centre, busy: BusyDay
) -> None:
    clash(centre, "need_private", busy.needs["out"], "phone", "090-0000-0081", "090-0000-0082")
    async with await opened(centre, actor=TOOL_DESK) as driver:
        assert "N-0001：電話が二通りあります" in driver.text()
        assert "（この係では見られません）" in driver.texts()
        assert "090-0000-008" not in driver.text()
        assert not driver.can_tap(only(driver, "today.take_other:"))
    async with await opened(centre) as driver:
        assert "090-0000-0081" in driver.texts()


@pytest.mark.parametrize(
    ("table", "field", "values", "words"),
    [
        ("need", "crisis", (True, False), {"はい", "いいえ"}),
        ("need", "status", ("ready", "on_hold"), {"準備よし", "保留"}),
        ("need", "wanted_from", ("2026-08-12", "2026-08-13"), {"8月12日(水)", "8月13日(木)"}),
        ("need", "outcome_note", ("済み", None), {"済み", "（空欄）"}),
    ],
)
async def test_values_are_said_as_people_say_them(
    centre: Centre,
    busy: BusyDay,
    table: str,
    field: str,
    values: tuple[Value, ...],
    words: set[str],
) -> None:
    clash(centre, table, busy.needs["done"], field, *values)
    async with await opened(centre) as driver:
        assert words <= set(driver.texts())


async def test_two_records_of_one_person(centre: Centre) -> None:
    for number in ("A-0901", "B-0901"):
        one = plant(centre, "volunteer", number=number, name="架空 二重", phone="090-0000-0044")
        plant(centre, "insurance", volunteer=one, plan="quake", effective_at=0, ends_at=at(999))
        plant(centre, "check_in", volunteer=one, day=ISO, at=at(9), heads=1)
    async with await opened(centre) as driver:
        assert "架空 二重さんが二重に登録されているようです" in driver.text()
        await driver.tap(only(driver, "today.apart:"))
        assert "決めることはありません" in driver.text()
        await driver.runtime.toaster.undo()
        await driver.settle()
        await driver.tap(only(driver, "today.same:"))
        assert "決めることはありません" in driver.text()
    assert len(centre.rows("SELECT 1 FROM live_alias")) == 1


async def test_a_refusal_stands_in_its_card(centre: Centre) -> None:
    for number in ("A-0901", "B-0901"):
        one = plant(centre, "volunteer", number=number, name="架空 二重", phone="090-0000-0044")
        plant(centre, "insurance", volunteer=one, plan="quake", effective_at=0, ends_at=at(999))
        plant(centre, "check_in", volunteer=one, day=ISO, at=at(9), heads=1)
    async with await opened(centre, actor=TOOL_DESK) as driver:
        await driver.tap(only(driver, "today.apart:"))
        assert "ほかの班の作業です" in driver.text()


@pytest.mark.parametrize("look", [Look(letters="extra"), Look(theme="dark"), Look(language="en")])
async def test_it_is_drawn_in_every_look(centre: Centre, busy: BusyDay, look: Look) -> None:
    clash(centre, "team", busy.teams["whole"], "heads_back", 3, 2)
    async with await opened(centre, look=look, width=800, height=1280) as driver:
        assert not driver.has("failed_card")
        assert len(driver.keys("today.take_other:")) == 1


async def test_a_conflict_names_device_person_and_time_of_both_values(
    centre: Centre, busy: BusyDay
) -> None:
    who = plant(centre, "staff", name="訓練 班長", role="chief", active=True)
    centre.actor = Actor(who, "訓練 班長", "chief")
    clash(centre, "team", busy.teams["whole"], "planned_return_at", at(15), at(14, 30))
    async with await opened(centre) as driver:
        words = [text for text in driver.texts() if "端末 A" in text]
        assert sum("いま出ている値" in text and "訓練 班長" in text for text in words) == 1
        assert sum("もう一つの値" in text and "訓練 班長" in text for text in words) == 1


async def test_what_no_merge_can_hold_is_answered_in_one_tap(centre: Centre) -> None:
    who = plant(centre, "volunteer", name="訓練 花子", number="A-0100")
    for minute in (0, 5):
        plant(centre, "check_in", volunteer=who, day=ISO, at=at(9, minute), heads=1)
    async with await opened(centre) as driver:
        assert "訓練 花子さんの受付が二つあります" in driver.text()
        assert driver.text().count("端末 A") == 2
        await driver.tap(only(driver, "today.join_check_ins:"))
        assert "受付が二つ" not in driver.text()
        assert centre.rows("SELECT at FROM live_check_in") == [(at(9),)]
        await driver.runtime.toaster.undo()
        await driver.settle()
        await driver.tap(only(driver, "today.leave_as_it_is:"))
        assert "受付が二つ" not in driver.text()
        assert len(centre.rows("SELECT at FROM live_check_in")) == 2
