"""Numbers that people say aloud."""

import pytest

from app.domain.numbers import next_number, normal_number, number_text, parse_number


@pytest.mark.parametrize(
    "typed", ["C-0137", "c0137", "C137", "Ｃ－０１３７", " c-137 ", "C‐0137", "Cー0137", "c 0137"]
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_number(typed) == ("C", 137)
    assert normal_number(typed) == "C-0137"


@pytest.mark.parametrize(
    "typed", ["", "0137", "C", "C-", "C-0000", "C-0137x", "090-0000-0011", "渡辺"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert parse_number(typed) is None
    assert normal_number(typed) is None


def test_numbers_grow_beyond_four_digits() -> None:
    assert number_text("C", 12345) == "C-12345"
    assert parse_number("C-12345") == ("C", 12345)


@pytest.mark.parametrize(("letter", "counter"), [("", 1), ("c", 1), ("C", 0), ("1", 1)])
def test_an_impossible_number_is_an_error(letter: str, counter: int) -> None:
    with pytest.raises(ValueError, match="no number"):
        number_text(letter, counter)


def test_the_next_number_follows_the_highest_of_its_letter() -> None:
    existing = ["C-0009", "C-0011", "D-0500", None, "", "broken"]
    assert next_number("C", existing) == "C-0012"
    assert next_number("E", existing) == "E-0001"
