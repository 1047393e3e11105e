"""Volunteers and groups that do not exist.

Plausible for Kanagawa and deterministic: person number 17 of a seed is always the same, however
many are asked for. Names include old characters, very short and very long ones and foreign ones; a
few people are minors, uninsured, ill, or the owners of a light truck, in shares that a centre sees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.minors import age_band, stage_on
from app.drill.dice import Dice
from app.drill.material import FullName, Name, names, words
from app.drill.places import fixed_line, home, mobile, volunteer_home

UNUSUAL_NAMES = 7  # per cent
FOREIGN_NAMES = 2
GENERATIONS = ((1962, "old"), (1992, "middle"), (9999, "young"))
AGES = {
    (13, 15): 1,
    (16, 18): 4,
    (19, 29): 20,
    (30, 44): 22,
    (45, 59): 28,
    (60, 70): 19,
    (71, 84): 6,
}
INSURANCE = {"quake": 32, "basic": 30, "none": 28, "applying": 6, "unknown": 4}
VEHICLES = {"": 58, "car": 24, "kei_car": 9, "wagon": 5, "light_truck": 4}
DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class SyntheticVolunteer:
    """Fields and codes as in the table `volunteer`; None was not asked."""

    index: int
    name: str
    kana: str
    sex: str | None
    born_on: str | None
    age_band: str
    phone: str
    phone_other: str | None
    email: str | None
    postal_code: str
    address: str
    emergency_name: str | None
    emergency_relation: str | None
    emergency_phone: str | None
    affiliation: str | None
    experience: bool
    skills: tuple[str, ...]
    licences: tuple[str, ...]
    languages: tuple[str, ...]
    insurance: str
    vehicle: str | None
    guardian_name: str | None
    guardian_consent: bool | None
    accompanied: bool | None
    condition: str | None
    illness: str | None
    medicine: str | None
    note: str
    pre_registered: bool

    @property
    def has_light_truck(self) -> bool:
        return self.vehicle == "light_truck"


@dataclass(frozen=True)
class SyntheticGroup:
    """A group entry; `members` is the name list handed in, perhaps shorter than `heads`."""

    index: int
    name: str
    kana: str
    leader_name: str
    leader_kana: str
    phone: str
    email: str
    address: str
    heads_male: int
    heads_female: int
    insured: int
    experienced: int
    days: int
    vehicle: str
    vehicles: int
    tools_brought: str
    members: tuple[tuple[str, str], ...]
    note: str

    @property
    def heads(self) -> int:
        return self.heads_male + self.heads_female


def volunteers(dice: Dice, count: int, centre: str, day: date) -> Iterator[SyntheticVolunteer]:
    """People as of a day; `centre` is the JIS code of the centre's municipality."""
    for index in range(count):
        yield volunteer(dice.fork("volunteer", index), index, centre, day)


def volunteer(dice: Dice, index: int, centre: str, day: date) -> SyntheticVolunteer:
    """One person."""
    born = _born(dice, day)
    full = person_name(dice, born)
    minor = stage_on(born, day) != "adult"
    lives = volunteer_home(dice, centre)
    asked_birthday = dice.chance(80) or minor
    emergency = dice.chance(70) or minor
    people = words("people")
    vehicle = "" if minor else dice.weighted(VEHICLES)
    ill = dice.chance(6)
    remark = dice.pick(people["words"]["notes"]) if dice.chance(15) else ""
    return SyntheticVolunteer(
        index=index,
        name=full.written,
        kana=full.kana,
        sex=full.sex if dice.chance(95) else "unanswered",
        born_on=born.isoformat() if asked_birthday else None,
        age_band=age_band(born, day),
        phone=mobile(index),
        phone_other=fixed_line(index) if dice.chance(20) else None,
        email=_email(index, dice) if dice.chance(70) else None,
        postal_code=lives.postal_code,
        address=" ".join(filter(None, (lives.address, lives.building))),
        emergency_name=relative_name(dice, full) if emergency else None,
        emergency_relation=dice.pick(people["words"]["relations"]) if emergency else None,
        emergency_phone=fixed_line(index + 1) if emergency else None,
        affiliation=dice.pick(people["words"]["affiliations"]) if dice.chance(25) else None,
        experience=dice.chance(52) and not minor,
        skills=_some(dice, people["skills"], minor),
        licences=_licences(dice, people["licences"], minor),
        languages=_languages(dice, full),
        insurance=dice.weighted(INSURANCE),
        vehicle=vehicle or None,
        guardian_name=relative_name(dice, full) if minor else None,
        guardian_consent=dice.chance(85) if minor else None,
        accompanied=dice.chance(60) if minor else None,
        condition=("worried" if ill else "good") if dice.chance(90) or ill else None,
        illness=dice.pick(people["words"]["illnesses"]) if ill else None,
        medicine=dice.pick(people["words"]["medicines"]) if ill and dice.chance(50) else None,
        note=" ".join(filter(None, (people["words"]["mark"], remark))),
        pre_registered=dice.chance(72),
    )


