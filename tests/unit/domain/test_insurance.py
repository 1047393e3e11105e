"""When a volunteer is insured."""

from datetime import date

import pytest

from app.domain.calendar_jp import end_of, instant_of, start_of
from app.domain.insurance import (
    BASIC,
    QUAKE,
    InsuranceState,
    Policy,
    cover_at,
    days_left,
    policy_as_recorded,
    policy_for,
    refusal_to_enrol,
)

NINE = 9 * 60
DAY = date(2026, 8, 11)
NEXT = date(2026, 8, 12)
ENROLLED = instant_of(DAY, NINE)


def state(policy: Policy, at: int, *, earthquake: bool = False) -> InsuranceState:
    return cover_at([policy], at, earthquake=earthquake).state


def test_a_policy_takes_effect_at_midnight_of_the_next_day() -> None:
    policy = policy_for(BASIC, ENROLLED, exception=False)
    assert state(policy, end_of(DAY) - 1) is InsuranceState.NOT_YET
    assert state(policy, start_of(NEXT)) is InsuranceState.VALID


def test_under_the_exception_of_a_large_disaster_it_takes_effect_at_once() -> None:
    policy = policy_for(BASIC, ENROLLED, exception=True)
    assert state(policy, ENROLLED - 1) is InsuranceState.NOT_YET
    assert state(policy, ENROLLED) is InsuranceState.VALID


def test_it_ends_on_31_march_at_24_00_whenever_it_began() -> None:
    policy = policy_for(BASIC, instant_of(date(2027, 3, 1), NINE), exception=False)
    last_day = date(2027, 3, 31)
    assert state(policy, end_of(last_day) - 1) is InsuranceState.VALID
    assert state(policy, end_of(last_day)) is InsuranceState.EXPIRED
    assert state(policy, start_of(date(2027, 4, 1))) is InsuranceState.EXPIRED


def test_an_enrolment_on_31_march_counts_for_the_year_in_which_it_takes_effect() -> None:
    policy = policy_for(BASIC, instant_of(date(2027, 3, 31), NINE), exception=False)
    assert policy.fiscal_year == 2027
    assert policy.effective_at == start_of(date(2027, 4, 1))
    assert policy.ends_at == end_of(date(2028, 3, 31))


def test_under_the_exception_31_march_still_belongs_to_the_old_year() -> None:
    policy = policy_for(BASIC, instant_of(date(2027, 3, 31), NINE), exception=True)
    assert policy.fiscal_year == 2026
    assert policy.ends_at == end_of(date(2027, 3, 31))


def test_a_policy_taken_out_in_march_for_the_coming_year_waits_for_1_april() -> None:
    policy = policy_for(QUAKE, instant_of(date(2027, 3, 10), NINE), exception=True, year=2027)
    assert policy.effective_at == start_of(date(2027, 4, 1))


def test_enrolment_on_28_and_29_february_of_a_leap_year_waits_one_day_each() -> None:
    twenty_eighth = policy_for(BASIC, instant_of(date(2028, 2, 28), NINE), exception=False)
    assert twenty_eighth.effective_at == start_of(date(2028, 2, 29))
    assert policy_for(
        BASIC, instant_of(date(2028, 2, 29), NINE), exception=False
    ).effective_at == start_of(date(2028, 3, 1))


@pytest.mark.parametrize(
    ("plan", "earthquake", "expected"),
    [
        (BASIC, False, InsuranceState.VALID),
        (QUAKE, False, InsuranceState.VALID),
        (BASIC, True, InsuranceState.WRONG_PLAN),
        (QUAKE, True, InsuranceState.VALID),
        ("infection", True, InsuranceState.VALID),  # added by a centre: taken at its word
    ],
)
def test_only_the_quake_plan_covers_an_earthquake(
    plan: str, earthquake: bool, expected: InsuranceState
) -> None:
    policy = policy_for(plan, ENROLLED, exception=True)
    assert state(policy, ENROLLED, earthquake=earthquake) is expected


def test_the_best_policy_counts() -> None:
    old = policy_for(QUAKE, instant_of(date(2025, 5, 1), NINE), exception=False)
    basic = policy_for(BASIC, instant_of(date(2026, 5, 1), NINE), exception=False)
    quake = policy_for(QUAKE, ENROLLED, exception=False)
    assert cover_at([old, basic, quake], start_of(NEXT), earthquake=True).policy == quake
    assert cover_at([old, basic], ENROLLED, earthquake=True).state is InsuranceState.WRONG_PLAN
    assert cover_at([old], ENROLLED, earthquake=True).state is InsuranceState.EXPIRED


def test_without_a_policy_a_begun_procedure_is_seen_but_does_not_cover() -> None:
    applying = cover_at([], ENROLLED, earthquake=False, applying=True)
    assert applying.state is InsuranceState.APPLYING
    assert not applying.valid
    assert cover_at([], ENROLLED, earthquake=False).state is InsuranceState.NONE


def test_a_procedure_begun_again_does_not_hide_a_valid_policy() -> None:
    policy = policy_for(BASIC, ENROLLED, exception=True)
    assert cover_at([policy], ENROLLED, earthquake=False, applying=True).valid


def test_a_row_with_gaps_is_completed_from_what_it_has() -> None:
    whole = policy_for(BASIC, ENROLLED, exception=False)
    assert policy_as_recorded(BASIC, ENROLLED, None, None, None, None) == whole
    assert policy_as_recorded(None, None, whole.effective_at, None, None, None) == whole
    assert policy_as_recorded(QUAKE, None, None, None, 2026, None) is None


def test_a_row_never_outlasts_its_fiscal_year() -> None:
    stretched = policy_as_recorded(BASIC, ENROLLED, None, end_of(date(2030, 1, 1)), None, None)
    assert stretched is not None
    assert stretched.ends_at == end_of(date(2027, 3, 31))


def test_one_policy_a_year_is_enough() -> None:
    basic = policy_for(BASIC, ENROLLED, exception=False)
    assert refusal_to_enrol([basic], BASIC, 2026, earthquake=False) == "insured_this_year"
    assert refusal_to_enrol([basic], QUAKE, 2026, earthquake=False) == "insured_this_year"
    assert refusal_to_enrol([basic], BASIC, 2026, earthquake=True) == "insured_this_year"
    assert refusal_to_enrol([basic], BASIC, 2027, earthquake=False) is None
    assert refusal_to_enrol([], BASIC, 2026, earthquake=False) is None


def test_one_that_does_not_cover_the_event_may_be_followed_by_one_that_does() -> None:
    basic = policy_for(BASIC, ENROLLED, exception=False)
    assert refusal_to_enrol([basic], QUAKE, 2026, earthquake=True) is None


def test_the_last_day_counts_as_a_day_left() -> None:
    policy = policy_for(BASIC, ENROLLED, exception=False)
    assert days_left(policy, date(2027, 3, 31)) == 1
    assert days_left(policy, date(2027, 4, 1)) == 0
