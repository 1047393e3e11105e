"""The words of matching: who waits, what waits, and a choice with its reasons.

Reasons are codes with parameters (catalogue key `why.<code>`); stops are those of the domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.domain.eligibility import Candidate, HardStop, Work
from app.domain.teams import Member, Wanted

Param: TypeAlias = str | int


@dataclass(frozen=True)
class Because:
    """One reason for or against a choice; `weight` is what it adds to the score."""

    code: str
    weight: int
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """A person or a group that has checked in and is on no team. Instants in milliseconds."""

    id: bytes
    candidate: Candidate
    member: Member = field(default_factory=Member)
    since: int = 0
    wish: str | None = None
    centre_work: bool = False
    jobs_today: int = 0


@dataclass(frozen=True)
class Job:
    """A need that a team may be formed for. Days are ISO texts."""

    id: bytes
    number: str
    work: Work = field(default_factory=Work)
    wanted: Wanted = field(default_factory=Wanted)
    received_on: str | None = None
    continuing: bool = False
    next_on: str | None = None
    wanted_from: str | None = None
    wanted_until: str | None = None
    urgency: int = 1
    priority: int = 0


@dataclass(frozen=True)
class Choice:
    """A candidate of a list, why it stands where it stands, and what forbids it."""

    id: bytes
    score: int
    reasons: tuple[Because, ...] = ()
    stops: tuple[HardStop, ...] = ()

    @property
    def possible(self) -> bool:
        """No hard stop; overriding one is a person's act."""
        return not self.stops


def chosen(id: bytes, reasons: list[Because], stops: tuple[HardStop, ...] = ()) -> Choice:
    """A choice whose score is the sum of its reasons, the strongest reason first."""
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.code))
    return Choice(id, sum(reason.weight for reason in reasons), tuple(ordered), stops)
