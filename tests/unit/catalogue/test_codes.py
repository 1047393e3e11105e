"""Code lists, shipped and of a centre."""

import re
from pathlib import Path

import pytest

from app.catalogue.codes import CodeEntry, CodeLists, read_list
from app.catalogue.messages import CatalogueError
from app.domain.code_fields import CODE_LIST_OF, REASON_LIST_OF
from app.domain.insurance import InsuranceState
from app.domain.minors import STAGES
from app.domain.needs import ACTS, NeedStatus
from app.domain.settings import SETTINGS
from app.domain.tables import REGISTRY

ON = "2026-08-11"
LISTS = CodeLists.load()
TONES = {"waiting", "ready", "out", "late", "done", "stopped", "decide"}
# A comment behind a field line: `# code list sex`, `# work, rest`, `# asked, confirmed, cancelled`.
FIELD_LINE = re.compile(r"^\s+\d+\s+(\w+)\s+(text|set)\b\s*(?:#\s*(.*))?$")
NAMED = re.compile(r"code list (\w+)")
ENUMERATED = re.compile(r"[a-z][a-z_]*(?:, [a-z][a-z_]*)+")
# Comments that count up words which are no codes of a field.
NOT_CODES = {
    "code_entry.attributes",
    "need_private.household",
    "need_private.utilities",
    "need_private.health",
    "need.reason",
    "need.road",
}


def commented_fields(repository: Path) -> dict[str, str]:
    """table.field -> the comment of its line, for every text and set field of the data model."""
    comments = {}
    for path in sorted((repository / "app" / "domain").glob("tables*.py")):
        table = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if named := re.match(r'^        "(\w+)",', line):
                table = named[1]
            elif found := FIELD_LINE.match(line):
                comments[f"{table}.{found[1]}"] = found[3] or ""
    return comments


def test_every_field_that_names_a_code_list_has_that_list(repository: Path) -> None:
    named = {
        field: found[1]
        for field, comment in commented_fields(repository).items()
        if (found := NAMED.search(comment))
    }
    assert len(named) > 10
    wrong = {field: name for field, name in named.items() if CODE_LIST_OF.get(field) != name}
    assert not wrong


def test_every_code_that_a_comment_counts_up_is_in_its_list(repository: Path) -> None:
    counted = {
        field: {code for code in found[0].split(", ") if not code.endswith("_")}
        for field, comment in commented_fields(repository).items()
        if (found := ENUMERATED.match(comment.split(": ")[-1])) and field not in NOT_CODES
    }
    assert len(counted) > 15
    for field, codes in counted.items():
        assert field in CODE_LIST_OF, f"{field} counts up {sorted(codes)}"
        listed = {entry.code for entry in LISTS.entries(CODE_LIST_OF[field], ON)}
        assert codes <= listed, field


def test_every_field_with_codes_exists_and_its_list_is_shipped() -> None:
    for path, name in CODE_LIST_OF.items():
        table, field = path.split(".")
        assert field in REGISTRY.by_name[table].by_name, path
        assert name in LISTS.shipped, name
    assert set(REASON_LIST_OF.values()) <= set(LISTS.shipped)
    choices = {setting.choices for setting in SETTINGS if setting.choices}
    assert choices <= set(LISTS.shipped)


def test_every_entry_has_both_languages_and_english_has_no_japanese() -> None:
    japanese = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
    for name, entries in LISTS.shipped.items():
        assert entries, name
        for entry in entries:
            assert entry.ja, f"{name}.{entry.code}"
            assert entry.en, f"{name}.{entry.code}"
            assert not japanese.search(entry.en), f"{name}.{entry.code}"
            assert re.fullmatch(r"[a-z0-9_]+", entry.code), f"{name}.{entry.code}"


def test_lists_that_the_rules_know_say_the_same_codes() -> None:
    def codes(name: str) -> list[str]:
        return [entry.code for entry in LISTS.entries(name, ON)]

    assert codes("need_status") == [str(status) for status in NeedStatus]
    assert codes("insurance_state") == sorted(InsuranceState, key=codes("insurance_state").index)
    assert codes("age_stage") == list(STAGES)
    assert {section for act in ACTS.values() for section in act.sections} <= set(codes("section"))
    assert {role for act in ACTS.values() for role in act.roles} <= set(codes("staff_role"))
    assert set(LISTS.attribute_map("age_band", "stage").values()) <= set(STAGES)


def test_a_status_has_one_of_the_seven_colours() -> None:
    for name in ("need_status", "team_state", "centre_status", "insurance_state", "inspection"):
        tones = LISTS.attribute_map(name, "tone")
        assert set(tones) == {entry.code for entry in LISTS.entries(name, ON)}
        assert set(tones.values()) <= TONES


def test_every_work_kind_has_a_class_of_risk_and_skilled_work_is_never_for_anyone() -> None:
    classes = LISTS.attribute_map("work_kind", "risk_class")
    assert set(classes) == {entry.code for entry in LISTS.entries("work_kind", ON)}
    skilled = LISTS.attribute_map("work_kind", "skilled")
    assert {classes[code] for code in skilled} <= {"C", "D"}


