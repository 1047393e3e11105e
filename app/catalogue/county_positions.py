"""About where each council is, for estimates of travel times only."""

import tomllib
from functools import cache

from app.catalogue.assets import asset_path


@cache
def county_positions() -> dict[str, tuple[float, float]]:
    """Latitude and longitude by JIS code, rounded to about a kilometre."""
    with asset_path("county/positions.toml").open("rb") as file:
        found = tomllib.load(file)["positions"]
    return {code: (float(place[0]), float(place[1])) for code, place in found.items()}
