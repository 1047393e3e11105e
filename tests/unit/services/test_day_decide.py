"""要確認: what stands there, when it goes, and what a decision leaves on record."""

import pytest

from app.domain.staff_access import Access
from app.services.command import Actor
from app.services.day_decide import (
    DecideConflict,
    DenyDuplicate,
    count_to_decide,
    things_to_decide,
)
from app.services.volunteers_merging import MergeVolunteers
from app.store.queries.today_decide import Question
from sync.core.ids import EntityId
from tests.support.busy_day import ISO, BusyDay, at
from tests.support.centres import Centre
from tests.support.planting import Plant, clash, plant

CHIEF = Access("chief", all_sections=True)
EQUIPMENT = Access("member", frozenset({"equipment"}))


def asked(centre: Centre, access: Access = CHIEF) -> list[Question]:
    now = centre.clock.now_ms()
    return list(centre.operation.read(lambda db: things_to_decide(db, now, access)))


def kinds(centre: Centre) -> list[str]:
    return [question.kind for question in asked(centre)]


def the(centre: Centre, kind: str, access: Access = CHIEF) -> Question:
    (found,) = [one for one in asked(centre, access) if one.kind == kind]
    return found


def test_an_empty_centre_has_nothing_to_decide(centre: Centre) -> None:
    assert asked(centre) == []


def test_a_busy_day_asks_about_the_late_team_and_the_uninsured(
    centre: Centre, busy: BusyDay
) -> None:
    assert kinds(centre) == ["late_team", "no_insurance", "heads_differ"]
    late = the(centre, "late_team")
    assert (late.label, late.note, late.number) == ("1班", "090-0000-0031", 12)
    now = centre.clock.now_ms()
    assert centre.operation.read(lambda db: count_to_decide(db, now)) == 3


def test_who_went_home_or_was_insured_is_no_longer_asked_about(
    centre: Centre, busy: BusyDay
) -> None:
    who = busy.people["variant"]
    plant(centre, "check_in", busy.check_ins[who], left_at=at(9, 41))
    assert kinds(centre) == ["late_team", "heads_differ"]
    plant(centre, "check_in", busy.check_ins[who], left_at=None)
    assert kinds(centre) == ["late_team", "no_insurance", "heads_differ"]
    plant(centre, "insurance", volunteer=who, plan="basic", effective_at=at(0), ends_at=at(99))
    assert kinds(centre) == ["late_team", "heads_differ"]


def test_after_an_earthquake_the_basic_plan_is_asked_about(centre: Centre, busy: BusyDay) -> None:
    who = busy.people["variant"]
    plant(centre, "insurance", volunteer=who, plan="basic", effective_at=at(0), ends_at=at(99))
    plant(centre, "setting", key="earthquake", value="true", effective_on=ISO)
    assert kinds(centre) == ["late_team", "no_insurance", "heads_differ"]


def test_a_person_on_two_teams_at_once(centre: Centre, busy: BusyDay) -> None:
    check_in = busy.check_ins[busy.people["bmp"]]
    other = plant(centre, "team", number="4班", day=ISO, state="forming")
    plant(centre, "team_member", team=other, check_in=check_in, heads=1)
    question = the(centre, "two_teams")
    assert set(question.note.split("・")) == {"1班", "4班"}
    group = busy.check_ins[busy.people["group"]]
    plant(centre, "team_member", team=other, check_in=group, heads=6)
    assert kinds(centre).count("two_teams") == 1  # two and six of its eight are no clash


def test_a_leader_is_asked_and_the_door_stays_shut(centre: Centre, busy: BusyDay) -> None:
    plant(centre, "need", busy.needs["ready"], status="triage")
    assert the(centre, "leader").label == "N-0003"
    plant(centre, "need", busy.needs["ready"], status="survey_waiting", visits=2)
    assert "absent" not in kinds(centre)
    plant(centre, "need", busy.needs["ready"], visits=3)
    assert the(centre, "absent").number == 3
    plant(centre, "survey", need=busy.needs["ready"], state="planned", planned_at=at(14))
    assert "absent" not in kinds(centre)


def test_a_place_below_zero(centre: Centre, busy: BusyDay) -> None:
    plant(
        centre, "stock_move", equipment=busy.tools["shovel"], from_place=busy.tools["place"],
        quantity=18, reason="consume", at=at(9),
    )  # fmt: skip
    question = the(centre, "stock_below_zero")
    assert (question.label, question.note, question.number) == ("角スコップ", "本部倉庫", 3)


def double(centre: Centre) -> tuple[EntityId, EntityId]:
    """One person, registered at two desks."""
    both = []
    for number in ("A-0901", "B-0901"):
        one = plant(centre, "volunteer", number=number, name="架空 二重", phone="090-0000-0044")
        plant(centre, "insurance", volunteer=one, plan="quake", effective_at=0, ends_at=at(999))
        plant(centre, "check_in", volunteer=one, day=ISO, at=at(9), heads=1)
        both.append(one)
    return min(both), max(both)


