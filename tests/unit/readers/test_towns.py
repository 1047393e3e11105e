"""The town of an address never tells the house."""

import pytest

from app.documents.readers.towns import town_of


@pytest.mark.parametrize(
    ("address", "postal_code", "town"),
    [
        ("神奈川県小田原市栄町9-99-1 訓練荘101", "", "小田原市栄町"),
        ("小田原市栄町２丁目９９−１", "", "小田原市栄町2丁目"),
        ("小田原市栄町二丁目99番", "", "小田原市栄町二丁目"),
        ("足柄下郡箱根町湯本999", "", "箱根町湯本"),
        ("箱根町湯本999", "", "箱根町湯本"),
        ("横浜市保土ヶ谷区川辺町99-9", "", "横浜市保土ケ谷区川辺町"),
        ("茅ケ崎市茅ヶ崎99-1", "", "茅ヶ崎市茅ヶ崎"),
        ("平塚市大字土屋999", "", "平塚市土屋"),
        ("栄町99-2-3", "250-0011", "小田原市栄町"),
        ("", "2500011", "小田原市栄町"),
        ("小田原市 バス停の裏手", "", "小田原市"),
        ("バス停の裏手", "", None),
        ("", "", None),
        ("9-99-1", "", None),
    ],
)
def test_an_address_is_cut_before_the_house_number(
    address: str, postal_code: str, town: str | None
) -> None:
    assert town_of(address, postal_code) == town


def test_only_names_of_the_postal_data_come_out() -> None:
    assert town_of("小田原市小林トメ方 栄町の角の青い屋根") == "小田原市"
