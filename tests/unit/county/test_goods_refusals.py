"""Yards, stock, kits and files of stock: what is refused, which field is to blame, what stays."""

import pytest

from app.documents.readers.table import FileRefused
from app.domain.tables_county import council_id
from app.services.county_goods import (
    LINES_MAX,
    QUANTITY_MAX,
    AddYard,
    EditYard,
    OpenYard,
    SetKit,
    SetStock,
    StockLine,
    YardForm,
)
from app.services.county_goods_import import (
    BadLine,
    Places,
    places,
    stock_file,
    travel_file,
    weights_file,
)
from app.services.county_goods_papers import gather_goods
from app.services.county_travel import SetPlacementWeights, SetTravelTimes, TravelLine
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import County

HIRATSUKA, FUJISAWA = "14203", "14205"
SHOVEL = "shovel_square"
NOBODY = EntityId(bytes(16))
SOMEBODY = "山田さん宅"


@pytest.fixture(scope="module")
def counted_yard(hub: Centre) -> EntityId:
    return new_yard(hub, "数える倉庫")


def new_yard(centre: Centre, name: str, council: EntityId | None = None) -> EntityId:
    return centre.make(AddYard(YardForm(name), council))


def lines_of(centre: Centre, yard: EntityId) -> list[tuple[object, ...]]:
    return centre.rows(
        "SELECT equipment, ownership, quantity, note FROM live_stock_item WHERE yard = ? "
        "ORDER BY equipment, ownership",
        yard,
    )


def kit_of(centre: Centre, kit: EntityId) -> list[tuple[object, ...]]:
    return centre.rows(
        "SELECT equipment, quantity FROM live_kit_line WHERE kit = ? ORDER BY equipment", kit
    )


@pytest.mark.parametrize(
    ("form", "code", "field"),
    [
        (YardForm("  "), "name_missing", "name"),
        (YardForm("倉庫", cell="5239"), "cell_unreadable", "cell"),
        (YardForm("倉庫", cell="5239455x"), "cell_unreadable", "cell"),
        (YardForm("倉庫", cell="\uff15\uff12394567"), "cell_unreadable", "cell"),  # wide digits
        (YardForm("倉庫", kind="castle"), "no_such_code", "kind"),
        (YardForm("倉庫", capacity=-1), "number_negative", "capacity"),
        (YardForm("倉" * 201), "text_too_long", "name"),
        (YardForm(SOMEBODY), "county_looks_personal", "name"),
        (YardForm("倉庫", hours=SOMEBODY), "county_looks_personal", "hours"),
    ],
)
def test_a_yard_that_cannot_be_so(hub: Centre, form: YardForm, code: str, field: str) -> None:
    before = hub.rows("SELECT id FROM live_stockyard ORDER BY id")
    refused = hub.refuse(AddYard(form))
    assert (refused.code, refused.field) == (code, field)
    assert hub.rows("SELECT id FROM live_stockyard ORDER BY id") == before


def test_a_yard_is_corrected_and_its_name_is_its_councils_own(hub: Centre) -> None:
    yard, other = new_yard(hub, "北倉庫"), new_yard(hub, "南倉庫")
    refused = hub.refuse(EditYard(other, YardForm(" 北倉庫 ")))
    assert (refused.code, refused.field) == ("yard_exists", "name")
    assert refused.params == {"name": "北倉庫"}
    assert hub.refuse(AddYard(YardForm("北倉庫"))).code == "yard_exists"
    new_yard(hub, "北倉庫", council_id(HIRATSUKA))  # another council's may be called the same
    hub.do(EditYard(yard, YardForm("北倉庫", "stockyard", " 52394567 ", capacity=12)))
    assert hub.rows(
        "SELECT name, kind, cell, capacity, active FROM live_stockyard WHERE id = ?", yard
    ) == [("北倉庫", "stockyard", "52394567", 12, 1)]
    sure = hub.do(AddYard(YardForm(SOMEBODY), sure=True)).entity
    assert hub.rows("SELECT name FROM live_stockyard WHERE id = ?", sure) == [(SOMEBODY,)]


def test_a_yard_that_is_not_there_and_a_council_that_is_none(hub: Centre) -> None:
    assert hub.refuse(EditYard(NOBODY, YardForm("倉庫"))).code == "no_such_yard"
    assert hub.refuse(OpenYard(NOBODY, active=True)).code == "no_such_yard"
    refused = hub.refuse(SetStock(NOBODY, (StockLine(SHOVEL, 1),)))
    assert (refused.code, refused.field) == ("no_such_yard", "yard")
    refused = hub.refuse(AddYard(YardForm("倉庫"), NOBODY))
    assert (refused.code, refused.field) == ("county_no_such_council", "council")


