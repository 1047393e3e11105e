"""Residents who do not exist, and what they ask for.

Intake follows the order of the paper sheet: the four vital questions are answered mostly, not
always, and a blank is None, never "no". A small share of calls is about a house that is already
known (the son, the neighbour, the resident again), some work is refused, some is a crisis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.drill.dice import Dice
from app.drill.material import FullName, words
from app.drill.people import person_name, relative_name
from app.drill.places import Home, fixed_line, home, mobile

SECOND_CALLS = 8  # per cent of all calls
CALLERS = {"son": 45, "neighbour": 30, "again": 25}
VITAL_ANSWERED = 84
CRISIS = 5
# Residents have other numbers than volunteers as long as there are fewer than 20,000 of those.
MOBILE_FROM, FIXED_FROM = 20_000, 30_000
RESIDENT_AGES = {(28, 44): 10, (45, 64): 28, (65, 79): 38, (80, 93): 24}


@dataclass(frozen=True)
class SyntheticNeed:
    """Fields and codes as in `need` and `need_private`; None was not asked.

    `known_house` is the index of the need whose house this call is about. What a survey finds
    (`damages` to `dangers`) is known at intake only where `survey_wanted` is not_required.
    """

    index: int
    known_house: int | None
    caller: str
    channel: str
    received_by: str
    name: str
    kana: str
    phone: str
    phone_other: str | None
    postal_code: str
    address: str
    building: str | None
    directions: str | None
    town: str
    requester_kind: str
    relation: str | None
    affected_name: str | None
    request: str
    since_when: str | None
    scene: str | None
    household: str | None
    alone: bool | None
    health: str | None
    utilities: str | None
    supporter: str | None
    wanted_when: str | None
    urgency: str
    survey_wanted: str
    crisis: bool
    crisis_note: str | None
    watch: bool
    ownership: str | None
    owner_consent: bool | None
    share_consent: bool
    photo_consent: bool
    damage_survey_done: bool | None
    pet_note: str | None
    note: str
    kinds: tuple[str, ...]
    damages: tuple[str, ...]
    flood_cm: int | None
    mud_cm: int | None
    people: int
    people_reason: str
    tools: tuple[str, ...]
    truck: bool
    skills: tuple[str, ...]
    dangers: tuple[str, ...]
    inspection: str
    parking: str
    road: str
    waste_site: str | None
    declined: str | None
    refer_to: str | None

    @property
    def skilled_only(self) -> bool:
        return bool(self.skills)


@dataclass(frozen=True)
class _House:
    place: Home
    resident: FullName
    phone: str


def needs(dice: Dice, count: int, centre: str, day: date) -> Iterator[SyntheticNeed]:
    """Calls in the order in which they come; `centre` is the JIS code of the municipality."""
    houses: list[_House] = []
    for index in range(count):
        fate = dice.fork("need", index)
        known = None
        if houses and fate.chance(SECOND_CALLS):
            known = fate.between(max(0, len(houses) - 60), len(houses) - 1)
            houses.append(houses[known])
        else:
            houses.append(_house(fate, index, centre, day))
        yield _need(fate, index, houses[index], known, day)


def _house(dice: Dice, index: int, centre: str, day: date) -> _House:
    low, high = dice.weighted(RESIDENT_AGES)
    born = day.replace(year=day.year - dice.between(low, high), day=1)
    phone = fixed_line(FIXED_FROM + index) if dice.chance(55) else mobile(MOBILE_FROM + index)
    return _House(home(dice, centre), person_name(dice, born), phone)


def _need(dice: Dice, index: int, house: _House, known: int | None, day: date) -> SyntheticNeed:
    speech = words("needs")["words"]
    jobs = words("needs")["jobs"]
    job: dict[str, Any] = jobs[dice.weighted({n: float(j["share"]) for n, j in enumerate(jobs)})]
    caller = dice.weighted(CALLERS) if known is not None else "resident"
    crisis = known is None and dice.chance(CRISIS)
    alone = dice.chance(30)
    vital = [dice.chance(VITAL_ANSWERED) or crisis for _ in range(4)]
    flood = dice.leaning(0, 150, 40) if "floor_above" in job["damages"] else None
    rented = dice.chance(22)
    declined = job.get("declined", {})
    return SyntheticNeed(
        index=index,
        known_house=known,
        caller=caller,
        channel=dice.weighted(speech["channels"]),
        received_by=dice.pick(speech["receivers"]),
        **_caller(dice, index, house, caller, day),
        postal_code=house.place.postal_code,
        address=house.place.address,
        building=house.place.building or None,
        directions=dice.pick(speech["directions"]) if dice.chance(18) else None,
        town=house.place.town,
        request=_request(dice, caller, job, speech),
        since_when=dice.pick(speech["since"]) if dice.chance(60) else None,
        scene=dice.pick(speech["scenes"]) if dice.chance(55) else None,
        household=(speech["alone"] if alone else dice.pick(speech["households"]))
        if vital[0]
        else None,
        alone=alone if vital[0] else None,
        health=dice.pick(speech["healths"]) if vital[1] else None,
        utilities=dice.pick(speech["utilities"]) if vital[2] else None,
        supporter=dice.pick(speech["supporters"]) if vital[3] else None,
        wanted_when=dice.pick(speech["wanted"]) if dice.chance(70) else None,
        urgency="now" if crisis else dice.weighted({"soon": 30, "normal": 55, "later": 15}),
        survey_wanted=_survey_wanted(dice, crisis, job),
        crisis=crisis,
        crisis_note=dice.pick(speech["crisis"]) if crisis else None,
        watch=crisis or dice.chance(8),
        ownership="rented" if rented else "own",
        owner_consent=dice.chance(75) if rented else None,
        share_consent=dice.chance(92),
        photo_consent=dice.chance(88),
        damage_survey_done=dice.chance(60) if dice.chance(80) else None,
        pet_note=dice.pick(speech["pets"]) if dice.chance(14) else None,
        note=speech["mark"],
        kinds=tuple(sorted(job["kinds"])),
        damages=tuple(sorted(job["damages"])),
        flood_cm=flood,
        mud_cm=dice.leaning(2, 60, 15) if "mud_inflow" in job["damages"] else None,
        people=dice.between(*job["people"]),
        people_reason=dice.pick(speech["people_reason"]),
        tools=tuple(sorted(job["tools"])),
        truck=dice.chance(job["truck"]),
        skills=tuple(job.get("skills", ())),
        dangers=dice.some(job["dangers"], 2) if job["dangers"] else (),
        inspection=dice.weighted({"none": 70, "green": 22, "yellow": 6, "red": 2}),
        parking=dice.pick(speech["parking"]),
        road=dice.pick(speech["roads"]),
        waste_site=dice.pick(speech["waste"]) if job["truck"] else None,
        declined=declined.get("reason"),
        refer_to=declined.get("refer_to"),
    )


def _caller(dice: Dice, index: int, house: _House, caller: str, day: date) -> dict[str, Any]:
    """Who is on the telephone: the resident, or somebody who speaks for them."""
    resident = house.resident
    other = dice.chance(18)
    if caller in ("resident", "again"):
        return {
            "name": resident.written,
            "kana": resident.kana,
            "phone": house.phone,
            "phone_other": mobile(MOBILE_FROM + index) if other else None,
            "requester_kind": "affected",
            "relation": "self",
            "affected_name": None,
        }
    grown = day.replace(year=day.year - 45, day=1)
    name = relative_name(dice, resident) if caller == "son" else person_name(dice, grown).written
    return {
        "name": name,
        "kana": "",
        "phone": mobile(MOBILE_FROM + index),
        "phone_other": house.phone if caller == "son" else None,
        "requester_kind": "related",
        "relation": "family" if caller == "son" else "neighbour",
        "affected_name": resident.written,
    }


def _request(dice: Dice, caller: str, job: dict[str, Any], speech: dict[str, Any]) -> str:
    calls = {
        "resident": job["request"],
        "again": speech["again_calls"],
        "son": speech["son_calls"],
        "neighbour": speech["neighbour_calls"],
    }
    return str(dice.pick(calls[caller]))


def _survey_wanted(dice: Dice, crisis: bool, job: dict[str, Any]) -> str:
    if crisis or job.get("skilled"):
        return "required"
    return dice.weighted({"required": 66, "not_required": 26, "ask": 8})
