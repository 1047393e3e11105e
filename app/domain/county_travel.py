"""How long the way between councils is: as entered, else an estimate by a rule that is told.

The estimate is 10 minutes to load and start, 2.5 minutes a kilometre for the first 15 kilometres
as the crow flies and 1.2 for those after, rounded up to 5 minutes. It knows no road, no mountain
and no damage, and stands in for measured times only until somebody enters them.
"""

import math
from dataclasses import dataclass

START_MINUTES = 10
NEAR_KM, NEAR_MINUTES_KM, FAR_MINUTES_KM = 15.0, 2.5, 1.2
ROUNDED_TO = 5
EARTH_KM = 6371.0
CELL_LETTERS = 8  # JIS X 0410, third mesh: about a kilometre


@dataclass(frozen=True)
class Point:
    latitude: float
    longitude: float


def cell_centre(cell: str | None) -> Point | None:
    """The middle of a 1 km cell (JIS X 0410, 8 digits), None where it is none."""
    if not cell or len(cell) != CELL_LETTERS or not (cell.isascii() and cell.isdecimal()):
        return None
    first = (int(cell[:2]), int(cell[2:4]))
    second = (int(cell[4]), int(cell[5]))
    third = (int(cell[6]), int(cell[7]))
    if max(second) > 7:
        return None
    latitude = first[0] / 1.5 + second[0] / 12 + (third[0] + 0.5) / 120
    longitude = first[1] + 100 + second[1] / 8 + (third[1] + 0.5) / 80
    return Point(latitude, longitude)


def distance_km(start: Point, end: Point) -> float:
    """As the crow flies."""
    a, b = math.radians(start.latitude), math.radians(end.latitude)
    across = math.radians(end.longitude - start.longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def estimated_minutes(start: Point, end: Point) -> int:
    """By the rule above; the way within one place takes START_MINUTES."""
    km = distance_km(start, end)
    near, far = min(km, NEAR_KM), max(0.0, km - NEAR_KM)
    minutes = START_MINUTES + near * NEAR_MINUTES_KM + far * FAR_MINUTES_KM
    return ROUNDED_TO * math.ceil(minutes / ROUNDED_TO - 1e-9)
