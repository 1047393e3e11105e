"""What the dispatch of relief staff refuses, at which field, and that nothing is written then.

One county for all: each test asks for its own help, and no clock is moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.tables_county import council_id
from app.services.command import Command
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
from app.services.county_dispatch import (
    AskForStaff,
    CloseRequest,
    EditRequest,
    WithdrawRequest,
)
from app.services.county_handover import TakeHandover, WriteEndReport, WriteHandover
from app.services.county_offers import (
    DecideOffer,
    EditOffer,
    OfferForm,
    OfferStaff,
    StartOnOwnJudgement,
    WithdrawOffer,
)
from app.services.county_steps import CloseStep, OpenStep
from app.services.county_tours import EditTour, PlanTours, RemoveTour
from app.services.relief_arrival import arrive_command
from app.store.queries.county_dispatch import Tour, tours_of
from app.store.queries.county_roster import handover_of
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.relief import (
    FUJISAWA,
    HIRATSUKA,
    KAMAKURA,
    ODAWARA,
    accepted,
    acting_as,
    asked,
    card_of,
    form,
    later,
    offer,
    open_blocks,
    planned,
    stay,
)

NEEDS = PostForm("needs")
NOBODY = EntityId(b"\1" * 16)
NAMED = "訓練 花子さんの件"  # looks as if it named a person
LONG = "長" * 4001


@dataclass(frozen=True)
class Help:
    """Odawara asked for two from today on; Hiratsuka's offer of two was accepted."""

    request: EntityId
    tours: tuple[Tour, ...]
    offer: EntityId


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with open_blocks(tmp_path_factory.mktemp("refusals")) as county:
        yield county.hub


@pytest.fixture
def help_(hub: Centre) -> Help:
    request = asked(hub, starts_on=later(0))
    tours = planned(hub, request)
    with acting_as(hub, HIRATSUKA):
        offered = hub.make(OfferStaff(request, offer(2, 0, 12)))
    hub.do(DecideOffer(offered, accept=True))
    return Help(request, tours, offered)


def placed(hub: Centre, given: Help) -> EntityId:
    """One more of Hiratsuka, in the first course."""
    with acting_as(hub, HIRATSUKA):
        return hub.make(Assign(given.tours[0].id, given.offer, NEEDS))


def arrived(hub: Centre, given: Help) -> EntityId:
    one = placed(hub, given)
    with acting_as(hub, ODAWARA):
        hub.do(arrive_command(card_of(stay(hub, one))))
    return one


def none(code: str) -> tuple[str, None]:
    return code, None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CancelAssignment(NOBODY, "体調"), "no_such_assignment"),
        (ChangeAssignment(NOBODY, NEEDS), "no_such_assignment"),
        (MarkTravelling(NOBODY), "no_such_assignment"),
        (LeaveAssignment(NOBODY), "no_such_assignment"),
        (RecordAttendance(NOBODY, later(0), 1, 2, "other"), "no_such_assignment"),
        (WriteHandover(NOBODY, "needs", "x"), "no_such_assignment"),
        (WriteEndReport(NOBODY, "x"), "no_such_assignment"),
        (TakeHandover(NOBODY, NOBODY), "no_such_handover"),
        (EditRequest(NOBODY, form()), "no_such_aid_request"),
        (WithdrawRequest(NOBODY), "no_such_aid_request"),
        (OfferStaff(NOBODY, offer()), "no_such_aid_request"),
        (OpenStep(NOBODY), "no_such_aid_request"),
        (PlanTours(NOBODY), "no_such_aid_request"),
        (EditTour(NOBODY, None, later(0), later(1), 1), "no_such_aid_request"),
        (EditOffer(NOBODY, offer()), "no_such_aid_offer"),
        (DecideOffer(NOBODY, accept=True), "no_such_aid_offer"),
        (WithdrawOffer(NOBODY), "no_such_aid_offer"),
        (CloseStep(NOBODY, "enough"), "no_such_step"),
        (RemoveTour(NOBODY), "no_such_tour"),
    ],
)
def test_what_is_not_there(hub: Centre, command: Command, code: str) -> None:
    assert hub.why(command) == none(code)


# --------------------------------------------------------------------------------- assignments


