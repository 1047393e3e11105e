"""Days off in the calendar, and telling everybody who counted on such a day."""

from datetime import date

import pytest

from app.domain.calendar_jp import instant_of
from app.domain.staff_access import Access
from app.services.bookings import BookDay
from app.services.calendar import ClearDay, MarkDay
from app.services.calling import TellBooked, TellClient
from app.services.check_ins import CheckIn, CheckInGroup
from app.services.command import Ok
from app.services.contacts import AddContact
from app.services.groups import RegisterGroup
from app.services.insurance import EnrolInsurance
from app.services.needs_course import HoldNeed, MakeReady
from app.services.papers import PaperRequest, gather, make
from app.services.reports import Report, ReportTeam
from app.services.stop_orders import LiftStop, OrderStop
from app.services.surveys import ScheduleSurvey
from app.services.teams_choices import jobs_to_serve
from app.services.volunteers import RegisterVolunteer
from app.store.queries.calendar import called_off_at, marks_of
from app.store.queries.calling import BookedLine, ClientLine, booked_on, clients_on
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import Ground
from tests.support.planting import Plant

TODAY, TOMORROW = date(2026, 8, 11), date(2026, 8, 12)


def volunteer(centre: Centre, name: str, **more: Value) -> EntityId:
    made = centre.do(RegisterVolunteer(name, more=more, another_person=True)).entity
    assert made is not None
    centre.do(EnrolInsurance(made, exception=True))
    return made


def booked(centre: Centre, day: date = TOMORROW) -> tuple[BookedLine, ...]:
    return centre.operation.read(lambda db: booked_on(db, day))


def clients(centre: Centre, day: date = TOMORROW) -> tuple[ClientLine, ...]:
    return centre.operation.read(lambda db: clients_on(db, day))


def codes(done: Ok) -> list[str]:
    return [notice.code for notice in done.notices]


# ---------------------------------------------------------------------------- days off


@pytest.mark.parametrize("kind", ["paused", "adjust"])
def test_on_a_day_off_the_reception_asks_first(centre: Centre, kind: str) -> None:
    hana = volunteer(centre, "訓練 花子")
    group = centre.do(RegisterGroup("訓練大学", heads=3, leader_name="訓練 長")).entity
    assert group is not None
    centre.do(MarkDay(TODAY, kind))
    assert centre.refuse(CheckIn(hana)).code == f"today_{kind}"
    assert centre.refuse(CheckInGroup(group)).code == f"today_{kind}"
    assert centre.do(CheckIn(hana, although=(f"today_{kind}",))).entity is not None


@pytest.mark.parametrize("kind", ["open", "waste_site_closed"])
def test_other_marks_keep_nobody_away(centre: Centre, kind: str) -> None:
    hana = volunteer(centre, "訓練 花子")
    centre.do(MarkDay(TODAY, kind))
    centre.do(CheckIn(hana))


def test_whoever_chooses_a_day_off_is_told(centre: Centre) -> None:
    ground = Ground(centre)
    visited = ground.need(status="survey_waiting", survey_status="queued", survey_wanted="required")
    held = ground.need(status="received")
    ready = ground.need(
        status="surveyed", feasible="yes", people_reason="二部屋", survey_wanted="not_required"
    )
    worked = ground.need(status="reported")
    team = ground.team(need=worked, state="back", heads_back=2, returned_at=MORNING_MS)
    ground.plant()
    centre.do(Plant((("need_private", ready, {"phone": "090-0000-0021"}),)))
    centre.do(MarkDay(TOMORROW, "paused"))
    at, iso = instant_of(TOMORROW, 600), TOMORROW.isoformat()
    done = centre.do(ScheduleSurvey(visited, at))
    assert [(one.code, one.params) for one in done.notices] == [("day_paused", {"day": "8/12"})]
    assert codes(centre.do(HoldNeed(held, "weather", next_on=iso))) == ["day_paused"]
    assert codes(centre.do(MakeReady(ready, iso))) == ["day_paused"]
    report = Report("continuing", next_on=iso)
    assert codes(centre.do(ReportTeam(team, report))) == ["day_paused"]
    assert codes(centre.do(ScheduleSurvey(visited, instant_of(date(2026, 8, 13), 600)))) == []


