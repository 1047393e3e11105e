"""The hybrid clock goes forward, whatever the wall clock does."""

import pytest

from sync.core.clock import HybridClock, hlc_ms, hlc_of, lifted_clock
from sync.core.limits import INTEGER_MAX
from tests.support.world import FakeClock

NOW = 1_770_000_000_000
YEAR = 365 * 86_400_000


def test_a_tick_is_the_wall_clock_when_that_is_ahead():
    assert HybridClock(FakeClock(NOW)).tick() == hlc_of(NOW)


def test_ticks_within_one_millisecond_count_up():
    clock = HybridClock(FakeClock(NOW))
    assert [clock.tick() - hlc_of(NOW) for _ in range(3)] == [0, 1, 2]


def test_a_wall_clock_that_is_set_back_does_not_take_ticks_back():
    wall = FakeClock(NOW)
    clock = HybridClock(wall)
    first = clock.tick()
    wall.advance(-YEAR)
    assert clock.tick() == first + 1


def test_it_goes_on_from_the_last_value_in_the_log():
    assert HybridClock(FakeClock(NOW), last=hlc_of(NOW + 5, 3)).tick() == hlc_of(NOW + 5, 4)


def test_a_foreign_clock_that_is_a_little_ahead_is_followed():
    clock = HybridClock(FakeClock(NOW))
    clock.observe(hlc_of(NOW + 60_000, 9))
    assert clock.tick() == hlc_of(NOW + 60_000, 10)


def test_a_foreign_clock_in_2049_moves_ours_by_ten_minutes_at_most():
    clock = HybridClock(FakeClock(NOW))
    clock.observe(hlc_of(NOW + 23 * YEAR))
    assert hlc_ms(clock.last) == NOW + 600_000


def test_an_old_foreign_clock_changes_nothing():
    clock = HybridClock(FakeClock(NOW))
    before = clock.tick()
    clock.observe(hlc_of(NOW - YEAR))
    assert clock.last == before


def test_a_clock_that_was_in_the_future_once_is_not_taken_back_by_observing():
    clock = HybridClock(FakeClock(NOW), last=hlc_of(NOW + YEAR))
    clock.observe(hlc_of(NOW + 1))
    assert clock.last == hlc_of(NOW + YEAR)


@pytest.mark.parametrize("wall", [-5, 0, 2**60])
def test_a_mad_wall_clock_stays_in_the_range_of_the_column(wall):
    clock = HybridClock(FakeClock(wall))
    assert 0 <= clock.tick() <= INTEGER_MAX
    assert 0 <= clock.tick() <= INTEGER_MAX


def test_milliseconds_and_counter_come_back():
    assert hlc_ms(hlc_of(NOW, 65_535)) == NOW


def test_a_write_is_lifted_only_above_what_its_author_saw():
    assert lifted_clock(100, [7, 99]) is None
    assert lifted_clock(100, []) is None
    assert lifted_clock(100, [100]) == 101
    assert lifted_clock(100, [5, 4_000]) == 4_001
