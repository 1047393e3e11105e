"""Where people meet: the centre itself, and the satellites (サテライト) that are open.

A place is named by the id of its satellite, None is the centre (本部). A centre without open
satellites has one place only, and nothing of this is asked or shown there.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date

from sync.core.ids import EntityId

HEADQUARTERS = "hq"
"""How the centre itself is called where the id of a satellite would stand."""


@dataclass(frozen=True)
class Place:
    """A satellite that is open. What is blank was not said."""

    id: EntityId
    name: str
    address: str
    phone: str


@dataclass(frozen=True)
class PlaceOfDay:
    """One place on a day, in heads; `place` None is the centre. `waiting`: there and on no team;
    `forming` and `out` are teams, `heads_out` the people outside."""

    place: EntityId | None
    name: str
    here: int
    waiting: int
    forming: int
    out: int
    heads_out: int


_OPEN = """
SELECT id, coalesce(name, ''), coalesce(address, ''), coalesce(phone, '')
FROM live_satellite WHERE coalesce(active, 1) = 1
"""


def open_places(db: sqlite3.Connection) -> tuple[Place, ...]:
    """The satellites that are open, by name."""
    rows = db.execute(f"{_OPEN} ORDER BY name, id")
    return tuple(Place(EntityId(row[0]), *row[1:]) for row in rows)


def open_place(db: sqlite3.Connection, satellite: bytes | None) -> Place | None:
    """One that is open; None for the centre, for one that was closed and for one unknown."""
    if satellite is None:
        return None
    row = db.execute(f"{_OPEN} AND id = ?", (satellite,)).fetchone()
    return None if row is None else Place(EntityId(row[0]), *row[1:])


def place_code(satellite: bytes | None) -> str:
    """How a place is named in a choice."""
    return HEADQUARTERS if satellite is None else satellite.hex()


def at_place(satellite: bytes | None, wanted: str) -> bool:
    """Whether something stands at the wanted place; blank means every place."""
    return not wanted or place_code(satellite) == wanted


def known_place(places: tuple[Place, ...], code: str) -> str:
    """A choice that can still be made; blank (every place) for any other."""
    known = {HEADQUARTERS, *(place.id.hex() for place in places)}
    return code if places and code in known else ""


def satellite_of(code: str) -> EntityId | None:
    """The satellite that a choice names; None for the centre and for every place."""
    if code in ("", HEADQUARTERS):
        return None
    return EntityId(bytes.fromhex(code))


_HERE = """
SELECT c.satellite, coalesce(sum(coalesce(c.heads, 1)), 0),
    coalesce(sum(CASE WHEN c.left_at IS NULL THEN coalesce(c.heads, 1) END), 0)
FROM live_check_in c WHERE c.day = ? GROUP BY c.satellite
"""
_BUSY = """
SELECT c.satellite, coalesce(sum(coalesce(m.heads, 1)), 0) FROM live_team t
JOIN live_team_member m ON m.team = t.id JOIN live_check_in c ON c.id = m.check_in
WHERE t.day = ? AND t.state IN ('forming', 'ready', 'out') AND m.ended_at IS NULL
GROUP BY c.satellite
"""
_TEAMS = """
SELECT satellite, sum(state IN ('forming', 'ready')), sum(state = 'out'),
    coalesce(sum(CASE WHEN state = 'out' THEN coalesce(heads_out, 0) END), 0)
FROM live_team WHERE day = ? GROUP BY satellite
"""


def places_of_day(db: sqlite3.Connection, day: date) -> tuple[PlaceOfDay, ...]:
    """The centre, then every open satellite; nothing for a centre without any. What belongs to a
    place that was closed since counts for the centre."""
    places = open_places(db)
    if not places:
        return ()
    iso, known = day.isoformat(), {place.id for place in places}
    counts: dict[bytes | None, list[int]] = {}

    def add(satellite: bytes | None, *values: int) -> None:
        row = counts.setdefault(satellite if satellite in known else None, [0] * 5)
        for position, value in enumerate(values):
            row[position] += value

    for satellite, here, still in db.execute(_HERE, (iso,)):
        add(satellite, here, still)
    for satellite, busy in db.execute(_BUSY, (iso,)):
        add(satellite, 0, -busy)
    for satellite, forming, out, heads in db.execute(_TEAMS, (iso,)):
        add(satellite, 0, 0, forming, out, heads)
    named = [(None, ""), *((place.id, place.name) for place in places)]
    rows = ((key, name, counts.get(key, [0] * 5)) for key, name in named)
    return tuple(
        PlaceOfDay(None if key is None else EntityId(key), name, row[0], max(0, row[1]), *row[2:])
        for key, name, row in rows
    )