def test_a_closed_waste_site_stands_on_needs_with_waste(centre: Centre) -> None:
    ground = Ground(centre)
    haul = ground.need(status="ready", kinds=("waste_sort_haul",))
    photos = ground.need(status="ready", kinds=("photo_wash",))
    truck = ground.need(status="ready", kinds=("photo_wash",), truck=True)
    ground.plant()

    def closed() -> set[EntityId]:
        jobs = centre.operation.read(lambda db: jobs_to_serve(db, MORNING_MS))
        return {job.row.id for job in jobs if job.waste_closed}

    assert closed() == set()
    centre.do(MarkDay(TODAY, "waste_site_closed", waste_hours="9:00〜12:00"))
    assert closed() == {haul, truck}
    assert photos not in closed()
    marks = centre.operation.read(lambda db: marks_of(db, TODAY))
    assert (marks.waste_closed, marks.waste_hours, marks.no_work) == (True, "", None)


# ---------------------------------------------------------------------------- who was to come


def test_who_was_to_come_is_listed_once_and_without_who_is_here(centre: Centre) -> None:
    hana, taro = volunteer(centre, "訓練 花子"), volunteer(centre, "訓練 太郎")
    wished = volunteer(centre, "訓練 次郎", wished_on=(TOMORROW.isoformat(),))
    centre.do(BookDay(TOMORROW, hana))
    centre.do(BookDay(TODAY, taro))
    group = centre.do(RegisterGroup("訓練大学", heads=7, leader_name="訓練 長")).entity
    centre.do(BookDay(TOMORROW, group=group))
    found = {one.entity: (one.booking is None, one.heads) for one in booked(centre)}
    assert found == {hana: (False, 1), wished: (True, 1), group: (False, 7)}
    assert [one.entity for one in booked(centre, TODAY)] == [taro]
    centre.do(CheckIn(taro))
    assert booked(centre, TODAY) == ()


def test_nobody_is_ticked_off_while_the_day_is_on(centre: Centre) -> None:
    hana = volunteer(centre, "訓練 花子")
    booking = centre.do(BookDay(TOMORROW, hana)).entity
    need = planned_need(centre)
    assert centre.refuse(TellBooked(TOMORROW, booking)).code == "day_not_called_off"
    assert centre.refuse(TellClient(need, TOMORROW)).code == "day_not_called_off"


def test_a_person_is_told_and_comes_back_when_that_was_a_mistake(centre: Centre) -> None:
    hana = volunteer(centre, "訓練 花子")
    booking = centre.do(BookDay(TOMORROW, hana)).entity
    centre.do(MarkDay(TOMORROW, "paused"))
    centre.do(TellBooked(TOMORROW, booking))
    assert [one.told for one in booked(centre)] == [True]
    centre.do(TellBooked(TOMORROW, booking, told=False))
    assert [one.told for one in booked(centre)] == [False]
    assert centre.refuse(TellBooked(TODAY, booking, told=False)).code == "not_booked"


def test_a_wished_day_becomes_a_booking_once(centre: Centre) -> None:
    wished = volunteer(centre, "訓練 次郎", wished_on=(TOMORROW.isoformat(),))
    centre.do(MarkDay(TOMORROW, "paused"))
    for _ in range(2):  # two desks that tell the same person
        centre.do(TellBooked(TOMORROW, volunteer=wished))
    assert [(one.entity, one.told) for one in booked(centre)] == [(wished, True)]
    assert centre.rows("SELECT count(*) FROM live_booking") == [(1,)]


