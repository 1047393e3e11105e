"""Temperatures as people type them into the heat strip."""

import pytest

from app.ui.screens.field.actions import parse_tenths, tenths_text


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [
        ("31.2", 312), ("３１．２", 312), ("31", 310), ("312", 312), ("31,2", 312), (" 8.0 ", 80),
        ("-1.5", -15), ("31.25", None), ("あつい", None), ("", None), ("31.x", None), ("-", None),
    ],
)  # fmt: skip
def test_a_wbgt_as_people_type_it(typed: str, tenths: int | None) -> None:
    assert parse_tenths(typed) == tenths


@pytest.mark.parametrize(("tenths", "words"), [(312, "31.2"), (-15, "-1.5"), (80, "8.0")])
def test_a_wbgt_as_it_is_shown(tenths: int, words: str) -> None:
    assert tenths_text(tenths) == words
