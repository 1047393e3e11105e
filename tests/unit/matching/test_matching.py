"""Who goes where, and why."""

from dataclasses import replace
from datetime import date

import pytest

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import MINUTE_MS, instant_of
from app.domain.eligibility import Candidate, Conditions, Work
from app.domain.insurance import QUAKE, policy_for
from app.domain.minors import Minor
from app.domain.stops import Stop
from app.domain.teams import Member, Wanted
from app.matching.jobs import order_jobs, waiting_days
from app.matching.people import WISH_KINDS, rank_jobs, rank_people
from app.matching.suggest import suggest_team
from app.matching.words import Choice, Job, Waiting

DAY = date(2026, 8, 11)
TODAY = DAY.isoformat()
NOW = instant_of(DAY, 9 * 60 + 30)
CONDITIONS = Conditions(NOW)
INSURED = policy_for(QUAKE, instant_of(date(2026, 5, 1), 600), exception=False)
RISKS = {
    code: str(value)
    for code, value in CodeLists.load().attribute_map("work_kind", "risk_class").items()
}
MUD = Job(b"mud", "N-0412", Work(frozenset({"mud_removal"})), Wanted(people=3))
VETERAN = Member(experienced=1, drives=True, car=True)


def person(id: bytes, member: Member = Member(), **more: object) -> Waiting:  # noqa: B008
    return Waiting(id, Candidate(id.decode(), (INSURED,)), member, NOW, **more)  # type: ignore[arg-type]


def ids(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.id.decode() for choice in choices]


def why(choice: Choice) -> list[str]:
    return [reason.code for reason in choice.reasons]


def rank(job: Job, *people: Waiting, team: tuple[Member, ...] = ()) -> tuple[Choice, ...]:
    return rank_people(job, people, team, CONDITIONS, RISKS)


def test_a_crisis_comes_before_everything() -> None:
    jobs = [
        replace(MUD, id=b"old", received_on="2026-07-01", urgency=3, priority=5, continuing=True),
        replace(MUD, id=b"crisis", number="N-9999", work=Work(crisis=True)),
    ]
    first, second = order_jobs(jobs, DAY)
    assert first.id == b"crisis"
    assert why(first) == ["crisis"]
    assert why(second)[0] == "urgent"


def test_what_continues_then_what_is_wanted_today_then_what_has_waited() -> None:
    jobs = [
        replace(MUD, id=b"fresh", number="N-0001", received_on=TODAY),
        replace(MUD, id=b"waited", number="N-0002", received_on="2026-08-06"),
        replace(MUD, id=b"today", number="N-0003", received_on=TODAY, wanted_from=TODAY),
        replace(MUD, id=b"continues", number="N-0004", received_on=TODAY, continuing=True),
    ]
    assert ids(order_jobs(jobs, DAY)) == ["continues", "today", "waited", "fresh"]


def test_what_is_not_for_today_stands_last_and_says_when() -> None:
    jobs = [
        replace(MUD, id=b"later", next_on="2026-08-13", received_on="2026-07-01"),
        replace(MUD, id=b"can wait", urgency=0),
    ]
    last = order_jobs(jobs, DAY)[-1]
    assert last.id == b"later"
    assert last.reasons[0].params == {"day": "2026-08-13"}


def test_the_last_wanted_day_is_still_in_time() -> None:
    (choice,) = order_jobs([replace(MUD, wanted_until=TODAY)], DAY)
    assert why(choice) == ["wanted_today"]


def test_what_was_wanted_until_yesterday_is_not_forgotten() -> None:
    (choice,) = order_jobs([replace(MUD, wanted_until="2026-08-10")], DAY)
    assert why(choice) == ["wanted_until_passed"]
    assert choice.score > 0


def test_equal_jobs_stand_in_the_order_of_their_numbers() -> None:
    jobs = [replace(MUD, id=b"b", number="N-0002"), replace(MUD, id=b"a", number="N-0001")]
    assert ids(order_jobs(jobs, DAY)) == ["a", "b"]
    assert waiting_days(MUD, DAY) == 0


def test_the_skill_that_is_missing_counts_most() -> None:
    job = replace(MUD, wanted=Wanted(people=3, skills=frozenset({"care"}), truck=True))
    nurse = person(b"nurse", Member(skills=frozenset({"care"})))
    hauler = person(b"hauler", Member(truck=True))
    first, second = rank(job, hauler, nurse)
    assert (first.id, why(first)) == (b"nurse", ["has_skill"])
    assert (second.id, why(second)) == (b"hauler", ["brings_truck"])


def test_what_the_team_has_is_not_looked_for_again() -> None:
    job = replace(MUD, wanted=Wanted(people=3, truck=True, women=True))
    hauler = person(b"hauler", Member(truck=True, women=1))
    (alone,) = rank(job, hauler)
    (beside,) = rank(job, hauler, team=(Member(truck=True, women=1),))
    assert {"brings_truck", "woman_wanted"} <= set(why(alone))
    assert why(beside) == []


def test_a_truck_is_kept_for_those_who_need_one() -> None:
    assert ids(rank(MUD, person(b"truck", Member(truck=True)), person(b"walker"))) == [
        "walker",
        "truck",
    ]


def test_the_experienced_lead_and_first_timers_go_beside_them() -> None:
    first_timer = person(b"new", Member(first_time=1))
    veteran = person(b"old", VETERAN)
    assert ids(rank(MUD, first_timer, veteran)) == ["old", "new"]
    assert "could_lead" in why(rank(MUD, veteran)[0])
    (beside,) = rank(MUD, first_timer, team=(VETERAN,))
    assert "beside_experienced" in why(beside)
    (alone,) = rank(MUD, first_timer, team=(Member(first_time=1),))
    assert "first_timer_alone" in why(alone)