def test_two_records_of_one_person_are_merged_or_kept_apart(centre: Centre) -> None:
    one, other = double(centre)
    question = the(centre, "duplicate")
    assert (question.about, question.other) == (one, other)
    merged = centre.do(MergeVolunteers(one, other))
    assert asked(centre) == []
    centre.undo(merged)
    denied = centre.do(DenyDuplicate(other, one))
    assert asked(centre) == []
    centre.undo(denied)
    assert the(centre, "duplicate").id == question.id
    assert centre.refuse(DenyDuplicate(one, one)).code == "no_such_pair"
    assert centre.refuse(DenyDuplicate(one, EntityId(b"x" * 16))).code == "no_such_pair"


def test_a_family_with_one_telephone_is_not_asked_about(centre: Centre) -> None:
    for name in ("架空 太郎", "架空 花子"):
        one = plant(centre, "volunteer", name=name, phone="090-0000-0044")
        plant(centre, "insurance", volunteer=one, plan="quake", effective_at=0, ends_at=at(999))
        plant(centre, "check_in", volunteer=one, day=ISO, at=at(9), heads=1)
    assert asked(centre) == []


def test_a_conflict_shows_both_values_and_is_decided_for_either(
    centre: Centre, busy: BusyDay
) -> None:
    team = busy.teams["whole"]
    clash(centre, "team", team, "heads_back", 3, 2)
    question = the(centre, "conflict")
    assert question.conflict is not None
    assert (question.label, question.conflict.field) == ("3班", "heads_back")
    assert (question.conflict.shown, question.conflict.other) == (2, 3)
    taken = centre.do(DecideConflict(question.id, take_other=True))
    assert "conflict" not in kinds(centre)
    assert centre.rows("SELECT heads_back FROM team WHERE id = ?", team) == [(3,)]
    assert centre.refuse(DecideConflict(question.id, take_other=True)).code == "decided_already"
    centre.undo(taken)
    assert centre.rows("SELECT heads_back FROM team WHERE id = ?", team) == [(2,)]


def test_what_is_shown_can_be_confirmed(centre: Centre, busy: BusyDay) -> None:
    clash(centre, "team", busy.teams["whole"], "check_health", True, False)
    question = the(centre, "conflict")
    centre.do(DecideConflict(question.id, take_other=False))
    assert "conflict" not in kinds(centre)
    rows = centre.rows("SELECT check_health FROM team WHERE id = ?", busy.teams["whole"])
    assert rows == [(0,)]
    assert centre.operation.rebuild_digest() == centre.operation.working_set.digest()


def test_three_values_are_one_question_each(centre: Centre, busy: BusyDay) -> None:
    clash(centre, "team", busy.teams["whole"], "heads_back", 1, 2, 3)
    conflicts = [one for one in asked(centre) if one.kind == "conflict"]
    assert {one.conflict.other for one in conflicts if one.conflict} == {1, 2}
    centre.do(DecideConflict(conflicts[0].id, take_other=True))
    assert "conflict" not in kinds(centre)


def test_ids_are_called_by_name_and_rows_by_what_they_belong_to(
    centre: Centre, busy: BusyDay
) -> None:
    people = busy.people
    clash(centre, "team", busy.teams["whole"], "leader", people["old"], people["bmp"])
    question = the(centre, "conflict")
    assert question.conflict is not None
    assert (question.conflict.shown_name, question.conflict.other_name) == ("A-0003", "A-0002")


def test_a_residents_values_are_for_those_whose_work_needs_them(
    centre: Centre, busy: BusyDay
) -> None:
    need = busy.needs["out"]
    clash(centre, "need_private", need, "phone", "090-0000-0081", "090-0000-0082")
    seen = the(centre, "conflict")
    assert seen.conflict is not None
    assert seen.label == "N-0001"
    assert seen.conflict.other == "090-0000-0081"
    hidden = the(centre, "conflict", EQUIPMENT)
    assert hidden.conflict is not None
    assert (hidden.conflict.shown, hidden.conflict.other) == (None, None)
    assert hidden.conflict.hidden
    desk = Actor(EntityId(b"e" * 16), "訓練 道具", "member", frozenset({"equipment"}), False)
    assert centre.refuse(DecideConflict(seen.id, True), desk).code == "other_section"
    observer = Actor(EntityId(b"o" * 16), "訓練 見学", "observer")
    assert centre.refuse(DecideConflict(seen.id, True), observer).code == "read_only"


@pytest.mark.parametrize(("bring_back", "shown"), [(True, [("軽トラ",)]), (False, [])])
def test_what_was_changed_after_somebody_deleted_it_comes_back_or_stays_away(
    centre: Centre, bring_back: bool, shown: list[tuple[str]]
) -> None:
    made = centre.do(Plant((("vehicle", None, {"name": "ワゴン"}),)))
    assert made.entity is not None
    centre.undo(made)
    clash(centre, "vehicle", made.entity, "name", "軽トラ")
    question = the(centre, "conflict")
    assert question.conflict is not None
    assert question.conflict.kind == "edited_after_deletion"
    centre.do(DecideConflict(question.id, bring_back))
    assert asked(centre) == []
    assert centre.rows("SELECT name FROM live_vehicle") == shown
