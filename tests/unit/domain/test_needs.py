"""The life of a need."""

from dataclasses import replace

import pytest

from app.domain.needs import (
    ACTS,
    DONE,
    OPEN,
    SETTLED,
    VITALS,
    WITH_TEAM,
    NeedFacts,
    acts_from,
    allows,
    call_back_for,
    crisis_ticked_too_often,
    crisis_untold,
    missing_for,
    next_step,
    status_of,
    target_of,
    unasked_vitals,
)
from app.domain.needs import NeedStatus as S

WHOLE = NeedFacts(
    name="訓練 花子",
    phone="090-0000-0011",
    address="三浦市訓練町1-2-3",
    survey_wanted="not_required",
    kinds=frozenset({"mud_removal"}),
    people=5,
    people_reason="床下 20cm、二間",
)


def walk(need: NeedFacts, *acts: str) -> NeedFacts:
    for act in acts:
        assert allows(act, need.status), f"{act} from {need.status}"
        need = replace(need, status=target_of(act, need))
    return need


def test_a_need_walks_from_intake_to_closing() -> None:
    need = walk(
        NeedFacts(),
        "queue_survey",
        "schedule_survey",
        "record_survey",
        "make_ready",
        "assign_team",
        "send_out",
        "return_team",
        "report_completed",
        "close_need",
    )
    assert need.status == S.CLOSED


def test_work_that_goes_on_waits_for_the_next_team_by_itself() -> None:
    need = walk(NeedFacts(S.READY), "assign_team", "send_out", "report_continuing")
    assert need.status == S.CONTINUING
    assert next_step(need) == "assign_team"
    assert walk(need, "assign_team").status == S.ASSIGNED


def test_an_absent_resident_puts_the_need_back_into_the_survey_queue() -> None:
    need = walk(NeedFacts(), "queue_survey", "schedule_survey", "record_absence")
    assert need.status == S.SURVEY_WAITING


def test_every_state_can_be_left_and_reached() -> None:
    for status in S:
        assert acts_from(status), f"{status} is a dead end"
    reached = {target for act in ACTS.values() for target in act.targets}
    assert reached == set(S)


def test_every_state_reaches_every_other_so_nothing_is_ever_lost() -> None:
    graph = {status: {t for a in acts_from(status) for t in ACTS[a].targets} for status in S}
    for start in S:
        seen, frontier = {start}, {start}
        while frontier:
            frontier = {target for status in frontier for target in graph[status]} - seen
            seen |= frontier
        assert set(S) - {S.RECEIVED} <= seen, start


def test_the_first_act_on_a_screen_is_always_one_that_the_state_allows() -> None:
    for status in S:
        for wanted in (None, "required", "not_required", "ask"):
            for feasible in (None, "yes", "no", "skilled", "hold"):
                for watch in (None, True):
                    need = NeedFacts(status, survey_wanted=wanted, feasible=feasible, watch=watch)
                    assert allows(next_step(need), status), need


def test_the_first_act_follows_what_was_judged() -> None:
    assert next_step(NeedFacts(survey_wanted="required")) == "queue_survey"
    assert next_step(NeedFacts(survey_wanted="not_required")) == "make_ready"
    assert next_step(NeedFacts(survey_wanted="not_required", crisis=True)) == "queue_survey"
    assert next_step(NeedFacts(survey_wanted="ask")) == "ask_leader"
    assert next_step(NeedFacts(S.SURVEYED, feasible="no")) == "decline_need"
    assert next_step(NeedFacts(S.SURVEYED, feasible="skilled")) == "mark_skilled_only"
    assert next_step(NeedFacts(S.COMPLETED, watch=True)) == "start_watch"


def test_open_and_settled_share_no_state_and_leave_none_out() -> None:
    assert set(S) == OPEN | SETTLED
    assert not OPEN & SETTLED
    assert DONE < SETTLED
    assert WITH_TEAM < OPEN


@pytest.mark.parametrize("act", ["decline_need", "refer_need", "cancel_need", "merge_need"])
@pytest.mark.parametrize("status", sorted(WITH_TEAM))
def test_a_need_cannot_be_taken_away_under_its_team(act: str, status: S) -> None:
    assert not allows(act, status)


def test_one_of_two_teams_reporting_leaves_the_need_with_the_other() -> None:
    out = NeedFacts(S.IN_PROGRESS, teams_out=1)
    assert target_of("report_completed", out) == S.IN_PROGRESS
    assert target_of("return_team", out) == S.IN_PROGRESS
    waiting = NeedFacts(S.REPORTED, teams_assigned=1)
    assert target_of("report_continuing", waiting) == S.ASSIGNED
    assert target_of("assign_team", NeedFacts(S.IN_PROGRESS)) == S.IN_PROGRESS