@pytest.mark.parametrize(
    ("heads", "reason"), [(3, "group_fits"), (5, "group_too_large"), (2, None)]
)
def test_the_size_of_a_group_is_weighed(heads: int, reason: str | None) -> None:
    (choice,) = rank(MUD, person(b"group", Member(heads=heads)))
    assert why(choice) == ([reason] if reason else [])


def test_wishes_and_waiting_decide_between_equals() -> None:
    wished = person(b"wished", wish="mud")
    other = person(b"other", wish="yard")
    long = replace(person(b"long"), since=NOW - 90 * MINUTE_MS)
    been_out = person(b"been out", jobs_today=1)
    at_centre = person(b"centre", centre_work=True)
    assert ids(rank(MUD, at_centre, other, been_out, long, wished)) == [
        "wished",
        "long",
        "been out",
        "other",
        "centre",
    ]


def test_who_came_first_is_shown_first_among_equals() -> None:
    late, early = person(b"a"), replace(person(b"b"), since=NOW - MINUTE_MS)
    assert ids(rank(MUD, late, early)) == ["b", "a"]


def test_whom_a_stop_keeps_back_stands_last_with_the_stop() -> None:
    uninsured = replace(person(b"x", VETERAN), candidate=Candidate("x"))
    choices = rank(MUD, uninsured, person(b"y"))
    assert ids(choices) == ["y", "x"]
    assert [stop.code for stop in choices[1].stops] == ["uninsured"]
    assert not choices[1].possible


def test_a_person_sees_the_jobs_in_their_order_and_what_forbids_one() -> None:
    sawing = replace(
        MUD, id=b"saw", number="N-0001", work=Work(frozenset({"chainsaw"}), crisis=True)
    )
    choices = rank_jobs(person(b"p", wish="mud"), [sawing, MUD], CONDITIONS, RISKS)
    assert ids(choices) == ["mud", "saw"]
    assert why(choices[0]) == ["wished"]
    assert [stop.code for stop in choices[1].stops] == ["skilled_work"]


def test_every_wish_is_in_the_list_and_means_known_work() -> None:
    lists = CodeLists.load()
    assert set(WISH_KINDS) <= {entry.code for entry in lists.entries("wish", TODAY)}
    assert set().union(*WISH_KINDS.values()) <= set(RISKS)


def test_a_suggested_team_has_what_the_need_wants() -> None:
    job = replace(MUD, wanted=Wanted(people=3, truck=True, women=True))
    people = (
        person(b"new", Member(first_time=1)),
        person(b"woman", Member(women=1)),
        person(b"truck", Member(truck=True, drives=True)),
        person(b"veteran", VETERAN),
        person(b"bus", Member(heads=40)),
    )
    found = suggest_team(job, people, CONDITIONS, RISKS)
    assert set(ids(found.picked)) == {"truck", "woman", "veteran"}
    assert found.leader == b"veteran"
    assert found.lacks == ()
    assert {choice.id: why(choice)[0] for choice in found.left_out} == {
        b"new": "team_full",
        b"bus": "team_full",
    }


def test_nobody_is_picked_for_a_place_that_nobody_may_enter() -> None:
    for job, conditions in (
        (replace(MUD, work=Work(inspection="red")), CONDITIONS),
        (MUD, replace(CONDITIONS, stops=(Stop("lightning", NOW),))),
    ):
        found = suggest_team(job, (person(b"p", VETERAN),), conditions, RISKS)
        assert found.picked == ()
        assert found.stops
        assert why(found.left_out[0])[0] == "job_stopped"


def test_a_group_larger_than_the_places_left_says_so() -> None:
    found = suggest_team(MUD, (person(b"bus", Member(heads=40)),), CONDITIONS, RISKS)
    assert found.picked == ()
    assert "group_too_large" in why(found.left_out[0])
    assert [lack.code for lack in found.lacks] == ["no_leader", "people_short"]


def test_a_minor_is_no_leader_and_a_person_leads_before_a_group() -> None:
    pupil = replace(
        person(b"pupil", VETERAN),
        candidate=Candidate("pupil", (INSURED,), minor=Minor(date(2009, 6, 1), accompanied=True)),
    )
    crew = replace(
        person(b"crew", replace(VETERAN, heads=2)),
        candidate=Candidate("crew", group=True, heads=2, uninsured_heads=0),
    )
    assert suggest_team(MUD, (pupil,), CONDITIONS, RISKS).leader is None
    assert suggest_team(MUD, (pupil, crew), CONDITIONS, RISKS).leader == b"crew"
    lone = person(b"lone", VETERAN)
    assert suggest_team(MUD, (crew, lone), CONDITIONS, RISKS).leader == b"lone"


def test_without_a_number_of_people_a_usual_group_is_formed() -> None:
    people = tuple(person(bytes([65 + n])) for n in range(8))
    found = suggest_team(replace(MUD, wanted=Wanted()), people, CONDITIONS, RISKS)
    assert len(found.picked) == 5
    found = suggest_team(MUD, people, CONDITIONS, RISKS, default_people=4)
    assert len(found.picked) == 3


def test_a_team_that_was_begun_is_filled_up_with_what_it_lacks() -> None:
    begun = (replace(VETERAN, is_leader=True),)
    people = (person(b"second veteran", VETERAN), person(b"truck", Member(truck=True)))
    job = replace(MUD, wanted=Wanted(people=2, truck=True))
    found = suggest_team(job, people, CONDITIONS, RISKS, begun=begun)
    assert ids(found.picked) == ["truck"]
    assert found.leader is None
    assert [lack.code for lack in found.lacks] == []