def test_every_tool_has_a_unit_and_a_known_type() -> None:
    types = {entry.code for entry in LISTS.entries("equipment_type", ON)}
    for entry in LISTS.entries("equipment", ON):
        assert entry.attributes["unit"]
        assert entry.attributes["type"] in types


def test_all_of_kanagawa_is_there_with_right_check_digits() -> None:
    entries = LISTS.entries("municipality", ON)
    wards = [entry for entry in entries if entry.attributes["kind"] == "ward"]
    assert (len(entries), len(wards)) == (61, 28)
    for entry in entries:
        total = sum(
            int(digit) * weight for digit, weight in zip(entry.code, (6, 5, 4, 3, 2), strict=True)
        )
        assert entry.attributes["jis6"] == f"{entry.code}{(11 - total % 11) % 10}"
    assert LISTS.attribute("municipality", "14201", "jis6") == "142018"
    assert {ward.attributes["parent"] for ward in wards} == {"14100", "14130", "14150"}


def test_a_label_is_in_the_language_asked_for() -> None:
    assert LISTS.label("work_kind", "mud_removal", "ja") == "土砂撤去・泥出し"
    assert LISTS.label("work_kind", "mud_removal", "en") == "Mud removal"
    assert LISTS.labels("work_kind", {"cleaning", "mud_removal"}, "en") == (
        "Mud removal",
        "Cleaning",
    )


def test_nothing_is_ever_without_a_label() -> None:
    assert LISTS.label("work_kind", "of_a_newer_version", "ja") == "of_a_newer_version"
    assert LISTS.label("work_kind", None, "ja") == ""
    assert LISTS.labels("work_kind", ["zzz", "cleaning"], "en") == ("Cleaning", "zzz")


def test_a_centre_adds_an_entry_between_two_shipped_ones() -> None:
    lists = LISTS.with_rows([CodeEntry("sex", "own", "独自", None, 5)])
    assert [entry.code for entry in lists.entries("sex", ON)][:3] == ["female", "own", "male"]
    assert lists.label("sex", "own", "en") == "独自"  # better than nothing
    assert LISTS.get("sex", "own") is None


def test_a_centre_renames_an_entry_from_a_day_on() -> None:
    lists = LISTS.with_rows([CodeEntry("work_kind", "yard", "庭の片付け", "Garden", None, ON)])
    before = lists.get("work_kind", "yard", "2026-08-10")
    after = lists.get("work_kind", "yard", ON)
    assert before is not None
    assert after is not None
    assert (before.ja, after.ja) == ("家周りの清掃", "庭の片付け")
    assert after.attributes["risk_class"] == "A"


def test_an_entry_is_offered_from_its_first_to_its_last_day_and_keeps_its_label() -> None:
    row = CodeEntry("refer_to", "dump", "臨時仮置場", "Dump", None, ON, "2026-08-12")
    lists = LISTS.with_rows([row])
    offered = [day for day in range(10, 14) if lists.offers("refer_to", "dump", f"2026-08-{day}")]
    assert offered == [11, 12]
    assert lists.label("refer_to", "dump", "ja") == "臨時仮置場"


def test_a_shipped_entry_can_be_taken_away_and_given_back() -> None:
    ended = CodeEntry("wish", "mud", ends_on="2026-08-10")
    again = CodeEntry("wish", "mud", starts_on="2026-08-20")
    lists = LISTS.with_rows([again, ended])
    assert lists.offers("wish", "mud", "2026-08-10")
    assert not lists.offers("wish", "mud", ON)
    assert lists.offers("wish", "mud", "2026-08-20")
    assert "mud" not in [entry.code for entry in lists.entries("wish", ON)]


def test_attributes_of_a_centre_stand_over_the_shipped_ones() -> None:
    row = CodeEntry("work_kind", "cleaning", attributes='{"risk_class": "B", "list": [1]}')
    lists = LISTS.with_rows([row])
    assert lists.attribute("work_kind", "cleaning", "risk_class") == "B"
    assert lists.attribute_map("work_kind", "risk_class")["cleaning"] == "B"
    assert lists.attribute("work_kind", "cleaning", "list") is None
    for broken in ("{", "[]", ""):
        row = CodeEntry("work_kind", "cleaning", attributes=broken)
        assert LISTS.with_rows([row]).attribute("work_kind", "cleaning", "risk_class") == "A"


def test_a_centre_may_make_a_list_of_its_own() -> None:
    lists = LISTS.with_rows([CodeEntry("block", "shonan", "湘南", "Shonan")])
    assert "block" in lists.names()
    assert [entry.ja for entry in lists.entries("block", ON)] == ["湘南"]
    with pytest.raises(KeyError):
        LISTS.entries("block", ON)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[code]", "codes/x.toml"),
        ('[[code]]\ncode = "a"\nja = "あ"\n', "entry 1 lacks"),
        ('[[code]]\ncode="a"\nja="あ"\nen="A"\n[[code]]\ncode="a"\nja="い"\nen="B"\n', "twice"),
    ],
)
def test_a_broken_list_names_itself(text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        read_list("x", text)