def test_who_knows_that_the_day_is_off_is_not_asked_for_it(centre: Centre) -> None:
    hana = volunteer(centre, "訓練 花子")
    booking = centre.do(BookDay(TOMORROW, hana)).entity
    assert centre.refuse(CheckIn(hana)).code == "other_day"
    centre.do(MarkDay(TOMORROW, "paused"))
    centre.do(TellBooked(TOMORROW, booking))
    centre.do(CheckIn(hana))


# ---------------------------------------------------------------------------- clients


def planned_need(centre: Centre) -> EntityId:
    ground = Ground(centre)
    need = ground.need(status="survey_scheduled")
    survey = {"need": need, "state": "planned", "planned_at": instant_of(TOMORROW, 630)}
    ground.rows.append(("survey", ground.new(8), survey))
    ground.plant()
    return need


def test_clients_with_something_planned_are_listed_with_what(centre: Centre) -> None:
    ground = Ground(centre)
    visited, worked, again, later = (
        ground.need(status="survey_scheduled"), ground.need(), ground.need(
            status="continuing", next_on=TOMORROW.isoformat()
        ), ground.need(status="continuing", next_on="2026-08-20"),
    )  # fmt: skip
    survey = {"need": visited, "state": "planned", "planned_at": instant_of(TOMORROW, 630)}
    ground.rows.append(("survey", ground.new(8), survey))
    ground.team(need=worked, members=0, day=TOMORROW.isoformat(), number="4班")
    ground.plant()
    found = {one.need: (one.planned, one.teams, one.at) for one in clients(centre)}
    assert found == {
        visited: (("survey",), (), instant_of(TOMORROW, 630)),
        worked: (("team",), ("4班",), None),
        again: (("next",), (), None),
    }
    assert later not in found


def test_a_client_is_told_by_a_line_in_the_history(centre: Centre) -> None:
    need = planned_need(centre)
    centre.do(MarkDay(TOMORROW, "paused"))
    centre.do(AddContact(need, text="別の用件"))  # another talk tells nobody of the day
    centre.do(TellClient(need, TOMORROW, "absent", "中止の連絡"))
    assert [(one.told_at, one.tried) for one in clients(centre)] == [(None, 1)]
    done = centre.do(TellClient(need, TOMORROW, "reached", "中止を伝えた"))
    assert clients(centre)[0].told_at == centre.clock.now_ms()
    assert centre.refuse(TellClient(need, TOMORROW)).code == "told_already"
    centre.undo(done)
    assert clients(centre)[0].told_at is None


def test_a_stop_calls_the_day_off_until_it_is_lifted(centre: Centre) -> None:
    stop = centre.do(OrderStop("rain", "大雨")).entity
    assert stop is not None

    def off() -> int | None:
        return centre.operation.read(lambda db: called_off_at(db, TODAY))

    assert off() == MORNING_MS
    centre.do(LiftStop(stop))
    assert off() is None
    mark = centre.do(MarkDay(TODAY, "adjust")).entity
    assert off() is not None
    assert mark is not None
    centre.do(ClearDay(mark))
    assert off() is None


@pytest.mark.parametrize(("role", "sections", "named"), [
    ("chief", frozenset(), True), ("member", frozenset({"needs"}), True),
])  # fmt: skip
def test_the_list_can_be_saved(
    centre: Centre, role: str, sections: frozenset[str], named: bool
) -> None:
    planned_need(centre)
    hana = volunteer(centre, "訓練 花子", kana="くんれん はなこ")
    centre.do(BookDay(TOMORROW, hana))
    request = PaperRequest("list_calling", "csv", TOMORROW)
    content = centre.operation.read(
        lambda db: gather(db, request, Access(role, sections), MORNING_MS)
    )
    text = make(content).content.decode("utf-8-sig")
    assert "ボランティア" in text
    assert "訓練 花子" in text
    assert ("試験 太郎" in text) is named
    assert "現地調査 10:30" in text
