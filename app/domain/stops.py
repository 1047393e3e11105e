"""Stop orders: heat, lightning, wind, rain, and who is still to be called back.

A stop holds from its order until somebody lifts it. Every kind stops all work outside, but wind,
which stops work with sheets and at heights. A stop calls everybody back, and a team that nobody
reached stays on the list until it is reached or back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# Refusal codes by kind; a kind that a newer version or a centre added is `other_stop`.
STOP_CODES: dict[str, str] = {
    "heat": "heat_stop",
    "lightning": "lightning_stop",
    "wind": "wind_stop",
    "rain": "rain_stop",
    "quake": "quake_stop",
    "tsunami": "tsunami_stop",
    "other": "other_stop",
}
# Kinds that stop only some work; all others stop everything.
WORK_STOPPED_BY: dict[str, frozenset[str]] = {"wind": frozenset({"tarp_roof"})}


@dataclass(frozen=True)
class Stop:
    """A row of `stop_order`."""

    kind: str
    at: int
    lifted_at: int | None = None


@dataclass(frozen=True)
class TeamOut:
    """A team that is outside, as the list of phones shows it. `team` is any comparable id."""

    team: bytes
    number: str
    phone: str
    heads: int


def active(stops: Iterable[Stop], at: int) -> tuple[Stop, ...]:
    """Stops that hold at an instant, oldest first."""
    holding = (
        stop for stop in stops if stop.at <= at and (stop.lifted_at is None or at < stop.lifted_at)
    )
    return tuple(sorted(holding, key=lambda stop: (stop.at, stop.kind)))


def stops_work(stop: Stop, kinds: Iterable[str]) -> bool:
    """Whether this stop keeps people from these kinds of work."""
    only = WORK_STOPPED_BY.get(stop.kind)
    return only is None or bool(only & set(kinds))


def still_to_reach(teams: Iterable[TeamOut], reached: frozenset[bytes]) -> tuple[TeamOut, ...]:
    """Teams nobody has reached, the largest first, then by number."""
    left = (team for team in teams if team.team not in reached)
    return tuple(sorted(left, key=lambda team: (-team.heads, team.number)))
