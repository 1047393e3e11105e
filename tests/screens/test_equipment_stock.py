"""在庫, 洗い場, 棚卸, 借り物, 追加: every page in its states."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.services.equipment import EditEquipment
from app.services.equipment_moves import ReturnFromTeam, ReturnLine
from app.ui.look import Language, Look
from app.ui.screens.equipment.route import SECTION
from tests.support.centres import Centre, open_centre
from tests.support.sessions import SessionDriver, session_on
from tests.support.tool_desk import PutThings, ToolDesk

SHOVEL, MASK, BUCKET = "shovel_square", "dust_mask", "bucket"
SEARCH = "equipment.search"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ToolDesk]:
    with open_centre(tmp_path) as centre:
        tools = ToolDesk(centre)
        tools.receive(SHOVEL, 20)
        yield tools


async def opened(centre: Centre, page: str, *, language: Language = "ja") -> SessionDriver:
    driver = session_on(centre, look=Look(language=language))
    return await driver.open_app(f"/equipment/{page}", sections=(SECTION,))


def tag(desk: ToolDesk, name: str, code: str) -> str:
    return f"equipment.{name}:{desk.id(code).hex()}"


async def test_the_stock_of_an_empty_centre_offers_the_first_act(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        async with await opened(centre, "stock") as driver:
            assert "資機材の品目がまだありません" in driver.text()
            await driver.tap("equipment.start")
            assert "角スコップ" in driver.texts()


async def test_what_is_short_and_what_does_not_add_up_is_filtered(desk: ToolDesk) -> None:
    desk.centre.do(EditEquipment(desk.id(SHOVEL), low_mark=30))
    desk.receive(MASK, 1)
    desk.hand_out(desk.team(), dust_mask=4)
    async with await opened(desk.centre, "stock") as driver:
        assert "少なくなっています" in driver.text()
        await driver.tap("equipment.only.short")
        assert driver.keys("equipment.item:") == [tag(desk, "item", SHOVEL)]
        await driver.tap("equipment.only.wrong")
        assert driver.keys("equipment.item:") == [tag(desk, "item", MASK)]
        await driver.type(SEARCH, "ないもの")
        assert "あてはまる品目はありません" in driver.text()


async def test_a_shelf_label_opens_the_page_of_its_thing(desk: ToolDesk) -> None:
    desk.centre.do(EditEquipment(desk.id(BUCKET), label="B-07"))
    async with await opened(desk.centre, "stock") as driver:
        await driver.scan(SEARCH, "ｂ-07")
        assert "まだ出し入れはありません。" in driver.text()
        await driver.tap("equipment.close")
        await driver.scan(SEARCH, "X-99")
        assert "「X-99」は、今日の班にも品目にも見つかりません。" in driver.text()


async def test_two_thousand_things_mount_forty_rows(desk: ToolDesk) -> None:
    desk.centre.do(PutThings(2_000))
    async with await opened(desk.centre, "stock") as driver:
        assert driver.renders["StockLine"] == 40
        before = driver.renders["StockLine"]
        desk.receive(SHOVEL, 1)
        await driver.settle()
        assert "21" in driver.texts()
        assert driver.renders["StockLine"] == before + 1
        await driver.type(SEARCH, "その1999")
        assert "品目その1999" in driver.texts()


async def test_the_ledger_of_a_thing_is_shown_and_a_line_can_be_taken_back(
    desk: ToolDesk,
) -> None:
    team = desk.team("3班")
    desk.hand_out(team, shovel_square=5)
    (lend,) = desk.centre.rows("SELECT id FROM live_stock_move WHERE reason = 'lend'")
    cancel = f"equipment.cancel:{bytes(lend[0]).hex()}"  # type: ignore[call-overload]
    async with await opened(desk.centre, f"item/{desk.id(SHOVEL).hex()}") as driver:
        assert "置き場 → 3班　Tasuki" in driver.text()
        assert "班が持っている　5本" in driver.text()
        await driver.tap(cancel)
        assert desk.stock(SHOVEL).ready == 15  # asked twice: it stands in a list under the thumb
        await driver.tap(cancel)
        assert desk.stock(SHOVEL).ready == 20
        assert "持っている班" not in driver.text()


async def test_a_thing_is_moved_used_and_changed_on_its_page(desk: ToolDesk) -> None:
    async with await opened(desk.centre, f"item/{desk.id(SHOVEL).hex()}") as driver:
        await driver.tap("equipment.take")
        await driver.tap("equipment.take_go")
        assert "この置き場は使えません。選び直してください。" in driver.text()
        await driver.tap(f"equipment.to.{desk.place('修理').hex()}")
        await driver.type("equipment.take_count", "3")
        await driver.tap("equipment.take_go")
        assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).repair) == (17, 3)
        await driver.tap("equipment.edit")
        await driver.type("equipment.mark", "10")
        await driver.type("equipment.name", "")
        await driver.tap("equipment.save_item")
        assert "品名を入れてください。" in driver.text()
        await driver.type("equipment.name", "角スコップ(大)")
        await driver.tap("equipment.save_item")
        assert desk.stock(SHOVEL).item.name == "角スコップ(大)"
        assert "目安 10" in driver.text()


async def test_a_thing_that_is_out_is_not_retired(desk: ToolDesk) -> None:
    desk.hand_out(desk.team(), shovel_square=2)
    async with await opened(desk.centre, f"item/{desk.id(SHOVEL).hex()}") as driver:
        await driver.tap("equipment.edit")
        await driver.tap("equipment.retire")
        assert "「角スコップ」は班が2持っています" in driver.text()


async def test_an_address_of_nothing_says_so(desk: ToolDesk) -> None:
    async with await opened(desk.centre, "item/00ff") as driver:
        assert "この品目はありません。" in driver.text()


async def test_what_is_dirty_waits_and_goes_back_on_the_shelf(desk: ToolDesk) -> None:
    team = desk.team()
    desk.hand_out(team, shovel_square=5)
    desk.centre.do(ReturnFromTeam(team, (ReturnLine(desk.id(SHOVEL), 5, washed=False),)))
    async with await opened(desk.centre, "stock") as driver:
        await driver.tap("equipment.washing")
        (count,) = driver.keys("equipment.dirty:")[1:2]
        await driver.type(count, "3")
        await driver.tap("equipment.washed")
        assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).washing) == (18, 2)
        await driver.tap("equipment.washed")
        assert "洗い場は空です" in driver.text()


async def test_only_what_was_counted_is_recorded(desk: ToolDesk) -> None:
    desk.receive(BUCKET, 7)
    async with await opened(desk.centre, "count") as driver:
        await driver.tap("equipment.record")
        assert "まだ何も選ばれていません" in driver.text()
        await driver.type(tag(desk, "count", SHOVEL) + ".count", "18")
        assert "帳面との差 -2本" in driver.text()
        await driver.tap(tag(desk, "right", BUCKET))
        assert "数えた2品目を記録する" in driver.text()
        await driver.tap("equipment.record")
        assert desk.stock(SHOVEL).ready == 18
        assert desk.centre.rows("SELECT count(*) FROM live_stock_count") == [(2,)]
        await driver.tap("frame.undo")
        assert desk.stock(SHOVEL).ready == 20


async def test_a_hand_out_between_counting_and_recording_still_counts(desk: ToolDesk) -> None:
    async with await opened(desk.centre, "count") as driver:
        await driver.type(tag(desk, "count", SHOVEL) + ".count", "1")
        desk.hand_out(desk.team(), shovel_square=5)
        await driver.settle()
        await driver.type(tag(desk, "count", SHOVEL) + ".count", "19")
        await driver.tap("equipment.record")
        assert desk.stock(SHOVEL).ready == 14


async def test_a_count_belongs_to_its_place(desk: ToolDesk) -> None:
    async with await opened(desk.centre, "count") as driver:
        await driver.type(tag(desk, "count", SHOVEL) + ".count", "18")
        await driver.tap(f"equipment.place.{desk.place('修理').hex()}")
        assert "数えた数を記録する" in driver.text()
        assert driver.value(tag(desk, "count", SHOVEL) + ".count") == ""


async def test_borrowed_lots_go_back_and_late_ones_are_named(desk: ToolDesk) -> None:
    desk.receive(BUCKET, 10, ownership="free_loan", owner="訓練工務店", due_on="2026-08-10")
    async with await opened(desk.centre, "borrowed") as driver:
        assert "8/10までに返す（過ぎています）" in driver.text()
        (lot,) = [key.removesuffix(".open") for key in driver.keys("equipment.lot:")]
        await driver.tap(f"{lot}.open")
        await driver.tap(f"{lot}.more")
        await driver.tap(f"{lot}.missing.more")
        assert driver.value(f"{lot}.count") == "9"
        await driver.type(f"{lot}.count", "99")
        await driver.tap(f"{lot}.go")
        assert "返すのは残り10までです。" in driver.text()
        await driver.type(f"{lot}.count", "9")
        await driver.tap(f"{lot}.go")
        assert "返すものはありません" in driver.text()
        await driver.tap("equipment.settled")
        assert "返し終わり" in driver.texts()


async def test_receiving_a_loan_asks_for_its_owner(desk: ToolDesk) -> None:
    async with await opened(desk.centre, "add") as driver:
        await driver.type(SEARCH, "バケツ", enter=True)
        await driver.tap("equipment.receive_go")
        assert "1以上の数を入れてください。" in driver.text()
        await driver.type("equipment.receive_count", "12")
        await driver.tap("equipment.ownership.paid_loan")
        await driver.type("equipment.due", "8/31")
        await driver.tap("equipment.receive_go")
        assert "借りた相手を入れてください。" in driver.text()
        await driver.type("equipment.owner", "訓練レンタル")
        await driver.tap("equipment.receive_go")
        assert desk.stock(BUCKET).ready == 12
        rows = desk.centre.rows("SELECT owner, due_on FROM live_stock_move WHERE quantity = 12")
        assert rows == [("訓練レンタル", "2026-08-31")]


async def test_new_things_and_places_are_added(desk: ToolDesk) -> None:
    async with await opened(desk.centre, "add") as driver:
        await driver.tap("equipment.part.item")
        await driver.tap("equipment.save_item")
        assert "品名を入れてください。" in driver.text()
        await driver.type("equipment.name", "高枝切り鋏")
        await driver.tap("equipment.unit.本")
        await driver.tap("equipment.save_item")
        await driver.type(SEARCH, "高枝")
        assert "高枝切り鋏" in driver.texts()
        await driver.tap("equipment.part.place")
        await driver.type("equipment.place_name", "北倉庫", enter=True)
        await driver.tap(f"equipment.place_close:{desk.place('置き場').hex()}")
        assert "「置き場」にまだ物があります" in driver.text()
        await driver.tap(f"equipment.place_close:{desk.place('北倉庫').hex()}")
        assert "「北倉庫」を閉じました" in driver.text()


async def test_the_rest_of_the_catalogue_is_there_once(desk: ToolDesk) -> None:
    async with await opened(desk.centre, "add") as driver:
        await driver.tap("equipment.start")
        assert "標準の品目は全部そろっています。" in driver.text()


@pytest.mark.parametrize("page", ["", "back", "stock", "count", "borrowed", "add", "washing"])
async def test_every_page_speaks_english(desk: ToolDesk, page: str) -> None:
    async with await opened(desk.centre, page, language="en") as driver:
        assert "Hand out" in driver.text()
        assert "棚卸" not in driver.text()
