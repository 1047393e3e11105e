"""What the Relief Act pays follows from dates, duty and kind; nothing of it is stored."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import end_of, instant_of
from app.domain.county_costs import (
    EVIDENCE,
    FIXED,
    RULES,
    Act,
    Ground,
    Item,
    Shift,
    gaps,
    in_fiscal_year,
    is_covered,
    missing_evidence,
    sort_items,
    sum_of,
    why_not,
)
from app.domain.tables_county import council_id
from app.services.county_cost_papers import cost_workbook, gather_costs
from app.services.county_costs import (
    CostEntry,
    EditCost,
    RecordCost,
    RemoveCost,
    SetCostRule,
    SetReliefAct,
    SettleCost,
)
from app.store.queries.county_costs import ALL, HOSTED, PAID, CostsView, costs_view
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import Centre
from tests.support.counties import County, open_county
from tests.support.planting import Plant

HOST, WARD, HOME, STAY = b"h" * 16, b"w" * 16, b"o" * 16, b"s" * 16
A, B = "14203", "14205"
ACT = Act(b"a" * 16, HOST, "2026-08-14", "2026-08-09", "2026-08-31")


def item(**given: object) -> Item:
    usual = Item(
        b"i" * 16, HOME, HOST, "travel", "2026-08-10", 12_300, assignment=STAY,
        duty="coordination",
    )  # fmt: skip
    return replace(usual, **given)  # type: ignore[arg-type]


def why(one: Item, *acts: Act, **given: object) -> str:
    ground = Ground(acts or (ACT,), parents={WARD: HOST})
    return why_not(one, replace(ground, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ""),
        ({"kind": "overtime", "assignment": None}, ""),
        ({"kind": "wage", "assignment": None}, ""),
        ({"kind": "lodging"}, ""),
        ({"kind": "salary"}, "rule"),
        ({"kind": "purchase"}, "rule"),
        ({"kind": "rent"}, "rule"),
        ({"kind": "volunteer"}, "rule"),
        ({"duty": "other"}, "duty"),
        ({"duty": ""}, "duty"),
        ({"assignment": None}, "dispatch"),
        ({"host": None}, "host"),
        ({"host": WARD}, ""),
        ({"host": HOME}, "no_act"),
        ({"day": "2026-08-08"}, "period"),
        ({"day": "2026-08-09"}, ""),
        ({"day": "2026-08-31"}, ""),
        ({"day": "2026-09-01"}, "period"),
    ],
)
def test_what_the_act_pays(given: dict[str, object], expected: str) -> None:
    assert why(item(**given)) == expected


def test_the_period_may_be_set_later_and_lie_before_the_decision() -> None:
    unknown = replace(ACT, effective_from=None)
    assert why(item(), unknown) == "period"
    assert why(item(), replace(ACT, effective_from="2026-08-11")) == "period"
    assert why(item(), ACT) == ""
    assert why(item(day="2026-12-01"), replace(ACT, ends_on=None)) == ""
    assert why(item(day="2026-09-20"), ACT, replace(ACT, effective_from="2026-09-15",
                                                    ends_on="2026-09-30")) == ""  # fmt: skip


def test_what_somebody_named_another_fund_for_stays_there() -> None:
    (one,) = sort_items([item(fund="community_chest")], Ground((ACT,)))
    assert (one.fund, one.why) == ("community_chest", "")
    (meant,) = sort_items([item(fund="relief_act", duty="other")], Ground((ACT,)))
    assert (meant.fund, meant.why) == ("own", "duty")


def test_a_county_decides_about_rules_that_are_not_written_and_no_others() -> None:
    assert why(item(kind="rent"), rules={"rent": True}) == ""
    assert why(item(kind="lodging"), rules={"lodging": False}) == "rule"
    assert why(item(kind="travel"), rules={"travel": False}) == ""
    assert set(RULES) == set(EVIDENCE)
    assert {one.code for one in CodeLists.load().shipped["cost_kind"]} == set(RULES)


def test_the_duty_and_the_attendance_come_from_the_shift() -> None:
    shift = Shift(STAY, "14205-01", HOST, HOME, "2026-08-10",
                  instant_of(date(2026, 8, 10), 16 * 60), end_of(date(2026, 8, 10)), 45,
                  "coordination")  # fmt: skip
    assert shift.minutes == 8 * 60
    ground = Ground((ACT,), {(STAY, "2026-08-10"): shift})
    one = item(kind="overtime", duty="")
    assert why_not(one, ground) == ""
    assert missing_evidence(one, ground, chargeable=True) == (("order",), ("request",))
    running = replace(ground, shifts={(STAY, "2026-08-10"): replace(shift, ended_at=None)})
    assert ("attendance",) in missing_evidence(one, running, chargeable=True)
    assert [gap.code for gap in gaps([shift], [])] == ["no_item"]
    assert gaps([shift], [one]) == ()
    assert is_covered(shift, ground)
    assert not is_covered(replace(shift, duty="other"), ground)
    assert not is_covered(replace(shift, day="2026-08-08"), ground)
    open_end = replace(shift, ended_at=None, duty="")
    assert [gap.code for gap in gaps([open_end], [])] == ["no_duty", "no_end"]


def test_one_of_a_group_of_evidence_is_enough() -> None:
    tool = item(kind="purchase", evidence=frozenset({"invoice"}))
    assert missing_evidence(tool, Ground(), chargeable=False) == (("photo",),)
    assert missing_evidence(item(kind="rent"), Ground(), chargeable=False) == (
        ("contract",), ("receipt", "invoice"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2027-03-31", 2026)]
)
def test_a_fiscal_year_ends_on_the_last_of_march(day: str, year: int) -> None:
    assert in_fiscal_year(day, year)
    assert not in_fiscal_year(day, year + 1)
    assert not in_fiscal_year("", year)


# ---------------------------------------------------------------------------- with two councils


def view(centre: Centre, scope: str = PAID, year: int = 2026) -> CostsView:
    own = centre.operation.card.centre
    return centre.operation.read(lambda db: costs_view(db, own, scope, year))


def stay_of(county: County) -> EntityId:
    """Somebody of B is at A: rows as the dispatch of staff writes them."""
    stay = EntityId(b"\7" * 16)
    values: dict[str, Value] = {
        "host": council_id(A), "home": council_id(B), "worker": "14205-01", "state": "arrived",
        "arrives_on": "2026-08-08", "leaves_on": "2026-08-14",
    }  # fmt: skip
    county.hub.do(Plant((("assignment", stay, values),)))
    return stay


def travel(stay: EntityId, day: str = "2026-08-08", yen: int = 12_300) -> CostEntry:
    return CostEntry(
        "travel", day, yen, council_id(A), assignment=stay, worker="14205-01",
        duty="coordination", evidence=("receipt", "travel_order", "request"),
    )  # fmt: skip


def test_an_act_that_is_dated_back_sorts_what_was_written_before(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        stay = stay_of(county)
        county.meet_all()
        there.do(RecordCost(travel(stay)))
        act = here.do(SetReliefAct(council_id(A), "2026-08-11")).entity
        county.meet_all()
        (one,) = view(there).items
        assert (one.fund, one.why) == ("own", "period")
        assert there.refuse(SetReliefAct(council_id(A), "2026-08-11")).code == "county_not_yours"
        assert act is not None
        back = here.do(SetReliefAct(council_id(A), "2026-08-11", "2026-08-08", act=act))
        county.meet_all()
        for centre, scope in ((there, PAID), (here, HOSTED), (county.hub, ALL)):
            (one,) = view(centre, scope).items
            assert (one.fund, one.why, one.lacks) == ("relief_act", "", ())
        assert view(here, PAID).items == ()
        here.undo(back)
        assert view(here, HOSTED).items[0].why == "period"
        odd = SetReliefAct(council_id(A), None, "2026-08-08", "2026-08-01")
        assert here.refuse(odd).code == "county_ends_before"
        assert here.refuse(SetReliefAct(council_id(A))).code == "relief_act_without_day"


def test_an_item_is_its_councils_and_says_what_it_must(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there, hub = county.council(A), county.council(B), county.hub
        entry = CostEntry("purchase", "2026-08-10", 4_980, text="角スコップ 3 本")
        done = here.do(RecordCost(entry)).entity
        assert done is not None
        county.meet_all()
        assert there.refuse(EditCost(done, entry)).code == "county_not_yours"
        hub.do(EditCost(done, replace(entry, yen=5_980)))
        county.meet_all()
        assert view(here).items[0].item.yen == 5_980
        here.do(SettleCost(done, "2026-09-30"))
        for wrong, code in (
            (replace(entry, yen=0), "cost_without_yen"),
            (replace(entry, yen=None), "cost_without_yen"),
            (replace(entry, kind=""), "cost_kind_missing"),
            (replace(entry, day=""), "no_day"),
            (replace(entry, worker="訓練 花子"), "cost_worker_number"),
            (replace(entry, text="訓練 花子さんへ"), "county_looks_personal"),
            (replace(entry, loan=EntityId(b"\1" * 16)), "cost_for_nothing"),
        ):
            assert here.refuse(RecordCost(wrong)).code == code
        assert here.refuse(SetCostRule("rent", True)).code == "county_prefecture_only"
        assert hub.refuse(SetCostRule("travel", False)).code == "cost_rule_fixed"
        hub.do(SetCostRule("rent", True, "県の通知"))
        hub.do(SetCostRule("rent", False))
        assert ("rent", False, "") in view(hub).rules
        here.do(RemoveCost(done))
        assert view(here).items == ()
        assert set(RULES) >= FIXED


def test_the_workbook_has_a_sheet_a_fund_with_whole_yen_and_what_is_missing(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        stay = stay_of(county)
        county.meet_all()
        here.do(SetReliefAct(council_id(A), "2026-08-11", "2026-08-08"))
        county.meet_all()
        there.do(RecordCost(travel(stay)))
        there.do(RecordCost(travel(stay, "2026-08-14", 700)))
        there.do(RecordCost(CostEntry("purchase", "2026-08-10", 4_980, council_id(A))))
        there.do(RecordCost(CostEntry("other", "2026-03-31", 999)))
        own = council_id(B)
        paper = there.operation.read(
            lambda db: gather_costs(db, own, PAID, 2026, "ja", there.clock.now_ms())
        )
        book = load_workbook(BytesIO(cost_workbook(paper)))
        assert book.sheetnames[0] == "災害救助法"
        assert "不足している証拠" in book.sheetnames
        relief = book["災害救助法"]
        yen = [cell.value for cell in relief["F"] if isinstance(cell.value, int)]
        assert yen == [12_300, 700, 13_000]
        missing = [str(cell.value) for row in book["不足している証拠"].iter_rows() for cell in row]
        assert any("領収書" in words and "請求書" in words for words in missing)
        every = [cell.value for page in book for row in page.iter_rows() for cell in row]
        assert 999 not in every
        assert sum_of(paper.view.items, "own") == 4_980
