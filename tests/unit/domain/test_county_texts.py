"""What looks like a person's name in a text for all councils."""

import pytest

from app.domain.county_texts import looks_personal


@pytest.mark.parametrize(
    "text",
    [
        "訓練 花子様から電話",
        "連絡先 090-0000-0011",
        "080 0000 0012 まで",
        "山田さん宅の前",
        "佐藤氏",
    ],
)
def test_a_person_is_noticed(text: str) -> None:
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "角スコップ50本が不足",
        "参加者の皆様へ",
        "事務局 0463-00-0001",
        "R-A-3 の件",
        "14203-07 が着任",
        "",
    ],
)
def test_what_names_nobody_passes(text: str) -> None:
    assert not looks_personal(text)
