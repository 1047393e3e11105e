"""渡す and 戻る: a team's tools in one tap, by finger, keyboard and scanner."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Unpack

import pytest

from app.documents.payloads import equipment, need
from app.services.equipment import EditEquipment
from app.ui.look import Look
from app.ui.screens.equipment.pieces import tab_of
from app.ui.screens.equipment.route import SECTION
from sync.core.ids import EntityId
from tests.support.centres import Centre, open_centre
from tests.support.sessions import Seat, SessionDriver, session_on
from tests.support.stand_in import StandInOperation
from tests.support.tool_desk import DropTeam, ToolDesk

SHOVEL, MASK, BUCKET = "shovel_square", "dust_mask", "bucket"
SEARCH = "equipment.search"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ToolDesk]:
    with open_centre(tmp_path) as centre:
        tools = ToolDesk(centre)
        tools.receive(SHOVEL, 20)
        tools.receive(MASK, 5)
        tools.receive(BUCKET, 9)
        yield tools


async def opened(centre: Centre, route: str = "/equipment", **seat: Unpack[Seat]) -> SessionDriver:
    return await session_on(centre, **seat).open_app(route, sections=(SECTION,))


def team_tag(team: EntityId) -> str:
    return f"equipment.team:{team.hex()}"


async def count_of(driver: SessionDriver, desk: ToolDesk, code: str, row: str = "tool") -> object:
    return driver.value(f"equipment.{row}:{desk.id(code).hex()}.count")


async def test_an_empty_centre_is_offered_the_standard_catalogue(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        async with await opened(centre) as driver:
            assert "資機材の品目がまだありません" in driver.text()
            await driver.tap("equipment.start")
            assert "道具を渡す班はまだありません" in driver.text()
            await driver.runtime.toaster.undo()
            await driver.settle()
            assert "資機材の品目がまだありません" in driver.text()


async def test_a_tool_list_goes_out_by_two_taps_and_can_be_taken_back(desk: ToolDesk) -> None:
    team = desk.team("3班", tools=((desk.id(SHOVEL), 5), (desk.id(BUCKET), 2)))
    async with await opened(desk.centre) as driver:
        assert "リスト 2品目" in driver.text()
        await driver.tap(team_tag(team))
        assert await count_of(driver, desk, SHOVEL) == "5"
        assert "渡す（2品目 7点）" in driver.text()
        await driver.tap("equipment.hand_out")
        assert "3班に渡しました（2品目）" in driver.text()
        assert desk.out() == {("3班", "角スコップ"): 5, ("3班", "バケツ"): 2}
        assert "道具 7点を持っています" in driver.text()
        await driver.tap("frame.undo")
        assert desk.out() == {}


async def test_a_second_hand_out_offers_only_what_is_still_open(desk: ToolDesk) -> None:
    team = desk.team("3班", tools=((desk.id(SHOVEL), 5),))
    desk.hand_out(team, shovel_square=3)
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(team))
        assert await count_of(driver, desk, SHOVEL) == "2"
        assert "渡し済み 3本" in driver.text()


async def test_without_a_list_the_needs_tools_stand_ready(desk: ToolDesk) -> None:
    team = desk.team("4班", need_tools=(SHOVEL,))
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(team))
        assert "持ち物リストはまだありません" in driver.text()
        assert await count_of(driver, desk, SHOVEL) == "1"


async def test_more_than_the_book_has_is_said_in_words_and_still_goes_out(desk: ToolDesk) -> None:
    team = desk.team("3班", tools=((desk.id(MASK), 8),))
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(team))
        assert "帳面の在庫は5枚です" in driver.text()
        await driver.tap("equipment.hand_out")
        assert "あとで棚卸をしてください" in driver.text()
        assert desk.stock(MASK).ready == -3
        await driver.visit("/equipment/stock")
        assert "帳面より多く出ています。棚卸をしてください" in driver.text()
        assert "-3" in driver.texts()


async def test_things_outside_of_the_list_are_added_by_a_tap_or_a_scan(desk: ToolDesk) -> None:
    desk.centre.do(EditEquipment(desk.id(BUCKET), label="B-07"))
    team = desk.team("3班")
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(team))
        assert "この班の持ち物リストはありません" in driver.text()
        await driver.tap("equipment.others")
        await driver.tap(f"equipment.other.{desk.id(SHOVEL).hex()}")
        assert await count_of(driver, desk, SHOVEL) == "1"
        for _ in range(3):
            await driver.scan(SEARCH, "B-07")
        await driver.scan(SEARCH, equipment("bucket"))
        assert await count_of(driver, desk, BUCKET) == "4"
        await driver.tap(f"equipment.other.{desk.id(SHOVEL).hex()}")
        await driver.tap("equipment.hand_out")
        assert desk.out() == {("3班", "バケツ"): 4}


async def test_what_was_entered_for_a_team_waits_while_another_is_served(desk: ToolDesk) -> None:
    first = desk.team("1班", tools=((desk.id(SHOVEL), 5),))
    second = desk.team("2班")
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(first))
        await driver.type(f"equipment.tool:{desk.id(SHOVEL).hex()}.count", "７")
        await driver.tap(team_tag(second))
        await driver.tap(team_tag(first))
        assert await count_of(driver, desk, SHOVEL) == "7"


@pytest.mark.parametrize("typed", ["12", "１２班", "12はん"])
async def test_a_team_is_found_by_its_number(desk: ToolDesk, typed: str) -> None:
    desk.team("2班")
    twelve = desk.team("12班", tools=((desk.id(SHOVEL), 1),))
    async with await opened(desk.centre) as driver:
        await driver.type(SEARCH, typed, enter=True)
        assert await count_of(driver, desk, SHOVEL) == "1"
        assert driver.has(team_tag(twelve))


async def test_the_code_of_a_work_order_opens_its_team(desk: ToolDesk) -> None:
    team = desk.team("5班", need_tools=(BUCKET,))
    (row,) = desk.centre.rows("SELECT need FROM team WHERE id = ?", team)
    async with await opened(desk.centre) as driver:
        await driver.scan(SEARCH, need(bytes(row[0])))  # type: ignore[call-overload]
        assert await count_of(driver, desk, BUCKET) == "1"
        await driver.press("Escape")
        assert "渡す班を選んでください" in driver.text()


async def test_a_scan_that_means_nothing_is_said_and_hides_nobody(desk: ToolDesk) -> None:
    team = desk.team("5班")
    async with await opened(desk.centre) as driver:
        await driver.scan(SEARCH, "4901234567894")
        assert "「4901234567894」は、今日の班にも品目にも見つかりません。" in driver.text()
        assert driver.has(team_tag(team))
        await driver.type(SEARCH, "5", enter=True)
        assert "見つかりません" not in driver.text()


async def test_a_refusal_stands_above_the_button(desk: ToolDesk) -> None:
    team = desk.team("5班")
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(team))
        await driver.tap("equipment.hand_out")
        assert "数を入れてください。まだ何も選ばれていません。" in driver.text()


async def test_on_a_narrow_screen_the_open_team_stands_alone(desk: ToolDesk) -> None:
    team, other = desk.team("5班"), desk.team("6班")
    look = Look(letters="extra")
    async with await opened(desk.centre, width=800, look=look) as driver:
        assert "渡す班を選んでください" not in driver.text()
        await driver.tap(team_tag(team))
        assert not driver.has(team_tag(other))
        await driver.tap("equipment.close")
        assert driver.has(team_tag(other))


async def test_everything_comes_back_by_one_tap(desk: ToolDesk) -> None:
    team = desk.team("3班", state="back")
    desk.hand_out(team, shovel_square=5, bucket=2, dust_mask=3)
    async with await opened(desk.centre, "/equipment/back") as driver:
        await driver.tap(team_tag(team))
        assert "全部戻った（7点）" in driver.text()
        assert not driver.has(f"equipment.back:{desk.id(MASK).hex()}.count")
        await driver.tap("equipment.wash.no")
        await driver.tap("equipment.take_back")
        assert "外に出ている道具はありません" in driver.text()
        assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).washing) == (15, 5)
        assert desk.stock(MASK).ready == 2
        await driver.tap("frame.undo")
        assert desk.out() == {("3班", "角スコップ"): 5, ("3班", "バケツ"): 2}


async def test_broken_and_lost_are_one_level_away(desk: ToolDesk) -> None:
    team = desk.team("3班", state="back")
    desk.hand_out(team, shovel_square=5, dust_mask=3)
    tag = f"equipment.back:{desk.id(SHOVEL).hex()}"
    async with await opened(desk.centre, "/equipment/back") as driver:
        await driver.tap(team_tag(team))
        await driver.tap(f"{tag}.more")
        await driver.tap(f"{tag}.lost.more")
        assert driver.value(f"{tag}.count") == "4"
        await driver.tap(f"{tag}.damaged.more")
        assert "この数で受け取る（4点）" in driver.text()
        await driver.tap("equipment.rest")
        await driver.type(f"equipment.back:{desk.id(MASK).hex()}.count", "2")
        await driver.tap("equipment.take_back")
        shovel = desk.stock(SHOVEL)
        assert (shovel.ready, shovel.repair, shovel.out) == (18, 1, 0)
        assert desk.stock(MASK).ready == 4


async def test_a_count_that_cannot_be_right_is_refused_beside_its_row(desk: ToolDesk) -> None:
    team = desk.team("3班", state="back")
    desk.hand_out(team, shovel_square=5)
    async with await opened(desk.centre, f"/equipment/back/{team.hex()}") as driver:
        await driver.type(f"equipment.back:{desk.id(SHOVEL).hex()}.count", "6")
        await driver.tap("equipment.take_back")
        assert "返却と紛失の合計が、貸し出した数より多くなっています。" in driver.text()
        await driver.type(f"equipment.back:{desk.id(SHOVEL).hex()}.count", "")
        await driver.tap("equipment.take_back")
        assert "まだ何も選ばれていません" in driver.text()
        assert desk.out() == {("3班", "角スコップ"): 5}


async def test_late_teams_and_those_of_earlier_days_stand_on_top(desk: ToolDesk) -> None:
    now = desk.centre.clock.now_ms()
    fine = desk.team("1班", state="out", planned_return_at=now + 3_600_000)
    late = desk.team("2班", state="out", planned_return_at=now - 25 * 60_000)
    old = desk.team("9班", state="back", day="2026-08-09")
    for team in (fine, late, old):
        desk.hand_out(team, shovel_square=1)
    async with await opened(desk.centre, "/equipment/back") as driver:
        assert driver.keys("equipment.team:") == [team_tag(t) for t in (old, late, fine)]
        assert "25分遅れ" in driver.text()
        assert "8/9の班" in driver.text()


async def test_tools_of_a_team_that_was_deleted_can_still_come_home(desk: ToolDesk) -> None:
    team = desk.team("8班")
    desk.hand_out(team, shovel_square=2)
    desk.centre.do(DropTeam(team))
    async with await opened(desk.centre, "/equipment/back") as driver:
        await driver.tap(team_tag(team))
        await driver.tap("equipment.take_back")
        assert desk.stock(SHOVEL).ready == 20


async def test_what_another_desk_does_shows_at_once(desk: ToolDesk) -> None:
    team = desk.team("3班", tools=((desk.id(SHOVEL), 5),))
    async with await opened(desk.centre) as driver:
        await driver.tap(team_tag(team))
        desk.hand_out(team, shovel_square=5)
        await driver.settle()
        assert await count_of(driver, desk, SHOVEL) == "0"
        assert "渡し済み 5本" in driver.text()


async def test_a_query_that_fails_is_a_card_and_can_be_tried_again() -> None:
    broken = StandInOperation()
    broken._db.execute("DROP VIEW live_tool_list")
    async with SessionDriver(broken) as driver:
        await driver.open_app("/equipment", sections=(SECTION,))
        assert driver.has("query.retry")
        broken._db.execute("CREATE VIEW live_tool_list AS SELECT * FROM tool_list")
        await driver.tap("query.retry")
        assert "資機材の品目がまだありません" in driver.text()


def test_every_address_belongs_to_a_tab() -> None:
    assert [tab_of(f"/equipment{rest}") for rest in ("", "/team/ab", "/back/ab")] == [
        "out", "out", "back",
    ]  # fmt: skip
    assert [tab_of(f"/equipment/{rest}") for rest in ("item/ab", "washing", "add/ab")] == [
        "stock", "stock", "add",
    ]  # fmt: skip
