"""Japanese postal codes: seven digits to prefecture, city and town, without a network.

Promises an answer for every code of a town in the shipped edition, in well under 50 ms: the first
lookup unpacks the file (about 12 ms, 6 MB that stay in memory), each one after it scans those bytes
(about 2 ms). Refuses nothing: what is not a known code gives no places.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import zstandard

from app.catalogue.assets import asset_path

FILE = "postal/postal.tsv.zst"
CODE_DIGITS = 7


@dataclass(frozen=True)
class PostalPlace:
    """A town with its reading. `municipality` is the five-digit JIS code; `town` may be empty."""

    code: str
    municipality: str
    prefecture: str
    city: str
    town: str
    prefecture_kana: str
    city_kana: str
    town_kana: str

    @property
    def address(self) -> str:
        """Prefecture, city and town in one line, as an address begins."""
        return f"{self.prefecture}{self.city}{self.town}"


def lookup(code: str) -> tuple[PostalPlace, ...]:
    """The towns of a code as typed (hyphen, 〒 and full width are fine), in the file's order.

    Most codes have one; some stand for several towns; an unknown one has none.
    """
    digits = _digits(code)
    if len(digits) != CODE_DIGITS:
        return ()
    cities, lines = _load().cities, _load().lines
    places = []
    start = lines.find(b"\n" + digits.encode() + b"\t") + 1
    while start and lines.startswith(digits.encode(), start):
        end = lines.index(b"\n", start)
        _, municipality, town, town_kana = lines[start:end].decode().split("\t")
        places.append(_place(digits, municipality, cities[municipality], town, town_kana))
        start = end + 1
    return tuple(places)


@dataclass(frozen=True)
class Municipality:
    """A city, ward, town or village; `city` has its county (足柄下郡箱根町)."""

    code: str
    prefecture: str
    city: str


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All of Japan, by JIS code."""
    return tuple(
        Municipality(code, names[0], names[2]) for code, names in sorted(_load().cities.items())
    )


@cache
def places_of(municipality: str) -> tuple[PostalPlace, ...]:
    """Every town of a municipality (five-digit JIS code), by postal code. About 20 ms each."""
    shipped = _load()
    if municipality not in shipped.cities:
        return ()
    names = shipped.cities[municipality]
    pattern = rb"\n(\d{7})\t" + municipality.encode() + rb"\t([^\t\n]+)\t([^\n]*)"
    return tuple(
        _place(code.decode(), municipality, names, town.decode(), kana.decode())
        for code, town, kana in re.findall(pattern, shipped.lines)
    )


@cache
def towns_of(municipality: str) -> tuple[str, ...]:
    """The town names of a municipality, longest first."""
    names = {place.town for place in places_of(municipality)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


CITY_LETTERS_MAX = 14


def city_of(address: str) -> str:
    """The city, ward or town of an address, without prefecture and county: 横須賀市, 箱根町.

    What people see beside a name. An address that begins with no known city gives an empty text.
    """
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    names = _city_names()
    for start in {0, *(len(name) for name in names[1] if plain.startswith(name))}:
        for length in range(min(CITY_LETTERS_MAX, len(plain) - start), 1, -1):
            found = names[0].get(plain[start : start + length])
            if found is not None:
                return found
    return ""


def prefecture_of(address: str) -> str:
    """The prefecture of an address, also of one that begins with its city; empty where several
    prefectures have such a city, or none."""
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    named = next((name for name in _city_names()[1] if plain.startswith(name)), None)
    if named is not None:
        return named
    cities = _city_prefectures()
    for length in range(min(CITY_LETTERS_MAX, len(plain)), 1, -1):
        found = cities.get(plain[:length])
        if found is not None:
            return next(iter(found)) if len(found) == 1 else ""
    return ""


def _without_county(city: str) -> str:
    return re.sub("^.{1,4}郡(?=.)", "", city)


@cache
def _city_prefectures() -> dict[str, frozenset[str]]:
    """Every way to write a city to the prefectures that have one."""
    found: dict[str, frozenset[str]] = {}
    for place in municipalities():
        for name in {place.city, _without_county(place.city)}:
            found[name] = found.get(name, frozenset()) | {place.prefecture}
    return found


@cache
def _city_names() -> tuple[dict[str, str], frozenset[str]]:
    """Every way to write a city to its short name, and the prefectures."""
    short: dict[str, str] = {}
    for place in municipalities():
        name = _without_county(place.city)
        short[place.city] = short[name] = name
    return short, frozenset(place.prefecture for place in municipalities())


def edition() -> str:
    """Which release of the source the shipped file was made from."""
    return _load().edition


def _place(
    code: str, municipality: str, names: tuple[str, str, str, str], town: str, town_kana: str
) -> PostalPlace:
    prefecture, prefecture_kana, city, city_kana = names
    return PostalPlace(
        code, municipality, prefecture, city, town, prefecture_kana, city_kana, town_kana
    )


def _digits(code: str) -> str:
    plain = unicodedata.normalize("NFKC", code)
    kept = "".join(c for c in plain if c not in "-‐‑‒–—―−ー〒 \t")
    return kept if kept.isascii() and kept.isdigit() else ""


@dataclass(frozen=True)
class _Shipped:
    edition: str
    cities: dict[str, tuple[str, str, str, str]]
    lines: bytes


@cache
def _load() -> _Shipped:
    data = zstandard.ZstdDecompressor().decompress(asset_path(FILE).read_bytes())
    # The empty line between the two parts becomes the newline before the first code.
    heading, lines = data.split(b"\n\n", 1)
    first, *others = heading.decode().splitlines()
    cities = {}
    for line in others:
        municipality, prefecture, prefecture_kana, city, city_kana = line.split("\t")
        cities[municipality] = (prefecture, prefecture_kana, city, city_kana)
    return _Shipped(first.removeprefix("# "), cities, b"\n" + lines)
