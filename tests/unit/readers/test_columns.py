"""Headers and contents become a mapping that a person may change."""

import pytest

from app.documents.readers.columns import How, Mapping, guess_kind, recognise
from app.documents.readers.decode import decode
from app.documents.readers.headers import Kind, header_of, score
from app.documents.readers.slots import SLOTS
from tests.support.foreign_files import (
    csv_bytes,
    equipment_xlsx,
    google_volunteers_csv,
    kintone_volunteers,
    needs_csv,
    workbook_bytes,
)


def mapping(
    *rows: tuple[str, ...], kind: Kind = Kind.VOLUNTEERS, header_row: int | None = None
) -> Mapping:
    return recognise(decode(csv_bytes(rows, "utf-8")), kind, header_row=header_row)


def slots_of(found: Mapping) -> list[str | None]:
    return [column.slot for column in found.columns]


def best_slot(header: str, kind: Kind) -> str | None:
    return slots_of(mapping((header, "備考"), kind=kind))[0]


@pytest.mark.parametrize(
    ("headers", "slot"),
    [
        (
            "氏名 お名前 名前 お名前（漢字） お名前【必須】 1.お名前を教えてください 参加者氏名",
            "name",
        ),
        ("氏名（フリガナ） ﾌﾘｶﾞﾅ ふりがな フリガナ（全角カナ） Q2.お名前の読み仮名", "kana"),
        ("姓 名字 氏名（姓）", "family_name"),
        ("名 氏名（名）", "given_name"),
        ("セイ 姓（フリガナ） フリガナ（姓）", "family_kana"),
        ("メイ 名（フリガナ） フリガナ（名）", "given_kana"),
        (
            "携帯電話 携帯番号 電話番号 ＴＥＬ 電話番号（携帯） 連絡先 携帯電話番号※ハイフンなし",
            "phone",
        ),
        ("自宅電話番号 固定電話", "phone_other"),
        ("住所 ご住所 現住所 お住まい 住所（番地まで）", "address"),
        ("緊急連絡先（氏名） 緊急時のご連絡先のお名前", "emergency_name"),
        ("緊急連絡先電話番号 緊急連絡先（電話）", "emergency_phone"),
        ("緊急連絡先との続柄 続柄", "emergency_relation"),
        ("緊急連絡先", "emergency"),
        ("保険加入の有無 ボランティア活動保険への加入状況 ボランティア保険", "insurance"),
        ("健康保険証の有無 健康保険証", "insurance_card"),
        ("災害ボランティアの経験はありますか？ 経験の有無 新規/継続", "experience"),
        ("経験のある方は活動地域 ボランティア経験の内容", "experience_note"),
        ("軽トラックの有無 軽トラ", "has_light_truck"),
        ("活動希望日 参加希望日 ご都合の良い日", "wished_on"),
        ("保護者の同意書 保護者同意", "guardian_consent"),
        ("資格・特技 特技 特技・資格（複数選択可）", "skills"),
        ("運転免許 資格", "licences"),
        ("タイムスタンプ 作成日時 登録日時 Timestamp", "timestamp"),
        ("レコード番号 受付番号 受付No.", "record_number"),
        ("No. № 番号 更新日時 更新者 個人情報の取扱いに同意する", "ignored"),
        ("持病・既往歴 アレルギー", "illness"),
        ("その他、連絡事項があればご記入ください 備考欄 その他", "note"),
    ],
)
def test_headers_of_volunteer_lists_find_their_slot(headers: str, slot: str) -> None:
    assert {
        header: best_slot(header, Kind.VOLUNTEERS) for header in headers.split()
    } == dict.fromkeys(headers.split(), slot)


