"""Records that may be one: houses and volunteers."""

from dataclasses import replace

import pytest

from app.domain.duplicates import VolunteerKeys
from app.domain.duplicates import candidates as volunteer_candidates
from app.domain.duplicates import likeness as volunteer_likeness
from app.domain.houses import HouseFacts, candidates, clusters, keys_of, likeness
from app.domain.likeness import NameKeys, compare_names

RESIDENT = HouseFacts(
    b"resident",
    (("渡邉 ハナ", "ワタナベ ハナ"),),
    ("046-800-0011",),
    "横須賀市追浜町二丁目3-4",
    "横須賀市追浜町",
)


def house(id: bytes, **changes: object) -> HouseFacts:
    return replace(HouseFacts(id), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("渡邉 健一", ""), ("渡辺健一", ""), "same_name"),
        (("渡邉 健一", "わたなべけんいち"), ("渡部 健一", "ワタナベ ケンイチ"), "same_kana"),
        (("山崎 恵", "ヤマサキ メグミ"), ("山﨑 めぐみ", "ヤマザキ メグミ"), "same_kana"),
        (("ワタナベ ケンイチ", ""), ("渡辺 健一", "ワタナベ ケンイチ"), "same_kana"),
        (("", "ワタナベケンイチ"), ("", "ワタナベケンイチロウ"), "similar_name"),
        (("高橋 翔", "タカハシ ショウ"), ("田中 美咲", "タナカ ミサキ"), None),
        (("", ""), ("", ""), None),
    ],
)
def test_names_are_compared_by_kanji_kana_and_likeness(
    one: tuple[str, str], other: tuple[str, str], reason: str | None
) -> None:
    left, right = NameKeys.of(*one), NameKeys.of(*other)
    assert compare_names(left, right) == compare_names(right, left) == reason


def test_the_son_who_calls_with_the_same_phone_is_found() -> None:
    son = house(b"son", names=(("渡邉 一郎", None),), phones=(None, "０４６ー８００ー００１１"))
    (found,) = candidates(keys_of(son), [keys_of(RESIDENT)])
    assert found.id == b"resident"
    assert "same_phone" in found.likeness.reasons


def test_the_neighbour_who_gives_the_address_another_way_is_found() -> None:
    neighbour = house(b"neighbour", address="追浜町2-3-4 サンハイツ101")
    (found,) = candidates(keys_of(neighbour), [keys_of(RESIDENT)])
    assert found.likeness.reasons == ("same_house",)


def test_one_name_in_one_town_is_worth_a_look() -> None:
    caller = house(b"caller", names=(("わたなべ はな", None),), town="横須賀市追浜町")
    (found,) = candidates(keys_of(caller), [keys_of(RESIDENT)])
    assert found.likeness.reasons == ("same_kana", "same_town")


@pytest.mark.parametrize(
    "other",
    [
        house(b"x", address="横須賀市追浜町2-3-5"),
        house(b"x", address="横須賀市追浜町"),
        house(b"x", address="横須賀市追浜町12-3-4"),
        house(b"x", phones=("0000",)),
        house(b"x", names=(("渡辺 花", None),)),
        house(b"x"),
    ],
)
def test_other_houses_are_left_alone(other: HouseFacts) -> None:
    assert candidates(keys_of(other), [keys_of(RESIDENT)]) == ()


def test_a_need_is_never_its_own_candidate_and_the_list_is_short() -> None:
    asked = keys_of(RESIDENT)
    same = [keys_of(replace(RESIDENT, id=bytes([n]))) for n in range(20)]
    assert candidates(asked, [asked]) == ()
    assert len(candidates(asked, same)) == 8


def test_likeness_of_houses_is_symmetric() -> None:
    neighbour = keys_of(house(b"neighbour", address="追浜町2-3-4"))
    assert likeness(neighbour, keys_of(RESIDENT)) == likeness(keys_of(RESIDENT), neighbour)


def test_needs_that_hang_together_are_one_cluster() -> None:
    by_house = house(b"a", address="横須賀市追浜町2-3-4")
    by_phone = house(b"b", phones=("046-800-0011",))
    alone = house(b"c", address="三浦市訓練町1-1")
    found = clusters([keys_of(facts) for facts in (by_phone, alone, RESIDENT, by_house)])
    assert found == ((b"a", b"b", b"resident"),)


def volunteer(id: bytes, name: str, kana: str = "", **more: object) -> VolunteerKeys:
    return VolunteerKeys.of(id, name, kana, **more)  # type: ignore[arg-type]


TARO = volunteer(
    b"taro", "訓練 太郎", "クンレン タロウ", phones=("090-0000-0011",), born_on="1980-01-02"
)


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        (volunteer(b"x", "訓練太郎", phones=("+81 90 0000 0011",)), True),
        (volunteer(b"x", "訓練 太郎", born_on="1980-01-02"), True),
        (volunteer(b"x", "くんれん たろー"), False),  # a name alone: a look, no more
        (volunteer(b"x", "訓練 太郎"), False),
    ],
)
def test_a_second_record_of_one_person_is_found(other: VolunteerKeys, likely: bool) -> None:
    (found,) = volunteer_candidates(other, [TARO])
    assert found.likely is likely


@pytest.mark.parametrize(
    "other",
    [
        volunteer(b"x", "訓練 太郎", born_on="1999-01-02"),
        volunteer(b"x", "別人 花子", phones=("090-0000-0011",)),  # a family shares a phone
        volunteer(b"x", "別人 花子", born_on="1980-01-02"),
        volunteer(b"x", ""),
    ],
)
def test_other_people_are_left_alone(other: VolunteerKeys) -> None:
    assert volunteer_candidates(other, [TARO]) == ()


def test_a_shared_mail_address_counts_with_the_name() -> None:
    one = volunteer(b"a", "訓練 花子", email="Hanako@example.jp ")
    other = volunteer(b"b", "訓練 花子", email="hanako@example.jp")
    assert volunteer_likeness(one, other).reasons == ("same_name", "same_email")
    assert volunteer_likeness(one, other) == volunteer_likeness(other, one)
