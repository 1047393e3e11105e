"""費用 driven without a browser: write, evidence, the Act dated back, what is missing, the file."""

from pathlib import Path

from app.domain.tables_county import council_id
from app.services.county_costs import CostEntry, RecordCost, SetReliefAct
from tests.support.counties import open_county
from tests.support.county_desk import county_session

A = "14203"
ROUTE = "/county/costs"


async def test_a_cost_is_written_and_says_what_it_lacks(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with county_session(county.council(A)) as driver:
            await driver.open_app(ROUTE)
            assert "費用はまだありません" in driver.text()
            await driver.tap("county_costs.add")
            await driver.tap("county_costs.form.kind.purchase")
            await driver.tap("county_costs.form.save")
            assert "金額を円で入れてください" in driver.text()
            await driver.type("county_costs.form.yen", "4,980")
            await driver.tap("county_costs.form.evidence.receipt")
            await driver.tap("county_costs.form.save")
            assert "4,980 円" in driver.text()
            assert "自己財源" in driver.text()
            assert "足りない証拠: 写真" in driver.text()
            assert "救助法の対象の費目ではありません" in driver.text()
            await driver.tap("county_costs.edit")
            await driver.tap("county_costs.form.evidence.photo")
            await driver.tap("county_costs.form.save")
            assert "証拠そろい" in driver.text()
            await driver.tap("county_costs.settle")
            assert "8/11 精算" in driver.text()
            await driver.tap("county_costs.export")
            assert any(name == "launch_url" for name, _ in driver.invoked)
            await driver.visit(f"{ROUTE}/missing")
            assert "足りない証拠はありません" in driver.text()


async def test_the_act_dated_back_sorts_the_costs_again(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        own = council_id(A)
        overtime = CostEntry("overtime", "2026-08-09", 12_800, own, duty="coordination")
        here.do(RecordCost(overtime))
        here.do(SetReliefAct(own, "2026-08-11"))
        async with county_session(here) as driver:
            await driver.open_app(ROUTE)
            assert "0 円" in driver.text()
            await driver.visit(f"{ROUTE}/acts")
            assert "適用の始まりは未定" in driver.text()
            await driver.tap(driver.ending(".edit"))
            await driver.type("county_costs.act_form.effective_from", "8/9")
            await driver.tap("county_costs.act_form.save")
            assert "適用の始まりは未定" not in driver.text()
            await driver.visit(ROUTE)
            assert "救助法の適用期間の外です" not in driver.text()
            sums = driver.texts()
            assert sums[sums.index("災害救助法") + 1 :].count("12,800 円") == 2
            await driver.visit(f"{ROUTE}/missing")
            assert {"命令簿、出勤簿"} <= set(driver.texts())
            await driver.tap("county_costs.year.2025")
            assert "足りない証拠はありません" in driver.text()


async def test_only_the_prefecture_changes_a_rule(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with county_session(county.council(A)) as driver:
            await driver.open_app(f"{ROUTE}/acts")
            assert not driver.keys("county_costs.rule.")
        async with county_session(county.hub) as driver:
            await driver.open_app(f"{ROUTE}/acts")
            assert not driver.has("county_costs.rule.travel")
            await driver.tap("county_costs.rule.rent")
            await driver.type("county_costs.rule_form.rent.source", "県の通知")
            await driver.tap("county_costs.rule_form.rent.save")
            assert "県の通知" in driver.texts()
            await driver.visit(ROUTE)
            await driver.tap("county_costs.add")
            await driver.tap("county_costs.form.kind.other")
            await driver.type("county_costs.form.yen", "500")
            await driver.type("county_costs.form.find_payer", "平塚")
            await driver.tap(f"county_costs.form.payer.{council_id(A).hex()}")
            await driver.tap("county_costs.form.save")
            assert "平塚市社協" in driver.texts()  # its page stands open
        rows = county.hub.rows("SELECT council, yen FROM live_cost_item")
        assert rows == [(council_id(A), 500)]
