"""What a team lacks, in codes: facts for the people who form it, never refusals.

A team may go out over-full where the mud is unknown, or short and continue tomorrow; that is
theirs to decide. What must not be is in `eligibility.py`. Sources: groups of five with an elected
leader; one who drives, one with experience, a light truck where waste must be carried;
first-timers beside the experienced.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Param: TypeAlias = str | int
TEAM_STATES = ("forming", "ready", "out", "back", "disbanded")
# Whoever is on such a team is not free for another.
ACTIVE_STATES = ("forming", "ready", "out")
# Members, leader and car may still be changed.
OPEN_STATES = ("forming", "ready")


def team_number(counter: int, letter: str = "") -> str:
    """3班; with the letter of a further desk B3班, so that no two desks give the same number."""
    return f"{letter}{counter}班"


def team_key(number: str) -> str:
    """A team's number however it is typed, for comparing: 3, ３班 and 3はん are the same."""
    plain = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    for word in ("班", "はん", "ハン"):
        plain = plain.removesuffix(word)
    return plain


def next_team_number(given: Iterable[str | None], letter: str = "") -> str:
    """The number after the highest that this desk gave today, disbanded teams included."""
    pattern = re.compile(rf"{letter}(\d+)班")
    found = (pattern.fullmatch(number or "") for number in given)
    return team_number(max((int(match[1]) for match in found if match), default=0) + 1, letter)


@dataclass(frozen=True)
class Member:
    """A person or a group on a team. Counts are heads; for a person 0 or 1."""

    heads: int = 1
    women: int = 0
    experienced: int = 0
    first_time: int = 0
    drives: bool = False
    car: bool = False
    truck: bool = False
    skills: frozenset[str] = frozenset()
    is_leader: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a need asks for; names are those of the table `need`."""

    people: int | None = None
    truck: bool | None = None
    women: bool | None = None
    skills: frozenset[str] = frozenset()
    risk_class: str = "A"


@dataclass(frozen=True)
class Lack:
    """Something to look at; text is catalogue key `lack.<code>`."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


def heads_of(members: tuple[Member, ...]) -> int:
    """People on the team."""
    return sum(member.heads for member in members)


def lacks(
    members: tuple[Member, ...],
    wanted: Wanted,
    *,
    has_leader: bool = False,
    has_vehicle: bool = False,
    has_truck: bool = False,
) -> tuple[Lack, ...]:
    """What the team lacks, the most important first; empty: nothing to say.

    `has_leader`: a leader is named who is not one of the members (a 区長). `has_vehicle` and
    `has_truck`: a car of the centre goes along.
    """
    heads = heads_of(members)
    found: list[Lack] = []
    if not has_leader and not any(member.is_leader for member in members):
        found.append(Lack("no_leader"))
    if wanted.people and heads < wanted.people:
        found.append(Lack("people_short", {"people": wanted.people - heads}))
    for skill in sorted(wanted.skills - _skills(members)):
        found.append(Lack("skill_missing", {"skill": skill}))
    if wanted.women and not any(member.women for member in members):
        found.append(Lack("women_wanted"))
    if wanted.truck and not has_truck and not any(member.truck for member in members):
        found.append(Lack("no_truck"))
    if heads:
        found += _about_people(members, heads, wanted, has_vehicle)
    if wanted.people and heads > wanted.people:
        found.append(Lack("people_over", {"people": heads - wanted.people}))
    return tuple(found)


def _skills(members: tuple[Member, ...]) -> frozenset[str]:
    return frozenset(skill for member in members for skill in member.skills)


def _about_people(
    members: tuple[Member, ...], heads: int, wanted: Wanted, has_vehicle: bool
) -> list[Lack]:
    found: list[Lack] = []
    experienced = sum(member.experienced for member in members)
    if sum(member.first_time for member in members) == heads:
        found.append(Lack("first_timers_alone"))
    elif not experienced:
        found.append(Lack("no_experienced"))
    leaders = [member for member in members if member.is_leader]
    if wanted.risk_class == "B" and leaders and not any(m.experienced for m in leaders):
        found.append(Lack("leader_inexperienced"))
    drivers = any(member.drives for member in members)
    if not drivers:
        found.append(Lack("no_driver"))
    elif not has_vehicle and not any(member.car or member.truck for member in members):
        found.append(Lack("no_vehicle"))
    return found
