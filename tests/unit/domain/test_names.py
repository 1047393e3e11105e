"""Search keys of names, phones and addresses."""

import unicodedata

import pytest

from app.domain.addresses import fold_address, house_key, kanji_number
from app.domain.kanji_variants import KANJI_VARIANTS
from app.domain.names import (
    ALTERNATIVES_MAX,
    expand_query,
    fold,
    loose_kana,
    normalise_phone,
    romaji,
)
from app.domain.surname_readings import NAMES_OF, READINGS_OF


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("渡邉 健一", "渡辺健一"),
        ("渡邊　健一", "渡辺健一"),
        ("渡邉\U000e0102健一", "渡辺健一"),  # with a variation selector, as some input methods send
        ("髙橋", "高橋"),
        ("𠮷田", "吉田"),
        ("山﨑", "山崎"),
        ("齋藤", "斉藤"),
        ("斎藤", "斉藤"),
        ("濵田", "浜田"),
        ("廣澤 眞德", "広沢真徳"),
        ("國分 惠", "国分恵"),
        ("\ufa19谷", "神谷"),  # compatibility ideograph of 神
        ("わたなべ", "ワタナベ"),
        ("ﾜﾀﾅﾍﾞ ｹﾝｲﾁ", "ワタナベケンイチ"),
        ("WATANABE Ken'ichi", "watanabekenichi"),
        ("Ｗatanabe", "watanabe"),
        ("José María", "josemaria"),
        ("佐々木", "佐佐木"),
        ("サトー", "サトウ"),
        ("ケーコ", "ケイコ"),
        ("マリー", "マリイ"),
        ("はっとり しょうこ", "ハツトリシヨウコ"),
        ("みづき", "ミズキ"),
        ("いすゞ", "イスズ"),
        ("ヴィクトル・ロペス", "ビクトルロペス"),
        ("C-0137", "c0137"),
        ("Ｃ－０１３７", "c0137"),
        ("ー", ""),
        ("々", ""),
        ("", ""),
    ],
)
def test_a_name_has_one_key_however_it_is_typed(typed: str, key: str) -> None:
    assert fold(typed) == key


def test_different_names_that_sound_alike_keep_different_keys() -> None:
    assert fold("おおの") != fold("おの")
    assert fold("ジュンコ") != fold("ユウコ")


def test_a_variant_belongs_to_one_group_and_no_representative_is_a_variant() -> None:
    assert len(KANJI_VARIANTS) > 450
    assert not {ord(form) for form in KANJI_VARIANTS.values()} & set(KANJI_VARIANTS)
    lost = [
        chr(code)
        for code in KANJI_VARIANTS
        if unicodedata.normalize("NFKC", chr(code)) != chr(code)
    ]
    assert not lost, "these never reach the table, Unicode folds them before"


@pytest.mark.parametrize(
    ("one", "other"), [("ナカシマ", "ナカジマ"), ("オオノ", "オウノ"), ("ヤマサキ", "ヤマザキ")]
)
def test_the_loose_key_brings_voiced_and_long_spellings_together(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert loose_kana(one) == loose_kana(other)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("090-0000-0011", "09000000011"),
        ("０９０ー００００ー００１１", "09000000011"),
        ("+81 90-0000-0011", "09000000011"),
        ("＋８１ (0)90 0000 0011", "09000000011"),
        ("0081 46 800 0011", "0468000011"),
        ("(046)800-0011", "0468000011"),
        ("なし", ""),
        ("", ""),
    ],
)
def test_a_phone_number_is_its_digits_as_dialled_in_japan(typed: str, digits: str) -> None:
    assert normalise_phone(typed) == digits


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("わたなべ", "渡辺"),
        ("ワタナベ けん", "渡辺"),
        ("渡邉", "ワタナベ"),
        ("WATANABE", "ワタナベ"),
        ("watanabe", "渡辺"),
        ("Ken Watanabe", "ワタナベケン"),
        ("Ohno", "オオノ"),
        ("おおの", "オウノ"),
        ("サトー", "佐藤"),
        ("佐佐木", "ササキ"),
        ("林", "ハヤシ"),
    ],
)
def test_a_query_is_widened_to_the_other_script(query: str, wanted: str) -> None:
    assert wanted in expand_query(query)