def test_a_council_changes_no_yard_of_another(county: County, hub: Centre) -> None:
    council = county.council(FUJISAWA)
    yard = new_yard(hub, "県の倉庫")
    own = new_yard(hub, "藤沢の倉庫", council_id(FUJISAWA))
    county.meet_all()
    for command in (
        EditYard(yard, YardForm("改名")),
        OpenYard(yard, active=False),
        SetStock(yard, (StockLine(SHOVEL, 1),)),
        AddYard(YardForm("よその倉庫"), council_id(HIRATSUKA)),
    ):
        assert council.refuse(command).code == "county_not_yours"
    council.do(EditYard(own, YardForm("藤沢の本倉庫")))
    council.do(OpenYard(own, active=False))
    assert council.rows("SELECT name, active FROM live_stockyard WHERE id = ?", own) == [
        ("藤沢の本倉庫", 0)
    ]
    assert council.rows("SELECT name, active FROM live_stockyard WHERE id = ?", yard) == [
        ("県の倉庫", 1)
    ]


@pytest.mark.parametrize(
    ("lines", "code", "field"),
    [
        ((), "equipment_nothing_chosen", "lines"),
        ((StockLine(SHOVEL, -1),), "quantity_positive", SHOVEL),
        ((StockLine(SHOVEL, QUANTITY_MAX + 1),), "quantity_positive", SHOVEL),
        ((StockLine(SHOVEL, 1), StockLine(SHOVEL, 2)), "equipment_line_twice", "lines"),
        ((StockLine(SHOVEL, 1),) * (LINES_MAX + 1), "goods_lines_many", "lines"),
        ((StockLine(SHOVEL, 9), StockLine("flying_carpet", 1)), "no_such_code", "equipment"),
        ((StockLine(SHOVEL, 9, "stolen"),), "no_such_code", "ownership"),
        ((StockLine(SHOVEL, 9, note=SOMEBODY),), "county_looks_personal", "note"),
    ],
)
def test_stock_that_cannot_be_so_changes_no_line(
    hub: Centre, counted_yard: EntityId, lines: tuple[StockLine, ...], code: str, field: str
) -> None:
    hub.do(SetStock(counted_yard, (StockLine(SHOVEL, 5),)))
    refused = hub.refuse(SetStock(counted_yard, lines))
    assert (refused.code, refused.field) == (code, field)
    assert lines_of(hub, counted_yard) == [(SHOVEL, "bought", 5, None)]


def test_none_of_a_thing_takes_its_line_off_the_list(hub: Centre) -> None:
    yard = new_yard(hub, "空になる倉庫")
    hub.do(SetStock(yard, (StockLine(SHOVEL, 5), StockLine("bucket", 7, note="青"))))
    hub.do(SetStock(yard, (StockLine(SHOVEL, 0), StockLine("tarp", 0))))
    assert lines_of(hub, yard) == [("bucket", "bought", 7, "青")]
    hub.do(SetStock(yard, (StockLine(SHOVEL, 3),)))  # counted again: it is back
    assert lines_of(hub, yard) == [("bucket", "bought", 7, "青"), (SHOVEL, "bought", 3, None)]


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (SetKit(" ", ((SHOVEL, 1),)), "name_missing", "name"),
        (SetKit("セット", ((SHOVEL, 0),)), "equipment_nothing_chosen", "lines"),
        (SetKit("セット", ((SHOVEL, -2),)), "quantity_positive", SHOVEL),
        (SetKit("セット", ((SHOVEL, 1), (SHOVEL, 2))), "equipment_line_twice", "lines"),
        (SetKit("セ" * 201, ((SHOVEL, 1),)), "text_too_long", "name"),
        (SetKit("セット", ((SHOVEL, 1), ("flying_carpet", 1))), "no_such_code", "equipment"),
        (SetKit("セット", ((SHOVEL, 1),), NOBODY), "no_such_kit", None),
    ],
)
def test_a_kit_that_cannot_be_so(
    hub: Centre, command: SetKit, code: str, field: str | None
) -> None:
    before = hub.rows("SELECT id FROM live_starter_kit UNION SELECT id FROM live_kit_line")
    refused = hub.refuse(command)
    assert (refused.code, refused.field) == (code, field)
    assert hub.rows("SELECT id FROM live_starter_kit UNION SELECT id FROM live_kit_line") == before


