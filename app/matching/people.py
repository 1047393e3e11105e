"""Who fits a job beside those already on the team, and which job fits a person.

Only sorts and explains: what the team still lacks counts most, then wishes and waiting. Whom a
hard stop keeps back stands last with the stop's reason; nobody is left out of the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.calendar_jp import MINUTE_MS
from app.domain.eligibility import Conditions, HardStop, stops_for_person, stops_for_skill
from app.domain.teams import Member, heads_of, lacks
from app.matching.jobs import job_reasons
from app.matching.words import Because, Choice, Job, Waiting, chosen

_SKILL, _TRUCK, _WOMAN, _LEAD, _DRIVER, _EXPERIENCE = 40, 30, 25, 15, 12, 12
_BESIDE_EXPERIENCED, _GROUP_FITS, _WISH = 6, 20, 10
_GROUP_TOO_LARGE, _OTHER_WISH, _ALONE = -25, -8, -10
_TRUCK_ELSEWHERE, _SECOND_JOB, _CENTRE_WORK = -6, -5, -40
_WAITING_LONG_MINUTES = 45
_WAITING_MAX = 20

# What a wish on the form means in kinds of work.
WISH_KINDS: dict[str, frozenset[str]] = {
    "mud": frozenset({"mud_removal", "rubble", "underfloor"}),
    "furniture": frozenset({"furniture_out", "waste_sort_haul", "moving"}),
    "indoor_clean": frozenset({"indoor_tidy", "cleaning", "photo_wash"}),
    "yard": frozenset({"yard"}),
    "light_work": frozenset({"goods", "shelter", "cleaning", "photo_wash", "indoor_tidy"}),
    "listening": frozenset({"listening", "visit_survey", "footbath", "social"}),
    "driving": frozenset({"waste_sort_haul", "goods", "moving"}),
    "vc_staff": frozenset({"vc_staff"}),
}


def rank_people(
    job: Job,
    people: Iterable[Waiting],
    team: tuple[Member, ...],
    conditions: Conditions,
    risk_classes: Mapping[str, str],
    known: dict[bytes, tuple[HardStop, ...]] | None = None,
) -> tuple[Choice, ...]:
    """Everybody who waits, the best fit for this team first, the stopped last.

    `team`: who is on it already; what they bring is not looked for again. `known`: stops that were
    found for this job at this instant; what is found now is kept there.
    """
    beside = _Beside.of(team, job)
    stops_of = {} if known is None else known
    found = []
    for waiting in people:
        stops = stops_of.get(waiting.id)
        if stops is None:
            stops = personal_stops(waiting, job, conditions, risk_classes)
            stops_of[waiting.id] = stops
        reasons = _reasons(waiting, job, beside, conditions.at)
        found.append((chosen(waiting.id, reasons, stops), waiting.since))
    found.sort(key=lambda pair: (not pair[0].possible, -pair[0].score, pair[1], pair[0].id))
    return tuple(choice for choice, _ in found)


def rank_jobs(
    waiting: Waiting,
    jobs: Iterable[Job],
    conditions: Conditions,
    risk_classes: Mapping[str, str],
) -> tuple[Choice, ...]:
    """All jobs for one person or group, the best first: the job's own order plus the fit."""
    found = []
    for job in jobs:
        stops = personal_stops(waiting, job, conditions, risk_classes)
        reasons = job_reasons(job, conditions.day)
        reasons += _reasons(waiting, job, _Beside.of((), job), conditions.at)
        found.append((chosen(job.id, reasons, stops), job.number))
    found.sort(key=lambda pair: (not pair[0].possible, -pair[0].score, pair[1]))
    return tuple(choice for choice, _ in found)


def personal_stops(
    waiting: Waiting, job: Job, conditions: Conditions, risk_classes: Mapping[str, str]
) -> tuple[HardStop, ...]:
    """What keeps this person from this job; the place and the weather are the job's own stops."""
    return (
        *stops_for_person(waiting.candidate, conditions),
        *stops_for_skill(waiting.candidate, job.work, risk_classes),
    )


@dataclass(frozen=True)
class _Beside:
    """What the team has and lacks, asked once for everybody who might join it."""

    begun: bool
    heads: int
    codes: frozenset[str]
    skills: frozenset[str]
    led: bool
    experienced: bool
    driven: bool

    @staticmethod
    def of(team: tuple[Member, ...], job: Job) -> "_Beside":
        missing = lacks(team, job.wanted)
        return _Beside(
            bool(team),
            heads_of(team),
            frozenset(lack.code for lack in missing),
            frozenset(
                str(lack.params["skill"]) for lack in missing if lack.code == "skill_missing"
            ),
            any(member.is_leader for member in team),
            any(member.experienced for member in team),
            any(member.drives for member in team),
        )


def _reasons(waiting: Waiting, job: Job, beside: _Beside, now: int) -> list[Because]:
    return [
        *_what_it_lacks(waiting.member, job, beside),
        *_group_size(waiting.member, job, beside),
        *_wishes(waiting, job),
        *_waiting(waiting, now),
    ]


def _what_it_lacks(member: Member, job: Job, beside: _Beside) -> list[Because]:
    found = [
        Because("has_skill", _SKILL, {"skill": skill})
        for skill in sorted(beside.skills & member.skills)
    ]
    if member.truck:
        if "no_truck" in beside.codes:
            found.append(Because("brings_truck", _TRUCK))
        elif not job.wanted.truck:
            found.append(Because("truck_wanted_elsewhere", _TRUCK_ELSEWHERE))
    if "women_wanted" in beside.codes and member.women:
        found.append(Because("woman_wanted", _WOMAN))
    if member.experienced:
        found.append(
            Because("experienced", _EXPERIENCE)
            if beside.led or beside.experienced
            else Because("could_lead", _LEAD)
        )
    elif member.first_time and beside.begun:
        found.append(
            Because("beside_experienced", _BESIDE_EXPERIENCED)
            if beside.experienced
            else Because("first_timer_alone", _ALONE)
        )
    if member.drives and not beside.driven:
        found.append(Because("drives", _DRIVER))
    return found


def _group_size(member: Member, job: Job, beside: _Beside) -> list[Because]:
    if member.heads < 2 or not job.wanted.people:
        return []
    left = job.wanted.people - beside.heads
    if member.heads == left:
        return [Because("group_fits", _GROUP_FITS, {"heads": member.heads})]
    if member.heads > left:
        return [Because("group_too_large", _GROUP_TOO_LARGE, {"over": member.heads - max(left, 0)})]
    return []


def _wishes(waiting: Waiting, job: Job) -> list[Because]:
    if waiting.centre_work:
        return [Because("stays_at_centre", _CENTRE_WORK)]
    kinds = WISH_KINDS.get(waiting.wish or "")
    if kinds is None or not job.work.kinds:
        return []
    wished = bool(kinds & job.work.kinds)
    return [Because("wished", _WISH) if wished else Because("wished_other_work", _OTHER_WISH)]


def _waiting(waiting: Waiting, now: int) -> list[Because]:
    found = []
    minutes = (now - waiting.since) // MINUTE_MS if waiting.since else 0
    if minutes >= _WAITING_LONG_MINUTES:
        weight = min(_WAITING_MAX, minutes // 10)
        found.append(Because("waiting_long", weight, {"minutes": minutes}))
    if waiting.jobs_today:
        found.append(Because("been_out_today", _SECOND_JOB, {"jobs": waiting.jobs_today}))
    return found
