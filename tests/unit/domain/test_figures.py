"""The figures of a day and its closing."""

from dataclasses import replace

import pytest

from app.domain.figures import (
    CheckInOfDay,
    Day,
    Figures,
    NeedOfDay,
    PaperOfDay,
    TeamOfDay,
    ToolOfDay,
    closing_checks,
    figures_of,
    heads_out,
    may_close,
)

DAY = "2026-08-11"
EMPTY = Day(DAY)
BACK = TeamOfDay("1班", "back", b"n1", "N-0001", sent=True, heads_out=5, heads_back=5)


def open_codes(day: Day) -> list[str]:
    return [point.code for check in closing_checks(day) for point in check.open_points]


def test_an_empty_day_has_zeros_and_may_close() -> None:
    assert figures_of(EMPTY) == Figures(0, 0, 0, 0, 0, 0, 0)
    assert may_close(closing_checks(EMPTY))


def test_a_person_counts_once_a_day_however_often_they_were_checked_in() -> None:
    day = replace(
        EMPTY,
        check_ins=(CheckInOfDay(b"a", 1), CheckInOfDay(b"a", 1), CheckInOfDay(b"group", 12)),
    )
    assert figures_of(day).participants == 13


def test_needs_count_on_the_day_they_came_and_on_the_day_they_were_done() -> None:
    day = replace(
        EMPTY,
        needs=(
            NeedOfDay(b"1", "N-0001", "completed", "2026-08-09", DAY),
            NeedOfDay(b"2", "N-0002", "received", DAY),
            NeedOfDay(b"3", "N-0003", "completed", DAY, "2026-08-12"),
            NeedOfDay(b"4", "N-0004", "duplicate_merged", DAY),
            NeedOfDay(b"5", "N-0005", "declined", DAY, settled_on=DAY),
            NeedOfDay(b"6", "N-0006", "referred", "2026-08-01", settled_on="2026-08-02"),
            NeedOfDay(b"7", "N-0007", "referred", "2026-08-01", settled_on=DAY),
        ),
    )
    found = figures_of(day)
    assert (found.new_needs, found.completed, found.open_needs, found.declined) == (3, 1, 1, 2)


def test_an_activity_is_a_need_that_was_visited_not_a_team() -> None:
    day = replace(
        EMPTY,
        teams=(
            BACK,
            replace(BACK, number="2班"),
            replace(BACK, number="3班", need=b"n2"),
            replace(BACK, number="4班", need=None),
            replace(BACK, number="5班", need=b"n5", sent=False, state="ready"),
            replace(BACK, number="6班", need=b"n6", state="disbanded"),
        ),
    )
    assert figures_of(day).activities == 3


def test_injuries_are_counted() -> None:
    assert figures_of(replace(EMPTY, injuries=2)).injuries == 2


def test_a_team_that_is_out_keeps_the_day_open_and_is_named_with_its_phone() -> None:
    day = replace(
        EMPTY, teams=(replace(BACK, state="out", heads_back=None, phone="090-0000-0011"),)
    )
    people = closing_checks(day)[0]
    assert not people.green
    assert people.open_points[0].params == {"team": "1班", "heads": 5, "phone": "090-0000-0011"}
    assert heads_out(day) == 5


@pytest.mark.parametrize(
    ("team", "codes"),
    [
        (BACK, []),
        (replace(BACK, heads_back=4), ["heads_differ"]),
        (replace(BACK, heads_back=6), ["heads_differ"]),
        (replace(BACK, heads_back=None), ["heads_not_counted"]),
        (replace(BACK, sent=False, state="ready", heads_out=None, heads_back=None), []),
    ],
)
def test_heads_out_must_be_heads_back(team: TeamOfDay, codes: list[str]) -> None:
    assert open_codes(replace(EMPTY, teams=(team,))) == codes


def test_tools_out_keep_the_day_open_too_many_as_well() -> None:
    tools = (ToolOfDay("1班", "角スコップ", 2), ToolOfDay("2班", "バケツ", -1))
    day = replace(EMPTY, tools_out=(*tools, ToolOfDay("3班", "ほうき", 0)))
    assert open_codes(day) == ["tool_out", "tool_too_many"]
    assert closing_checks(day)[1].open_points[1].params["quantity"] == 1


@pytest.mark.parametrize("status", ["assigned", "in_progress", "reported"])
def test_a_need_with_its_team_has_no_state_for_the_night(status: str) -> None:
    day = replace(EMPTY, needs=(NeedOfDay(b"1", "N-0001", status),))
    assert open_codes(day) == ["need_undecided"]


@pytest.mark.parametrize("status", ["received", "continuing", "completed", "on_hold", "declined"])
def test_every_other_state_is_one(status: str) -> None:
    assert open_codes(replace(EMPTY, needs=(NeedOfDay(b"1", "N-0001", status),))) == []


def test_a_crisis_nobody_was_told_of_keeps_the_day_open() -> None:
    day = replace(EMPTY, needs=(NeedOfDay(b"1", "N-0001", "received", crisis_untold=True),))
    assert open_codes(day) == ["crisis_untold"]
    settled = replace(
        EMPTY, needs=(NeedOfDay(b"1", "N-0001", "duplicate_merged", crisis_untold=True),)
    )
    assert open_codes(settled) == []


def test_a_paper_with_a_residents_name_must_come_back() -> None:
    day = replace(EMPTY, papers_out=(PaperOfDay("work_order", "N-0001", 1),))
    assert open_codes(day) == ["paper_out"]


def test_the_checks_stand_in_one_order() -> None:
    assert [check.code for check in closing_checks(EMPTY)] == ["people", "tools", "needs", "papers"]
