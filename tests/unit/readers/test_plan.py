"""A file becomes a complete plan: one outcome a row, ids that converge, nothing lost."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.messages import Messages
from app.documents.readers.cells import Severity
from app.documents.readers.columns import recognise
from app.documents.readers.decode import decode
from app.documents.readers.headers import Kind
from app.documents.readers.plan import ImportPlan, Outcome, PlannedRow, make_plan, read_plan
from app.documents.readers.slots import SLOTS
from app.documents.readers.table import Decoded, Progress, Row, Stopped, Table
from app.domain.tables import REGISTRY
from sync.core.operations import Value
from sync.core.registry import FieldType, SpaceKind
from tests.support.foreign_files import (
    FILES,
    FIXTURES,
    csv_bytes,
    equipment_xlsx,
    google_volunteers_csv,
    google_volunteers_xlsx,
    kintone_volunteers,
    many_volunteers,
    needs_csv,
)

TODAY = date(2026, 7, 15)
KINDS = {"needs.csv": Kind.NEEDS, "equipment.xlsx": Kind.EQUIPMENT}


def plan(data: bytes, kind: Kind = Kind.VOLUNTEERS, name: str = "名簿.csv") -> ImportPlan:
    return read_plan(data, name, kind, TODAY)[1]


def volunteers(*rows: tuple[str, ...]) -> ImportPlan:
    return plan(csv_bytes(rows, "utf-8"))


def needs(*rows: tuple[str, ...]) -> ImportPlan:
    return plan(csv_bytes(rows, "utf-8"), Kind.NEEDS)


def values(row: PlannedRow, table: str) -> dict[str, Value]:
    return {
        name: value
        for record in row.records
        if record.table == table
        for name, value in record.values.items()
    }


def codes(row: PlannedRow) -> list[str]:
    return [problem.code for problem in row.problems]


def outcomes(found: ImportPlan) -> list[tuple[int, str]]:
    return [(row.number, row.reason or row.outcome.value) for row in found.rows]


def test_a_kintone_export_becomes_volunteers() -> None:
    first = plan(kintone_volunteers("utf-8-sig")).rows[0]
    assert values(first, "volunteer") == {
        "name": "髙橋\u3000一郎",
        "kana": "タカハシ\u3000イチロウ",
        "sex": "male",
        "born_on": "1975-01-02",
        "phone": "090-0000-0011",
        "email": "ichiro@example.jp",
        "postal_code": "2500011",
        "address": "神奈川県小田原市栄町9-99-1 訓練荘101",
        "emergency_name": "髙橋花子",
        "emergency_relation": "妻",
        "emergency_phone": "0460-00-0012",
        "experience": True,
        "skills": ("civil", "computer", "heavy_machine"),
        "licences": ("car", "large"),
        "participation": "individual",
        "insurance_claim": "quake",
        "has_light_truck": True,
        "wished_on": ("2026-07-20", "2026-07-21"),
        "source": "pre_registration",
        "source_key": "no:101:髙橋一郎",
        "registered_at": 1783642500000,
    }
    assert values(first, "volunteer_private") == {"illness": "なし", "asked_at": 1783642500000}
    assert codes(first) == []


def test_what_was_not_understood_is_in_the_note_with_its_question() -> None:
    third = plan(kintone_volunteers()).rows[2]
    assert str(values(third, "volunteer")["note"]).splitlines() == [
        "生年月日: 1990/13/40",
        "メールアドレス: ken(at)example.jp",
        "資格・特技: 剣玉",
        "保険加入の有無: 加入済",
        "活動希望日: いつでも",
    ]


def test_the_same_export_in_shift_jis_and_utf_8_gives_the_same_records() -> None:
    sjis, utf8 = plan(kintone_volunteers("cp932")), plan(kintone_volunteers("utf-8-sig"))
    assert [row.records for row in sjis.rows[:3]] == [row.records for row in utf8.rows[:3]]


def test_a_letter_that_shift_jis_lost_is_pointed_out() -> None:
    assert codes(plan(kintone_volunteers("cp932")).rows[3]) == ["name_lost_letter"]
    assert codes(plan(kintone_volunteers("utf-8-sig")).rows[3]) == []


def test_google_forms_as_csv_and_as_workbook_give_the_same_people() -> None:
    csv_plan, xlsx_plan = plan(google_volunteers_csv()), plan(google_volunteers_xlsx())
    assert [row.key for row in csv_plan.rows[:3]] == [row.key for row in xlsx_plan.rows]
    assert [row.records for row in csv_plan.rows[:2]] == [row.records for row in xlsx_plan.rows[:2]]


def test_who_answered_twice_is_one_person_and_speaks_last() -> None:
    found = plan(google_volunteers_csv())
    first, again = found.rows[0], found.rows[2]
    assert (again.outcome, again.joined_to, again.records) == (Outcome.JOINED, 2, ())
    assert values(first, "volunteer")["wished_on"] == ("2026-07-20", "2026-07-21")
    assert values(first, "volunteer")["insurance_claim"] == "applying"
    assert [(p.code, p.params) for p in again.problems] == [
        ("joined_differs", {"row": "2", "fields": "insurance_claim"})
    ]


def test_people_of_one_name_stay_two_and_are_pointed_out() -> None:
    found = volunteers(
        ("氏名", "電話番号", "生年月日"),
        ("鈴木 一郎", "090-0000-0031", "S50.1.2"),
        ("鈴木　一郎", "090-0000-0032", "S51.1.2"),
    )
    assert [row.outcome for row in found.rows] == [Outcome.NEW, Outcome.NEW]
    assert [(p.code, p.params) for p in found.problems] == [("same_name", {"row": "2"})]


def test_remarks_and_long_texts_are_kept_whole() -> None:
    found = plan(google_volunteers_csv())
    assert "雨天\n中止か知りたい" in str(values(found.rows[1], "volunteer")["note"])
    assert "泥" * 5000 in str(values(found.rows[3], "volunteer")["note"])


def test_needs_are_divided_into_what_all_may_see_and_what_is_sealed() -> None:
    first = plan(needs_csv(), Kind.NEEDS).rows[0]
    need, private = values(first, "need"), values(first, "need_private")
    assert (need["town"], private["address"]) == (
        "小田原市栄町2丁目",
        "神奈川県小田原市栄町2丁目99-1",
    )
    assert (need["crisis"], need["flood_cm"], need["people"]) == (True, 50, 5)
    assert need["tools"] == ("sandbag", "shovel_square")
    assert (private["household"], private["alone"]) == ("独居", True)
    assert (private["health"], private["utilities"]) == ("ひざが悪い", "水道なし")
    assert private["supporter"] == "なし"
    assert {record.id for record in first.records} == {first.records[0].id}


def test_blanks_of_the_four_vital_questions_stay_apart_from_no() -> None:
    second = values(plan(needs_csv(), Kind.NEEDS).rows[1], "need_private")
    assert not {"household", "alone", "health", "utilities", "supporter"} & second.keys()


def test_no_personal_text_of_a_need_reaches_the_open_table() -> None:
    private_texts = {"小林 トメ", "0460-00-0101", "99-1", "バス停", "ひざ", "妻と二人", "膝くらい"}
    for row in plan(needs_csv(), Kind.NEEDS).rows:
        text = repr({k: v for k, v in values(row, "need").items() if k != "source_key"})
        assert not [secret for secret in private_texts if secret in text]


def test_the_sons_call_is_pointed_out_and_not_joined() -> None:
    found = plan(needs_csv(), Kind.NEEDS)
    assert [row.outcome for row in found.rows[:3]] == [Outcome.NEW] * 3
    assert found.rows[1].problems[0].code == "same_house"
    assert found.rows[1].problems[0].params == {"row": "4"}


def test_a_need_that_nobody_can_be_asked_about_is_an_error() -> None:
    found = needs(("依頼者氏名", "電話", "住所", "依頼内容"), ("", "", "", "泥出し"))
    assert codes(found.rows[0]) == ["requester_missing"]
    assert found.rows[0].outcome is Outcome.ERROR


def test_missing_essentials_of_a_need_are_warnings_for_a_call_back() -> None:
    found = needs(("依頼者氏名", "電話", "住所", "依頼内容"), ("大野", "", "", ""))
    assert codes(found.rows[0]) == ["phone_not_given", "address_not_given", "request_not_given"]


def test_an_equipment_list_becomes_items_places_and_receipts() -> None:
    found = plan(equipment_xlsx(), Kind.EQUIPMENT)
    assert outcomes(found) == [
        (5, "example"),
        (6, "new"),
        (7, "new"),
        (8, "new"),
        (9, "joined"),
        (10, "new"),
        (11, "total"),
        (12, "remark"),
    ]
    shovels, barrows, tarps = found.rows[1:4]
    assert values(shovels, "equipment")["code"] == "shovel_square"
    assert values(tarps, "equipment")["name"] == "ブルーシート 3.6×5.4"
    move = values(barrows, "stock_move")
    assert (move["quantity"], move["owner"], move["due_on"]) == (20, "訓練リース", "2026-08-31")
    place = next(record for record in barrows.records if record.table == "place")
    assert (move["to_place"], move["reason"]) == (place.id, "receive")


def test_two_lots_of_one_thing_are_added_up_and_pointed_out() -> None:
    found = plan(equipment_xlsx(), Kind.EQUIPMENT)
    assert values(found.rows[1], "stock_move")["quantity"] == 80
    assert codes(found.rows[4]) == ["quantities_added"]


def test_a_quantity_in_words_gives_the_item_without_stock() -> None:
    row = plan(equipment_xlsx(), Kind.EQUIPMENT).rows[5]
    assert codes(row) == ["amount_unreadable", "quantity_not_given"]
    assert {record.table for record in row.records} == {"equipment", "place"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("合計", "3名"), "total"),
        (("", "計 3名"), "total"),
        (("氏名", "電話番号"), "header"),
        (("(例) 訓練太郎", "090-0000-0000"), "example"),
        (("※欄外は書かないでください", ""), "remark"),
    ],
)
def test_rows_that_are_no_data_are_skipped_with_their_reason(
    row: tuple[str, str], reason: str
) -> None:
    found = volunteers(("氏名", "電話番号"), ("山田", "090-0000-0011"), row)
    assert outcomes(found) == [(2, "new"), (3, reason)]


@pytest.mark.parametrize("name", ["計良 太郎", "合田 計", "例 太郎", "以上 花子"])
def test_names_that_look_like_totals_are_people(name: str) -> None:
    found = volunteers(("氏名", "電話番号"), (name, "090-0000-0011"))
    assert outcomes(found) == [(2, "new")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("", "name_missing"), ("渡�", "broken_characters"), ("あ" * 201, "text_too_long")],
)
def test_a_row_whose_name_cannot_be_kept_is_an_error(cell: str, code: str) -> None:
    found = volunteers(("氏名", "電話番号"), ("山田", "1"), (cell, "090-0000-0011"))
    assert found.rows[1].outcome is Outcome.ERROR
    assert code in codes(found.rows[1])
    assert found.problem_counts[Severity.ERROR, code] == 1


def test_an_unreadable_letter_outside_the_name_is_only_a_warning() -> None:
    row = volunteers(("氏名", "住所"), ("山田", "栄�9-99")).rows[0]
    assert (row.outcome, codes(row)) == (Outcome.NEW, ["broken_characters"])


def test_a_refused_choice_of_a_grid_is_no_choice() -> None:
    row = plan(google_volunteers_csv()).rows[3]
    assert values(row, "volunteer")["wished_on"] == ("2026-07-20",)


def test_what_else_was_said_in_a_grid_is_kept() -> None:
    row = plan(google_volunteers_csv()).rows[1]
    assert values(row, "volunteer")["wished_on"] == ("2026-07-20", "2026-07-21")
    assert "7月20日(月・祝): 午後のみ" in str(values(row, "volunteer")["note"])


def test_an_age_counts_only_where_no_birthday_is_known() -> None:
    rows = volunteers(
        ("氏名", "年齢", "生年月日"), ("山田", "51", "S50.1.2"), ("鈴木", "51", "")
    ).rows
    bands = [values(row, "volunteer").get("age_band") for row in rows]
    assert bands == [None, "50s"]


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), min_size=1, max_size=6),
    kind=st.sampled_from(Kind),
)
def test_every_row_of_any_table_has_one_outcome(cells: list[list[str]], kind: Kind) -> None:
    table = Table("", tuple(Row(n, tuple(row)) for n, row in enumerate(cells, 1)))
    decoded = Decoded((table,), "csv")
    mapping = recognise(decoded, kind)
    found = make_plan(decoded, mapping, "x", "h", TODAY)
    below = [row.number for row in mapping.data_rows(decoded)]
    assert [row.number for row in found.rows] == below
    assert all(bool(row.records) == (row.outcome is Outcome.NEW) for row in found.rows)


def test_problems_name_row_column_and_header() -> None:
    problem = volunteers(("氏名", "性別"), ("山田", "男"), ("鈴木", "犬")).problems[0]
    assert (problem.row, problem.column, problem.header) == (3, 1, "性別")


def test_lines_of_one_kintone_record_are_one_person() -> None:
    found = volunteers(
        ("レコードの開始行", "レコード番号", "氏名", "活動希望日"),
        ("*", "1", "山田 太郎", "2026-07-20"),
        ("", "1", "山田 太郎", "2026-07-21"),
        ("", "", "", "2026-07-22"),
        ("*", "2", "鈴木 花子", "2026-07-20"),
    )
    assert [(row.number, row.outcome, row.joined_to) for row in found.rows] == [
        (2, Outcome.NEW, 0),
        (3, Outcome.JOINED, 2),
        (4, Outcome.JOINED, 2),
        (5, Outcome.NEW, 0),
    ]
    wished = values(found.rows[0], "volunteer")["wished_on"]
    assert wished == ("2026-07-20", "2026-07-21", "2026-07-22")


@pytest.mark.parametrize("file_name", sorted(FILES))
def test_the_same_file_gives_the_same_plan_on_every_device(file_name: str) -> None:
    data, kind = (FIXTURES / file_name).read_bytes(), KINDS.get(file_name, Kind.VOLUNTEERS)
    assert plan(data, kind) == plan(data, kind)


def test_ids_never_change_between_versions() -> None:
    """These ids are in logs: a change here makes a second copy of every imported person."""
    ids = {
        "kintone": plan(kintone_volunteers()).rows[0].records[0].id.hex(),
        "google": plan(google_volunteers_csv()).rows[0].records[0].id.hex(),
        "needs": plan(needs_csv(), Kind.NEEDS).rows[0].records[0].id.hex(),
        "stock": plan(equipment_xlsx(), Kind.EQUIPMENT).rows[1].records[2].id.hex(),
        "list": volunteers(("氏名", "電話番号"), ("山田", "1")).rows[0].records[0].id.hex(),
    }
    assert ids == {
        "kintone": "085eff610a4459f9a8e896972f9a1ad9",
        "google": "d31093e81e385a2eb71b235550c1d02d",
        "needs": "266d049051a25fe7bbf568ed71e183a3",
        "stock": "c9b5f9ac23105caf84a9a9b173897d74",
        "list": "61586a111ed450169fe0d1005a768d52",
    }


def test_a_later_export_with_more_rows_keeps_the_ids_of_the_earlier_ones() -> None:
    header = ("No.", "氏名", "電話番号")
    earlier = volunteers(header, ("1", "山田", "090-0000-0011"), ("2", "鈴木", "090-0000-0012"))
    later = volunteers(
        header,
        ("1", "佐藤", "090-0000-0013"),
        ("2", "山田", "090-0000-0011"),
        ("3", "鈴木", "090-0000-0012"),
    )
    assert [row.key for row in earlier.rows] == [row.key for row in later.rows[1:]]


def test_record_numbers_of_two_apps_do_not_meet_in_one_person() -> None:
    first = volunteers(("レコード番号", "氏名"), ("1", "山田"))
    second = volunteers(("レコード番号", "氏名"), ("1", "鈴木"))
    assert first.rows[0].records[0].id != second.rows[0].records[0].id


def test_a_list_of_another_name_is_another_source() -> None:
    decoded = decode(csv_bytes([("氏名",), ("山田",)], "utf-8"))
    mapping = recognise(decoded, Kind.VOLUNTEERS)
    ids = {
        make_plan(decoded, mapping, "a", "h", TODAY, source=source).rows[0].records[0].id
        for source in ("", "北サテライト")
    }
    assert len(ids) == 2


@pytest.mark.parametrize("file_name", sorted(FILES))
def test_every_value_fits_its_field_in_the_data_model(file_name: str) -> None:
    accepted: dict[FieldType, type | tuple[type, ...]] = {
        FieldType.TEXT: str, FieldType.INTEGER: int, FieldType.BOOLEAN: bool, FieldType.DATE: str,
        FieldType.INSTANT: int, FieldType.ID: bytes, FieldType.SET: tuple,
    }  # fmt: skip
    found = plan((FIXTURES / file_name).read_bytes(), KINDS.get(file_name, Kind.VOLUNTEERS))
    for record in (record for row in found.rows for record in row.records):
        table = REGISTRY.by_name[record.table]
        for name, value in record.values.items():
            kind = table.by_name[name].type
            assert isinstance(value, accepted[kind]), (record.table, name, value)
            assert not (kind is FieldType.INTEGER and isinstance(value, bool))


def test_health_is_written_only_to_sealed_tables() -> None:
    for row in plan(kintone_volunteers()).rows:
        for record in row.records:
            if "ぜんそく" in repr(record.values):
                assert REGISTRY.by_name[record.table].space is SpaceKind.SEALED


@pytest.mark.parametrize("file_name", sorted(FILES))
def test_the_shipped_example_files_are_what_their_builders_make(file_name: str) -> None:
    stored, built = (FIXTURES / file_name).read_bytes(), FILES[file_name]()
    assert decode(stored) == decode(built)


def test_a_long_import_tells_how_far_it_is_and_stops_when_asked() -> None:
    heard: list[tuple[str, int, int]] = []

    def stop_late(step: str, done: int, total: int) -> bool:
        heard.append((step, done, total))
        return not (step == "check" and done >= 1000)

    with pytest.raises(Stopped):
        read_plan(many_volunteers(2000), "x", Kind.VOLUNTEERS, TODAY, Progress(stop_late))
    assert heard[-3:] == [("check", 0, 2000), ("check", 500, 2000), ("check", 1000, 2000)]


CODES = re.compile(
    r"""(?:FileRefused|unreadable|\.problem|_problem)\(\s*(?:cells, column, )?"([a-z_]+)"|"""
    r"""Reading\([^()\n]*?, "([a-z_]+)",|alike \+?= \[\("([a-z_]+)"|\(\("(same_[a-z]+)","""
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_that_a_reader_says_has_a_text(language: str) -> None:
    messages = Messages.load(language)
    keys = [f"import.slot.{slot.name}" for slots in SLOTS.values() for slot in slots]
    keys += [f"import.outcome.{outcome}" for outcome in Outcome]
    keys += [f"import.severity.{severity}" for severity in Severity]
    for path in (Path(__file__).parents[3] / "app/documents/readers").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        room = (
            "file"
            if path.stem in ("decode", "delimited", "directory_rows", "workbook")
            else "problem"
        )
        keys += [
            f"import.{room}.{next(filter(None, found.groups()))}"
            for found in CODES.finditer(source)
        ]
    assert len(keys) > 150
    assert not [key for key in keys if key not in messages]
