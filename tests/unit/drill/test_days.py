"""Days of a centre: in order, conserving people and tools, along the published curve."""

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import TypeVar

import pytest

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import day_of, instant_of, minutes_of
from app.drill.arrivals import arrival_minutes, participants_per_day
from app.drill.days import Size, happenings
from app.drill.dice import Dice
from app.drill.equipment import CONSUMABLES
from app.drill.happenings import (
    DayClosed,
    EquipmentLent,
    EquipmentReturned,
    GroupCheckedIn,
    GroupRegistered,
    Happening,
    HeatMeasured,
    NeedDeclined,
    NeedHeld,
    NeedLeftToSkilled,
    NeedMerged,
    NeedReady,
    NeedReceived,
    NeedSurveyed,
    StockReceived,
    TeamFormed,
    TeamReported,
    TeamReturned,
    TeamSent,
    VolunteerCheckedIn,
    VolunteerInsured,
    VolunteerRegistered,
)

LAST_DAY = date(2026, 7, 15)
SIZE = Size(volunteers=500, needs=160, days=4)
RUN = list(happenings(Dice("test"), SIZE, LAST_DAY))
H = TypeVar("H", bound=Happening)


def of(kind: type[H], run: list[Happening] = RUN) -> list[H]:
    return [happening for happening in run if isinstance(happening, kind)]


def test_a_seed_gives_the_same_days() -> None:
    assert list(happenings(Dice("test"), SIZE, LAST_DAY)) == RUN


def test_happenings_come_in_order_of_time() -> None:
    assert all(earlier.at <= later.at for earlier, later in pairwise(RUN))


def test_every_kind_of_happening_occurs() -> None:
    assert {type(happening) for happening in RUN} == set(Happening.__subclasses__())


@pytest.mark.parametrize(
    ("total", "days", "expected"),
    [
        (3270, 8, (82, 177, 284, 333, 587, 1099, 487, 221)),
        (327, 8, (8, 18, 28, 34, 58, 110, 49, 22)),
        (100, 1, (100,)),
        (0, 3, (0, 0, 0)),
    ],
)
def test_participants_follow_the_published_curve(
    total: int, days: int, expected: tuple[int, ...]
) -> None:
    assert participants_per_day(total, days) == expected


@pytest.mark.parametrize("days", range(1, 20))
def test_participants_of_all_days_add_up(days: int) -> None:
    assert sum(participants_per_day(777, days)) == 777


def test_people_arrive_between_half_past_eight_and_eleven_most_of_them_early() -> None:
    minutes = arrival_minutes(Dice("test"), 1000)
    assert (minutes == sorted(minutes), minutes[0] >= 510, minutes[-1] <= 660) == (True,) * 3
    assert sum(minute < 9 * 60 + 30 for minute in minutes) > 550


def test_checked_in_heads_follow_the_curve_of_the_run() -> None:
    heads: Counter[date] = Counter()
    for one in of(VolunteerCheckedIn):
        heads[day_of(one.at)] += 1
    for group in of(GroupCheckedIn):
        heads[day_of(group.at)] += group.heads
    assert tuple(heads[day] for day in sorted(heads)) == participants_per_day(500, 4)


def test_nobody_is_checked_in_before_being_registered_or_twice_a_day() -> None:
    registered = {one.volunteer.index: one.at for one in of(VolunteerRegistered)}
    assert all(registered[one.volunteer] < one.at for one in of(VolunteerCheckedIn))
    visits = Counter((one.volunteer, day_of(one.at)) for one in of(VolunteerCheckedIn))
    assert set(visits.values()) == {1}
    groups = {one.group.index: one.at for one in of(GroupRegistered)}
    assert all(groups[one.group] < one.at for one in of(GroupCheckedIn))


def test_some_registered_people_never_come_and_some_come_again() -> None:
    visits = Counter(one.volunteer for one in of(VolunteerCheckedIn))
    assert max(visits.values()) > 1
    assert len(of(VolunteerRegistered)) > len(visits)


def test_only_insured_people_go_out_and_minors_only_with_consent() -> None:
    insured = {one.volunteer: one.at for one in of(VolunteerInsured)}
    people = {one.volunteer.index: one.volunteer for one in of(VolunteerRegistered)}
    for team in of(TeamFormed):
        for index in team.members:
            assert insured[index] < team.at
            assert people[index].guardian_consent is not False


def test_nobody_is_in_two_teams_at_once() -> None:
    back = {one.team: one.at for one in of(TeamReturned)}
    busy_until: dict[int, int] = {}
    for team in of(TeamFormed):
        for index in team.members:
            assert busy_until.get(index, 0) <= team.at
            busy_until[index] = back[team.team]


