"""状況 driven without a browser: tiles, cards, table, what leaves the centre, the form, files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from app.domain.county_board import CountyFigures
from app.domain.tables_county import council_id
from app.services.county_board import AddCountySatellite, PublishFigures, SetCentreState
from tests.support.busy_day import busy_day
from tests.support.centres import open_centre
from tests.support.counties import County, open_county
from tests.support.county_desk import county_session
from tests.support.sessions import SessionDriver, session_on

HIRATSUKA, FUJISAWA, YOKOHAMA, NAKA = "14203", "14205", "14100", "14104"
TODAY = date(2026, 8, 11)
HOUR_MS = 3_600_000


def tag(name: str, code: str) -> str:
    return f"county_board.{name}:{council_id(code).hex()}"


def say(county: County, code: str, people: int, status: str = "open_recruiting") -> None:
    council = council_id(code)
    county.hub.do(SetCentreState(status, council, phone="0466-00-0000", staff_short=3))
    county.hub.do(PublishFigures(
        TODAY, CountyFigures(people, 5, 9, 4, 21, 7), council=council
    ))  # fmt: skip


@asynccontextmanager
async def hub_face(county: County, **seat: int) -> AsyncIterator[SessionDriver]:
    async with county_session(county.hub, **seat) as driver:  # type: ignore[arg-type]
        await driver.open_app("/county")
        yield driver


async def test_an_empty_board_says_so_tile_by_tile(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with hub_face(county) as driver:
            tiles = driver.keys("county_board.tile:")
            assert len(tiles) == 33
            assert "情報なし" in driver.text()
            assert not driver.has("county_board.send")  # the hub has no centre of its own
            await driver.tap(tag("tile", FUJISAWA))
            assert "件数はまだ届いていません" in driver.text()


async def test_a_tile_opens_its_card_and_old_information_says_that_it_is_old(
    tmp_path: Path,
) -> None:
    with open_county(tmp_path) as county:
        say(county, FUJISAWA, 158)
        async with hub_face(county) as driver:
            assert "158人" in driver.text()
            await driver.tap(tag("tile", FUJISAWA))
            text = driver.text()
            for words in ("藤沢市社協", "ボランティア募集中", "9:42 の情報", "応援職員 3人 不足",
                          "0466-00-0000", "8/11 の件数（途中）"):  # fmt: skip
                assert words in text, words
            await driver.tap("county_board.close")
            assert "8/11 の件数（途中）" not in driver.text()
        county.clock.advance(4 * HOUR_MS)
        async with hub_face(county) as driver:
            assert "古い情報" in driver.text()
            await driver.tap(tag("tile", FUJISAWA))
            assert "古い情報（9:42 の情報）" in driver.text()


async def test_a_city_is_the_sum_of_its_wards_which_have_a_map(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        say(county, NAKA, 40)
        say(county, "14103", 2)
        async with hub_face(county) as driver:
            assert "42人" in driver.text()
            await driver.tap(tag("tile", YOKOHAMA))
            await driver.tap("county_board.wards")
            tiles = driver.keys("county_board.tile:")
            assert len(tiles) == 18
            assert "40人" in driver.text()
            await driver.tap("county_board.back")
            assert driver.has(tag("tile", FUJISAWA))


async def test_the_table_sorts_filters_and_opens_a_page(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        say(county, FUJISAWA, 158)
        say(county, NAKA, 500)
        county.hub.do(SetCentreState("closed", council_id(HIRATSUKA)))
        async with hub_face(county) as driver:
            await driver.tap("county_board.view.table")
            await driver.tap("county_board.sort.participants")
            rows = driver.keys("county_board.row:")
            assert rows[:2] == [tag("row", NAKA), tag("row", FUJISAWA)]
            assert len(rows) == 34  # municipalities, and the ward that spoke
            await driver.tap("county_board.view.open")
            assert not driver.has(tag("row", HIRATSUKA))
            await driver.tap(tag("row", NAKA))
            assert driver.page.route == f"/county/council/{council_id(NAKA).hex()}"
            assert "日ごとの件数" in driver.text()
            await driver.tap("county_board.back")
            await driver.tap("county_board.view.table")
            await driver.tap("county_board.view.files")
            await driver.tap("county_board.paper.board_csv")
            assert "ファイルを作りました" in driver.text()


async def test_what_leaves_is_shown_sent_by_one_tap_and_taken_back(tmp_path: Path) -> None:
    with open_centre(tmp_path / "centre") as centre, open_county(tmp_path / "county") as county:
        busy_day(centre)
        device = county.council(HIRATSUKA)
        async with session_on(centre) as driver:
            driver.desk.county = device.operation
            await driver.open_app("/county")
            text = driver.text()
            assert "まだ送っていません" in text
            for words in ("参加者", "新規ニーズ", "調査待ち", "応援職員"):
                assert words in text
            await driver.tap("county_board.send")
            assert "最後に送ったのは 9:42 の情報" in driver.text()
            assert "この内容は送ってあります" in driver.text()
            assert device.rows("SELECT participants FROM live_county_figures") == [(12,)]
            await driver.runtime.toaster.undo()
            await driver.settle()
            assert "まだ送っていません" in driver.text()
            await driver.tap("county_board.by_itself")
            (value,) = centre.rows("SELECT value FROM live_setting WHERE key = 'publish_by_itself'")
            assert value == ("true",)


async def test_who_closes_the_day_sees_what_will_go(tmp_path: Path) -> None:
    with open_centre(tmp_path / "centre") as centre, open_county(tmp_path / "county") as county:
        busy_day(centre)
        async with session_on(centre) as driver:
            await driver.open_app("/today")
            assert "県へ送られます" not in driver.text()
            driver.desk.county = county.council(HIRATSUKA).operation
            driver.runtime.see_county()
            await driver.settle()
            assert "締めると、次の件数が県へ送られます" in driver.text()
            assert "調査待ち" in driver.text()


async def test_a_centre_says_its_state_and_is_asked_about_names(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        device = county.council(HIRATSUKA)
        device.do(AddCountySatellite("大神"))
        async with county_session(device) as driver:
            await driver.open_app(f"/county/centre/{council_id(HIRATSUKA).hex()}")
            await driver.tap("county_board.save")
            assert "状況を選んでください" in driver.text()
            await driver.tap("county_board.status.open_needs_only")
            await driver.tap("county_board.scope.city")
            await driver.type("county_board.note", "訓練花子様へ")
            await driver.tap("county_board.save")
            assert "氏名か個人の電話番号" in driver.text()
            await driver.tap("county_board.sure")
            assert "県内に知らせました" in driver.text()
            assert device.rows("SELECT status, scope, note FROM live_centre_state") == [
                ("open_needs_only", "city", "訓練花子様へ")
            ]
            await driver.tap(tag("tile", HIRATSUKA))
            assert "大神" in driver.text()
            await driver.visit("/county/council/zz")
            assert "この社協は名簿にありません" in driver.text()


async def test_a_satellite_comes_onto_the_board_and_leaves_it(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        device = county.council(HIRATSUKA)
        async with county_session(device) as driver:
            await driver.open_app(f"/county/council/{council_id(FUJISAWA).hex()}")
            assert not driver.has("county_board.satellite_add")
            await driver.visit(f"/county/council/{council_id(HIRATSUKA).hex()}")
            await driver.tap("county_board.satellite_add")
            await driver.tap("county_board.satellite_save")
            assert "名前を入れてください" in driver.text()
            await driver.type("county_board.satellite_name", "大神")
            await driver.tap("county_board.satellite_save")
            (place,) = device.rows("SELECT id FROM live_council WHERE kind = 'satellite'")
            assert isinstance(place[0], bytes)
            await driver.tap(f"county_board.open:{place[0].hex()}")
            await driver.tap("county_board.satellite_off")
            assert "大神 を一覧から外しました" in driver.text()
            await driver.visit(f"/county/council/{council_id(HIRATSUKA).hex()}")
            assert not driver.has(f"county_board.open:{place[0].hex()}")


async def test_on_a_narrow_screen_a_tile_opens_the_page(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        say(county, FUJISAWA, 158)
        async with hub_face(county, width=600, height=900) as driver:
            await driver.tap(tag("tile", FUJISAWA))
            assert driver.page.route.startswith("/county/council/")
            assert "158" in driver.text()
