"""Laws of pasted lists, numbers and days: what comes from a person never breaks a desk."""

import contextlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar_jp import (
    Unreadable,
    day_of,
    end_of,
    era_short,
    era_text,
    parse_day,
    parse_minutes,
    start_of,
)
from app.domain.groups import parse_names
from app.domain.insurance import BASIC, QUAKE, cover_at, policy_for
from app.domain.numbers import normal_number, number_text, parse_number

days = st.dates(date(1868, 2, 1), date(2100, 12, 31))
instants = st.integers(0, 4_000_000_000_000)
PIECES = [
    "渡邉 健一",
    "わたなべ",
    "男",
    "加入済",
    "○",
    "1",
    "(2)",
    "氏名",
    "保険",
    "090-0000-0011",
    "S55.1.2",
]
pasted = st.text() | st.lists(
    st.lists(st.sampled_from(PIECES)).map("\t".join)
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
).map("\n".join)


@given(pasted)
def test_any_pasted_text_is_a_list_of_at_most_its_lines(text: str) -> None:
    found = parse_names(text)
    assert found.heads <= sum(1 for line in text.splitlines() if line.strip())
    assert found.uninsured <= found.heads


@given(st.text())
def test_what_is_no_day_no_time_and_no_number_is_refused_not_broken(text: str) -> None:
    for read in (parse_day, parse_minutes):
        with contextlib.suppress(Unreadable):
            read(text)
    number = normal_number(text)
    assert number is None or normal_number(number) == number


@given(days)
def test_a_day_written_in_its_era_is_read_back(day: date) -> None:
    assert parse_day(era_short(day)) == parse_day(era_text(day)) == parse_day(str(day)) == day


@given(instants)
def test_an_instant_lies_in_its_day(at: int) -> None:
    assert start_of(day_of(at)) <= at < end_of(day_of(at))


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=3), st.integers(1, 9_999_999))
def test_a_number_is_read_back(letter: str, counter: int) -> None:
    assert parse_number(number_text(letter, counter)) == (letter, counter)


@given(instants, instants, st.booleans(), st.sampled_from([BASIC, QUAKE]))
def test_nobody_is_insured_before_the_procedure_or_after_its_year(
    enrolled: int, at: int, exception: bool, plan: str
) -> None:
    policy = policy_for(plan, enrolled, exception=exception)
    assert enrolled <= policy.effective_at < policy.ends_at
    assert day_of(policy.ends_at - 1).month == 3
    if cover_at([policy], at, earthquake=False).valid:
        assert enrolled <= at < policy.ends_at
