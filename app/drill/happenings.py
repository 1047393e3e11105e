"""What happens at a centre, as dated plain values.

Each stands for one act of a person at a desk, so that whoever plays them can send one command for
each. People, groups, needs and teams are named by their index in this run; the player keeps the
ids.
"""

from dataclasses import dataclass

from app.drill.equipment import Item, Stock
from app.drill.needs import SyntheticNeed
from app.drill.people import SyntheticGroup, SyntheticVolunteer


@dataclass(frozen=True)
class Happening:
    """`at` is epoch milliseconds; happenings come in its order."""

    at: int


@dataclass(frozen=True)
class StockReceived(Happening):
    lots: tuple[Stock, ...]


@dataclass(frozen=True)
class VolunteerRegistered(Happening):
    """`source` is pre_registration or walk_in."""

    volunteer: SyntheticVolunteer
    source: str


@dataclass(frozen=True)
class GroupRegistered(Happening):
    group: SyntheticGroup


@dataclass(frozen=True)
class VolunteerInsured(Happening):
    """Proof was seen, or the procedure was completed at the desk (`here`)."""

    volunteer: int
    plan: str
    enrolled_at: int
    proof: str
    here: bool


@dataclass(frozen=True)
class VolunteerCheckedIn(Happening):
    """`means` is scan, search or walk_in; who may not go out stays for work at the centre."""

    volunteer: int
    means: str
    first_time: bool
    centre_work: bool


@dataclass(frozen=True)
class GroupCheckedIn(Happening):
    group: int
    heads: int


@dataclass(frozen=True)
class NeedReceived(Happening):
    need: SyntheticNeed


@dataclass(frozen=True)
class NeedMerged(Happening):
    """The desk noticed that a call is about a house it knows."""

    need: int
    into: int


@dataclass(frozen=True)
class NeedDeclined(Happening):
    need: int
    reason: str
    refer_to: str


@dataclass(frozen=True)
class NeedSurveyed(Happening):
    """One visit: `state` is done or absent."""

    need: int
    state: str
    surveyor: str
    attempt: int


@dataclass(frozen=True)
class NeedHeld(Happening):
    """Nobody may be sent for now: a red or yellow sticker."""

    need: int
    reason: str


@dataclass(frozen=True)
class NeedLeftToSkilled(Happening):
    need: int


@dataclass(frozen=True)
class NeedReady(Happening):
    need: int


@dataclass(frozen=True)
class TeamFormed(Happening):
    """`vehicle_of` is the volunteer whose car the team takes."""

    team: int
    number: int
    need: int
    members: tuple[int, ...]
    groups: tuple[tuple[int, int], ...]
    leader: int | None
    vehicle_of: int | None
    slot: str
    wanted: int

    @property
    def heads(self) -> int:
        return len(self.members) + sum(heads for _, heads in self.groups)


@dataclass(frozen=True)
class EquipmentLent(Happening):
    team: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class TeamSent(Happening):
    team: int
    planned_return_at: int
    heads: int


@dataclass(frozen=True)
class HeatMeasured(Happening):
    """WBGT in tenths of a degree for an hour of the day."""

    hour: int
    tenths: int


@dataclass(frozen=True)
class TeamReturned(Happening):
    team: int
    heads: int
    hurt: bool


@dataclass(frozen=True)
class EquipmentReturned(Happening):
    team: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class TeamReported(Happening):
    """`progress` is completed, continuing or stopped, and the need's new state."""

    team: int
    need: int
    progress: str
    heads: int
    text: str
    sandbags: int
    near_miss: str
    remaining: str
    extra_wish: str
    next_people: int | None


@dataclass(frozen=True)
class DayClosed(Happening):
    """The end of a day: date (ISO) and weather code."""

    day: str
    weather: str