def test_a_course_of_another_request_is_none_of_this_offer(hub: Centre, help_: Help) -> None:
    other = planned(hub, asked(hub))[0]
    assert hub.why(Assign(other.id, help_.offer, NEEDS)) == none("no_such_tour")


def test_days_of_a_stay_are_refused_where_they_stand_in_the_form(hub: Centre, help_: Help) -> None:
    one = placed(hub, help_)
    year = PostForm("needs", leaves_on=later(400))
    assert hub.why(ChangeAssignment(one, year)) == ("period_long", "leaves_on")
    longer = ChangeAssignment(one, PostForm("needs", leaves_on=later(13)))
    assert hub.why(longer) == ("outside_offer", "arrives_on")
    hub.do(EditOffer(help_.offer, offer(2, 0, 13)))
    hub.do(longer)
    assert stay(hub, one).leaves_on == later(13)
    assert hub.why(ChangeAssignment(one, PostForm())) == ("section_missing", "section")
    assert hub.why(ChangeAssignment(one, PostForm("x"))) == ("no_such_code", "section")
    assert hub.why(Assign(help_.tours[0].id, help_.offer, year)) == ("period_long", "leaves_on")


def test_who_has_arrived_keeps_the_first_day(hub: Centre, help_: Help) -> None:
    one = arrived(hub, help_)
    tomorrow = ChangeAssignment(one, PostForm("needs", arrives_on=later(1)))
    assert hub.why(tomorrow) == ("arrived_already", "arrives_on")
    assert hub.why(MarkTravelling(one)) == none("arrived_already")
    hub.do(ChangeAssignment(one, PostForm("survey", leaves_on=later(5))))
    changed = stay(hub, one)
    assert (changed.section, changed.arrives_on, changed.leaves_on) == (
        "survey", later(0), later(5),
    )  # fmt: skip


def test_other_days_do_not_lay_two_stays_of_one_worker_together(hub: Centre, help_: Help) -> None:
    one = placed(hub, help_)
    hub.do(ChangeAssignment(one, PostForm("needs", leaves_on=later(4))))
    worker = stay(hub, one).worker
    again = hub.make(Assign(help_.tours[1].id, help_.offer, NEEDS, (worker,)))
    earlier = ChangeAssignment(again, PostForm("needs", arrives_on=later(4)))
    refused = hub.refuse(earlier)
    assert (refused.code, refused.field) == ("worker_away", "workers")
    assert refused.params["worker"] == worker
    assert stay(hub, again).arrives_on == help_.tours[1].starts_on


def test_who_is_on_the_way_may_be_said_so_twice(hub: Centre, help_: Help) -> None:
    one = placed(hub, help_)
    hub.do(MarkTravelling(one))
    hub.do(MarkTravelling(one))
    assert stay(hub, one).state == "travelling"


def test_why_somebody_does_not_come_names_nobody(hub: Centre, help_: Help) -> None:
    one = placed(hub, help_)
    assert hub.why(CancelAssignment(one, NAMED)) == ("county_looks_personal", "reason")
    assert hub.why(CancelAssignment(one, LONG)) == ("text_too_long", "reason")
    card = arrive_command(card_of(stay(hub, one)))
    hub.do(CancelAssignment(one, NAMED, sure=True))
    assert (stay(hub, one).state, stay(hub, one).reason) == ("cancelled", NAMED)
    assert hub.why(card) == none("assignment_cancelled")
    day = RecordAttendance(one, later(0), 540, 1020, "other")
    assert hub.why(day) == none("assignment_cancelled")


def test_a_card_with_a_section_that_is_none_makes_no_row(hub: Centre) -> None:
    card = Arrive(
        EntityId(b"\2" * 16), "14205-01", ODAWARA, FUJISAWA, "x", "member", later(0), later(6)
    )
    with acting_as(hub, ODAWARA):
        assert hub.why(card) == ("no_such_code", "section")


# ------------------------------------------------------------------- days, handovers, the end


def test_what_a_day_must_say(hub: Centre, help_: Help) -> None:
    one = placed(hub, help_)

    def day(ends: int | None = 1020, duty: str = "other", **more: Any) -> RecordAttendance:
        return RecordAttendance(one, later(0), 540, ends, duty, **more)

    assert hub.why(day(None)) == ("time_missing", "ends")
    assert hub.why(day(duty="x")) == ("no_such_code", "duty")
    assert hub.why(day(fund="x")) == ("no_such_code", "fund")
    assert hub.why(day(note=NAMED)) == ("county_looks_personal", "note")
    count = "SELECT count(*) FROM live_attendance WHERE assignment = ?"
    assert hub.rows(count, one) == [(0,)]
    hub.do(day())
    assert hub.rows(count, one) == [(1,)]