def test_a_need_has_one_team_at_a_time_and_none_before_it_is_ready() -> None:
    ready = {one.need: one.at for one in of(NeedReady)}
    reported = {one.team: one for one in of(TeamReported)}
    last: dict[int, TeamReported] = {}
    for team in of(TeamFormed):
        assert ready[team.need] <= team.at
        if team.need in last:
            assert last[team.need].at < team.at
            assert last[team.need].progress == "continuing"
        last[team.need] = reported[team.team]


def test_heads_out_are_heads_back_in_the_order_of_a_day() -> None:
    sent = {one.team: one for one in of(TeamSent)}
    returned = {one.team: one for one in of(TeamReturned)}
    reported = {one.team: one for one in of(TeamReported)}
    for team in of(TeamFormed):
        assert team.at < sent[team.team].at < returned[team.team].at < reported[team.team].at
        assert team.heads == sent[team.team].heads == returned[team.team].heads
        assert day_of(team.at) == day_of(reported[team.team].at)


def test_teams_have_about_five_people_and_a_leader_among_them() -> None:
    sizes = [team.heads for team in of(TeamFormed)]
    assert 4 <= sum(sizes) / len(sizes) <= 6
    assert all(team.leader in team.members for team in of(TeamFormed) if team.members)


def test_some_teams_take_a_second_job_and_some_come_back_late() -> None:
    assert {team.slot for team in of(TeamFormed)} == {"am", "pm"}
    planned = {one.team: one.planned_return_at for one in of(TeamSent)}
    assert any(one.at > planned[one.team] for one in of(TeamReturned))


def test_the_store_is_never_below_nothing_and_tools_come_back() -> None:
    store = Counter({lot.code: lot.quantity for one in of(StockReceived) for lot in one.lots})
    out: dict[int, Counter[str]] = {}
    for happening in RUN:
        if isinstance(happening, EquipmentLent):
            out[happening.team] = Counter({i.code: i.quantity for i in happening.items})
            store.subtract(out[happening.team])
            assert min(store.values()) >= 0
        elif isinstance(happening, EquipmentReturned):
            for item in happening.items:
                assert out[happening.team][item.code] == item.quantity
                assert 0 <= item.damaged + item.lost <= item.quantity
                store[item.code] += item.quantity - item.lost
    lent = {code for items in out.values() for code in items}
    returned = {item.code for one in of(EquipmentReturned) for item in one.items}
    assert lent - returned <= CONSUMABLES


def test_every_call_ends_somewhere_or_still_waits_for_a_survey() -> None:
    calls = {one.need.index: one.need for one in of(NeedReceived)}
    assert sorted(calls) == list(range(SIZE.needs))
    ends = (NeedReady, NeedHeld, NeedDeclined, NeedLeftToSkilled, NeedMerged)
    ended = [happening.need for happening in RUN if isinstance(happening, ends)]
    assert set(Counter(ended).values()) == {1}
    waiting = set(calls) - set(ended)
    assert all(
        calls[i].known_house is not None or calls[i].survey_wanted != "not_required"
        for i in waiting
    )


def test_people_who_are_not_at_home_are_visited_again() -> None:
    states = [one.state for one in of(NeedSurveyed)]
    assert states.count("absent") > 0
    attempts = Counter(one.need for one in of(NeedSurveyed))
    assert all(one.attempt <= attempts[one.need] for one in of(NeedSurveyed))
    assert max(attempts.values()) >= 2


def test_heat_stays_below_the_stop_and_is_measured_each_hour() -> None:
    assert all(one.tenths < 310 for one in of(HeatMeasured))
    assert Counter(day_of(one.at) for one in of(HeatMeasured)).most_common()[-1][1] == 7


def test_days_close_with_a_known_weather() -> None:
    weather = {code.code for code in CodeLists.load().shipped["weather"]}
    assert [one.day for one in of(DayClosed)] == [f"2026-07-{day}" for day in (12, 13, 14, 15)]
    assert {one.weather for one in of(DayClosed)} <= weather


def test_the_last_day_may_be_left_open_in_the_morning() -> None:
    size = Size(SIZE.volunteers, SIZE.needs, SIZE.days, open_until=10 * 60 + 5)
    run = list(happenings(Dice("test"), size, LAST_DAY))
    end = instant_of(LAST_DAY, 10 * 60 + 5)
    assert run == [happening for happening in RUN if happening.at <= end]
    assert minutes_of(run[-1].at) <= 10 * 60 + 5
    formed = {team.team for team in of(TeamFormed, run)}
    assert formed - {one.team for one in of(TeamReturned, run)}


@pytest.mark.parametrize("size", [Size(0, 0, 1), Size(3, 1, 1), Size(40, 0, 2), Size(0, 10, 2)])
def test_small_and_empty_runs_are_possible(size: Size) -> None:
    run = list(happenings(Dice("test"), size, LAST_DAY))
    assert len(of(DayClosed, run)) == size.days