@pytest.mark.parametrize(
    ("headers", "slot"),
    [
        ("依頼者氏名 依頼者 相談者名 氏名", "name"),
        ("被災者氏名", "affected_name"),
        ("被災者との関係 続柄", "relation"),
        ("依頼内容 相談内容 困りごと ニーズ内容", "request"),
        ("同居家族・独居 家族構成 世帯構成", "household"),
        ("独居 一人暮らし", "alone"),
        ("健康状態・持病 健康状態", "health"),
        ("水道・電気 ライフライン", "utilities"),
        ("近くの支援者", "supporter"),
        ("現地調査", "survey_wanted"),
        ("危機介入の必要性 危機介入", "crisis"),
        ("必要人数 希望人数", "people"),
        ("特記・人数の根拠", "people_reason"),
        ("浸水深(cm) 浸水の深さ", "flood_cm"),
        ("必要資機材 資機材", "tools"),
        ("ステータス 対応状況", "status"),
        ("ニーズID ニーズ番号 受付番号", "record_number"),
        ("別の連絡先", "phone_other"),
        ("活動場所 住所", "address"),
    ],
)
def test_headers_of_need_lists_find_their_slot(headers: str, slot: str) -> None:
    assert {header: best_slot(header, Kind.NEEDS) for header in headers.split()} == dict.fromkeys(
        headers.split(), slot
    )


@pytest.mark.parametrize(
    ("headers", "slot"),
    [
        ("品名 資機材名 名称", "name"),
        ("数量 在庫数 保有数", "quantity"),
        ("規格 サイズ", "spec"),
        ("保管場所 置き場", "place"),
        ("借用元 所有者", "owner"),
        ("返却期限 返却予定日", "due_on"),
        ("所有区分 入手方法", "ownership"),
        ("区分 種別", "type"),
    ],
)
def test_headers_of_equipment_lists_find_their_slot(headers: str, slot: str) -> None:
    found = {header: best_slot(header, Kind.EQUIPMENT) for header in headers.split()}
    assert found == dict.fromkeys(headers.split(), slot)


@pytest.mark.parametrize("header", ["好きな食べ物", "通行証", "Tシャツのサイズ", "ニックネーム"])
def test_what_no_form_of_ours_asks_stays_unknown_and_is_listed(header: str) -> None:
    found = mapping(("氏名", header), ("山田 太郎", "カレー"))
    assert [column.header for column in found.unknown] == [header]
    assert found.unknown[0].samples == ("カレー",)


def test_every_word_of_every_slot_finds_its_own_slot_or_a_closer_one() -> None:
    """A word that another slot takes away would be dead weight in the list."""
    lost = []
    for kind, slots in SLOTS.items():
        for slot in slots:
            for word in (*slot.exact, *map("".join, slot.parts)):
                header = header_of(word)
                best = max(score(header, other) for other in slots)
                if score(header, slot) < best:
                    lost.append((kind, slot.name, word))
    assert not lost


def test_a_grid_column_keeps_its_choice() -> None:
    found = mapping(("氏名", "参加希望日 [7月20日(月)]", "特技［土木］"), ("山田", "○", "1"))
    assert [(column.slot, column.option) for column in found.columns[1:]] == [
        ("wished_on", "7月20日(月)"),
        ("skills", "土木"),
    ]


def test_the_header_is_found_below_titles_and_blank_lines() -> None:
    found = mapping(("事前登録者名簿（訓練）", ""), ("", ""), ("氏名", "電話番号"), ("山田", "1"))
    assert found.header_row == 3
    assert slots_of(found) == ["name", "phone"]


def test_two_rows_of_merged_headers_are_read_together() -> None:
    found = recognise(
        decode(
            workbook_bytes(
                {
                    "名簿": [
                        ["No", "氏名", None, "緊急連絡先", None, None, "備考"],
                        [None, "漢字", "ふりがな", "氏名", "続柄", "電話", None],
                        [1, "山田 太郎", "やまだ たろう", "山田 花子", "妻", "0460-00-0001", ""],
                    ]
                },
                merged="B1:C1",
            )
        ),
        Kind.VOLUNTEERS,
    )
    assert found.header_row == 2
    assert slots_of(found) == [
        "ignored",
        "name",
        "kana",
        "emergency_name",
        "emergency_relation",
        "emergency_phone",
        "note",
    ]


