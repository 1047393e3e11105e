"""School stage, age band and the consent that a minor needs.

Published age rules differ from centre to centre, so what is asked of a stage is a dated setting;
the defaults here are the commonest: 高校生 with the guardian's consent form, 中学生 with a
guardian beside them, younger children not at all. An unknown age is never taken for a minor's, and
never stops anyone.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import age_at, fiscal_year

# From youngest to oldest; the codes of the list `age_stage`.
STAGES = ("preschool", "elementary", "junior_high", "high_school", "adult")
_LAST_YEAR_OF = (("preschool", 6), ("elementary", 12), ("junior_high", 15), ("high_school", 18))
_STAGE_OF_BAND = {
    "elementary": "elementary",
    "junior_high": "junior_high",
    "high_school": "high_school",
}


@dataclass(frozen=True)
class MinorRules:
    """The centre's rules on the day: settings `minimum_stage` and the two that follow it."""

    minimum_stage: str = "junior_high"
    high_school_needs_consent: bool = True
    junior_high_needs_guardian: bool = True


@dataclass(frozen=True)
class Minor:
    """What is known of a person; None where nobody asked."""

    born_on: date | None = None
    age_band: str | None = None
    guardian_consent: bool | None = None
    accompanied: bool | None = None


def stage_on(born_on: date, day: date) -> str:
    """The school stage of a person born on `born_on`.

    A school year takes those born from 4/2 to the next 4/1, and turns on 4/1.
    """
    cohort = born_on.year if (born_on.month, born_on.day) >= (4, 2) else born_on.year - 1
    years = fiscal_year(day) - cohort
    for stage, last in _LAST_YEAR_OF:
        if years <= last:
            return stage
    return "adult"


def stage_of(person: Minor, day: date) -> str | None:
    """The stage by date of birth, else by age band; None where neither was asked."""
    if person.born_on is not None:
        return stage_on(person.born_on, day)
    if person.age_band is None:
        return None
    return _STAGE_OF_BAND.get(person.age_band, "adult")


def age_band(born_on: date, day: date) -> str:
    """The code of the list `age_band` for a person: school stages, then tens of years."""
    stage = stage_on(born_on, day)
    if stage in ("preschool", "elementary"):
        return "elementary"
    if stage != "adult":
        return stage
    age = age_at(born_on, day)
    if age < 30:
        return "18_29"
    return f"{min(age // 10 * 10, 70)}s"


def is_minor(person: Minor, day: date) -> bool:
    """Whether the person is known to be at high school or younger."""
    return stage_of(person, day) not in (None, "adult")


def consent_refusal(person: Minor, day: date, rules: MinorRules) -> str | None:
    """Why a minor cannot go out, as a refusal code, or None.

    `too_young`, `minor_without_guardian` (中学生), `minor_without_consent` (高校生). A consent form
    does not replace the guardian beside a 中学生; a guardian beside them replaces the form.
    """
    stage = stage_of(person, day)
    if stage is None or stage == "adult":
        return None
    if STAGES.index(stage) < _index(rules.minimum_stage):
        return "too_young"
    if stage == "high_school":
        needed = rules.high_school_needs_consent
        given = bool(person.guardian_consent) or bool(person.accompanied)
        return "minor_without_consent" if needed and not given else None
    needed = rules.junior_high_needs_guardian
    return "minor_without_guardian" if needed and not person.accompanied else None


def _index(stage: str) -> int:
    """An unknown stage (a code that a newer version wrote) counts as the default."""
    return STAGES.index(stage) if stage in STAGES else STAGES.index("junior_high")
