"""Cells as people fill them become values, and nothing of a cell is lost."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.codes import CodeLists
from app.documents.readers.reading import Setting
from app.documents.readers.values import READERS, cleaned
from app.documents.readers.wordlists import ALL
from app.documents.readers.words import WordList
from app.domain.calendar_jp import jst

WEDNESDAY = Setting(date(2026, 7, 15))


def read(reader: str, text: str) -> tuple[object, str]:
    reading = READERS[reader](text, WEDNESDAY)
    return reading.value, reading.code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/7/8", "2026-07-08"),
        ("2026-07-08 00:00:00", "2026-07-08"),
        ("２０２６年７月８日（水）", "2026-07-08"),
        ("令和8年7月8日", "2026-07-08"),
        ("R8.7.8", "2026-07-08"),
        ("令和元年5月1日", "2019-05-01"),
        ("昭和50年1月2日", "1975-01-02"),
        ("S50/1/2", "1975-01-02"),
        ("46211", "2026-07-08"),  # a date that a spreadsheet shows as its number
        ("7/8", "2026-07-08"),  # the closest to the day of the import
        ("1/5", "2027-01-05"),
        ("13/7/2026", "2026-07-13"),
        ("", None),
    ],
)
def test_days_are_read_in_every_usual_way(text: str, day: str | None) -> None:
    assert read("date", text) == (day, "")


def test_an_american_date_is_read_month_first_and_pointed_out() -> None:
    assert read("date", "7/8/2026") == ("2026-07-08", "date_order")


@pytest.mark.parametrize("text", ["2026-02-30", "昭和", "未定", "1990/13/40", "99999"])
def test_what_is_no_day_is_kept_as_text(text: str) -> None:
    reading = READERS["date"](text, WEDNESDAY)
    assert (reading.value, reading.code, reading.rest) == (None, "date_unreadable", text)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("H3.4.5", "1991-04-05", ""),
        ("2027/1/1", None, "birthday_impossible"),
        ("1899/12/31", None, "birthday_impossible"),
        ("4/5", None, "date_unreadable"),  # a birthday without a year says no age
    ],
)
def test_birthdays_lie_in_the_past(text: str, value: str | None, code: str) -> None:
    assert read("birthday", text) == (value, code)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026/07/08 9:30:12 午前 GMT+9", "2026-07-08T09:30"),
        ("2026/07/08 1:05:00 午後 GMT+9", "2026-07-08T13:05"),
        ("2026/07/08 午後 1:05", "2026-07-08T13:05"),
        ("7/8/2026 13:30:12", "2026-07-08T13:30"),
        ("2026-07-08T00:30:00Z", "2026-07-08T09:30"),
        ("2026-07-08T00:30:00+00:00", "2026-07-08T09:30"),
        ("2026/07/08 0:30:00 GMT", "2026-07-08T09:30"),
        ("2026-07-08 24:00", "2026-07-09T00:00"),
        ("令和8年7月31日 24:00", "2026-08-01T00:00"),
        ("2026/3/31 24:00:00", "2026-04-01T00:00"),
        ("46211.395833", "2026-07-08T09:30"),
        ("2026/7/8 9時半", "2026-07-08T09:30"),
        ("2026/07/08", "2026-07-08T00:00"),
    ],
)
def test_time_stamps_are_read_as_instants_in_japan(text: str, moment: str) -> None:
    value, code = read("instant", text)
    assert isinstance(value, int)
    assert (jst(value).isoformat()[:16], code) == (moment, "")


@pytest.mark.parametrize("text", ["朝", "2026/7/8 25:00", "2026/7/8 9:99"])
def test_what_is_no_time_is_kept_as_text(text: str) -> None:
    reading = READERS["instant"](text, WEDNESDAY)
    assert (reading.value, reading.code, reading.rest) == (None, "time_unreadable", text)


@pytest.mark.parametrize(
    ("text", "days", "rest"),
    [
        ("7/20、21日", ("2026-07-20", "2026-07-21"), ""),
        ("7月20日(月・祝)\n7月21日(火)", ("2026-07-20", "2026-07-21"), ""),
        ("7月30日〜8月1日", ("2026-07-30", "2026-07-31", "2026-08-01"), ""),
        ("2026-07-20,2026-07-20", ("2026-07-20",), ""),
        ("7/20 7/21", ("2026-07-20", "2026-07-21"), ""),
        ("7/20、土日ならいつでも", ("2026-07-20",), "土日ならいつでも"),
        ("いつでも", None, "いつでも"),
        ("7/1〜12/31", None, "7/1〜12/31"),  # half a year is no list of days
    ],
)
def test_lists_and_ranges_of_days_become_sets(
    text: str, days: tuple[str, ...] | None, rest: str
) -> None:
    reading = READERS["dates"](text, WEDNESDAY)
    assert (reading.value, reading.rest) == (days, rest)


@pytest.mark.parametrize(
    ("text", "phone", "others"),
    [
        ("090-0000-0011", "090-0000-0011", ()),
        ("０９０ー００００ー００１１", "090-0000-0011", ()),
        ("9000000011", "090-0000-0011", ()),
        ("9000000011.0", "090-0000-0011", ()),
        ("90-0000-0011", "090-0000-0011", ()),
        ("+81 90-0000-0011", "090-0000-0011", ()),
        ("460000001", "0460000001", ()),
        ("(0460)00-0001", "(0460)00-0001", ()),
        ("9.000000011E+09", "090-0000-0011", ()),
        ("'09000000011", "09000000011", ()),
        ("090-0000-0011 / 0460-00-0001", "090-0000-0011", ("0460-00-0001",)),
        ("携帯:090-0000-0011 自宅:0460-00-0001", "090-0000-0011", ("0460-00-0001",)),
        ("なし", None, ()),
        ("-", None, ()),
    ],
)
def test_phone_numbers_get_back_what_spreadsheets_took(
    text: str, phone: str | None, others: tuple[str, ...]
) -> None:
    reading = READERS["phone"](text, WEDNESDAY)
    assert (reading.value, reading.others, reading.code) == (phone, others, "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9.00001E+09", "phone_rounded"),
        ("あとで知らせます", "phone_unreadable"),
        ("12345", "phone_odd"),
        ("+44 20 0000 0000", ""),
    ],
)
def test_phone_numbers_that_cannot_be_right_are_pointed_out(text: str, code: str) -> None:
    assert READERS["phone"](text, WEDNESDAY).code == code


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("あり 有 ○ 〇 ◎ はい TRUE 1 済 同意します 必要あり ✓", True),
        ("なし 無 × いいえ FALSE 0 ありません 不要 必要なし", False),
    ],
)
def test_yes_and_no_have_many_words(words: str, answer: bool) -> None:
    assert {word: read("yesno", word) for word in words.split()} == dict.fromkeys(
        words.split(), (answer, "")
    )


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        ("yesno", "", None),
        ("experience", "2回目以降", True),
        ("experience", "1回目", False),
        ("experience", "初めて", False),
        ("experience", "継続", True),
        ("experience", "3回", True),
        ("experience", "０回", False),
        ("insurance", "加入済（天災型）", "quake"),
        ("insurance", "加入済(基本)", "basic"),
        ("insurance", "未加入", "none"),
        ("insurance", "加入していない", "none"),
        ("insurance", "当日加入希望", "none"),
        ("insurance", "手続き中", "applying"),
        ("insurance", "わかりません", "unknown"),
        ("sex", "男性", "male"),
        ("sex", "女", "female"),
        ("sex", "回答しない", "unanswered"),
        ("age", "17歳", "high_school"),
        ("age", "１９", "18_29"),
        ("age", "45.0", "40s"),
        ("age", "70代", "70s"),
        ("age", "92", "70s"),
        ("age", "小学生", "elementary"),
        ("postal", "〒250-0011", "2500011"),
        ("postal", "２５０ー００１１", "2500011"),
        ("postal", "600041", "0600041"),
        ("integer", "２０本", 20),
        ("integer", "約1,000", 1000),
        ("integer", "3.0", 3),
        ("centimetres", "床上約50cm", 50),
        ("centimetres", "1.2m", 120),
        ("centimetres", "1m20", 120),
        ("centimetres", "30センチ", 30),
        ("centimetres", "5mm", 0),
        ("kana", "ﾜﾀﾅﾍﾞ ﾊﾅｺ", "ワタナベ ハナコ"),
        ("kana", "わたなべ　はなこ", "わたなべ　はなこ"),
        ("name", "渡邉　花子 様", "渡邉　花子"),
        ("email", " hana@example.jp ", "hana@example.jp"),
        ("vehicle", "軽トラック", "light_truck"),
        ("vehicle", "電車", None),
        ("skills", "土木、重機\nパソコン", ("civil", "computer", "heavy_machine")),
        ("skills", "介護;看護師", ("care", "nursing")),
        ("skills", "建築・手話", ("construction", "sign_language")),
        ("skills", "地理・土地勘", ("local_knowledge",)),
        ("skills", "特になし", ()),
        ("licences", "普通,大型", ("car", "large")),
        ("damages", "床上浸水、土砂流入", ("floor_above", "mud_inflow")),
        ("tools", "角スコップ5本、土のう袋×20", ("sandbag", "shovel_square")),
        ("survey_wanted", "要相談", "ask"),
        ("survey_wanted", "不要", "not_required"),
        ("status", "現地調査中", "survey_waiting"),
        ("status", "取消", "cancelled"),
        ("work_kinds", "泥出し・家財の搬出", ("furniture_out", "mud_removal")),
        ("equipment_ownership", "無償借用", "free_loan"),
    ],
)
def test_words_of_forms_become_values(reader: str, text: str, value: object) -> None:
    assert read(reader, text) == (value, "")


@pytest.mark.parametrize(
    ("reader", "text", "value", "code", "rest"),
    [
        ("yesno", "△", None, "yes_no_unclear", "△"),
        ("yesno", "あり（2台）", True, "", "あり（2台）"),
        ("insurance", "加入済", "basic", "insurance_plan_unknown", "加入済"),
        ("integer", "4〜5名", 5, "amount_range", ""),
        ("integer", "数名", None, "amount_unreadable", "数名"),
        ("centimetres", "20〜30cm", 30, "amount_range", ""),
        ("centimetres", "膝くらい", None, "amount_unreadable", "膝くらい"),
        ("age", "200", None, "age_unreadable", "200"),
        ("email", "ken(at)example.jp", None, "email_unreadable", "ken(at)example.jp"),
        ("postal", "不明", None, "postal_unreadable", "不明"),
        ("skills", "剣玉、手話", ("sign_language",), "word_unknown", "剣玉"),
        ("sex", "犬", None, "word_unknown", "犬"),
        ("name", "?田 三郎", "?田 三郎", "name_lost_letter", ""),
        ("name", "12", "12", "name_odd", ""),
    ],
)
def test_what_is_unclear_is_named_and_kept(
    reader: str, text: str, value: object, code: str, rest: str
) -> None:
    reading = READERS[reader](text, WEDNESDAY)
    assert (reading.value, reading.code, reading.rest) == (value, code, rest)


@pytest.mark.parametrize(
    ("text", "name", "others"),
    [
        ("山田花子（妻）090-0000-0001", "山田花子", ("妻", "090-0000-0001")),
        ("090ー0000ー0001 父", None, ("父", "090-0000-0001")),
        ("山田 花子", "山田 花子", ("", "")),
    ],
)
def test_one_cell_for_the_emergency_contact_is_taken_apart(
    text: str, name: str | None, others: tuple[str, str]
) -> None:
    reading = READERS["contact"](text, WEDNESDAY)
    assert (reading.value, reading.others) == (name, others)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        (" 髙橋 ", "髙橋", ""),
        ("か\u3099", "が", ""),
        ("一\r\n二\x00三", "一\n二三", ""),
        ("#N/A", None, "formula_error"),
        ("########", None, "formula_error"),
        ("渡�", "渡�", "broken_characters"),
        ("  ", None, ""),
    ],
)
def test_every_cell_is_cleaned_first(raw: str, value: str | None, code: str) -> None:
    reading = cleaned(raw)
    assert (reading.value, reading.code) == (value, code)


# States that need a team or another record of ours: an import cannot begin in them.
NOT_IMPORTED = {"assigned", "in_progress", "reported", "duplicate_merged", "brought"}


@pytest.mark.parametrize("words", ALL, ids=lambda words: words.name)
def test_every_word_leads_to_a_code_of_the_shipped_list(words: WordList) -> None:
    codes = {code.code for code in CodeLists.load().shipped[words.name]}
    assert set(words.exact.values()) <= codes


@pytest.mark.parametrize("words", ALL, ids=lambda words: words.name)
def test_our_own_labels_are_read_back_as_their_codes(words: WordList) -> None:
    labels = {
        code.ja: code.code
        for code in CodeLists.load().shipped[words.name]
        if code.code not in NOT_IMPORTED
    }
    assert {label: words.one(label) for label in labels} == labels


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60), reader=st.sampled_from(sorted(READERS)))
def test_no_text_makes_a_reader_raise_or_lose_it(text: str, reader: str) -> None:
    plain = cleaned(text).value
    if isinstance(plain, str):
        reading = READERS[reader](plain, WEDNESDAY)
        assert reading.value is not None or reading.rest or not reading.code
