"""Where councils stand on the board's map: a schematic layout of equal tiles that ships with the
app."""

import tomllib
from dataclasses import dataclass
from functools import cache

from app.catalogue.assets import asset_path


@dataclass(frozen=True)
class Tile:
    """`ja` is the name as short as people say it; `x` west to east, `y` north to south."""

    code: str
    x: int
    y: int
    ja: str


@cache
def county_tiles() -> dict[str, Tile]:
    """By JIS code: every municipality, and wards within their city."""
    with asset_path("county/tiles.toml").open("rb") as file:
        found = tomllib.load(file)["tile"]
    return {one["code"]: Tile(one["code"], one["x"], one["y"], one["ja"]) for one in found}