def test_what_a_handover_and_a_report_must_say(hub: Centre, help_: Help) -> None:
    one = arrived(hub, help_)
    assert hub.why(WriteHandover(one, "", "x")) == ("section_missing", "section")
    assert hub.why(WriteHandover(one, "x", "x")) == ("no_such_code", "section")
    assert hub.why(WriteHandover(one, "needs", LONG)) == ("text_too_long", "state")
    warned = WriteHandover(one, "needs", "x", ("", NAMED))
    assert hub.why(warned) == ("county_looks_personal", "warning_2")
    report = WriteEndReport(one, "x", wishes=NAMED)
    assert hub.why(report) == ("county_looks_personal", "wishes")
    assert hub.why(WriteEndReport(one, "x", LONG)) == ("text_too_long", "lessons")
    assert not stay(hub, one).reported


def test_a_handover_is_taken_by_whoever_works_where_it_was_written(
    hub: Centre, help_: Help
) -> None:
    handover = hub.make(WriteHandover(arrived(hub, help_), "needs", "電話が多い"))
    elsewhere = EntityId(b"\3" * 16)
    with acting_as(hub, KAMAKURA):
        hub.do(Arrive(
            elsewhere, "14205-09", KAMAKURA, FUJISAWA, "needs", "member", later(0), later(6)
        ))  # fmt: skip
        assert hub.why(TakeHandover(handover, elsewhere)) == none("county_not_yours")
    found = hub.operation.read(lambda db: handover_of(db, handover))
    assert found is not None
    assert found.taken_at is None


# ------------------------------------------------------------------------- requests and courses


def test_a_request_is_not_closed_over_people_who_are_there(hub: Centre, help_: Help) -> None:
    one = arrived(hub, help_)
    refused = hub.refuse(CloseRequest(help_.request))
    assert (refused.code, refused.params) == ("request_has_workers", {"count": 1})
    assert hub.why(EditRequest(help_.request, form(people=0))) == ("people_missing", "people")
    hub.do(LeaveAssignment(one))
    hub.do(CloseRequest(help_.request))
    assert hub.why(PlanTours(help_.request)) == none("request_over")
    assert hub.why(DecideOffer(help_.offer, accept=False)) == none("request_over")


def test_for_whom_one_may_ask_and_offer(hub: Centre, help_: Help) -> None:
    for_nobody = AskForStaff(form(), council=NOBODY)
    assert hub.why(for_nobody) == ("county_no_such_council", "council")
    with acting_as(hub, FUJISAWA):
        offered = OfferStaff(help_.request, offer(1), council=council_id(HIRATSUKA))
        assert hub.why(offered) == none("county_not_yours")


def test_what_a_plan_of_courses_must_say(hub: Centre) -> None:
    request = asked(hub, ends_on=later(100))
    assert hub.why(PlanTours(request, people=0)) == ("people_missing", "people")
    assert hub.why(PlanTours(request, people=201)) == ("people_many", "people")
    assert hub.why(PlanTours(request, days=1, overlap=0)) == ("courses_many", "days")
    hub.do(PlanTours(request, days=50, overlap=0, people=3))
    tours = hub.operation.read(lambda db: tours_of(db, request))
    assert [(tour.starts_on, tour.ends_on, tour.people) for tour in tours] == [
        (later(1), later(50), 3), (later(51), later(100), 3),
    ]  # fmt: skip


def test_a_course_is_changed_and_taken_away_by_whoever_plans(hub: Centre) -> None:
    request = asked(hub)
    first, second = planned(hub, request)

    def edit(tour: EntityId = first.id, people: int = 1, note: str = "") -> EditTour:
        return EditTour(request, tour, later(1), later(3), people, note)

    assert hub.why(edit(people=0)) == ("people_missing", "people")
    assert hub.why(edit(note=NAMED)) == ("county_looks_personal", "note")
    assert hub.why(edit(note=LONG)) == ("text_too_long", "note")
    assert hub.why(edit(tour=NOBODY)) == none("no_such_tour")
    with acting_as(hub, FUJISAWA):
        assert hub.why(RemoveTour(second.id)) == none("tours_not_yours")
    hub.do(edit())
    hub.do(RemoveTour(second.id))
    left = hub.operation.read(lambda db: tours_of(db, request))
    assert [(tour.id, tour.ends_on, tour.people) for tour in left] == [(first.id, later(3), 1)]


