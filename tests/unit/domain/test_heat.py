"""Heat and stop orders."""

import pytest

from app.domain.calendar_jp import MINUTE_MS
from app.domain.heat import (
    HeatRules,
    PhaseChange,
    Reading,
    band,
    current,
    needs_care,
    orders_stop,
    phase_at,
    plausible,
)
from app.domain.settings import SETTING_BY_KEY
from app.domain.stops import Stop, TeamOut, active, still_to_reach

RULES = HeatRules()
SENT = 1_000_000_000


def at(minutes: int) -> int:
    return SENT + minutes * MINUTE_MS


@pytest.mark.parametrize(
    ("tenths", "code"),
    [
        (-50, "almost_safe"),
        (209, "almost_safe"),
        (210, "caution"),
        (250, "warning"),
        (280, "severe"),
        (309, "severe"),
        (310, "danger"),
        (330, "alert"),
        (350, "special_alert"),
    ],
)
def test_a_reading_lies_in_the_band_of_its_lower_edge(tenths: int, code: str) -> None:
    assert band(tenths) == code


def test_a_team_works_from_its_send_off_and_rests_after_twenty_minutes() -> None:
    clock = phase_at([], SENT, at(19), RULES)
    assert (clock.phase, clock.due_at, clock.rest_overdue) == ("work", at(20), False)
    assert not phase_at([], SENT, at(20), RULES).rest_overdue
    assert phase_at([], SENT, at(20) + 1, RULES).overdue_minutes == 1
    late = phase_at([], SENT, at(33), RULES)
    assert (late.overdue_minutes, late.rest_overdue) == (13, True)


def test_a_rest_counts_from_when_it_was_said_and_is_never_late_itself() -> None:
    clock = phase_at([PhaseChange("rest", at(22))], SENT, at(40), RULES)
    assert (clock.phase, clock.since, clock.due_at) == ("rest", at(22), at(32))
    assert clock.overdue_minutes == 8
    assert not clock.rest_overdue


def test_two_desks_that_say_the_same_do_not_restart_the_clock() -> None:
    changes = [PhaseChange("rest", at(21)), PhaseChange("rest", at(25))]
    assert phase_at(changes, SENT, at(26), RULES).since == at(21)


def test_the_order_in_which_changes_arrive_does_not_matter() -> None:
    changes = [
        PhaseChange("rest", at(20)),
        PhaseChange("work", at(30)),
        PhaseChange("rest", at(50)),
    ]
    assert phase_at(changes, SENT, at(51), RULES) == phase_at(changes[::-1], SENT, at(51), RULES)


def test_what_lies_before_the_send_off_or_in_the_future_is_not_counted() -> None:
    changes = [PhaseChange("rest", SENT - 1), PhaseChange("rest", at(60))]
    assert phase_at(changes, SENT, at(10), RULES).phase == "work"


def test_the_hottest_of_the_places_newest_readings_holds() -> None:
    readings = [
        Reading(335, at(0), "駅前"),
        Reading(300, at(30), "駅前"),
        Reading(312, at(10), "本部"),
    ]
    found = current(readings, at(40))
    assert found is not None
    assert found.tenths == 312


def test_an_old_reading_says_nothing_about_now() -> None:
    assert current([Reading(335, at(0))], at(121)) is None
    assert current([Reading(335, at(0))], at(120)) is not None
    assert current([Reading(335, at(10))], at(0)) is None


def test_orders_stop_and_clocks_matter_from_the_settings_on() -> None:
    assert orders_stop(310, RULES)
    assert not orders_stop(309, RULES)
    assert not orders_stop(None, RULES)
    assert orders_stop(290, HeatRules(stop_tenths=290))
    assert needs_care(280, RULES)
    assert not needs_care(279, RULES)
    assert not needs_care(None, RULES)


def test_a_slip_of_the_fingers_is_not_a_temperature() -> None:
    assert plausible(285)
    assert not plausible(2850)
    assert not plausible(-285)


def test_the_default_rules_are_the_default_settings() -> None:
    assert SETTING_BY_KEY["work_minutes"].default == RULES.work_minutes
    assert SETTING_BY_KEY["rest_minutes"].default == RULES.rest_minutes
    assert SETTING_BY_KEY["wbgt_stop_tenths"].default == RULES.stop_tenths
    assert SETTING_BY_KEY["wbgt_warn_tenths"].default == RULES.warn_tenths


def test_stops_that_hold_are_listed_oldest_first() -> None:
    stops = [Stop("rain", 20), Stop("heat", 10, lifted_at=30), Stop("lightning", 5, lifted_at=15)]
    assert [stop.kind for stop in active(stops, 25)] == ["heat", "rain"]
    assert [stop.kind for stop in active(stops, 30)] == ["rain"]


def test_teams_that_nobody_reached_stay_on_the_list_the_largest_first() -> None:
    teams = [
        TeamOut(b"a", "1班", "090-0000-0011", 5),
        TeamOut(b"b", "2班", "090-0000-0012", 12),
        TeamOut(b"c", "3班", "090-0000-0013", 5),
    ]
    left = still_to_reach(teams, frozenset({b"a"}))
    assert [team.number for team in left] == ["2班", "3班"]