def test_of_two_phone_columns_the_second_is_the_other_number() -> None:
    assert slots_of(mapping(("氏名", "電話番号1", "電話番号2"), ("山田", "0", "0"))) == [
        "name",
        "phone",
        "phone_other",
    ]


def test_contents_decide_where_the_header_is_unclear() -> None:
    rows = [
        (f"山田{n}", f"a{n}@example.jp", f"090-0000-00{n:02}", f"250-00{n:02}") for n in range(5)
    ]
    found = mapping(("氏名", "連絡先", "連絡", "地区"), *rows)
    assert slots_of(found) == ["name", "email", "phone", "postal_code"]
    assert found.columns[1].how is How.CONTENT


def test_a_file_without_headers_is_mapped_by_its_contents() -> None:
    rows = [(f"山田 {n}郎", "やまだ", "090-0000-0011", "男") for n in "一二三四五"]
    found = mapping(*rows)
    assert (found.header_row, slots_of(found)) == (0, ["name", "kana", "phone", "sex"])


def test_required_slots_that_no_column_fills_are_missing() -> None:
    assert mapping(("電話番号", "住所"), ("1", "2")).missing == ("name",)
    assert mapping(("姓", "名"), ("山田", "太郎")).missing == ()
    assert mapping(("氏名", "住所"), ("a", "b"), kind=Kind.NEEDS).missing == ("request",)


def test_a_person_gives_a_column_another_slot_and_the_old_column_loses_it() -> None:
    found = mapping(("氏名", "通称", "備考"), ("山田", "太郎さん", ""))
    changed = found.with_slot(1, "name").with_slot(2, None)
    assert slots_of(changed) == [None, "name", None]
    assert {column.how for column in changed.columns} == {How.PERSON}


def test_several_columns_may_be_notes() -> None:
    found = mapping(("氏名", "備考", "質問", "通称"), ("a", "b", "c", "d")).with_slot(3, "note")
    assert slots_of(found) == ["name", "note", "note", "note"]


def test_a_slot_that_the_kind_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        mapping(("氏名",), ("山田",)).with_slot(0, "quantity")


def test_a_person_may_point_at_the_header_row() -> None:
    rows = (("氏名", "電話番号"), ("氏名", "住所"), ("山田", "小田原市"))
    assert slots_of(mapping(*rows, header_row=2)) == ["name", "address"]


@pytest.mark.parametrize(
    ("data", "kind", "origin"),
    [
        (kintone_volunteers(), Kind.VOLUNTEERS, "kintone"),
        (google_volunteers_csv(), Kind.VOLUNTEERS, "google_forms"),
        (needs_csv(), Kind.NEEDS, "list"),
        (equipment_xlsx(), Kind.EQUIPMENT, "list"),
    ],
)
def test_kind_and_origin_of_a_file_are_recognised(data: bytes, kind: Kind, origin: str) -> None:
    decoded = decode(data)
    assert guess_kind(decoded) is kind
    found = recognise(decoded, kind)
    assert (found.origin, found.doubts, found.missing) == (origin, (), ())


def test_a_file_of_another_kind_raises_a_doubt() -> None:
    assert recognise(decode(needs_csv()), Kind.EQUIPMENT).doubts == ("looks_like_needs",)
    found = recognise(decode(kintone_volunteers()), Kind.EQUIPMENT)
    assert found.doubts == ("looks_like_volunteers",)


def test_the_sheet_with_the_list_is_found_among_others() -> None:
    data = workbook_bytes(
        {
            "説明": [["この表の使い方"], ["入力してください"]],
            "名簿": [["氏名", "電話番号"], ["山田", "1"]],
        }
    )
    assert recognise(decode(data), Kind.VOLUNTEERS).sheet == 1
