"""School stages and consent."""

from datetime import date

import pytest

from app.domain.minors import (
    STAGES,
    Minor,
    MinorRules,
    age_band,
    consent_refusal,
    is_minor,
    stage_of,
    stage_on,
)
from app.domain.settings import SETTING_BY_KEY

DAY = date(2026, 8, 11)
HIGH_SCHOOL = date(2009, 6, 1)
JUNIOR_HIGH = date(2012, 6, 1)
ELEMENTARY = date(2016, 6, 1)


@pytest.mark.parametrize(
    ("born", "stage"),
    [
        (date(2020, 4, 1), "elementary"),  # 4/1 goes to school a year before 4/2
        (date(2020, 4, 2), "preschool"),
        (date(2014, 4, 1), "junior_high"),
        (date(2014, 4, 2), "elementary"),
        (date(2011, 4, 1), "high_school"),
        (date(2011, 4, 2), "junior_high"),
        (date(2008, 4, 1), "adult"),
        (date(2008, 4, 2), "high_school"),
        (date(1958, 1, 1), "adult"),
    ],
)
def test_the_school_year_takes_those_born_from_2_april_to_1_april(born: date, stage: str) -> None:
    assert stage_on(born, DAY) == stage


def test_the_stage_turns_on_1_april() -> None:
    assert stage_on(date(2011, 4, 2), date(2027, 3, 31)) == "junior_high"
    assert stage_on(date(2011, 4, 2), date(2027, 4, 1)) == "high_school"


def test_the_age_band_stands_in_for_an_unknown_date_of_birth() -> None:
    assert stage_of(Minor(age_band="high_school"), DAY) == "high_school"
    assert stage_of(Minor(age_band="40s"), DAY) == "adult"
    assert stage_of(Minor(), DAY) is None


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (ELEMENTARY, "elementary"),
        (date(2021, 1, 1), "elementary"),
        (JUNIOR_HIGH, "junior_high"),
        (HIGH_SCHOOL, "high_school"),
        (date(2000, 1, 1), "18_29"),
        (date(1996, 8, 11), "30s"),
        (date(1956, 8, 12), "60s"),
        (date(1930, 1, 1), "70s"),
    ],
)
def test_bands_are_school_stages_and_then_tens_of_years(born: date, band: str) -> None:
    assert age_band(born, DAY) == band


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Minor(HIGH_SCHOOL), "minor_without_consent"),
        (Minor(HIGH_SCHOOL, guardian_consent=False), "minor_without_consent"),
        (Minor(HIGH_SCHOOL, guardian_consent=True), None),
        (Minor(HIGH_SCHOOL, accompanied=True), None),
        (Minor(JUNIOR_HIGH, guardian_consent=True), "minor_without_guardian"),
        (Minor(JUNIOR_HIGH, accompanied=True), None),
        (Minor(ELEMENTARY, guardian_consent=True, accompanied=True), "too_young"),
        (Minor(age_band="elementary"), "too_young"),
        (Minor(date(1980, 1, 2)), None),
        (Minor(), None),
    ],
)
def test_by_default_a_form_serves_high_school_and_a_guardian_junior_high(
    person: Minor, code: str | None
) -> None:
    assert consent_refusal(person, DAY, MinorRules()) == code


def test_a_centre_may_ask_for_more_or_for_less() -> None:
    strict = MinorRules(minimum_stage="high_school")
    assert consent_refusal(Minor(JUNIOR_HIGH, accompanied=True), DAY, strict) == "too_young"
    open_to_all = MinorRules("elementary", False, False)
    assert consent_refusal(Minor(ELEMENTARY), DAY, open_to_all) is None
    assert consent_refusal(Minor(HIGH_SCHOOL), DAY, open_to_all) is None


def test_a_child_below_the_default_is_held_back_where_the_setting_is_unknown() -> None:
    assert consent_refusal(Minor(ELEMENTARY), DAY, MinorRules("kindergarten")) == "too_young"


def test_only_a_known_age_makes_a_minor() -> None:
    assert is_minor(Minor(HIGH_SCHOOL), DAY)
    assert not is_minor(Minor(date(1980, 1, 2)), DAY)
    assert not is_minor(Minor(), DAY)


def test_the_default_rules_are_the_default_settings() -> None:
    rules = MinorRules()
    assert SETTING_BY_KEY["minimum_stage"].default == rules.minimum_stage
    assert rules.minimum_stage in STAGES
    for key in ("high_school_needs_consent", "junior_high_needs_guardian"):
        assert SETTING_BY_KEY[key].default is getattr(rules, key)
