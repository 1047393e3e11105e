"""The lists of the matching: needs in their order, who waits and fits, whom a suggestion takes."""

import sqlite3
from datetime import date
from functools import partial

from app.domain.eligibility import stops_for_person
from app.services.check_ins import CheckIn, CheckInGroup
from app.services.going_out import candidate_of, conditions_of
from app.services.groups import EnrolGroup, RegisterGroup
from app.services.insurance import EnrolInsurance
from app.services.teams import FormTeam
from app.services.teams_choices import (
    JobToServe,
    PersonWaiting,
    jobs_to_serve,
    people_who_wait,
    suggested,
)
from app.services.volunteers import RegisterVolunteer
from app.services.volunteers_merging import MergeVolunteers
from app.store.queries.matching import job_by_id
from app.store.queries.teams import team_by_id
from app.store.queries.waiting import people_of_day
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import Ground

DAY = date(2026, 8, 11)
DAY_MS = 86_400_000


def jobs(centre: Centre) -> tuple[JobToServe, ...]:
    return centre.operation.read(lambda db: jobs_to_serve(db, MORNING_MS))


def people(centre: Centre, need: EntityId | None = None) -> tuple[PersonWaiting, ...]:
    return centre.operation.read(
        lambda db: people_who_wait(db, MORNING_MS, job_by_id(db, need) if need else None)
    )


def names(found: tuple[PersonWaiting, ...]) -> list[str]:
    return [one.person.name for one in found]


def test_crisis_first_then_what_continues_then_what_has_waited(
    centre: Centre, ground: Ground
) -> None:
    old = ground.need(status="ready", received_at=MORNING_MS - 6 * DAY_MS)
    crisis = ground.need(status="ready", crisis=True)
    again = ground.need(status="continuing")
    skilled = ground.need(status="skilled_only", kinds=("chainsaw",))
    for status in ("triage", "on_hold", "completed", "in_progress", "declined"):
        ground.need(status=status, people=None)
    ground.plant()
    found = jobs(centre)
    assert [job.row.id for job in found] == [crisis, again, old, skilled]
    assert [job.days for job in found] == [1, 1, 6, 1]
    assert found[0].reasons[0].code == "crisis"


def test_a_need_whose_team_is_short_stays_in_the_list(centre: Centre, ground: Ground) -> None:
    need = ground.need(status="ready", people=3)
    one, two = ground.volunteer(), ground.volunteer()
    ground.plant()
    made = centre.do(FormTeam(need, (one,))).entity
    (job,) = jobs(centre)
    assert (job.short, job.row.heads, job.teams) == (True, 1, ((made, "1班", 1),))
    centre.do(FormTeam(need, (two,)))
    assert len(jobs(centre)[0].teams) == 2


def test_what_keeps_everybody_away_is_said_on_the_need(centre: Centre, ground: Ground) -> None:
    ground.need(status="ready", inspection="red")
    row = {"day": DAY.isoformat(), "at": MORNING_MS, "tenths": 315}
    ground.rows.append(("wbgt", ground.new(12), row))
    ground.plant()
    (job,) = jobs(centre)
    assert [stop.code for stop in job.stops] == ["inspection_red", "heat_wbgt"]


def test_without_a_need_the_longest_waiting_is_first(centre: Centre, ground: Ground) -> None:
    for minutes in (5, 50, 20):
        centre.clock.ms = MORNING_MS - minutes * 60_000
        ground.volunteer(f"訓練 {minutes}")
    centre.clock.ms = MORNING_MS
    ground.plant()
    assert names(people(centre)) == ["訓練 50", "訓練 20", "訓練 5"]
    assert all(not one.reasons and not one.stops for one in people(centre))


