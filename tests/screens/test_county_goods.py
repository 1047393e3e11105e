"""備品: asked, offered, sent, received short, settled, given back, on the pages that people use."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from app.catalogue.codes import CodeLists
from app.documents.payloads import loan as loan_code
from app.domain.tables_county import council_id
from app.services.county_goods import AddYard, SetStock, StockLine, YardForm
from app.services.county_goods_counts import DispatchLoan, ReceiveLoan
from app.services.county_goods_requests import AskForGoods, LendDirectly, OfferForm
from app.services.equipment import StartCatalogue
from app.services.equipment_stock import ReceiveStock
from app.store.queries.county_goods import ledger, request_lines, yards
from app.store.queries.county_goods_loans import LoanRow, loan_rows
from sync.core.ids import EntityId
from tests.support.centres import Centre, open_centre
from tests.support.counties import County, open_county
from tests.support.sessions import SessionDriver, session_on

HIRATSUKA, FUJISAWA = "14203", "14205"
SHOVEL = "shovel_square"


@contextmanager
def county_in(folder: Path) -> Iterator[County]:
    """Fujisawa has 60 shovels, both know it."""
    with open_county(folder / "county") as county:
        county.council(HIRATSUKA)
        lender = county.council(FUJISAWA)
        yard = lender.do(AddYard(YardForm("北倉庫"))).entity
        assert yard is not None
        lender.do(SetStock(yard, (StockLine(SHOVEL, 60), StockLine("bucket", 8))))
        county.meet_all()
        yield county


@asynccontextmanager
async def at(
    county: County, code: str, centre: Centre | None = None
) -> AsyncIterator[SessionDriver]:
    """A session at a council's device, with a centre of its own or a stand-in for one."""
    driver = session_on(centre) if centre else SessionDriver()
    async with driver:
        member = county.hub if code == "14000" else county.council(code)
        driver.desk.county, driver.desk.clock = member.operation, county.clock
        await driver.open_app("/county/goods")
        yield driver


def only_loan(centre: Centre) -> LoanRow:
    (loan,) = centre.operation.read(loan_rows)
    return loan


def lent(county: County, quantity: int = 30) -> EntityId:
    """Sent from Fujisawa to Hiratsuka, known to both."""
    lender = county.council(FUJISAWA)
    (yard,) = lender.operation.read(yards)
    loan = lender.do(
        LendDirectly(council_id(HIRATSUKA), SHOVEL, OfferForm(quantity, yard.id))
    ).entity
    assert loan is not None
    lender.do(DispatchLoan(loan, quantity))
    county.meet_all()
    return loan


async def test_searched_asked_for_offered_and_accepted(tmp_path: Path) -> None:
    with county_in(tmp_path) as county:
        async with at(county, HIRATSUKA) as driver:
            await driver.tap(f"goods.line.{SHOVEL}")
            assert "60分以内に60本あります" in driver.text()
            assert "藤沢市社協　北倉庫" in driver.text()
            await driver.type("goods.quantity", "80")
            assert "20本足りません" in driver.text()
            assert "県内の台帳全部でも足りません。" in driver.text()
            await driver.type("goods.quantity", "50")
            await driver.tap("goods.ask")
            await driver.type("goods.ask_form.note", "山田さん宅の泥出し")
            await driver.tap("goods.ask_form.save")
            assert driver.has("goods.ask_form.sure")
            await driver.type("goods.ask_form.note", "泥出し")
            await driver.tap("goods.ask_form.save")
            assert "要請を出しました" in driver.text()
        county.meet_all()
        (request,) = county.hub.operation.read(request_lines)
        async with at(county, FUJISAWA) as driver:
            await driver.visit(f"/county/goods/requests/{request.id.hex()}")
            await driver.tap("goods.offer")
            assert "空き60本" in driver.text()
            await driver.tap("goods.offer_form.save")
            assert "申し出ました" in driver.text()
        county.meet_all()
        loan = only_loan(county.council(HIRATSUKA))
        async with at(county, HIRATSUKA) as driver:
            await driver.visit(f"/county/goods/loan/{loan.id.hex()}")
            await driver.type("goods.agree.quantity", "40")
            await driver.tap("goods.agree.save")
            assert "申し出を受けました" in driver.text()
        loan = only_loan(county.council(HIRATSUKA))
        assert (loan.state, loan.quantity) == ("agreed", 40)


