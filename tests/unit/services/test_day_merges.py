"""要確認 after a merge: what two desks did at once is kept, asked about, and put right in one tap.

Two real devices of one centre, which meet and then work without each other.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.staff_access import Access
from app.services.check_ins import CheckIn
from app.services.command import Actor, Command
from app.services.day_decide import things_to_decide
from app.services.day_merges import (
    BringRecordBack,
    GiveNewNumber,
    JoinCheckIns,
    LeaveAsItIs,
)
from app.services.erasure import EraseSubject
from app.services.teams import DisbandTeam, FormTeam
from app.services.teams_vehicles import ChooseVehicle
from app.services.volunteers import RegisterVolunteer
from app.store.queries.reception import check_ins_of
from app.store.queries.today_decide import Question
from app.store.queries.waiting import waiting_people
from sync.core.ids import EntityId
from tests.support.busy_day import ISO, at
from tests.support.centres import Centre
from tests.support.erasing import everything_said
from tests.support.planting import Plant, clash, plant
from tests.support.together import Host, meet

Desks = tuple[Centre, Centre, Callable[[], None]]
CHIEF = Access("chief", all_sections=True)


@pytest.fixture
def desks(centre: Centre, tmp_path: Path) -> Iterator[Desks]:
    """A, B, and the two of them meeting; each has somebody at it."""
    host = Host(centre.operation)
    other = host.let_in(tmp_path / "B", ("admin",))
    for one, name in ((centre, "訓練 受付"), (other, "訓練 配置")):
        staff = plant(one, "staff", name=name, role="chief", active=True)
        one.actor = Actor(staff, name, "chief")
        one.clock.advance(60_000)

    def together() -> None:
        assert meet(other, host).same

    together()
    yield centre, other, together
    other.operation.close()


def asked(desk: Centre) -> list[Question]:
    now = desk.clock.now_ms()
    return list(desk.operation.read(lambda db: things_to_decide(db, now, CHIEF)))


def the(desks: tuple[Centre, ...], kind: str) -> Question:
    """The one question of this kind: on both devices, the same in every word."""
    first, second = ([one for one in asked(desk) if one.kind == kind] for desk in desks)
    assert first == second
    (found,) = first
    return found


def kinds(desk: Centre) -> set[str]:
    return {one.kind for one in asked(desk)}


def by(question: Question) -> set[tuple[str, str]]:
    return {(side.by.letter, side.by.person) for side in question.sides}


BOTH = {("A", "訓練 受付"), ("B", "訓練 配置")}


def done(desk: Centre, command: Command) -> EntityId:
    entity = desk.do(command).entity
    assert entity is not None
    return entity


def test_a_need_that_two_desks_gave_a_team(desks: Desks) -> None:
    a, b, together = desks
    need = plant(a, "need", number="N-0001", status="ready")
    together()
    teams = [done(desk, FormTeam(need)) for desk in (a, b)]
    plant(a, "team", teams[0], phone="090-0000-0031", leader_name="訓練 太郎")
    plant(b, "team", teams[1], phone="090-0000-0032", leader_name="訓練 次郎")
    together()
    question = the((a, b), "need_twice")
    assert question.label == "N-0001"
    assert by(question) == BOTH
    assert {(side.what, side.phone) for side in question.sides} == {
        ("1班 訓練 太郎", "090-0000-0031"), ("B1班 訓練 次郎", "090-0000-0032"),
    }  # fmt: skip
    assert asked(a)[0] == question
    b.do(DisbandTeam(teams[1]))
    together()
    assert "need_twice" not in kinds(a) | kinds(b)


def test_a_second_team_on_purpose_is_no_question(desks: Desks) -> None:
    a, b, together = desks
    need = plant(a, "need", number="N-0001", status="ready")
    done(a, FormTeam(need))
    together()
    done(b, FormTeam(need))
    together()
    assert "need_twice" not in kinds(a) | kinds(b)


def test_both_teams_may_go_when_somebody_says_so(desks: Desks) -> None:
    a, b, together = desks
    need = plant(a, "need", number="N-0001", status="ready")
    together()
    for desk in (a, b):
        done(desk, FormTeam(need))
    together()
    question = the((a, b), "need_twice")
    said = a.do(LeaveAsItIs(question.id))
    together()
    assert "need_twice" not in kinds(a) | kinds(b)
    assert a.refuse(LeaveAsItIs(EntityId(b"x" * 16))).code == "decided_already"
    a.undo(said)
    together()
    assert the((a, b), "need_twice") == question


def test_a_car_that_two_teams_took(desks: Desks) -> None:
    a, b, together = desks
    car = plant(a, "vehicle", name="センターの軽トラ", kind="light_truck", may_use_on_site=True)
    together()
    teams = [done(desk, FormTeam(note="資材")) for desk in (a, b)]
    for desk, team in zip((a, b), teams, strict=True):
        desk.do(ChooseVehicle(team, car))
    together()
    question = the((a, b), "car_twice")
    assert (question.label, by(question)) == ("センターの軽トラ", BOTH)
    a.do(ChooseVehicle(teams[0]))
    assert "car_twice" not in kinds(a)


def test_somebody_whom_two_desks_received(desks: Desks) -> None:
    a, b, together = desks
    who = done(a, RegisterVolunteer("訓練 花子", "", "090-0000-0011"))
    together()
    ids = [done(desk, CheckIn(who, although=("uninsured",))) for desk in (a, b)]
    together()
    question = the((a, b), "twice_in")
    assert (question.label, by(question)) == ("訓練 花子", BOTH)
    team = done(b, FormTeam(note="資材"))
    plant(b, "team_member", team=team, check_in=ids[1], volunteer=who, heads=1)
    together()
    b.do(JoinCheckIns(question.id))
    together()
    for desk in (a, b):
        assert "twice_in" not in kinds(desk)
        # The one that is on a team stays, with the earlier arrival.
        ((kept, came),) = desk.rows("SELECT id, at FROM live_check_in")
        assert kept == ids[1]
        assert came == min(desk.rows("SELECT at FROM check_in"))[0]


def test_coming_again_after_leaving_is_no_question(centre: Centre) -> None:
    who = done(centre, RegisterVolunteer("訓練 花子", "", "090-0000-0011"))
    plant(centre, "check_in", volunteer=who, day=ISO, at=at(8), left_at=at(9), heads=1)
    plant(centre, "check_in", volunteer=who, day=ISO, at=at(9, 30), heads=1)
    assert "twice_in" not in kinds(centre)


def test_a_record_that_one_desk_deleted_and_another_used(desks: Desks) -> None:
    a, b, together = desks
    made = a.do(RegisterVolunteer("訓練 花子", "", "090-0000-0011"))
    together()
    a.undo(made)
    assert made.entity is not None
    b.do(CheckIn(made.entity, although=("uninsured",)))
    together()
    question = the((a, b), "parent_deleted")
    assert (question.note, question.about) == ("volunteer", made.entity)
    assert {(side.what, side.by.letter, side.by.person) for side in question.sides} == {
        ("deleted", "A", "訓練 受付"), ("used", "B", "訓練 配置"),
    }  # fmt: skip
    for desk in (a, b):  # whoever is here stays in every list
        (waits,) = desk.operation.read(lambda db: waiting_people(db, ISO))
        (line,) = desk.operation.read(lambda db: check_ins_of(db, date.fromisoformat(ISO)))
        assert waits.name == line.name == "訓練 花子"
    b.do(BringRecordBack(question.id))
    together()
    assert "parent_deleted" not in kinds(a) | kinds(b)
    assert a.rows("SELECT name FROM live_volunteer") == [("訓練 花子",)]


def test_one_number_on_two_records(centre: Centre) -> None:
    """Only a copy of the centre gives a letter twice."""
    first = done(centre, RegisterVolunteer("訓練 花子", "", "090-0000-0011"))
    plant(centre, "device", letter="A", label="控えから戻した端末", roles=("admin",))
    centre.clock.advance(1000)
    later = done(centre, RegisterVolunteer("訓練 次郎", "", "090-0000-0012"))
    plant(centre, "volunteer", later, number="A-0001")
    (question,) = [one for one in asked(centre) if one.kind == "same_number"]
    assert [side.what for side in question.sides] == ["A-0001", "A-0001-2"]
    assert [side.about for side in question.sides] == [first, later]
    centre.do(GiveNewNumber(question.id))
    assert "same_number" not in kinds(centre)
    rows = centre.rows("SELECT name, number FROM live_volunteer ORDER BY number")
    assert rows == [("訓練 花子", "A-0001"), ("訓練 次郎", "A-0003")]


def test_heads_that_differ_are_asked_until_counted_or_explained(centre: Centre) -> None:
    team = plant(centre, "team", number="4班", day=ISO, state="back", heads_out=5, heads_back=4)
    (question,) = asked(centre)
    assert (question.kind, question.note, question.number) == ("heads_differ", "5→4", 1)
    centre.do(LeaveAsItIs(question.id))
    assert asked(centre) == []
    plant(centre, "team", team, heads_back=3)
    (again,) = asked(centre)
    assert again.id != question.id
    plant(centre, "team", team, heads_back=5)
    assert asked(centre) == []


def test_a_conflict_says_who_wrote_both_values(desks: Desks) -> None:
    a, b, together = desks
    team = plant(a, "team", number="4班", day=ISO, heads_out=3)
    together()
    a.clock.advance(60_000)
    plant(a, "team", team, heads_out=4)
    b.clock.advance(120_000)
    plant(b, "team", team, heads_out=5)
    together()
    conflict = the((a, b), "conflict").conflict
    assert conflict is not None
    assert conflict.shown_by is not None
    assert conflict.other_by is not None
    shown, other = conflict.shown_by, conflict.other_by
    assert (conflict.shown, shown.letter, shown.person) == (5, "B", "訓練 配置")
    assert (conflict.other, other.letter, other.person) == (4, "A", "訓練 受付")
    assert (shown.at_ms, other.at_ms) == (b.clock.now_ms(), a.clock.now_ms())
    assert shown.label == "訓練 B"


def test_a_deletion_says_who_deleted(centre: Centre) -> None:
    made = centre.do(Plant((("vehicle", None, {"name": "ワゴン"}),)))
    assert made.entity is not None
    centre.undo(made)
    deleted_ms = centre.clock.now_ms()
    clash(centre, "vehicle", made.entity, "name", "軽トラ")
    (question,) = asked(centre)
    assert question.conflict is not None
    assert question.conflict.shown_by is not None
    assert question.conflict.shown_by.at_ms == deleted_ms


def test_what_came_in_late_about_somebody_erased_is_erased_once_more(desks: Desks) -> None:
    a, b, together = desks
    who = done(a, RegisterVolunteer("架空 消子", "", "090-0000-0066"))
    together()
    a.do(EraseSubject(who, "本人の求め"))
    plant(b, "vehicle", volunteer=who, plate="訓練 500 あ 00-66")
    together()
    question = the((a, b), "erased_late")
    assert (question.about, question.label, question.note) == (who, "A-0001", "本人の求め")
    assert by(question) == {("B", "訓練 配置")}
    a.do(EraseSubject(question.about, question.note))
    together()
    for desk in (a, b):
        assert "erased_late" not in kinds(desk)
        assert desk.rows("SELECT 1 FROM vehicle") == []
        assert "500 あ".encode() not in everything_said(desk.operation)
