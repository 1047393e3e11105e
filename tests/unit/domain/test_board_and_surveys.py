"""The board of those outside, the queue of surveys, and rules from settings."""

from datetime import date

import pytest

from app.domain.board import board_order, late_minutes, return_at, typed_team_number, usual_return
from app.domain.calendar_jp import MINUTE_MS, instant_of
from app.domain.conditions import conditions_at, heat_rules, minor_rules
from app.domain.eligibility import Conditions
from app.domain.heat import HeatRules
from app.domain.minors import MinorRules
from app.domain.settings import SETTING_BY_KEY, SettingValue
from app.domain.stops import Stop
from app.domain.surveys import next_attempt, survey_order, survey_state

DAY = date(2026, 8, 11)
NOW = instant_of(DAY, 15 * 60)


def at(minutes: int) -> int:
    return NOW + minutes * MINUTE_MS


def test_a_team_is_late_from_the_first_moment_after_its_planned_return() -> None:
    assert late_minutes(NOW, NOW) == 0
    assert late_minutes(NOW, NOW + 1) == 1
    assert late_minutes(NOW, at(75)) == 75
    assert late_minutes(None, NOW) == 0


def test_the_latest_stand_on_top_then_overdue_rests_then_planned_returns() -> None:
    teams = {
        "on time": (at(30), 0),
        "later": (at(60), 0),
        "late": (at(-5), 0),
        "very late": (at(-50), 0),
        "hot": (at(90), 12),
        "no plan": (None, 0),
    }
    ordered = sorted(teams, key=lambda name: board_order(teams[name][0], teams[name][1], NOW, name))
    assert ordered == ["very late", "late", "hot", "no plan", "on time", "later"]


@pytest.mark.parametrize(
    ("leaves", "back"),
    [
        (9 * 60 + 42, 15 * 60 + 30),
        (14 * 60 + 30, 15 * 60 + 30),
        (14 * 60 + 31, 15 * 60 + 40),  # less than an hour is left: an hour, on ten minutes
        (16 * 60, 17 * 60),
    ],
)
def test_who_leaves_late_is_expected_an_hour_later(leaves: int, back: int) -> None:
    assert usual_return(15 * 60 + 30, instant_of(DAY, leaves)) == instant_of(DAY, back)


@pytest.mark.parametrize(
    ("said", "now", "meant"),
    [
        (15 * 60 + 30, 9 * 60, 15 * 60 + 30),
        (9 * 60, 14 * 60, 9 * 60),  # past: whoever asks says so
        (0, 22 * 60 + 54, 24 * 60),
        (30, 23 * 60 + 59, 24 * 60 + 30),
        (4 * 60, 22 * 60, 28 * 60),
        (4 * 60 + 10, 22 * 60, 4 * 60 + 10),
    ],
)
def test_after_midnight_is_tomorrow_where_it_is_near(said: int, now: int, meant: int) -> None:
    assert return_at(said, instant_of(DAY, now)) == instant_of(DAY, meant)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", "3班"), ("３班", "3班"), ("03", "3班"), ("b3", "B3班"), ("Ｂ−", None), ("0", None),
        ("渡邉", None), ("12345", None), ("", None),
    ],
)  # fmt: skip
def test_a_teams_number_however_it_is_typed(typed: str, number: str | None) -> None:
    assert typed_team_number(typed) == number


@pytest.mark.parametrize(
    ("planned", "visits", "state"),
    [
        (None, 0, "unplanned"),
        (None, 2, "unplanned"),
        (None, 3, "decide"),
        (at(-60), 0, "late"),
        (at(-59), 0, "due"),
        (at(8 * 60), 5, "due"),  # 23:00 of the same day
        (at(9 * 60), 0, "planned"),  # 24:00 is tomorrow
    ],
)
def test_a_survey_is_planned_due_late_or_to_be_decided(
    planned: int | None, visits: int, state: str
) -> None:
    assert survey_state(planned, visits, 3, NOW) == state


def test_without_a_limit_absences_are_never_decided_about() -> None:
    assert survey_state(None, 99, 0, NOW) == "unplanned"


def test_crisis_needs_are_visited_first_then_late_ones_then_by_urgency_and_age() -> None:
    queue = {
        "crisis": survey_order("unplanned", True, 1, None, 50),
        "late": survey_order("late", None, 1, at(-90), 10),
        "due": survey_order("due", False, 1, at(10), 10),
        "decide": survey_order("decide", None, 1, None, 5),
        "urgent": survey_order("unplanned", None, 3, None, 99),
        "old": survey_order("unplanned", None, 1, None, 1),
        "new": survey_order("unplanned", None, 1, None, 2),
        "tomorrow": survey_order("planned", None, 1, at(900), 0),
    }
    assert sorted(queue, key=lambda name: queue[name]) == list(queue)


def test_the_next_attempt_follows_the_highest() -> None:
    assert next_attempt([]) == 1
    assert next_attempt([1, None, 3]) == 4


def default(key: str) -> SettingValue:
    return SETTING_BY_KEY[key].default


def test_rules_without_settings_are_the_defaults() -> None:
    assert minor_rules(default) == MinorRules()
    assert heat_rules(default) == HeatRules()
    assert conditions_at(NOW, default) == Conditions(NOW)


def test_rules_follow_the_settings() -> None:
    own: dict[str, SettingValue] = {
        "earthquake": True,
        "minimum_stage": "high_school",
        "high_school_needs_consent": False,
        "work_minutes": 15,
        "wbgt_stop_tenths": 290,
    }
    found = conditions_at(
        NOW, lambda key: own.get(key, default(key)), wbgt_tenths=300, stops=[Stop("rain", 1)]
    )
    assert found.earthquake
    assert found.minor_rules == MinorRules("high_school", high_school_needs_consent=False)
    assert found.heat_rules == HeatRules(work_minutes=15, stop_tenths=290)
    assert (found.wbgt_tenths, found.stops) == (300, (Stop("rain", 1),))


@pytest.mark.parametrize("broken", [None, "20", 0, -5, True, []])
def test_a_setting_of_the_wrong_kind_counts_as_unset(broken: SettingValue) -> None:
    assert heat_rules(lambda _: broken) == HeatRules()


def test_a_flag_of_the_wrong_kind_counts_as_unset() -> None:
    assert minor_rules(lambda _: 1) == MinorRules()
