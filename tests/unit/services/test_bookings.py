"""Days that people asked to come on: booked once a day, changed, cancelled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.bookings import BookDay, CancelBooking
from app.services.groups import RegisterGroup
from app.services.volunteers import RegisterVolunteer
from sync.core.ids import EntityId
from tests.support.centres import Centre

TODAY = date(2026, 8, 11)
BOOKED = 'SELECT day, volunteer, "group", state FROM live_booking'


@pytest.fixture
def volunteer(centre: Centre) -> EntityId:
    found = centre.do(RegisterVolunteer("訓練 花子", "クンレン ハナコ", "090-0000-0012")).entity
    assert found is not None
    return found


def test_the_same_day_twice_changes_what_was_booked(centre: Centre, volunteer: EntityId) -> None:
    tomorrow = TODAY + timedelta(days=1)
    booked = centre.do(BookDay(tomorrow, volunteer))
    assert centre.rows(BOOKED) == [("2026-08-12", volunteer, None, "confirmed")]
    again = centre.do(BookDay(tomorrow, volunteer, state="cancelled"))
    assert again.entity == booked.entity
    assert centre.rows(BOOKED) == [("2026-08-12", volunteer, None, "cancelled")]
    centre.undo(again)
    assert centre.rows(BOOKED) == [("2026-08-12", volunteer, None, "confirmed")]
    centre.do(BookDay(TODAY, volunteer))
    assert len(centre.rows(BOOKED)) == 2


def test_a_day_that_is_over_and_words_that_no_list_has_are_refused(
    centre: Centre, volunteer: EntityId
) -> None:
    order = BookDay(TODAY - timedelta(days=1), volunteer)
    refused = centre.refuse(order)
    assert (refused.code, refused.field) == ("day_is_past", "day")
    assert centre.refuse(replace(order, day=TODAY, state="なにか")).field == "state"
    assert centre.rows(BOOKED) == []


def test_a_booking_without_a_person_is_a_mistake_of_the_program(centre: Centre) -> None:
    with pytest.raises(ValueError, match="somebody"):
        centre.operation.submit(BookDay(TODAY), centre.actor)
    assert centre.rows(BOOKED) == []


def test_a_group_that_cancels_is_kept_as_cancelled(centre: Centre) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads=5)).entity
    booked = centre.do(BookDay(TODAY, group=group)).entity
    assert booked is not None
    done = centre.do(CancelBooking(booked))
    assert centre.rows(BOOKED) == [("2026-08-11", None, group, "cancelled")]
    centre.undo(done)
    assert centre.rows(BOOKED) == [("2026-08-11", None, group, "confirmed")]
    assert centre.refuse(CancelBooking(EntityId(bytes(16)))).code == "no_such_booking"