def test_a_kit_is_corrected_as_a_whole(hub: Centre) -> None:
    kit = hub.do(SetKit("初動", ((SHOVEL, 10), ("bucket", 5)))).entity
    later = hub.do(SetKit("二次", ((SHOVEL, 1),))).entity
    assert kit is not None
    assert later is not None
    (first,), (second,) = (
        hub.rows("SELECT position FROM live_starter_kit WHERE id = ?", one) for one in (kit, later)
    )
    assert second == (int(str(first[0])) + 10,)
    hub.do(SetKit("初動A", ((SHOVEL, 12), ("tarp", 2)), kit, active=False))
    assert kit_of(hub, kit) == [(SHOVEL, 12), ("tarp", 2)]
    assert hub.rows("SELECT name, active, position FROM live_starter_kit WHERE id = ?", kit) == [
        ("初動A", 0, first[0])
    ]


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def test_every_line_of_stock_that_cannot_be_read_is_named() -> None:
    found = stock_file(
        csv(
            "品目,貸せる数,所有区分,備考",
            "角スコップ,10,,一",
            "空飛ぶじゅうたん,1,,",
            "角スコップ,たくさん,,",
            "バケツ,4,拾得物,",
            "角スコップ,5,,二",
        ),
        NOBODY,
    )
    assert found.command == SetStock(NOBODY, (StockLine(SHOVEL, 15, note="一"),))
    assert (found.lines, found.bad) == (1, (
        BadLine(3, "no_thing", "空飛ぶじゅうたん"),
        BadLine(4, "no_number", "たくさん"),
        BadLine(5, "no_ownership", "拾得物"),
    ))  # fmt: skip
    useless = stock_file(csv("品目,数量", "空飛ぶじゅうたん,1"), NOBODY)
    assert (useless.command, useless.lines) == (None, 0)
    with pytest.raises(FileRefused, match="goods_no_stock"):
        stock_file(csv("名前,年齢", "訓練,40"), NOBODY)


def test_every_line_of_times_and_weights_that_cannot_be_read_is_named() -> None:
    start, end = council_id(HIRATSUKA), council_id(FUJISAWA)
    known = Places({HIRATSUKA: start, FUJISAWA: end}, {HIRATSUKA: start, FUJISAWA: end})
    times = travel_file(
        csv(
            "出発コード,出発,到着コード,到着,分,出典",
            "14203,,14205,,30,",
            "14203,,14205,,35,",  # the later one of the same way
            "14203,,,どこか,10,",
            "99999,,14205,,10,",
            "14203,,88888,,10,",
            "14203,,14205,,すぐ,",
            "14205,,14203,,20,推計",
        ),
        known,
        "実走",
    )
    assert times.command == SetTravelTimes((TravelLine(start, end, 35),), "実走")
    assert (times.lines, times.left_out) == (1, 1)
    assert times.bad == (
        BadLine(4, "no_place", "どこか"),
        BadLine(5, "no_place", "99999"),
        BadLine(6, "no_place", "88888"),
        BadLine(7, "no_number", "すぐ"),
    )
    weights = weights_file(
        csv("社協コード,社協,重み", "14203,,5", ",どこか,1", "14205,,重い"), known
    )
    assert weights.command == SetPlacementWeights(((start, 5),), "")
    assert weights.bad == (BadLine(3, "no_place", "どこか"), BadLine(4, "no_number", "重い"))
    assert weights_file(csv("社協,重み", "どこか,1"), known).command is None


def test_a_name_of_two_yards_means_neither(hub: Centre) -> None:
    new_yard(hub, "中央倉庫", council_id(HIRATSUKA))
    only = new_yard(hub, "東の倉庫")
    before = hub.operation.read(places).starts
    assert "中央倉庫" in before
    new_yard(hub, "中央倉庫", council_id(FUJISAWA))
    after = hub.operation.read(places).starts
    assert "中央倉庫" not in after
    assert (after["東の倉庫"], after[HIRATSUKA]) == (only, council_id(HIRATSUKA))


@pytest.mark.parametrize(("kind", "error"), [("slip", LookupError), ("poster", KeyError)])
def test_no_paper_is_made_of_what_is_not_there(
    hub: Centre, kind: str, error: type[Exception]
) -> None:
    own = council_id(HIRATSUKA)
    for loan in (None, NOBODY):
        with pytest.raises(LookupError) as told:
            hub.operation.read(lambda db, loan=loan: gather_goods(db, kind, 0, "ja", own, loan))  # type: ignore[misc]
        assert told.type is error
