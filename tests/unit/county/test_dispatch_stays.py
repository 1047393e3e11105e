"""Courses and who stands in them; arrivals, days, handovers, the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.county_assignments import (
    Arrive,
    Assign,
    CancelAssignment,
    ChangeAssignment,
    LeaveAssignment,
    MarkTravelling,
    PostForm,
)
from app.services.county_attendance import RecordAttendance
from app.services.county_dispatch import CloseRequest
from app.services.county_handover import TakeHandover, WriteEndReport, WriteHandover
from app.services.county_offers import EditOffer, WithdrawOffer
from app.services.county_tours import EditTour, PlanTours, RemoveTour
from app.services.relief_arrival import arrive_command
from app.store.queries.county_dispatch import tours_of
from app.store.queries.county_roster import (
    OpenItem,
    attendance_of,
    end_report_of,
    handover_of,
    last_handover,
)
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.relief import (
    FUJISAWA,
    HIRATSUKA,
    KAMAKURA,
    ODAWARA,
    accepted,
    acting_as,
    arriving,
    asked,
    assigned,
    card_of,
    later,
    made,
    offer,
    open_blocks,
    planned,
    stay,
)

NEEDS = PostForm("needs")
HOUR = 3_600_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Centre]:
    with open_blocks(tmp_path) as county:
        yield county.hub


def test_courses_are_planned_again_until_somebody_stands_in_them(hub: Centre) -> None:
    request = asked(hub)
    tours = planned(hub, request)
    assert [(t.number, t.starts_on, t.ends_on, t.people) for t in tours] == [
        (1, later(1), later(7), 2), (2, later(6), later(12), 2),
    ]  # fmt: skip
    with acting_as(hub, ODAWARA):
        hub.do(PlanTours(request, days=12, overlap=0, people=1))
        assert [t.ends_on for t in planned_now(hub, request)] == [later(12)]
        hub.do(PlanTours(request))  # what was deleted stands again
        assert planned_now(hub, request) == tours
        assert hub.refuse(PlanTours(request, days=0)).field == "days"
        assert hub.refuse(PlanTours(request, days=2, overlap=2)).code == "course_overlap"
        hub.do(EditTour(request, None, later(11), later(12), 1))
        extra = planned_now(hub, request)[-1]
        assert (extra.number, extra.people) == (3, 1)
        hub.do(RemoveTour(extra.id))
    with acting_as(hub, FUJISAWA):
        assert hub.refuse(PlanTours(request)).code == "tours_not_yours"
    assigned(hub, tours[0], accepted(hub, request))
    assert hub.refuse(PlanTours(request)).code == "tours_in_use"
    assert hub.refuse(RemoveTour(tours[0].id)).code == "tours_in_use"


def planned_now(hub: Centre, request: EntityId):
    return hub.operation.read(lambda db: tours_of(db, request))


def test_workers_get_numbers_of_their_council(hub: Centre) -> None:
    request = asked(hub)
    first, second = planned(hub, request)
    offered = accepted(hub, request)
    with acting_as(hub, HIRATSUKA):
        hub.do(Assign(first.id, offered, PostForm("needs", leads=True, car=True), ("7", "")))
        wrong = Assign(second.id, offered, NEEDS, ("14206-01",))
        assert hub.refuse(wrong).code == "aid_worker_number"
        assert hub.refuse(Assign(second.id, offered, NEEDS, ("8", "8"))).code == "worker_twice"
        away = hub.refuse(Assign(second.id, offered, NEEDS, ("14203-07",)))
        assert (away.code, away.params["worker"]) == ("worker_away", "14203-07")
        third = Assign(first.id, offered, NEEDS)
        assert hub.refuse(third).code == "above_offer"
        # Two of the first course and two of the second meet for two days: that is the plan.
        done = hub.do(Assign(second.id, offered, NEEDS, ("", "")))
    rows = hub.rows("SELECT worker, leads, car FROM live_assignment ORDER BY worker")
    assert rows == [
        ("14203-07", 1, 1), ("14203-08", 0, 1), ("14203-09", 0, 0), ("14203-10", 0, 0),
    ]  # fmt: skip
    with acting_as(hub, FUJISAWA):
        assert hub.refuse(Assign(first.id, offered, NEEDS)).code == "county_not_yours"
        assert hub.refuse(MarkTravelling(made(done))).code == "county_not_yours"


def test_what_an_assignment_must_say(hub: Centre) -> None:
    request = asked(hub)
    first, _ = planned(hub, request)
    offered = accepted(hub, request)
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(Assign(first.id, offered, PostForm())).code == "section_missing"
        assert hub.refuse(Assign(first.id, offered, NEEDS, ())).code == "people_missing"
        outside = PostForm("needs", arrives_on=later(0))
        assert hub.refuse(Assign(first.id, offered, outside)).code == "outside_offer"
        backwards = PostForm("needs", arrives_on=later(5), leaves_on=later(4))
        assert hub.refuse(Assign(first.id, offered, backwards)).code == "ends_before"
        one = hub.make(Assign(first.id, offered, NEEDS))
        assert hub.refuse(WithdrawOffer(offered)).code == "offer_has_workers"
        assert hub.refuse(EditOffer(offered, offer(0))).code == "people_missing"
        assert hub.refuse(CancelAssignment(one, "")).code == "county_reason_missing"
        hub.do(ChangeAssignment(one, PostForm("survey", "leader", leaves_on=later(6))))
        changed = stay(hub, one)
        assert (changed.section, changed.role, changed.leaves_on) == ("survey", "leader", later(6))
        hub.do(CancelAssignment(one, "体調不良"))
        assert hub.refuse(ChangeAssignment(one, NEEDS)).code == "assignment_over"
        assert hub.refuse(Assign(first.id, EntityId(b"\1" * 16), NEEDS)).code == "no_such_aid_offer"
        hub.do(WithdrawOffer(offered))
        assert hub.refuse(Assign(first.id, offered, NEEDS)).code == "offer_not_accepted"


def test_an_arrival_is_the_hosts_and_happens_once(hub: Centre) -> None:
    one = stay(hub, arriving(hub))
    come = arrive_command(card_of(one))
    with acting_as(hub, FUJISAWA):
        refused = hub.refuse(come)
        assert (refused.code, refused.params) == ("card_for_other", {"council": "小田原市社協"})
    with acting_as(hub, HIRATSUKA):
        hub.do(MarkTravelling(one.id))
        assert hub.refuse(LeaveAssignment(one.id)).code == "not_arrived_yet"
    with acting_as(hub, ODAWARA):
        done = hub.do(come)
        assert done.notices == ()
        assert stay(hub, one.id).state == "arrived"
        assert hub.refuse(come).code == "arrived_already"
        assert hub.refuse(CancelAssignment(one.id, "体調")).code == "arrived_already"
        hub.undo(done)
        assert stay(hub, one.id).state == "travelling"
        hub.do(come)
        hub.clock.advance(2 * 24 * HOUR)
        left = hub.do(LeaveAssignment(one.id))
        assert [notice.code for notice in left.notices] == ["left_without_handover"]
        gone = stay(hub, one.id)
        assert (gone.state, gone.leaves_on) == ("left", later(2))
        assert hub.refuse(come).code == "left_already"
        hub.do(CloseRequest(one.request or one.id))


def test_an_arrival_before_the_plan_is_made_from_the_card(hub: Centre) -> None:
    """Nothing of the request has come to this device."""
    card = Arrive(
        EntityId(b"\7" * 16), "14203-01", ODAWARA, HIRATSUKA, "needs", "member", later(0), later(6)
    )
    with acting_as(hub, ODAWARA):
        done = hub.do(card)
        assert [notice.code for notice in done.notices] == ["plan_comes_later"]
        found = stay(hub, made(done))
        assert (found.state, found.worker, found.tour) == ("arrived", "14203-01", None)
        assert (found.home_name, found.leaves_on) == ("平塚市社協", later(6))
        over = Arrive(
            EntityId(b"\6" * 16), "14203-02", ODAWARA, HIRATSUKA, "needs", "member",
            later(-5), later(-1),
        )  # fmt: skip
        assert hub.refuse(over).code == "card_over"
        hub.undo(done)
        hub.do(card)  # the undone row stands again
    early = Arrive(
        EntityId(b"\5" * 16), "14203-03", ODAWARA, HIRATSUKA, "needs", "member", later(1), later(6)
    )
    with acting_as(hub, ODAWARA):
        assert hub.do(early).notices[0].code == "arrival_early"
    nowhere = Arrive(
        EntityId(b"\4" * 16), "14203-03", "99999", HIRATSUKA, "needs", "member", later(1), later(6)
    )
    assert hub.refuse(nowhere).code == "county_no_such_council"


def test_days_are_recorded_from_hour_0_one_row_a_day(hub: Centre) -> None:
    one = arriving(hub)
    with acting_as(hub, HIRATSUKA):
        travel = RecordAttendance(one, later(0), 7 * 60, 12 * 60, "coordination", travel_day=True)
        hub.do(travel)  # before anybody has seen the person arrive
        assert hub.refuse(RecordAttendance(one, later(1), 1, 2, "other")).code == "day_to_come"
        assert hub.refuse(RecordAttendance(one, later(-9), 1, 2, "other")).code == "day_beside_stay"
        assert hub.refuse(RecordAttendance(one, later(0), 1, 2, "")).code == "duty_missing"
        assert hub.refuse(RecordAttendance(one, later(0), None, 2, "other")).field == "starts"
        long = RecordAttendance(one, later(0), 9 * 60, 12 * 60, "other", overtime=181)
        assert hub.refuse(long).code == "overtime_long"
    with acting_as(hub, ODAWARA):  # the host corrects it: 8:30 to 21:00
        hub.do(RecordAttendance(one, later(0), 510, 1260, "coordination", "relief_act"))
    (row,) = hub.operation.read(lambda db: attendance_of(db, one))
    assert (row.overtime, row.duty, row.fund, row.night) == (
        225, "coordination", "relief_act", False
    )  # fmt: skip
    with acting_as(hub, ODAWARA):  # over midnight
        done = hub.do(RecordAttendance(one, later(0), 20 * 60, 2 * 60, "other"))
    (row,) = hub.operation.read(lambda db: attendance_of(db, one))
    assert row.night
    assert row.started_at is not None
    assert row.ended_at == row.started_at + 6 * HOUR
    hub.undo(done)
    with acting_as(hub, FUJISAWA):
        assert hub.refuse(travel).code == "county_not_yours"


def test_a_handover_holds_numbers_and_is_taken_once(hub: Centre) -> None:
    one = stay(hub, arriving(hub))
    items = (OpenItem("needs_without_survey", 2, ("N-0012", "NB-0007")), OpenItem("teams_out", 1,
             ("C3班",)))  # fmt: skip
    paper = WriteHandover(one.id, "needs", "電話が多い", ("折り返しは午前",), "役場 防災課", items)
    with acting_as(hub, ODAWARA):
        assert hub.refuse(paper).code == "not_arrived_yet"
        hub.do(arrive_command(card_of(one)))
        assert hub.refuse(WriteHandover(one.id, "needs", " ")).code == "handover_empty"
        four = WriteHandover(one.id, "needs", "x", ("1", "2", "3", "4"))
        assert hub.refuse(four).code == "warnings_many"
        named = WriteHandover(one.id, "needs", "訓練 花子さんの件")
        assert hub.refuse(named).code == "county_looks_personal"
        with pytest.raises(ValueError, match="counts and numbers"):
            hub.do(WriteHandover(one.id, "needs", "x", items=(OpenItem("x", 1, ("訓練 花子",)),)))
        handover = hub.make(paper)
        assert hub.make(paper) == handover  # the same day, the same paper
        assert hub.refuse(TakeHandover(handover, one.id)).code == "handover_to_oneself"
    found = hub.operation.read(lambda db: handover_of(db, handover))
    assert found is not None
    assert (found.items, found.warnings, found.worker) == (items, ("折り返しは午前",), "14203-01")
    assert one.tour is not None
    assert one.offer is not None
    with acting_as(hub, HIRATSUKA):
        next_one = hub.make(Assign(one.tour, one.offer, NEEDS))
    with acting_as(hub, ODAWARA):
        read = hub.operation.read(lambda db: last_handover(db, one.host, "needs", next_one))
        assert read == found
        hub.do(TakeHandover(handover, next_one))
        assert hub.refuse(TakeHandover(handover, next_one)).code == "handover_taken"
    with acting_as(hub, KAMAKURA):
        assert hub.refuse(TakeHandover(handover, next_one)).code == "county_not_yours"


def test_the_end_is_reported_from_either_side(hub: Centre) -> None:
    one = stay(hub, arriving(hub))
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(WriteEndReport(one.id, "電話受付")).code == "not_arrived_yet"
    with acting_as(hub, ODAWARA):
        hub.do(arrive_command(card_of(one)))
        assert hub.refuse(WriteEndReport(one.id, "")).code == "report_empty"
        hub.do(WriteEndReport(one.id, "電話受付"))
        hub.do(LeaveAssignment(one.id))
    with acting_as(hub, HIRATSUKA):
        hub.do(WriteEndReport(one.id, "電話受付 40件", "名簿があると早い\n特に町名", ""))
    report = hub.operation.read(lambda db: end_report_of(db, one.id))
    assert report is not None
    assert (report.done, report.lessons) == ("電話受付 40件", "名簿があると早い\n特に町名")
    assert stay(hub, one.id).reported