def test_the_typed_key_comes_first_and_the_list_is_short() -> None:
    assert expand_query("渡邉 健一")[0] == "渡辺健一"
    assert all(len(expand_query(name)) <= ALTERNATIVES_MAX for name in READINGS_OF)


def test_numbers_signs_and_unreadable_words_are_not_widened() -> None:
    assert expand_query("C-0137") == ("c0137",)
    assert expand_query("  ") == ()
    assert expand_query("Smith") == ("smith",)
    assert expand_query("!?") == ()
    assert expand_query("林檎") == ("林檎",)  # one letter is no family name of a longer word


def test_kana_reads_in_latin_letters_without_long_vowels() -> None:
    assert romaji("ワタナベ") == "watanabe"
    assert romaji("さとう") == romaji("サトー") == "sato"
    assert romaji("しょうこ") == "shoko"


def test_the_table_of_readings_is_large_and_in_katakana() -> None:
    assert len(READINGS_OF) >= 400
    assert len({fold(name) for name in READINGS_OF}) == len(READINGS_OF), "two names fold into one"
    for name, readings in READINGS_OF.items():
        assert all("ァ" <= letter <= "ヶ" for kana in readings for letter in kana), name
    assert NAMES_OF["ワタナベ"] == ("渡辺", "渡部")


@pytest.mark.parametrize(
    "typed",
    [
        "神奈川県横須賀市追浜町二丁目三番四号",
        "横須賀市追浜町2丁目3番4号",
        "横須賀市追浜町２丁目３ー４",
        "横須賀市追浜町2−3−4",
        "横須賀市追浜町 2 - 3 - 4",
        "横須賀市追浜町2の3の4",
        "横須賀市追浜町二丁目三の四",
    ],
)
def test_an_address_has_one_key_however_its_numbers_are_written(typed: str) -> None:
    assert fold_address(typed) == "横須賀市追浜町2-3-4"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("茅が崎市東海岸南1-2-3", "茅ケ崎市東海岸南1-2-3"),
        ("茅ヶ崎市東海岸南1-2-3", "茅ケ崎市東海岸南1-2-3"),
        ("鎌倉市由比ガ浜2-3", "鎌倉市由比ケ浜2-3"),
        ("三浦市三崎町六合", "三浦市三崎町六合"),  # numerals inside a name stay
        ("二宮町二宮三十六番地", "二宮町二宮36"),
        ("中井町大字中井字上123番地の4", "中井町中井上123-4"),
        ("中井町字上123", "中井町上123"),
        ("追浜町2-3-4 サンハイツ101号室", "追浜町2-3-4サンハイツ101"),
        ("追浜町2-3-4 コーポ・タワー2", "追浜町2-3-4コウポタワア2"),
        ("橫濱市", "横浜市"),
        ("バス停の裏手", "バス停ノ裏手"),
    ],
)
def test_addresses_fold_their_letters_and_keep_the_building(typed: str, key: str) -> None:
    assert fold_address(typed) == key


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("横須賀市追浜町2丁目3番4号サンハイツ101", "横須賀市追浜町2-3-4"),
        ("追浜町2-3-4-101", "追浜町2-3-4"),
        ("大字中井123番地", "中井123"),
        ("追浜町1丁目", ""),
        ("追浜町", ""),
        ("バス停の裏手", ""),
        ("2-3-4", ""),
    ],
)
def test_a_house_is_town_and_number_without_the_building(address: str, house: str) -> None:
    assert house_key(address) == house


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("二十三", 23), ("十", 10), ("百二", 102), ("一〇一", 101), ("二三", 23)],
)
def test_kanji_numerals_are_read_by_position_or_by_tens(numeral: str, number: int) -> None:
    assert kanji_number(numeral) == number
