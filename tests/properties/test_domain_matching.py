"""Laws of matching: no hard stop is suggested away, and everybody left out has a reason."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar_jp import instant_of
from app.domain.eligibility import Candidate, Conditions, Work, hard_stops
from app.domain.insurance import BASIC, QUAKE, policy_for
from app.domain.minors import Minor
from app.domain.teams import Member, Wanted
from app.matching.people import rank_jobs, rank_people
from app.matching.suggest import suggest_team
from app.matching.words import Job, Waiting

NOW = instant_of(date(2026, 8, 11), 570)
RISKS = {"cleaning": "A", "mud_removal": "B", "chainsaw": "C", "utility": "D"}
KINDS = st.frozensets(st.sampled_from(sorted(RISKS)), max_size=2)
SKILLS = st.frozensets(st.sampled_from(["care", "chainsaw"]), max_size=2)
ENROLLED = instant_of(date(2026, 8, 10), 570)
POLICIES = [
    policy_for(plan, ENROLLED + late, exception=False)
    for plan in (BASIC, QUAKE)
    for late in (0, 86_400_000)
]

candidates = st.builds(
    Candidate,
    st.just("p"),
    st.lists(st.sampled_from(POLICIES), max_size=2).map(tuple),
    st.booleans(),
    st.builds(Minor, st.sampled_from([None, date(1980, 1, 2), date(2009, 6, 1), date(2013, 6, 1)])),
    SKILLS,
)
members = st.builds(
    Member,
    st.integers(1, 6),
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 1),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    SKILLS,
)
jobs = st.builds(
    Job,
    st.just(b"job"),
    st.just("N-0001"),
    st.builds(Work, KINDS, st.sampled_from([None, "red", "green"]), st.none(), st.booleans()),
    st.builds(Wanted, st.integers(1, 8) | st.none(), st.booleans(), st.booleans(), SKILLS),
)
conditions = st.builds(
    Conditions, st.just(NOW), st.booleans(), wbgt_tenths=st.sampled_from([None, 300, 320])
)
crowds = st.lists(st.tuples(candidates, members), max_size=8).map(
    lambda pairs: tuple(
        Waiting(bytes([n]), candidate, member, NOW - n)
        for n, (candidate, member) in enumerate(pairs)
    )
)


@given(jobs, crowds, conditions)
def test_a_suggestion_breaks_no_hard_stop_and_explains_everybody_left_out(
    job: Job, crowd: tuple[Waiting, ...], holds: Conditions
) -> None:
    found = suggest_team(job, crowd, holds, RISKS)
    by_id = {waiting.id: waiting for waiting in crowd}
    team = [by_id[choice.id].candidate for choice in found.picked]
    assert not team or not hard_stops(team, job.work, holds, RISKS)
    assert {c.id for c in (*found.picked, *found.left_out)} == set(by_id)
    assert len(found.picked) + len(found.left_out) == len(crowd)
    assert all(choice.stops or choice.reasons for choice in found.left_out)
    heads = sum(by_id[choice.id].member.heads for choice in found.picked)
    assert heads <= (job.wanted.people or 5)


@given(jobs, crowds, conditions, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_given_does_not_matter(
    job: Job, crowd: tuple[Waiting, ...], holds: Conditions, random: object
) -> None:
    shuffled = list(crowd)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    ranked = rank_people(job, crowd, (), holds, RISKS)
    assert ranked == rank_people(job, shuffled, (), holds, RISKS)
    assert [choice.possible for choice in ranked] == sorted(
        (choice.possible for choice in ranked), reverse=True
    )


@given(jobs, crowds, conditions)
def test_a_job_and_a_person_forbid_each_other_alike(
    job: Job, crowd: tuple[Waiting, ...], holds: Conditions
) -> None:
    by_person = {choice.id: choice.stops for choice in rank_people(job, crowd, (), holds, RISKS)}
    for waiting in crowd:
        (choice,) = rank_jobs(waiting, [job], holds, RISKS)
        assert choice.stops == by_person[waiting.id]