def test_for_a_need_whoever_fits_is_first_and_the_stopped_last_with_the_reason(
    centre: Centre, ground: Ground
) -> None:
    need = ground.need(status="ready", truck=True, skills=("nursing",), kinds=("furniture_out",))
    ground.volunteer("訓練 無保険", insured=False, has_light_truck=True)
    ground.volunteer("訓練 何も")
    ground.volunteer("訓練 軽トラ", has_light_truck=True)
    ground.volunteer("訓練 看護", skills=("nursing",), experience=True, licences=("car",))
    ground.plant()
    found = people(centre, need)
    assert names(found) == ["訓練 看護", "訓練 軽トラ", "訓練 何も", "訓練 無保険"]
    assert [stop.code for stop in found[-1].stops] == ["uninsured"]
    codes = [[reason.code for reason in one.reasons] for one in found]
    assert codes[0][:2] == ["has_skill", "could_lead"]
    assert "brings_truck" in codes[1]


def test_a_suggestion_fills_up_the_team_that_was_begun(centre: Centre, ground: Ground) -> None:
    need = ground.need(status="ready", people=2, kinds=("furniture_out",))
    first = ground.volunteer("訓練 一", experience=True)
    second = ground.volunteer("訓練 二", has_light_truck=True)
    ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    whole = centre.operation.read(lambda db: suggested(db, MORNING_MS, need))
    assert whole is not None
    assert (len(whole.picked), whole.leader) == (2, first)
    made = centre.do(FormTeam(need, (first,), leader=first)).entity
    assert made is not None
    rest = centre.operation.read(lambda db: suggested(db, MORNING_MS, need, team_by_id(db, made)))
    assert rest is not None
    assert [choice.id for choice in rest.picked] == [second]
    assert rest.leader is None
    missing = EntityId(b"x" * 16)
    assert centre.operation.read(lambda db: suggested(db, MORNING_MS, missing)) is None


def test_people_read_in_bulk_are_those_that_the_rules_see_one_by_one(
    centre: Centre, ground: Ground
) -> None:
    ground.volunteer("訓練 一", age_band="high_school", skills=("chainsaw",))
    ground.volunteer("訓練 二", insured=False, insurance_claim="applying")
    ground.volunteer("訓練 三", born_on="2012-05-05", accompanied=True, activity_class="skilled")
    key, check_in = ground.new(7), ground.new(2)
    ground.rows.append(("volunteer_group", key, {"name": "訓練大学", "heads": 9, "uninsured": 2}))
    row = {"group": key, "day": DAY.isoformat(), "heads": 8, "at": MORNING_MS}
    ground.rows.append(("check_in", check_in, row))
    ground.plant()

    def compare(db: sqlite3.Connection) -> int:
        conditions = conditions_of(db, MORNING_MS, DAY)
        everybody = people_of_day(db, DAY)
        for person in everybody:
            alone = candidate_of(db, person.id)
            assert alone is not None
            assert alone == person.candidate
            assert stops_for_person(alone, conditions) == stops_for_person(
                person.candidate, conditions
            )
        return len(everybody)

    assert centre.operation.read(compare) == 4


def test_the_list_and_the_door_see_the_same_insurance(centre: Centre) -> None:
    """Also that of a record that was merged away, and one taken out for the rest of a group."""
    kept = centre.do(RegisterVolunteer("訓練 残子", phone="090-0000-0071")).entity
    gone = centre.do(RegisterVolunteer("訓練 残子", another_person=True)).entity
    assert kept is not None
    assert gone is not None
    centre.do(EnrolInsurance(gone))
    centre.do(MergeVolunteers(kept, gone))
    party = centre.do(RegisterGroup("訓練大学", heads=6, uninsured=2)).entity
    assert party is not None
    centre.do(CheckInGroup(party, 6, although=("group_uninsured",)))
    centre.do(EnrolGroup(party))
    centre.do(CheckIn(kept, although=("insurance_not_yet",)))
    found = centre.operation.read(lambda db: people_of_day(db, DAY))
    assert len(found) == 2
    for person in found:
        at_the_door = centre.operation.read(partial(candidate_of, check_in=person.id))
        assert person.candidate.policies
        assert at_the_door is not None
        assert person.candidate.policies == at_the_door.policies
