"""What costs, the Relief Act's dates and continuity plans refuse, and how they are corrected."""

from dataclasses import replace

import pytest

from app.domain.county_bcp import NUMBERS_MAX, numbers_of
from app.domain.tables_county import council_id
from app.services.command import CountyCommand
from app.services.county_bcp import (
    AddAlternate,
    AddBcpTask,
    AnswerSafety,
    EditBcpTask,
    EndSafetyRound,
    LoadBcpTasks,
    RemoveAlternate,
    RemoveBcpTask,
    SetAlternate,
    SetBcpTask,
    StartSafetyRound,
)
from app.services.county_costs import (
    YEN_MAX,
    CostEntry,
    EditCost,
    RecordCost,
    RemoveCost,
    RemoveReliefAct,
    SetCostRule,
    SetReliefAct,
    SettleCost,
)
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import County

A, B = council_id("14203"), council_id("14205")
NOBODY = EntityId(b"\x09" * 16)
DAY = "2026-08-11"
PERSON = "訓練 花子さん"
STAFF = numbers_of("14203", 2)
ENTRY = CostEntry("purchase", DAY, 4_980, text="角スコップ 3 本")


# ---------------------------------------------------------------------------- costs


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (RecordCost(ENTRY, B), "county_not_yours", None),
        (RecordCost(ENTRY, NOBODY), "county_no_such_council", "council"),
        (RecordCost(replace(ENTRY, yen=YEN_MAX + 1)), "cost_without_yen", "yen"),
        (RecordCost(replace(ENTRY, host=NOBODY)), "county_no_such_council", "host"),
        (RecordCost(replace(ENTRY, assignment=NOBODY)), "cost_for_nothing", "assignment"),
        (RecordCost(replace(ENTRY, day="8/11")), "no_day", "day"),
        (RecordCost(replace(ENTRY, evidence=("nonsense",))), "no_such_code", "evidence"),
        (EditCost(NOBODY, ENTRY), "no_such_cost", None),
        (SettleCost(NOBODY, DAY), "no_such_cost", None),
        (RemoveCost(NOBODY), "no_such_cost", None),
        (SetReliefAct(NOBODY, DAY), "county_no_such_council", "council"),
        (SetReliefAct(A, DAY, note=PERSON), "county_looks_personal", "note"),
        (SetReliefAct(A, "8/11"), "no_day", "decided_on"),
        (SetReliefAct(A, DAY, act=NOBODY), "no_such_relief_act", None),
        (RemoveReliefAct(NOBODY), "no_such_relief_act", None),
    ],
)
def test_a_cost_or_an_act_is_refused(
    here: Centre, command: CountyCommand, code: str, field: str | None
) -> None:
    assert here.why(command) == (code, field)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (SetCostRule("nonsense", True), "no_such_code", "kind"),
        (SetCostRule("rent", True, PERSON), "county_looks_personal", "source"),
        (SetCostRule("rent", True, "あ" * 201), "text_too_long", "source"),
    ],
)
def test_a_rule_is_refused(
    hub: Centre, command: CountyCommand, code: str, field: str | None
) -> None:
    assert hub.why(command) == (code, field)


def test_a_cost_of_another_council_stays_as_it_is(county: County, here: Centre) -> None:
    theirs = county.hub.make(RecordCost(ENTRY, B))
    own = here.make(RecordCost(ENTRY))
    county.meet_all()
    for wrong in (EditCost(theirs, ENTRY), SettleCost(theirs, DAY), RemoveCost(theirs)):
        assert here.why(wrong) == ("county_not_yours", None)
    assert here.why(EditCost(own, replace(ENTRY, yen=0))) == ("cost_without_yen", "yen")
    assert here.why(SettleCost(own, "8/31")) == ("no_day", "settled_on")
    query = "SELECT yen, settled_on FROM live_cost_item WHERE id = ?"
    here.do(SettleCost(own, "2026-09-30"))
    assert here.rows(query, own) == [(4_980, "2026-09-30")]
    here.do(SettleCost(own, None))
    assert here.rows(query, own) == [(4_980, None)]


def test_an_act_is_removed_by_its_council_and_stands_again_after_an_undo(
    county: County, here: Centre
) -> None:
    theirs = county.hub.make(SetReliefAct(B, DAY))
    own = here.make(SetReliefAct(A, DAY))
    county.meet_all()
    assert here.why(RemoveReliefAct(theirs)) == ("county_not_yours", None)
    assert here.why(SetReliefAct(A, DAY, act=theirs)) == ("county_not_yours", None)
    query = "SELECT council, decided_on FROM live_relief_act WHERE id = ?"
    done = here.do(RemoveReliefAct(own))
    assert here.rows(query, own) == []
    here.undo(done)
    assert here.rows(query, own) == [(A, DAY)]
    assert here.rows(query, theirs) == [(B, DAY)]


