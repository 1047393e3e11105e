"""The course of a need by its desk's commands, and the visits on the way."""

import pytest

from app.services.centre import ChangeSetting
from app.services.command import Actor, Command
from app.services.needs import ReceiveNeed, TellCrisis
from app.services.needs_course import (
    AskLeader,
    CancelNeed,
    CloseNeed,
    DeclineNeed,
    HoldNeed,
    MakeReady,
    MarkSkilledOnly,
    QueueSurvey,
    ReferNeed,
    ReopenNeed,
    ResumeNeed,
    StartWatch,
)
from app.services.surveys import RecordAbsence, RecordSurvey, ScheduleSurvey
from app.store.queries.needs_history import last_findings, need_history
from app.store.queries.needs_page import sheet_values
from app.store.queries.needs_surveys import survey_queue
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import Centre

HOUR_MS = 3_600_000
MEMBER = Actor(None, "班員 花子", "member", frozenset({"needs"}), False)
HOUSE: dict[str, Value] = {
    "name": "訓練 花子", "phone": "090-0000-0011", "address": "小田原市栄町2-1-1",
}  # fmt: skip
FINDINGS: dict[str, Value] = {
    "feasible": "yes", "kinds": ("mud_removal",), "people": 5, "people_reason": "床下一面20cm",
    "dangers": ("glass_nails",), "heard": "畳を先に", "carry_to": "栄町仮置場", "truck": True,
}  # fmt: skip


def receive(centre: Centre, **values: Value) -> EntityId:
    done = centre.do(ReceiveNeed({**HOUSE, **values}))
    assert done.entity is not None
    return done.entity


def values_of(centre: Centre, need: EntityId) -> dict[str, Value]:
    return centre.operation.read(lambda db: sheet_values(db, need))


def status(centre: Centre, need: EntityId) -> object:
    return values_of(centre, need)["status"]


def visits(centre: Centre) -> list[tuple[object, ...]]:
    return centre.rows("SELECT state, attempt, surveyor FROM live_survey ORDER BY attempt")


def test_the_way_from_the_call_to_ready(centre: Centre) -> None:
    need = receive(centre)
    centre.do(QueueSurvey(need))
    centre.do(ScheduleSurvey(need, centre.clock.now_ms() + HOUR_MS, "調査 次郎"))
    assert status(centre, need) == "survey_scheduled"
    centre.clock.advance(HOUR_MS)
    centre.do(RecordSurvey(need, FINDINGS))
    kept = values_of(centre, need)
    assert (kept["status"], kept["survey_status"], kept["people"]) == ("surveyed", "done", 5)
    assert visits(centre) == [("done", 1, "調査 次郎")]
    centre.do(MakeReady(need))
    assert status(centre, need) == "ready"
    states = [
        line.code for line in centre.operation.read(lambda db: need_history(db, need))
        if line.kind == "state"
    ]  # fmt: skip
    assert states == ["ready", "surveyed", "survey_scheduled", "survey_waiting", "received"]


def test_what_was_heard_at_the_door_is_sealed_with_the_visit(centre: Centre) -> None:
    need = receive(centre, survey_wanted="required")
    centre.do(RecordSurvey(need, FINDINGS, surveyor="調査 次郎"))
    found = centre.operation.read(lambda db: last_findings(db, need))
    assert (found.heard, found.carry_to, found.surveyor) == ("畳を先に", "栄町仮置場", "調査 次郎")
    assert centre.rows("SELECT heard FROM live_survey_private") == [("畳を先に",)]


def test_a_second_appointment_moves_the_first(centre: Centre) -> None:
    need = receive(centre, survey_wanted="required")
    at = centre.clock.now_ms()
    centre.do(ScheduleSurvey(need, at + HOUR_MS, "調査 次郎"))
    centre.do(ScheduleSurvey(need, at + 2 * HOUR_MS, "調査 四郎"))
    assert centre.rows("SELECT planned_at, surveyor FROM live_survey") == [
        (at + 2 * HOUR_MS, "調査 四郎")
    ]


