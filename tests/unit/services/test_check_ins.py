"""Who is here today: every doubt is asked about, nothing is counted twice, undo takes it back."""

from datetime import date
from typing import Any

import pytest

from app.services.bookings import BookDay
from app.services.centre import ChangeSetting
from app.services.check_ins import CancelCheckIn, CheckIn, CheckInGroup, LeaveForToday
from app.services.command import Notice
from app.services.groups import EnrolGroup, RegisterGroup
from app.services.insurance import EnrolInsurance
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.services.volunteers_merging import MergeVolunteers, UnmergeVolunteer
from sync.core.ids import EntityId
from tests.support.centres import Centre

DAY_MS = 24 * 60 * 60 * 1000


def somebody(centre: Centre, name: str = "訓練 花子", **more: Any) -> EntityId:
    done = centre.do(RegisterVolunteer(name, more=more))
    assert done.entity is not None
    return done.entity


def insured(centre: Centre, name: str = "訓練 花子", **more: Any) -> EntityId:
    volunteer = somebody(centre, name, **more)
    centre.do(EnrolInsurance(volunteer, exception=True))
    return volunteer


def test_an_insured_person_is_checked_in_once_a_day(centre: Centre) -> None:
    volunteer = insured(centre)
    done = centre.do(CheckIn(volunteer, "scan"))
    assert done.notices == (Notice("first_time"),)
    again = centre.refuse(CheckIn(volunteer, "scan"))
    assert (again.code, again.params["at"]) == ("again", "9:42")
    assert centre.rows("SELECT day, heads, first_time, means, desk FROM live_check_in") == [
        ("2026-08-11", 1, 1, "scan", "A")
    ]


def test_the_next_day_the_person_is_no_first_timer(centre: Centre) -> None:
    volunteer = insured(centre)
    centre.do(CheckIn(volunteer))
    centre.clock.ms += DAY_MS
    assert centre.do(CheckIn(volunteer)).notices == ()
    assert centre.rows("SELECT first_time FROM live_check_in ORDER BY at") == [(1,), (0,)]


def test_who_went_home_and_comes_back_is_not_counted_twice(centre: Centre) -> None:
    volunteer = insured(centre)
    here = centre.do(CheckIn(volunteer)).entity
    assert here is not None
    centre.do(LeaveForToday(here))
    assert centre.do(CheckIn(volunteer)).notices == (Notice("came_back"),)
    assert centre.rows("SELECT left_at FROM live_check_in") == [(None,)]


def test_undo_takes_a_check_in_back(centre: Centre) -> None:
    volunteer = insured(centre)
    done = centre.do(CheckIn(volunteer))
    centre.undo(done)
    assert centre.rows("SELECT count(*) FROM live_check_in") == [(0,)]
    later = centre.do(CheckIn(volunteer))
    assert later.entity is not None
    centre.do(CancelCheckIn(later.entity))
    assert centre.rows("SELECT count(*) FROM live_check_in") == [(0,)]


@pytest.mark.parametrize(
    ("claim", "code"),
    [(None, "uninsured"), ("none", "uninsured"), ("quake", "insurance_unproven"),
     ("insured", "insurance_unproven"), ("applying", "insurance_applying")],
)  # fmt: skip
def test_nobody_is_checked_in_on_a_word_about_the_insurance(
    centre: Centre, claim: str | None, code: str
) -> None:
    volunteer = somebody(centre, insurance_claim=claim)
    assert centre.refuse(CheckIn(volunteer)).code == code
    centre.do(CheckIn(volunteer, although=(code,)))
    assert centre.rows("SELECT insurance_claim FROM live_volunteer") == [("applying",)]


def test_enrolled_today_is_not_yet_covered_without_the_exception(centre: Centre) -> None:
    volunteer = somebody(centre)
    done = centre.do(EnrolInsurance(volunteer))
    assert done.notices == (Notice("cover_starts_later", {"day": "8/12"}),)
    assert centre.refuse(CheckIn(volunteer)).code == "insurance_not_yet"
    centre.do(CheckIn(volunteer, although=("insurance_not_yet",)))
    assert centre.rows("SELECT insurance_claim FROM live_volunteer") == [("basic",)]


def test_a_policy_of_last_year_and_one_that_does_not_cover_a_quake_are_told_apart(
    centre: Centre,
) -> None:
    volunteer = somebody(centre)
    march = centre.clock.ms - 150 * DAY_MS
    centre.do(EnrolInsurance(volunteer, "basic", enrolled_at=march))
    assert centre.refuse(CheckIn(volunteer)).code == "insurance_expired"
    other = insured(centre, "訓練 次郎")
    centre.do(ChangeSetting("earthquake", True))
    assert centre.refuse(CheckIn(other)).code == "insurance_wrong_plan"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"age_band": "high_school"}, "minor_without_consent"),
        ({"age_band": "junior_high", "guardian_consent": True}, "minor_without_guardian"),
        ({"born_on": "2018-05-05"}, "too_young"),
    ],
)
def test_a_minor_is_asked_for_consent_before_the_insurance(
    centre: Centre, facts: dict[str, Any], code: str
) -> None:
    volunteer = somebody(centre, **facts)
    assert centre.refuse(CheckIn(volunteer)).code == code
    assert centre.refuse(CheckIn(volunteer, although=(code,))).code == "uninsured"