# ---------------------------------------------------------------------------- continuity plans


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (AddBcpTask("窓口", 3, council=B), "county_not_yours", None),
        (AddBcpTask("窓口", -3), "number_negative", "hours"),
        (AddBcpTask("窓口", 3, PERSON), "county_looks_personal", "note"),
        (EditBcpTask(NOBODY, "窓口", 3), "no_such_bcp_row", None),
        (SetBcpTask(NOBODY, "done"), "no_such_bcp_row", None),
        (RemoveBcpTask(NOBODY), "no_such_bcp_row", None),
        (LoadBcpTasks(council=NOBODY), "county_no_such_council", "council"),
        (AddAlternate("power", "発電機", council=B), "county_not_yours", None),
        (AddAlternate("power", "発電機", PERSON), "county_looks_personal", "place"),
        (AddAlternate("nonsense", "発電機"), "no_such_code", "kind"),
        (SetAlternate(NOBODY, "lost"), "no_such_bcp_row", None),
        (RemoveAlternate(NOBODY), "no_such_bcp_row", None),
        (StartSafetyRound("地震", STAFF, B), "county_not_yours", None),
        (StartSafetyRound(PERSON, STAFF), "county_looks_personal", "reason"),
        (StartSafetyRound("あ" * 4_001, STAFF), "text_too_long", "reason"),
        (StartSafetyRound("地震", STAFF * NUMBERS_MAX), "round_without_staff", "workers"),
        (AnswerSafety(NOBODY, STAFF[0], "safe"), "no_such_round", None),
        (EndSafetyRound(NOBODY), "no_such_round", None),
    ],
)
def test_a_plan_or_a_round_is_refused(
    here: Centre, command: CountyCommand, code: str, field: str | None
) -> None:
    assert here.why(command) == (code, field)


def test_a_task_is_no_alternate_and_keeps_its_words_when_an_edit_is_refused(here: Centre) -> None:
    task = here.make(AddBcpTask("電話の窓口", 3))
    alternate = here.make(AddAlternate("power", "発電機 1 台"))
    for wrong in (SetBcpTask(alternate, "done"), EditBcpTask(alternate, "窓口", 3),
                  RemoveBcpTask(alternate), SetAlternate(task, "lost"),
                  RemoveAlternate(task)):  # fmt: skip
        assert here.why(wrong) == ("no_such_bcp_row", None)
    assert here.why(EditBcpTask(task, " ", 3)) == ("bcp_without_title", "title")
    assert here.why(EditBcpTask(task, "窓口", None)) == ("bcp_without_hours", "hours")
    assert here.why(SetAlternate(alternate, "nonsense")) == ("no_such_code", "state")
    found = here.rows("SELECT title, hours, state FROM live_bcp_task WHERE id = ?", task)
    assert found == [("電話の窓口", 3, "open")]
    found = here.rows("SELECT title, state FROM live_bcp_alternate WHERE id = ?", alternate)
    assert found == [("発電機 1 台", "unknown")]


def test_a_plan_of_another_council_is_not_touched(county: County, here: Centre) -> None:
    hub = county.hub
    task = hub.make(AddBcpTask("窓口", 3, council=B))
    alternate = hub.make(AddAlternate("power", "発電機", council=B))
    number = hub.make(StartSafetyRound("大雨", numbers_of("14205", 1), B))
    county.meet_all()
    for wrong in (
        EditBcpTask(task, "x", 3), RemoveBcpTask(task), SetAlternate(alternate, "lost"),
        RemoveAlternate(alternate), EndSafetyRound(number),
    ):  # fmt: skip
        assert here.why(wrong) == ("county_not_yours", None)
    found = here.rows("SELECT state, active FROM live_bcp_task WHERE council = ?", B)
    assert found == [("open", 1)]
    assert here.rows("SELECT ended_at FROM live_safety_round WHERE id = ?", number) == [(None,)]


def test_an_answer_is_a_number_and_codes_and_a_round_ends_once(here: Centre) -> None:
    number = here.make(StartSafetyRound("地震", (*STAFF, STAFF[0])))
    query = "SELECT worker, state FROM live_safety_answer WHERE round = ? ORDER BY worker"
    asked = [(STAFF[0], "missing"), (STAFF[1], "missing")]
    assert here.rows(query, number) == asked
    wrong = AnswerSafety(number, "訓練 花子", "safe")
    assert here.why(wrong) == ("cost_worker_number", "worker")
    wrong = AnswerSafety(number, STAFF[0], "nonsense")
    assert here.why(wrong) == ("no_such_code", "state")
    wrong = AnswerSafety(number, STAFF[0], comes="nonsense")
    assert here.why(wrong) == ("no_such_code", "comes")
    assert here.rows(query, number) == asked
    here.do(EndSafetyRound(number))
    assert here.why(EndSafetyRound(number)) == ("round_is_over", None)
    here.do(EndSafetyRound(here.make(StartSafetyRound("余震", STAFF))))
    assert here.rows("SELECT count(*) FROM live_safety_round WHERE council = ?", A) == [(2,)]
