"""What a work order says, in words: filled in by whoever knows the need, the team and its tools.

Blank fields stay blank on the paper, to be written on. Codes come in as words of the paper's
language.
"""

from dataclasses import dataclass, field
from datetime import date

MEMBERS_ON_FIRST_SHEET = 12


@dataclass(frozen=True)
class Tool:
    """Something to fetch; a quantity that nobody fixed is None."""

    name: str
    quantity: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Member:
    """A person, or a group of `heads`. None: not known."""

    name: str
    number: str = ""
    kana: str = ""
    heads: int = 1
    insured: bool | None = None
    first_time: bool | None = None
    leader: bool = False


@dataclass(frozen=True)
class Site:
    """Who asked, and how one gets there."""

    requester: str = ""
    kana: str = ""
    phone: str = ""
    postal_code: str = ""
    address: str = ""
    building: str = ""
    directions: str = ""
    parking: str = ""
    road: str = ""
    rest: str = ""  # toilet, water, shade
    waste: str = ""  # where rubbish goes
    present: str = ""  # who is there and when


@dataclass(frozen=True)
class Community:
    """Who hands the people of a large team on to houses: the head of a district (区長)."""

    contact: str
    phone: str = ""
    district: str = ""


@dataclass(frozen=True)
class WorkOrder:
    """One team's order. `planned_return_at` in epoch milliseconds.

    `need` is the id (16 bytes); None, without a QR code, where a community's team goes to no
    single need.
    """

    need: bytes | None
    need_number: str
    team: str
    day: date
    slot: str = ""
    site: Site = field(default_factory=Site)
    kinds: tuple[str, ...] = ()
    request: str = ""
    dangers: tuple[str, ...] = ()
    caution: str = ""
    tools: tuple[Tool, ...] = ()
    tools_note: str = ""
    members: tuple[Member, ...] = ()
    leader: str = ""
    phone: str = ""
    vehicle: str = ""
    planned_return_at: int | None = None
    community: Community | None = None
    work_minutes: int = 20
    rest_minutes: int = 10
    gather: str = ""  # where the team meets, where that is not the centre

    @property
    def heads(self) -> int:
        return sum(member.heads for member in self.members)

    @property
    def has_roll(self) -> bool:
        """Whether the members are on sheets of their own."""
        return self.community is not None or len(self.members) > MEMBERS_ON_FIRST_SHEET