async def test_a_slip_is_scanned_counted_short_and_stands_in_the_own_books(tmp_path: Path) -> None:
    with county_in(tmp_path) as county, open_centre(tmp_path / "centre") as centre:
        loan = lent(county)
        async with at(county, HIRATSUKA, centre) as driver:
            await driver.visit("/county/goods/loans")
            await driver.type("goods.scan", "L-Z-9", enter=True)
            assert "「L-Z-9」の貸出が見つかりません" in driver.text()
            await driver.type("goods.scan", loan_code(loan), enter=True)
            assert "発送は30本。" in driver.text()
            await driver.type("goods.receive.quantity", "27")
            await driver.type("goods.receive.note", "3本見当たらない")
            await driver.tap("goods.receive.go")
            for words in ("27本を受け取りました", "発送より3少なく着きました",
                          "センターの台帳にも入れました", "3本 足りない"):  # fmt: skip
                assert words in driver.text()
            rows = centre.rows("SELECT owner, ownership, quantity FROM live_stock_move")
            assert rows == [("藤沢市社協", "other_council", 27)]
            await driver.tap("goods.open.settle")
            await driver.tap("goods.settle.go")
            assert "3本 足りない" not in driver.text()
            await driver.tap("goods.open.send_back")
            await driver.tap("goods.send_back.go")
            assert "センターの台帳からも外しました" in driver.text()
        moves = centre.rows("SELECT reason, quantity FROM live_stock_move ORDER BY at, reason")
        assert sorted(moves, key=str) == [("give_back", 27), ("receive", 27)]
        county.meet_all()
        async with at(county, FUJISAWA) as driver:
            await driver.visit(f"/county/goods/loan/{loan.hex()}")
            await driver.tap("goods.take_back.go")
        assert only_loan(county.council(FUJISAWA)).state == "returned"


async def test_a_count_is_taken_back_and_its_lot_leaves_the_books(tmp_path: Path) -> None:
    with county_in(tmp_path) as county, open_centre(tmp_path / "centre") as centre:
        loan = lent(county)
        async with at(county, HIRATSUKA, centre) as driver:
            await driver.visit(f"/county/goods/loan/{loan.hex()}")
            await driver.tap("goods.receive.go")
            (cancel,) = [tag for tag in driver.keys("goods.count") if tag.endswith(".cancel")]
            await driver.tap(cancel)
            await driver.tap(cancel.replace(".cancel", ".sure"))
            assert "数えを取り消しました" in driver.text()
        assert centre.rows("SELECT 1 FROM live_stock_move") == []
        assert only_loan(county.council(HIRATSUKA)).state == "dispatched"


async def test_what_arrived_before_there_were_books_is_entered_later(tmp_path: Path) -> None:
    with county_in(tmp_path) as county, open_centre(tmp_path / "centre") as centre:
        loan = lent(county)
        county.council(HIRATSUKA).do(ReceiveLoan(loan, 30))
        async with at(county, HIRATSUKA, centre) as driver:
            await driver.visit(f"/county/goods/loan/{loan.hex()}")
            assert "受け取った30本が、センターの台帳にまだ入っていません。" in driver.text()
            await driver.tap("goods.enter_books")
            assert "センターの台帳に入っています。" in driver.text()
        assert centre.rows("SELECT quantity FROM live_stock_move") == [(30,)]


async def test_lists_of_what_goes_home_and_where_counts_differ(tmp_path: Path) -> None:
    with county_in(tmp_path) as county:
        async with at(county, HIRATSUKA) as driver:
            await driver.visit("/county/goods/loans")
            assert "返すものはありません" in driver.text()
        loan = lent(county)
        county.council(HIRATSUKA).do(ReceiveLoan(loan, 31))
        county.meet_all()
        async with at(county, HIRATSUKA) as driver:
            await driver.visit("/county/goods/loans")
            assert "藤沢市社協に返す" in driver.text()
            await driver.tap("goods.show.differ")
            assert "1本 多い" in driver.text()
        async with at(county, FUJISAWA) as driver:
            await driver.visit("/county/goods/loans")
            await driver.tap("goods.show.lent")
            assert "平塚市社協に貸し出し中" in driver.text()
            await driver.visit("/county/goods/loan/00")
            assert "この貸出はもうありません。" in driver.text()


