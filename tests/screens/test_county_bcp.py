"""BCP driven without a browser: the checklist, alternates, a safety round, all councils."""

from pathlib import Path

from app.domain.county_bcp import HOUR_MS
from app.domain.tables_county import council_id
from app.services.county_bcp import LoadBcpTasks, StartSafetyRound
from tests.support.counties import open_county
from tests.support.county_desk import county_session

A, B = "14203", "14205"
ROUTE = "/county/bcp"


async def test_a_council_makes_its_checklist_and_says_how_work_stands(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with county_session(county.council(A)) as driver:
            await driver.open_app(ROUTE)
            assert "止めない仕事がまだありません" in driver.text()
            await driver.tap("county_bcp.load")
            assert "0 / 10 できている" in driver.text()
            await driver.tap(driver.ending(".state.done"))
            assert "1 / 10 できている" in driver.text()
            await driver.tap("county_bcp.add")
            await driver.tap("county_bcp.form.save")
            assert "仕事を入れてください" in driver.text()
            await driver.type("county_bcp.form.title", "貸付の窓口")
            await driver.tap("county_bcp.form.save")
            assert "1 / 11 できている" in driver.text()
            await driver.tap(driver.ending(".edit"))
            await driver.tap("county_bcp.remove")
            assert "/ 10 できている" in driver.text()
            await driver.tap("county_bcp.print")
            assert any(name == "launch_url" for name, _ in driver.invoked)
            await driver.visit(f"{ROUTE}/alternates")
            await driver.tap("county_bcp.add_alternate")
            await driver.tap("county_bcp.alternate_form.kind.power")
            await driver.type("county_bcp.alternate_form.title", "発電機")
            await driver.tap("county_bcp.alternate_form.save")
            await driver.tap(driver.ending(".state.lost"))
            await driver.visit(f"{ROUTE}/all")
            assert "使えないもの 1" in driver.text()


async def test_a_round_goes_by_numbers_and_makes_work_late(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        here.do(LoadBcpTasks())
        async with county_session(here) as driver:
            await driver.open_app(f"{ROUTE}/safety")
            await driver.tap("county_bcp.start")
            await driver.type("county_bcp.start_form.reason", "地震")
            await driver.type("county_bcp.start_form.count", "3")
            await driver.tap("county_bcp.start_form.save")
            assert "連絡なし 3" in driver.text()
            await driver.tap(f"county_bcp.answer:{A}-02.state.safe")
            await driver.tap(f"county_bcp.answer:{A}-02.comes.here")
            await driver.tap(f"county_bcp.answer:{A}-02.reach.phone")
            assert {"無事 1", "連絡なし 2", "参集済み 1", "きょう来られる 1"} <= set(driver.texts())
            here.clock.advance(4 * HOUR_MS)
            await driver.visit(ROUTE)
            assert driver.texts().count("時間を過ぎています") == 2
            await driver.visit(f"{ROUTE}/safety")
            await driver.tap("county_bcp.end")
            assert "無事 1 / 3" in driver.text()
            await driver.tap("county_bcp.start")
            assert "前回と同じ番号" in driver.text()


async def test_another_council_is_read_and_the_prefecture_may_write_for_it(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        there.do(LoadBcpTasks())
        there.do(StartSafetyRound("大雨", (f"{B}-01",)))
        county.meet_all()
        tag = f"county_bcp.council:{council_id(B).hex()}"
        async with county_session(here) as driver:
            await driver.open_app(f"{ROUTE}/all")
            await driver.tap(tag)
            assert "藤沢市社協" in driver.text()
            assert not driver.has("county_bcp.add")
        async with county_session(county.hub) as driver:
            await driver.open_app(f"{ROUTE}/all")
            await driver.tap(tag)
            await driver.tap(driver.ending(".state.doing"))
            await driver.tap("county_bcp.part.safety")
            await driver.tap(f"county_bcp.answer:{B}-01.state.safe")
            assert "無事 1" in driver.text()
        county.meet_all()
        rows = there.rows("SELECT state FROM live_safety_answer")
        assert rows == [("safe",)]
