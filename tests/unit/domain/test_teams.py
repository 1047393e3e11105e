"""What a team lacks."""

from dataclasses import replace

from app.domain.teams import Member, Wanted, heads_of, lacks

LEADER = Member(women=1, experienced=1, drives=True, car=True, is_leader=True)
OTHER = Member()
FIRST = Member(first_time=1)
WANTED = Wanted(people=2)


def codes(*members: Member, wanted: Wanted = WANTED, **along: bool) -> list[str]:
    return [lack.code for lack in lacks(members, wanted, **along)]


def test_a_whole_team_lacks_nothing() -> None:
    assert codes(LEADER, OTHER) == []


def test_an_empty_team_lacks_a_leader_and_people_and_is_not_scolded_further() -> None:
    assert codes() == ["no_leader", "people_short"]


def test_too_few_and_too_many_are_said_with_their_number() -> None:
    (short,) = lacks((LEADER,), WANTED)
    assert (short.code, short.params) == ("people_short", {"people": 1})
    (over,) = lacks((LEADER, OTHER, replace(OTHER, heads=12)), WANTED)
    assert (over.code, over.params) == ("people_over", {"people": 12})


def test_a_need_without_a_number_of_people_is_neither_short_nor_full() -> None:
    assert codes(LEADER, wanted=Wanted()) == []


def test_a_truck_of_a_member_or_of_the_centre_serves() -> None:
    hauling = replace(WANTED, truck=True)
    assert codes(LEADER, OTHER, wanted=hauling) == ["no_truck"]
    assert codes(LEADER, replace(OTHER, truck=True), wanted=hauling) == []
    assert codes(LEADER, OTHER, wanted=hauling, has_truck=True) == []


def test_someone_drives_and_there_is_a_car() -> None:
    walker = replace(LEADER, drives=False, car=False)
    assert codes(walker, OTHER) == ["no_driver"]
    assert codes(replace(walker, drives=True), OTHER) == ["no_vehicle"]
    assert codes(replace(walker, drives=True), OTHER, has_vehicle=True) == []


def test_first_timers_are_not_left_alone() -> None:
    rookie = replace(LEADER, experienced=0, first_time=1)
    assert codes(rookie, FIRST) == ["first_timers_alone"]
    assert codes(replace(LEADER, experienced=0), OTHER) == ["no_experienced"]
    assert codes(LEADER, FIRST) == []


def test_riskier_work_wants_an_experienced_leader() -> None:
    leader = replace(LEADER, experienced=0)
    veteran = replace(OTHER, experienced=1)
    assert codes(leader, veteran, wanted=replace(WANTED, risk_class="B")) == [
        "leader_inexperienced"
    ]
    assert codes(leader, veteran) == []


def test_every_missing_skill_is_named() -> None:
    wanted = replace(WANTED, skills=frozenset({"care", "interpreting"}))
    found = lacks((LEADER, replace(OTHER, skills=frozenset({"care"}))), wanted)
    assert [(lack.code, lack.params) for lack in found] == [
        ("skill_missing", {"skill": "interpreting"})
    ]


def test_a_woman_is_looked_for_where_the_resident_asked_for_one() -> None:
    wanted = replace(WANTED, women=True)
    assert codes(replace(LEADER, women=0), OTHER, wanted=wanted) == ["women_wanted"]
    assert codes(LEADER, OTHER, wanted=wanted) == []


def test_the_head_of_a_community_is_a_leader_from_outside() -> None:
    crowd = Member(heads=40, experienced=3, drives=True, car=True)
    assert codes(crowd, wanted=Wanted(people=40), has_leader=True) == []
    assert heads_of((crowd, OTHER)) == 41
