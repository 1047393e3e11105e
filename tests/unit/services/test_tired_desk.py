"""The reception by somebody who has been up since five: slips are asked about or do no harm."""

from datetime import date

import pytest

from app.domain.calendar_jp import instant_of, start_of
from app.services.centre import ChangeSetting
from app.services.check_ins import CancelCheckIn, CheckIn, CheckInGroup
from app.services.command import Ok, Override
from app.services.dispatch import CheckTeam, SendOut
from app.services.groups import EnrolGroup, RegisterGroup
from app.services.insurance import SeeInsuranceProof
from app.services.staff import AddStaff, StaffCard
from app.services.teams import FormTeam, RemoveMember
from app.services.teams_changes import FinishCentreWork
from app.services.volunteers import RegisterVolunteer
from app.services.volunteers_merging import MergeVolunteers
from app.store.queries.waiting import waiting_people
from sync.core.ids import EntityId
from tests.support.centres import Centre

TODAY = date(2026, 8, 11)
RANGE = "number_out_of_range"


def made(done: Ok) -> EntityId:
    assert done.entity is not None
    return done.entity


def here(centre: Centre) -> EntityId:
    volunteer = made(centre.do(RegisterVolunteer("訓練 一郎")))
    return made(centre.do(CheckIn(volunteer, although=("uninsured",))))


def work_at_the_centre(centre: Centre, check_in: EntityId) -> EntityId:
    centre.do(SeeInsuranceProof(volunteer_of(centre, check_in), "basic"))
    return made(centre.do(FormTeam(members=(check_in,), kind="centre", note="訓練の片付け")))


def volunteer_of(centre: Centre, check_in: EntityId) -> EntityId:
    ((found,),) = centre.rows("SELECT volunteer FROM live_check_in WHERE id = ?", check_in)
    assert isinstance(found, bytes)
    return EntityId(found)


def test_the_wrong_person_on_a_team_is_taken_off_and_was_never_here(centre: Centre) -> None:
    check_in = here(centre)
    team = work_at_the_centre(centre, check_in)
    assert centre.refuse(CancelCheckIn(check_in)).code == "on_a_team"
    ((member,),) = centre.rows("SELECT id FROM live_team_member")
    assert isinstance(member, bytes)
    centre.clock.ms += 60_000
    centre.do(RemoveMember(team, EntityId(member)))
    centre.clock.ms += 60_000
    centre.do(FinishCentreWork(team))
    centre.do(CancelCheckIn(check_in))
    assert centre.rows("SELECT count(*) FROM live_check_in") == [(0,)]


def test_who_worked_was_here(centre: Centre) -> None:
    check_in = here(centre)
    centre.do(FinishCentreWork(work_at_the_centre(centre, check_in)))
    assert centre.refuse(CancelCheckIn(check_in)).code == "on_a_team"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (RegisterGroup("訓練会", heads=10_000), "heads"),
        (RegisterGroup("訓練会", heads_male=500, heads_female=500), "heads"),
        (RegisterGroup("訓練会", heads=9, more={"starts_on": "2026-08-11", "days": 99}), "days"),
    ],
)
def test_a_slip_of_the_finger_in_a_group(
    centre: Centre, command: RegisterGroup, field: str
) -> None:
    refused = centre.refuse(command)
    assert (refused.code, refused.field) == (RANGE, field)


def test_nobody_comes_with_ten_thousand(centre: Centre) -> None:
    group = made(centre.do(RegisterGroup("訓練会", heads=9, insured=9)))
    assert centre.refuse(CheckInGroup(group, heads=10_000)).code == RANGE
    centre.do(CheckInGroup(group, heads=12))


def test_a_group_is_enrolled_once(centre: Centre) -> None:
    group = made(centre.do(RegisterGroup("訓練会", heads=9, uninsured=9)))
    centre.do(EnrolGroup(group))
    assert centre.refuse(EnrolGroup(group)).code == "insured_this_year"
    assert centre.rows("SELECT count(*) FROM live_insurance") == [(1,)]


def test_a_name_over_two_lines_is_one_line(centre: Centre) -> None:
    centre.do(RegisterVolunteer("訓練\n花子", more={"experience_note": "一行目\n二行目"}))
    assert centre.rows("SELECT name, experience_note FROM live_volunteer") == [
        ("訓練 花子", "一行目\n二行目")
    ]


@pytest.mark.parametrize(
    ("exception", "begins"),
    [(True, instant_of(TODAY, 9 * 60 + 42)), (False, start_of(date(2026, 8, 12)))],
)
def test_a_proof_of_today_counts_at_once_under_the_exception(
    centre: Centre, exception: bool, begins: int
) -> None:
    centre.do(ChangeSetting("large_disaster_exception", exception))
    volunteer = made(centre.do(RegisterVolunteer("訓練 花子")))
    centre.do(SeeInsuranceProof(volunteer, "basic", enrolled_on=TODAY))
    assert centre.rows("SELECT effective_at FROM live_insurance") == [(begins,)]
    if exception:
        centre.do(CheckIn(volunteer))
    else:
        assert centre.refuse(CheckIn(volunteer)).code == "insurance_not_yet"


def test_an_override_is_on_record_under_the_name_that_the_staff_has(centre: Centre) -> None:
    chief = made(centre.do(AddStaff(StaffCard("訓練 長", "chief"), pin="1234")))
    check_in = here(centre)
    said = Override(chief, "別の 名前", "member", "待機のみ")
    centre.do(FormTeam(members=(check_in,), note="訓練の片付け", overrides=(said,)))
    assert centre.rows("SELECT by_name, role, reason FROM live_hard_stop_override") == [
        ("訓練 長", "chief", "待機のみ")
    ]


def test_a_team_of_nobody_stays_whatever_was_counted(centre: Centre) -> None:
    team = made(centre.do(FormTeam(note="訓練の片付け")))
    centre.do(CheckTeam(team, True, True, True, phone_known=True, phone="090-0000-0011"))
    assert centre.refuse(SendOut(team, heads_out=7)).code == "nobody_goes_out"


def test_one_human_under_two_records_is_on_one_team(centre: Centre) -> None:
    first = here(centre)
    second = made(centre.do(RegisterVolunteer("訓練 一郎", another_person=True)))
    again = made(centre.do(CheckIn(second, although=("uninsured",))))
    team = work_at_the_centre(centre, first)
    centre.do(SeeInsuranceProof(second, "basic"))
    centre.do(MergeVolunteers(volunteer_of(centre, first), second))
    waiting = centre.operation.read(lambda db: waiting_people(db, TODAY))
    assert [person.id for person in waiting] == []
    assert centre.refuse(FormTeam(members=(again,), kind="centre", note="洗う")).code == (
        "already_on_team"
    )
    centre.do(FinishCentreWork(team))
    waiting = centre.operation.read(lambda db: waiting_people(db, TODAY))
    assert len(waiting) == 1
