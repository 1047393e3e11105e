"""協定 driven without a browser: terms of a day, blocks from a proposal, call tree, directory."""

from pathlib import Path

from app.domain.tables_county import council_id
from app.services.county_blocks import LoadBlocks
from app.services.county_directory import AddDuty
from app.services.county_terms import WriteTerm
from app.ui.components.files import PickedFile
from app.ui.screens.county.directory_import import DirectoryImport
from tests.support.counties import open_county
from tests.support.county_desk import county_session

A = "14203"
ROUTE = "/county/agreement"


async def test_a_term_is_written_rewritten_and_read_on_an_earlier_day(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        county.hub.do(WriteTerm("trigger", "連絡不能", "2026-04-01", "12時間", minutes=720))
        async with county_session(county.hub) as driver:
            await driver.open_app(ROUTE)
            assert "連絡がつかないまま 720 分" in driver.text()
            await driver.tap(driver.ending(".change"))
            await driver.type("county_agreement.form.body", "6時間")
            await driver.type("county_agreement.form.minutes", "360")
            await driver.tap("county_agreement.form.save")
            assert "連絡がつかないまま 360 分" in driver.text()
            assert "720" not in driver.text()
            await driver.tap(driver.ending(".history"))
            assert "前の文（今は無効）" in driver.text()
            await driver.tap("county_agreement.as_of")
            await driver.type("county_agreement.day", "2026-08-01")
            assert "連絡がつかないまま 720 分" in driver.text()


async def test_a_proposal_is_loaded_confirmed_and_a_council_moves(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with county_session(county.hub) as driver:
            await driver.open_app(f"{ROUTE}/blocks")
            await driver.tap("county_agreement.load")
            await driver.tap("county_agreement.load_form.proposal.regions")
            await driver.tap("county_agreement.load_form.save")
            assert "合意した分け方ではありません" in driver.text()
            await driver.tap("county_agreement.confirm")
            assert "合意した分け方ではありません" not in driver.text()
            await driver.tap(driver.ending(".members"))
            hadano = f"county_agreement.join_form.council.{council_id('14211').hex()}"
            await driver.tap(hadano)
            await driver.tap("county_agreement.join_form.save")
            assert "湘南ブロックに入っています" in driver.text()
            await driver.tap("county_agreement.join_form.moves.moves")
            await driver.tap("county_agreement.join_form.save")
            assert "社協 2" in driver.text()
            await driver.tap(driver.ending(".members"))
            await driver.tap(driver.ending(".lead"))
            assert any(words.startswith("幹事: ") for words in driver.texts())


async def test_a_council_looks_on_and_keeps_its_own_duties(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        county.hub.do(LoadBlocks("drill_2015", "2026-04-01"))
        top = county.hub.do(AddDuty(council_id("14000"), "duty", "当番", "045-000-0000")).entity
        county.meet_all()
        assert top is not None
        async with county_session(here) as driver:
            await driver.open_app(f"{ROUTE}/blocks")
            assert "変えられるのは県社協の端末です" in driver.text()
            assert not driver.has("county_agreement.load")
            await driver.visit(f"{ROUTE}/directory/{council_id(A).hex()}")
            await driver.tap("county_agreement.add_duty")
            await driver.type("county_agreement.duty_form.title", "宿直")
            await driver.type("county_agreement.duty_form.phone", "0463-00-0001")
            await driver.tap(f"county_agreement.duty_form.called_by.{top.hex()}")
            await driver.tap("county_agreement.duty_form.save")
            assert "宿直" in driver.texts()
            await driver.tap("county_agreement.xlsx")
            await driver.visit(f"{ROUTE}/calls")
            assert "訓練県社協 当番 から" in driver.text()
            await driver.tap("county_agreement.print_calls")
            launched = [name for name, _ in driver.invoked if name == "launch_url"]
            assert len(launched) == 2
            await driver.visit(f"{ROUTE}/directory/{council_id('14205').hex()}")
            assert not driver.has("county_agreement.add_duty")


async def test_a_table_is_looked_at_line_by_line_before_it_is_imported(tmp_path: Path) -> None:
    lines = (
        "社協,種別,担当,電話\n平塚市社協,当番,宿直,0463-00-0001\n"
        "藤沢市社協,当番,宿直,0466-00-0001\n平塚市社協,当番,訓練 花子さん,0463-00-0002\n"
    )
    files = [PickedFile("a.csv", b"%PDF-1.7"), PickedFile("b.csv", lines.encode("cp932"))]

    async def pick(*_extensions: str) -> tuple[PickedFile, ...]:
        return (files.pop(0),)

    with open_county(tmp_path) as county:
        here = county.council(A)
        async with county_session(here) as driver:
            closed: list[bool] = []
            await driver.show(lambda: DirectoryImport(lambda: closed.append(True), pick))
            await driver.tap("county_agreement.pick")
            assert "PDF です" in driver.text()
            await driver.tap("county_agreement.pick")
            assert "新規 1　変更 0　同じ 0　取り込まない行 2" in driver.text()
            assert "ほかの社協のものは変えられません" in driver.text()
            assert "氏名か個人の電話番号" in driver.text()
            assert here.rows("SELECT count(*) FROM live_contact_point") == [(0,)]
            await driver.tap("county_agreement.import_go")
            assert closed == [True]
        assert here.rows("SELECT title FROM live_contact_point") == [("宿直",)]
