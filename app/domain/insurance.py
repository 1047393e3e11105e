"""ボランティア活動保険: when a person is covered, and by what.

Rules (全社協's scheme, 2025): a policy belongs to one fiscal year and ends on 3/31 at 24:00; it
takes effect the next day at 00:00, or under the 大規模災害特例 when the procedure is completed;
one policy per person and year; injuries by earthquake, eruption or tsunami are covered by the
天災・地震 plan only. Whether the event is an earthquake and whether the exception holds are dated
settings of the centre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar_jp import (
    day_of,
    fiscal_year,
    fiscal_year_ends,
    fiscal_year_starts,
    start_of,
)

BASIC = "basic"
QUAKE = "quake"
# Plans known not to cover an earthquake; a plan that a centre adds is taken at its word.
_NOT_FOR_QUAKES = frozenset({BASIC})


class InsuranceState(StrEnum):
    """What holds at an instant, from best to worst."""

    VALID = "valid"
    NOT_YET = "not_yet_effective"
    WRONG_PLAN = "wrong_plan"
    APPLYING = "applying"
    EXPIRED = "expired"
    NONE = "none"


_BEST_FIRST = {state: place for place, state in enumerate(InsuranceState)}


@dataclass(frozen=True)
class Policy:
    """One enrolment. Instants are epoch milliseconds; `ends_at` is the first instant without it."""

    plan: str
    effective_at: int
    ends_at: int
    fiscal_year: int


@dataclass(frozen=True)
class Cover:
    """The state of a person, and the policy that it is read from (none without any policy)."""

    state: InsuranceState
    policy: Policy | None = None

    @property
    def valid(self) -> bool:
        return self.state is InsuranceState.VALID


def effective_from(enrolled_at: int, *, exception: bool) -> int:
    """Next day 00:00 in Japan; under the 大規模災害特例 the completion itself."""
    return enrolled_at if exception else start_of(day_of(enrolled_at) + timedelta(days=1))


def policy_for(plan: str, enrolled_at: int, *, exception: bool, year: int | None = None) -> Policy:
    """The policy that an enrolment gives.

    `year` is the fiscal year it is taken out for: that of the enrolment unless another is named.
    An enrolment on 3/31 without the exception begins with the next fiscal year, because in the old
    one it would never take effect. A policy never takes effect before 4/1 00:00 of its year.
    """
    effective_at = effective_from(enrolled_at, exception=exception)
    chosen = fiscal_year(day_of(effective_at)) if year is None else year
    return Policy(
        plan, max(effective_at, fiscal_year_starts(chosen)), fiscal_year_ends(chosen), chosen
    )


def policy_as_recorded(  # a row of the table `insurance`, in which anything may be unknown
    plan: str | None,
    enrolled_at: int | None,
    effective_at: int | None,
    ends_at: int | None,
    year: int | None,
    exception: bool | None,
) -> Policy | None:
    """A stored row as a policy; what was not recorded follows from the rest.

    None where nothing says when it began: such a row is a claim, not a policy.
    """
    if effective_at is None:
        if enrolled_at is None:
            return None
        derived = policy_for(plan or BASIC, enrolled_at, exception=bool(exception), year=year)
        effective_at, year = derived.effective_at, derived.fiscal_year
    chosen = fiscal_year(day_of(effective_at)) if year is None else year
    ends = fiscal_year_ends(chosen)
    return Policy(plan or BASIC, effective_at, min(ends_at or ends, ends), chosen)


def covers(plan: str, *, earthquake: bool) -> bool:
    """Whether a plan covers the work of this event."""
    return not (earthquake and plan in _NOT_FOR_QUAKES)


def cover_at(
    policies: Iterable[Policy], at: int, *, earthquake: bool, applying: bool = False
) -> Cover:
    """The state of a person at an instant, by the best of the policies.

    `applying` says that a procedure was begun and is not completed.
    """
    found = [_cover_of(policy, at, earthquake) for policy in policies]
    if applying:
        found.append(Cover(InsuranceState.APPLYING))
    # Of equal states the policy that lasts longest says the most.
    return min(
        found,
        key=lambda cover: (
            _BEST_FIRST[cover.state],
            -cover.policy.ends_at if cover.policy else 0,
        ),
        default=Cover(InsuranceState.NONE),
    )


def _cover_of(policy: Policy, at: int, earthquake: bool) -> Cover:
    if at >= policy.ends_at:
        return Cover(InsuranceState.EXPIRED, policy)
    if not covers(policy.plan, earthquake=earthquake):
        return Cover(InsuranceState.WRONG_PLAN, policy)
    if at < policy.effective_at:
        return Cover(InsuranceState.NOT_YET, policy)
    return Cover(InsuranceState.VALID, policy)


def refusal_to_enrol(
    policies: Iterable[Policy], plan: str, year: int, *, earthquake: bool
) -> str | None:
    """Why a person must not be enrolled again, as a refusal code, or None.

    One policy a person and fiscal year is enough for every group and place. Only one that does not
    cover the event may be followed by one that does.
    """
    for policy in policies:
        if policy.fiscal_year != year:
            continue
        if policy.plan == plan or covers(policy.plan, earthquake=earthquake):
            return "insured_this_year"
    return None


def days_left(policy: Policy, today: date) -> int:
    """Days on which the policy still holds, today included; 0 when it has ended."""
    return max(0, (day_of(policy.ends_at - 1) - today).days + 1)
