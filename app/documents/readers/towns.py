"""The part of an address that does not tell the house: city, town and 丁目.

A need's town is seen by more people than its address, so promises to answer only with names that
the postal data knows. An address that cannot be cut with certainty (「バス停の裏手」) has no town.
"""

import re
import unicodedata
from functools import cache

from app.catalogue.postal import Municipality, lookup, municipalities, towns_of

_COUNTY = re.compile(r"^.{1,4}郡(?=.)")
_BLOCK = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})丁目")
_SECTION = re.compile(r"^大?字")
_SAME = str.maketrans("ケがヵカ之乃檜﨑髙", "ヶヶヶヶノノ桧崎高")
CITY_CHARACTERS_MAX = 14


def town_of(address: str, postal_code: str = "") -> str | None:
    """「小田原市栄町2丁目」 for 「神奈川県小田原市栄町2-1-1 …」 written with 丁目, else without it.

    The postal code helps where the address leaves out its city. None where no known town begins
    the address.
    """
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    for city, place, rest in _cities(plain):
        found = _town(place, rest)
        if found is not None:
            return city + found
    places = lookup(postal_code)
    cities = {(place.municipality, place.city, place.prefecture) for place in places}
    for code, city, prefecture in sorted(cities):
        rest = plain.removeprefix(prefecture)
        found = _town(Municipality(code, prefecture, city), rest)
        if found is not None:
            return _COUNTY.sub("", city) + found
    if len(places) == 1 and places[0].town:
        return _COUNTY.sub("", places[0].city) + places[0].town
    return next((city for city, _, _ in _cities(plain)), None)


def _cities(plain: str) -> list[tuple[str, Municipality, str]]:
    """(name as shown, municipality, rest of the address) for every city that may begin it."""
    found = []
    for length in range(min(CITY_CHARACTERS_MAX, len(plain)), 1, -1):
        for place in _by_spelling().get(plain[:length].translate(_SAME), ()):
            found.append((_COUNTY.sub("", place.city), place, plain[length:]))
    return found


@cache
def _by_spelling() -> dict[str, tuple[Municipality, ...]]:
    """Municipalities by every way an address may begin with them."""
    spellings: dict[str, list[Municipality]] = {}
    for place in municipalities():
        short = _COUNTY.sub("", place.city)
        for city in {place.city.translate(_SAME), short.translate(_SAME)}:
            spellings.setdefault(place.prefecture + city, []).append(place)
            spellings.setdefault(city, []).append(place)
    return {spelling: tuple(places) for spelling, places in spellings.items()}


def _town(place: Municipality, rest: str) -> str | None:
    """The known town that `rest` begins with, and its 丁目 where that is written."""
    rest = _SECTION.sub("", rest)
    alike = rest.translate(_SAME)
    for town in towns_of(place.code):
        if alike.startswith(town.translate(_SAME)):
            block = _BLOCK.match(rest[len(town) :])
            return rest[: len(town)] + (block[0] if block else "")
    return None