async def test_lendable_stock_is_taken_over_from_the_own_centre_in_one_act(tmp_path: Path) -> None:
    with county_in(tmp_path) as county, open_centre(tmp_path / "centre") as centre:
        centre.do(StartCatalogue())
        ((thing,),) = centre.rows("SELECT id FROM live_equipment WHERE code = ?", SHOVEL)
        centre.do(ReceiveStock(EntityId(bytes(thing)), 40, "bought"))  # type: ignore[call-overload]
        async with at(county, HIRATSUKA, centre) as driver:
            await driver.visit("/county/goods/yards/new")
            await driver.tap("goods.yard_form.save")
            assert "名前を入れてください。" in driver.text()
            await driver.type("goods.yard_form.name", "平塚倉庫")
            await driver.tap("goods.yard_form.save")
            yard = next(one for one in county.council(HIRATSUKA).operation.read(yards)
                        if one.name == "平塚倉庫")  # fmt: skip
            await driver.visit(f"/county/goods/yards/{yard.id.hex()}")
            await driver.tap("goods.takeover")
            assert "置き場に40本" in driver.text()
            await driver.type(f"goods.lendable.{SHOVEL}", "25")
            await driver.tap("goods.takeover_go")
            assert "1品目を貸し出せる備品にしました" in driver.text()
        rows = county.council(HIRATSUKA).operation.read(ledger)
        assert [(row.quantity, row.free) for row in rows if row.yard == yard.id] == [(25, 25)]


async def test_kits_are_made_by_the_prefecture_and_asked_for_by_name(tmp_path: Path) -> None:
    with county_in(tmp_path) as county:
        async with at(county, "14000") as driver:
            await driver.visit("/county/goods/kits")
            await driver.tap("goods.new_kit")
            await driver.type("goods.kit_name", "初動セットA")
            await driver.tap(f"goods.kit_add.{SHOVEL}")
            await driver.type(f"goods.kit_line.{SHOVEL}", "20")
            await driver.tap("goods.kit_save")
            assert "県内の空きで組めるのは3セット" in driver.text()
        county.meet_all()
        async with at(county, HIRATSUKA) as driver:
            await driver.visit("/county/goods/kits")
            assert not driver.has("goods.new_kit")
            await driver.visit("/county/goods/requests/new")
            (kit,) = driver.keys("goods.ask_form.kit.")
            await driver.tap(kit)
            await driver.tap("goods.ask_form.save")
            assert "G-" in driver.text()
        (request,) = county.council(HIRATSUKA).operation.read(request_lines)
        assert (request.quantity, request.kit_name) == (20, "初動セットA")


async def test_the_plan_says_that_times_are_estimates_and_compares_with_today(
    tmp_path: Path,
) -> None:
    with county_in(tmp_path) as county:
        async with at(county, HIRATSUKA) as driver:
            await driver.visit("/county/goods/plan")
            for words in ("移動時間は推計です", "/ 58", "いまの配置との違い", "新しく届く社協"):
                assert words in driver.text()
            await driver.tap("goods.mode.everybody")
            assert "58 / 58" in driver.text()
            await driver.type("goods.limit", "20")
            assert "分超える" in driver.text()


async def test_empty_pages_say_what_will_stand_there(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with at(county, HIRATSUKA) as driver:
            assert "貸し出せる備品はまだ登録されていません" in driver.text()
            await driver.visit("/county/goods/requests")
            assert "要請はありません" in driver.text()
            await driver.visit("/county/goods/yards")
            assert "この社協の置き場はまだありません" in driver.text()
            await driver.visit("/county/goods/kits")
            assert "初動セットはまだありません" in driver.text()


async def test_a_long_list_shows_its_first_rows_and_the_rest_at_a_tap(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        codes = [entry.code for entry in CodeLists.load().shipped["equipment"]][:43]
        council = county.council(HIRATSUKA)
        council.do(AskForGoods(tuple((code, 1) for code in codes)))
        async with at(county, HIRATSUKA) as driver:
            await driver.visit("/county/goods/requests")
            assert len(driver.keys("goods.request:")) == 40
            await driver.tap("goods.requests.more")
            assert len(driver.keys("goods.request:")) == 43