@pytest.mark.parametrize(("days", "code"), [(None, "need_lacks"), (-1, "planned_in_past")])
def test_an_appointment_needs_a_time_that_has_not_passed(
    centre: Centre, days: int | None, code: str
) -> None:
    need = receive(centre, survey_wanted="required")
    at = None if days is None else centre.clock.now_ms() + days * 24 * HOUR_MS
    refused = centre.refuse(ScheduleSurvey(need, at))
    assert (refused.code, refused.field) == (code, "planned_at")


def test_absences_are_counted_and_at_the_limit_a_person_is_asked(centre: Centre) -> None:
    centre.do(ChangeSetting("survey_absence_limit", 2))
    need = receive(centre, survey_wanted="required")
    first = centre.do(RecordAbsence(need, note="置き手紙をした"))
    assert first.notices == ()
    assert centre.refuse(RecordAbsence(need)).code == "absence_just_recorded"
    centre.clock.advance(HOUR_MS)
    centre.do(ScheduleSurvey(need, centre.clock.now_ms() + HOUR_MS, "調査 次郎"))
    second = centre.do(RecordAbsence(need))
    assert [(notice.code, notice.params) for notice in second.notices] == [
        ("absence_limit", {"visits": 2})
    ]
    assert visits(centre) == [("absent", 1, "Tasuki"), ("absent", 2, "調査 次郎")]
    assert values_of(centre, need)["visits"] == 2
    assert status(centre, need) == "survey_waiting"
    (line,) = queue(centre)
    assert line.state == "decide"
    centre.undo(second)
    assert (status(centre, need), values_of(centre, need)["visits"]) == ("survey_scheduled", 1)


def test_visits_of_the_future_are_refused(centre: Centre) -> None:
    need, later = receive(centre, survey_wanted="required"), centre.clock.now_ms() + 1
    assert centre.refuse(RecordAbsence(need, visited_at=later)).code == "visit_in_future"
    survey = RecordSurvey(need, FINDINGS, visited_at=later)
    assert centre.refuse(survey).code == "visit_in_future"


def test_a_survey_says_whether_volunteers_can_do_it(centre: Centre) -> None:
    need = receive(centre)
    refused = centre.refuse(RecordSurvey(need, {"people": 3}))
    assert (refused.code, refused.field) == ("need_lacks", "feasible")
    assert centre.refuse(RecordSurvey(need, {"feasible": "yes", "status": "ready"})).code == (
        "need_field_unknown"
    )
    assert centre.refuse(RecordSurvey(need, {"feasible": "yes", "flood_cm": -5})).field == (
        "flood_cm"
    )


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({"phone": None}, "phone"),
        ({"kinds": ()}, "kinds"),
        ({"people": None}, "people"),
        ({"people_reason": None}, "people_reason"),
        ({"survey_wanted": None}, "survey_decision"),
        ({"survey_wanted": "required"}, "survey"),
    ],
)
def test_ready_says_what_is_missing(
    centre: Centre, lacking: dict[str, Value], missing: str
) -> None:
    known: dict[str, Value] = {
        "survey_wanted": "not_required", "kinds": ("cleaning",), "people": 3,
        "people_reason": "二部屋",
    }  # fmt: skip
    refused = centre.refuse(MakeReady(receive(centre, **known | lacking)))
    assert (refused.code, refused.params, refused.field) == (
        "need_lacks", {"missing": missing}, missing,
    )  # fmt: skip


def test_the_queue_goes_crisis_late_due_decide_unplanned(centre: Centre) -> None:
    now = centre.clock.now_ms()
    plain = receive(centre, survey_wanted="required", urgency="normal")
    urgent = receive(centre, survey_wanted="required", urgency="now")
    due = receive(centre, survey_wanted="required")
    centre.do(ScheduleSurvey(due, now + 2 * HOUR_MS))
    late = receive(centre, survey_wanted="required")
    centre.do(ScheduleSurvey(late, now))
    crisis = receive(centre, crisis=True)
    centre.clock.advance(HOUR_MS)
    lines = queue(centre)
    assert [line.line.id for line in lines] == [crisis, late, due, urgent, plain]
    assert [line.state for line in lines] == ["unplanned", "late", "due", "unplanned", "unplanned"]
    assert lines[1].address == HOUSE["address"]


def queue(centre: Centre):
    weights = {"now": 3, "soon": 2, "normal": 1, "later": 0}
    return centre.operation.read(
        lambda db: survey_queue(db, absence_limit=2, weights=weights, now=centre.clock.now_ms())
    )


