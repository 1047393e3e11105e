"""Courses, blocks, rosters, numbers, overtime: the rules of staff between councils."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.county_dispatch import (
    ASSIGNMENT_MOVES,
    OFFER_MOVES,
    REQUEST_MOVES,
    Block,
    BlockMember,
    Missing,
    Stay,
    assignment_state,
    contact_lost,
    courses,
    lead_of,
    may_move,
    missing_runs,
    next_worker,
    order_of_blocks,
    overtime_minutes,
    roster_days,
    section_gaps,
    together,
    touches_night,
    worker_number,
    worker_parts,
)
from app.domain.tables_county import council_id
from sync.core.ids import EntityId

OCT_24 = date(2019, 10, 24)
NORTH, SOUTH, WEST = (EntityId(bytes([n]) * 16) for n in (1, 2, 3))
HIRATSUKA, ODAWARA, ASAHI, YOKOHAMA = (
    council_id(code) for code in ("14203", "14206", "14112", "14100")
)


def day(n: int) -> date:
    return date(2026, 8, n)


def test_courses_are_seven_days_and_meet_for_two() -> None:
    """Mie 2019: 10/24-30, 10/29-11/4, 11/3-9."""
    found = courses(OCT_24, date(2019, 11, 9))
    assert [(c.number, c.starts_on, c.ends_on) for c in found] == [
        (1, OCT_24, date(2019, 10, 30)),
        (2, date(2019, 10, 29), date(2019, 11, 4)),
        (3, date(2019, 11, 3), date(2019, 11, 9)),
    ]


@given(
    length=st.integers(1, 100), days=st.integers(1, 14), overlap=st.integers(0, 13),
    first=st.integers(1, 5),
)  # fmt: skip
def test_courses_leave_no_day_out(length: int, days: int, overlap: int, first: int) -> None:
    end = OCT_24 + timedelta(length - 1)
    if overlap >= days or length / (days - overlap) > 50:
        return
    found = courses(OCT_24, end, days=days, overlap=overlap, first=first)
    assert found[0].starts_on == OCT_24
    assert found[-1].ends_on == end
    assert [c.number for c in found] == list(range(first, first + len(found)))
    for before, after in pairwise(found):
        assert (before.ends_on - after.starts_on).days + 1 == overlap
        assert after.ends_on > before.ends_on


@pytest.mark.parametrize(("days", "overlap"), [(0, 0), (2, 2), (3, -1)])
def test_what_is_no_course(days: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="no courses"):
        courses(OCT_24, OCT_24, days=days, overlap=overlap)
    with pytest.raises(ValueError, match="more than"):
        courses(OCT_24, OCT_24 + timedelta(90), days=1, overlap=0)


def test_the_own_block_comes_first_and_the_county_last() -> None:
    blocks = (Block(NORTH, 1), Block(SOUTH, 2), Block(WEST, 3, ends_on=day(1)))
    members = (
        BlockMember(NORTH, ODAWARA), BlockMember(SOUTH, HIRATSUKA), BlockMember(WEST, ODAWARA),
    )  # fmt: skip
    assert order_of_blocks(blocks, members, (HIRATSUKA,), day(11)) == (SOUTH, NORTH, None)
    assert order_of_blocks(blocks, members, (ODAWARA,), day(11)) == (NORTH, SOUTH, None)
    assert order_of_blocks(blocks, members, (ODAWARA,), day(1))[:2] == (NORTH, WEST)


def test_membership_is_dated_and_a_ward_has_its_citys_block() -> None:
    blocks = (Block(NORTH, 1), Block(SOUTH, 2))
    members = (
        BlockMember(NORTH, YOKOHAMA, ends_on=day(10)), BlockMember(SOUTH, YOKOHAMA, True, day(11)),
        BlockMember(NORTH, ODAWARA, True),
    )  # fmt: skip
    assert order_of_blocks(blocks, members, (ASAHI, YOKOHAMA), day(10)) == (NORTH, None)
    assert order_of_blocks(blocks, members, (ASAHI, YOKOHAMA), day(11)) == (SOUTH, NORTH, None)
    assert lead_of(members, SOUTH, day(10)) is None
    assert lead_of(members, SOUTH, day(11)) == YOKOHAMA


def test_what_is_missing_is_said_in_runs_of_days() -> None:
    stays = (Stay(day(1), day(4), 2), Stay(day(3), day(6), 1))
    days = roster_days(3, stays, day(1), day(8))
    assert [one.heads for one in days] == [2, 2, 3, 3, 1, 1, 0, 0]
    assert missing_runs(days) == (
        Missing(day(1), day(2), 1), Missing(day(5), day(6), 2), Missing(day(7), day(8), 3),
    )  # fmt: skip
    over = roster_days(1, stays, day(3), day(3))[0]
    assert (over.missing, over.over) == (0, 2)


def test_days_in_a_row_are_put_together_and_others_not() -> None:
    days = roster_days(1, (Stay(day(2), day(2)),), day(1), day(3))
    assert missing_runs(days) == (Missing(day(1), day(1), 1), Missing(day(3), day(3), 1))


def test_gaps_of_a_section_and_days_of_handing_over() -> None:
    first, second = Stay(day(1), day(5), 1, "needs"), Stay(day(4), day(8), 1, "needs")
    late = Stay(day(10), day(11), 1, "needs")
    assert together(first, second) == (day(4), day(5))
    assert together(first, late) == ()
    assert section_gaps((first, second, late), "needs") == (day(9),)
    assert section_gaps((first,), "survey") == ()


def test_numbers_of_workers() -> None:
    assert worker_number("14203", 7) == "14203-07"
    assert worker_parts("14203-07") == ("14203", 7)
    assert worker_parts("14203-1-07") == ("14203-1", 7)
    assert [worker_parts(x) for x in ("", "14203", "訓練 花子", "14203-00")] == [None] * 4
    assert next_worker("14203", ["14203-07", "14206-99", "14203-02", "?"]) == "14203-08"
    assert next_worker("14203", ()) == "14203-01"
    with pytest.raises(ValueError, match="no worker"):
        worker_number("訓練", 1)


@pytest.mark.parametrize(
    ("span", "rest_day", "minutes"),
    [(525, False, 0), (540, False, 15), (720, False, 195), (300, False, 0), (300, True, 300),
     (600, True, 540), (0, False, 0)],
)  # fmt: skip
def test_overtime(span: int, rest_day: bool, minutes: int) -> None:
    assert overtime_minutes(span, rest_day=rest_day) == minutes


def test_night_work() -> None:
    assert touches_night(4 * 60, 12 * 60)
    assert touches_night(20 * 60, 22 * 60 + 1)
    assert not touches_night(5 * 60, 22 * 60)


def test_contact_is_lost_after_a_time_and_who_was_never_heard_is_not_there() -> None:
    assert contact_lost(None, 0)
    assert contact_lost(0, 60 * 60_000, 60)
    assert not contact_lost(1, 60 * 60_000, 60)


def test_states_end_and_every_state_is_reached() -> None:
    for moves, ends in (
        (REQUEST_MOVES, {"closed", "withdrawn"}), (OFFER_MOVES, {"withdrawn"}),
        (ASSIGNMENT_MOVES, {"left", "cancelled"}),
    ):  # fmt: skip
        assert {state for state in moves if not moves[state]} == ends
        assert set().union(*moves.values()) <= moves.keys()
    assert may_move(ASSIGNMENT_MOVES, "planned", "arrived")
    assert not may_move(ASSIGNMENT_MOVES, "left", "arrived")
    assert not may_move(ASSIGNMENT_MOVES, "unheard of", "arrived")


def test_what_was_seen_at_the_door_counts() -> None:
    assert assignment_state("travelling", 5, None) == "arrived"
    assert assignment_state("planned", 5, 6) == "left"
    assert assignment_state("cancelled", 5, None) == "cancelled"
    assert assignment_state(None, None, None) == "planned"
