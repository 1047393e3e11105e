"""Days, times and years."""

from datetime import date

import pytest

from app.domain.calendar_jp import (
    DAY_MS,
    Unreadable,
    age_at,
    day_of,
    day_text,
    days_between,
    end_of,
    era_of,
    era_short,
    era_text,
    fiscal_year,
    fiscal_year_ends,
    fiscal_year_starts,
    fiscal_year_text,
    hour_of,
    instant_of,
    jst,
    minutes_of,
    minutes_text,
    parse_day,
    parse_minutes,
    short_day_text,
    start_of,
    time_text,
    weekday_text,
)

TUESDAY = date(2026, 8, 11)


def test_the_day_begins_at_midnight_in_japan() -> None:
    start = start_of(TUESDAY)
    assert jst(start).isoformat() == "2026-08-11T00:00:00+09:00"
    assert day_of(start) == TUESDAY
    assert day_of(start - 1) == date(2026, 8, 10)
    assert day_of(end_of(TUESDAY)) == date(2026, 8, 12)
    assert end_of(TUESDAY) - start == DAY_MS


def test_days_before_1970_have_instants_too() -> None:
    assert day_of(start_of(date(1951, 12, 31))) == date(1951, 12, 31)


def test_twenty_four_hours_is_the_end_of_the_day() -> None:
    assert instant_of(TUESDAY, 1440) == end_of(TUESDAY)
    assert time_text(end_of(TUESDAY), TUESDAY) == "24:00"
    assert time_text(end_of(TUESDAY)) == "0:00"
    assert minutes_text(1440) == "24:00"


def test_times_are_written_with_two_digits_for_minutes() -> None:
    assert time_text(instant_of(TUESDAY, 545), TUESDAY) == "9:05"
    assert minutes_of(instant_of(TUESDAY, 545)) == 545
    assert hour_of(instant_of(TUESDAY, 14 * 60 + 59)) == 14


def test_days_are_written_with_their_weekday() -> None:
    assert weekday_text(TUESDAY) == "火"
    assert day_text(TUESDAY) == "8月11日(火)"
    assert day_text(TUESDAY, "en") == "Tue 11 Aug"
    assert short_day_text(TUESDAY) == "8/11"


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (TUESDAY, "R8.8.11", "令和8年8月11日"),
        (date(2019, 5, 1), "R1.5.1", "令和元年5月1日"),
        (date(2019, 4, 30), "H31.4.30", "平成31年4月30日"),
        (date(1989, 1, 7), "S64.1.7", "昭和64年1月7日"),
        (date(1926, 12, 24), "T15.12.24", "大正15年12月24日"),
        (date(1900, 1, 1), "M33.1.1", "明治33年1月1日"),
    ],
)
def test_a_day_is_written_in_its_era_and_read_back(day: date, short: str, long: str) -> None:
    assert era_short(day) == short
    assert era_text(day) == long
    assert parse_day(short) == parse_day(long) == day


def test_there_is_no_era_before_meiji() -> None:
    with pytest.raises(ValueError, match="no era"):
        era_of(date(1867, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/8/11", TUESDAY),
        ("2026-08-11", TUESDAY),
        ("2026.8.11", TUESDAY),
        ("２０２６年８月１１日", TUESDAY),
        ("2026年8月11日(火)", TUESDAY),
        ("2026/08/11 09:30:15", TUESDAY),
        ("2026-08-11T00:30:15+09:00", TUESDAY),
        ("20260811", TUESDAY),
        ("R8.8.11", TUESDAY),
        ("r8/8/11", TUESDAY),
        ("R080811", TUESDAY),
        ("令和8年8月11日", TUESDAY),
        ("令和 8 年 8 月 11 日 火曜日", TUESDAY),
        ("S55.1.2", date(1980, 1, 2)),
        ("昭55.1.2", date(1980, 1, 2)),
        ("1980年1月2日", date(1980, 1, 2)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成32年8月11日", date(2020, 8, 11)),
        ("8/11", TUESDAY),
        ("8/11(火)", TUESDAY),
        ("8月11日", TUESDAY),
        ("8月11日(火)", TUESDAY),
        ("1月3日", date(2027, 1, 3)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    near = date(2026, 12, 20) if text.startswith("1月3") else date(2026, 8, 10)
    assert parse_day(text, near) == day


@pytest.mark.parametrize(
    "text",
    ["", "あした", "2026/2/30", "R0.1.1", "13/1", "2/30", "8/11/2026", "1", "2026/8", "日", "(火)"],
)
def test_what_is_no_day_is_refused_with_the_typed_text(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_day(text, TUESDAY)
    assert refusal.value.code == "day_unreadable"
    assert refusal.value.text == text


def test_a_day_without_a_year_needs_a_day_near_it() -> None:
    with pytest.raises(Unreadable):
        parse_day("8/11")


def test_the_29th_of_february_is_found_in_the_closest_leap_year() -> None:
    assert parse_day("2/29", date(2027, 6, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:30", 570),
        ("９：３０", 570),
        ("09:30:59", 570),
        ("9時半", 570),
        ("9時30分", 570),
        ("9時", 540),
        ("午後3時", 900),
        ("午前12時", 0),
        ("PM 3:15", 915),
        ("0930", 570),
        ("930", 570),
        ("0:00", 0),
        ("24:00", 1440),
    ],
)
def test_times_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "24:01", "25:00", "9:60", "9", "960", "午後13時", "正午ごろ"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_minutes(text)
    assert refusal.value.code == "time_unreadable"


def test_the_fiscal_year_turns_between_31_march_and_1_april() -> None:
    assert fiscal_year(date(2027, 3, 31)) == 2026
    assert fiscal_year(date(2027, 4, 1)) == 2027
    assert fiscal_year_ends(2026) == end_of(date(2027, 3, 31)) == fiscal_year_starts(2027)
    assert fiscal_year_text(2026) == "令和8年度"
    assert fiscal_year_text(2019) == "令和元年度"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 8, 11), TUESDAY, 18),
        (date(2008, 8, 12), TUESDAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_counts_full_years(born: date, day: date, age: int) -> None:
    assert age_at(born, day) == age


def test_days_between_is_zero_on_the_same_day() -> None:
    assert days_between(TUESDAY, TUESDAY) == 0
    assert days_between(TUESDAY, date(2026, 8, 14)) == 3