# --------------------------------------------------------------------------------------- side exits

EXITS: list[tuple[type[Command], dict[str, object], str]] = [
    (DeclineNeed, {"reason": "danger", "refer_to": "trade"}, "declined"),
    (ReferNeed, {"refer_to": "skilled_group", "note": "屋根"}, "referred"),
    (HoldNeed, {"reason": "weather", "next_on": "2026-08-15"}, "on_hold"),
    (CancelNeed, {"reason": "solved"}, "cancelled"),
    (MarkSkilledOnly, {"note": "床下"}, "skilled_only"),
]


@pytest.mark.parametrize(("act", "values", "state"), EXITS)
def test_every_exit_is_recorded_calls_off_the_visit_and_can_be_undone(
    centre: Centre, act, values: dict[str, object], state: str
) -> None:
    need = receive(centre, survey_wanted="required")
    centre.do(ScheduleSurvey(need, centre.clock.now_ms() + HOUR_MS, "調査 次郎"))
    done = centre.do(act(need, **values))
    kept = values_of(centre, need)
    assert kept["status"] == state
    assert {name: kept[name] for name in values if name != "note"} == {
        name: value for name, value in values.items() if name != "note"
    }
    assert visits(centre) == [("cancelled", 1, "調査 次郎")]
    centre.undo(done)
    assert status(centre, need) == "survey_scheduled"
    assert visits(centre) == [("planned", 1, "調査 次郎")]


@pytest.mark.parametrize("act", [DeclineNeed, HoldNeed, CancelNeed])
def test_exits_ask_for_their_reason(centre: Centre, act) -> None:
    assert centre.refuse(act(receive(centre), " ")).params == {"missing": "reason"}


def test_a_referral_names_where_it_goes(centre: Centre) -> None:
    assert centre.refuse(ReferNeed(receive(centre), "")).field == "refer_to"


def test_a_crisis_leaves_only_when_a_named_person_knows(centre: Centre) -> None:
    need = receive(centre, crisis=True)
    refused = centre.refuse(ReferNeed(need, "public_health"))
    assert refused.params == {"missing": "crisis_told"}
    centre.do(TellCrisis(need, "班長 次郎"))
    centre.do(ReferNeed(need, "public_health"))


def test_declining_and_reopening_are_the_leaders(centre: Centre) -> None:
    need = receive(centre)
    assert centre.refuse(DeclineNeed(need, "danger"), MEMBER).code == "needs_role"
    centre.do(DeclineNeed(need, "danger"))
    assert centre.refuse(ReopenNeed(need), MEMBER).code == "needs_role"
    centre.do(ReopenNeed(need, "道が通れるようになった"))
    kept = values_of(centre, need)
    assert (kept["status"], kept["reason"], kept["reason_note"]) == (
        "triage", None, "道が通れるようになった",
    )  # fmt: skip


def test_what_was_put_aside_goes_on_where_it_stood(centre: Centre) -> None:
    waiting = receive(centre, survey_wanted="required")
    centre.do(HoldNeed(waiting, "requester_absent"))
    centre.do(ResumeNeed(waiting))
    assert status(centre, waiting) == "survey_waiting"
    assert values_of(centre, waiting)["survey_status"] == "queued"

    surveyed = receive(centre, survey_wanted="required")
    centre.do(RecordSurvey(surveyed, FINDINGS))
    centre.do(MarkSkilledOnly(surveyed))
    centre.do(ResumeNeed(surveyed))
    kept = values_of(centre, surveyed)
    assert (kept["status"], kept["survey_status"], kept["skilled_only"]) == ("ready", "done", None)

    asked = receive(centre)
    centre.do(AskLeader(asked))
    centre.do(HoldNeed(asked, "no_people"))
    centre.do(ResumeNeed(asked))
    assert status(centre, asked) == "triage"
    assert values_of(centre, asked)["survey_status"] == "none"


def test_acts_out_of_turn_are_refused(centre: Centre) -> None:
    need = receive(centre)
    for act in (CloseNeed(need), StartWatch(need), ResumeNeed(need), ReopenNeed(need)):
        assert centre.refuse(act).code == "need_state"