# --------------------------------------------------------------------------- steps and offers


def test_what_a_step_must_say(hub: Centre) -> None:
    request = asked(hub)
    assert hub.why(OpenStep(request, note=NAMED)) == ("county_looks_personal", "note")
    assert hub.why(OpenStep(request, note=LONG)) == ("text_too_long", "note")
    step = hub.make(OpenStep(request))
    assert hub.why(CloseStep(step, "x")) == ("no_such_code", "result")
    assert hub.why(CloseStep(step, "short", NAMED)) == ("county_looks_personal", "note")
    hub.do(CloseStep(step, "short", NAMED, sure=True))
    assert hub.rows("SELECT result, note FROM live_aid_step WHERE id = ?", step) == [
        ("short", NAMED)
    ]


def test_what_a_changed_offer_must_say(hub: Centre, help_: Help) -> None:
    placed(hub, help_)
    placed(hub, help_)
    fewer = hub.refuse(EditOffer(help_.offer, offer(1, 0, 12)))
    assert (fewer.code, fewer.field, fewer.params) == (
        "offer_has_workers", "people", {"count": 2},
    )  # fmt: skip
    named = OfferForm(2, later(0), later(12), note=NAMED)
    assert hub.why(EditOffer(help_.offer, named)) == ("county_looks_personal", "note")
    shorter = hub.refuse(EditOffer(help_.offer, offer(2, 3, 12)))
    assert (shorter.code, shorter.field, shorter.params) == (
        "offer_has_stays", "starts_on", {"count": 2},
    )  # fmt: skip
    beside = EditOffer(help_.offer, offer(2, 20, 30))
    assert hub.why(beside) == ("offer_beside_period", "starts_on")
    assert hub.why(DecideOffer(help_.offer, accept=False)) == none("offer_has_workers")
    with acting_as(hub, FUJISAWA):
        assert hub.why(EditOffer(help_.offer, offer(3))) == none("county_not_yours")
        assert hub.why(WithdrawOffer(help_.offer)) == none("county_not_yours")
    hub.do(EditOffer(help_.offer, named, sure=True))
    row = hub.rows("SELECT people, note FROM live_aid_offer WHERE id = ?", help_.offer)
    assert row == [(2, NAMED)]


def test_an_offer_that_was_let_pass_is_not_changed_but_may_still_be_taken(hub: Centre) -> None:
    request = asked(hub)
    offered = accepted(hub, request)
    hub.do(DecideOffer(offered, accept=False))
    state = "SELECT state FROM live_aid_request WHERE id = ?"
    assert hub.rows(state, request) == [("working",)]
    assert hub.why(EditOffer(offered, offer(1))) == none("offer_is_over")
    assert hub.why(WithdrawOffer(offered)) == none("offer_is_over")
    hub.do(DecideOffer(offered, accept=True))
    assert hub.rows(state, request) == [("filled",)]


def test_help_on_ones_own_judgement_says_for_whom_and_what(hub: Centre) -> None:
    count = "SELECT count(*) FROM live_aid_request WHERE own_judgement = 1"
    with acting_as(hub, HIRATSUKA):
        nowhere = StartOnOwnJudgement(NOBODY, form())
        assert hub.why(nowhere) == ("county_no_such_council", "host")
        alone = StartOnOwnJudgement(council_id(KAMAKURA), form(people=0))
        assert hub.why(alone) == ("people_missing", "people")
        assert hub.rows(count) == [(0,)]
        begun = hub.make(StartOnOwnJudgement(council_id(KAMAKURA), form()))
        hub.do(PlanTours(begun))  # who began plans, also where it is not theirs
    assert len(hub.operation.read(lambda db: tours_of(db, begun))) == 2
    with acting_as(hub, FUJISAWA):
        assert hub.why(PlanTours(begun)) == none("tours_not_yours")
