"""Addresses and numbers that cannot be anybody's.

Towns and postal codes are real, so that maps and lists look right; house numbers begin at 990,
where no block reaches, and buildings are named 訓練. Numbers have 0000 or begin their local part
with 0, which is given to nobody.
"""

from dataclasses import dataclass
from functools import cache

from app.catalogue.postal import PostalPlace, places_of
from app.drill.dice import Dice
from app.drill.material import words

MOBILE_PREFIXES = ("090", "080", "070")
# Fixed lines of Kanagawa: area code and the zeros that make up a local exchange nobody has.
FIXED_PREFIXES = ("0460-00", "0465-00", "0463-00", "0466-00", "0467-00", "046-000", "045-000")
FOUR_DIGITS = 10_000
# A number prime to 10,000: consecutive people get numbers that do not look consecutive.
STRIDE = 7_919
TOWN_CHARACTERS_MAX = 8
HOUSE_NUMBER_MIN, HOUSE_NUMBER_MAX = 990, 999


@dataclass(frozen=True)
class Home:
    """Where somebody lives, as forms ask for it. `town` goes without the house number."""

    postal_code: str
    address: str
    building: str
    town: str
    municipality: str


def home(dice: Dice, municipality: str) -> Home:
    """A house or flat in a real town of the municipality."""
    place = dice.pick(_ordinary_towns(municipality))
    number = _house_number(dice)
    town = f"{place.city}{place.town}"
    return Home(place.code, f"{place.address}{number}", _building(dice), town, municipality)


def volunteer_home(dice: Dice, centre: str) -> Home:
    """A home as volunteers have it: a third from the centre's municipality, some from far away."""
    homes = words("people")["homes"]
    shares = {index: float(group["share"]) for index, group in enumerate(homes)}
    chosen = dice.weighted(shares)
    municipalities = [centre] if chosen == 0 else homes[chosen]["municipalities"]
    return home(dice, dice.pick(municipalities))


def mobile(index: int) -> str:
    """A mobile number; different for the first 30,000 indexes."""
    prefix = MOBILE_PREFIXES[index // FOUR_DIGITS % len(MOBILE_PREFIXES)]
    return f"{prefix}-0000-{index * STRIDE % FOUR_DIGITS:04}"


def fixed_line(index: int) -> str:
    """A number of a fixed line; different for the first 70,000 indexes."""
    prefix = FIXED_PREFIXES[index // FOUR_DIGITS % len(FIXED_PREFIXES)]
    return f"{prefix}-{index * STRIDE % FOUR_DIGITS:04}"


@cache
def _ordinary_towns(municipality: str) -> tuple[PostalPlace, ...]:
    """Without the towers that have a postal code for each floor."""
    return tuple(p for p in places_of(municipality) if len(p.town) <= TOWN_CHARACTERS_MAX)


def _house_number(dice: Dice) -> str:
    number = dice.between(HOUSE_NUMBER_MIN, HOUSE_NUMBER_MAX)
    style = dice.between(1, 10)
    if style <= 5:
        return f"{number}-{dice.between(1, 30)}"
    if style <= 8:
        return f"{dice.between(1, 5)}-{number}-{dice.between(1, 30)}"
    return str(number)


def _building(dice: Dice) -> str:
    people = words("people")["words"]
    if dice.chance(1):
        return f"{people['long_building']}{dice.between(101, 1920)}"
    if dice.chance(24):
        return f"{dice.pick(people['buildings'])}{dice.between(1, 4)}0{dice.between(1, 9)}"
    return ""
