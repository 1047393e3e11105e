"""Pasted name lists."""

import pytest

from app.domain.groups import LINES_MAX, PastedName, parse_names


def people(text: str) -> tuple[PastedName, ...]:
    return parse_names(text).people


def test_one_name_a_line_is_a_list() -> None:
    found = people("渡邉 健一\n\n田中　美咲\n")
    assert [(p.line, p.name, p.problems) for p in found] == [
        (1, "渡邉 健一", ()),
        (3, "田中 美咲", ()),
    ]


def test_columns_of_a_spreadsheet_are_told_apart_without_a_heading() -> None:
    (found,) = people("1\t渡邉 健一\tワタナベ ケンイチ\t男\tS55.1.2\t090-0000-0011\t加入済")
    assert found == PastedName(
        1,
        "渡邉 健一",
        "ワタナベ ケンイチ",
        "male",
        "insured",
        "090-0000-0011",
        "1980-01-02",
    )


@pytest.mark.parametrize(
    "line",
    [
        "1 渡邉 健一 わたなべ けんいち 男 加入済",
        "1. 渡邉　健一　わたなべ　けんいち　男　加入済",
        "① 渡邉 健一 わたなべ けんいち 男 済",
        "(1) 渡邉 健一,わたなべ けんいち,男,有",
        "１，渡邉 健一，わたなべ けんいち，男性，加入",
        "渡邉 健一\tわたなべ けんいち\tM\tあり",
    ],
)
def test_numbers_spaces_and_separators_may_be_any(line: str) -> None:
    (found,) = people(line)
    assert fold_spaces(found.name).endswith("渡邉 健一")
    assert (found.kana, found.sex, found.insured) == ("わたなべ けんいち", "male", "insured")


def fold_spaces(text: str) -> str:
    return " ".join(text.split())


def test_a_heading_says_what_the_columns_are() -> None:
    text = "No\tふりがな\t氏名\t責任者\t保険\n1\tたなか\t田中\t○\t×\n2\tさとう\t佐藤\t\t○\n"
    tanaka, sato = people(text)
    assert (tanaka.name, tanaka.kana, tanaka.is_leader, tanaka.insured) == (
        "田中",
        "たなか",
        True,
        "none",
    )
    assert (sato.is_leader, sato.insured) == (False, "insured")


def test_one_circle_in_a_list_is_the_leader() -> None:
    found = people("○ 渡邉 健一\n田中 美咲\n高橋 翔")
    assert [p.is_leader for p in found] == [True, False, False]
    assert found[0].note == ""


def test_many_circles_are_insurance() -> None:
    found = people("渡邉 健一 ○\n田中 美咲 ○\n高橋 翔 ×")
    assert [(p.insured, p.is_leader) for p in found] == [
        ("insured", False),
        ("insured", False),
        ("none", False),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("天災・地震補償", "quake"),
        ("基本プラン", "basic"),
        ("未加入", "none"),
        ("手続中", "applying"),
    ],
)
def test_the_plan_is_read_where_it_is_said(text: str, code: str) -> None:
    (found,) = people(f"渡邉 健一 {text}")
    assert found.insured == code


def test_a_leader_may_be_named_in_words() -> None:
    found = people("渡邉 健一（責任者）\n田中 美咲 引率者")
    assert found[0].name == "渡邉 健一（責任者）"  # inside the name it stays as typed
    assert found[1].is_leader


def test_blank_insurance_counts_as_uninsured() -> None:
    assert parse_names("渡邉 健一 加入済\n田中 美咲\n高橋 翔 未加入").uninsured == 2
    assert parse_names("渡邉 健一\n田中 美咲").heads == 2


@pytest.mark.parametrize(
    ("word", "experienced"),
    [
        ("継", True),
        ("継続", True),
        ("経験あり", True),
        ("新", False),
        ("新規", False),
        ("初", False),
    ],
)
def test_old_hands_and_new_ones_are_told_apart(word: str, experienced: bool) -> None:
    (found,) = people(f"渡邉 健一 {word}")
    assert found.experienced is experienced


def test_addresses_and_leftovers_are_kept() -> None:
    (found,) = people("渡邉 健一\t三浦市訓練町1-2-3\t35\t左利き")
    assert found.address == "三浦市訓練町1-2-3"
    assert found.note == "35 左利き"


def test_a_list_in_kana_or_latin_letters_has_names_too() -> None:
    kana, latin = people("わたなべ けんいち\nMaria Lopez")
    assert (kana.name, kana.kana) == ("わたなべ けんいち", "わたなべ けんいち")
    assert latin.name == "Maria Lopez"


def test_what_is_doubtful_is_said_and_kept() -> None:
    text = "氏名\t電話\t生年月日\n田中\t12345\tいつか\n佐藤\t\t\n\t090-0000-0011\t"
    first, second, third = people(text)
    assert first.problems == ("day_unclear", "phone_unclear")
    assert first.note == "いつか"
    assert second.problems == ()
    assert third.problems == ("no_name",)


def test_the_same_name_twice_is_pointed_at_the_second_time() -> None:
    first, second = people("渡邉 健一\n渡辺健一")
    assert (first.problems, second.problems) == ((), ("twice",))


def test_a_list_of_thousands_is_cut_and_says_so() -> None:
    found = parse_names("\n".join(f"訓練 {n}郎" for n in range(LINES_MAX + 5)))
    assert (found.heads, found.left_out) == (LINES_MAX, 5)


def test_nothing_is_a_list_of_nobody() -> None:
    assert parse_names(" \n\t\n").people == ()
