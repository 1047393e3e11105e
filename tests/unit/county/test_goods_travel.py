"""Who has it within an hour, times as data, files in and out, and the plan beside today."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.documents.readers.county_goods_rows import goods_rows, whole_number
from app.documents.readers.table import FileRefused
from app.domain.county_travel import Point, cell_centre, distance_km, estimated_minutes
from app.domain.tables_county import council_id
from app.services.county_goods import AddYard, SetKit, SetStock, StockLine, YardForm
from app.services.county_goods_import import places, stock_file, travel_file, weights_file
from app.services.county_goods_papers import KINDS, gather_goods, make_goods
from app.services.county_planning import planned
from app.services.county_travel import SetPlacementWeights, SetTravelTimes, TravelLine
from app.store.queries.county_goods import ledger
from app.store.queries.county_travel import WhoHas, travel, who_has
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre
from tests.support.counties import County, open_county

HIRATSUKA, FUJISAWA, ODAWARA = "14203", "14205", "14206"
SHOVEL = "shovel_square"


def yard(centre: Centre, quantity: int, name: str = "倉庫", cell: str = "") -> EntityId:
    made = centre.do(AddYard(YardForm(name, cell=cell))).entity
    assert made is not None
    centre.do(SetStock(made, (StockLine(SHOVEL, quantity),)))
    return made


def asked(county: County, quantity: int, limit: int = 60) -> WhoHas:
    council = council_id(HIRATSUKA)
    return county.hub.operation.read(lambda db: who_has(db, SHOVEL, quantity, council, limit))


def three_yards(county: County) -> dict[str, EntityId]:
    """30 in Fujisawa, 40 in Odawara, 25 with the prefecture."""
    made = {
        FUJISAWA: yard(county.council(FUJISAWA), 30),
        ODAWARA: yard(county.council(ODAWARA), 40),
        "14000": yard(county.hub, 25, "県央ストックヤード"),
    }
    county.meet_all()
    return made


def test_fifty_shovels_within_an_hour_come_from_several_yards_the_nearest_first(
    tmp_path: Path,
) -> None:
    with open_county(tmp_path) as county:
        made = three_yards(county)
        goal = council_id(HIRATSUKA)
        county.hub.do(SetTravelTimes((
            TravelLine(made[FUJISAWA], goal, 25), TravelLine(made[ODAWARA], goal, 40),
            TravelLine(made["14000"], goal, 70),
        ), "実走"))  # fmt: skip
        found = asked(county, 50)
        assert [(line.stock.free, line.together, line.within) for line in found.lines] == [
            (30, 30, True), (40, 70, True), (25, 95, False),
        ]  # fmt: skip
        assert (found.found, found.missing, found.estimated) == (70, 0, False)
        assert (found.enough_at) == 40
        short = asked(county, 90)
        assert (short.missing, short.enough_at) == (20, 70)
        never = asked(county, 96)
        assert (never.missing, never.enough_at) == (26, None)
        assert asked(county, 10, 20).found == 0


def test_until_a_time_is_entered_it_is_an_estimate_and_says_so(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        made = three_yards(county)
        goal = council_id(HIRATSUKA)
        assert asked(county, 50).estimated
        ways = county.hub.operation.read(travel)
        before = ways.way(made[FUJISAWA], goal)
        assert before is not None
        assert before.estimated
        # A time between the councils holds for the yard, and for the way back.
        county.hub.do(SetTravelTimes((TravelLine(goal, council_id(FUJISAWA), 33),), "実走"))
        ways = county.hub.operation.read(travel)
        for start, end in ((made[FUJISAWA], goal), (council_id(FUJISAWA), goal)):
            after = ways.way(start, end)
            assert after is not None
            assert (after.minutes, after.estimated) == (33, False)
        assert ways.way(EntityId(bytes(16)), goal) is None


def test_a_yard_in_a_cell_of_its_own_has_its_own_way(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = yard(county.hub, 5, "県西ヤード", cell="52397102")
        point = cell_centre("52397102")
        assert point is not None
        assert distance_km(point, Point(35.25, 139.15)) < 5
        ways = county.hub.operation.read(travel)
        near, far = ways.way(here, council_id(ODAWARA)), ways.way(here, council_id("14130"))
        assert near is not None
        assert far is not None
        assert near.minutes < far.minutes
        bad = YardForm("どこか", cell="1234")
        assert county.hub.refuse(AddYard(bad)).code == "cell_unreadable"


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ("5339", False),
        ("53398900", False),
        ("", False),
        ("53391234", True),
        ("５３３９１２３４", False),
    ],
)
def test_cells_of_a_kilometre(cell: str, known: bool) -> None:
    assert (cell_centre(cell) is not None) is known


def test_the_rule_of_the_estimate() -> None:
    start = Point(35.0, 139.0)
    for km, minutes in ((0.0, 10), (4.0, 20), (15.0, 50), (40.0, 80)):
        end = Point(35.0 + km / 111.195, 139.0)
        assert estimated_minutes(start, end) == minutes


def test_a_file_of_times_is_read_back_without_what_is_still_an_estimate(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        yard(county.hub, 5)
        known = county.hub.operation.read(places)
        own = council_id("14000")
        content = county.hub.operation.read(
            lambda db: gather_goods(db, "travel_csv", MORNING_MS, "ja", own)
        )
        written = make_goods(content).content
        untouched = travel_file(written, known)
        assert untouched.command is None
        assert untouched.left_out == 61 * 60  # towns, wards, and cities with wards
        lines = written.decode("utf-8-sig").splitlines()
        row = next(line for line in lines if line.startswith("14203,") and ",14205," in line)
        edited = "\n".join([lines[0], row.replace("推計", "実走").rsplit(",", 2)[0] + ",28,実走",
                            "14203,平塚市社協,99999,どこか,10,実走", "平塚,,藤沢,,x,"])  # fmt: skip
        file = travel_file(edited.encode(), known)
        assert [bad.code for bad in file.bad] == ["no_place", "no_place"]
        assert isinstance(file.command, SetTravelTimes)
        county.hub.do(file.command)
        way = county.hub.operation.read(travel).way(council_id(HIRATSUKA), council_id(FUJISAWA))
        assert way is not None
        assert (way.minutes, way.estimated) == (28, False)
        again = county.hub.operation.read(
            lambda db: gather_goods(db, "travel_xlsx", MORNING_MS, "ja", own)
        )
        assert travel_file(make_goods(again).content, known).lines == 2  # and the way back


def test_stock_out_of_a_spreadsheet(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = yard(county.hub, 5)
        content = (
            '共有備品一覧\n品目,数量,所有区分,備考\n角スコップ,40,,\n角スコ,"1,000",購入,\n'
            "バケツ,２０,寄付,青\n謎の道具,3,,\n一輪車,たくさん,,\n丸スコップ,5,拾得,\n"
        ).encode("cp932")
        file = stock_file(content, here)
        assert [(bad.number, bad.code) for bad in file.bad] == [
            (6, "no_thing"), (7, "no_number"), (8, "no_ownership"),
        ]  # fmt: skip
        assert file.command is not None
        county.hub.do(file.command)
        rows = {(row.equipment, row.ownership): row.quantity
                for row in county.hub.operation.read(ledger)}  # fmt: skip
        assert rows == {(SHOVEL, "bought"): 1040, ("bucket", "donated"): 20}
        with pytest.raises(FileRefused, match="goods_no_stock"):
            stock_file("名前,電話\n訓練,1\n".encode(), here)


def test_numbers_as_people_write_them() -> None:
    assert [whole_number(one) for one in ("1,200", "５０", "50.0", "-3", "3本", "")] == [
        1200, 50, 50, None, None, None,
    ]  # fmt: skip
    (row,) = goods_rows("社協コード,重み\n14203,250000\n".encode(), "weights")
    assert row.amount == 250000


def test_the_plan_beside_today_with_weights_and_what_reaches_whom(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        made = three_yards(county)
        kit = county.hub.do(SetKit("初動", ((SHOVEL, 10),))).entity
        known = county.hub.operation.read(places)
        result = county.hub.operation.read(lambda db: planned(db, 60, 3))
        assert not result.view.weighted
        assert result.view.estimated == result.view.ways
        assert len(result.view.ground.weights) == 58
        assert len(result.plan.covered) >= len(result.today.covered)
        assert result.today.sites == tuple(sorted({
            council_id(FUJISAWA), council_id(ODAWARA), council_id("14000"),
        }))  # fmt: skip
        everybody = county.hub.operation.read(lambda db: planned(db, 60, None))
        assert not everybody.plan.uncovered
        assert len(everybody.plan.sites) <= 3
        supply = result.view.supply(council_id(ODAWARA))
        assert supply is not None
        assert supply.units >= 40
        assert kit is not None
        assert dict(supply.kits)[kit] == supply.units // 10
        only = county.hub.operation.read(lambda db: planned(db, 60, 1, "bucket"))
        assert only.today.sites == ()
        # Weights turn the plan: everything counts in Odawara.
        file = weights_file("社協,人口\n小田原市,1000000\n横浜市,5\n".encode(), known, "2026 推計")
        assert isinstance(file.command, SetPlacementWeights)
        county.hub.do(file.command)
        heavy = county.hub.operation.read(lambda db: planned(db, 10, 1))
        assert heavy.view.weighted
        assert heavy.plan.sites == (council_id(ODAWARA),)
        assert council_id("14100") in heavy.view.ground.weights
        assert made


def test_times_that_nobody_has_are_refused(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        a, b = council_id(HIRATSUKA), council_id(FUJISAWA)
        line = TravelLine(a, b, 1441)
        assert county.hub.refuse(SetTravelTimes((line,))).code == "minutes_unlikely"
        nowhere = replace(line, end=EntityId(bytes(16)))
        assert county.hub.refuse(SetTravelTimes((nowhere,))).code == "county_no_such_council"
        assert county.hub.refuse(SetTravelTimes(())).code == "equipment_nothing_chosen"


def test_every_paper_and_file_is_made_with_nothing_in_it(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        own = council_id("14000")
        reading = county.hub.operation.read
        with pytest.raises(LookupError):
            reading(lambda db: gather_goods(db, "slip", MORNING_MS, "ja", own))
        for kind in sorted(set(KINDS) - {"slip", "travel_xlsx", "travel_csv"}):
            for language, mark in (("ja", "訓練_"), ("en", "DRILL_")):
                content = reading(partial(gather_goods, kind=kind, now_ms=MORNING_MS,
                                          language=language, own=own))  # fmt: skip
                made = make_goods(content)
                assert made.content
                assert made.file_name.startswith(mark)