def test_the_consent_form_opens_the_way(centre: Centre) -> None:
    volunteer = insured(centre, age_band="high_school")
    assert centre.refuse(CheckIn(volunteer)).code == "minor_without_consent"
    centre.do(ChangeVolunteer(volunteer, {"guardian_consent": True}))
    centre.do(CheckIn(volunteer))


def test_a_booking_for_another_day_is_asked_about(centre: Centre) -> None:
    volunteer = insured(centre)
    centre.do(BookDay(date(2026, 8, 13), volunteer))
    refused = centre.refuse(CheckIn(volunteer))
    assert (refused.code, refused.params["day"]) == ("other_day", "8/13")
    centre.do(CheckIn(volunteer, although=("other_day",)))


@pytest.mark.parametrize("wished", [("2026-08-11", "2026-08-13"), ("2026-08-09",), ()])
def test_a_booking_for_today_or_for_the_past_is_no_doubt(
    centre: Centre, wished: tuple[str, ...]
) -> None:
    volunteer = insured(centre, wished_on=wished)
    centre.do(CheckIn(volunteer))


def test_a_full_day_is_said_and_the_desk_decides(centre: Centre) -> None:
    centre.do(ChangeSetting("daily_capacity", 1))
    centre.do(CheckIn(insured(centre)))
    second = insured(centre, "訓練 次郎")
    assert centre.refuse(CheckIn(second)).code == "day_is_full"
    centre.do(CheckIn(second, although=("day_is_full",)))


def test_a_merged_record_is_the_same_person(centre: Centre) -> None:
    first = insured(centre, "渡邉 健一")
    second = somebody(centre, "わたなべ けんいち")
    centre.do(MergeVolunteers(first, second))
    done = centre.do(CheckIn(second))
    assert centre.rows("SELECT volunteer FROM live_check_in") == [(first,)]
    assert centre.refuse(CheckIn(first)).code == "again"
    centre.undo(done)
    centre.do(UnmergeVolunteer(second))
    assert centre.refuse(CheckIn(second)).code == "uninsured"


def test_insurance_of_the_record_that_was_merged_away_counts(centre: Centre) -> None:
    first, second = somebody(centre, "渡邉 健一"), insured(centre, "渡辺 健一")
    centre.do(MergeVolunteers(first, second))
    centre.do(CheckIn(first))


def test_unknown_records_are_refused(centre: Centre) -> None:
    nobody = EntityId(bytes(16))
    assert centre.refuse(CheckIn(nobody)).code == "no_such_volunteer"
    assert centre.refuse(CheckInGroup(nobody)).code == "no_such_group"
    assert centre.refuse(LeaveForToday(nobody)).code == "no_such_check_in"
    assert centre.refuse(CancelCheckIn(nobody)).code == "no_such_check_in"


def test_a_group_is_checked_in_with_the_heads_that_came(centre: Centre) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads=12, uninsured=0)).entity
    assert group is not None
    centre.do(CheckInGroup(group, heads=10))
    assert centre.rows('SELECT "group", heads, means FROM live_check_in') == [(group, 10, "group")]
    assert centre.refuse(CheckInGroup(group)).code == "again"


def test_a_group_that_was_not_asked_counts_as_uninsured_until_it_is_enrolled(
    centre: Centre,
) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads=12)).entity
    assert group is not None
    refused = centre.refuse(CheckInGroup(group))
    assert (refused.code, refused.params["heads"]) == ("group_uninsured", 12)
    notices = centre.do(EnrolGroup(group)).notices
    assert notices == (Notice("cover_starts_later", {"day": "8/12"}),)
    assert centre.refuse(CheckInGroup(group)).code == "group_uninsured"
    centre.clock.ms += DAY_MS
    centre.do(CheckInGroup(group))


def test_a_group_enrolled_under_the_exception_may_go_at_once(centre: Centre) -> None:
    centre.do(ChangeSetting("large_disaster_exception", True))
    group = centre.do(RegisterGroup("訓練大学", heads=12, insured=4)).entity
    assert group is not None
    assert centre.refuse(CheckInGroup(group)).params["heads"] == 8
    centre.do(EnrolGroup(group))
    centre.do(CheckInGroup(group))
    assert centre.refuse(EnrolGroup(group)).code == "group_is_insured"
