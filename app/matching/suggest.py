"""A team suggested for one job: taken one by one, each time whom the team lacks most.

Promises that no hard stop is ever suggested away, that a crisis need's people stay theirs (only
those who wait are taken), and that everybody not taken has a reason. Refuses to decide: it fills
the screen, a person taps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.eligibility import Conditions, HardStop, stops_for_day, stops_for_work
from app.domain.minors import is_minor
from app.domain.teams import Lack, Member, heads_of, lacks
from app.matching.people import rank_people
from app.matching.words import Because, Choice, Job, Waiting

# Without a number on the need: the size that groups are formed in.
DEFAULT_PEOPLE = 5


@dataclass(frozen=True)
class Suggestion:
    """`picked` in the order of picking, `left_out` with a reason or a stop each.

    `stops` are the job's own (sticker, heat): with any of them nobody is picked.
    """

    picked: tuple[Choice, ...]
    leader: bytes | None
    left_out: tuple[Choice, ...]
    lacks: tuple[Lack, ...]
    stops: tuple[HardStop, ...] = ()


def suggest_team(
    job: Job,
    people: tuple[Waiting, ...],
    conditions: Conditions,
    risk_classes: Mapping[str, str],
    *,
    default_people: int = DEFAULT_PEOPLE,
    begun: tuple[Member, ...] = (),
) -> Suggestion:
    """A team for the job from those who wait, up to the number of people wanted.

    `begun`: who is on the team already; what they bring is not looked for again, and where one of
    them leads nobody else is named.
    """
    stops = (*stops_for_work(job.work, risk_classes), *stops_for_day(job.work, conditions))
    wanted = job.wanted.people or default_people
    sized = replace(job, wanted=replace(job.wanted, people=wanted))
    by_id = {waiting.id: waiting for waiting in people}
    team = begun
    picked: list[Choice] = []
    known: dict[bytes, tuple[HardStop, ...]] = {}
    while not stops and heads_of(team) < wanted:
        taken = {choice.id for choice in picked}
        rest = [waiting for waiting in people if waiting.id not in taken]
        ranked = rank_people(sized, rest, team, conditions, risk_classes, known)
        left = wanted - heads_of(team)
        best = next((c for c in ranked if c.possible and by_id[c.id].member.heads <= left), None)
        if best is None:
            break
        picked.append(best)
        team = (*team, by_id[best.id].member)
    led = any(member.is_leader for member in begun)
    leader = None if led else _leader(picked, by_id, conditions.day)
    named = (
        *begun,
        *(replace(by_id[choice.id].member, is_leader=choice.id == leader) for choice in picked),
    )
    return Suggestion(
        tuple(picked),
        leader,
        tuple(
            _with_reason(choice, stopped=bool(stops), full=heads_of(team) >= wanted)
            for choice in rank_people(
                sized,
                [waiting for waiting in people if waiting.id not in {c.id for c in picked}],
                named,
                conditions,
                risk_classes,
                known,
            )
        ),
        lacks(named, sized.wanted),
        stops,
    )


def _leader(picked: list[Choice], by_id: Mapping[bytes, Waiting], day: date) -> bytes | None:
    """The experienced one, no minor, a person before a group, picked early before late."""
    experienced = [
        choice.id
        for choice in picked
        if by_id[choice.id].member.experienced
        and not is_minor(by_id[choice.id].candidate.minor, day)
    ]
    return min(experienced, key=lambda id: by_id[id].candidate.group, default=None)


def _with_reason(choice: Choice, *, stopped: bool, full: bool) -> Choice:
    """The choice with the reason for which it was not taken, where no stop of its own says so.

    What is left then is a group larger than the places left, and its size is among its reasons.
    """
    if not choice.possible or not (stopped or full):
        return choice
    why = Because("job_stopped" if stopped else "team_full", 0)
    return replace(choice, reasons=(why, *choice.reasons))
