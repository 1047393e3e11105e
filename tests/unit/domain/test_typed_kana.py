"""The reading follows the letters that become the name."""

import pytest

from app.domain.typed_kana import follow_reading, is_kana


@pytest.mark.parametrize(
    ("steps", "reading"),
    [
        (["w", "わ", "わt", "わた", "わたなべ", "渡辺"], "ワタナベ"),
        (["わたなべ", "渡辺", "渡邉"], "ワタナベ"),
        (["さとう", "佐藤", ""], ""),
        (["さとう", "佐藤", "", "すずき", "鈴木"], "スズキ"),
        (["渡辺"], "ワタナベ"),  # pasted: the list of family names
        (["謎姓"], ""),
        (["ケンイチ"], "ケンイチ"),
        (["Smith"], ""),
    ],
)
def test_the_reading_of_a_name_as_it_is_typed(steps: list[str], reading: str) -> None:
    known = ""
    for step in steps:
        known = follow_reading(known, step)
    assert known == reading


@pytest.mark.parametrize(
    ("text", "kana"), [("わたなべ　けん", True), ("ワタナベ", True), ("渡辺", False), ("", False)]
)
def test_what_is_kana(text: str, kana: bool) -> None:
    assert is_kana(text) is kana