def test_a_disbanded_team_gives_the_need_back_as_it_was() -> None:
    assert target_of("release_team", NeedFacts(S.ASSIGNED)) == S.READY
    assert target_of("release_team", NeedFacts(S.ASSIGNED, visited_by_team=True)) == S.CONTINUING
    assert target_of("release_team", NeedFacts(S.ASSIGNED, teams_assigned=1)) == S.ASSIGNED


def test_completed_work_that_is_to_be_watched_goes_on_as_a_watch() -> None:
    assert target_of("report_completed", NeedFacts(S.REPORTED, watch=True)) == S.FOLLOWUP_WATCH
    assert target_of("report_completed", NeedFacts(S.REPORTED)) == S.COMPLETED


@pytest.mark.parametrize(
    ("need", "status"),
    [
        (replace(WHOLE, survey_status="done", feasible="yes"), S.READY),
        (NeedFacts(survey_status="done", feasible="yes"), S.SURVEYED),
        (NeedFacts(survey_wanted="required"), S.SURVEY_WAITING),
        (NeedFacts(crisis=True), S.SURVEY_WAITING),
        (NeedFacts(), S.TRIAGE),
    ],
)
def test_a_held_need_goes_on_where_its_facts_say(need: NeedFacts, status: S) -> None:
    assert target_of("resume_need", replace(need, status=S.ON_HOLD)) == status


def test_what_was_visited_before_is_reopened_as_continuing() -> None:
    assert target_of("reopen_need", NeedFacts(S.CLOSED, visited_by_team=True)) == S.CONTINUING
    assert target_of("reopen_need", NeedFacts(S.DECLINED)) == S.TRIAGE


def test_a_need_is_ready_when_nothing_is_missing() -> None:
    assert missing_for("make_ready", WHOLE) == ()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"name": None}, "name"),
        ({"phone": ""}, "phone"),
        ({"address": None}, "address"),
        ({"kinds": frozenset()}, "kinds"),
        ({"people": 0}, "people"),
        ({"people_reason": ""}, "people_reason"),
        ({"survey_wanted": "required"}, "survey"),
        ({"survey_wanted": None}, "survey_decision"),
        ({"survey_wanted": "ask"}, "survey_decision"),
        ({"crisis": True}, "survey"),
        ({"feasible": "skilled"}, "feasible"),
    ],
)
def test_what_keeps_a_need_from_being_ready_is_named(
    change: dict[str, object], missing: str
) -> None:
    assert missing_for("make_ready", replace(WHOLE, **change)) == (missing,)  # type: ignore[arg-type]


def test_directions_serve_where_there_is_no_address() -> None:
    lost = replace(WHOLE, address=None, directions="バス停の裏手")
    assert missing_for("make_ready", lost) == ()
    assert missing_for("queue_survey", lost) == ()
    assert missing_for("queue_survey", NeedFacts()) == ("address",)
    assert call_back_for(NeedFacts()) == ("name", "phone", "address")


@pytest.mark.parametrize(
    ("act", "missing"),
    [
        ("decline_need", "reason"),
        ("refer_need", "refer_to"),
        ("hold_need", "reason"),
        ("cancel_need", "reason"),
        ("schedule_survey", "planned_at"),
        ("record_survey", "feasible"),
    ],
)
def test_an_outcome_must_name_its_reason_or_destination(act: str, missing: str) -> None:
    assert missing_for(act, WHOLE) == (missing,)
    given = replace(WHOLE, reason="roof", refer_to="city_hq", planned_at=1, feasible="yes")
    assert missing_for(act, given) == ()


def test_a_crisis_is_told_to_somebody_before_it_may_leave() -> None:
    crisis = replace(WHOLE, crisis=True, reason="danger")
    assert crisis_untold(crisis)
    assert missing_for("decline_need", crisis) == ("crisis_told",)
    assert missing_for("close_need", crisis) == ("crisis_told",)
    assert missing_for("hold_need", crisis) == ()
    told = replace(crisis, crisis_told_to="訓練 センター長", crisis_told_at=1)
    assert not crisis_untold(told)
    assert missing_for("decline_need", told) == ()
    assert not crisis_untold(WHOLE)


def test_a_vital_question_that_was_not_asked_stays_visible() -> None:
    assert unasked_vitals(NeedFacts()) == VITALS
    assert unasked_vitals(NeedFacts(household="独居", health="なし")) == ("utilities", "supporter")


def test_ticking_everyone_as_a_crisis_is_noticed() -> None:
    assert crisis_ticked_too_often((True,) * 6 + (False,) * 4)
    assert not crisis_ticked_too_often((True,) * 5 + (None,) * 5)
    assert not crisis_ticked_too_often((True,) * 9)


def test_a_state_of_a_newer_version_is_looked_at_by_a_person() -> None:
    assert status_of("teleported") == S.TRIAGE
    assert status_of(None) == S.RECEIVED


def test_every_act_belongs_to_a_section() -> None:
    assert all(act.sections for act in ACTS.values())
