"""Hard stops: who must not go out, to what, and when."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.calendar_jp import instant_of, start_of
from app.domain.eligibility import (
    SKILL_FOR_WORK,
    Candidate,
    Conditions,
    Work,
    cover_of,
    hard_stops,
    stop_for_taking_away,
    stops_for_day,
    stops_for_person,
    stops_for_skill,
    stops_for_work,
)
from app.domain.insurance import BASIC, QUAKE, policy_for
from app.domain.minors import Minor
from app.domain.stops import Stop

DAY = date(2026, 8, 11)
NOW = instant_of(DAY, 9 * 60)
CONDITIONS = Conditions(NOW)
INSURED = policy_for(QUAKE, instant_of(date(2026, 5, 1), 600), exception=False)
ADULT = Candidate("訓練 太郎", (INSURED,), minor=Minor(date(1980, 1, 2)))
RISKS = {
    "cleaning": "A",
    "mud_removal": "B",
    "chainsaw": "C",
    "underfloor": "C",
    "utility": "D",
}


def codes(found: object) -> list[str]:
    return [stop.code for stop in found]  # type: ignore[attr-defined]


def test_an_insured_adult_may_go() -> None:
    assert stops_for_person(ADULT, CONDITIONS) == ()
    assert hard_stops([ADULT], Work(frozenset({"cleaning"})), CONDITIONS, RISKS) == ()


@pytest.mark.parametrize(
    ("person", "conditions", "code"),
    [
        (replace(ADULT, policies=()), CONDITIONS, "uninsured"),
        (replace(ADULT, policies=(), applying=True), CONDITIONS, "insurance_applying"),
        (
            replace(ADULT, policies=(policy_for(BASIC, NOW, exception=False),)),
            CONDITIONS,
            "insurance_not_yet",
        ),
        (
            ADULT,
            replace(CONDITIONS, at=start_of(date(2027, 4, 1))),
            "insurance_expired",
        ),
        (
            replace(ADULT, policies=(policy_for(BASIC, NOW, exception=True),)),
            replace(CONDITIONS, earthquake=True),
            "insurance_wrong_plan",
        ),
    ],
)
def test_nobody_goes_out_without_insurance_that_holds_now(
    person: Candidate, conditions: Conditions, code: str
) -> None:
    (stop,) = stops_for_person(person, conditions)
    assert stop.code == code
    assert stop.params["name"] == "訓練 太郎"
    assert stop.override_role == "chief"


def test_insurance_that_begins_tomorrow_says_when() -> None:
    policy = policy_for(BASIC, NOW, exception=False)
    (stop,) = stops_for_person(replace(ADULT, policies=(policy,)), CONDITIONS)
    assert stop.params["effective_at"] == start_of(date(2026, 8, 12))
    assert not cover_of(replace(ADULT, policies=(policy,)), CONDITIONS).valid


def test_an_uninsured_minor_is_stopped_for_both_reasons() -> None:
    minor = Candidate("訓練 一郎", minor=Minor(date(2009, 6, 1)))
    assert codes(stops_for_person(minor, CONDITIONS)) == ["uninsured", "minor_without_consent"]


@pytest.mark.parametrize(
    ("uninsured", "stopped"), [(0, 0), (3, 3), (None, 12)], ids=["all insured", "3", "not asked"]
)
def test_a_group_that_was_not_asked_counts_as_uninsured(
    uninsured: int | None, stopped: int
) -> None:
    group = Candidate("訓練大学", group=True, heads=12, uninsured_heads=uninsured)
    found = stops_for_person(group, CONDITIONS)
    assert [stop.params["heads"] for stop in found] == ([stopped] if stopped else [])


@pytest.mark.parametrize("colour", ["red", "yellow"])
def test_a_sticker_keeps_volunteers_out_and_nobody_may_override_it(colour: str) -> None:
    (stop,) = stops_for_work(Work(inspection=colour, inspection_kind="falling_object"), RISKS)
    assert stop.code == f"inspection_{colour}"
    assert stop.params["inspection_kind"] == "falling_object"
    assert stop.override_role is None


def test_where_people_live_at_home_the_chief_may_go_over_the_sticker() -> None:
    (stop,) = stops_for_work(Work(inspection="red", inhabited=True), RISKS)
    assert stop.override_role == "chief"


@pytest.mark.parametrize("colour", ["green", "none", None])
def test_other_stickers_stop_nobody(colour: str | None) -> None:
    assert stops_for_work(Work(inspection=colour), RISKS) == ()


def test_work_that_is_not_accepted_cannot_be_overridden() -> None:
    (stop,) = stops_for_work(Work(frozenset({"utility", "cleaning", "unheard_of"})), RISKS)
    assert (stop.code, stop.params, stop.override_role) == (
        "work_not_accepted",
        {"kind": "utility"},
        None,
    )


def test_skilled_work_is_for_those_who_have_the_skill() -> None:
    sawing = Work(frozenset({"chainsaw", "cleaning"}))
    (stop,) = stops_for_skill(ADULT, sawing, RISKS)
    assert (stop.code, stop.params["kind"]) == ("skilled_work", "chainsaw")
    assert stops_for_skill(replace(ADULT, skills=frozenset({"chainsaw"})), sawing, RISKS) == ()
    assert stops_for_skill(replace(ADULT, activity_class="skilled"), sawing, RISKS) == ()
    other = replace(ADULT, skills=frozenset({"underfloor"}))
    assert codes(stops_for_skill(other, sawing, RISKS)) == ["skilled_work"]


def test_a_need_marked_for_skilled_people_stops_others_whatever_its_kinds() -> None:
    marked = Work(frozenset({"cleaning"}), skilled_only=True)
    assert codes(stops_for_skill(ADULT, marked, RISKS)) == ["skilled_work"]
    assert stops_for_skill(replace(ADULT, activity_class="skilled"), marked, RISKS) == ()


def test_every_skilled_kind_knows_the_skill_that_serves() -> None:
    assert set(SKILL_FOR_WORK) >= {kind for kind, risk in RISKS.items() if risk == "C"}


@pytest.mark.parametrize("kind", ["heat", "lightning", "rain", "quake", "tsunami", "other"])
def test_a_stop_order_holds_until_it_is_lifted(kind: str) -> None:
    stop = Stop(kind, NOW - 1)
    work = Work(frozenset({"cleaning"}))
    assert codes(stops_for_day(work, replace(CONDITIONS, stops=(stop,)))) == [f"{kind}_stop"]
    lifted = replace(stop, lifted_at=NOW)
    assert stops_for_day(work, replace(CONDITIONS, stops=(lifted,))) == ()
    later = replace(stop, at=NOW + 1)
    assert stops_for_day(work, replace(CONDITIONS, stops=(later,))) == ()


def test_a_stop_of_an_unknown_kind_stops_too() -> None:
    falling = replace(CONDITIONS, stops=(Stop("meteor", NOW),))
    assert codes(stops_for_day(Work(), falling)) == ["other_stop"]


def test_wind_stops_work_with_sheets_only() -> None:
    windy = replace(CONDITIONS, stops=(Stop("wind", NOW),))
    assert codes(stops_for_day(Work(frozenset({"tarp_roof"})), windy)) == ["wind_stop"]
    assert stops_for_day(Work(frozenset({"cleaning"})), windy) == ()


@pytest.mark.parametrize(
    ("tenths", "expected"), [(None, []), (309, []), (310, ["heat_wbgt"]), (352, ["heat_wbgt"])]
)
def test_at_31_degrees_new_orders_wait_for_the_chief(
    tenths: int | None, expected: list[str]
) -> None:
    found = stops_for_day(Work(), replace(CONDITIONS, wbgt_tenths=tenths))
    assert codes(found) == expected
    assert all(stop.override_role == "chief" for stop in found)


def test_a_heat_stop_is_said_once() -> None:
    hot = replace(CONDITIONS, wbgt_tenths=340, stops=(Stop("heat", NOW),))
    assert codes(stops_for_day(Work(), hot)) == ["heat_stop"]


def test_all_stops_of_a_team_are_named_at_once() -> None:
    team = [ADULT, replace(ADULT, name="訓練 次郎", policies=())]
    work = Work(frozenset({"chainsaw"}), inspection="yellow")
    found = hard_stops(team, work, replace(CONDITIONS, stops=(Stop("lightning", NOW),)), RISKS)
    assert codes(found) == [
        "inspection_yellow",
        "lightning_stop",
        "skilled_work",
        "uninsured",
        "skilled_work",
    ]


def test_people_are_never_taken_from_a_crisis_need() -> None:
    stop = stop_for_taking_away(Work(crisis=True), "N-0412")
    assert stop is not None
    assert (stop.code, stop.override_role) == ("crisis_keeps_people", None)
    assert stop_for_taking_away(Work(crisis=False), "N-0412") is None
    assert stop_for_taking_away(Work(), "N-0412") is None