def groups(dice: Dice, count: int, centre: str, day: date) -> Iterator[SyntheticGroup]:
    """Companies, schools and clubs that come together."""
    for index in range(count):
        yield _group(dice.fork("group", index), index, centre, day)


def person_name(dice: Dice, born: date) -> FullName:
    """A name for somebody born then. Sex follows from the given name."""
    store = names()
    if dice.chance(FOREIGN_NAMES):
        return dice.pick(store.foreign)
    family = dice.pick(store.unusual) if dice.chance(UNUSUAL_NAMES) else dice.weighted(store.family)
    sex = "male" if dice.chance(57) else "female"
    generation = next(label for last, label in GENERATIONS if born.year <= last)
    given = dice.pick(store.given[sex, generation])
    return FullName(
        f"{family.written}\u3000{given.written}", f"{family.kana}\u3000{given.kana}", sex, ""
    )


def relative_name(dice: Dice, full: FullName) -> str:
    """Somebody of the same family."""
    family, _, _ = full.written.partition("\u3000")
    if not _:
        return full.written
    given: Name = dice.pick(names().given[dice.pick(("male", "female")), "middle"])
    return f"{family}\u3000{given.written}"


def _born(dice: Dice, day: date) -> date:
    low, high = dice.weighted(AGES)
    age = dice.between(low, high)
    return day - timedelta(days=age * DAYS_OF_YEAR + age // 4 + dice.between(1, DAYS_OF_YEAR - 2))


def _email(index: int, dice: Dice) -> str:
    return f"kunren{index:05}@example.{'jp' if dice.chance(70) else 'com'}"


def _some(dice: Dice, shares: dict[str, float], minor: bool) -> tuple[str, ...]:
    """Each with its own chance; who was not asked has none."""
    chosen = [code for code, share in shares.items() if dice.chance(share / (3 if minor else 1))]
    return tuple(sorted(chosen))


def _licences(dice: Dice, shares: dict[str, float], minor: bool) -> tuple[str, ...]:
    return () if minor else _some(dice, shares, minor)


def _languages(dice: Dice, full: FullName) -> tuple[str, ...]:
    own = {full.language, "ja"} if full.language else set()
    return tuple(sorted(own | ({"en"} if dice.chance(6) else set())))


def _group(dice: Dice, index: int, centre: str, day: date) -> SyntheticGroup:
    people = words("people")["words"]
    name, kana = dice.pick(people["groups"]).split(":")
    leader = person_name(dice, day.replace(year=day.year - dice.between(30, 60), day=1))
    heads = dice.leaning(6, 42, 12)
    male = round(heads * dice.between(30, 80) / 100)
    listed = heads if dice.chance(70) else heads - dice.between(1, 3)
    members = tuple(
        (full.written, full.kana)
        for full in (
            person_name(dice, day.replace(year=day.year - dice.between(19, 65), day=1))
            for _ in range(listed)
        )
    )
    lives = home(dice, centre)
    return SyntheticGroup(
        index=index,
        name=f"{name} {index + 1}",
        kana=kana,
        leader_name=leader.written,
        leader_kana=leader.kana,
        phone=fixed_line(60_000 + index),
        email=f"kunren-dantai{index:03}@example.com",
        address=lives.address,
        heads_male=male,
        heads_female=heads - male,
        insured=heads if dice.chance(75) else heads - dice.between(1, 4),
        experienced=dice.between(0, heads),
        days=dice.pick((1, 1, 1, 2, 3)),
        vehicle="micro_bus" if heads > 20 else dice.pick(("wagon", "car", "light_truck")),
        vehicles=max(1, heads // 7) if heads <= 20 else 1 + heads // 30,
        tools_brought=dice.pick(people["group_tools"]),
        members=members,
        note=people["mark"],
    )
