"""The words of `assets/drill`: read once, checked when read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.catalogue.assets import asset_path


@cache
def words(file: str) -> dict[str, Any]:
    """A file of `assets/drill` as it stands."""
    return tomllib.loads(asset_path(f"drill/{file}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Name:
    """A family or given name and its reading."""

    written: str
    kana: str


@dataclass(frozen=True)
class FullName:
    """A whole name in the script of its bearer, and what else follows from it."""

    written: str
    kana: str
    sex: str
    language: str


@dataclass(frozen=True)
class Names:
    """`family` with shares; `given` by sex and generation."""

    family: dict[Name, float]
    unusual: tuple[Name, ...]
    given: dict[tuple[str, str], tuple[Name, ...]]
    foreign: tuple[FullName, ...]


@cache
def names() -> Names:
    """All names of `names.toml`."""
    file = words("names")
    family = {}
    for line in file["family"]:
        written, kana, share = line.split()
        family[Name(written, kana)] = float(share)
    unusual = [
        Name(*line.split()) for line in (*file["old_characters"], *file["short"], *file["long"])
    ]
    given = {
        (sex, generation): tuple(Name(*line.split()) for line in lines)
        for sex, generations in file["given"].items()
        for generation, lines in generations.items()
    }
    foreign = tuple(FullName(*line.split(":")) for line in file["foreign"])
    return Names(family, tuple(unusual), given, foreign)
