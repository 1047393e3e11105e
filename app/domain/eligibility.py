"""Hard stops: who must not go out, to what, and when; and who may go over a stop.

1. A stop is a value with a code (catalogue key `refused.<code>`), its parameters and the role that
may override it by name and reason. No role: nobody may. 2. Nobody goes out uninsured, not yet
insured, no longer insured; no minor without the consent asked for. 3. No volunteers into buildings
with a red or yellow sticker; where people live at home the chief may. 4. Roofs, floors, machines
are for skilled people; heat and lightning stop new orders. 5. People are never taken from a crisis
need.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from app.domain.calendar_jp import day_of
from app.domain.heat import HeatRules, orders_stop
from app.domain.insurance import Cover, InsuranceState, Policy, cover_at
from app.domain.minors import Minor, MinorRules, consent_refusal
from app.domain.staff_access import CHIEF
from app.domain.stops import STOP_CODES, Stop, active, stops_work

Param: TypeAlias = str | int


@dataclass(frozen=True)
class HardStop:
    """Why something must not be done. `override_role` None: no override."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    override_role: str | None = CHIEF


@dataclass(frozen=True)
class Conditions:
    """What holds for everybody at the instant of the act. `at` in epoch milliseconds."""

    at: int
    earthquake: bool = False
    minor_rules: MinorRules = field(default_factory=MinorRules)
    heat_rules: HeatRules = field(default_factory=HeatRules)
    wbgt_tenths: int | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def day(self) -> date:
        return day_of(self.at)


@dataclass(frozen=True)
class Candidate:
    """A person or a group as the rules see it.

    For a group `heads` is its size, `uninsured_heads` what its entry says (None: not asked), and
    `policies` are those of the group as a whole.
    """

    name: str
    policies: tuple[Policy, ...] = ()
    applying: bool = False
    minor: Minor = field(default_factory=Minor)
    skills: frozenset[str] = frozenset()
    activity_class: str | None = None
    group: bool = False
    heads: int = 1
    uninsured_heads: int | None = None


@dataclass(frozen=True)
class Work:
    """A need as the rules see it; names are those of the table."""

    kinds: frozenset[str] = frozenset()
    inspection: str | None = None
    inspection_kind: str | None = None
    inhabited: bool | None = None
    skilled_only: bool | None = None
    crisis: bool | None = None


# Class of risk of work that nobody has classed: taken as ordinary work under an experienced leader.
_UNCLASSED = "B"
_SKILLED_ONLY = "C"
_NOT_ACCEPTED = "D"
# Which skill serves for which skilled work; a volunteer of the class 専門 serves for all of it.
SKILL_FOR_WORK: dict[str, str] = {
    "tarp_roof": "roofing",
    "underfloor": "underfloor",
    "wall_strip": "construction",
    "chainsaw": "chainsaw",
    "heavy_machine": "heavy_machine",
    "block_wall": "civil",
    "utility": "electric",
}
_INSPECTION_CODES = {"red": "inspection_red", "yellow": "inspection_yellow"}
_INSURANCE_CODES = {
    InsuranceState.NONE: "uninsured",
    InsuranceState.APPLYING: "insurance_applying",
    InsuranceState.NOT_YET: "insurance_not_yet",
    InsuranceState.EXPIRED: "insurance_expired",
    InsuranceState.WRONG_PLAN: "insurance_wrong_plan",
}


def cover_of(person: Candidate, conditions: Conditions) -> Cover:
    """The insurance of a person at the instant of the act."""
    return cover_at(
        person.policies,
        conditions.at,
        earthquake=conditions.earthquake,
        applying=person.applying,
    )


def stops_for_person(person: Candidate, conditions: Conditions) -> tuple[HardStop, ...]:
    """What keeps a person or a group from going out at all: insurance, age."""
    if person.group:
        return _stops_for_group(person, conditions)
    found = []
    cover = cover_of(person, conditions)
    if not cover.valid:
        params: dict[str, Param] = {"name": person.name}
        if cover.state is InsuranceState.NOT_YET and cover.policy is not None:
            params["effective_at"] = cover.policy.effective_at
        found.append(HardStop(_INSURANCE_CODES[cover.state], params))
    consent = consent_refusal(person.minor, conditions.day, conditions.minor_rules)
    if consent is not None:
        found.append(HardStop(consent, {"name": person.name}))
    return tuple(found)


def _stops_for_group(group: Candidate, conditions: Conditions) -> tuple[HardStop, ...]:
    """A group is asked for its heads; who was not asked is not insured. A policy of the group
    itself was taken out for whoever had none."""
    if cover_of(group, conditions).valid:
        return ()
    without = group.heads if group.uninsured_heads is None else group.uninsured_heads
    if without <= 0:
        return ()
    return (HardStop("group_uninsured", {"name": group.name, "heads": without}),)


def stops_for_work(work: Work, risk_classes: Mapping[str, str]) -> tuple[HardStop, ...]:
    """What keeps volunteers from this place and this work, whoever they are.

    `risk_classes`: code of the list `work_kind` to A, B, C or D.
    """
    found = []
    sticker = _INSPECTION_CODES.get(work.inspection or "")
    if sticker is not None:
        found.append(
            HardStop(
                sticker,
                {"inspection_kind": work.inspection_kind or "building"},
                CHIEF if work.inhabited else None,
            )
        )
    for kind in sorted(work.kinds):
        if risk_classes.get(kind, _UNCLASSED) == _NOT_ACCEPTED:
            found.append(HardStop("work_not_accepted", {"kind": kind}, None))
    return tuple(found)


def stops_for_day(work: Work, conditions: Conditions) -> tuple[HardStop, ...]:
    """What keeps anybody from leaving for this work now: stop orders, heat."""
    found = [
        HardStop(STOP_CODES.get(stop.kind, STOP_CODES["other"]), {"at": stop.at})
        for stop in active(conditions.stops, conditions.at)
        if stops_work(stop, work.kinds)
    ]
    hot = orders_stop(conditions.wbgt_tenths, conditions.heat_rules)
    if hot and not any(stop.code == "heat_stop" for stop in found):
        found.append(HardStop("heat_wbgt", {"tenths": conditions.wbgt_tenths or 0}))
    return tuple(found)


def stops_for_skill(
    person: Candidate, work: Work, risk_classes: Mapping[str, str]
) -> tuple[HardStop, ...]:
    """Skilled work that this person is not known to be able to do, one stop a kind."""
    if person.activity_class == "skilled":
        return ()
    kinds = [kind for kind in sorted(work.kinds) if risk_classes.get(kind) == _SKILLED_ONLY]
    found = [
        HardStop("skilled_work", {"name": person.name, "kind": kind})
        for kind in kinds
        if SKILL_FOR_WORK.get(kind) not in person.skills
    ]
    if not kinds and work.skilled_only:
        found.append(HardStop("skilled_work", {"name": person.name, "kind": ""}))
    return tuple(found)


def hard_stops(
    people: Iterable[Candidate],
    work: Work,
    conditions: Conditions,
    risk_classes: Mapping[str, str],
) -> tuple[HardStop, ...]:
    """Everything that keeps this team from going to this need now; empty: it may go."""
    found = [*stops_for_work(work, risk_classes), *stops_for_day(work, conditions)]
    for person in people:
        found += stops_for_person(person, conditions)
        found += stops_for_skill(person, work, risk_classes)
    return tuple(found)


def stop_for_taking_away(from_work: Work, name: str) -> HardStop | None:
    """Taking people from a team of a crisis need is refused to everybody."""
    if not from_work.crisis:
        return None
    return HardStop("crisis_keeps_people", {"name": name}, None)
